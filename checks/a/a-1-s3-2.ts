import { defineCheck } from '../../src/check/define-check.ts';
import { NETWORK_EVIDENCE } from '../../src/check/reach.ts';
import { judgeRules } from '../../src/check/rule-hygiene.ts';

export default defineCheck({
  id: 'A-1-S3.2',
  control: 'A-1-S3',
  title: {
    ja: '境界ファイアウォールに、隠れた規則、重複、期限切れ、全許可の規則がない',
    en: 'The perimeter firewall has no shadowed, redundant, expired or any-any rules',
  },
  roles: ['perimeter-fw'],
  reads: ['devices'],
  evidence: NETWORK_EVIDENCE,
  evaluate: (facts) => judgeRules(facts, ['shadowed', 'redundant', 'any-any', 'expired']),
});
