/** What the three kinds of NAT rules share: rule sets, their order, and the matches of a rule. */
import { type AddressSet, toRanges } from '../../facts/address-set.ts';
import {
  type Action,
  type AddressTarget,
  ANY,
  type FilterRule,
  type Match,
  type NumberSpan,
} from '../../facts/firewall/model.ts';
import { type Books, namedAddresses } from './addresses.ts';
import { type Applications, namedApplications } from './applications.ts';
import { type Build, located, note, unread } from './build.ts';
import { unitName } from './interfaces.ts';
import { all, any, numberSet } from './match.ts';
import { ANY_PROTOCOL, portSpan, protocolSpan } from './numbers.ts';
import { prefixMatch } from './prefix.ts';
import { consume, type JunosNode, kid, kids, textOf } from './tree.ts';
import { SELF, type Zone } from './zones.ts';

export interface NatReader {
  readonly build: Build;
  readonly books: Books;
  readonly applications: Applications;
  readonly zones: readonly Zone[];
  /** Interfaces of the routing instances, by name. */
  readonly instances: ReadonlyMap<string, readonly string[]>;
}

/** `from zone trust`, `to interface ge-0/0/0.0`: the nearer, the more specific it is. */
export interface Place {
  readonly match: Match;
  /** 0 interface, 1 zone, 2 routing instance, 3 anywhere. */
  readonly width: number;
}

const ANYWHERE: Place = { match: ANY, width: 3 };

function portsOf(reader: NatReader, kind: string, name: JunosNode): readonly string[] | null {
  if (kind === 'interface') return [unitName(name.word)];
  // What the device itself sends is not asked about.
  if (kind === 'zone' && name.word === SELF) return [];
  if (kind === 'zone') return reader.zones.find((z) => z.name === name.word)?.ports ?? null;
  if (kind === 'routing-instance') return reader.instances.get(name.word) ?? null;
  return null;
}

const WIDTHS: Readonly<Record<string, number>> = { interface: 0, zone: 1, 'routing-instance': 2 };

const onPorts = (way: 'in' | 'out', ports: readonly string[]): Match =>
  ports.length === 0 ? { kind: 'never' } : { kind: way, ports };

export function placeOf(reader: NatReader, node: JunosNode | null, way: 'in' | 'out'): Place {
  const parts: Match[] = [];
  let width = 3;
  for (const kind of kids(node)) {
    width = Math.min(width, WIDTHS[kind.word] ?? 3);
    for (const name of kids(kind)) {
      const ports = name.word === 'default' ? null : portsOf(reader, kind.word, name);
      parts.push(ports ? onPorts(way, ports) : unread(reader.build, name, `nat ${way} ${kind.word}`));
    }
  }
  return parts.length === 0 ? ANYWHERE : { match: any(parts), width };
}

const service = (part: 'protocols' | 'sport' | 'dport', spans: readonly NumberSpan[]): Match => ({
  kind: 'service',
  of: [
    {
      protocols: part === 'protocols' ? numberSet(spans) : ANY_PROTOCOL,
      sport: part === 'sport' ? numberSet(spans) : null,
      dport: part === 'dport' ? numberSet(spans) : null,
      icmpType: null,
      icmpCode: null,
    },
  ],
});

/** `80`, `100 to 200`, `100-200`. */
export function portsAt(node: JunosNode): readonly NumberSpan[] | null {
  const out: NumberSpan[] = [];
  for (const low of kids(node)) {
    const [high] = kids(kid(low, 'to'));
    const from = portSpan(low.word);
    const to = high ? portSpan(high.word) : from;
    if (!from || !to || from.from > to.to) return null;
    out.push({ from: from.from, to: to.to });
  }
  return out.length > 0 ? out : null;
}

function partMatch(reader: NatReader, part: JunosNode): Match {
  const { build, books, applications } = reader;
  const values = kids(part);
  const kind = part.word.startsWith('source') ? 'src' : 'dst';
  if (/^(?:source|destination)-address-name$/.test(part.word)) {
    return namedAddresses(build, books, books.global, kind, values);
  }
  if (/^(?:source|destination)-address$/.test(part.word)) {
    return any(values.map((v) => prefixMatch(kind, v.word) ?? unread(build, v, part.word)));
  }
  if (/^(?:source|destination)-port$/.test(part.word)) {
    const spans = portsAt(part);
    return spans ? service(kind === 'src' ? 'sport' : 'dport', spans) : unread(build, part, 'match');
  }
  if (part.word === 'protocol') {
    return any(
      values.map((v) => {
        const span = protocolSpan(v.word);
        return span ? service('protocols', [span]) : unread(build, v, part.word);
      }),
    );
  }
  if (part.word === 'application') return namedApplications(build, applications, values);
  return unread(build, part, 'match');
}

export const ruleMatch = (reader: NatReader, rule: JunosNode): Match =>
  all(...kids(kid(rule, 'match')).map((part) => partMatch(reader, part)));

export function natRule(
  reader: NatReader,
  set: JunosNode,
  rule: JunosNode,
  match: Match,
  action: Action,
): FilterRule {
  for (const n of kids(rule)) if (!/^(?:match|then|description)$/.test(n.word)) consume(n);
  return {
    id: `${set.word} ${rule.word}`,
    name: rule.word,
    at: located(reader.build, rule),
    enabled: !rule.inactive && !set.inactive,
    match,
    action,
    log: null,
    hits: null,
    comment: textOf(rule, 'description'),
  };
}

/** Whole and of one interval: its first and last address. */
export function blockOf(
  set: AddressSet,
): { readonly version: 4 | 6; readonly first: bigint; readonly last: bigint } | null {
  const [range, more] = toRanges(set);
  return range && !more ? { version: range.version, first: range.from, last: range.to } : null;
}

/** One block mapped onto another of its size; null where they are not alike. */
export function shifted(from: AddressSet, onto: AddressSet): AddressTarget | null {
  const a = blockOf(from);
  const b = blockOf(onto);
  if (!a || !b || a.version !== b.version || a.last - a.first !== b.last - b.first) return null;
  return { to: 'shift', version: a.version, first: a.first, last: a.last, onto: b.first };
}

export function unknownTarget(reader: NatReader, node: JunosNode, text: string): AddressTarget {
  const what = { ja: `NAT の変換先「${text}」`, en: `the NAT target "${text}"` };
  note(reader.build, node, 'not-understood', what);
  return { to: 'unknown', what };
}
