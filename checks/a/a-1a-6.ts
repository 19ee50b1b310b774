import { defineCheck } from '../../src/check/define-check.ts';
import { becauseOfGap } from '../../src/check/squid.ts';
import { allOf, decide, fail, pass, undecided, type Verdict } from '../../src/check/verdict.ts';
import { squidListeners } from '../../src/facts/squid/listeners.ts';
import type { SquidSection } from '../../src/facts/squid/section.ts';
import type { SiteProxy } from '../../src/facts/target-facts.ts';
import type { Bilingual } from '../../src/model/text.ts';

function judgeListeners(section: SquidSection): Verdict {
  const refused = becauseOfGap(section, true);
  if (refused) return refused;
  const listeners = squidListeners(section);
  const taken = listeners.find((l) => l.mode === 'intercept' || l.mode === 'tproxy');
  if (taken) {
    return fail([taken.at], {
      ja: `透過プロキシとして待ち受けている (${taken.mode}): ${taken.address}`,
      en: `listens as an interception proxy (${taken.mode}): ${taken.address}`,
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

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const judgeProxy = ({ target, squid }: SiteProxy): Verdict => {
  const verdict = decide(squid, judgeListeners);
  const { ja, en } = verdict.because;
  return { ...verdict, because: { ja: `${target}: ${ja}`, en: `${target}: ${en}` } };
};

/** Without an inventory nobody can say that the proxies in the evidence are all of them. */
const NOT_DECLARED: Bilingual = {
  ja: 'サイト ファイルにプロキシ (role: proxy) の宣言がなく、証拠にあるプロキシですべてだと言えない',
  en: 'the site file declares no proxy (role: proxy), so those in the evidence may not be all',
};

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
  evaluate({ shared, site }) {
    const declared = site.assets.filter((a) => a.role === 'proxy');
    const missing = declared
      .filter((a) => !shared.proxies.some((p) => same(p.target, a.hostname)))
      .map((a) =>
        undecided(
          {
            ja: `${a.hostname}: squid.conf が証拠にない`,
            en: `${a.hostname}: squid.conf is not among the evidence`,
          },
          ['squid-conf'],
        ),
      );
    const undeclared = declared.length === 0 ? [undecided(NOT_DECLARED, ['squid-conf'])] : [];
    return allOf([...shared.proxies.map(judgeProxy), ...missing, ...undeclared]);
  },
});
