/** Sets of ipset(8), as `ipset save` writes them, and what `-m set` asks of them. */
import {
  type AddressSet,
  isEmpty,
  parseAddressSet,
  subtract,
  union,
  unionOf,
} from '../../facts/address-set.ts';
import type { Match, NumberSet } from '../../facts/firewall/model.ts';
import { addresses, allOf, anyOf, services, test } from '../netfilter/matches.ts';
import { numberSet } from '../netfilter/numbers.ts';
import { PORT_PROTOCOLS, protocolNumber, serviceOf } from '../netfilter/protocols.ts';
import { portNumber } from './service-names.ts';

interface Element {
  readonly parts: readonly string[];
  readonly nomatch: boolean;
}

interface IpSet {
  /** `hash`, `bitmap`, `list`. */
  readonly method: string;
  /** `ip`, `net`, `port`, `iface`, `mac`, `set` …, one a dimension. */
  readonly dimensions: readonly string[];
  /** Whether its elements come and go by themselves, or it has options that change what an element means. */
  readonly open: boolean;
  readonly elements: Element[];
}

export interface IpSets {
  /**
   * The packets of which `-m set --match-set NAME SIDES` holds. `own`: the place of the rule, where something changes sets
   * between rules, so that no two need see the same.
   */
  readonly match: (name: string, sides: readonly string[], own: string | null) => Match;
}

const OLD_TYPES: Readonly<Record<string, string>> = {
  iphash: 'hash:ip',
  nethash: 'hash:net',
  ipmap: 'bitmap:ip',
  portmap: 'bitmap:port',
  ipporthash: 'hash:ip,port',
  setlist: 'list:set',
};

function created(words: readonly string[]): IpSet {
  const [method = '', dimensions = ''] = (OLD_TYPES[words[2] ?? ''] ?? words[2] ?? '').split(':');
  const open = ['timeout', 'netmask', 'bitmask', 'markmask'].some((w) => words.includes(w));
  return { method, dimensions: dimensions.split(','), open, elements: [] };
}

export interface IpSetFile {
  readonly sets: ReadonlyMap<string, IpSet>;
  /** Lines that are neither `create` nor `add` of a set there is. */
  readonly strange: readonly number[];
}

export function readIpSets(lines: readonly string[]): IpSetFile {
  const sets = new Map<string, IpSet>();
  const strange: number[] = [];
  lines.forEach((line, index) => {
    const words = line.trim().split(/\s+/);
    const [verb, name = '', value = ''] = words;
    const target = sets.get(name);
    if (verb === '' || verb?.startsWith('#')) return;
    if (verb === 'create' || verb === '-N') sets.set(name, created(words));
    else if ((verb === 'add' || verb === '-A') && target && value !== '') {
      target.elements.push({ parts: value.split(','), nomatch: words.includes('nomatch') });
      if (words.includes('timeout')) sets.set(name, { ...target, open: true });
    } else strange.push(index + 1);
  });
  return { sets, strange };
}

/** Of overlapping networks the smallest says whether an address is in the set. */
function addressesOf(
  elements: readonly { readonly text: string; readonly nomatch: boolean }[],
): AddressSet | null {
  const read = elements.map(({ text, nomatch }) => ({ set: parseAddressSet(text), nomatch }));
  if (read.some((r) => r.set === null)) return null;
  if (!read.some((r) => r.nomatch)) return unionOf(read.map((r) => r.set ?? []));
  const size = (set: AddressSet | null): bigint => (set ?? []).reduce((n, i) => n + i.to - i.from + 1n, 0n);
  return read
    .sort((a, b) => (size(a.set) > size(b.set) ? -1 : 1))
    .reduce<AddressSet>((sum, r) => (r.nomatch ? subtract(sum, r.set ?? []) : union(sum, r.set ?? [])), []);
}

/** `80`, `tcp:80`, `udp:53-60`, `icmp:…` (null). Without a protocol: TCP. */
function portMatch(side: 'src' | 'dst', text: string, any: boolean): Match | null {
  const colon = text.indexOf(':');
  const protocol = colon < 0 ? 6 : protocolNumber(text.slice(0, colon));
  const [first = '', last = first] = text.slice(colon + 1).split('-');
  const [from, to] = [portNumber(first), portNumber(last)];
  if (protocol === null || from === null || to === null) return null;
  if (!PORT_PROTOCOLS.some((p) => p.from === protocol)) return null;
  const ports: NumberSet = [{ from, to }];
  const protocols = any
    ? numberSet([PORT_PROTOCOLS[0], PORT_PROTOCOLS[1]].flatMap((p) => p ?? []))
    : [{ from: protocol, to: protocol }];
  return services([serviceOf(protocols, { [side === 'src' ? 'sport' : 'dport']: ports })]);
}

const sideOf = (word: string | undefined): 'src' | 'dst' | null =>
  word === 'src' || word === 'dst' ? word : null;

function partMatch(set: IpSet, kind: string, side: 'src' | 'dst' | null, text: string): Match | null {
  if (side === null) return null;
  if (kind === 'port') return portMatch(side, text, set.method === 'bitmap');
  if (kind !== 'ip' && kind !== 'net') return null;
  const address = parseAddressSet(text);
  return address && addresses(side, address);
}

function elementMatch(set: IpSet, sides: readonly string[], element: Element): Match | null {
  if (element.nomatch || element.parts.length !== set.dimensions.length) return null;
  const parts = set.dimensions.map((kind, i) =>
    partMatch(set, kind, sideOf(sides[i]), element.parts[i] ?? ''),
  );
  const known = parts.filter((p) => p !== null);
  return known.length === parts.length ? allOf(known) : null;
}

function setMatch(set: IpSet, sides: readonly string[], of: (name: string) => Match | null): Match | null {
  if (set.open || sides.length < set.dimensions.length) return null;
  const [kind] = set.dimensions;
  const side = sideOf(sides[0]);
  if (set.dimensions.length === 1 && (kind === 'ip' || kind === 'net')) {
    const found =
      side && addressesOf(set.elements.map((e) => ({ text: e.parts.join(), nomatch: e.nomatch })));
    return found && side ? (isEmpty(found) ? { kind: 'never' } : addresses(side, found)) : null;
  }
  const matches = set.elements.map((e) =>
    set.method === 'list' ? of(e.parts.join()) : elementMatch(set, sides, e),
  );
  const known = matches.filter((m) => m !== null);
  return known.length === matches.length ? anyOf(known) : null;
}

/** `file` null: no `ipset save` among the evidence, or several that may be it. */
export function ipSets(file: IpSetFile | null): IpSets {
  const made = new Map<string, Match | null>();
  const known = (name: string, sides: readonly string[], depth: number): Match | null => {
    const key = `${sides.join()} ${name}`;
    const set = file?.sets.get(name);
    if (made.has(key) || !set || depth > 8) return made.get(key) ?? null;
    const match = setMatch(set, sides, (member) => known(member, sides, depth + 1));
    made.set(key, match);
    return match;
  };
  return {
    match: (name, sides, own) => {
      const text = `${sides.join()} ipset ${name}`;
      return known(name, sides, 0) ?? test(own === null ? text : `${text} (${own})`, 'unknown', text);
    },
  };
}
