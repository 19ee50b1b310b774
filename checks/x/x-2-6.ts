import { defineCheck } from '../../src/check/define-check.ts';
import { judgeLocalAccountsDenied } from '../../src/check/local-accounts.ts';

export default defineCheck({
  id: 'X-2.6',
  control: 'X-2',
  title: {
    ja: 'ローカル アカウントのネットワーク ログオンが拒否される',
    en: 'Network logon is denied to local accounts',
  },
  reads: ['os', 'effectiveSecurity'],
  evidence: ['secedit-export', 'reg-export'],
  evaluate: (facts) => judgeLocalAccountsDenied(facts, 'SeDenyNetworkLogonRight'),
});
