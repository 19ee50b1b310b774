import { defineCheck } from '../../src/check/define-check.ts';
import { judgeShares } from '../../src/check/shares.ts';

export default defineCheck({
  id: 'E-7a.1',
  control: 'E-7a',
  title: { ja: 'フォルダーの共有がない', en: 'No folder is shared' },
  reads: ['shares'],
  evidence: ['net-share', 'smb-share-json'],
  evaluate: ({ shares }) =>
    judgeShares(shares, {
      unwanted: (share) => share.type === 'disk' && !share.administrative,
      found: (names) => ({
        ja: `フォルダーが共有されている: ${names}`,
        en: `folders are shared: ${names}`,
      }),
      none: { ja: '共有の一覧にフォルダーの共有がない', en: 'the list of shares shows no shared folder' },
    }),
});
