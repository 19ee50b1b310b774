/** Judgements over every proxy of the organisation, given to a target that relies on all of them. */
import type { SquidSection } from '../facts/squid/section.ts';
import type { SharedFacts, SiteProxy } from '../facts/target-facts.ts';
import type { Site } from '../model/site.ts';
import type { Bilingual } from '../model/text.ts';
import { allOf, decide, undecided, type Verdict } from './verdict.ts';

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function judgeOne({ target, squid }: SiteProxy, judge: (section: SquidSection) => Verdict): Verdict {
  const verdict = decide(squid, judge);
  const { ja, en } = verdict.because;
  return { ...verdict, because: { ja: `${target}: ${ja}`, en: `${target}: ${en}` } };
}

/** Without an inventory nobody can say that the proxies in the evidence are all of them. */
const NOT_DECLARED: Bilingual = {
  ja: 'サイト ファイルにプロキシ (role: proxy) の宣言がなく、証拠にあるプロキシですべてだと言えない',
  en: 'the site file declares no proxy (role: proxy), so those in the evidence may not be all',
};

/** All must pass; a declared proxy without evidence leaves it open. */
export function judgeProxies(
  { proxies }: SharedFacts,
  site: Site,
  judge: (section: SquidSection) => Verdict,
): Verdict {
  const declared = site.assets.filter((a) => a.role === 'proxy');
  const missing = declared
    .filter((a) => !proxies.some((p) => same(p.target, a.hostname)))
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
  return allOf([...proxies.map((p) => judgeOne(p, judge)), ...missing, ...undeclared]);
}
