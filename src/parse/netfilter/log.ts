/** Which rules are logged, where logging is a rule of its own that stands before them. */
import type { FilterRule, Match } from '../../facts/firewall/model.ts';

/** What a rule asks of a packet besides conditions: a limit on the log takes nothing from its being one. */
function tests(match: Match): readonly Match[] {
  const parts = match.kind === 'all' ? match.of : match.kind === 'always' ? [] : [match];
  return parts.filter((m) => m.kind !== 'condition');
}

const covers = (log: readonly Match[], rule: readonly Match[]): boolean => log.every((m) => rule.includes(m));

const decides = ({ action }: FilterRule): boolean => action.do === 'permit' || action.do === 'deny';

export interface Logged {
  readonly rules: readonly FilterRule[];
  readonly endLog: boolean | null;
}

/**
 * Rules that log have `log` true. One that decides is logged too where a rule that logs all its packets stands directly
 * before it; where nothing in the rule base logs, none is. Rules that have that already need no copy.
 */
export function withLogs(rules: readonly FilterRule[], anyLogs: boolean): Logged {
  const otherwise = anyLogs ? null : false;
  let logs: (readonly Match[])[] = [];
  const seen = (match: Match): boolean => logs.some((log) => covers(log, tests(match)));
  const out = rules.map((rule) => {
    if (rule.action.do === 'next') {
      if (rule.log) logs.push(tests(rule.match));
      return rule;
    }
    const log = rule.log || (decides(rule) && seen(rule.match)) ? true : otherwise;
    if (!decides(rule)) logs = [];
    return log === rule.log ? rule : { ...rule, log };
  });
  return { rules: out, endLog: seen({ kind: 'always' }) ? true : otherwise };
}
