import { defineCheck } from '../../src/check/define-check.ts';
import { judgePolicyOver } from '../../src/check/policy-over.ts';
import { equals, judgeSetting, plain } from '../../src/check/setting.ts';
import { allOf } from '../../src/check/verdict.ts';

const SERVICE = 'SYSTEM\\CurrentControlSet\\Services\\W32Time';
const POLICY = 'SOFTWARE\\Policies\\Microsoft\\W32Time';

const DISABLED = 4;

/** NT5DS: from the domain; NTP: from NtpServer; AllSync: both; NoSync: from nowhere. */
const SYNCHRONISED = ['nt5ds', 'ntp', 'allsync'];

const WHEN_ABSENT = {
  ja: 'Windows が必ず書く値で、ないときの動作が分からない',
  en: 'Windows always writes it, and what it does without it is not known',
};

const TYPE = {
  hive: 'HKLM',
  name: 'Type',
  type: 'REG_SZ',
  secure: (value: unknown): boolean => SYNCHRONISED.includes(String(value).trim().toLowerCase()),
  expected: plain('NT5DS, NTP, AllSync'),
  whenUnknown: WHEN_ABSENT,
} as const;

const CLIENT = {
  hive: 'HKLM',
  name: 'Enabled',
  type: 'REG_DWORD',
  secure: equals(1),
  expected: plain('1'),
  whenUnknown: WHEN_ABSENT,
} as const;

/** Set to keep its clock right. Whether the clock is right no setting shows. */
export default defineCheck({
  id: 'X-1.3',
  control: 'X-1',
  title: { ja: '時刻を同期する設定になっている', en: 'The clock is set to be synchronised' },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: ({ registry, os }) =>
    allOf([
      judgeSetting(registry, os, {
        hive: 'HKLM',
        key: SERVICE,
        name: 'Start',
        type: 'REG_DWORD',
        secure: (value) => value !== DISABLED,
        expected: { ja: '4 (無効) 以外', en: 'anything but 4 (disabled)' },
        whenAbsent: () => null,
        whenUnknown: WHEN_ABSENT,
      }),
      judgePolicyOver(
        registry,
        os,
        { ...TYPE, key: `${POLICY}\\Parameters` },
        { ...TYPE, key: `${SERVICE}\\Parameters`, whenAbsent: () => null },
      ),
      judgePolicyOver(
        registry,
        os,
        { ...CLIENT, key: `${POLICY}\\TimeProviders\\NtpClient` },
        { ...CLIENT, key: `${SERVICE}\\TimeProviders\\NtpClient`, whenAbsent: () => null },
      ),
    ]),
});
