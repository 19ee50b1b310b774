import { agreed } from '../../src/check/agreed.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { always, equals, judgeSetting, plain } from '../../src/check/setting.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import { allOf, anyOf, notApplicable } from '../../src/check/verdict.ts';
import type { OsFacts } from '../../src/facts/os.ts';
import type { RegistryFacts } from '../../src/facts/registry.ts';

/** Windows 10 1607 began to scan both; 2004 lets policy name the source of each class; 11 knows that way alone. */
const FIRST_WITH_DUAL_SCAN = 14393;
const FIRST_WITH_SOURCES = 19041;
const FIRST_WITHOUT_DISABLE_DUAL_SCAN = 22000;

const CLASSES = ['Quality', 'Feature', 'Driver', 'Other'];

const judgeOne = (registry: RegistryFacts, os: OsFacts, name: string): Verdict =>
  judgeSetting(registry, os, {
    hive: 'HKLM',
    key: 'SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate',
    name,
    type: 'REG_DWORD',
    secure: equals(1),
    expected: plain('1'),
    whenAbsent: always(0),
  });

/** What keeps a Windows of this build from asking the Internet beside the update server. */
function judgeSource(registry: RegistryFacts, os: OsFacts): Verdict {
  const dualScan = judgeOne(registry, os, 'DisableDualScan');
  const sources = allOf(
    CLASSES.map((name) => judgeOne(registry, os, `SetPolicyDrivenUpdateSourceFor${name}Updates`)),
  );
  if (os.build === null) {
    return agreed([dualScan, sources], {
      ja: 'OS の版によって効く設定',
      en: 'which of the settings has effect on this version of Windows',
    });
  }
  if (os.build < FIRST_WITH_SOURCES) return dualScan;
  return os.build < FIRST_WITHOUT_DISABLE_DUAL_SCAN ? anyOf([dualScan, sources]) : sources;
}

export default defineCheck({
  id: 'A-1a2.2',
  control: 'A-1a2',
  title: {
    ja: 'Windows Update が社内の更新サーバーのほかにインターネットへ問い合わせない',
    en: 'Windows Update does not ask the Internet beside the update server',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate({ registry, os }) {
    if (os.build !== null && os.build < FIRST_WITH_DUAL_SCAN) {
      return notApplicable(
        {
          ja: `この版の Windows (ビルド ${os.build}) は両方に問い合わせない`,
          en: `this version of Windows (build ${os.build}) does not ask both`,
        },
        { witness: os.at ? [os.at] : [] },
      );
    }
    const never = judgeOne(registry, os, 'DoNotConnectToWindowsUpdateInternetLocations');
    return anyOf([never, judgeSource(registry, os)]);
  },
});
