import { defineCheck } from '../../src/check/define-check.ts';
import { judgeProxies } from '../../src/check/site-proxies.ts';
import { type Forbidden, judgeClients, segmentAddresses } from '../../src/check/squid-proof.ts';
import { pass, undecided } from '../../src/check/verdict.ts';
import { refuseClients } from '../../src/facts/squid/change.ts';
import type { Site } from '../../src/model/site.ts';

const anything = (site: Site): Forbidden => ({
  query: {},
  fault: {
    ja: '運用管理セグメントからの要求がプロキシを通る',
    en: 'a request of the admin segment passes the proxy',
  },
  change: (program) =>
    refuseClients(
      program,
      'uchibori_admin',
      site.segments.filter((s) => s.role === 'admin').flatMap((s) => s.cidrs),
    ),
});

export default defineCheck({
  id: 'D-4a.8',
  control: 'D-4a',
  title: {
    ja: 'どのプロキシも運用管理セグメントからの要求を通さない',
    en: 'No proxy lets a request of the admin segment through',
  },
  reads: ['shared'],
  evidence: ['squid-conf'],
  evaluate({ shared, site }) {
    const admins = segmentAddresses(site, 'admin');
    if (!admins) {
      return undecided({
        ja: 'サイト ファイルに運用管理セグメント (role: admin) がない',
        en: 'the site file declares no admin segment (role: admin)',
      });
    }
    return judgeProxies(shared, site, (section) => {
      const judged = judgeClients(section, admins, anything(site));
      if ('settled' in judged) return judged.settled;
      const [first = section.at, ...rest] = judged.rows;
      return pass([first, ...rest], {
        ja: '運用管理セグメントからの要求はどれも通らない (全要求について証明済み)',
        en: 'no request of the admin segment gets through (proved over all requests)',
      });
    });
  },
});
