import { defineCheck } from '../../src/check/define-check.ts';
import { always, equals, judgeSetting, plain } from '../../src/check/setting.ts';
import { undecided } from '../../src/check/verdict.ts';

const KEY = 'SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters';

/** The value's name is chosen by product type: AutoShareWks has no effect on a server, AutoShareServer none on a client. */
export default defineCheck({
  id: 'E-7b.1',
  control: 'E-7b',
  title: {
    ja: '管理共有を作らない設定が保存されている',
    en: 'The value that stops administrative shares from being created is stored',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export', 'secedit-export'],
  evaluate({ registry, os }) {
    if (os.productType === null) {
      return undecided(
        {
          ja: 'クライアント OS かサーバー OS か分からない',
          en: 'whether this is a client or a server OS is not known',
        },
        ['reg-export'],
      );
    }
    return judgeSetting(registry, os, {
      hive: 'HKLM',
      key: KEY,
      name: os.productType === 'client' ? 'AutoShareWks' : 'AutoShareServer',
      type: 'REG_DWORD',
      secure: equals(0),
      expected: plain('0'),
      whenAbsent: always(1),
    });
  },
});
