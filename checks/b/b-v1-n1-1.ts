import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgeStockTake } from '../../src/check/directory/stock-take.ts';

export default defineCheck({
  id: 'B-V1-N1.1',
  control: 'B-V1-N1',
  title: {
    ja: '使われていない利用者のアカウントが有効なまま残っていない',
    en: 'No unused account of a user is left enabled',
  },
  roles: ['domain'],
  reads: ['directory', 'shared'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: judgeStockTake,
});
