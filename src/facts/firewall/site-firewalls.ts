/** The firewalls of the organisation as its evidence shows them, and those that stand on a way. */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { FirewallDevice, FirewallNote } from './model.ts';
import type { Hop } from './query.ts';
import type { PathStep } from './site-paths.ts';

/** Everything the evidence of one target says of packet filtering. */
export interface SiteFirewall {
  readonly target: string;
  readonly devices: readonly FirewallDevice[];
  /** Files of it that could hold policy and were not understood as a whole. */
  readonly hidden: readonly FirewallNote[];
  /** Its files that cannot show where they were cut. */
  readonly silent: readonly string[];
}

export type Hops =
  | { readonly known: true; readonly hops: readonly Hop[]; readonly at: readonly Location[] }
  | { readonly known: false; readonly because: Bilingual };

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const contextsOf = (devices: readonly FirewallDevice[]): readonly string[] => [
  ...new Set(devices.map((d) => d.context)),
];

const notThere = (host: string): Bilingual => ({
  ja: `経路上の ${host} の設定が証拠にない`,
  en: `the configuration of ${host}, which stands on the way, is not among the evidence`,
});

const whichContext = (host: string, contexts: readonly string[]): Bilingual => ({
  ja: `${host} には仮想ファイアウォールが複数ある (${contexts.join(', ')})。paths の through に ${host}/${contexts[0]} のように書く`,
  en: `${host} holds several virtual firewalls (${contexts.join(', ')}); write ${host}/${contexts[0]} in through of paths`,
});

const twoOfOne = (host: string, family: 4 | 6, [a, b]: readonly FirewallDevice[]): Bilingual => ({
  ja: `${host} の IPv${family} の設定が二つある (${a?.at.file} と ${b?.at.file})。効いているものだけを残す`,
  en: `there are two IPv${family} configurations of ${host} (${a?.at.file} and ${b?.at.file}); keep the one in force`,
});

function ambiguous(host: string, devices: readonly FirewallDevice[]): Bilingual | null {
  for (const family of [4, 6] as const) {
    const both = devices.filter((d) => d.families.includes(family));
    if (both.length > 1) return twoOfOne(host, family, both);
  }
  return null;
}

type Found = { readonly devices: readonly FirewallDevice[] } | { readonly because: Bilingual };

/** The rule bases that a step of a way means. */
function devicesOf(firewalls: readonly SiteFirewall[], { host, context }: PathStep): Found {
  const own = firewalls.filter((f) => same(f.target, host));
  const [hidden] = own.flatMap((f) => f.hidden);
  if (hidden) return { because: hidden.because };
  const all = own.flatMap((f) => f.devices);
  const devices = context === null ? all : all.filter((d) => same(d.context, context));
  if (devices.length === 0) return { because: notThere(context === null ? host : `${host}/${context}`) };
  const contexts = contextsOf(devices);
  if (contexts.length > 1) return { because: whichContext(host, contexts) };
  const because = ambiguous(host, devices);
  return because ? { because } : { devices };
}

/** The way as the engine takes it; not known where a firewall on it is not. */
export function hopsOf(firewalls: readonly SiteFirewall[], steps: readonly PathStep[]): Hops {
  const hops: Hop[] = [];
  for (const step of steps) {
    const found = devicesOf(firewalls, step);
    if ('because' in found) return { known: false, because: found.because };
    const name = step.context === null ? step.host : `${step.host}/${step.context}`;
    hops.push({ name, devices: found.devices, in: step.in, out: step.out });
  }
  return { known: true, hops, at: hops.flatMap((h) => h.devices.map((d) => d.at)) };
}
