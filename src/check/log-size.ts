/** Judges the size of the Security log: that of policy where one is stored, else that of the host. */
import type { OsFacts } from '../facts/os.ts';
import type { RegistryFacts } from '../facts/registry.ts';
import { judgePolicyOver } from './policy-over.ts';
import type { SettingRule } from './setting.ts';
import { always } from './setting.ts';
import type { Verdict } from './verdict.ts';

const BYTES_PER_KB = 1024;
/** Windows' own size, 20 MB, in bytes. */
const DEFAULT_BYTES = 20_971_520;

/** ADMX "Specify the maximum log file size (KB)"; the service's own value is in bytes. */
export const SECURITY_LOG_POLICY = {
  hive: 'HKLM',
  key: 'SOFTWARE\\Policies\\Microsoft\\Windows\\EventLog\\Security',
} as const;
export const SECURITY_LOG_SERVICE = {
  hive: 'HKLM',
  key: 'SYSTEM\\CurrentControlSet\\Services\\EventLog\\Security',
} as const;

const atLeast = (
  limit: number,
  unit: string,
): Pick<SettingRule, 'name' | 'type' | 'secure' | 'expected'> => ({
  name: 'MaxSize',
  type: 'REG_DWORD',
  secure: (value) => typeof value === 'number' && value >= limit,
  expected: { ja: `${limit} ${unit} 以上`, en: `${limit} ${unit} or more` },
});

/** `minKb`: the smallest size accepted, KB. */
export const judgeSecurityLogSize = (registry: RegistryFacts, os: OsFacts, minKb: number): Verdict =>
  judgePolicyOver(
    registry,
    os,
    { ...SECURITY_LOG_POLICY, ...atLeast(minKb, 'KB') },
    { ...SECURITY_LOG_SERVICE, ...atLeast(minKb * BYTES_PER_KB, 'B'), whenAbsent: always(DEFAULT_BYTES) },
  );
