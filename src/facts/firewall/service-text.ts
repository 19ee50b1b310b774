/** Services as people write them in a site file or on the command line. */
import type { NumberSet, Service } from './model.ts';
import { PROTOCOL_NUMBERS, protocolName } from './packet-text.ts';

const WITH_PORTS: ReadonlySet<string> = new Set(['tcp', 'udp', 'dccp', 'sctp', 'udplite']);

export const ANY_NUMBER: NumberSet = [{ from: 0, to: 255 }];

const one = (number: number): NumberSet => [{ from: number, to: number }];

export const service = (protocols: NumberSet, dport: NumberSet | null = null): Service => ({
  protocols,
  sport: null,
  dport,
  icmpType: null,
  icmpCode: null,
});

export const ANY_SERVICE: Service = service(ANY_NUMBER);

/** TCP or UDP to some ports. */
export const toPorts = (
  protocol: 'tcp' | 'udp',
  ...ports: readonly (number | readonly [number, number])[]
): Service =>
  service(
    one(protocol === 'tcp' ? 6 : 17),
    ports.map((p) => (typeof p === 'number' ? { from: p, to: p } : { from: p[0], to: p[1] })),
  );

function portRange(text: string): NumberSet | null {
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  if (first === undefined) return null;
  const span = { from: Number(first), to: Number(last) };
  return span.from <= span.to && span.to <= 65535 ? [span] : null;
}

/** `any`, `tcp`, `tcp/443`, `udp/5000-5100`, `icmp`, `ip/50`; null: none of these. */
export function parseService(text: string): Service | null {
  const [name = '', rest] = text.toLowerCase().split(/\/(.*)/s);
  if (name === 'any' && rest === undefined) return ANY_SERVICE;
  if (name === 'ip') {
    const number = portRange(rest ?? '');
    return number && (number[0]?.to ?? 256) <= 255 ? service(number) : null;
  }
  const protocol = PROTOCOL_NUMBERS.get(name);
  if (protocol === undefined) return null;
  if (rest === undefined) return service(one(protocol));
  const ports = WITH_PORTS.has(name) ? portRange(rest) : null;
  return ports ? service(one(protocol), ports) : null;
}

const spanText = ({ from, to }: NumberSet[number]): string => (from === to ? `${from}` : `${from}-${to}`);

const isWhole = (set: NumberSet, last: number): boolean => set[0]?.from === 0 && set[0].to >= last;

export const numbersText = (set: NumberSet): string => set.map(spanText).join(',');

function protocolText({ from, to }: NumberSet[number]): string {
  const name = protocolName(from);
  return from === to && name !== String(from) ? name : `ip/${spanText({ from, to })}`;
}

/** A service in the words of `parseService`, with what it cannot say in brackets after it. */
export function serviceText(s: Service): string {
  const name = isWhole(s.protocols, 255) ? 'any' : s.protocols.map(protocolText).join('|');
  const ports = s.dport && !isWhole(s.dport, 65535) ? `/${numbersText(s.dport)}` : '';
  const source = s.sport && !isWhole(s.sport, 65535) ? ` (sport ${numbersText(s.sport)})` : '';
  const type = s.icmpType && !isWhole(s.icmpType, 255) ? ` (type ${numbersText(s.icmpType)})` : '';
  const code = s.icmpCode && !isWhole(s.icmpCode, 255) ? ` (code ${numbersText(s.icmpCode)})` : '';
  return `${name}${ports}${source}${type}${code}`;
}

/** Protocol 253, for experiments (RFC 3692): nothing uses it, so that no rule means it alone. */
export const NOBODYS_SERVICE: Service = service(one(253));
