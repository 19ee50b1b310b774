/** NAT descriptors (YAMAHA command reference Rev.23, 23): inbound before the filters, outbound behind them. */
import {
  type AddressSet,
  ALL_IPV4,
  NO_ADDRESSES,
  parseAddressSet,
  toRanges,
  union,
} from '../../facts/address-set.ts';
import type { Action, FilterRule, Match, NumberSet, Service } from '../../facts/firewall/model.ts';
import { maskText } from './addresses.ts';
import type { Config, Descriptor, Interface, Said } from './config.ts';
import { all, both, conditional, type Reader } from './filters.ts';
import { portList } from './ports.ts';

/** `a`, `a-b`, and lists of them; null for words as `ipcp` and `primary`. */
function range(words: readonly string[]): AddressSet | null {
  const sets = words.flatMap((w) => w.split(',')).map((w) => parseAddressSet(w));
  return sets.length > 0 && !sets.includes(null)
    ? union(NO_ADDRESSES, ...sets.filter((s) => s !== null))
    : null;
}

interface Applied {
  readonly of: Interface;
  readonly descriptor: Descriptor;
  readonly type: string;
  /** null: what the line gives, or an address of the interface. */
  readonly outer: AddressSet | null;
  /** null: all. */
  readonly inner: AddressSet | null;
}

function applied(config: Config, of: Interface, id: string): Applied | null {
  const descriptor = config.descriptors.get(id);
  const type = descriptor?.type?.words[0] ?? 'none';
  if (!descriptor || type === 'none') return null;
  const outer = range(descriptor.outer?.words ?? []);
  const inner = range((descriptor.inner?.words ?? []).filter((w) => w !== 'auto'));
  return { of, descriptor, type, outer, inner };
}

const rule = (reader: Reader, id: string, line: number, match: Match, action: Action): FilterRule => ({
  id,
  name: null,
  at: reader.at(line),
  enabled: true,
  match,
  action,
  log: null,
  hits: null,
  comment: null,
});

const comesBy = (of: Interface): Match => ({ kind: 'in', ports: [of.name] });
const leavesBy = (of: Interface): Match => ({ kind: 'out', ports: [of.name] });

/** The outer address; where the line gives it, it is not known. */
function toOuter(reader: Reader, { outer, of }: Applied): Match {
  if (outer) return { kind: 'dst', set: outer };
  const own = own4(of);
  if (own.length > 0) return { kind: 'dst', set: own };
  return conditional(
    reader,
    `dst outer ${of.name}`,
    both(`${of.name} に割り当てられたアドレス宛て`, `the address that ${of.name} was given`),
  );
}

function own4(of: Interface): AddressSet {
  const text = of.addresses.get('4 address');
  return (text && parseAddressSet(text.split('/')[0] ?? '')) || NO_ADDRESSES;
}

const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, gre: 47, esp: 50, ah: 51 };

interface Entry {
  readonly inner: AddressSet;
  readonly protocol: number;
  readonly outerPorts: NumberSet | null;
  readonly innerPorts: NumberSet | null;
}

/** `inner protocol [outer=]inner`. */
function entry({ words }: Said): Entry | null {
  const [address = '', protocol = '', ports = '*'] = words;
  const inner = parseAddressSet(address);
  const number = /^\d{1,3}$/.test(protocol) ? Number(protocol) : PROTOCOLS[protocol.toLowerCase()];
  const [first = '*', second] = ports.split('=');
  const outerPorts = portList(first);
  const innerPorts = second === undefined ? outerPorts : portList(second);
  if (!inner || number === undefined || outerPorts === undefined || innerPorts === undefined) return null;
  return { inner, protocol: number, outerPorts, innerPorts };
}

const service = ({ protocol, outerPorts }: Entry): Service => ({
  protocols: [{ from: protocol, to: protocol }],
  sport: null,
  dport: protocol === 6 || protocol === 17 ? outerPorts : null,
  icmpType: null,
  icmpCode: null,
});

function masqueradeRules(reader: Reader, a: Applied): readonly FilterRule[] {
  return [...a.descriptor.masquerades].map(([id, said]) => {
    const read = entry(said);
    const name = `${a.descriptor.id} masquerade ${id}`;
    const what = both(
      `読めない静的 IP マスカレード ${id}`,
      `the static masquerade ${id}, which cannot be read`,
    );
    if (!read)
      return rule(reader, name, said.line, all([comesBy(a.of), toOuter(reader, a)]), { do: 'unknown', what });
    const match = all([comesBy(a.of), toOuter(reader, a), { kind: 'service', of: [service(read)] }]);
    const dport =
      read.innerPorts && read.innerPorts !== read.outerPorts
        ? { dport: { to: 'ports', set: read.innerPorts } as const }
        : {};
    return rule(reader, name, said.line, match, {
      do: 'translate',
      to: { dst: { to: 'addresses', set: read.inner }, ...dport },
    });
  });
}

interface Pair {
  readonly outer: AddressSet;
  readonly inner: AddressSet;
}

/** `outer=inner [count]` or `outer=inner/mask`. */
function pair({ words }: Said): Pair | null {
  const [text = '', count] = words;
  const [outer = '', behind = ''] = text.split('=');
  const [inner = '', mask] = behind.split('/');
  const block = (base: string): AddressSet | null => {
    if (mask !== undefined) return parseAddressSet(`${base}/${maskText(mask)}`);
    const [one] = toRanges(parseAddressSet(base) ?? []);
    const more = count === undefined ? 0n : BigInt(/^\d{1,9}$/.test(count) ? count : '1') - 1n;
    return one ? extended(base, more) : null;
  };
  const from = block(outer);
  const to = block(inner);
  return from && to ? { outer: from, inner: to } : null;
}

function extended(base: string, more: bigint): AddressSet | null {
  return parseAddressSet(base)?.map(({ from, to }) => ({ from, to: to + more })) ?? null;
}

function shift(from: AddressSet, onto: AddressSet) {
  const [a] = toRanges(from);
  const [b] = toRanges(onto);
  return a && b
    ? ({ to: 'shift', version: a.version, first: a.from, last: a.to, onto: b.from } as const)
    : null;
}

function staticRules(reader: Reader, a: Applied, way: 'in' | 'out'): readonly FilterRule[] {
  return [...a.descriptor.statics].map(([id, said]) => {
    const read = pair(said);
    const name = `${a.descriptor.id} static ${id}`;
    const what = both(`読めない静的 NAT ${id}`, `the static NAT ${id}, which cannot be read`);
    const at = way === 'in' ? comesBy(a.of) : leavesBy(a.of);
    const target = read && (way === 'in' ? shift(read.outer, read.inner) : shift(read.inner, read.outer));
    if (!read || !target) return rule(reader, name, said.line, at, { do: 'unknown', what });
    const match = all([
      at,
      way === 'in' ? { kind: 'dst', set: read.outer } : { kind: 'src', set: read.inner },
    ]);
    return rule(reader, name, said.line, match, {
      do: 'translate',
      to: way === 'in' ? { dst: target } : { src: target },
    });
  });
}

/** `masquerade incoming forward ADDRESS`. */
function forwardRule(reader: Reader, a: Applied): readonly FilterRule[] {
  const said = a.descriptor.incoming;
  const inner = said?.words[0] === 'forward' ? parseAddressSet(said.words[1] ?? '') : null;
  if (!said || !inner) return [];
  const match = all([comesBy(a.of), toOuter(reader, a)]);
  return [
    rule(reader, `${a.descriptor.id} incoming`, said.line, match, {
      do: 'translate',
      to: { dst: { to: 'addresses', set: inner } },
    }),
  ];
}

const V4: Match = { kind: 'src', set: ALL_IPV4 };

function dynamicRule(reader: Reader, a: Applied): readonly FilterRule[] {
  const match = all([leavesBy(a.of), a.inner ? { kind: 'src', set: a.inner } : V4]);
  const line = a.descriptor.type?.line ?? a.of.line;
  const to = a.outer ? ({ to: 'addresses', set: a.outer } as const) : ({ to: 'interface' } as const);
  return [rule(reader, `${a.descriptor.id} ${a.type}`, line, match, { do: 'translate', to: { src: to } })];
}

const REVERSE = both('逆向きの NAT (reverse)', 'NAT in reverse');

export interface Translations {
  readonly inbound: readonly FilterRule[];
  readonly outbound: readonly FilterRule[];
}

function onInterface(reader: Reader, of: Interface): Translations {
  const words = of.descriptors?.words ?? [];
  const line = of.descriptors?.line ?? of.line;
  const reverse = words.indexOf('reverse');
  const list = (reverse < 0 ? words : words.slice(0, reverse)).flatMap(
    (id) => applied(reader.config, of, id) ?? [],
  );
  const unknown =
    reverse < 0 ? [] : [rule(reader, 'reverse', line, leavesBy(of), { do: 'unknown', what: REVERSE })];
  return {
    inbound: list.flatMap((a) => [
      ...staticRules(reader, a, 'in'),
      ...(a.type === 'nat' ? [] : [...masqueradeRules(reader, a), ...forwardRule(reader, a)]),
    ]),
    outbound: [
      ...unknown,
      ...list.flatMap((a) => [...staticRules(reader, a, 'out'), ...dynamicRule(reader, a)]),
    ],
  };
}

export function translations(reader: Reader): Translations {
  const parts = [...reader.config.interfaces.values()].map((of) => onInterface(reader, of));
  return { inbound: parts.flatMap((p) => p.inbound), outbound: parts.flatMap((p) => p.outbound) };
}
