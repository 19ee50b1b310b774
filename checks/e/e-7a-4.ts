import { defineCheck } from '../../src/check/define-check.ts';
import { equals, judgeSetting, plain } from '../../src/check/setting.ts';

/** Windows 10 1709: from here on SMB1 is not installed by default (and before 8.1 it cannot be removed). */
const FIRST_WITHOUT_SMB1 = 16299;

export default defineCheck({
  id: 'E-7a.4',
  control: 'E-7a',
  title: { ja: 'SMB 1.0 のサーバーが無効', en: 'The SMB 1.0 server is off' },
  reads: ['registry', 'os'],
  evidence: ['reg-export', 'secedit-export'],
  evaluate: ({ registry, os }) =>
    judgeSetting(registry, os, {
      hive: 'HKLM',
      key: 'SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters',
      name: 'SMB1',
      type: 'REG_DWORD',
      secure: equals(0),
      expected: plain('0'),
      whenAbsent: ({ build }) => (build !== null && build < FIRST_WITHOUT_SMB1 ? 1 : null),
      whenUnknown: {
        ja: 'SMB 1.0 の機能が入っているかどうかで決まり、それを示す証拠がない',
        en: 'it then depends on whether the SMB 1.0 feature is installed, which is not shown',
      },
    }),
});
