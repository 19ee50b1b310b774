/**
 * Stateless firewall filters ([Junos] Firewall Filters): terms in order, a term without an action accepts, the end
 * discards. They are asked of every packet by an interface, before and after what the security policies do.
 */
import { ALL_IPV4, ALL_IPV6 } from '../../facts/address-set.ts';
import {
  type Action,
  ANY,
  type FilterList,
  type FilterRule,
  type Match,
  type Stage,
} from '../../facts/firewall/model.ts';
import { type Build, located, note } from './build.ts';
import { fromMatch } from './filter-match.ts';
import type { AppliedFilter, JunosUnit } from './interfaces.ts';
import { all } from './match.ts';
import { allKids, at, consume, ignore, type JunosNode, kid, kids, lose, refuse, USED } from './tree.ts';

export interface Filters {
  readonly lists: FilterList[];
  /** Sends packets elsewhere than the routes would. */
  reroutes: boolean;
  readonly made: Map<string, string>;
  /** Filters that are being read. */
  readonly open: Set<string>;
}

/** Counts, marks and limits; the packet goes on. A policer drops only what is above its rate. */
const MODIFIERS: ReadonlySet<string> = new Set([
  'count',
  'log',
  'syslog',
  'sample',
  'policer',
  'three-color-policer',
  'hierarchical-policer',
  'forwarding-class',
  'loss-priority',
  'dscp',
  'traffic-class',
  'port-mirror',
  'port-mirror-instance',
  'analyzer',
  'load-balance',
  'prefix-action',
  'service-filter-hit',
  'service-accounting',
  'service-accounting-deferred',
  'virtual-channel',
  'clear-policy-map',
  'policy-map',
  'force-premium',
  'copy-plp-to-cos',
  'inline-jflow',
  'flow-gate',
  'no-decrement-ttl',
]);

/** Accepted, and sent by another table or port. */
const REROUTES: ReadonlySet<string> = new Set([
  'routing-instance',
  'logical-system',
  'next-interface',
  'next-ip',
  'next-ip6',
  'topology',
]);

const REJECTS: Readonly<Record<string, string>> = {
  'tcp-reset': 'tcp-reset',
  'network-unreachable': 'icmp-3-0',
  'host-unreachable': 'icmp-3-1',
  'port-unreachable': 'icmp-3-3',
};

function reject(node: JunosNode): Action {
  const [how] = kids(node);
  return { do: 'deny', reject: REJECTS[how?.word ?? ''] ?? 'icmp-3-13' };
}

function actionOf(filters: Filters, then: JunosNode | null): Action {
  let action: Action = { do: 'permit' };
  for (const n of kids(then)) {
    const { word } = n;
    if (word === 'accept') consume(n);
    else if (word === 'discard') action = { do: 'deny' };
    else if (word === 'reject') action = reject(n);
    else if (word === 'next' && kid(n, 'term')) action = { do: 'next' };
    else if (REROUTES.has(word)) filters.reroutes = true;
    else if (!MODIFIERS.has(word)) return refused(n);
    consume(n);
  }
  return action;
}

function refused(node: JunosNode): Action {
  refuse(node);
  return {
    do: 'unknown',
    what: {
      ja: `動作「then ${node.word}」(この先の扱いは読めない)`,
      en: `the action "then ${node.word}" (what becomes of the packet is not understood)`,
    },
  };
}

const logs = (then: JunosNode | null): boolean =>
  kids(then).some((n) => n.word === 'log' || n.word === 'syslog');

function termRule(build: Build, filters: Filters, family: string, term: JunosNode): FilterRule {
  const nested = kid(term, 'filter');
  const then = kid(term, 'then');
  const [name] = kids(nested);
  for (const n of kids(term)) if (!/^(?:from|then|filter)$/.test(n.word)) lose(n);
  const action = nested && name ? nestedFilter(build, filters, family, name) : actionOf(filters, then);
  return {
    id: term.word,
    name: term.word,
    at: located(build, term),
    enabled: !term.inactive,
    match: fromMatch({ build, family }, kid(term, 'from')),
    action,
    log: logs(then),
    hits: null,
    comment: null,
  };
}

/** Junos nests filters one level deep; one that comes back to itself is none. */
function nestedFilter(build: Build, filters: Filters, family: string, name: JunosNode): Action {
  if (filters.open.has(name.word)) return refused(name);
  return { do: 'call', list: filterList(build, filters, family, name.word, 'return', name) };
}

const OF_FILTER: ReadonlySet<string> = new Set([
  'interface-specific',
  'physical-interface-filter',
  'accounting-profile',
  'enhanced-mode',
  'enhanced-mode-override',
  'fast-filter-lookup',
  'instance-shared',
  'interface-shared',
  'promote',
  'fast-lookup-filter',
  'scale-optimized',
  'no-cache-filter',
]);

/** Filters without a family are of IPv4. */
function filterNode(build: Build, family: string, name: string): JunosNode | null {
  const own = at(build.root, 'firewall', 'family', family, 'filter', name);
  return own ?? (family === 'inet' ? at(build.root, 'firewall', 'filter', name) : null);
}

/** A filter that is not there: Junos would not commit it. */
function undefinedFilter(build: Build, id: string, name: string, by: JunosNode): FilterList {
  note(build, by, 'undefined-reference', {
    ja: `ファイアウォールフィルタ ${name} は定義されていない`,
    en: `the firewall filter ${name} is not defined`,
  });
  const what = {
    ja: `定義のないフィルタ ${name}`,
    en: `the filter ${name}, which is not defined`,
  };
  return { id, name, rules: [], end: { do: 'unknown', what }, endLog: null, at: located(build, by) };
}

/** The list of a filter; `end` is `return` where others are asked after it. Made once. */
function filterList(
  build: Build,
  filters: Filters,
  family: string,
  name: string,
  end: 'deny' | 'return',
  by: JunosNode,
): string {
  const id = `filter ${family} ${name}${end === 'return' ? ' (part)' : ''}`;
  if (filters.made.has(id)) return id;
  filters.made.set(id, name);
  const node = filterNode(build, family, name);
  if (!node) {
    filters.lists.push(undefinedFilter(build, id, name, by));
    return id;
  }
  for (const n of kids(node)) {
    if (OF_FILTER.has(n.word)) ignore(n);
    else if (n.word !== 'term') lose(n);
  }
  filters.open.add(name);
  const rules = allKids(kid(node, 'term')).map((t) => termRule(build, filters, family, t));
  filters.open.delete(name);
  filters.lists.push({ id, name, rules, end: { do: end }, endLog: null, at: located(build, node) });
  return id;
}

const FAMILY: ReadonlyMap<string, Match> = new Map<string, Match>([
  ['inet', { kind: 'src', set: ALL_IPV4 }],
  ['inet6', { kind: 'src', set: ALL_IPV6 }],
  ['any', ANY],
]);

/** Several filters one after another: what none decides is discarded. */
function chain(build: Build, filters: Filters, applied: AppliedFilter, unit: JunosUnit): string {
  const id = `filters ${unit.name} ${applied.family} ${applied.direction}`;
  const rules = applied.names.map(
    (name): FilterRule => ({
      id: name,
      name: null,
      at: located(build, applied.at),
      enabled: true,
      implicit: true,
      match: ANY,
      action: { do: 'call', list: filterList(build, filters, applied.family, name, 'return', applied.at) },
      log: null,
      hits: null,
      comment: null,
    }),
  );
  filters.lists.push({
    id,
    name: id,
    rules,
    end: { do: 'deny' },
    endLog: null,
    at: located(build, applied.at),
  });
  return id;
}

/** A filter of frames: it may stop what is routed by this port. */
function ofFrames(build: Build, filters: Filters, applied: AppliedFilter): string {
  const id = `filter ${applied.family} ${applied.names.join(' ')} (frames)`;
  if (filters.made.has(id)) return id;
  filters.made.set(id, id);
  const what = {
    ja: `レイヤ 2 のフィルタ ${applied.names.join(', ')} (${applied.family})。止める通信は読んでいない`,
    en: `the layer 2 filter ${applied.names.join(', ')} (${applied.family}), which was not read`,
  };
  note(build, applied.at, 'layer-2-filter', what);
  for (const name of applied.names) consume(filterNode(build, applied.family, name));
  const at = located(build, applied.at);
  filters.lists.push({ id, name: id, rules: [], end: { do: 'unknown', what }, endLog: null, at });
  return id;
}

function stageOf(build: Build, filters: Filters, unit: JunosUnit, applied: AppliedFilter): Stage {
  const family = FAMILY.get(applied.family);
  const port: Match = { kind: applied.direction, ports: [unit.name] };
  const [first, ...more] = applied.names;
  if (!family) return { kind: 'filter', list: ofFrames(build, filters, applied), when: ANY };
  const list =
    more.length === 0 && first !== undefined
      ? filterList(build, filters, applied.family, first, 'deny', applied.at)
      : chain(build, filters, applied, unit);
  return { kind: 'filter', list, when: all(port, family) };
}

export interface FilterStages {
  readonly input: readonly Stage[];
  readonly output: readonly Stage[];
  /** Of packets to the device itself: the filters of lo0, wherever the packet came in. */
  readonly self: readonly Stage[];
}

interface Collected extends FilterStages {
  readonly input: Stage[];
  readonly output: Stage[];
  readonly self: Stage[];
}

/** Filters of lo0 are of packets to the device itself, whatever port they come by; those it sends are not asked about. */
function addStage(out: Collected, unit: JunosUnit, applied: AppliedFilter, stage: Stage): void {
  const loopback = /^lo0\./.test(unit.name);
  if (!loopback) out[applied.direction === 'in' ? 'input' : 'output'].push(stage);
  else if (applied.direction === 'in') out.self.push({ ...stage, when: FAMILY.get(applied.family) ?? ANY });
}

export function filterStages(build: Build, filters: Filters, units: readonly JunosUnit[]): FilterStages {
  const out: Collected = { input: [], output: [], self: [] };
  for (const unit of units) {
    for (const applied of unit.filters) {
      if (applied.names.length > 0) addStage(out, unit, applied, stageOf(build, filters, unit, applied));
    }
  }
  return out;
}

export const startFilters = (): Filters => ({
  lists: [],
  reroutes: false,
  made: new Map(),
  open: new Set(),
});

/** Filters by family; what else stands beside them limits rates or names interfaces. */
function namedFilters(firewall: JunosNode | null): readonly (readonly [family: string, node: JunosNode])[] {
  const families = kids(kid(firewall, 'family'));
  for (const n of kids(firewall)) if (n.word !== 'family' && n.word !== 'filter') consume(n);
  for (const n of families.flatMap((f) => kids(f))) if (n.word !== 'filter') consume(n);
  return [
    ...kids(kid(firewall, 'filter')).map((n) => ['inet', n] as const),
    ...families.flatMap((f) => kids(kid(f, 'filter')).map((n) => [f.word, n] as const)),
  ];
}

/** Filters that nothing applies: read for the count of lines, and for what people should know. */
export function readUnapplied(build: Build, filters: Filters): void {
  const scratch: Filters = { ...startFilters(), made: filters.made };
  for (const [family, node] of namedFilters(at(build.root, 'firewall'))) {
    const used = ['', ' (part)'].some((end) => filters.made.has(`filter ${family} ${node.word}${end}`));
    if (used || node.seen > USED) continue;
    note(build, node, 'not-applied', {
      ja: `フィルタ ${node.word} はどのインターフェイスにも適用されていない`,
      en: `the filter ${node.word} is applied to no interface`,
    });
    if (FAMILY.has(family)) filterList(build, scratch, family, node.word, 'deny', node);
    else consume(node);
  }
}
