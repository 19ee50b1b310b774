import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packetJson } from '../../src/facts/firewall/packet-text.ts';
import { readPackets } from '../../src/parse/packets.ts';

const one = (value: object) => readPackets(`${JSON.stringify(value)}\n`);
const faultOf = (value: object) => {
  const read = one(value);
  return read.ok ? null : read.because.en;
};
const TCP = { src: '10.0.0.1', dst: '192.0.2.1', proto: 'tcp', dport: 443 };

describe('packets', () => {
  test('what is not written is a new connection from a client', () => {
    const read = one(TCP);
    expect(read.ok && read.packets[0]).toMatchObject({
      protocol: 6,
      sport: 49152,
      flags: 2,
      state: 'new',
      in: null,
    });
    const ping = one({ src: '2001:db8::1', dst: '2001:db8::2', proto: 'icmpv6' });
    expect(ping.ok && ping.packets[0]).toMatchObject({
      icmpType: 128,
      icmpCode: 0,
      sport: null,
      flags: null,
    });
  });

  test('a destination port that is not written may be any', () => {
    const read = one({ ...TCP, dport: undefined });
    expect(read.ok && read.packets[0]?.dport).toBeNull();
  });

  test.each<[string, object, string]>([
    ['two families', { ...TCP, dst: '2001:db8::1' }, 'src and dst are of different families'],
    [
      'a port of ICMP',
      { src: '10.0.0.1', dst: '10.0.0.2', proto: 1, dport: 80 },
      'has a part that its protocol has not',
    ],
    ['flags of UDP', { ...TCP, proto: 'udp', flags: 'S' }, 'has a part that its protocol has not'],
    ['a name for an address', { ...TCP, dst: 'www.example.test' }, 'write dst as in 192.0.2.10'],
    ['a protocol nobody knows', { ...TCP, proto: 'tpc' }, 'write proto as in tcp'],
    ['a port too large', { ...TCP, dport: 65536 }, 'write dport as in 443'],
    ['another key', { ...TCP, port: 80 }, 'is no packet; its keys are'],
  ])('%s is told', (_, value, message) => {
    expect(faultOf(value)).toContain(message);
  });

  test('the line of the first fault is told', () => {
    const read = readPackets(`${JSON.stringify(TCP)}\n\n{"src":\n`);
    expect(read).toMatchObject({ ok: false, line: 3 });
  });

  test('a packet is written as it is read', () => {
    const letters = fc
      .uniqueArray(fc.constantFrom(...'FSRPAUEC'))
      .map((l) => [...'FSRPAUEC'].filter((c) => l.includes(c)).join(''));
    fc.assert(
      fc.property(fc.nat(65535), fc.nat(65535), letters, (sport, dport, flags) => {
        const value = { ...TCP, sport, dport, flags };
        const read = one(value);
        expect(read.ok && read.packets[0] && packetJson(read.packets[0])).toEqual(value);
      }),
    );
  });

  test('any text gives packets or a fault', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof readPackets(text).ok === 'boolean'));
  });
});
