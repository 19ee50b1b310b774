/** Asks the device of a PAN-OS file about packets. */

import { parseAddressSet } from '../../../src/facts/address-set.ts';
import { decidePacket } from '../../../src/facts/firewall/decide.ts';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import { reachable } from '../../../src/facts/firewall/reach.ts';
import { parseIpAddress } from '../../../src/facts/ip-address.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import { panosSet } from '../../../src/parse/panos/set.ts';
import { panosXml } from '../../../src/parse/panos/xml.ts';
import type { Parsed } from '../../../src/parse/parser.ts';
import { CONTEXT, fixture, fromText } from '../../evidence.ts';

export function read(evidence: Evidence): Parsed {
  const parser = panosXml.recognise(evidence) ? panosXml : panosSet;
  const parsed = parser.parse(evidence, CONTEXT);
  if (parsed instanceof Promise) throw new Error('asynchronous');
  return parsed;
}

export const devicesIn = (parsed: Parsed): readonly FirewallDevice[] =>
  parsed.sections.devices?.devices ?? [];

export function deviceOf(parsed: Parsed, context = ''): FirewallDevice {
  const device = devicesIn(parsed).find((d) => d.context === context);
  if (!device) throw new Error(`no device ${context}`);
  return device;
}

export const readFixture = (name: string): Parsed => read(fixture(name));

/** Commands that stand for a whole firewall with zones `a` (ethernet1/1, 10.1.0.0/16) and `b` (ethernet1/2, 10.2.0.0/16). */
export const withZones = (...commands: readonly string[]): Parsed =>
  read(
    fromText(
      'fw/commands.conf',
      [
        'set network interface ethernet ethernet1/1 layer3 ip 10.1.0.1/16',
        'set network interface ethernet ethernet1/2 layer3 ip 10.2.0.1/16',
        'set network virtual-router default interface [ ethernet1/1 ethernet1/2 ]',
        'set zone a network layer3 ethernet1/1',
        'set zone b network layer3 ethernet1/2',
        ...commands,
        '',
      ].join('\n'),
    ),
  );

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1 };

const address = (text: string) => {
  const read = parseIpAddress(text);
  if (!read) throw new Error(`no address: ${text}`);
  return read;
};

/** `tcp/443`, from a port that is free; `icmp` is an echo request. */
export function packet(src: string, dst: string, service: string): Packet {
  const [name = '', port] = service.split('/');
  const protocol = PROTOCOLS[name] ?? Number(name);
  const icmp = name === 'icmp';
  return {
    in: null,
    out: null,
    src: address(src),
    dst: address(dst),
    protocol,
    sport: port === undefined ? null : 49_152,
    dport: port === undefined ? null : Number(port),
    icmpType: icmp ? 8 : null,
    icmpCode: icmp ? 0 : null,
    flags: protocol === 6 ? 2 : null,
    state: 'new',
  };
}

/** The verdict and the rule that gives it. */
export function ask(
  device: FirewallDevice,
  src: string,
  dst: string,
  service: string,
  asOf: string | null = null,
): string {
  const at = { asOf: asOf === null ? null : Date.parse(`${asOf}+09:00`) };
  const { verdict, rule } = decidePacket(device, packet(src, dst, service), at);
  return rule === null ? verdict : `${verdict} by ${rule.id}`;
}

const one = (n: number) => [{ from: n, to: n }];

/** Whether a flow may start, and the security rule that is first named for it. */
export function reach(
  device: FirewallDevice,
  src: string,
  dst: string,
  service: string,
  asOf: string | null = null,
  zones: { readonly in: readonly string[] | null; readonly out: readonly string[] | null } = {
    in: null,
    out: null,
  },
): string {
  const { protocol, dport } = packet(src, dst, service);
  const wanted = {
    protocols: one(protocol),
    sport: null,
    dport: dport === null ? null : one(dport),
    icmpType: null,
    icmpCode: null,
  };
  const query = {
    from: parseAddressSet(src) ?? [],
    to: parseAddressSet(dst) ?? [],
    service: [wanted],
    asOf: asOf === null ? null : Date.parse(`${asOf}+09:00`),
  };
  const answer = reachable([{ name: 'fw', devices: [device], ...zones }], query, {
    pieces: 4,
    boxes: 4,
  });
  if (answer.answer === 'none') return 'none';
  const [piece] = answer.pieces;
  return `${piece?.permitted} by ${piece?.by.at(-1)?.rule?.id}`;
}
