import { defineCheck } from '../../src/check/define-check.ts';
import { becauseOfGap } from '../../src/check/squid.ts';
import { allOf, decide, fail, pass, undecided, type Verdict } from '../../src/check/verdict.ts';
import { squidDuration } from '../../src/facts/squid/duration.ts';
import { directivesOf, type SquidSection } from '../../src/facts/squid/section.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** Squid's own defaults (cf.data.pre of 3.5 to 7). */
const LIMITS = [
  { name: 'client_lifetime', most: DAY, shown: '1 day' },
  { name: 'read_timeout', most: 15 * MINUTE, shown: '15 minutes' },
] as const;

function judgeLimit(section: SquidSection, { name, most, shown }: (typeof LIMITS)[number]): Verdict {
  const written = directivesOf(section, name).at(-1);
  if (!written) {
    return pass([section.at], { ja: `${name} は既定 (${shown})`, en: `${name} is the default (${shown})` });
  }
  const value = squidDuration(written.args);
  const text = `${name} ${written.args.join(' ')}`;
  if (value === null) {
    return undecided({ ja: `${text}: 長さを読めない`, en: `${text}: is no length of time` }, [], {
      witness: [written.at],
    });
  }
  return value <= most
    ? pass([written.at], { ja: text, en: text })
    : fail([written.at], {
        ja: `${text}: 既定の ${shown} より長く、C2 のセッションを長く保てる。直し方: 「${name} ${shown}」とする`,
        en: `${text}: longer than the default of ${shown}, so that a command-and-control session can last. Remedy: write "${name} ${shown}"`,
      });
}

function judgeHalfClosed(section: SquidSection): Verdict {
  const written = directivesOf(section, 'half_closed_clients').at(-1);
  const said = 'half_closed_clients off';
  if (!written) return pass([section.at], { ja: `${said} (既定)`, en: `${said} (default)` });
  const [word] = written.args;
  if (word === 'off' || word === 'disable') return pass([written.at], { ja: said, en: said });
  return fail([written.at], {
    ja: 'half_closed_clients on: 片側を閉じた接続が残り続ける。直し方: 「half_closed_clients off」とする',
    en: 'half_closed_clients on: connections closed on one side stay. Remedy: write "half_closed_clients off"',
  });
}

export default defineCheck({
  id: 'X-4.1',
  control: 'X-4',
  title: {
    ja: 'セッションの長さの上限を Squid の既定より緩めていない',
    en: 'The limits of a session are not looser than the defaults of Squid',
  },
  reads: ['squid'],
  evidence: ['squid-conf'],
  evaluate: ({ squid }) =>
    decide(squid, (section) => {
      const refused = becauseOfGap(section, true);
      if (refused) return refused;
      return allOf([...LIMITS.map((limit) => judgeLimit(section, limit)), judgeHalfClosed(section)]);
    }),
});
