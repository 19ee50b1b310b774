/** Filters as rules (YAMAHA command reference Rev.23, 8.1.10, 8.1.14, 8.1.25). */
import { type AddressSet, ALL_IPV4, ALL_IPV6 } from '../../facts/address-set.ts';
import type { Action, Condition, FilterList, FilterRule, Match } from '../../facts/firewall/model.ts';
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { addressMatch, type Side } from './addresses.ts';
import type { Applied, Config, Filter, Interface, ReadFilter, Remark, Said, Version } from './config.ts';
import { wordsOf } from './lines.ts';
import { applicationMatch, protocolMatch } from './protocols.ts';

export interface Reader {
  readonly config: Config;
  readonly at: (line: number) => Location;
  readonly notes: Remark[];
  /** One object an id. */
  readonly conditions: Map<string, Match>;
  /** Addresses by side and text, and services by their words: filters repeat both. */
  readonly addresses: Readonly<Record<Side, Map<string, Match | null>>>;
  readonly services: Readonly<Record<Version, Map<string, Match | null>>>;
}

export const both = (ja: string, en: string): Bilingual => ({ ja, en });

export function conditional(
  reader: Reader,
  id: string,
  what: Bilingual,
  choice: Condition['choice'] = 'unknown',
): Match {
  const known = reader.conditions.get(id);
  if (known) return known;
  const made: Match = { kind: 'condition', condition: { id, choice, what } };
  reader.conditions.set(id, made);
  return made;
}

export const all = (parts: readonly Match[]): Match => {
  const needed = parts.filter((m) => m.kind !== 'always');
  const [only] = needed;
  return needed.length > 1 ? { kind: 'all', of: needed } : (only ?? { kind: 'always' });
};

export const familyMatch = (version: Version): Match => ({ kind: 'dst', set: ofVersion(version) });
const ofVersion = (version: Version): AddressSet => (version === 4 ? ALL_IPV4 : ALL_IPV6);

/** What a filter that cannot be read matches: it may be anything. */
function unread(reader: Reader, version: Version, number: string, line: number): Match {
  const what = both(`読めないフィルター ${number}`, `filter ${number}, which cannot be read`);
  reader.notes.push({ kind: 'unread-filter', line, text: '', because: what });
  return conditional(reader, `filter ${version} ${number}`, what);
}

const MAX_KEPT = 100_000;

function endMatch(reader: Reader, text: string, side: Side): Match | null {
  const kept = reader.addresses[side];
  const known = kept.get(text);
  if (known !== undefined) return known;
  const made = addressMatch(text, side, (id, what) => conditional(reader, id, what));
  if (kept.size < MAX_KEPT) kept.set(text, made);
  return made;
}

function serviceMatch(
  reader: Reader,
  version: Version,
  protocol: string,
  sport: string,
  dport: string,
): Match | null {
  const kept = reader.services[version];
  const key = `${protocol} ${sport} ${dport}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = protocolMatch(protocol, sport, dport, version);
  if (kept.size < MAX_KEPT) kept.set(key, made);
  return made;
}

function written(reader: Reader, version: Version, words: readonly string[]): Match | null {
  const [src = '*', dst = '*', protocol = '*', sport = '*', dport = '*'] = words;
  const from = endMatch(reader, src, 'src');
  const to = endMatch(reader, dst, 'dst');
  const service = serviceMatch(reader, version, protocol, sport, dport);
  return from && to && service && words.length <= 5 ? all([from, to, service]) : null;
}

function readFilter(reader: Reader, version: Version, number: string, filter: Filter): ReadFilter {
  if (filter.read) return filter.read;
  const words = wordsOf(filter.text);
  const match = written(reader, version, words.slice(1)) ?? unread(reader, version, number, filter.line);
  filter.read = { type: words[0] ?? '', match, at: reader.at(filter.line) };
  return filter.read;
}

const PERMIT: Action = { do: 'permit' };
const DENY: Action = { do: 'deny' };

interface Type {
  readonly does: Action | 'restrict';
  readonly log: boolean;
}

const TYPES: ReadonlyMap<string, Type> = new Map<string, Type>([
  ['pass', { does: PERMIT, log: false }],
  ['pass-log', { does: PERMIT, log: true }],
  ['pass-nolog', { does: PERMIT, log: false }],
  ['reject', { does: DENY, log: true }],
  ['reject-log', { does: DENY, log: true }],
  ['reject-nolog', { does: DENY, log: false }],
  ['restrict', { does: 'restrict', log: true }],
  ['restrict-log', { does: 'restrict', log: true }],
  ['restrict-nolog', { does: 'restrict', log: false }],
]);

/** The filters' log goes out as NOTICE, which `syslog notice on` turns on. */
const logged = (reader: Reader, wanted: boolean): boolean => wanted && reader.config.notice;

const rule = (
  reader: Reader,
  id: string,
  at: Location,
  match: Match,
  action: Action,
  log: boolean,
): FilterRule => ({
  id,
  name: null,
  at,
  enabled: true,
  match,
  action,
  log: logged(reader, log),
  hits: null,
  comment: null,
});

/** Passes while the line is up. */
function restricted(
  reader: Reader,
  of: Interface,
  number: string,
  { match, at }: ReadFilter,
  log: boolean,
): readonly FilterRule[] {
  const up = conditional(
    reader,
    `line up ${of.name}`,
    both(`${of.name} の回線が接続されている`, `the line of ${of.name} is up`),
  );
  return [
    rule(reader, number, at, all([match, up]), PERMIT, log),
    { ...rule(reader, `${number} (down)`, at, match, DENY, log), implicit: true },
  ];
}

function undefinedFilter(reader: Reader, version: Version, number: string, applied: Applied): FilterRule {
  const because = both(
    `定義のないフィルター ${number} を適用している`,
    `filter ${number} is applied and not defined`,
  );
  reader.notes.push({ kind: 'undefined-reference', line: applied.line, text: '', because });
  const match = conditional(reader, `filter ${version} ${number}`, because);
  return rule(reader, number, reader.at(applied.line), match, { do: 'unknown', what: because }, false);
}

function unknownType(reader: Reader, number: string, { type, match, at }: ReadFilter): FilterRule {
  const what = both(`フィルターの種別 ${type}`, `the type of filter ${type}`);
  return rule(reader, number, at, match, { do: 'unknown', what }, false);
}

/** The rules of the static filters of an interface. A number that stands there twice is asked once. */
function staticRules(
  reader: Reader,
  version: Version,
  of: Interface,
  applied: Applied,
): readonly FilterRule[] {
  const filters = reader.config.filters[version];
  const rules: FilterRule[] = [];
  for (const number of new Set(applied.statics)) {
    const filter = filters.get(number);
    if (!filter) {
      rules.push(undefinedFilter(reader, version, number, applied));
      continue;
    }
    const read = readFilter(reader, version, number, filter);
    const type = TYPES.get(read.type);
    if (!type) rules.push(unknownType(reader, number, read));
    else if (type.does === 'restrict') rules.push(...restricted(reader, of, number, read, type.log));
    else rules.push(rule(reader, number, read.at, read.match, type.does, type.log));
  }
  return rules;
}

/** What a dynamic filter watches for. */
function trigger(reader: Reader, version: Version, number: string): Match | null {
  const said = reader.config.dynamics[version].get(number);
  if (!said) return null;
  const [src = '*', dst = '*', protocol = '*', ...rest] = said.words;
  const from = endMatch(reader, src, 'src');
  const to = endMatch(reader, dst, 'dst');
  const service = protocol === 'filter' ? byFilters(reader, version, rest) : applicationMatch(protocol);
  return from && to && service && all([from, to, service]);
}

/** Of the filters that are named only protocol and ports count. */
function byFilters(reader: Reader, version: Version, words: readonly string[]): Match | null {
  const end = words.findIndex((w) => !/^\d+$/.test(w));
  const numbers = end < 0 ? words : words.slice(0, end);
  const parts = numbers.map((n) => {
    const filter = reader.config.filters[version].get(n);
    return filter ? written(reader, version, ['*', '*', ...wordsOf(filter.text).slice(3)]) : null;
  });
  const read = parts.filter((m) => m !== null);
  return read.length === parts.length && read.length > 0 ? { kind: 'any', of: read } : null;
}

const REPLIES: Match = { kind: 'state', of: ['established', 'related'] };

/** Replies and further channels of connections that a dynamic filter of the other direction has seen. */
function repliesRule(reader: Reader, other: Applied | undefined): readonly FilterRule[] {
  if (!other || other.dynamics.length === 0) return [];
  const made = rule(
    reader,
    `dynamic ${other.dynamics.join(' ')}`,
    reader.at(other.line),
    REPLIES,
    PERMIT,
    false,
  );
  return [{ ...made, implicit: true }];
}

const MAY_TRIGGER = both(
  '静的フィルターに当たらず動的フィルターだけに当たる通信の扱い',
  'how packets are treated that match a dynamic filter and no static one',
);

/** The reference does not say what becomes of a packet that only a dynamic filter matches. */
function triggerRules(reader: Reader, version: Version, applied: Applied): readonly FilterRule[] {
  return applied.dynamics.flatMap((number) => {
    const match = trigger(reader, version, number);
    const said = reader.config.dynamics[version].get(number);
    const line = said?.line ?? applied.line;
    const what = both(`読めない動的フィルター ${number}`, `dynamic filter ${number}, which cannot be read`);
    if (!match)
      reader.notes.push({ kind: 'undefined-reference', line: applied.line, text: '', because: what });
    const open = conditional(reader, 'dynamic filter alone', MAY_TRIGGER);
    const made = rule(
      reader,
      `dynamic ${number}`,
      reader.at(line),
      all([match ?? { kind: 'always' }, open]),
      PERMIT,
      false,
    );
    return [{ ...made, implicit: true as const }];
  });
}

/** A set by its name; one that is not defined filters nothing. */
function resolved(reader: Reader, version: Version, applied: Applied, way: string): Applied | null {
  if (applied.set === null) return applied;
  const set = reader.config.sets.get(`${version} ${applied.set} ${way}`);
  if (set) {
    const at = set.words.indexOf('dynamic');
    const statics = at < 0 ? set.words : set.words.slice(0, at);
    return { ...applied, statics, dynamics: at < 0 ? [] : set.words.slice(at + 1) };
  }
  const because = both(
    `フィルターセット ${applied.set} (${way}) が定義されていない`,
    `the filter set ${applied.set} (${way}) is not defined`,
  );
  reader.notes.push({ kind: 'undefined-reference', line: applied.line, text: '', because });
  return null;
}

/** What an interface filters in one direction; null: nothing, so that everything passes. */
export function listOf(
  reader: Reader,
  of: Interface,
  version: Version,
  way: 'in' | 'out',
): FilterList | null {
  const said = of.filters.get(`${version} ${way}`);
  const applied = said ? resolved(reader, version, said, way) : null;
  if (!applied || (applied.statics.length === 0 && applied.dynamics.length === 0)) return null;
  const back = of.filters.get(`${version} ${way === 'in' ? 'out' : 'in'}`);
  const rules = [
    ...repliesRule(
      reader,
      back && (resolved(reader, version, back, way === 'in' ? 'out' : 'in') ?? undefined),
    ),
    ...staticRules(reader, version, of, applied),
    ...triggerRules(reader, version, applied),
  ];
  const id = `${version === 4 ? 'ip' : 'ipv6'} ${of.name} ${way}`;
  return {
    id,
    name: `${of.name} ${way}${version === 6 ? ' (IPv6)' : ''}`,
    rules,
    end: { do: 'deny' },
    endLog: reader.config.notice,
    at: reader.at(applied.line),
  };
}

/** Words that name filters, of a family; those that `staticRules` has read are known to be applied. */
function namedNumbers({ config }: Reader, version: Version): ReadonlySet<string> {
  const own = String(version);
  const used = new Set<string>();
  const add = (words: readonly string[]): void => {
    for (const word of words) used.add(word);
  };
  const addOfFamily = (entries: Iterable<readonly [string, Said]>): void => {
    for (const [key, { words }] of entries) if (key.startsWith(own)) add(words);
  };
  for (const { filters } of config.interfaces.values()) {
    for (const [key, { words, dynamics, set }] of filters)
      if (key.startsWith(own)) add(set === null ? dynamics : words);
  }
  addOfFamily(config.sets);
  addOfFamily(config.routes);
  for (const { words } of config.dynamics[version].values()) add(words);
  return used;
}

const notApplied = (number: string, line: number): Remark => ({
  kind: 'not-applied',
  line,
  text: '',
  because: both(
    `フィルター ${number} はどのインターフェイスにも適用されていない`,
    `filter ${number} is applied to no interface`,
  ),
});

/** The first `most` filters that no interface applies: written, and without effect there. Asked after `listOf`. */
export function unusedFilters(reader: Reader, most: number): readonly Remark[] {
  const unused: Remark[] = [];
  for (const version of [4, 6] as const) {
    const named = namedNumbers(reader, version);
    for (const [number, { line, read }] of reader.config.filters[version]) {
      if (unused.length >= most) return unused;
      if (read === null && !named.has(number)) unused.push(notApplied(number, line));
    }
  }
  return unused;
}
