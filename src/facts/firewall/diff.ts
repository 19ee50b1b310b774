/** Traffic of which two versions of a device make different things: by packets, not by text. */
import type { Bilingual } from '../../model/text.ts';
import { and, type Bdd, diff, exists, FALSE, not, OVERFLOW, or } from '../bdd.ts';
import { support } from '../bdd-sets.ts';
import { packetBoxes } from './boxes.ts';
import { withOwnConditions } from './diff-conditions.ts';
import { everything, type Fate, fatesOf, hasNat, type Packets } from './diff-fates.ts';
import { changedEntries, type Keys, keysOf, matchKey } from './diff-keys.ts';
import { effectiveSets, type Prepared, prepare } from './effective.ts';
import type { Entry } from './effective-entries.ts';
import { orAll } from './encode.ts';
import { listNamed } from './evaluate-lists.ts';
import type { FirewallDevice, Stage } from './model.ts';
import type { At, DiffPiece, ReachLimits, RuleAt } from './query.ts';
import { TOO_LARGE } from './reach-text.ts';
import { conditionAt } from './schedule.ts';
import { conditionCube, type OpenCondition, portNames, type Space, spaceOf } from './space.ts';
import { prettyWitness } from './witness.ts';

interface Change {
  readonly change: DiffPiece['change'];
  readonly set: Bdd;
  readonly before: RuleAt;
  readonly after: RuleAt;
  readonly because: Bilingual | null;
}

interface Both {
  readonly before: FirewallDevice;
  readonly after: FirewallDevice;
}

const sameStage = (keys: Keys, a: Stage | undefined, b: Stage | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.kind === b.kind &&
  a.sees === b.sees &&
  matchKey(keys, a.when) === matchKey(keys, b.when);

/** Filters on the same way, so that stage by stage can be compared; null: not so. */
function pairedStages(keys: Keys, { before, after }: Both): readonly (readonly [Stage, Stage])[] | null {
  if (hasNat(before) || hasNat(after) || before.forward.length !== after.forward.length) return null;
  const pairs = before.forward.flatMap((a, i) => {
    const b = after.forward[i];
    return b && sameStage(keys, a, b) ? [[a, b] as const] : [];
  });
  return pairs.length === before.forward.length ? pairs : null;
}

function* ofEntries(space: Space, list: Prepared, entries: readonly Entry[]): Generator<Packets> {
  const wanted = new Set(entries);
  const decided = effectiveSets(space, list, everything(space), (e) => wanted.has(e));
  for (const { entry, set } of decided)
    yield { bounds: list.bounds[entry.index] ?? everything(space).bounds, set };
}

/** Packets that some changed entry decides in its own list: all others meet the same fate in both. */
function* changedPackets(space: Space, both: Both): Generator<Packets> {
  const keys = keysOf();
  const stages = pairedStages(keys, both);
  const lists = stages?.map(
    ([a, b]) => [listNamed(both.before, a.list), listNamed(both.after, b.list), a, b] as const,
  );
  if (!lists?.every(([a, b]) => a && b)) {
    yield everything(space);
    return;
  }
  for (const [a, b, asked, now] of lists) {
    if (!a || !b) continue;
    const [old, made] = [prepare(both.before, a, asked.when), prepare(both.after, b, now.when)];
    const changed = changedEntries(keys, old.sequence, made.sequence);
    yield* ofEntries(space, made, changed.after);
    yield* ofEntries(space, old, changed.before);
  }
}

function changeOf(before: Fate, after: Fate): Change['change'] | null {
  if (before.fate === 'unknown' || after.fate === 'unknown') {
    const same =
      before.fate === after.fate &&
      before.because?.en === after.because?.en &&
      before.by.rule?.at.text === after.by.rule?.at.text;
    return same && before.set !== OVERFLOW && after.set !== OVERFLOW ? null : 'undetermined';
  }
  if (before.fate === after.fate) return null;
  return after.fate === 'permit' ? 'permitted' : 'denied';
}

/** Every pair of fates that some of the packets meet. */
function* pairs(space: Space, both: Both, packets: Packets): Generator<Change> {
  const old = [...fatesOf(space, both.before, packets)];
  for (const after of fatesOf(space, both.after, packets)) {
    for (const before of old) {
      const change = changeOf(before, after);
      const set = change && and(space.arena, before.set, after.set);
      if (change === null || set === null || set === FALSE) continue;
      const because = before.because ?? after.because ?? (set === OVERFLOW ? TOO_LARGE : null);
      yield {
        change: set === OVERFLOW ? 'undetermined' : change,
        set,
        before: before.by,
        after: after.by,
        because,
      };
    }
  }
}

function* changes(space: Space, both: Both): Generator<Change> {
  let done: Bdd = FALSE;
  for (const packets of changedPackets(space, both)) {
    const set = diff(space.arena, packets.set, done);
    yield* pairs(space, both, { ...packets, set });
    done = or(space.arena, done, packets.set);
  }
}

const isUnknown = (c: OpenCondition): boolean => c.condition.choice === 'unknown';

function hangsOn(space: Space, set: Bdd): readonly OpenCondition[] {
  const variables = new Set(support(space.arena, set));
  return [...space.conditions.values()].filter((c) => isUnknown(c) && variables.has(c.variable));
}

function listed(conditions: readonly OpenCondition[]): Bilingual {
  const what = conditions.slice(0, 5).map((c) => c.condition.what);
  return {
    ja: `${what.map((w) => w.ja).join('、')} によって変わる`,
    en: `it hangs on ${what.map((w) => w.en).join(', ')}`,
  };
}

/** A change is certain for packets that it holds for whatever the unknown conditions are; the others are not determined. */
function settled(space: Space, all: readonly Change[]): readonly Change[] {
  const { arena } = space;
  const unknown = conditionCube(space, isUnknown);
  return (['permitted', 'denied'] as const).flatMap((change) => {
    const some = all.filter((c) => c.change === change);
    const total = orAll(
      space,
      some.map((c) => c.set),
    );
    const sure = not(arena, exists(arena, not(arena, total), unknown));
    return some.flatMap((c) => {
      const conditions = hangsOn(space, c.set);
      if (conditions.length === 0) return [c];
      const anyhow = exists(arena, c.set, unknown);
      const doubtful = {
        ...c,
        change: 'undetermined' as const,
        set: diff(arena, anyhow, sure),
        because: listed(conditions),
      };
      return [{ ...c, set: and(arena, anyhow, sure) }, doubtful];
    });
  });
}

const keyOf = ({ change, before, after, because }: Change, ids: Map<object, number>): string => {
  const id = (rule: RuleAt['rule']): number => {
    if (!rule) return -1;
    if (!ids.has(rule)) ids.set(rule, ids.size);
    return ids.get(rule) ?? -1;
  };
  return [change, before.list, id(before.rule), after.list, id(after.rule), because?.en].join('\n');
};

/** One change a pair of rules. */
function joined(space: Space, all: readonly Change[]): readonly Change[] {
  const ids = new Map<object, number>();
  const groups = new Map<string, Change>();
  for (const change of all) {
    if (change.set === FALSE) continue;
    const key = keyOf(change, ids);
    const known = groups.get(key);
    groups.set(key, known ? { ...known, set: or(space.arena, known.set, change.set) } : change);
  }
  return [...groups.values()];
}

function pieceOf(
  space: Space,
  { change, set, before, after, because }: Change,
  boxes: number,
): readonly DiffPiece[] {
  const witness = prettyWitness(space, set) ?? prettyWitness(space, space.sane);
  if (!witness) return [];
  const packets = packetBoxes(space, set, boxes);
  return [{ change, before, after, packets, witness: witness.packet, because }];
}

/** What was not understood in either may be what decides, and may have changed where nothing that was read has. */
function gapChange(space: Space, { before, after }: Both): readonly Change[] {
  const [gap] = [...after.gaps, ...before.gaps];
  if (!gap) return [];
  const nowhere = { hop: '', rule: null, list: null };
  return [{ change: 'undetermined', set: space.sane, before: nowhere, after: nowhere, because: gap.because }];
}

const ORDER: readonly Change['change'][] = ['permitted', 'denied', 'undetermined'];

function spaceFor({ before, after }: Both, at: At): Space {
  const families = before.families.filter((f) => after.families.includes(f));
  return spaceOf({ ports: portNames([before, after]), families, decide: (c) => conditionAt(c, at) });
}

/**
 * Forwarded traffic that `after` permits and `before` did not, or the other way round; newly permitted first. What hangs on
 * unknown conditions, unknown actions or too large sets is `undetermined`. Logs, names, comments and order that changes
 * nothing give nothing. At most `limits.pieces`: ask for one more to see whether there are more.
 */
export function diffDevices(
  before: FirewallDevice,
  after: FirewallDevice,
  at: At,
  limits: ReachLimits,
): readonly DiffPiece[] {
  const both = { before, after: withOwnConditions(before, after) };
  const space = spaceFor(both, at);
  const found = [...changes(space, both)];
  const undetermined = found.filter((c) => c.change === 'undetermined');
  const all = joined(space, [...settled(space, found), ...undetermined, ...gapChange(space, both)]);
  const ordered = ORDER.flatMap((change) => all.filter((c) => c.change === change));
  return ordered.slice(0, limits.pieces).flatMap((c) => pieceOf(space, c, limits.boxes));
}
