/** Asks the devices of a file about packets. */
import { decidePacket } from '../../../src/facts/firewall/decide.ts';
import type { FilterRule, FirewallDevice } from '../../../src/facts/firewall/model.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import { parseIpAddress } from '../../../src/facts/ip-address.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import { fortiosConfig } from '../../../src/parse/fortios/fortios-config.ts';
import type { Parsed, Parser } from '../../../src/parse/parser.ts';
import { CONTEXT, fixture, fromText } from '../../evidence.ts';

export function readBy(parser: Parser, evidence: Evidence): Parsed {
  const parsed = parser.parse(evidence, CONTEXT);
  if (parsed instanceof Promise) throw new Error('asynchronous');
  return parsed;
}

export const devicesIn = (parsed: Parsed): readonly FirewallDevice[] =>
  parsed.sections.devices?.devices ?? [];

export function deviceIn(parsed: Parsed, context = ''): FirewallDevice {
  const device = devicesIn(parsed).find((d) => d.context === context);
  if (!device) throw new Error(`no device ${context}`);
  return device;
}

export const read = (text: string): Parsed => readBy(fortiosConfig, fromText('fw/forti.conf', text));
export const readFixture = (name: string): Parsed => readBy(fortiosConfig, fixture(`fortios-config/${name}`));

const address = (text: string) => {
  const found = parseIpAddress(text);
  if (!found) throw new Error(`no address: ${text}`);
  return found;
};

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, icmp6: 58 };

export interface Ask {
  readonly in?: string;
  readonly out?: string;
  readonly sport?: number;
  /** Of TCP; a first packet else. */
  readonly flags?: number;
  readonly state?: Packet['state'];
  /** Epoch milliseconds. */
  readonly asOf?: number;
}

/** `tcp/443`, `icmp/8`, `47`. */
export function packet(src: string, dst: string, service: string, ask: Ask = {}): Packet {
  const [name = '', number] = service.split('/');
  const protocol = PROTOCOLS[name] ?? Number(name);
  const n = number === undefined ? null : Number(number);
  const ports = protocol === 6 || protocol === 17;
  const icmp = protocol === 1 || protocol === 58;
  return {
    in: ask.in ?? null,
    out: ask.out ?? null,
    src: address(src),
    dst: address(dst),
    protocol,
    sport: ports ? (ask.sport ?? 49152) : null,
    dport: ports ? n : null,
    icmpType: icmp ? n : null,
    icmpCode: icmp ? 0 : null,
    flags: protocol === 6 ? (ask.flags ?? 2) : null,
    state: ask.state ?? 'new',
  };
}

/** `permit 12`: what becomes of it, and by which rule. */
export function fate(
  device: FirewallDevice,
  src: string,
  dst: string,
  service: string,
  ask: Ask = {},
): string {
  const { verdict, rule } = decidePacket(device, packet(src, dst, service, ask), { asOf: ask.asOf ?? null });
  return rule ? `${verdict} ${rule.id}` : verdict;
}

export function ruleIn(device: FirewallDevice, list: string, id: string): FilterRule {
  const rule = device.lists.find((l) => l.id === list)?.rules.find((r) => r.id === id);
  if (!rule) throw new Error(`no rule ${id}`);
  return rule;
}

export const kinds = (notes: readonly { readonly kind: string }[]): readonly string[] =>
  notes.map((n) => n.kind);
