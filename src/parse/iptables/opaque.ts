/** What becomes of options that cannot be decided: a condition each use of a match, by its own words. */
import type { Match, Schedule } from '../../facts/firewall/model.ts';
import { conditionMatch, test } from '../netfilter/matches.ts';
import type { Draft, OpaqueUse } from './draft.ts';
import { ALWAYS_MODULES, OPAQUE_MODULES } from './modules.ts';
import { timeSchedule } from './time.ts';
import { plain } from './tokens.ts';

function timeMatch(words: readonly string[], text: string): Match {
  const schedule: Schedule | null = timeSchedule(words);
  return conditionMatch({
    id: `time ${text}`,
    choice: 'time',
    what: { ja: `時間の条件 ${text}`, en: `the times ${text}` },
    ...(schedule ? { schedule } : {}),
  });
}

/** `--set` writes the address down and holds for every packet (recent_mt). */
const writesDown = ({ module, words }: OpaqueUse): boolean =>
  module === 'recent' && words.includes('--set') && !words.includes('!');

/** The match that one use of a module is; `understood`: the module is known. */
export function opaqueMatch(
  draft: Draft,
  use: OpaqueUse,
): { readonly match: Match; readonly understood: boolean } {
  const text = ['-m', use.module, ...use.words.map(plain)].join(' ');
  if (use.module === 'time') return { match: timeMatch(use.words, text), understood: true };
  if (ALWAYS_MODULES.has(use.module) || writesDown(use))
    return { match: { kind: 'always' }, understood: true };
  const known = OPAQUE_MODULES.get(use.module);
  const fresh = known ? known.fresh || draft.context.changing : true;
  const id = fresh ? `${text} (${draft.place})` : text;
  return { match: test(id, known?.choice ?? 'unknown', text), understood: known !== undefined };
}
