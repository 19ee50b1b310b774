/** A device of which no condition is open: each holds or not as a choice says, and what is unknown is denied. */
import type { Action, FilterRule, FirewallDevice, Match } from '../../src/facts/firewall/model.ts';

export type Choice = (id: string) => boolean;

function settledMatch(match: Match, holds: Choice, made: Map<Match, Match>): Match {
  const known = made.get(match);
  if (known) return known;
  const result = settledNew(match, holds, made);
  made.set(match, result);
  return result;
}

function settledNew(match: Match, holds: Choice, made: Map<Match, Match>): Match {
  switch (match.kind) {
    case 'condition':
      return { kind: holds(match.condition.id) ? 'always' : 'never' };
    case 'not':
      return { kind: 'not', of: settledMatch(match.of, holds, made) };
    case 'all':
    case 'any':
      return { kind: match.kind, of: match.of.map((m) => settledMatch(m, holds, made)) };
    default:
      return match;
  }
}

function settledAction(action: Action): Action {
  if (action.do === 'unknown') return { do: 'deny' };
  const unknown =
    action.do === 'translate' && (action.to.src?.to === 'unknown' || action.to.dst?.to === 'unknown');
  return unknown ? { do: 'deny' } : action;
}

export function settledDevice(device: FirewallDevice, holds: Choice): FirewallDevice {
  const made = new Map<Match, Match>();
  const rule = (r: FilterRule): FilterRule => ({
    ...r,
    match: settledMatch(r.match, holds, made),
    action: settledAction(r.action),
  });
  const stage = <T extends { readonly when: Match }>(s: T): T => ({
    ...s,
    when: settledMatch(s.when, holds, made),
  });
  return {
    ...device,
    gaps: [],
    lists: device.lists.map((l) => ({ ...l, rules: l.rules.map(rule), end: settledAction(l.end) })),
    forward: device.forward.map(stage),
    input: device.input?.map(stage) ?? null,
  };
}
