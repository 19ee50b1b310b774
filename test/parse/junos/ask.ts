/** Reads a Junos text or fixture and asks what becomes of a packet. */
import { decidePacket } from '../../../src/facts/firewall/decide.ts';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import type { Packet, PacketDecision } from '../../../src/facts/firewall/packet.ts';
import { parseIpAddress, showIpAddress } from '../../../src/facts/ip-address.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import { junosConfig } from '../../../src/parse/junos/config.ts';
import type { Parsed } from '../../../src/parse/parser.ts';
import { CONTEXT, fixture, fromText } from '../../evidence.ts';

export function read(evidence: Evidence): Parsed {
  const parsed = junosConfig.parse(evidence, CONTEXT);
  if (parsed instanceof Promise) throw new Error('synchronous');
  return parsed;
}

export const readText = (text: string): Parsed => read(fromText('fw/junos.conf', text));

export function deviceOf(parsed: Parsed, context = 0): FirewallDevice {
  const device = parsed.sections.devices?.devices[context];
  if (!device) throw new Error('no device');
  return device;
}

export const fixtureDevice = (name: string): FirewallDevice =>
  deviceOf(read(fixture(`junos-config/${name}`)));

export const textDevice = (text: string): FirewallDevice => deviceOf(readText(text));

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, icmp6: 58 };

const address = (text: string) => {
  const found = parseIpAddress(text);
  if (!found) throw new Error(text);
  return found;
};

export interface Asked {
  readonly in?: string;
  readonly out?: string;
  readonly asOf?: number | null;
  readonly sport?: number;
  readonly flags?: number;
}

/** `10.1.0.5 > 192.0.2.1 tcp/443`, `… icmp/8`. */
function packetOf(text: string, more: Asked): Packet {
  const [src = '', , dst = '', service = ''] = text.split(' ');
  const [name = '', number = '0'] = service.split('/');
  const protocol = PROTOCOLS[name] ?? Number(name);
  const ports = protocol === 6 || protocol === 17;
  const types = protocol === 1 || protocol === 58;
  return {
    in: more.in ?? null,
    out: more.out ?? null,
    src: address(src),
    dst: address(dst),
    protocol,
    sport: ports ? (more.sport ?? 50000) : null,
    dport: ports ? Number(number) : null,
    icmpType: types ? Number(number) : null,
    icmpCode: types ? 0 : null,
    flags: protocol === 6 ? (more.flags ?? 2) : null,
    state: 'new',
  };
}

function changes(packet: Packet, to: PacketDecision['translated']): string {
  if (!to || (to.src.value === packet.src.value && to.dst.value === packet.dst.value)) return '';
  const port = to.dport === null ? '' : `:${to.dport}`;
  return ` ${showIpAddress(to.src)} > ${showIpAddress(to.dst)}${port}`;
}

/** What becomes of a packet, as `verdict rule [translated]`. */
export function ask(device: FirewallDevice, text: string, more: Asked = {}): string {
  const packet = packetOf(text, more);
  const found = decidePacket(device, packet, { asOf: more.asOf ?? null });
  return `${found.verdict} ${found.rule?.id ?? found.list ?? '-'}${changes(packet, found.translated)}`;
}
