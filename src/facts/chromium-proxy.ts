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
const SINGLES = ['ProxyMode', 'ProxyServer', 'ProxyPacUrl', 'ProxyBypassList'] as const;

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

/** Without a mode, what is named tells it. */
function modeIn(values: Values): ProxyMode | null {
  const said = textIn(values, 'ProxyMode');
  if (said !== null) return PROXY_MODES.find((mode) => mode === said) ?? null;
  if (textIn(values, 'ProxyPacUrl') !== null) return 'pac_script';
  return textIn(values, 'ProxyServer') === null ? null : 'fixed_servers';
}

function proxyIn(values: Values): ChromiumProxy | null {
  const mode = modeIn(values);
  if (mode === null) return null;
  return {
    mode,
    server: textIn(values, 'ProxyServer'),
    pacUrl: textIn(values, 'ProxyPacUrl'),
    bypass: bypassIn(values),
  };
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
  const writes = SINGLES.flatMap((name) => {
    const { stored } = setting(registry, hive, key, name);
    return stored.state === 'set' ? [stored.write] : [];
  });
  const [first] = writes;
  if (!first) return known(null, [whole.at]);
  const proxy = proxyIn(Object.fromEntries(writes.map((w) => [w.name, w.data])));
  return proxy ? known(proxy, [first.at, ...writes.slice(1).map((w) => w.at)]) : unreadable(first.at);
}
