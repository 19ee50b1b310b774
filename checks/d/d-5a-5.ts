import { defineCheck } from '../../src/check/define-check.ts';
import { betweenRoles, judgeDefault, NETWORK_EVIDENCE } from '../../src/check/reach.ts';
import { allOf, undecided } from '../../src/check/verdict.ts';
import { NOBODYS_SERVICE } from '../../src/facts/firewall/service-text.ts';

export default defineCheck({
  id: 'D-5a.5',
  control: 'D-5a',
  title: {
    ja: 'どの規則にも当てはまらない通信はセグメントの間で止まる (既定拒否)',
    en: 'What no rule names is denied between segments (default deny)',
  },
  roles: ['site'],
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate(network) {
    const ways = betweenRoles(network.site, [NOBODYS_SERVICE], {
      ja: 'どの規則にも当てはまらない通信が通る (既定許可)',
      en: 'what no rule names passes (default permit)',
    });
    if (ways.length > 0) return allOf(ways.map((way) => judgeDefault(network, way)));
    return undecided({
      ja: '役割の違うセグメントがサイト ファイルにない',
      en: 'the site file declares no segments of different roles',
    });
  },
});
