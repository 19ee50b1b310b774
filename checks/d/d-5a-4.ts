import { defineCheck } from '../../src/check/define-check.ts';
import { NETWORK_EVIDENCE } from '../../src/check/reach.ts';
import { judgeRules } from '../../src/check/rule-hygiene.ts';

export default defineCheck({
  id: 'D-5a.4',
  control: 'D-5a',
  title: {
    ja: '「全宛先への全許可」の規則がない',
    en: 'No rule permits any source any destination by any service',
  },
  roles: ['segment-fw', 'perimeter-fw'],
  reads: ['devices'],
  evidence: NETWORK_EVIDENCE,
  evaluate: (facts) => judgeRules(facts, ['any-any']),
});
