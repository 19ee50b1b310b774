/** Where Windows' own HTTP stack for users (WinINET) keeps its proxy, and the flags beside it. */
import type { Fact } from './known.ts';
import { known, unknown } from './known.ts';
import type { RegistryFacts } from './registry.ts';
import { setting } from './registry.ts';

export const INTERNET_SETTINGS = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
export const INTERNET_SETTINGS_POLICY =
  'SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

/** Byte 8 of DefaultConnectionSettings (not documented by Microsoft; stable since Internet Explorer 5). */
const FLAGS_AT = 8;
const MANUAL = 0x02;
const PAC = 0x04;
const AUTO_DETECT = 0x08;

export interface ConnectionFlags {
  readonly manual: boolean;
  readonly pac: boolean;
  readonly autoDetect: boolean;
}

/** null: the value is not there, and Windows detects a proxy by itself (WPAD) until told otherwise. */
export function connectionFlags(registry: RegistryFacts, hive: string): Fact<ConnectionFlags | null> {
  const { stored } = setting(
    registry,
    hive,
    `${INTERNET_SETTINGS}\\Connections`,
    'DefaultConnectionSettings',
  );
  if (stored.state === 'unknown')
    return unknown(stored.because, ['reg-export'], [`${hive}\\${INTERNET_SETTINGS}`]);
  if (stored.state === 'absent') return known(null, [stored.at]);
  const { data, at } = stored.write;
  const flags = data instanceof Uint8Array ? data[FLAGS_AT] : undefined;
  if (flags === undefined) {
    return unknown({
      ja: `${at.file}:${at.line} の DefaultConnectionSettings が読み取れない`,
      en: `DefaultConnectionSettings at ${at.file}:${at.line} cannot be understood`,
    });
  }
  return known(
    {
      manual: (flags & MANUAL) !== 0,
      pac: (flags & PAC) !== 0,
      autoDetect: (flags & AUTO_DETECT) !== 0,
    },
    [at],
  );
}

/**
 * Whether every user has settings of his own (policy "Make proxy settings per-machine" off or not set), or those of the
 * machine are everybody's.
 */
export function isProxyPerUser(registry: RegistryFacts): Fact<boolean> {
  const { stored } = setting(registry, 'HKLM', INTERNET_SETTINGS_POLICY, 'ProxySettingsPerUser');
  if (stored.state === 'unknown')
    return unknown(stored.because, ['reg-export'], [`HKLM\\${INTERNET_SETTINGS_POLICY}`]);
  if (stored.state === 'absent') return known(true, [stored.at]);
  const { type, data, at } = stored.write;
  return known(type !== 'REG_DWORD' || data !== 0, [at]);
}
