import { defineCheck } from '../../src/check/define-check.ts';
import { judgePolicyOver } from '../../src/check/policy-over.ts';
import { equals, judgeSetting, plain } from '../../src/check/setting.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import { allOf, undecided } from '../../src/check/verdict.ts';
import type { OsFacts } from '../../src/facts/os.ts';
import type { RegistryFacts } from '../../src/facts/registry.ts';
import { layersOf, setting } from '../../src/facts/registry.ts';

const SERVICE = 'SYSTEM\\CurrentControlSet\\Services\\W32Time';
const POLICY = 'SOFTWARE\\Policies\\Microsoft\\W32Time';

const DISABLED = 4;

/** Automatic, manual, disabled. Any other number is not for a service of this kind. */
const STARTS: readonly unknown[] = [2, 3, DISABLED];

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

/** `time1.example.test,0x8 time2.example.test`: sources between blanks, flags after a comma. */
const SERVERS = {
  hive: 'HKLM',
  name: 'NtpServer',
  type: 'REG_SZ',
  secure: (value: unknown): boolean => /(?:^|\s)[^\s,]/.test(String(value)),
  expected: {
    ja: 'NTP サーバの名前か IP アドレス (Type が NTP のとき)',
    en: 'a name or address of a time server, as Type is NTP',
  },
  whenUnknown: {
    ja: 'Type が NTP なのに、どこから時刻を得るか分からない',
    en: 'Type is NTP, and where the time comes from is not known',
  },
} as const;

function judgeStart(registry: RegistryFacts, os: OsFacts): Verdict {
  const found = setting(registry, 'HKLM', SERVICE, 'Start');
  const { stored } = found;
  if (stored.state === 'set' && stored.write.type === 'REG_DWORD' && !STARTS.includes(stored.write.data)) {
    const value = String(stored.write.data);
    return undecided(
      {
        ja: `W32Time の Start = ${value} の動作が分からない`,
        en: `what Windows does with Start = ${value} of W32Time is not known`,
      },
      [],
      { witness: [stored.write.at], layers: [layersOf(found)] },
    );
  }
  return judgeSetting(registry, os, {
    hive: 'HKLM',
    key: SERVICE,
    name: 'Start',
    type: 'REG_DWORD',
    secure: (value) => value !== DISABLED,
    expected: { ja: '4 (無効) 以外', en: 'anything but 4 (disabled)' },
    whenAbsent: () => null,
    whenUnknown: WHEN_ABSENT,
  });
}

/** The policy's type where it has one, else the service's own. Where the type is open, so is the verdict already. */
function isByNtp(registry: RegistryFacts): boolean {
  const typeIn = (key: string) => setting(registry, 'HKLM', `${key}\\Parameters`, TYPE.name).stored;
  const policy = typeIn(POLICY);
  const bySelf = policy.state === 'absent' || (policy.state === 'set' && policy.write.type !== TYPE.type);
  const type = bySelf ? typeIn(SERVICE) : policy;
  return type.state === 'set' && String(type.write.data).trim().toLowerCase() === 'ntp';
}

/** Set to keep its clock right. Whether the clock is right no setting shows. */
export default defineCheck({
  id: 'X-1.3',
  control: 'X-1',
  title: { ja: '時刻を同期する設定になっている', en: 'The clock is set to be synchronised' },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: ({ registry, os }) =>
    allOf([
      judgeStart(registry, os),
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
      ...(isByNtp(registry)
        ? [
            judgePolicyOver(
              registry,
              os,
              { ...SERVERS, key: `${POLICY}\\Parameters` },
              { ...SERVERS, key: `${SERVICE}\\Parameters`, whenAbsent: () => null },
            ),
          ]
        : []),
    ]),
});
