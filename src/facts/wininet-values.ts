/** The proxy that one hive gives to WinINET. */
import type { Location } from '../model/evidence.ts';
import type { Layers } from '../model/finding.ts';
import type { Fact } from './known.ts';
import { known, unknown } from './known.ts';
import type { RegistryFacts, SettingState, ValueState } from './registry.ts';
import { layersOf, setting } from './registry.ts';
import { INTERNET_SETTINGS, INTERNET_SETTINGS_POLICY } from './wininet.ts';

/** A value of the policy key goes before the ordinary one of the same hive. */
function inForce(registry: RegistryFacts, hive: string, name: string): SettingState {
  const policy = setting(registry, hive, INTERNET_SETTINGS_POLICY, name);
  return policy.stored.state === 'absent' ? setting(registry, hive, INTERNET_SETTINGS, name) : policy;
}

/** With the line that shows the value, or that shows that there is none. */
interface Shown<T> {
  readonly value: T;
  readonly at: Location;
}

/** Texts are trimmed, and '' where there is none. */
export interface WinInetValues {
  /** ProxyEnable is the DWORD 1. */
  readonly enabled: Shown<boolean>;
  readonly server: Shown<string>;
  readonly bypass: Shown<string>;
  readonly pacUrl: Shown<string>;
  /** ProxyEnable is there with another type, and has no effect. */
  readonly mistyped: boolean;
}

export interface WinInetProxy {
  readonly values: Fact<WinInetValues>;
  readonly layers: readonly Layers[];
}

type Seen = Exclude<ValueState, { state: 'unknown' }>;

const placeOf = (state: Seen): Location => (state.state === 'set' ? state.write.at : state.at);

const textIn = (state: Seen): Shown<string> => {
  const data = state.state === 'set' ? state.write.data : '';
  return { value: typeof data === 'string' ? data.trim() : '', at: placeOf(state) };
};

function valuesIn(enable: Seen, server: Seen, bypass: Seen, pacUrl: Seen): WinInetValues {
  const isDword = enable.state === 'set' && enable.write.type === 'REG_DWORD';
  return {
    enabled: { value: isDword && enable.write.data === 1, at: placeOf(enable) },
    server: textIn(server),
    bypass: textIn(bypass),
    pacUrl: textIn(pacUrl),
    mistyped: enable.state === 'set' && !isDword,
  };
}

export const WININET_PROXY_VALUES = ['ProxyEnable', 'ProxyServer', 'ProxyOverride', 'AutoConfigURL'] as const;

/** Known only where all four values are. */
export function winInetProxy(registry: RegistryFacts, hive: string): WinInetProxy {
  const states = WININET_PROXY_VALUES.map((name) => inForce(registry, hive, name));
  const layers = states.map((state) => layersOf(state));
  const seen: Seen[] = [];
  for (const { stored, key } of states) {
    if (stored.state === 'unknown') {
      return { values: unknown(stored.because, ['reg-export'], [`${hive}\\${key}`]), layers };
    }
    seen.push(stored);
  }
  const [enable, server, bypass, pacUrl] = seen as [Seen, Seen, Seen, Seen];
  const values = valuesIn(enable, server, bypass, pacUrl);
  return { values: known(values, [values.enabled.at, values.server.at, values.pacUrl.at]), layers };
}
