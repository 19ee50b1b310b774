import { judgeAudit } from '../../src/check/audit.ts';
import { defineCheck } from '../../src/check/define-check.ts';

/** 5154 (a program begins to listen) and 4946 to 4948 (firewall rules are added, changed, deleted). */
export default defineCheck({
  id: 'R-LSN.2',
  control: 'R-LSN',
  title: {
    ja: '待ち受けの開始とファイアウォール規則の変更が監査ログに残る',
    en: 'New listeners and changes of firewall rules are audited',
  },
  reads: ['effectiveAudit', 'intendedAudit'],
  evidence: ['auditpol-report'],
  evaluate: (facts) =>
    judgeAudit(facts, { filteringPlatformConnection: 'success', mpssvcRuleLevelPolicyChange: 'both' }),
});
