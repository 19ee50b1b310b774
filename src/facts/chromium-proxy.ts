/** The proxy that policy gives to Edge and Chrome (Chromium enterprise policies `ProxySettings`, `ProxyMode`, …). */
import type { Location } from '../model/evidence.ts';
import type { Fact } from './known.ts';
import { known, unknown } from './known.ts';
import type { RegistryFacts, RegistryWrite } from './registry.ts';
import { setting } from './registry.ts';

export const CHROMIUM_POLICIES = {
  edge: 'SOFTWARE\\Policies\\Microsoft\\Edge',
  chrome: 'SOFTWARE\\Policies\\Google\\Chrome',
} as const;

export const PROXY_MODES = ['direct', 'auto_detect', 'pac_script', 'fixed_servers', 'system'] as const;
export type ProxyMode = (typeof PROXY_MODES)[number];

export interface ChromiumProxy {
  readonly mode: ProxyMode;
  readonly server: string | null;
  readonly pacUrl: string | null;
  readonly bypass: string | null;
}

/** Policies that say it one by one; `ProxySettings` goes before them. */
const SINGLES = ['ProxyMode', 'ProxyServerMode', 'ProxyServer', 'ProxyPacUrl', 'ProxyBypassList'] as const;

/** All of them, the one that goes first at the head. */
export const CHROMIUM_PROXY_POLICIES = ['ProxySettings', ...SINGLES] as const;

type Values = Readonly<Record<string, unknown>>;

const textIn = (values: Values, name: string): string | null => {
  const value = values[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
};

/** A list of bypasses may be text with commas or an array. */
const bypassIn = (values: Values): string | null => {
  const name = 'ProxyBypassList';
  const value = values[name];
  return Array.isArray(value) ? value.map(String).join(',') : textIn(values, name);
};

/** The older ProxyServerMode; its 2 leaves open which of the two was meant. */
function oldModeIn(values: Values): ProxyMode | null {
  const named = textIn(values, 'ProxyServer') === null ? 'pac_script' : 'fixed_servers';
  const modes: readonly ProxyMode[] = ['direct', 'auto_detect', named, 'system'];
  const name = 'ProxyServerMode';
  return typeof values[name] === 'number' ? (modes[values[name]] ?? null) : null;
}

function modeIn(values: Values): ProxyMode | null {
  const said = textIn(values, 'ProxyMode');
  return said === null ? oldModeIn(values) : (PROXY_MODES.find((mode) => mode === said) ?? null);
}

/** What a mode needs, and what it may have beside; with anything else Chromium rejects the policy (proxy_policy_handler). */
const isWellFormed = ({ mode, server, pacUrl, bypass }: ChromiumProxy): boolean => {
  if (mode === 'fixed_servers') return server !== null && pacUrl === null;
  if (mode === 'pac_script') return pacUrl !== null && server === null && bypass === null;
  return server === null && pacUrl === null && bypass === null;
};

/** null: no mode is said, which leaves the rest without effect, or more than the mode allows. */
function proxyIn(values: Values): ChromiumProxy | null {
  const mode = modeIn(values);
  if (mode === null) return null;
  const proxy = {
    mode,
    server: textIn(values, 'ProxyServer'),
    pacUrl: textIn(values, 'ProxyPacUrl'),
    bypass: bypassIn(values),
  };
  return isWellFormed(proxy) ? proxy : null;
}

function parseObject(text: string): Values | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : null;
  } catch {
    return null;
  }
}

const unreadable = (at: Location) =>
  unknown({
    ja: `${at.file}:${at.line} のプロキシのポリシーが読み取れない`,
    en: `the proxy policy at ${at.file}:${at.line} cannot be understood`,
  });

function fromJson(write: RegistryWrite): Fact<ChromiumProxy> {
  const values = typeof write.data === 'string' ? parseObject(write.data) : null;
  const proxy = values && proxyIn(values);
  return proxy ? known(proxy, [write.at]) : unreadable(write.at);
}

/**
 * What one policy key of one hive says; null: it says nothing. What Chromium does with a policy that is not well formed
 * differs between versions, so that is unknown.
 */
export function chromiumProxy(
  registry: RegistryFacts,
  hive: string,
  key: string,
): Fact<ChromiumProxy | null> {
  const whole = setting(registry, hive, key, 'ProxySettings').stored;
  if (whole.state === 'unknown') return unknown(whole.because, ['reg-export'], [`${hive}\\${key}`]);
  if (whole.state === 'set') return fromJson(whole.write);
  const states = SINGLES.map((name) => setting(registry, hive, key, name).stored);
  const open = states.find((state) => state.state === 'unknown');
  if (open) return unknown(open.because, ['reg-export'], [`${hive}\\${key}`]);
  const writes = states.flatMap((state) => (state.state === 'set' ? [state.write] : []));
  const [first] = writes;
  if (!first) return known(null, [whole.at]);
  const said = SINGLES.flatMap((name, i) => {
    const state = states[i];
    return state?.state === 'set' ? [[name, state.write.data] as const] : [];
  });
  const proxy = proxyIn(Object.fromEntries(said));
  return proxy ? known(proxy, [first.at, ...writes.slice(1).map((w) => w.at)]) : unreadable(first.at);
}
