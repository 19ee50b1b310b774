import { judgeAudit } from '../../src/check/audit.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { isMeantHere, judgeTraps } from '../../src/check/traps.ts';

/** Use of a local account is logged on the endpoint alone, that of a domain account on the controllers. */
export default defineCheck({
  id: 'E-V5a.4',
  control: 'E-V5a',
  title: {
    ja: 'トラップ アカウントの使用が監査ログに残る',
    en: 'Use of the trap account is audited',
  },
  roles: ['user-endpoint', 'dc'],
  reads: ['effectiveAudit', 'intendedAudit'],
  evidence: ['auditpol-report'],
  evaluate(facts) {
    if (facts.target.role === 'dc') {
      return judgeAudit(facts, {
        credentialValidation: 'both',
        kerberosAuthentication: 'both',
        logon: 'both',
        accountLockout: 'failure',
      });
    }
    return judgeTraps(
      facts.site,
      (trap) => isMeantHere(trap, facts),
      () => judgeAudit(facts, { credentialValidation: 'both', logon: 'both', accountLockout: 'failure' }),
    );
  },
});
