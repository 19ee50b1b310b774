import { describe, expect, it } from 'vitest';
import { fromRanges, toText } from '../../../src/facts/address-set.ts';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import type { Hop, ReachAnswer } from '../../../src/facts/firewall/query.ts';
import { reachable } from '../../../src/facts/firewall/reach.ts';
import type { IpAddress } from '../../../src/facts/ip-address.ts';
import { iptablesSave } from '../../../src/parse/iptables/save.ts';
import type { Parsed } from '../../../src/parse/parser.ts';
import { CONTEXT, fromText } from '../../evidence.ts';
import { at } from '../builders.ts';
import * as d from './devices.ts';

const LIMITS = { pieces: 20, boxes: 20 };

const devicesOf = (text: string): readonly FirewallDevice[] =>
  (iptablesSave.parse(fromText('gw01/rules.v4', text), CONTEXT) as Parsed).sections.devices?.devices ?? [];

const table = (name: string, chains: string, rules: readonly string[]): string =>
  `*${name}\n${chains}${rules.map((r) => `-A ${r}\n`).join('')}COMMIT\n`;

const PREROUTING = ':PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n';
const FORWARD = ':INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n';

const gateway = (nat: readonly string[], forward: readonly string[]): Hop => ({
  name: 'gw01',
  devices: devicesOf(table('nat', PREROUTING, nat) + table('filter', FORWARD, forward)),
  in: null,
  out: null,
});

const ask = (hops: readonly Hop[], port: number, to = '10.20.0.0/16'): ReachAnswer =>
  reachable(
    hops,
    { from: d.net('198.51.100.0/24'), to: d.net(to), service: [d.tcpService(port)], asOf: 0 },
    LIMITS,
  );

const textOf = ({ version, value }: IpAddress): string =>
  toText(fromRanges([{ version, from: value, to: value }]));

const ports = (answer: ReachAnswer): readonly string[] =>
  answer.answer === 'none'
    ? ['none']
    : answer.pieces.map(({ permitted, witness }) => `${permitted} ${textOf(witness.dst)}:${witness.dport}`);

describe('iptables: a service under another port', () => {
  const hidden = ['PREROUTING -d 203.0.113.5/32 -p tcp --dport 8443 -j DNAT --to-destination 10.20.0.9:3389'];
  const open = ['FORWARD -d 10.20.0.9/32 -p tcp --dport 3389 -j ACCEPT'];

  it('is found; the witness is the packet as it starts', () => {
    const answer = ask([gateway(hidden, open)], 3389);
    expect(answer.answer).toBe('permitted');
    expect(ports(answer)).toContain('yes 203.0.113.5:8443');
    expect(ports(ask([gateway(hidden, open)], 8443))).toEqual(['yes 203.0.113.5:8443']);
    expect(ports(ask([gateway(hidden, open)], 443))).toEqual(['none']);
  });

  it('is not found where the rules stop it behind the translation', () => {
    expect(ports(ask([gateway(hidden, ['FORWARD -p tcp --dport 8443 -j ACCEPT'])], 3389))).toEqual(['none']);
  });

  it('is found behind two translations, on two devices', () => {
    const first = gateway(
      ['PREROUTING -d 203.0.113.5/32 -p tcp --dport 8443 -j DNAT --to-destination 10.20.0.8:9000'],
      ['FORWARD -d 10.20.0.8/32 -p tcp --dport 9000 -j ACCEPT'],
    );
    const second = gateway(
      ['PREROUTING -d 10.20.0.8/32 -p tcp --dport 9000 -j DNAT --to-destination 10.20.0.9:3389'],
      open,
    );
    const answer = ask([first, { ...second, name: 'gw02' }], 3389, '10.20.0.9');
    expect(ports(answer)).toEqual(['yes 203.0.113.5:8443', 'yes 10.20.0.8:9000']);
    expect(ports(ask([first, second], 9000, '10.20.0.9'))).toEqual(['yes 10.20.0.8:9000']);
  });

  it('is found where only the port changes', () => {
    const sameHost = ['PREROUTING -d 10.20.0.9/32 -p tcp --dport 8443 -j DNAT --to-destination :3389'];
    expect(ports(ask([gateway(sameHost, open)], 3389))).toContain('yes 10.20.0.9:8443');
  });

  it('may be behind a device of which not all is understood', () => {
    const first = gateway([], ['FORWARD -p tcp --dport 443 -j ACCEPT']);
    const second = gateway([], ['FORWARD -p tcp --dport 443 -j ACCEPT']);
    const gaps = [{ kind: 'x', because: { ja: '不明行', en: 'odd line' }, at: at() }];
    const unread = { ...second, name: 'gw02', devices: second.devices.map((v) => ({ ...v, gaps })) };
    expect(ports(ask([first, second], 3389))).toEqual(['none']);
    expect(ask([first, unread], 3389).answer).toBe('undetermined');
  });
});
