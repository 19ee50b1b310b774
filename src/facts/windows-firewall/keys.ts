/** Where Windows keeps its firewall policy in HKLM ([MS-GPFAS] 2.2, Windows Firewall CSP). */
import type { FirewallProfile, FirewallStore } from './model.ts';

export const POLICY_ROOT = 'SOFTWARE\\Policies\\Microsoft\\WindowsFirewall';
export const LOCAL_ROOT = 'SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';
/** Rules and settings a device management server (MDM) delivers. */
export const MDM_ROOT = `${LOCAL_ROOT}\\Mdm`;
export const SERVICE_KEY = 'SYSTEM\\CurrentControlSet\\Services\\mpssvc';

export const POLICY_RULES = `${POLICY_ROOT}\\FirewallRules`;
export const MDM_RULES = `${MDM_ROOT}\\FirewallRules`;
export const LOCAL_RULES = `${LOCAL_ROOT}\\FirewallRules`;

export const FIREWALL_RULE_KEYS: readonly { readonly key: string; readonly store: FirewallStore }[] = [
  { key: POLICY_RULES, store: 'policy' },
  { key: MDM_RULES, store: 'policy' },
  { key: LOCAL_RULES, store: 'local' },
];

/** In the local store the private profile bears its old name. */
export const LOCAL_PROFILE_KEYS: Readonly<Record<FirewallProfile, string>> = {
  domain: `${LOCAL_ROOT}\\DomainProfile`,
  private: `${LOCAL_ROOT}\\StandardProfile`,
  public: `${LOCAL_ROOT}\\PublicProfile`,
};

export const POLICY_PROFILE_KEYS: Readonly<Record<FirewallProfile, string>> = {
  domain: `${POLICY_ROOT}\\DomainProfile`,
  private: `${POLICY_ROOT}\\PrivateProfile`,
  public: `${POLICY_ROOT}\\PublicProfile`,
};

export const MDM_PROFILE_KEYS: Readonly<Record<FirewallProfile, string>> = {
  domain: `${MDM_ROOT}\\DomainProfile`,
  private: `${MDM_ROOT}\\PrivateProfile`,
  public: `${MDM_ROOT}\\PublicProfile`,
};

/** Stands for the private and the public profile where the policy has neither of those keys ([MS-GPFAS] 2.2.3). */
export const POLICY_STANDARD_KEY = `${POLICY_ROOT}\\StandardProfile`;

/** Below a policy profile key: exceptions of the old firewall policy that count as allow rules. */
export const LEGACY_EXCEPTIONS: readonly string[] = [
  'Services\\FileAndPrint',
  'Services\\RemoteDesktop',
  'Services\\UPnPFramework',
  'RemoteAdminSettings',
  'GloballyOpenPorts\\List',
];
