/**
 * `from` of a firewall filter's term ([Junos] Firewall Filter Match Conditions): all kinds must hold, any value of a kind.
 * Of addresses the longest prefix decides, and what none covers does not match; `except` says that it does not either.
 */
import { type AddressSet, fromRanges, subtract, union, unionOf } from '../../facts/address-set.ts';
import {
  ANY,
  type Match,
  NONE,
  type NumberSet,
  type NumberSpan,
  type Service,
} from '../../facts/firewall/model.ts';
import { type Build, condition, note, unread } from './build.ts';
import { flagsMatch } from './filter-flags.ts';
import { unitName } from './interfaces.ts';
import { all, any, not, numberSet, otherNumbers, side } from './match.ts';
import { ANY_PROTOCOL, icmpSpan, portSpan, protocolSpan } from './numbers.ts';
import { parsePrefix, prefixLength, prefixMatch } from './prefix.ts';
import { applyPath } from './prefix-lists.ts';
import { at, consume, type JunosNode, kid, kids } from './tree.ts';

export interface FilterContext {
  readonly build: Build;
  /** `inet`, `inet6`, or another, whose packets may be of both. */
  readonly family: string;
}

interface Entry {
  readonly length: number;
  readonly set: AddressSet;
  readonly except: boolean;
}

interface Addresses {
  readonly entries: Entry[];
  readonly others: Match[];
}

/** The longest prefix that covers an address decides for it. */
function bySpecificity(entries: readonly Entry[]): AddressSet {
  const sorted = [...entries].sort((a, b) => a.length - b.length || Number(a.except) - Number(b.except));
  if (!sorted.some((e) => e.except)) return unionOf(sorted.map((e) => e.set));
  let set: AddressSet = fromRanges([]);
  for (const e of sorted) set = e.except ? subtract(set, e.set) : union(set, e.set);
  return set;
}

const isExcept = (node: JunosNode): boolean => kid(node, 'except') !== null;

function addEntry(
  c: FilterContext,
  kind: 'src' | 'dst',
  to: Addresses,
  node: JunosNode,
  except: boolean,
): void {
  const set = parsePrefix(node.word);
  if (set) {
    to.entries.push({ length: prefixLength(node.word), set, except });
    return;
  }
  const bits = prefixMatch(kind, node.word);
  to.others.push(bits && !except ? bits : unread(c.build, node, 'address'));
}

function addList(c: FilterContext, kind: 'src' | 'dst', to: Addresses, node: JunosNode): void {
  const except = isExcept(node);
  const list = at(c.build.root, 'policy-options', 'prefix-list', node.word);
  if (!list) {
    note(c.build, node, 'undefined-reference', {
      ja: `prefix-list ${node.word} は定義されていない`,
      en: `the prefix list ${node.word} is not defined`,
    });
    to.others.push(
      condition(c.build, `${kind} prefix-list ${node.word} (undefined)`, 'unknown', {
        ja: `定義のない prefix-list ${node.word}`,
        en: `the prefix list ${node.word}, which is not defined`,
      }),
    );
    return;
  }
  for (const n of kids(list)) {
    if (n.word === 'apply-path') for (const p of applyPath(c.build.root, n)) addEntry(c, kind, to, p, except);
    else if (n.word !== 'apply-macro') addEntry(c, kind, to, n, except);
  }
}

/** Only exceptions: documents say that nothing matches then, and people write it as if all else did. */
function onlyExcept(c: FilterContext, kind: 'src' | 'dst', node: JunosNode, set: AddressSet): Match {
  note(c.build, node, 'only-except', {
    ja: 'except だけのアドレス条件。0/0 を加えないと何にも一致しないとされる',
    en: 'an address condition of exceptions only: without 0/0 beside them nothing is said to match',
  });
  return all(
    not(side(kind, set)),
    condition(c.build, `${kind} except only line ${node.line}`, 'unknown', {
      ja: 'except だけのアドレス条件の解釈',
      en: 'how a condition of exceptions only is taken',
    }),
  );
}

function addressMatch(c: FilterContext, kind: 'src' | 'dst', nodes: readonly JunosNode[]): Match {
  const to: Addresses = { entries: [], others: [] };
  for (const node of nodes) {
    const isList = node.word.endsWith('prefix-list');
    for (const value of kids(node)) {
      if (isList) addList(c, kind, to, value);
      else addEntry(c, kind, to, value, isExcept(value));
    }
  }
  const [first] = nodes;
  const positive = to.entries.some((e) => !e.except);
  if (!positive && to.entries.length > 0 && to.others.length === 0 && first) {
    return onlyExcept(c, kind, first, unionOf(to.entries.map((e) => e.set)));
  }
  const known = side(kind, bySpecificity(to.entries));
  const excepted = to.entries.filter((e) => e.except);
  if (to.others.length === 0 || excepted.length === 0) return any([known, ...to.others]);
  // Which of a mask and an exception is the longer is not worked out.
  return any([known, all(any(to.others), not(side(kind, unionOf(excepted.map((e) => e.set)))))]);
}

type Read = (text: string) => NumberSpan | null;

function numbers(
  c: FilterContext,
  node: JunosNode,
  read: Read,
): { readonly set: NumberSet; readonly bad: Match[] } {
  const spans: NumberSpan[] = [];
  const bad: Match[] = [];
  for (const value of kids(node)) {
    const found = read(value.word);
    if (found) spans.push(found);
    else bad.push(unread(c.build, value, node.word));
  }
  return { set: numberSet(spans), bad };
}

const ofService = (part: Partial<Service>): Match => ({
  kind: 'service',
  of: [
    {
      protocols: part.protocols ?? ANY_PROTOCOL,
      sport: part.sport ?? null,
      dport: part.dport ?? null,
      icmpType: part.icmpType ?? null,
      icmpCode: part.icmpCode ?? null,
    },
  ],
});

type Field = 'protocols' | 'sport' | 'dport' | 'icmpType' | 'icmpCode';

function numberMatch(
  c: FilterContext,
  node: JunosNode,
  field: Field,
  read: Read,
  last: number,
  except: boolean,
): Match {
  const { set, bad } = numbers(c, node, read);
  if (set.length === 0 && bad.length === 0) return unread(c.build, node, 'from');
  const chosen = except ? otherNumbers(set, last) : set;
  const known = chosen.length > 0 ? ofService({ [field]: chosen }) : NONE;
  if (bad.length === 0) return known;
  return except ? all(known, ...bad.map(not)) : any([known, ...bad]);
}

const eitherPort = (c: FilterContext, node: JunosNode, except: boolean): Match => {
  const both = ([['sport'], ['dport']] as const).map(([f]) =>
    numberMatch(c, node, f, portSpan, 65535, except),
  );
  return except ? all(...both) : any(both);
};

const TCP: Match = ofService({ protocols: [{ from: 6, to: 6 }] });

const flags = (mask: number, value: number): Match => ({ kind: 'flags', mask, value });
const SYN = 2;
const RST = 4;
const ACK = 16;

/** Either of both flags: a stateless stand-in for replies, which any sender can set. */
const ESTABLISHED = any([flags(ACK, ACK), flags(RST, RST)]);

type Reader = (c: FilterContext, node: JunosNode, except: boolean) => Match;

const icmpFamily = (c: FilterContext): 4 | 6 => (c.family === 'inet6' ? 6 : 4);

const protocolReader: Reader = (c, node, except) =>
  numberMatch(c, node, 'protocols', protocolSpan, 255, except);

const FIELDS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['protocol', protocolReader],
  ['ip-protocol', protocolReader],
  ['next-header', protocolReader],
  ['payload-protocol', protocolReader],
  ['source-port', (c, n, e) => numberMatch(c, n, 'sport', portSpan, 65535, e)],
  ['destination-port', (c, n, e) => numberMatch(c, n, 'dport', portSpan, 65535, e)],
  ['port', eitherPort],
  [
    'icmp-type',
    (c, n, e) => numberMatch(c, n, 'icmpType', (t) => icmpSpan(t, 'type', icmpFamily(c)), 255, e),
  ],
  [
    'icmp-code',
    (c, n, e) => numberMatch(c, n, 'icmpCode', (t) => icmpSpan(t, 'code', icmpFamily(c)), 255, e),
  ],
]);

/** A term with these need not say `protocol tcp`; where it does not, packets of others may match too. */
const TCP_ONLY: ReadonlyMap<string, Match> = new Map([
  ['tcp-established', ESTABLISHED],
  ['tcp-initial', all(flags(SYN | ACK, SYN))],
]);

const MAX_PORTS = 200;

function ports(way: 'in' | 'out', node: JunosNode): Match {
  const names = kids(node)
    .slice(0, MAX_PORTS)
    .map((n) => (n.word.endsWith('*') ? n.word : unitName(n.word)));
  for (const n of kids(node)) consume(n);
  return { kind: way, ports: names };
}

/** Whoever sends a datagram may send it in fragments. */
const FRAGMENTS: ReadonlySet<string> = new Set(['is-fragment', 'first-fragment']);

/** What whoever sends the packet writes into it. */
const SENDERS =
  /^(?:dscp|precedence|traffic-class|packet-length|ttl|hop-limit|ip-options|extension-headers?)(?:-except)?$/;

function bySender(c: FilterContext, node: JunosNode): Match {
  const text = [node, ...kids(node)].map((n) => n.word).join(' ');
  consume(node);
  return condition(c.build, text, 'sender', { ja: text, en: text });
}

function one(c: FilterContext, node: JunosNode): Match {
  const { word } = node;
  if (SENDERS.test(word)) return bySender(c, node);
  const except = word.endsWith('-except');
  const reader = FIELDS.get(except ? word.slice(0, -'-except'.length) : word);
  if (reader) return reader(c, node, except);
  const tcp = TCP_ONLY.get(word);
  if (tcp) return all(TCP, tcp);
  if (word === 'tcp-flags') {
    const [text] = kids(node);
    const found = text && flagsMatch(text.word);
    return found ? all(TCP, found) : unread(c.build, node, 'from');
  }
  if (word === 'interface') return ports('in', node);
  if (word === 'fragment-flags' || word === 'fragment-offset') return fragment(c, node);
  return FRAGMENTS.has(word) ? bySender(c, node) : unread(c.build, node, 'from');
}

/** `fragment-offset 0` is every whole packet; the flags of one are of the sender's choosing. */
function fragment(c: FilterContext, node: JunosNode): Match {
  const [value] = kids(node);
  if (node.word === 'fragment-offset' && value && /^0(?:$|-)/.test(value.word)) return ANY;
  consume(node);
  return condition(c.build, `${node.word} ${value?.word ?? ''}`, 'sender', {
    ja: `${node.word} ${value?.word ?? ''}`,
    en: `${node.word} ${value?.word ?? ''}`,
  });
}

const SOURCE = /^(?:ip-|ip6-)?source-(?:address|prefix-list)$/;
const DESTINATION = /^(?:ip-|ip6-)?destination-(?:address|prefix-list)$/;
const EITHER = /^(?:address|prefix-list|ip-address)$/;

export function fromMatch(c: FilterContext, from: JunosNode | null): Match {
  const parts = kids(from);
  const source = parts.filter((n) => SOURCE.test(n.word));
  const destination = parts.filter((n) => DESTINATION.test(n.word));
  const either = parts.filter((n) => EITHER.test(n.word));
  const rest = parts.filter((n) => ![source, destination, either].some((l) => l.includes(n)));
  return all(
    source.length > 0 ? addressMatch(c, 'src', source) : ANY,
    destination.length > 0 ? addressMatch(c, 'dst', destination) : ANY,
    either.length > 0 ? any([addressMatch(c, 'src', either), addressMatch(c, 'dst', either)]) : ANY,
    ...rest.map((n) => one(c, n)),
  );
}
