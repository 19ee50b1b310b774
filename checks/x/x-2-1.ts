import { defineCheck } from '../../src/check/define-check.ts';
import { judgeFilteredTokens } from '../../src/check/local-accounts.ts';

export default defineCheck({
  id: 'X-2.1',
  control: 'X-2',
  title: {
    ja: 'ローカル管理者が遠隔から管理者権限を使えない',
    en: 'Local administrators have no administrator token from afar',
  },
  reads: ['registry', 'os', 'localGroups', 'effectiveSecurity'],
  evidence: ['reg-export', 'secedit-export', 'local-users-json'],
  evaluate: judgeFilteredTokens,
});
