/** A rule base of iptables as a device. */
import type { Action, FilterRule, FirewallDevice, FirewallNote } from '../../facts/firewall/model.ts';
import type { Location } from '../../model/evidence.ts';
import { assemble } from '../netfilter/assemble.ts';
import { type Base, type Chain, type Hook, PRIORITY } from '../netfilter/chain.ts';
import { netfilterDevice, unknownRule } from '../netfilter/device.ts';
import { withLogs } from '../netfilter/log.ts';
import { note } from '../netfilter/notes.ts';
import type { RuleContext } from './draft.ts';
import type { IpSets } from './ipset.ts';
import type { ChainLines, RuleBase, RuleLine, TableLines } from './lines.ts';
import { LOG_TARGETS } from './modules.ts';
import { readRule } from './rule.ts';
import type { Known } from './target.ts';
import { words } from './tokens.ts';

const HOOK_OF: Readonly<Record<string, Hook>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};

type Priorities = Readonly<Partial<Record<Hook, number>>>;

const at = (priority: number, ...hooks: readonly Hook[]): Priorities =>
  Object.fromEntries(hooks.map((hook) => [hook, priority]));

/** The chains that a table begins with, and when each is asked (ip_tables, nf_nat). */
const TABLES: ReadonlyMap<string, Priorities> = new Map([
  ['raw', at(PRIORITY.raw, 'prerouting', 'output')],
  ['mangle', at(PRIORITY.mangle, 'prerouting', 'input', 'forward', 'output', 'postrouting')],
  ['nat', { ...at(PRIORITY.dstnat, 'prerouting', 'output'), ...at(PRIORITY.srcnat, 'input', 'postrouting') }],
  ['filter', at(PRIORITY.filter, 'input', 'forward', 'output')],
  ['security', at(PRIORITY.security, 'input', 'forward', 'output')],
]);

export const knowsTable = (name: string): boolean => TABLES.has(name);

/** Kernels before 2.6.36 had no chain INPUT in nat, and what a host sends is not asked about here. */
const mayBeLeftOut = (table: string, hook: Hook): boolean =>
  hook === 'output' || (table === 'nat' && hook === 'input');

export interface BaseInput {
  readonly base: RuleBase;
  readonly family: 4 | 6 | null;
  readonly sets: IpSets;
  readonly locate: (line: number, text: string) => Location;
  readonly gaps: readonly FirewallNote[];
  readonly notes: readonly FirewallNote[];
}

export interface BaseResult {
  readonly device: FirewallDevice;
  /** Lines of rules of which a part was not understood. */
  readonly unclear: readonly Location[];
}

interface Work extends BaseInput {
  readonly context: RuleContext;
  readonly anyLogs: boolean;
  readonly unclear: Location[];
  readonly found: FirewallNote[];
}

const CHANGING =
  /-j (?:MARK|CONNMARK|SET|TOS|DSCP|ECN|TTL|HL|TCPMSS|TCPOPTSTRIP|IPV4OPTSSTRIP|CT|HMARK|IPMARK)\b/;
const LOGGING = new RegExp(`-j (?:${[...LOG_TARGETS].join('|')})\\b`);

const someRule = ({ tables }: RuleBase, pattern: RegExp): boolean =>
  [...tables.values()].some((t) =>
    [...t.chains.values()].some((c) => c.rules.some((r) => pattern.test(r.text))),
  );

function unclearRule(work: Work, location: Location, faults: readonly string[]): void {
  work.unclear.push(location);
  const text = faults.join(', ');
  work.found.push(
    note(
      'not-understood',
      location,
      `${text} を読み取れない。この規則が当たるかどうか、当たって何が起こるかは分からない`,
      `${text} is not understood; whether this rule matches, or what it does, is not known`,
    ),
  );
}

function filterRule(
  work: Work,
  known: Known,
  raw: RuleLine,
  number: number,
  untracks: Set<FilterRule>,
): FilterRule {
  const location = work.locate(raw.line, raw.text);
  const split = words(raw.rest);
  const read = readRule(work.context, split ?? ['"'], known, `${known.table} ${known.chain} ${number}`);
  if (read.faults.length > 0) unclearRule(work, location, read.faults);
  const logs = read.target !== null && LOG_TARGETS.has(read.target);
  const rule: FilterRule = {
    id: String(number),
    name: null,
    at: location,
    enabled: true,
    match: read.match,
    action: split ? read.action : { do: 'unknown', what: { ja: raw.text, en: raw.text } },
    log: logs ? true : work.anyLogs || read.action.do === 'next' ? null : false,
    hits: raw.hits ?? read.hits,
    comment: read.comment,
  };
  if (read.untracks) untracks.add(rule);
  return rule;
}

const NOT_HERE = {
  ja: 'この組み込みチェインの宣言がファイルになく、ほかにどんな規則があるか分からない',
  en: 'the file does not declare this built-in chain, so that other rules may be in force',
} as const;

const endOf = (chain: ChainLines, base: Base | null): Action =>
  base === null
    ? { do: 'return' }
    : chain.policy === 'ACCEPT'
      ? { do: 'permit' }
      : chain.policy === 'DROP'
        ? { do: 'deny' }
        : { do: 'unknown', what: NOT_HERE };

function chainOf(work: Work, table: TableLines, lines: ChainLines, base: Base | null): Chain {
  const known: Known = { table: table.name, chain: lines.name, has: (name) => table.chains.has(name) };
  const untracks = new Set<FilterRule>();
  const location = work.locate(lines.line, lines.text);
  const read = lines.rules.map((raw, i) => filterRule(work, known, raw, i + 1, untracks));
  const partial = base !== null && lines.policy === null;
  const { rules, endLog } = withLogs(read, work.anyLogs);
  return {
    table: table.name,
    name: lines.name,
    base,
    rules: partial ? [unknownRule('0', location, NOT_HERE), ...rules] : rules,
    end: endOf(lines, base),
    endLog,
    untracks:
      untracks.size === 0
        ? untracks
        : new Set(rules.filter((r, i) => untracks.has(r) || untracks.has(read[i] ?? r))),
    at: location,
  };
}

const baseOf = (table: string, hook: Hook, priority: number): Base => ({
  hook,
  priority,
  nat: table === 'nat',
  when: { kind: 'always' },
});

function chainsOf(work: Work, table: TableLines): readonly Chain[] {
  const priorities = TABLES.get(table.name) ?? {};
  const written = [...table.chains.values()].map((lines) => {
    const hook = HOOK_OF[lines.name];
    const priority = hook && priorities[hook];
    return chainOf(
      work,
      table,
      lines,
      hook && priority !== undefined ? baseOf(table.name, hook, priority) : null,
    );
  });
  return [...written, ...missingChains(work, table.name, priorities, table)];
}

/** iptables-save declares every built-in chain of a table: one that a file does not speak of may hold anything. */
function missingChains(
  work: Work,
  table: string,
  priorities: Priorities,
  { chains, line, text }: Pick<TableLines, 'chains' | 'line' | 'text'>,
): readonly Chain[] {
  return Object.entries(HOOK_OF)
    .filter(
      ([name, hook]) => priorities[hook] !== undefined && !chains.has(name) && !mayBeLeftOut(table, hook),
    )
    .map(([name, hook]) => {
      const location = work.locate(line, text);
      const base = baseOf(table, hook, priorities[hook] ?? 0);
      const rules = [unknownRule('0', location, NOT_HERE)];
      const end: Action = { do: 'unknown', what: NOT_HERE };
      return { table, name, base, rules, end, endLog: null, untracks: new Set(), at: location };
    });
}

/** A file without the table `filter` may be the output of `iptables-save -t nat`. */
function missingFilter(work: Work): readonly Chain[] {
  const { base } = work;
  if (base.tables.has('filter')) return [];
  const { line, text } = base;
  return missingChains(work, 'filter', TABLES.get('filter') ?? {}, { line, text, chains: new Map() });
}

export function readBase(input: BaseInput): BaseResult {
  const { base, family } = input;
  const work: Work = {
    ...input,
    context: { family, sets: input.sets, changing: someRule(base, CHANGING), shared: new Map() },
    anyLogs: someRule(base, LOGGING),
    unclear: [],
    found: [],
  };
  const chains = [...base.tables.values()]
    .filter((t) => TABLES.has(t.name))
    .flatMap((t) => chainsOf(work, t));
  const assembled = assemble([...chains, ...missingFilter(work)]);
  const device = netfilterDevice(
    {
      vendor: 'iptables',
      version: base.version,
      families: family ? [family] : [],
      gaps: input.gaps,
      notes: [...input.notes, ...work.found],
      at: input.locate(base.line, base.text),
    },
    assembled,
  );
  return { device, unclear: work.unclear };
}
