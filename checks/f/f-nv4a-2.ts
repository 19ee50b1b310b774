import { judgeAudit } from '../../src/check/audit.ts';
import { defineCheck } from '../../src/check/define-check.ts';

export default defineCheck({
  id: 'F-nV4a.2',
  control: 'F-nV4a',
  title: {
    ja: 'ドメイン管理者のログオンが監査ログに残る',
    en: 'Logons of domain administrators are audited',
  },
  roles: ['dc'],
  reads: ['effectiveAudit', 'intendedAudit'],
  evidence: ['auditpol-report'],
  evaluate: (facts) =>
    judgeAudit(facts, {
      kerberosAuthentication: 'both',
      kerberosServiceTicket: 'both',
      credentialValidation: 'both',
      logon: 'both',
      specialLogon: 'success',
      securityGroupManagement: 'success',
    }),
});
