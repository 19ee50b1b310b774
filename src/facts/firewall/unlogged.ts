/** Denied packets that no rule logs: a log may be a rule of its own, before the one that denies or in another list. */
import type { AddressSet } from '../address-set.ts';
import { type Bdd, diff, FALSE, OVERFLOW, or } from '../bdd.ts';
import { clipOf, effectiveSets, type Prepared, prepare } from './effective.ts';
import type { Entry } from './effective-entries.ts';
import type { FilterList, FilterRule, FirewallDevice, Match, Service } from './model.ts';
import type { At } from './query.ts';
import { conditionAt } from './schedule.ts';
import { portNames, type Space, spaceOf } from './space.ts';

export interface Denier {
  /** null: the end of the list. */
  readonly rule: FilterRule | null;
  readonly list: FilterList;
  /** What becomes of the denied packets: all logged, some certainly not, or it cannot be told. */
  readonly logged: 'yes' | 'no' | 'unknown';
}

/** New connections; `in` and `out` empty: by any port. */
export interface Asked {
  readonly src: AddressSet;
  readonly dst: AddressSet;
  readonly service: readonly Service[];
  readonly in: readonly string[];
  readonly out: readonly string[];
}

/** What becomes of these packets: what is denied of them, and who has the last word on those that nothing else names. */
export interface Denials {
  readonly deniers: readonly Denier[];
  /** The last rule or end that gets any, where no filter closes with a denial; null: one does. */
  readonly open: Pick<Denier, 'rule' | 'list'> | null;
}

interface Denied {
  readonly entry: Entry;
  readonly set: Bdd;
  /** Whether these are just the packets asked about; NAT before may have made them others. */
  readonly exact: boolean;
}

interface Stages {
  readonly denied: readonly Denied[];
  /** Packets that some rule logs. */
  readonly logs: Bdd;
  /** Whether something is not known: an action, a call, the room for the sets. */
  readonly open: boolean;
  /** By filter, the last that gets any. */
  readonly last: readonly Entry[];
}

/** Counting and logging rules are asked beside those that decide. */
const wanted = (entry: Entry): boolean => entry.does !== 'return';

/** Filters of which a rule logs only where it is a rule to log: what does not say so does not. */
const LOG_APART: ReadonlySet<string> = new Set(['iptables', 'nftables']);

const logOf = ({ rule, list }: Entry): boolean | null => (rule ? rule.log : list.endLog);

/** What becomes known while the filters are walked. */
interface Draft {
  readonly denied: Denied[];
  readonly last: Entry[];
  logs: Bdd;
  open: boolean;
}

function walkFilter(space: Space, draft: Draft, { list, asked, exact }: Filter): void {
  let end: Entry | null = null;
  for (const { entry, set } of effectiveSets(space, list, clipOf(space, list, asked), wanted)) {
    draft.open ||= set === OVERFLOW || entry.does === 'unknown';
    if (entry.does === 'deny') draft.denied.push({ entry, set, exact });
    if (logOf(entry) === true) draft.logs = or(space.arena, draft.logs, set);
    if (entry.does !== 'pass') end = entry;
  }
  if (end) draft.last.push(end);
}

function walk(space: Space, filters: readonly Filter[]): Stages {
  const draft: Draft = { denied: [], last: [], logs: FALSE, open: false };
  for (const filter of filters) walkFilter(space, draft, filter);
  return draft;
}

function loggedOf(
  space: Space,
  { entry, set, exact }: Denied,
  { logs, open }: Stages,
  apart: boolean,
): Denier['logged'] {
  const silent = diff(space.arena, set, logs);
  if (silent === FALSE) return 'yes';
  const log = logOf(entry) ?? (apart ? false : null);
  return silent === OVERFLOW || open || !exact || log === null ? 'unknown' : 'no';
}

interface Filter {
  readonly list: Prepared;
  readonly asked: Match;
  readonly exact: boolean;
}

type Side = 'src' | 'dst';

/** Sides that a NAT stage may change. */
function changes(list: FilterList | undefined): readonly Side[] {
  const targets =
    list?.rules.flatMap((r) => (r.enabled && r.action.do === 'translate' ? [r.action.to] : [])) ?? [];
  return (['src', 'dst'] as const).filter((side) =>
    targets.some((to) => to[side] ?? to[side === 'src' ? 'sport' : 'dport']),
  );
}

/** All but packets that the device does not forward for want of routing. */
const forwarded = ({ lists }: FirewallDevice): readonly Match[] =>
  lists.filter((l) => l.unrouted).flatMap((l) => l.rules.map((r): Match => ({ kind: 'not', of: r.match })));

/** What is asked of a filter behind NAT that may have changed some sides. */
function matchOf(asked: Asked, changed: ReadonlySet<Side>, limits: readonly Match[]): Match {
  const parts: Match[] = [{ kind: 'state', of: ['new'] }, ...limits];
  if (!changed.has('src')) parts.push({ kind: 'src', set: asked.src });
  if (!changed.has('dst'))
    parts.push({ kind: 'dst', set: asked.dst }, { kind: 'service', of: asked.service });
  if (asked.in.length > 0) parts.push({ kind: 'in', ports: asked.in });
  if (asked.out.length > 0 && !changed.has('dst')) parts.push({ kind: 'out', ports: asked.out });
  return { kind: 'all', of: parts };
}

function filtersOf(device: FirewallDevice, asked: Asked): readonly Filter[] {
  const changed = new Set<Side>();
  const limits = forwarded(device);
  return device.forward.flatMap((stage) => {
    const list = device.lists.find((l) => l.id === stage.list);
    if (stage.kind === 'nat') for (const side of changes(list)) changed.add(side);
    if (stage.kind === 'nat' || !list || list.unrouted) return [];
    const seen: ReadonlySet<Side> = stage.sees === 'original' ? new Set() : new Set(changed);
    return [
      {
        list: prepare(device, list, stage.when),
        asked: matchOf(asked, seen, limits),
        exact: seen.size === 0,
      },
    ];
  });
}

/**
 * Every rule and end of a list that denies some of these new connections, and whether they are logged. Null: the device
 * has parts that were not understood.
 */
export function denials(device: FirewallDevice, asked: Asked, at: At): Denials | null {
  if (device.gaps.length > 0) return null;
  const space = spaceOf({ ports: portNames([device]), decide: (c) => conditionAt(c, at) });
  const stages = walk(space, filtersOf(device, asked));
  const closed = stages.last.some((e) => e.does === 'deny' || e.does === 'unknown');
  return {
    deniers: stages.denied.map((d) => ({
      rule: d.entry.rule,
      list: d.entry.list,
      logged: loggedOf(space, d, stages, LOG_APART.has(device.vendor)),
    })),
    open: closed ? null : (stages.last.at(-1) ?? null),
  };
}
