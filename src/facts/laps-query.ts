/** Which of the places where LAPS looks for its settings is the one in force (Microsoft: Configure policy settings for Windows LAPS). */
import type { Location } from '../model/evidence.ts';
import type { Fact } from './known.ts';
import { isNonEmpty, known, unknown } from './known.ts';
import type { RegistryFacts } from './registry.ts';
import { keyState, storedValues } from './registry.ts';

/** In the order in which Windows LAPS asks: CSP, Group Policy, local configuration. */
export const LAPS_ROOTS = [
  'SOFTWARE\\Microsoft\\Policies\\LAPS',
  'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\LAPS',
  'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\LAPS\\Config',
] as const;

/** Legacy LAPS has its own client-side extension and does not ask the roots above. */
export const LEGACY_LAPS_ROOT = 'SOFTWARE\\Policies\\Microsoft Services\\AdmPwd';

/**
 * The first root that holds any value wins entirely: what it does not set takes its default and never comes from the
 * next. Null: none of them holds one. Unknown when a root that would come first was not exported.
 */
export function lapsRoot(registry: RegistryFacts): Fact<string | null> {
  const empty: Location[] = [];
  for (const root of LAPS_ROOTS) {
    const [value] = storedValues(registry, 'HKLM', root);
    if (value) return known(root, [value.at]);
    const state = keyState(registry, 'HKLM', root);
    if (state.state === 'absent') empty.push(state.at);
    if (state.state === 'unknown') return unknown(state.because, ['reg-export'], [`HKLM\\${root}`]);
  }
  return isNonEmpty(empty) ? known(null, empty) : notShown;
}

const notShown = unknown({ ja: 'LAPS の設定を示す証拠がない', en: 'nothing shows the settings of LAPS' }, [
  'reg-export',
]);
