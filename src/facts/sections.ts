import type { AuditSection } from './audit.ts';
import type { DirectorySection } from './directory/model.ts';
import type { DeviceSection } from './firewall/model.ts';
import type { GpoSection } from './gpo.ts';
import type { Listener, ListSection, ScheduledTask, Service } from './host-activity.ts';
import type { LocalGroupSection } from './local-groups.ts';
import type { PacSection, WinHttpProxy } from './proxy-settings.ts';
import type { RegistrySection } from './registry.ts';
import type { SecurityPolicySection } from './security-policy.ts';
import type { ShareSection } from './shares.ts';
import type { SquidSection } from './squid/section.ts';
import type { FirewallSection } from './windows-firewall/model.ts';

/** What one evidence file says, by domain. A file may speak of several (a gpresult report, of most). */
export interface Sections {
  readonly registry?: RegistrySection;
  readonly shares?: ShareSection;
  readonly security?: SecurityPolicySection;
  readonly audit?: AuditSection;
  readonly localGroups?: LocalGroupSection;
  readonly services?: ListSection<Service>;
  readonly listeners?: ListSection<Listener>;
  readonly tasks?: ListSection<ScheduledTask>;
  readonly winhttp?: WinHttpProxy;
  readonly pac?: PacSection;
  readonly gpo?: GpoSection;
  /** The Windows Firewall. */
  readonly firewall?: FirewallSection;
  /** Firewalls, routers and packet filters. */
  readonly devices?: DeviceSection;
  readonly squid?: SquidSection;
  /** Active Directory: objects of a domain as LDAP shows them. */
  readonly directory?: DirectorySection;
}
