/** Names that settings of GptTmpl.inf can have: the file allows no others, so that a name that is not here is a slip. */
import type { SettingKind } from './model.ts';

/** [MS-LSAD] 3.1.1.2 (privileges and system access rights), and what Windows added since. */
const RIGHTS =
  'SeNetworkLogonRight SeTcbPrivilege SeMachineAccountPrivilege SeIncreaseQuotaPrivilege SeInteractiveLogonRight SeRemoteInteractiveLogonRight SeBackupPrivilege SeChangeNotifyPrivilege SeSystemtimePrivilege SeTimeZonePrivilege SeCreatePagefilePrivilege SeCreateTokenPrivilege SeCreateGlobalPrivilege SeCreatePermanentPrivilege SeCreateSymbolicLinkPrivilege SeDebugPrivilege SeDenyNetworkLogonRight SeDenyBatchLogonRight SeDenyServiceLogonRight SeDenyInteractiveLogonRight SeDenyRemoteInteractiveLogonRight SeEnableDelegationPrivilege SeRemoteShutdownPrivilege SeAuditPrivilege SeImpersonatePrivilege SeIncreaseWorkingSetPrivilege SeIncreaseBasePriorityPrivilege SeLoadDriverPrivilege SeLockMemoryPrivilege SeBatchLogonRight SeServiceLogonRight SeSecurityPrivilege SeRelabelPrivilege SeSystemEnvironmentPrivilege SeDelegateSessionUserImpersonatePrivilege SeManageVolumePrivilege SeProfileSingleProcessPrivilege SeSystemProfilePrivilege SeUndockPrivilege SeAssignPrimaryTokenPrivilege SeRestorePrivilege SeShutdownPrivilege SeSyncAgentPrivilege SeTakeOwnershipPrivilege SeTrustedCredManAccessPrivilege SeUnsolicitedInputPrivilege';

/** [MS-GPSB] 2.2.1.1 to 2.2.1.3, and what Windows added since. */
const SYSTEM_ACCESS =
  'MinimumPasswordAge MaximumPasswordAge MinimumPasswordLength MinimumPasswordLengthAudit RelaxMinimumPasswordLengthLimits PasswordComplexity PasswordHistorySize ClearTextPassword RequireLogonToChangePassword LockoutBadCount ResetLockoutCount LockoutDuration AllowAdministratorLockout ForceLogoffWhenHourExpire NewAdministratorName NewGuestName EnableAdminAccount EnableGuestAccount LSAAnonymousNameLookup';

const KERBEROS = 'MaxServiceAge MaxTicketAge MaxRenewAge MaxClockSkew TicketValidateClient';

/** [MS-GPSB] 2.2.4. */
const EVENT_AUDIT =
  'AuditSystemEvents AuditLogonEvents AuditObjectAccess AuditPrivilegeUse AuditPolicyChange AuditAccountManage AuditProcessTracking AuditDSAccess AuditAccountLogon';

const KINDS: readonly (readonly [SettingKind, string])[] = [
  ['user-right', RIGHTS],
  ['system-access', SYSTEM_ACCESS],
  ['kerberos', KERBEROS],
  ['event-audit', EVENT_AUDIT],
];

const KIND_OF: ReadonlyMap<string, SettingKind> = new Map(
  KINDS.flatMap(([kind, names]) => names.split(' ').map((name) => [name.toLowerCase(), kind] as const)),
);

/** Kind of the setting of GptTmpl.inf with this name; null: there is none. */
export const kindNamed = (name: string): SettingKind | null => KIND_OF.get(name.toLowerCase()) ?? null;

export const RIGHT_NAMES: readonly string[] = RIGHTS.split(' ');
