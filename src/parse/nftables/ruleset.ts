/** Tables, chains, sets and rules of `nft -j list ruleset` as chains of netfilter. */
import type { Action, FilterRule, FirewallNote, Match } from '../../facts/firewall/model.ts';
import type { Location } from '../../model/evidence.ts';
import { isObject, type JsonObject, type JsonValue } from '../json-value.ts';
import { type Base, type Chain, HOOKS, type Hook, listId } from '../netfilter/chain.ts';
import { withLogs } from '../netfilter/log.ts';
import { ofFamily } from '../netfilter/matches.ts';
import { note } from '../netfilter/notes.ts';
import type { RuleDraft } from './draft.ts';
import { changesFields } from './mangle.ts';
import type { NftRecord } from './records.ts';
import { type NamedSet, namedSet, setId } from './sets.ts';
import { alternatives, readStatement } from './statements.ts';

export interface Ruleset {
  readonly chains: readonly Chain[];
  /** Names of tables that are not in force (flag `dormant`). */
  readonly dormant: ReadonlySet<string>;
  readonly version: string | null;
  /** Records with a part that was not understood. */
  readonly unclear: readonly Location[];
  readonly gaps: readonly FirewallNote[];
  readonly notes: readonly FirewallNote[];
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

const tableOf = (of: JsonObject): string => `${text(of.family)} ${text(of.table)}`;

/** Families whose chains see packets of IP on their way; `arp` does not. */
const FAMILIES: ReadonlyMap<string, Match> = new Map([
  ['ip', ofFamily(4)],
  ['ip6', ofFamily(6)],
  ['inet', { kind: 'always' }],
]);

interface ChainRecord {
  readonly value: JsonObject;
  readonly at: Location;
  readonly rules: NftRecord[];
}

interface Build {
  readonly locate: (record: NftRecord) => Location;
  readonly chains: Map<string, ChainRecord>;
  readonly sets: Map<string, NamedSet>;
  readonly tables: Set<string>;
  readonly dormant: Set<string>;
  /** Sets that rules add to. */
  readonly added: ReadonlySet<string>;
  readonly made: Map<string, Match | null>;
  readonly changing: boolean;
  version: string | null;
  readonly unclear: Location[];
  readonly gaps: FirewallNote[];
  readonly notes: FirewallNote[];
}

const OTHER_FAMILY = [
  'この表はブリッジかネットワーク装置の段階でパケットを止められる。その規則は読まない',
  'this table can stop packets at a bridge or a device; its rules are not read',
] as const;

const NOT_UNDERSTOOD = [
  'この項目を読み取れない。規則かもしれない',
  'this record is not understood and may be a rule',
] as const;

const NO_CHAIN = [
  'この規則のチェインがファイルにない。nft -j list ruleset の全体を保存する',
  'the chain of this rule is not in the file; save the whole of nft -j list ruleset',
] as const;

const NO_TABLE = [
  '表かチェインの項目がなく、規則全体ではない。nft -j list ruleset の全体を保存する',
  'there are no records of tables, or of chains, so that this is not the whole; save nft -j list ruleset',
] as const;

const DORMANT = ['この表は dormant で、働いていない', 'this table is dormant and does nothing'] as const;

function addRule(build: Build, record: NftRecord): void {
  const { value } = record;
  const chain = build.chains.get(listId(tableOf(value), text(value.chain)));
  if (chain) chain.rules.push(record);
  else build.gaps.push(note('undefined-reference', build.locate(record), ...NO_CHAIN));
}

const UNKNOWN_FLAG = [
  'この表の flags を読み取れず、働いているかどうか分からない。nft 1.0.6 以前は flags を壊れた文字で書き出す。nft list ruleset で確かめる',
  'the flags of this table are not understood, nor whether it is in force: nft up to 1.0.6 writes a single flag as garbage; see nft list ruleset',
] as const;

/** Packets to other addresses may become those of a question, so that the rule's own place is not enough. */
const REWRITTEN = [
  'この規則はパケットの宛先・送信元・ポートなどを直接書き換える。書き換えた後のパケットは追わない',
  'this rule writes addresses, ports or the like of packets anew; what they then are is not followed',
] as const;

const FLAGS: ReadonlySet<JsonValue | undefined> = new Set(['dormant', 'owner', 'persist', undefined]);

function addTable(build: Build, record: NftRecord): void {
  const { family, name, flags } = record.value;
  const id = `${text(family)} ${text(name)}`;
  const all = [flags].flat();
  build.tables.add(id);
  if (all.includes('dormant')) {
    build.dormant.add(id);
    build.notes.push(note('dormant-table', build.locate(record), ...DORMANT));
  }
  if (!all.every((f) => FLAGS.has(f))) {
    build.gaps.push(note('unknown-flag', build.locate(record), ...UNKNOWN_FLAG));
  }
}

/** Things that rules use and that filter nothing by themselves. */
const IRRELEVANT: ReadonlySet<string> = new Set([
  'counter',
  'quota',
  'limit',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'secmark',
  'synproxy',
  'flowtable',
  'tunnel',
]);

function addRecord(build: Build, record: NftRecord): void {
  const { kind, value } = record;
  const name = text(value.name);
  if (kind === 'metainfo') build.version = text(value.version) || null;
  else if (kind === 'table') addTable(build, record);
  else if (kind === 'chain') {
    build.chains.set(listId(tableOf(value), name), { value, at: build.locate(record), rules: [] });
  } else if (kind === 'set' || kind === 'map') {
    const id = setId(tableOf(value), name);
    build.sets.set(id, namedSet(value, build.added.has(id)));
  } else if (kind === 'rule') addRule(build, record);
  else if (kind === 'element') addElement(build, record);
  else if (kind === null || !IRRELEVANT.has(kind)) {
    build.gaps.push(note('not-understood', build.locate(record), ...NOT_UNDERSTOOD));
    build.unclear.push(build.locate(record));
  }
}

/** Newer nft lists elements of large sets in records of their own. */
function addElement(build: Build, { value }: NftRecord): void {
  const id = setId(tableOf(value), text(value.name));
  const set = build.sets.get(id);
  const elements = Array.isArray(value.elem) ? value.elem : [];
  if (set) build.sets.set(id, { ...set, elements: [...set.elements, ...elements] });
}

/** The set to which a statement adds, `{"set":{"op":"add","set":"@x",…}}`. */
function addedBy(statement: JsonValue): string | null {
  const part = isObject(statement) ? (statement.set ?? statement.map) : null;
  return isObject(part) && part.op !== undefined ? text(part.set ?? part.map).slice(1) : null;
}

function addedSets(records: readonly NftRecord[]): ReadonlySet<string> {
  const out = new Set<string>();
  for (const { kind, value } of records) {
    if (kind !== 'rule' || !Array.isArray(value.expr)) continue;
    for (const name of value.expr.map(addedBy)) if (name !== null) out.add(setId(tableOf(value), name));
  }
  return out;
}

function baseOf({ value }: ChainRecord): Base | null | 'other' {
  const { hook, prio, type, family } = value;
  if (hook === undefined) return null;
  const when = FAMILIES.get(text(family));
  const known = HOOKS.find((h) => h === hook) as Hook | undefined;
  if (!when || !known || typeof prio !== 'number') return 'other';
  return { hook: known, priority: prio, nat: type === 'nat', when };
}

function unclearRule(build: Build, at: Location, faults: readonly string[]): void {
  build.unclear.push(at);
  const compatible = faults.some((f) => f.startsWith('xt '));
  build.notes.push(note('not-understood', at, ...faultText(faults.join(', '), compatible)));
}

/** Rules that iptables-nft made hold more than nft shows. */
const faultText = (what: string, compatible: boolean): readonly [string, string] => [
  `${what} を読み取れない。この規則が当たるかどうか、当たって何が起こるかは分からない${compatible ? '。iptables-save の出力も集める' : ''}`,
  `${what} is not understood; whether this rule matches, or what it does, is not known${compatible ? '; collect the output of iptables-save too' : ''}`,
];

function readExpressions(build: Build, { value }: NftRecord, table: string, place: string): RuleDraft {
  const draft: RuleDraft = {
    context: {
      sets: { named: build.sets, made: build.made, changing: build.changing },
      table,
      place,
      parts: [],
    },
    sets: { src: null, dst: null },
    log: false,
    hits: null,
    untracks: false,
    out: null,
    rewrites: false,
    faults: [],
  };
  for (const statement of Array.isArray(value.expr) ? value.expr : [null]) {
    readStatement(draft, statement);
    if (draft.out) break;
  }
  return draft;
}

/** The rules of the model that a rule is; of them, those that untrack. */
function readRule(
  build: Build,
  record: NftRecord,
  table: string,
  untracks: Set<FilterRule>,
): readonly FilterRule[] {
  const { value } = record;
  const handle = typeof value.handle === 'number' ? String(value.handle) : `line ${record.line}`;
  const draft = readExpressions(build, record, table, `${table} ${text(value.chain)} ${handle}`);
  const at = build.locate(record);
  if (draft.faults.length > 0) unclearRule(build, at, draft.faults);
  if (draft.rewrites && !build.dormant.has(table)) build.gaps.push(note('rewritten', at, ...REWRITTEN));
  const parts = alternatives(draft);
  const rules = parts.map(
    ({ match, action }, i): FilterRule => ({
      id: parts.length > 1 ? `${handle}.${i + 1}` : handle,
      name: null,
      at,
      enabled: true,
      match,
      action,
      log: draft.log ? true : null,
      hits: draft.hits,
      comment: typeof value.comment === 'string' ? value.comment : null,
    }),
  );
  const [first] = rules;
  if (draft.untracks && first) untracks.add(first);
  return rules;
}

const policyOf = ({ value }: ChainRecord): Action => ({ do: value.policy === 'drop' ? 'deny' : 'permit' });

function chainOf(build: Build, record: ChainRecord, base: Base | null, anyLogs: boolean): Chain {
  const table = tableOf(record.value);
  const untracks = new Set<FilterRule>();
  const read = record.rules.flatMap((r) => readRule(build, r, table, untracks));
  const { rules, endLog } = withLogs(read, anyLogs);
  return {
    table,
    name: text(record.value.name),
    base,
    rules,
    end: base ? policyOf(record) : { do: 'return' },
    endLog,
    untracks: new Set(rules.filter((_, i) => untracks.has(read[i] as FilterRule))),
    at: record.at,
  };
}

const logs = ({ value }: NftRecord): boolean =>
  Array.isArray(value.expr) && value.expr.some((s) => isObject(s) && s.log !== undefined);

/** `arp` sees no IP; a chain of a bridge or a device that accepts everything stops nothing. */
const stopsNothing = ({ value, rules }: ChainRecord): boolean =>
  value.family === 'arp' || (rules.length === 0 && value.policy !== 'drop');

function chainsOf(build: Build): readonly Chain[] {
  const all = [...build.chains.values()];
  const anyLogs = all.some((c) => c.rules.some(logs));
  return all.flatMap((record) => {
    const table = tableOf(record.value);
    const base = baseOf(record);
    if (base !== 'other') {
      return FAMILIES.has(text(record.value.family)) ? [chainOf(build, record, base, anyLogs)] : [];
    }
    if (!stopsNothing(record) && !build.dormant.has(table))
      build.gaps.push(note('other-family', record.at, ...OTHER_FAMILY));
    return [];
  });
}

/** The output of another command (`list chains`, `list set`, `list tables`) lacks tables, or chains. */
function checkTables({ gaps, tables, chains, locate }: Build, records: readonly NftRecord[]): void {
  const stray = records.find(
    ({ kind, value }) => typeof value.table === 'string' && kind !== 'rule' && !tables.has(tableOf(value)),
  );
  const empty = chains.size === 0 ? records.find(({ kind }) => kind === 'table') : undefined;
  const found = stray ?? empty;
  if (found) gaps.push(note('no-table', locate(found), ...NO_TABLE));
}

export function readRuleset(records: readonly NftRecord[], locate: (record: NftRecord) => Location): Ruleset {
  const build: Build = {
    locate,
    chains: new Map(),
    sets: new Map(),
    tables: new Set(),
    dormant: new Set(),
    added: addedSets(records),
    made: new Map(),
    changing: records.some(
      ({ kind, value }) => kind === 'rule' && Array.isArray(value.expr) && value.expr.some(changesFields),
    ),
    version: null,
    unclear: [],
    gaps: [],
    notes: [],
  };
  for (const record of records) addRecord(build, record);
  checkTables(build, records);
  const chains = chainsOf(build);
  const { dormant, version, unclear, gaps, notes } = build;
  return { chains, dormant, version, unclear, gaps, notes };
}
