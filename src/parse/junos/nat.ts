/**
 * NAT of a device in flow mode ([Junos] Understanding NAT Rule Sets and Rules): static and destination NAT before the
 * policies, the reverse of static NAT and source NAT after them. Of rule sets that fit a packet the narrower is asked
 * first: interface before zone before routing instance; of source NAT the place it goes to counts before that it came from.
 */
import { type AddressSet, unionOf } from '../../facts/address-set.ts';
import {
  type Action,
  type AddressTarget,
  ANY,
  type FilterList,
  type FilterRule,
  type Match,
  type PortTarget,
  type Stage,
} from '../../facts/firewall/model.ts';
import { located } from './build.ts';
import { all, side } from './match.ts';
import {
  blockOf,
  type NatReader,
  natRule,
  type Place,
  placeOf,
  portsAt,
  ruleMatch,
  shifted,
  unknownTarget,
} from './nat-rules.ts';
import { parsePrefix, rangeOf } from './prefix.ts';
import { allKids, consume, ignore, type JunosNode, kid, kids, lose } from './tree.ts';

interface Ordered {
  readonly width: number;
  readonly rules: readonly FilterRule[];
}

const byWidth = (sets: readonly Ordered[]): readonly FilterRule[] =>
  [...sets].sort((a, b) => a.width - b.width).flatMap((s) => s.rules);

const KEEP: Action = { do: 'permit' };
const unknown = (reader: NatReader, node: JunosNode, text: string, side: 'src' | 'dst'): Action => ({
  do: 'translate',
  to: { [side]: unknownTarget(reader, node, text) },
});

/** `address 10.0.0.1/32`, `address 10.0.0.1 to 10.0.0.9`, several of them; null where one is not understood. */
function poolAddresses(pool: JunosNode): AddressSet | null {
  const sets: AddressSet[] = [];
  for (const low of kids(kid(pool, 'address'))) {
    const [high] = kids(kid(low, 'to'));
    const set = high
      ? rangeOf(low.word.replace(/\/.*$/, ''), high.word.replace(/\/.*$/, ''))
      : parsePrefix(low.word);
    if (!set) return null;
    sets.push(set);
  }
  return sets.length > 0 ? unionOf(sets) : null;
}

/** The port beside the address of a pool of destination NAT. */
function poolPort(pool: JunosNode): PortTarget | null | 'unread' {
  const own = kids(kid(pool, 'address')).map((a) => kid(a, 'port'));
  const node = [kid(pool, 'port'), ...own].find((n) => n !== null) ?? null;
  if (!node) return null;
  const spans = portsAt(node);
  return spans ? { to: 'ports', set: spans } : 'unread';
}

function toDestinationPool(reader: NatReader, nat: JunosNode, name: JunosNode): Action {
  const pool = kid(kid(nat, 'pool'), name.word);
  const set = pool && poolAddresses(pool);
  const port = pool && poolPort(pool);
  consume(pool);
  if (!set || port === 'unread') return unknown(reader, name, `pool ${name.word}`, 'dst');
  const dst: AddressTarget = { to: 'addresses', set };
  return { do: 'translate', to: port ? { dst, dport: port } : { dst } };
}

function destinationAction(reader: NatReader, nat: JunosNode, rule: JunosNode): Action {
  const then = kid(kid(rule, 'then'), 'destination-nat');
  if (kid(then, 'off')) return KEEP;
  const [pool] = kids(kid(then, 'pool'));
  return pool ? toDestinationPool(reader, nat, pool) : unknown(reader, rule, 'destination-nat', 'dst');
}

function destinationSets(reader: NatReader, nat: JunosNode | null): readonly Ordered[] {
  if (!nat) return [];
  return allKids(kid(nat, 'rule-set')).map((set) => {
    const from = placeOf(reader, kid(set, 'from'), 'in');
    const rules = allKids(kid(set, 'rule')).map((rule) =>
      natRule(
        reader,
        set,
        rule,
        all(from.match, ruleMatch(reader, rule)),
        destinationAction(reader, nat, rule),
      ),
    );
    return { width: from.width, rules };
  });
}

/** `interface`, `off`, `pool p`. */
function sourceAction(reader: NatReader, nat: JunosNode, rule: JunosNode): Action {
  const then = kid(kid(rule, 'then'), 'source-nat');
  if (kid(then, 'off')) return KEEP;
  const port = kid(then, 'interface');
  consume(port);
  if (port) return { do: 'translate', to: { src: { to: 'interface' } } };
  const [named] = kids(kid(then, 'pool')).filter((n) => n.word !== 'persistent-nat');
  for (const n of kids(kid(then, 'pool'))) consume(n);
  if (!named) return unknown(reader, rule, 'source-nat', 'src');
  const pool = kid(kid(nat, 'pool'), named.word);
  return pool ? toSourcePool(reader, rule, pool) : unknown(reader, named, `pool ${named.word}`, 'src');
}

/** All ports as they are. */
const SAME_PORTS: PortTarget = { to: 'shift', first: 0, last: 65535, onto: 0 };

function toSourcePool(reader: NatReader, rule: JunosNode, pool: JunosNode): Action {
  const set = poolAddresses(pool);
  const base = kid(pool, 'host-address-base');
  const [first] = kids(base);
  const fixed = kid(kid(pool, 'port'), 'no-translation') !== null || base !== null;
  const over = kid(pool, 'overflow-pool') !== null;
  consume(pool);
  if (!set || over) return unknown(reader, rule, `pool ${pool.word}`, 'src');
  const src: AddressTarget = (first && basedOn(first.word, set)) || { to: 'addresses', set };
  return { do: 'translate', to: fixed ? { src, sport: SAME_PORTS } : { src } };
}

/** `host-address-base`: its first address becomes the first of the pool, and so on. */
function basedOn(first: string, onto: AddressSet): AddressTarget | null {
  const base = parsePrefix(first.replace(/\/.*$/, ''));
  const from = base && blockOf(base);
  const to = blockOf(onto);
  if (!from || !to || from.version !== to.version) return null;
  return {
    to: 'shift',
    version: to.version,
    first: from.first,
    last: from.first + (to.last - to.first),
    onto: to.first,
  };
}

function sourceSets(reader: NatReader, nat: JunosNode | null): readonly Ordered[] {
  if (!nat) return [];
  return allKids(kid(nat, 'rule-set')).map((set) => {
    const from = placeOf(reader, kid(set, 'from'), 'in');
    const to = placeOf(reader, kid(set, 'to'), 'out');
    const rules = allKids(kid(set, 'rule')).map((rule) =>
      natRule(
        reader,
        set,
        rule,
        all(from.match, to.match, ruleMatch(reader, rule)),
        sourceAction(reader, nat, rule),
      ),
    );
    return { width: to.width * 4 + from.width, rules };
  });
}

interface Mapping {
  readonly set: JunosNode;
  readonly rule: JunosNode;
  readonly from: Place;
  readonly back: Place;
  readonly outside: AddressSet | null;
  readonly inside: AddressSet | null;
}

function blockNamed(reader: NatReader, node: JunosNode | null): AddressSet | null {
  const [name] = kids(node);
  const global = reader.books.global.node;
  const entry = name && kid(kid(global, 'address'), name.word);
  const [value] = kids(entry ?? null).filter((n) => n.word !== 'description');
  return value ? parsePrefix(value.word) : null;
}

function plainBlock(node: JunosNode | null): AddressSet | null {
  const [value] = kids(node);
  return value ? parsePrefix(value.word) : null;
}

function mapping(reader: NatReader, set: JunosNode, rule: JunosNode): Mapping {
  const match = kid(rule, 'match');
  const then = kid(kid(rule, 'then'), 'static-nat');
  const from = kid(set, 'from');
  return {
    set,
    rule,
    from: placeOf(reader, from, 'in'),
    back: placeOf(reader, from, 'out'),
    outside:
      plainBlock(kid(match, 'destination-address')) ??
      blockNamed(reader, kid(match, 'destination-address-name')),
    inside: plainBlock(kid(then, 'prefix')) ?? blockNamed(reader, kid(then, 'prefix-name')),
  };
}

const mappedPort = (rule: JunosNode): JunosNode | null => {
  const then = kid(kid(rule, 'then'), 'static-nat');
  return (
    ['prefix', 'prefix-name']
      .flatMap((word) => kids(kid(then, word)))
      .map((n) => kid(n, 'mapped-port'))
      .find((n) => n !== null) ?? kid(then, 'mapped-port')
  );
};

/** Ports of one run onto ports of another, or all as they are. */
function portTarget(from: JunosNode | null, onto: JunosNode | null): PortTarget | null | 'unread' {
  if (!onto) return null;
  const [a] = (from && portsAt(from)) ?? [];
  const [b] = portsAt(onto) ?? [];
  if (!a || !b || a.to - a.from !== b.to - b.from) return 'unread';
  return { to: 'shift', first: a.from, last: a.to, onto: b.from };
}

function staticRule(reader: NatReader, m: Mapping): FilterRule {
  const match = all(m.from.match, ruleMatch(reader, m.rule));
  const dst = m.outside && m.inside && shifted(m.outside, m.inside);
  const ports = portTarget(kid(kid(m.rule, 'match'), 'destination-port'), mappedPort(m.rule));
  consume(kid(kid(m.rule, 'then'), 'static-nat'));
  const action: Action =
    !dst || ports === 'unread'
      ? unknown(reader, m.rule, 'static-nat', 'dst')
      : { do: 'translate', to: ports ? { dst, dport: ports } : { dst } };
  return natRule(reader, m.set, m.rule, match, action);
}

/** The other direction: what the inside starts is given the outside's address. */
function reverseRule(reader: NatReader, m: Mapping): readonly FilterRule[] {
  const src = m.outside && m.inside && shifted(m.inside, m.outside);
  if (!src || !m.inside) return [];
  const onto = kid(kid(m.rule, 'match'), 'destination-port');
  const ports = portTarget(mappedPort(m.rule), mappedPort(m.rule) ? onto : null);
  const inner = mappedPort(m.rule);
  const spans = inner && portsAt(inner);
  const service: Match = spans
    ? {
        kind: 'service',
        of: [
          { protocols: [{ from: 0, to: 255 }], sport: spans, dport: null, icmpType: null, icmpCode: null },
        ],
      }
    : ANY;
  const sport = ports === 'unread' || ports === null ? SAME_PORTS : ports;
  const match = all(m.back.match, side('src', m.inside), service);
  const rule = natRule(reader, m.set, m.rule, match, { do: 'translate', to: { src, sport } });
  return [{ ...rule, id: `${rule.id} (reverse)`, implicit: true }];
}

interface StaticSets {
  readonly there: readonly Ordered[];
  readonly back: readonly Ordered[];
}

function staticSets(reader: NatReader, nat: JunosNode | null): StaticSets {
  const sets = allKids(kid(nat, 'rule-set')).map((set) =>
    allKids(kid(set, 'rule')).map((rule) => mapping(reader, set, rule)),
  );
  return {
    there: sets.map((s) => ({ width: s[0]?.from.width ?? 3, rules: s.map((m) => staticRule(reader, m)) })),
    back: sets.map((s) => ({
      width: s[0]?.back.width ?? 3,
      rules: s.flatMap((m) => reverseRule(reader, m)),
    })),
  };
}

const BEARING: ReadonlySet<string> = new Set(['static', 'destination', 'source']);
const NOT_BEARING: ReadonlySet<string> = new Set([
  'proxy-arp',
  'proxy-ndp',
  'traceoptions',
  'allow-overlapping-pools',
]);

const OF_SOURCE: ReadonlySet<string> = new Set(['pool', 'rule-set']);

function countRuleSet(set: JunosNode): void {
  for (const n of kids(set)) if (!/^(?:from|to|rule)$/.test(n.word)) ignore(n);
}

function count(nat: JunosNode | null): void {
  for (const n of kids(nat)) {
    if (NOT_BEARING.has(n.word)) ignore(n);
    else if (!BEARING.has(n.word)) lose(n);
  }
  for (const node of [...BEARING].map((word) => kid(nat, word))) {
    for (const n of kids(node)) if (!OF_SOURCE.has(n.word)) ignore(n);
    for (const pool of kids(kid(node, 'pool'))) consume(pool);
    for (const set of allKids(kid(node, 'rule-set'))) countRuleSet(set);
  }
}

export interface NatStages {
  readonly lists: readonly FilterList[];
  readonly before: readonly Stage[];
  readonly after: readonly Stage[];
}

const BEFORE = 'nat static and destination';
const AFTER = 'nat source';

export function natStages(reader: NatReader, nat: JunosNode | null): NatStages {
  if (!nat) return { lists: [], before: [], after: [] };
  const still = staticSets(reader, kid(nat, 'static'));
  const before = [...byWidth(still.there), ...byWidth(destinationSets(reader, kid(nat, 'destination')))];
  const after = [...byWidth(still.back), ...byWidth(sourceSets(reader, kid(nat, 'source')))];
  count(nat);
  const list = (id: string, rules: readonly FilterRule[]): FilterList => ({
    id,
    name: id,
    rules,
    end: { do: 'permit' },
    endLog: null,
    at: located(reader.build, nat),
  });
  const stage = (id: string): Stage => ({ kind: 'nat', list: id, when: ANY });
  return {
    lists: [list(BEFORE, before), list(AFTER, after)].filter((l) => l.rules.length > 0),
    before: before.length > 0 ? [stage(BEFORE)] : [],
    after: after.length > 0 ? [stage(AFTER)] : [],
  };
}
