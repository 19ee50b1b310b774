import { defineCheck } from '../../src/check/define-check.ts';
import { pass, undecided } from '../../src/check/verdict.ts';
import { SITE_TARGET } from '../../src/model/target.ts';

export default defineCheck({
  id: 'D-5a.1',
  control: 'D-5a',
  title: {
    ja: 'セグメント間の通信表が宣言されている',
    en: 'A matrix of flows between segments is declared',
  },
  roles: ['site'],
  reads: [],
  evidence: [],
  evaluate({ site: { flows } }) {
    if (!flows) {
      return undecided({
        ja: 'サイト ファイルに通信表 (flows) がない',
        en: 'the site file declares no matrix (flows)',
      });
    }
    const text = flows.map((f) => `${f.from.join(', ')} → ${f.to.join(', ')}: ${f.services.join(', ')}`);
    return pass([{ file: SITE_TARGET.name, line: 0, text: `flows: ${text.slice(0, 5).join('; ')}` }], {
      ja: `通信表が宣言されている (${flows.length} 行)`,
      en: `a matrix is declared (rows: ${flows.length})`,
    });
  },
});
