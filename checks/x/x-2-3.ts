import { defineCheck } from '../../src/check/define-check.ts';
import type { SettingRule } from '../../src/check/setting.ts';
import { equals, judgeSetting, plain } from '../../src/check/setting.ts';
import { allOf } from '../../src/check/verdict.ts';
import type { OsFacts } from '../../src/facts/os.ts';

/** Windows 11 24H2 and Server 2025: signing required from the client, on Windows 11 from the server too. */
const FIRST_SIGNED = 26_100;

/** The new default is documented for Pro, Enterprise and Education; what Home does is not shown. */
const HAS_NEW_DEFAULT = /^(?:enterprise|education|pro)/i;

const outbound = ({ build }: OsFacts): number | null =>
  build === null ? null : build >= FIRST_SIGNED ? 1 : 0;

/** Domain controllers have always required it, by the policy they are born with. */
function inbound({ build, productType, edition }: OsFacts): number | null {
  if (productType === 'dc') return 1;
  if (build === null || productType === null) return null;
  if (productType === 'server' || build < FIRST_SIGNED) return 0;
  return HAS_NEW_DEFAULT.test(edition ?? '') ? 1 : null;
}

const signing = (service: string, whenAbsent: SettingRule['whenAbsent']): SettingRule => ({
  hive: 'HKLM',
  key: `SYSTEM\\CurrentControlSet\\Services\\${service}\\Parameters`,
  name: 'RequireSecuritySignature',
  type: 'REG_DWORD',
  secure: equals(1),
  expected: plain('1'),
  whenAbsent,
  whenUnknown: {
    ja: '既定は Windows の世代とエディションで違い、証拠からは決まらない',
    en: 'its default differs between generations and editions of Windows, which are not shown',
  },
});

export default defineCheck({
  id: 'X-2.3',
  control: 'X-2',
  title: { ja: 'SMB の署名が送受信とも必須', en: 'SMB signing is required both ways' },
  reads: ['registry', 'os'],
  evidence: ['reg-export', 'secedit-export'],
  evaluate: ({ registry, os }) =>
    allOf([
      judgeSetting(registry, os, signing('LanmanServer', inbound)),
      judgeSetting(registry, os, signing('LanmanWorkstation', outbound)),
    ]),
});
