/** Values of the options of iptables. null: not understood. */
import { type AddressSet, parseAddressSet } from '../../facts/address-set.ts';
import type { ConnectionState, Match, NumberSet } from '../../facts/firewall/model.ts';
import { parseIpAddress } from '../../facts/ip-address.ts';
import { ICMP_NAMES, ICMPV6_NAMES } from '../netfilter/icmp.ts';
import { addresses, anyOf } from '../netfilter/matches.ts';
import { numberSet } from '../netfilter/numbers.ts';
import { portNumber } from './service-names.ts';

export type Side = 'src' | 'dst';

/** A mask in dotted or IPv6 form that is no prefix. */
function masked(side: Side, text: string): Match | null {
  const slash = text.indexOf('/');
  const address = parseIpAddress(text.slice(0, slash));
  const mask = parseIpAddress(text.slice(slash + 1));
  if (slash < 0 || !address || mask?.version !== address.version) return null;
  const { version, value } = address;
  const width = version === 4 ? 32n : 128n;
  const rest = ((1n << width) - 1n) ^ mask.value;
  if ((rest & (rest + 1n)) === 0n) {
    const length = Number(width) - (rest === 0n ? 0 : rest.toString(2).length);
    const set = parseAddressSet(`${text.slice(0, slash)}/${length}`);
    return set && addresses(side, set);
  }
  return {
    kind: side === 'src' ? 'src-bits' : 'dst-bits',
    version,
    value: value & mask.value,
    mask: mask.value,
  };
}

function oneAddress(side: Side, text: string): Match | null {
  if (text.includes('-')) return null;
  const set = parseAddressSet(text);
  return set ? addresses(side, set) : masked(side, text);
}

/** `10.0.0.0/8`, `10.0.0.0/255.0.255.0`, several with commas. */
export function addressMatch(side: Side, text: string): Match | null {
  if (!text.includes(',')) return oneAddress(side, text);
  const of = text.split(',').map((one) => oneAddress(side, one));
  const known = of.filter((m) => m !== null);
  return known.length === of.length ? anyOf(known) : null;
}

export function addressRange(text: string): AddressSet | null {
  return parseAddressSet(text);
}

/** `22`, `22:80`, `:80`, `1024:`, by number or name. */
export function portSpan(text: string): NumberSet | null {
  const colon = text.indexOf(':');
  if (colon < 0) {
    const port = portNumber(text);
    return port === null ? null : [{ from: port, to: port }];
  }
  const from = colon === 0 ? 0 : portNumber(text.slice(0, colon));
  const to = colon === text.length - 1 ? 65_535 : portNumber(text.slice(colon + 1));
  return from === null || to === null || from > to ? null : [{ from, to }];
}

export function portList(text: string): NumberSet | null {
  const spans = text.split(',').map(portSpan);
  const known = spans.filter((s) => s !== null);
  return known.length === spans.length ? numberSet(known.flat()) : null;
}

export interface IcmpParts {
  readonly type: NumberSet | null;
  readonly code: NumberSet | null;
}

const part = (n: number | null): NumberSet | null => (n === null ? null : [{ from: n, to: n }]);

function icmpNumbers(version: 4 | 6, type: number, code: number | null): IcmpParts | null {
  if (type > 255 || (code ?? 0) > 255) return null;
  return version === 4 && type === 255 ? { type: null, code: null } : { type: part(type), code: part(code) };
}

/** `8`, `3/1`, `echo-request`, `any`. */
export function icmpKind(version: 4 | 6, text: string): IcmpParts | null {
  const [, type, code] = /^(\d{1,3})(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  if (type !== undefined) return icmpNumbers(version, Number(type), code === undefined ? null : Number(code));
  if (version === 4 && text === 'any') return { type: null, code: null };
  const kind = (version === 4 ? ICMP_NAMES : ICMPV6_NAMES).get(text);
  return kind ? { type: part(kind.type), code: part(kind.code) } : null;
}

const FLAGS: Readonly<Record<string, number>> = {
  FIN: 1,
  SYN: 2,
  RST: 4,
  PSH: 8,
  ACK: 16,
  URG: 32,
  ALL: 63,
  NONE: 0,
};

/** `FIN,SYN,RST,ACK`, `ALL`, `NONE`, or a number. */
export function tcpFlags(text: string): number | null {
  if (/^(?:0x)?[0-9a-f]{1,2}$/i.test(text) && /\d/.test(text)) return Number(text);
  let flags = 0;
  for (const name of text.toUpperCase().split(',')) {
    const bit = FLAGS[name];
    if (bit === undefined) return null;
    flags |= bit;
  }
  return flags;
}

const STATES: ReadonlyMap<string, ConnectionState> = new Map([
  ['NEW', 'new'],
  ['ESTABLISHED', 'established'],
  ['RELATED', 'related'],
  ['INVALID', 'invalid'],
  ['UNTRACKED', 'untracked'],
]);

/** States, and `SNAT` and `DNAT`, which conntrack adds to them. */
export function stateMatch(text: string): Match | null {
  const only = STATES.get(text);
  if (only) return { kind: 'state', of: [only] };
  const states: ConnectionState[] = [];
  const parts: Match[] = [];
  for (const word of text.toUpperCase().split(',')) {
    const state = STATES.get(word);
    if (state) states.push(state);
    else if (word === 'SNAT' || word === 'DNAT') {
      parts.push({ kind: 'translated', side: word === 'SNAT' ? 'src' : 'dst' });
    } else return null;
  }
  return anyOf([...(states.length > 0 ? [{ kind: 'state', of: states } as const] : []), ...parts]);
}

/** The name of an interface; `eth+` is every one that begins so. */
export const interfaceName = (text: string): string => (text.endsWith('+') ? `${text.slice(0, -1)}*` : text);
