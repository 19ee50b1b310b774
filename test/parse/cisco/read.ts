/** Reads a configuration of ASA or IOS from text and asks what becomes of packets. */
import { decidePacket } from '../../../src/facts/firewall/decide.ts';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import { parseIpAddress } from '../../../src/facts/ip-address.ts';
import { ciscoAsaConfig } from '../../../src/parse/asa/config-file.ts';
import { ciscoIosConfig } from '../../../src/parse/ios/config-file.ts';
import type { ParseContext, Parsed, Parser } from '../../../src/parse/parser.ts';
import { CONTEXT, fromText } from '../../evidence.ts';

export function parseText(parser: Parser, text: string, context: ParseContext = CONTEXT): Parsed {
  const parsed = parser.parse(fromText('FW01/config.txt', text), context);
  if (parsed instanceof Promise) throw new Error('not at once');
  return parsed;
}

export const devicesOf = (parsed: Parsed): readonly FirewallDevice[] =>
  parsed.sections.devices?.devices ?? [];

function only(parsed: Parsed): FirewallDevice {
  const [device, ...more] = devicesOf(parsed);
  if (!device || more.length > 0) throw new Error(`${more.length + (device ? 1 : 0)} devices`);
  return device;
}

export const asa = (text: string): FirewallDevice => only(parseText(ciscoAsaConfig, text));
export const ios = (text: string): FirewallDevice => only(parseText(ciscoIosConfig, text));

const PROTOCOLS: Readonly<Record<string, number>> = {
  tcp: 6,
  udp: 17,
  icmp: 1,
  icmp6: 58,
  esp: 50,
  gre: 47,
  igmp: 2,
};

const address = (text: string) => {
  const found = parseIpAddress(text);
  if (!found) throw new Error(`no address: ${text}`);
  return found;
};

/** `tcp 192.0.2.1 > 10.0.0.5 443`, `icmp A > B 8`, with `in:` and `out:` ports before it where they matter. */
export function packet(text: string): Packet {
  const words = text.split(' ');
  const named = (kind: string): string | null =>
    words.find((w) => w.startsWith(`${kind}:`))?.slice(kind.length + 1) ?? null;
  const [protocol = '', src = '', , dst = '', number, flags] = words.filter(
    (w) => !/^(?:in|out|sport):/.test(w),
  );
  const isIcmp = protocol.startsWith('icmp');
  const hasPorts = protocol === 'tcp' || protocol === 'udp';
  return {
    in: named('in'),
    out: named('out'),
    src: address(src),
    dst: address(dst),
    protocol: PROTOCOLS[protocol] ?? Number(protocol),
    sport: hasPorts ? Number(named('sport') ?? 49152) : null,
    dport: hasPorts ? Number(number) : null,
    icmpType: isIcmp ? Number(number ?? 8) : null,
    icmpCode: isIcmp ? 0 : null,
    flags: protocol === 'tcp' ? Number(flags ?? 2) : null,
    state: 'new',
  };
}

/** `permit`, `deny` or `unknown`, and the id of the rule that said so. */
export function fate(device: FirewallDevice, text: string, asOf: number | null = null): string {
  const decided = decidePacket(device, packet(text), { asOf });
  return `${decided.verdict}${decided.rule ? ` ${decided.rule.id}` : ''}`;
}

export const verdict = (device: FirewallDevice, text: string, asOf: number | null = null): string =>
  decidePacket(device, packet(text), { asOf }).verdict;

/** As the packet leaves, `src > dst:port`. */
export function leaving(device: FirewallDevice, text: string): string | null {
  const { translated } = decidePacket(device, packet(text), { asOf: null });
  if (!translated) return null;
  const show = (a: Packet['src']): string =>
    a.version === 4 ? [24n, 16n, 8n, 0n].map((s) => String((a.value >> s) & 255n)).join('.') : `${a.value}`;
  return `${show(translated.src)} > ${show(translated.dst)}${translated.dport === null ? '' : `:${translated.dport}`}`;
}
