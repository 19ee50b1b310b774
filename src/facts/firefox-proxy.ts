/** The proxy that policy gives to Firefox (mozilla/policy-templates, `Proxy`). */
import type { Fact } from './known.ts';
import { isNonEmpty, known, unknown } from './known.ts';
import type { RegistryFacts, RegistryWrite } from './registry.ts';
import { setting } from './registry.ts';

export const FIREFOX_PROXY = 'SOFTWARE\\Policies\\Mozilla\\Firefox\\Proxy';

const FIREFOX_MODES = ['none', 'system', 'manual', 'autoDetect', 'autoConfig'] as const;
type FirefoxMode = (typeof FIREFOX_MODES)[number];

/** Texts are trimmed, and '' where there is none. */
export interface FirefoxProxy {
  /** null: none is said, or none that Firefox knows, and the user's own stands. */
  readonly mode: FirefoxMode | null;
  readonly http: string;
  readonly https: string;
  readonly socks: string;
  readonly pacUrl: string;
  readonly bypass: string;
  /** The user cannot change it. */
  readonly locked: boolean;
}

export const FIREFOX_PROXY_POLICIES = [
  'Mode',
  'HTTPProxy',
  'SSLProxy',
  'SOCKSProxy',
  'UseHTTPProxyForAllProtocols',
  'AutoConfigURL',
  'Passthrough',
  'Locked',
] as const;

type Writes = Readonly<Partial<Record<string, RegistryWrite>>>;

const textIn = (writes: Writes, name: string): string => {
  const data = writes[name]?.data;
  return typeof data === 'string' ? data.trim() : '';
};

const isOn = (writes: Writes, name: string): boolean =>
  writes[name]?.type === 'REG_DWORD' && writes[name]?.data === 1;

function proxyIn(writes: Writes): FirefoxProxy {
  const http = textIn(writes, 'HTTPProxy');
  const mode = textIn(writes, 'Mode');
  return {
    mode: FIREFOX_MODES.find((known) => known === mode) ?? null,
    http,
    https: isOn(writes, 'UseHTTPProxyForAllProtocols') ? http : textIn(writes, 'SSLProxy'),
    socks: textIn(writes, 'SOCKSProxy'),
    pacUrl: textIn(writes, 'AutoConfigURL'),
    bypass: textIn(writes, 'Passthrough'),
    locked: isOn(writes, 'Locked'),
  };
}

/** null: the key says nothing. */
export function firefoxProxy(registry: RegistryFacts, hive: string): Fact<FirefoxProxy | null> {
  const states = FIREFOX_PROXY_POLICIES.map((name) => ({
    name,
    stored: setting(registry, hive, FIREFOX_PROXY, name).stored,
  }));
  const writes: Record<string, RegistryWrite> = {};
  for (const { name, stored } of states) {
    if (stored.state === 'unknown') {
      return unknown(stored.because, ['reg-export'], [`${hive}\\${FIREFOX_PROXY}`]);
    }
    if (stored.state === 'set') writes[name] = stored.write;
  }
  const at = Object.values(writes).map((write) => write.at);
  if (isNonEmpty(at)) return known(proxyIn(writes), at);
  const [none] = states.flatMap(({ stored }) => (stored.state === 'absent' ? [stored.at] : []));
  return none ? known(null, [none]) : unknown({ ja: '値がない', en: 'no value' });
}
