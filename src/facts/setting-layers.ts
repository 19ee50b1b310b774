/** The layers of several values of one key, for a finding. */
import type { Layers } from '../model/finding.ts';
import type { RegistryFacts } from './registry.ts';
import { layersOf, setting } from './registry.ts';

/** Those that policy or the host sets; where neither sets any, the first alone. */
export function layersOfKey(
  registry: RegistryFacts,
  hive: string,
  key: string,
  names: readonly string[],
): readonly Layers[] {
  const all = names.map((name) => setting(registry, hive, key, name));
  const said = all.filter((s) => s.stored.state === 'set' || s.intended.state === 'set');
  return (said.length > 0 ? said : all.slice(0, 1)).map((s) => layersOf(s));
}
