/** Judges whether a channel of the Windows event log records anything. */
import type { OsFacts } from '../facts/os.ts';
import type { RegistryFacts } from '../facts/registry.ts';
import { equals, judgeSetting, plain } from './setting.ts';
import type { Verdict } from './verdict.ts';

const CHANNELS = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WINEVT\\Channels';

/** `channel`: its full name, e.g. `Microsoft-Windows-TaskScheduler/Operational`. */
export const judgeEventChannel = (registry: RegistryFacts, os: OsFacts, channel: string): Verdict =>
  judgeSetting(registry, os, {
    hive: 'HKLM',
    key: `${CHANNELS}\\${channel}`,
    name: 'Enabled',
    type: 'REG_DWORD',
    secure: equals(1),
    expected: plain('1'),
    whenAbsent: () => null,
    whenUnknown: {
      ja: '既定は Windows のビルドによって違う',
      en: 'its default differs between builds of Windows',
    },
  });
