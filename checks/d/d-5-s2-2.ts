import { defineCheck } from '../../src/check/define-check.ts';
import { NETWORK_EVIDENCE } from '../../src/check/reach.ts';
import { judgeRules } from '../../src/check/rule-hygiene.ts';

export default defineCheck({
  id: 'D-5-S2.2',
  control: 'D-5-S2',
  title: {
    ja: 'セグメント間のファイアウォールに、隠れた規則、重複、期限切れ、全許可の規則がない',
    en: 'The firewall between segments has no shadowed, redundant, expired or any-any rules',
  },
  roles: ['segment-fw'],
  reads: ['devices'],
  evidence: NETWORK_EVIDENCE,
  evaluate: (facts) => judgeRules(facts, ['shadowed', 'redundant', 'any-any', 'expired']),
});
