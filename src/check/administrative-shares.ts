/** The value that stops administrative shares from being created when the Server service starts (guide p. 79). */
import type { OsFacts } from '../facts/os.ts';
import { OS_KEYS } from '../facts/os.ts';
import type { RegistryFacts } from '../facts/registry.ts';
import { always, equals, judgeSetting, plain } from './setting.ts';
import type { Verdict } from './verdict.ts';
import { undecided } from './verdict.ts';

/** The value's name is chosen by product type: AutoShareWks has no effect on a server, AutoShareServer none on a client. */
export function judgeAutoShare(registry: RegistryFacts, os: OsFacts): Verdict {
  if (os.productType === null) {
    return undecided(
      {
        ja: 'クライアント OS かサーバー OS か分からない',
        en: 'whether this is a client or a server OS is not known',
      },
      ['reg-export'],
      { keys: OS_KEYS },
    );
  }
  return judgeSetting(registry, os, {
    hive: 'HKLM',
    key: 'SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters',
    name: os.productType === 'client' ? 'AutoShareWks' : 'AutoShareServer',
    type: 'REG_DWORD',
    secure: equals(0),
    expected: plain('0'),
    whenAbsent: always(1),
  });
}
