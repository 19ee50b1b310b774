/** The rule model of the Windows Firewall, whatever export it came from. Evaluation: policy.ts. */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';

export const FIREWALL_PROFILES = ['domain', 'private', 'public'] as const;
export type FirewallProfile = (typeof FIREWALL_PROFILES)[number];

/**
 * Where a rule or setting comes from. `policy`: Group Policy, local Group Policy or MDM. `local`: the persistent store
 * of the machine. `active`: the merged store, where the evidence does not tell the two apart.
 */
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
  /**
   * Empty: any. v4 and v6 entries together, in one spelling: address, `a-b`, prefix, or a keyword. A keyword ending in
   * 4 or 6 (LocalSubnet4) is meant for that family alone. A list with v4 entries only matches no IPv6.
   */
  readonly remoteAddresses: readonly string[];
  readonly localAddresses: readonly string[];
  readonly program: string | null;
  readonly service: string | null;
  /** SID or name of an app package (AppPkgId): the rule speaks of that package's processes alone. */
  readonly package: string | null;
  readonly group: string | null;
  /** `Lan`, `Wireless`, `RemoteAccess`, or the name or GUID of one interface. Empty: any. */
  readonly interfaceTypes: readonly string[];
  /** Authenticated connections only (IPsec), or limited to users or computers. */
  readonly authenticated: boolean;
  /** Parts of the rule this program does not understand: a condition that may narrow it. */
  readonly notUnderstood: readonly string[];
  /** Conditions that stand in filter objects of their own (Get-NetFirewallPortFilter…) not among what was read. */
  readonly unfiltered: readonly FilterKind[];
  readonly at: Location;
}

/** The kinds of filter objects that PowerShell keeps apart from a rule. */
export const FILTER_KINDS = [
  'port',
  'address',
  'application',
  'service',
  'interface',
  'interface-type',
  'security',
] as const;
export type FilterKind = (typeof FILTER_KINDS)[number];

/** What one filter object says of the rule with the same InstanceID. */
export interface FirewallFilter {
  readonly kind: FilterKind;
  readonly rule: string;
  readonly conditions: Partial<
    Pick<
      FirewallRule,
      | 'protocol'
      | 'localPorts'
      | 'remotePorts'
      | 'remoteAddresses'
      | 'localAddresses'
      | 'program'
      | 'package'
      | 'service'
      | 'interfaceTypes'
      | 'authenticated'
    >
  >;
  readonly notUnderstood: readonly string[];
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
  /** True when interfaces are named on which the firewall is off (DisabledInterfaces). */
  readonly openInterfaces: boolean | null;
  readonly at: Location;
}

export interface FirewallSection {
  /** `intended`: a GPO or RSoP. `stored`: the host's registry. `live`: netsh or cmdlets, which need the running service. */
  readonly layer: 'intended' | 'stored' | 'live';
  readonly rules: readonly FirewallRule[];
  readonly filters: readonly FirewallFilter[];
  /** Registry exports leave this empty: their values are read where absence can be told (settings.ts). */
  readonly profiles: readonly FirewallProfileSettings[];
  /** Stores of which this evidence lists every inbound rule. */
  readonly completeStores: readonly FirewallStore[];
  readonly problems: readonly Bilingual[];
  readonly at: Location;
}
