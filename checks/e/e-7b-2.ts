import { judgeAutoShare } from '../../src/check/administrative-shares.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { judgeShares } from '../../src/check/shares.ts';
import { fail } from '../../src/check/verdict.ts';
import { isNonEmpty } from '../../src/facts/known.ts';

/** What exists now. A clean list alone proves little: `net share /delete` lasts until the next start (E-7b.1). */
export default defineCheck({
  id: 'E-7b.2',
  control: 'E-7b',
  title: { ja: '管理共有 (C$、ADMIN$ など) が存在しない', en: 'No administrative share (C$, ADMIN$) exists' },
  reads: ['shares', 'registry', 'os'],
  evidence: ['net-share', 'smb-share-json'],
  evaluate({ shares, registry, os }) {
    const live = judgeShares(shares, {
      unwanted: (share) => share.type === 'disk' && share.administrative,
      found: (names) => ({
        ja: `管理共有がある: ${names}`,
        en: `administrative shares exist: ${names}`,
      }),
      none: {
        ja: '共有の一覧に管理共有がない',
        en: 'the list of shares shows no administrative share',
      },
    });
    const stored = judgeAutoShare(registry, os);
    if (live.status !== 'fail' || stored.status !== 'pass' || !isNonEmpty(live.witness)) return live;
    return fail(
      live.witness,
      {
        ja: `${live.because.ja}。作らない設定は保存済みで、再起動すれば消える`,
        en: `${live.because.en}; the value that stops them is stored and works from the next restart`,
      },
      { layers: stored.layers, annotations: ['pending-reboot'] },
    );
  },
});
