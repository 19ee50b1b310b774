import { judgeAudit } from '../../src/check/audit.ts';
import { defineCheck } from '../../src/check/define-check.ts';

export default defineCheck({
  id: 'E-nV3a.1',
  control: 'E-nV3a',
  title: {
    ja: 'リモート実行の痕跡が監査ログに残る',
    en: 'Traces of remote execution are audited',
  },
  reads: ['effectiveAudit', 'intendedAudit'],
  evidence: ['auditpol-report'],
  evaluate: (facts) =>
    judgeAudit(facts, {
      securitySystemExtension: 'success',
      fileShare: 'both',
      detailedFileShare: 'success',
      logon: 'both',
      specialLogon: 'success',
      otherLogonEvents: 'both',
      otherObjectAccess: 'both',
      processCreation: 'success',
    }),
});
