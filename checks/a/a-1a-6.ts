import { defineCheck } from '../../src/check/define-check.ts';
import { judgeProxies } from '../../src/check/site-proxies.ts';
import { becauseOfGap } from '../../src/check/squid.ts';
import { fail, pass, undecided, type Verdict } from '../../src/check/verdict.ts';
import { squidListeners } from '../../src/facts/squid/listeners.ts';
import type { SquidSection } from '../../src/facts/squid/section.ts';

function judgeListeners(section: SquidSection): Verdict {
  const refused = becauseOfGap(section, true);
  if (refused) return refused;
  const listeners = squidListeners(section);
  const taken = listeners.find((l) => l.mode === 'intercept' || l.mode === 'tproxy');
  if (taken) {
    return fail([taken.at], {
      ja: `透過プロキシとして待ち受けている (${taken.mode}): ${taken.address}。直し方: この行を除き、端末にはプロキシを名指しで設定する`,
      en: `listens as an interception proxy (${taken.mode}): ${taken.address}. Remedy: remove this line and have endpoints name the proxy`,
    });
  }
  const gap = becauseOfGap(section);
  if (gap) return gap;
  const [first, ...rest] = listeners.map((l) => l.at);
  if (!first) {
    return undecided(
      { ja: '待ち受けポートの指定がない', en: 'no listening port is configured' },
      ['squid-conf'],
      {
        witness: [section.at],
      },
    );
  }
  return pass([first, ...rest], {
    ja: '待ち受けはすべて名指しで使われるもの',
    en: 'every listener is one that clients name',
  });
}

/** Interception by the organisation's own Squid. That by a firewall or router is beyond this check. */
export default defineCheck({
  id: 'A-1a.6',
  control: 'A-1a',
  title: {
    ja: '社内の Squid が透過プロキシとして待ち受けていない',
    en: "The organisation's Squid does not intercept",
  },
  reads: ['shared'],
  evidence: ['squid-conf'],
  evaluate: ({ shared, site }) => judgeProxies(shared, site, judgeListeners),
});
