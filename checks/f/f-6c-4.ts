import { defineCheck } from '../../src/check/define-check.ts';
import { judgeFilteredTokens, judgeLocalAccountsDenied } from '../../src/check/local-accounts.ts';
import { allOf } from '../../src/check/verdict.ts';

export default defineCheck({
  id: 'F-6c.4',
  control: 'F-6c',
  title: {
    ja: 'ローカル アカウントを遠隔から使えない',
    en: 'Local accounts cannot be used from afar',
  },
  reads: ['registry', 'os', 'localGroups', 'effectiveSecurity'],
  evidence: ['reg-export', 'secedit-export', 'local-users-json'],
  evaluate: (facts) =>
    allOf([
      judgeFilteredTokens(facts),
      judgeLocalAccountsDenied(facts, 'SeDenyNetworkLogonRight'),
      judgeLocalAccountsDenied(facts, 'SeDenyRemoteInteractiveLogonRight'),
    ]),
});
