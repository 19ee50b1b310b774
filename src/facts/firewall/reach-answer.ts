/** What arrivals along a line say of packets: which certainly pass, which may, and on what that hangs. */
import type { Bilingual } from '../../model/text.ts';
import { and, type Bdd, diff, exists, FALSE, OVERFLOW, or, restrict } from '../bdd.ts';
import { support } from '../bdd-sets.ts';
import { packetBoxes } from './boxes.ts';
import { orAll } from './encode.ts';
import { valueCube } from './encode-fields.ts';
import type { Arrival } from './line.ts';
import type { Condition } from './model.ts';
import type { Packet } from './packet.ts';
import type { ReachLimits, ReachPiece, RuleAt } from './query.ts';
import { both, CHOICE, hangsOn } from './reach-text.ts';
import { conditionCube, type OpenCondition, type Space } from './space.ts';
import { prettyWitness } from './witness.ts';

const isOpenCondition = (c: OpenCondition): boolean => c.condition.choice === 'unknown';

/** Whether a set hangs on conditions of some kind. */
function hangs(space: Space, set: Bdd, which: (c: OpenCondition) => boolean): boolean {
  if (![...space.conditions.values()].some(which)) return false;
  const variables = new Set(support(space.arena, set));
  return [...space.conditions.values()].some((c) => which(c) && variables.has(c.variable));
}

const ids = new WeakMap<object, number>();
let nextId = 0;

function idOf(one: object | null): number {
  if (one === null) return 0;
  const before = ids.get(one);
  if (before !== undefined) return before;
  nextId += 1;
  ids.set(one, nextId);
  return nextId;
}

/** Equal for the same rules at the same devices. */
export const byKey = (by: readonly RuleAt[]): string =>
  by.map((r) => `${r.hop}\n${r.list}\n${idOf(r.rule)}`).join('\n\n');

/** Whether an arrival passes for certain, and hangs on nothing that is not known. */
export const isPlain = (space: Space, { end, choice, maybe, set }: Arrival): boolean =>
  end === 'through' && !choice && maybe.length === 0 && !hangs(space, set, isOpenCondition);

/** Packets of some arrivals that pass, whatever is chosen or unknown; under conditions of the sender and of time. */
interface Sure {
  readonly arrival: Arrival;
  readonly set: Bdd;
}

/** Whatever is chosen: less what may be lost by a choice. */
function whateverChosen(space: Space, arrivals: readonly Arrival[]): readonly Sure[] {
  const { arena } = space;
  const through = arrivals.filter((a) => a.end === 'through' && a.maybe.length === 0);
  const chosen = arrivals.filter((a) => a.choice && (a.end !== 'through' || a.maybe.length > 0));
  const lost = orAll(
    space,
    chosen.map((a) => a.set),
  );
  return through.map((arrival) => ({
    arrival,
    set: arrival.choice ? diff(arena, arrival.set, lost) : arrival.set,
  }));
}

/** Whatever is unknown: packets that some arrival or other takes through in every case. */
function whateverUnknown(space: Space, sure: readonly Sure[]): readonly Sure[] {
  const { arena } = space;
  const unknown = conditionCube(space, isOpenCondition);
  const doubtful = sure.filter((s) => hangs(space, s.set, isOpenCondition));
  const may = orAll(
    space,
    doubtful.map((s) => exists(arena, s.set, unknown)),
  );
  if (may === FALSE) return sure;
  const covered = orAll(
    space,
    sure.map((s) => and(arena, s.set, may)),
  );
  const always = diff(arena, may, exists(arena, diff(arena, may, covered), unknown));
  const set = new Set(doubtful);
  return sure.map((s) => (set.has(s) ? { ...s, set: and(arena, exists(arena, s.set, unknown), always) } : s));
}

export interface Sets {
  readonly sure: readonly Sure[];
  /** Packets of arrivals that may pass, without those that certainly do. */
  readonly doubtful: readonly Sure[];
}

/** `arrivals`: all of one line. */
export function setsOf(space: Space, arrivals: readonly Arrival[]): Sets {
  const { arena } = space;
  const sure = whateverUnknown(space, whateverChosen(space, arrivals));
  const all = conditionCube(space, () => true);
  const plain = new Set(arrivals.filter((a) => isPlain(space, a)));
  const known = orAll(
    space,
    sure.filter((s) => !plain.has(s.arrival)).map((s) => exists(arena, s.set, all)),
  );
  const conditional = orAll(
    space,
    sure
      .filter((s) => plain.has(s.arrival) && hangs(space, s.set, () => true))
      .map((s) => exists(arena, s.set, all)),
  );
  const doubtful = arrivals
    .filter((a) => a.end !== 'lost' && !plain.has(a))
    .map((arrival) => ({
      arrival,
      set: diff(arena, exists(arena, arrival.set, all), or(arena, known, conditional)),
    }));
  return { sure: sure.filter((s) => s.set !== FALSE), doubtful: doubtful.filter((s) => s.set !== FALSE) };
}

/** Conditions on which a set hangs. */
const conditionsIn = (space: Space, set: Bdd): readonly OpenCondition[] => {
  if (space.conditions.size === 0) return [];
  const variables = new Set(support(space.arena, set));
  return [...space.conditions.values()].filter((c) => variables.has(c.variable));
};

/** Those that must hold for some packet of the set. */
function needed(space: Space, set: Bdd): readonly Condition[] {
  const { arena } = space;
  const given = ({ variable }: OpenCondition, value: bigint): Bdd =>
    restrict(arena, set, valueCube(arena, { first: variable, bits: 1 }, value));
  return conditionsIn(space, set)
    .filter((c) => diff(arena, given(c, 1n), given(c, 0n)) !== FALSE)
    .map((c) => c.condition);
}

/** Ports of the first device as its own names; where it goes out only where that is declared. */
export type Ports = (packet: Packet) => Packet;

export interface Asked {
  readonly space: Space;
  readonly limits: ReachLimits;
  readonly ports: Ports;
}

function piece(
  { space, limits, ports }: Asked,
  group: { readonly by: readonly RuleAt[]; readonly raw: Bdd; readonly set: Bdd },
  more: Pick<ReachPiece, 'permitted' | 'conditions' | 'because'>,
): ReachPiece | null {
  const witness = prettyWitness(space, group.raw);
  if (!witness) return null;
  return {
    ...more,
    by: group.by,
    packets: packetBoxes(space, group.set, limits.boxes),
    witness: ports(witness.packet),
  };
}

interface Collected {
  readonly by: readonly RuleAt[];
  readonly raw: Bdd;
  readonly set: Bdd;
  readonly of: readonly Arrival[];
}

/** Joined by the rules that brought them here. */
function collected(space: Space, list: readonly Sure[]): readonly Collected[] {
  const { arena } = space;
  const byRules = new Map<string, Sure[]>();
  for (const s of list) {
    const key = byKey(s.arrival.by);
    byRules.set(key, [...(byRules.get(key) ?? []), s]);
  }
  return [...byRules.values()].map((all) => ({
    by: all[0]?.arrival.by ?? [],
    set: orAll(
      space,
      all.map((s) => s.set),
    ),
    raw: orAll(
      space,
      all.map((s) => and(arena, s.arrival.raw, s.set)),
    ),
    of: all.map((s) => s.arrival),
  }));
}

export function surePieces(asked: Asked, list: readonly Sure[]): readonly ReachPiece[] {
  const groups = collected(asked.space, list).slice(0, asked.limits.pieces);
  return groups.flatMap((g) => {
    const conditions = needed(asked.space, g.set);
    return piece(asked, g, { permitted: 'yes', conditions, because: null }) ?? [];
  });
}

/** Why the arrivals are not certain. */
function reasons(
  space: Space,
  of: readonly Arrival[],
): { conditions: readonly Condition[]; because: Bilingual } {
  const open = of.flatMap((a) => conditionsIn(space, a.set));
  const conditions = [...new Set(open.map((c) => c.condition))];
  const unknown = conditions.filter((c) => c.choice === 'unknown');
  const because = [
    ...of.flatMap((a) => a.maybe),
    ...(unknown.length > 0 ? [hangsOn(unknown)] : []),
    ...(of.some((a) => a.choice) ? [CHOICE] : []),
  ];
  return { conditions, because: both(because) };
}

export function doubtfulPieces(asked: Asked, list: readonly Sure[], most: number): readonly ReachPiece[] {
  const groups = collected(asked.space, list).slice(0, most);
  return groups.flatMap((g) => {
    const why = reasons(asked.space, g.of);
    return piece(asked, g, { permitted: 'undetermined', ...why }) ?? [];
  });
}

export const overflows = (sets: readonly Bdd[]): boolean => sets.includes(OVERFLOW);
