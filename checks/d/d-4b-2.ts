import { defineCheck } from '../../src/check/define-check.ts';
import { endOf, managementServices } from '../../src/check/management.ts';
import { addressesOf, endsOfRole, judgeNoWay, lacks, NETWORK_EVIDENCE } from '../../src/check/reach.ts';
import { undecided } from '../../src/check/verdict.ts';
import type { Bilingual } from '../../src/model/text.ts';

const FAULT: Bilingual = {
  ja: 'ユーザ セグメントからサーバの管理ポートに届く',
  en: 'a user segment reaches a management port of the server',
};

const NO_SEGMENT: Bilingual = {
  ja: 'このサーバの segment がサイト ファイルにない',
  en: 'the site file does not say in which segment this server stands',
};

const NO_ADDRESS: Bilingual = {
  ja: '。このサーバのアドレスがサイト ファイルの aliases にないため、届くのがこのサーバかどうか決められない',
  en: '; whether it is this server cannot be told, as aliases in the site file do not give its address',
};

/** Over the network; that the host itself refuses them is D-4b.4. */
export default defineCheck({
  id: 'D-4b.2',
  control: 'D-4b',
  title: {
    ja: 'ユーザ セグメントからサーバの管理ポートに届かない',
    en: 'User segments do not reach management ports of servers',
  },
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate({ shared, site, asset, target, asOf }) {
    const to = endOf(site, asset);
    if (!to) return undecided(NO_SEGMENT);
    const own = asset && addressesOf(asset);
    const ways = endsOfRole(site, 'user').map((from) => ({
      question: {
        from,
        to,
        service: managementServices(site, target.role, asset, from, to),
        ...(own && { destinations: own }),
      },
      fault: FAULT,
    }));
    const verdict = judgeNoWay({ shared, site, asOf }, ways, lacks('user'));
    if (own || verdict.status !== 'fail') return verdict;
    const { ja, en } = verdict.because;
    return undecided({ ja: ja + NO_ADDRESS.ja, en: en + NO_ADDRESS.en }, [], { witness: verdict.witness });
  },
});
