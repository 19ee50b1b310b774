/** The rule model of the Windows Firewall, whatever export it came from. Evaluation: firewall-policy.ts. */
import type { Location } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';

export const FIREWALL_PROFILES = ['domain', 'private', 'public'] as const;
export type FirewallProfile = (typeof FIREWALL_PROFILES)[number];

/** Where a rule or setting comes from. `active`: the merged store (netsh, -PolicyStore ActiveStore). */
export type FirewallStore = 'policy' | 'local' | 'active';

/** `any`, a single port, a range, or a keyword such as RPC, RPC-EPMap, IPHTTPS, Teredo. */
export type PortSpec =
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'keyword'; readonly keyword: string };

export interface FirewallRule {
  /** Rule id (registry value name, InstanceID) or, for netsh, its display name. */
  readonly id: string;
  readonly name: string;
  readonly store: FirewallStore;
  readonly enabled: boolean;
  readonly direction: 'in' | 'out';
  readonly action: 'allow' | 'block' | 'bypass';
  /** Empty: all profiles. */
  readonly profiles: readonly FirewallProfile[];
  /** IANA number; null = any. */
  readonly protocol: number | null;
  /** Empty: any. */
  readonly localPorts: readonly PortSpec[];
  readonly remotePorts: readonly PortSpec[];
  /** As written: addresses, `a-b`, CIDR, mask, or keywords (LocalSubnet, DNS…). Empty: any. v4 and v6 entries together. */
  readonly remoteAddresses: readonly string[];
  readonly localAddresses: readonly string[];
  readonly program: string | null;
  readonly service: string | null;
  readonly group: string | null;
  readonly interfaceTypes: readonly string[];
  /** Authenticated connections only (IPsec), or limited to users or computers. */
  readonly authenticated: boolean;
  /** Parts of the rule this program does not understand: a condition that may narrow it. */
  readonly notUnderstood: readonly string[];
  readonly at: Location;
}

/** null: the source does not say (registry value absent, "NotConfigured"). */
export interface FirewallProfileSettings {
  readonly profile: FirewallProfile;
  readonly store: FirewallStore;
  readonly enabled: boolean | null;
  readonly defaultInbound: 'allow' | 'block' | null;
  readonly shieldsUp: boolean | null;
  readonly allowLocalRules: boolean | null;
  readonly logDropped: boolean | null;
  readonly logAllowed: boolean | null;
  readonly at: Location;
}

export interface FirewallSection {
  readonly rules: readonly FirewallRule[];
  readonly profiles: readonly FirewallProfileSettings[];
  /** Stores of which this evidence lists every inbound rule. */
  readonly completeStores: readonly FirewallStore[];
  readonly problems: readonly Bilingual[];
  readonly at: Location;
}
