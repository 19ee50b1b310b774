import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSetting } from '../../src/check/setting.ts';
import { notApplicable } from '../../src/check/verdict.ts';

/** Windows 10 brought Delivery Optimization. */
const FIRST_WITH_DELIVERY_OPTIMIZATION = 10240;

/** 3: peers on the Internet. */
const INTERNET = 3;

export default defineCheck({
  id: 'A-1a2.3',
  control: 'A-1a2',
  title: {
    ja: '更新をインターネット上の PC とやり取りしない (配信の最適化)',
    en: 'Updates are not exchanged with PCs on the Internet (Delivery Optimization)',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate({ registry, os }) {
    if (os.build !== null && os.build < FIRST_WITH_DELIVERY_OPTIMIZATION) {
      return notApplicable(
        {
          ja: `この版の Windows (ビルド ${os.build}) に配信の最適化はない`,
          en: `this version of Windows (build ${os.build}) has no Delivery Optimization`,
        },
        { witness: os.at ? [os.at] : [] },
      );
    }
    return judgeSetting(registry, os, {
      hive: 'HKLM',
      key: 'SOFTWARE\\Policies\\Microsoft\\Windows\\DeliveryOptimization',
      name: 'DODownloadMode',
      type: 'REG_DWORD',
      secure: (value) => value !== INTERNET,
      expected: { ja: '3 以外', en: 'other than 3' },
      whenAbsent: () => null,
      whenUnknown: {
        ja: 'エディションと「設定」での選択によって決まり、それを示す証拠がない',
        en: 'it then depends on the edition and on what was chosen in Settings, which is not shown',
      },
    });
  },
});
