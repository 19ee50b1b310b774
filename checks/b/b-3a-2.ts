import { defineCheck } from '../../src/check/define-check.ts';
import { becauseOfGap } from '../../src/check/squid.ts';
import { type Forbidden, judgeClients, segmentAddresses, toAnywhere } from '../../src/check/squid-proof.ts';
import { schemeNeeded } from '../../src/check/squid-schemes.ts';
import { decide, notApplicable, pass } from '../../src/check/verdict.ts';
import { requireUser } from '../../src/facts/squid/change.ts';

const ANYWHERE: Forbidden = {
  query: { unauthenticated: true },
  fault: {
    ja: 'サーバ セグメントから、宛先を絞らずに認証なしで通る要求がある',
    en: 'a request of the server segment passes without credentials to any destination',
  },
  change: requireUser,
  first: schemeNeeded,
};

/** Servers cannot type a password; they may do without where the destinations are fixed. */
export default defineCheck({
  id: 'B-3a.2',
  control: 'B-3a',
  title: {
    ja: 'サーバの認証免除は決まった宛先に限られる',
    en: 'Servers pass without credentials to fixed destinations only',
  },
  reads: ['squid'],
  evidence: ['squid-conf'],
  evaluate: ({ squid, site }) =>
    decide(squid, (section) => {
      const servers = segmentAddresses(site, 'server');
      if (!servers) {
        return notApplicable({
          ja: 'サイト ファイルにサーバ セグメント (role: server) がない',
          en: 'the site file declares no server segment (role: server)',
        });
      }
      const judged = judgeClients(section, servers, toAnywhere(ANYWHERE));
      if ('settled' in judged) return judged.settled;
      const gap = becauseOfGap(section);
      if (gap) return gap;
      const [first = section.at, ...rest] = judged.rows;
      return pass([first, ...rest], {
        ja: 'サーバからの要求は、名指しした宛先のほかには認証なしで通らない (全要求について証明済み)',
        en: 'without credentials no request of a server passes but to destinations that are named (proved over all requests)',
      });
    }),
});
