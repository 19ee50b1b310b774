/**
 * Unknown conditions of two versions of a device. One id means one thing within a version. Between them, an object that
 * several rules name is the same object; what stands in one rule alone may be a part of its line that was not understood,
 * and is the same only where the line is.
 */
import type { Condition, FilterRule, FirewallDevice, Match } from './model.ts';

function eachCondition(match: Match, visit: (condition: Condition) => void): void {
  if (match.kind === 'condition') visit(match.condition);
  else if (match.kind === 'not') eachCondition(match.of, visit);
  else if (match.kind === 'all' || match.kind === 'any') for (const m of match.of) eachCondition(m, visit);
}

/** The lines of the rules in which an unknown condition stands, by its id. */
function linesOf(device: FirewallDevice): ReadonlyMap<string, ReadonlySet<string>> {
  const lines = new Map<string, Set<string>>();
  for (const { rules } of device.lists) {
    for (const rule of rules) {
      eachCondition(rule.match, ({ id, choice }) => {
        if (choice !== 'unknown') return;
        const own = lines.get(id) ?? new Set();
        lines.set(id, own.add(rule.at.text));
      });
    }
  }
  return lines;
}

/** Ids that stand in one line of each version, and not in the same. */
function doubtful(before: FirewallDevice, after: FirewallDevice): ReadonlySet<string> {
  const old = linesOf(before);
  const found = new Set<string>();
  for (const [id, lines] of linesOf(after)) {
    const others = old.get(id);
    const [line] = lines;
    if (others?.size === 1 && lines.size === 1 && line !== undefined && !others.has(line)) found.add(id);
  }
  return found;
}

function renamed(match: Match, ids: ReadonlySet<string>): Match {
  if (match.kind === 'condition' && ids.has(match.condition.id)) {
    return { ...match, condition: { ...match.condition, id: `${match.condition.id} (after)` } };
  }
  if (match.kind === 'not') return { ...match, of: renamed(match.of, ids) };
  if (match.kind === 'all' || match.kind === 'any')
    return { ...match, of: match.of.map((m) => renamed(m, ids)) };
  return match;
}

function names(match: Match, ids: ReadonlySet<string>): boolean {
  let found = false;
  eachCondition(match, ({ id }) => {
    found ||= ids.has(id);
  });
  return found;
}

/** The later version with ids of its own for what may be another thing than in the earlier. */
export function withOwnConditions(before: FirewallDevice, after: FirewallDevice): FirewallDevice {
  const ids = doubtful(before, after);
  if (ids.size === 0) return after;
  const rename = (rule: FilterRule): FilterRule =>
    names(rule.match, ids) ? { ...rule, match: renamed(rule.match, ids) } : rule;
  return { ...after, lists: after.lists.map((l) => ({ ...l, rules: l.rules.map(rename) })) };
}
