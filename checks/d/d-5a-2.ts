import { defineCheck } from '../../src/check/define-check.ts';
import { judgeNoWay, NETWORK_EVIDENCE, type NoWay } from '../../src/check/reach.ts';
import { undecided } from '../../src/check/verdict.ts';
import { declaredServices, otherServices } from '../../src/facts/firewall/flows.ts';
import { matrixEnds } from '../../src/facts/firewall/matrix.ts';
import type { Site } from '../../src/model/site.ts';

/** Whatever the matrix does not name, from each segment to each other one. */
function ways(site: Site): readonly NoWay[] {
  const ends = matrixEnds(site);
  return ends.flatMap((from) =>
    ends.flatMap((to) => {
      const service = otherServices(declaredServices(site, from, to) ?? []);
      if (from === to || service.length === 0) return [];
      const fault = {
        ja: '通信表にない通信が通る',
        en: 'traffic passes that the matrix does not name',
      };
      return [{ question: { from, to, service }, fault }];
    }),
  );
}

export default defineCheck({
  id: 'D-5a.2',
  control: 'D-5a',
  title: {
    ja: '実際に通る通信が通信表の範囲に収まる',
    en: 'What the rule bases permit is within the declared matrix',
  },
  roles: ['site'],
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate(network) {
    if (!network.site.flows) {
      return undecided({
        ja: 'サイト ファイルに通信表 (flows) がない',
        en: 'the site file declares no matrix (flows)',
      });
    }
    return judgeNoWay(network, ways(network.site), {
      ja: 'サイト ファイルにセグメントがない、または通信表がすべてを許している',
      en: 'the site file declares no segments, or its matrix permits everything',
    });
  },
});
