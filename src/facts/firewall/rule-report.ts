/** Rules of a device that are written and not in force, or say less than they seem to, or permit more than they should. */
import type { Bilingual } from '../../model/text.ts';
import type { Entry } from './effective-entries.ts';
import type { Condition, FilterList, FilterRule, FirewallDevice } from './model.ts';
import type { At, RuleFault, RuleFinding } from './query.ts';
import { conditionsIn, isAnyToAny } from './rule-report-match.ts';
import { expiredText, PLAIN, partText, redundantText, shadowedText } from './rule-report-text.ts';
import { conditionAt, isOver } from './schedule.ts';
import { coveringRules, rulesOf } from './shadow-cover.ts';
import { type Standing, type Standings, standingsOf } from './shadow-lists.ts';
import { partTakers } from './shadow-partial.ts';
import { takenOver } from './shadow-redundant.ts';

type Found = Omit<RuleFinding, 'list' | 'rule'>;

/** Rules named as taking a part of another. */
const MOST_PARTS = 5;

/** Whether a time has ended for good, at the instant or by the earliest time asked about. */
function hasEnded({ choice, schedule }: Condition, { asOf, since, offset }: At): boolean {
  const now = asOf ?? since ?? null;
  return choice === 'time' && schedule !== undefined && now !== null && isOver(schedule, now, offset);
}

const plain = (fault: keyof typeof PLAIN): Found => ({ fault, by: [], because: PLAIN[fault] });

const found = (
  fault: RuleFault,
  by: readonly FilterRule[],
  text: (by: readonly FilterRule[]) => Bilingual,
): Found => ({ fault, by, because: text(by) });

const decides = ({ action }: FilterRule): boolean => action.do === 'permit' || action.do === 'deny';

const isDead = ({ left }: Standing): boolean => left.left === 'never' || left.left === 'nothing';

function neverMatches(rule: FilterRule, at: At): Found {
  const ended = [...conditionsIn(rule.match).values()].filter((c) => hasEnded(c, at));
  return ended.length > 0
    ? { fault: 'expired', by: [], because: expiredText(ended) }
    : plain('never-matches');
}

/** All standings are dead: by what, if anything but themselves. */
function deadFault(rule: FilterRule, standings: readonly Standing[], at: At): Found {
  const covered = standings.filter((s) => s.left.left === 'nothing');
  if (covered.length === 0) return neverMatches(rule, at);
  const by = covered.flatMap((s) => coveringRules(s.examined, s.entry));
  return found('shadowed', [...new Set(by)], shadowedText);
}

/**
 * Permits and denies that never get a packet do not take over those of others: they may go as well. A denial that only the
 * end of the list would take over is how a list should close: it shows what is denied, and logs it.
 */
function redundancy(
  rule: FilterRule,
  standings: readonly Standing[],
  dead: ReadonlySet<FilterRule>,
): Found | null {
  const by: Entry[] = [];
  const gone = (r: FilterRule): boolean => r === rule || (decides(r) && dead.has(r));
  const remains = (e: Entry): boolean => e.rule === null || !gone(e.rule);
  for (const { examined, entry, left } of standings) {
    if (left.left === 'unknown') return null;
    if (left.left !== 'something') continue;
    const taken = takenOver(examined, entry, left.point, remains);
    if (!taken) return null;
    by.push(...taken);
  }
  const others = by.some((e) => e.rule && !e.rule.implicit);
  return others || rule.action.do !== 'deny' ? found('redundant', rulesOf(by), redundantText) : null;
}

function trafficFaults(
  rule: FilterRule,
  standings: readonly Standing[],
  dead: ReadonlySet<FilterRule>,
): Found[] {
  const live = standings.filter((s) => !isDead(s) && !s.nat);
  if (!decides(rule) || live.length === 0) return [];
  const parts = rulesOf(live.flatMap((s) => partTakers(s.examined, s.entry, MOST_PARTS)));
  const redundant = redundancy(rule, standings, dead);
  return [
    ...(parts.length > 0 ? [found('partly-shadowed', parts.slice(0, MOST_PARTS), partText)] : []),
    ...(redundant ? [redundant] : []),
    ...(rule.action.do === 'permit' && live.some(isAnyToAny) ? [plain('any-any')] : []),
  ];
}

function faultsOf(
  rule: FilterRule,
  standings: readonly Standing[],
  dead: ReadonlySet<FilterRule>,
  at: At,
): readonly Found[] {
  if (!rule.enabled) return [plain('disabled')];
  return [
    ...(dead.has(rule) ? [deadFault(rule, standings, at)] : trafficFaults(rule, standings, dead)),
    ...(rule.log === false && decides(rule) && !standings.some((s) => s.nat) ? [plain('unlogged')] : []),
    ...(rule.hits === 0 ? [plain('unused')] : []),
  ];
}

const deadRules = (standings: Standings): ReadonlySet<FilterRule> =>
  new Set([...standings].filter(([, all]) => all.every(isDead)).map(([rule]) => rule));

const ofList = (list: FilterList, judge: (rule: FilterRule) => readonly Found[]): readonly RuleFinding[] =>
  list.rules
    .filter((rule) => !rule.implicit)
    .flatMap((rule) => judge(rule).map((f) => ({ ...f, list: list.id, rule })));

/**
 * What is wrong with the rules of a device, list by list. A rule is called shadowed, redundant or never matching only where
 * that is certain under every value of what is not known, and at any time; times that have ended by `asOf` are over.
 * `partly-shadowed`: an earlier rule of the opposite action takes a part of it and reaches beyond it. `redundant`: its
 * packets would meet the same fate, log and answer without it; rules that get no packets do not count for that, nor does the
 * end of a list for a denial.
 */
export function ruleReport(device: FirewallDevice, at: At): readonly RuleFinding[] {
  const standings = standingsOf(device, (c) => (hasEnded(c, at) ? false : conditionAt(c, { asOf: null })));
  const dead = deadRules(standings);
  return device.lists.flatMap((list) =>
    ofList(list, (rule) => faultsOf(rule, standings.get(rule) ?? [], dead, at)),
  );
}
