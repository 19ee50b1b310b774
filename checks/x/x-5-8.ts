import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import {
  domainKeepsNoReversible,
  judgeAccounts,
  keepsNoReversible,
} from '../../src/check/directory/kerberos.ts';
import { settingsKeepNoReversible } from '../../src/check/directory/passwords.ts';
import { allOf } from '../../src/check/verdict.ts';

export default defineCheck({
  id: 'X-5.8',
  control: 'X-5',
  title: {
    ja: 'パスワードを元に戻せる形で保存しない',
    en: 'No password is kept with reversible encryption',
  },
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: (facts) =>
    allOf([
      domainKeepsNoReversible(facts),
      settingsKeepNoReversible(facts),
      judgeAccounts(facts, keepsNoReversible, {
        ja: '元に戻せる形で保存するアカウントはない',
        en: 'no account keeps its password with reversible encryption',
      }),
    ]),
});
