/** The state of an invented host, from which the exports of any language and tool are written. */
import type { Random } from './random.ts';

export interface RegValue {
  readonly hive: 'HKLM' | 'HKCU';
  readonly key: string;
  readonly name: string;
  /** number: REG_DWORD; string: REG_SZ; array: REG_MULTI_SZ; bytes: REG_BINARY. null: the key is there, the value is not. */
  readonly data: number | string | readonly string[] | Uint8Array | null;
}

export interface HostState {
  readonly hostname: string;
  readonly registry: readonly RegValue[];
  readonly rights: Readonly<Record<string, readonly string[]>>;
  readonly systemAccess: Readonly<Record<string, number | string>>;
  /** Subcategory (last two hex digits of its GUID) to 0 none, 1 success, 2 failure, 3 both. */
  readonly audit: Readonly<Record<string, number>>;
  readonly shares: readonly {
    readonly name: string;
    readonly path: string;
    readonly remark: string;
    readonly type: number;
  }[];
  /** Registry rule id to rule string. */
  readonly firewallRules: Readonly<Record<string, string>>;
  readonly administrators: readonly string[];
  readonly users: readonly { readonly name: string; readonly rid: number; readonly enabled: boolean }[];
  readonly winhttp: string | null;
  readonly listeners: readonly {
    readonly proto: 'tcp' | 'udp';
    readonly port: number;
    readonly pid: number;
  }[];
  readonly services: readonly {
    readonly name: string;
    readonly display: string;
    readonly state: number;
    readonly start: number;
  }[];
  readonly tasks: readonly string[];
}

export const DOMAIN_SID = 'S-1-5-21-1004336348-1177238915-682003330';
export const MACHINE_SID = 'S-1-5-21-2127521184-1604012920-1887927527';

const LSA = 'SYSTEM\\CurrentControlSet\\Control\\Lsa';
const LANMAN = 'SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters';
const UAC = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';
const WINLOGON = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon';
const CURRENT = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const POLICY_FW = 'SOFTWARE\\Policies\\Microsoft\\WindowsFirewall';
const LOCAL_FW = 'SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';
const WU = 'SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate';
const PS = 'SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell';
const EVENT_LOG = 'SOFTWARE\\Policies\\Microsoft\\Windows\\EventLog\\Security';
const FIREWALL_CHANNEL =
  'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WINEVT\\Channels\\Microsoft-Windows-Windows Firewall With Advanced Security/Firewall';
const INET = 'Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

/** DefaultConnectionSettings; byte 8 says what is in use: 1 direct, 2 a proxy, 4 a PAC file, 8 automatic detection. */
const connections = (flags: number): Uint8Array =>
  Uint8Array.from([70, 0, 0, 0, 5, 0, 0, 0, flags, ...Array(11).fill(0)]);

const lm = (key: string, values: Readonly<Record<string, RegValue['data']>>): RegValue[] =>
  Object.entries(values).map(([name, data]) => ({ hive: 'HKLM', key, name, data }));
const cu = (key: string, values: Readonly<Record<string, RegValue['data']>>): RegValue[] =>
  Object.entries(values).map(([name, data]) => ({ hive: 'HKCU', key, name, data }));

const FW_PROFILES = ['DomainProfile', 'PublicProfile'];

/** Keys that `reg export` of a whole branch begins with; nothing below them is left out. */
const BRANCHES: readonly string[] = [
  POLICY_FW,
  LOCAL_FW,
  'SOFTWARE\\Policies',
  'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\LAPS',
];

/** Everything the guide asks of an endpoint that its own exports can show. */
function goodRegistry(): RegValue[] {
  return [
    ...BRANCHES.flatMap((key) => lm(key, { '': null })),
    ...lm(CURRENT, {
      ProductName: 'Windows 10 Enterprise',
      CurrentBuildNumber: '22631',
      EditionID: 'Enterprise',
      InstallationType: 'Client',
      DisplayVersion: '23H2',
    }),
    ...lm(`${CURRENT}\\ProfileList`, { '': null }),
    ...lm(`${CURRENT}\\ProfileList\\S-1-5-18`, {
      ProfileImagePath: '%systemroot%\\system32\\config\\systemprofile',
    }),
    ...lm(`${CURRENT}\\ProfileList\\${DOMAIN_SID}-1311`, { ProfileImagePath: 'C:\\Users\\yamada' }),
    ...lm('SYSTEM\\CurrentControlSet\\Control\\ProductOptions', { ProductType: 'WinNT' }),
    ...lm(LSA, {
      DisableDomainCreds: 1,
      LmCompatibilityLevel: 5,
      NoLMHash: 1,
      RunAsPPL: 1,
      SCENoApplyLegacyAuditPolicy: 1,
      RestrictRemoteSAM: 'O:BAG:BAD:(A;;RC;;;BA)',
      DisableRestrictedAdmin: 0,
      ForceGuest: 0,
      LsaCfgFlags: 1,
    }),
    ...lm(LANMAN, { AutoShareWks: 0, SMB1: 0, RequireSecuritySignature: 1 }),
    ...lm('SYSTEM\\CurrentControlSet\\Services\\LanmanServer', { Start: 2 }),
    ...lm('SYSTEM\\CurrentControlSet\\Services\\LanmanWorkstation\\Parameters', {
      RequireSecuritySignature: 1,
    }),
    ...lm('SYSTEM\\CurrentControlSet\\Services\\MrxSmb10', { Start: 4 }),
    ...lm('SYSTEM\\CurrentControlSet\\Services\\mpssvc', { Start: 2 }),
    ...lm('SYSTEM\\CurrentControlSet\\Services\\W32Time', { Start: 3 }),
    ...lm('SYSTEM\\CurrentControlSet\\Services\\W32Time\\Parameters', {
      Type: 'NT5DS',
      NtpServer: 'time.example.test,0x8',
    }),
    ...lm('SYSTEM\\CurrentControlSet\\Services\\W32Time\\TimeProviders\\NtpClient', { Enabled: 1 }),
    ...lm('SOFTWARE\\Policies\\Microsoft\\W32Time\\Parameters', {
      Type: 'NT5DS',
      NtpServer: 'time.example.test,0x8',
    }),
    ...lm('SOFTWARE\\Policies\\Microsoft\\W32Time\\TimeProviders\\NtpClient', { Enabled: 1 }),
    ...lm('SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\WDigest', { UseLogonCredential: 0 }),
    ...lm(UAC, {
      EnableLUA: 1,
      FilterAdministratorToken: 1,
      LocalAccountTokenFilterPolicy: 0,
    }),
    ...lm(`${UAC}\\Audit`, { ProcessCreationIncludeCmdLine_Enabled: 1 }),
    ...lm(WINLOGON, { CachedLogonsCount: '2', AutoAdminLogon: '0' }),
    ...lm('SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services', {
      DisablePasswordSaving: 1,
      fPromptForPassword: 1,
      UserAuthentication: 1,
      fDenyTSConnections: 1,
    }),
    ...lm('SOFTWARE\\Policies\\Microsoft\\Windows\\CredentialsDelegation', {
      AllowProtectedCreds: 1,
      RestrictedRemoteAdministration: 1,
      RestrictedRemoteAdministrationType: 2,
    }),
    ...lm('SOFTWARE\\Microsoft\\Policies\\LAPS', { BackupDirectory: null }),
    ...lm('SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\LAPS', { BackupDirectory: 2 }),
    ...lm('SOFTWARE\\Policies\\Microsoft Services\\AdmPwd', { AdmPwdEnabled: null }),
    ...lm(WU, {
      WUServer: 'https://wsus01.example.test:8531',
      WUStatusServer: 'https://wsus01.example.test:8531',
      DisableDualScan: 1,
      DoNotConnectToWindowsUpdateInternetLocations: 1,
    }),
    ...lm(`${WU}\\AU`, { UseWUServer: 1 }),
    ...lm('SOFTWARE\\Policies\\Microsoft\\Windows\\DeliveryOptimization', { DODownloadMode: 1 }),
    ...lm('SOFTWARE\\Policies\\Microsoft\\Edge', {
      PasswordManagerEnabled: 0,
      ProxySettings: '{"ProxyMode":"pac_script","ProxyPacUrl":"http://proxy01.example.test/proxy.pac"}',
    }),
    ...lm('SOFTWARE\\Policies\\Google\\Chrome', {
      PasswordManagerEnabled: 0,
      ProxySettings: '{"ProxyMode":"pac_script","ProxyPacUrl":"http://proxy01.example.test/proxy.pac"}',
    }),
    ...lm('SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings', {
      ProxySettingsPerUser: 1,
    }),
    ...lm(`${PS}\\ScriptBlockLogging`, { EnableScriptBlockLogging: 1 }),
    ...lm(`${PS}\\ModuleLogging`, { EnableModuleLogging: 1 }),
    ...lm(`${PS}\\ModuleLogging\\ModuleNames`, { '*': '*' }),
    ...lm(EVENT_LOG, { MaxSize: 1048576, Retention: '0' }),
    ...lm('SOFTWARE\\Policies\\Microsoft\\Windows\\EventLog\\EventForwarding\\SubscriptionManager', {
      '1': 'Server=http://syuusyuu01.example.test:5985/wsman/SubscriptionManager/WEC,Refresh=60',
    }),
    ...lm('SYSTEM\\CurrentControlSet\\Services\\EventLog\\Security', { MaxSize: 1073741824, Retention: 0 }),
    ...lm(
      'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WINEVT\\Channels\\Microsoft-Windows-TaskScheduler/Operational',
      { Enabled: 1 },
    ),
    ...lm(FIREWALL_CHANNEL, { Enabled: 1 }),
    ...FW_PROFILES.flatMap((p) =>
      lm(`${POLICY_FW}\\${p}`, { EnableFirewall: 1, DefaultInboundAction: 1, AllowLocalPolicyMerge: 0 }),
    ),
    ...lm(`${POLICY_FW}\\PrivateProfile`, {
      EnableFirewall: 1,
      DefaultInboundAction: 1,
      AllowLocalPolicyMerge: 0,
    }),
    ...FW_PROFILES.flatMap((p) => lm(`${LOCAL_FW}\\${p}`, { EnableFirewall: 1 })),
    ...lm(`${LOCAL_FW}\\StandardProfile`, { EnableFirewall: 1 }),
    ...cu('Software\\Policies', { '': null }),
    ...cu(INET, { ProxyEnable: 0, AutoConfigURL: 'http://proxy01.example.test/proxy.pac' }),
    ...cu(`${INET}\\Connections`, { DefaultConnectionSettings: connections(5) }),
    ...cu('Software\\Policies\\Microsoft\\Internet Explorer\\Control Panel', {
      Proxy: 1,
      Autoconfig: 1,
      FormSuggest: 1,
    }),
    ...cu('Software\\Policies\\Microsoft\\Internet Explorer\\Main', {
      'FormSuggest Passwords': 'no',
      'Use FormSuggest': 'no',
    }),
    ...cu('Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\Explorer', { NoInplaceSharing: 1 }),
  ];
}

const ADMIN_GROUPS = [`*${DOMAIN_SID}-512`, `*${DOMAIN_SID}-518`, `*${DOMAIN_SID}-519`];

const GOOD_RIGHTS: HostState['rights'] = {
  SeNetworkLogonRight: ['*S-1-5-32-544', '*S-1-5-32-555'],
  SeDenyNetworkLogonRight: ['*S-1-5-32-546', '*S-1-5-113', '*S-1-5-114', ...ADMIN_GROUPS, 'svc-koukai'],
  SeDenyInteractiveLogonRight: ['*S-1-5-32-546', ...ADMIN_GROUPS, 'svc-koukai'],
  SeDenyRemoteInteractiveLogonRight: ['*S-1-5-32-546', '*S-1-5-113', ...ADMIN_GROUPS, 'svc-koukai'],
  SeDenyBatchLogonRight: ['*S-1-5-32-546', ...ADMIN_GROUPS, 'svc-koukai'],
  SeDenyServiceLogonRight: ['*S-1-5-32-546', ...ADMIN_GROUPS, 'svc-koukai'],
  SeDebugPrivilege: ['*S-1-5-32-544'],
};

const GOOD_ACCESS: HostState['systemAccess'] = {
  MinimumPasswordAge: 1,
  MaximumPasswordAge: 365,
  MinimumPasswordLength: 14,
  PasswordComplexity: 1,
  PasswordHistorySize: 24,
  LockoutBadCount: 5,
  ResetLockoutCount: 15,
  LockoutDuration: 15,
  RequireLogonToChangePassword: 0,
  ForceLogoffWhenHourExpire: 0,
  NewAdministratorName: '"Administrator"',
  NewGuestName: '"Guest"',
  ClearTextPassword: 0,
  LSAAnonymousNameLookup: 0,
  EnableAdminAccount: 0,
  EnableGuestAccount: 0,
};

/** All 59 subcategories of current Windows by the last two hex digits of their GUID. */
export const SUBCATEGORIES: readonly string[] = [
  '10',
  '11',
  '12',
  '13',
  '14',
  '15',
  '16',
  '17',
  '18',
  '19',
  '1A',
  '1B',
  '1C',
  '43',
  '47',
  '49',
  '1D',
  '1E',
  '1F',
  '20',
  '21',
  '22',
  '23',
  '24',
  '25',
  '26',
  '27',
  '44',
  '45',
  '46',
  '28',
  '29',
  '2A',
  '2B',
  '2C',
  '2D',
  '2E',
  '48',
  '4A',
  '2F',
  '30',
  '31',
  '32',
  '33',
  '34',
  '35',
  '36',
  '37',
  '38',
  '39',
  '3A',
  '3B',
  '3C',
  '3D',
  '3E',
  '3F',
  '40',
  '41',
  '42',
];

const GOOD_AUDIT: HostState['audit'] = {
  ...Object.fromEntries(SUBCATEGORIES.map((s) => [s, 0])),
  ...Object.fromEntries(
    ['15', '17', '1C', '24', '27', '32', '3F', '35', '28', '26', '44', '40', '42'].map((s) => [s, 3]),
  ),
  ...Object.fromEntries(['10', '11', '14', '16', '1B', '2B', '2F', '37', '49'].map((s) => [s, 1])),
  '12': 3,
};

const rule = (fields: string): string => `v2.33|${fields}|`;

/** The guide's rule (p. 80): SMB and NetBIOS blocked from the client subnets, in every profile. */
const GOOD_RULES: HostState['firewallRules'] = {
  '{7B1B6C2D-9A51-4E1C-8F0E-2B7C6B1F0A01}': rule(
    'Action=Block|Active=TRUE|Dir=In|Protocol=6|LPort=139|LPort=445|RA4=10.10.0.0/255.255.0.0|RA6=fd00:10::/64|Name=SMB-Block-TCP',
  ),
  '{7B1B6C2D-9A51-4E1C-8F0E-2B7C6B1F0A02}': rule(
    'Action=Block|Active=TRUE|Dir=In|Protocol=17|LPort=137|LPort=138|RA4=10.10.0.0/255.255.0.0|RA6=fd00:10::/64|Name=SMB-Block-UDP',
  ),
  'CoreNet-DHCP-In': rule(
    'Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=68|RPort=67|App=%SystemRoot%\\system32\\svchost.exe|Svc=dhcp|Name=@FirewallAPI.dll,-25301|EmbedCtxt=@FirewallAPI.dll,-25000',
  ),
};

const IPC = { name: 'IPC$', path: '', remark: 'Remote IPC', type: 2147483651 };
const ADMIN_SHARES: HostState['shares'] = [
  { name: 'ADMIN$', path: 'C:\\Windows', remark: 'Remote Admin', type: 2147483648 },
  { name: 'C$', path: 'C:\\', remark: 'Default share', type: 2147483648 },
  IPC,
];

/** A host that does what its own exports can show of the guide. */
export const goodHost = (hostname: string): HostState => ({
  hostname,
  registry: goodRegistry(),
  rights: GOOD_RIGHTS,
  systemAccess: GOOD_ACCESS,
  audit: GOOD_AUDIT,
  shares: [IPC],
  firewallRules: GOOD_RULES,
  administrators: [`${MACHINE_SID}-500`],
  users: [
    { name: 'Administrator', rid: 500, enabled: false },
    { name: 'Guest', rid: 501, enabled: false },
    { name: 'DefaultAccount', rid: 503, enabled: false },
    { name: 'svc-koukai', rid: 1002, enabled: true },
  ],
  winhttp: 'proxy01.example.test:8080',
  listeners: [
    { proto: 'tcp', port: 135, pid: 996 },
    { proto: 'tcp', port: 49664, pid: 812 },
    { proto: 'udp', port: 5353, pid: 1904 },
  ],
  services: [
    { name: 'EventLog', display: 'Windows Event Log', state: 4, start: 2 },
    { name: 'LanmanServer', display: 'Server', state: 4, start: 2 },
    { name: 'mpssvc', display: 'Windows Defender Firewall', state: 4, start: 2 },
    { name: 'RemoteRegistry', display: 'Remote Registry', state: 1, start: 4 },
    { name: 'RpcSs', display: 'Remote Procedure Call (RPC)', state: 4, start: 2 },
    { name: 'Sysmon64', display: 'Sysmon64', state: 4, start: 2 },
  ],
  tasks: ['\\Microsoft\\Windows\\Defrag\\ScheduledDefrag'],
});

/** What file sharing adds to these rules, and where the narrower one of its own name replaces the guide's. */
export const OPEN_SMB_RULES: HostState['firewallRules'] = {
  'FPS-SMB-In-TCP-V2': rule(
    'Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=445|App=System|Name=@FirewallAPI.dll,-28673|EmbedCtxt=@FirewallAPI.dll,-28672',
  ),
  '{7B1B6C2D-9A51-4E1C-8F0E-2B7C6B1F0A01}': rule(
    'Action=Block|Active=TRUE|Dir=In|Protocol=6|Profile=Domain|LPort=139|LPort=445|RA4=10.10.0.0/255.255.255.0|Name=SMB-Block-TCP',
  ),
};

/** Replaces registry values; `null` takes the value away and leaves its key. */
export function withRegistry(
  state: HostState,
  changes: Readonly<Record<string, RegValue['data']>>,
): HostState {
  const left = new Map(Object.entries(changes));
  const registry = state.registry.map((v) => {
    const path = `${v.key}\\${v.name}`;
    if (!left.has(path)) return v;
    const data = left.get(path) ?? null;
    left.delete(path);
    return { ...v, data };
  });
  const [unused] = left.keys();
  if (unused !== undefined) throw new Error(`the host has no value ${unused}`);
  return { ...state, registry };
}

/** A PC as many are found: shares open, defaults everywhere, a common local administrator. */
export const weakHost = (hostname: string): HostState => ({
  ...withRegistry(goodHost(hostname), {
    [`${LANMAN}\\AutoShareWks`]: null,
    [`${LSA}\\DisableDomainCreds`]: null,
    [`${LSA}\\RunAsPPL`]: null,
    [`${WINLOGON}\\CachedLogonsCount`]: '10',
    [`${LSA}\\LmCompatibilityLevel`]: null,
    [`${LSA}\\RestrictRemoteSAM`]: 'O:BAG:BAD:(A;;RC;;;WD)',
    [`${LANMAN}\\RequireSecuritySignature`]: null,
    [`${LANMAN}\\SMB1`]: 1,
    'SYSTEM\\CurrentControlSet\\Services\\LanmanWorkstation\\Parameters\\RequireSecuritySignature': null,
    [`${UAC}\\LocalAccountTokenFilterPolicy`]: 1,
    [`${PS}\\ScriptBlockLogging\\EnableScriptBlockLogging`]: 0,
    [`${PS}\\ModuleLogging\\EnableModuleLogging`]: 0,
    [`${WU}\\AU\\UseWUServer`]: null,
    [`${EVENT_LOG}\\MaxSize`]: 20480,
    [`${EVENT_LOG}\\Retention`]: '1',
    'SOFTWARE\\Policies\\Microsoft\\W32Time\\Parameters\\Type': 'NoSync',
    [`${FIREWALL_CHANNEL}\\Enabled`]: 0,
    [`${UAC}\\Audit\\ProcessCreationIncludeCmdLine_Enabled`]: null,
    'SOFTWARE\\Policies\\Microsoft\\Edge\\PasswordManagerEnabled': null,
    'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\LAPS\\BackupDirectory': null,
    [`${POLICY_FW}\\DomainProfile\\AllowLocalPolicyMerge`]: null,
    [`${POLICY_FW}\\PublicProfile\\EnableFirewall`]: 0,
    [`${INET}\\AutoConfigURL`]: null,
    [`${INET}\\Connections\\DefaultConnectionSettings`]: connections(1),
    'Software\\Policies\\Microsoft\\Internet Explorer\\Control Panel\\Proxy': null,
    'SOFTWARE\\Policies\\Microsoft\\Edge\\ProxySettings': '{"ProxyMode":"system"}',
    'SOFTWARE\\Policies\\Google\\Chrome\\ProxySettings': '{"ProxyMode":"direct"}',
    [`${WU}\\DoNotConnectToWindowsUpdateInternetLocations`]: null,
    'SOFTWARE\\Policies\\Microsoft\\Windows\\DeliveryOptimization\\DODownloadMode': 3,
    'Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\Explorer\\NoInplaceSharing': null,
  }),
  rights: {
    SeDenyNetworkLogonRight: ['Guest'],
    SeDenyInteractiveLogonRight: ['Guest'],
    SeDebugPrivilege: ['*S-1-5-32-544'],
  },
  systemAccess: { ...GOOD_ACCESS, MinimumPasswordLength: 0, LockoutBadCount: 0, EnableAdminAccount: 1 },
  audit: { ...Object.fromEntries(SUBCATEGORIES.map((s) => [s, 0])), '15': 1, '16': 1 },
  shares: [...ADMIN_SHARES, { name: '営業部 共有', path: 'D:\\営業部', remark: '', type: 0 }],
  administrators: [`${MACHINE_SID}-500`, `${DOMAIN_SID}-512`, `${DOMAIN_SID}-1105`],
  users: [
    { name: 'Administrator', rid: 500, enabled: true },
    { name: 'Guest', rid: 501, enabled: false },
    { name: 'setup', rid: 1001, enabled: true },
  ],
  winhttp: null,
  listeners: [...goodHost(hostname).listeners, { proto: 'tcp', port: 4444, pid: 7788 }],
});

/** An admin workstation that does what its own exports can show: no proxy by any way, and none is looked for. */
export const adminHost = (hostname: string): HostState => ({
  ...withRegistry(goodHost(hostname), {
    [`${INET}\\AutoConfigURL`]: null,
    [`${INET}\\Connections\\DefaultConnectionSettings`]: connections(1),
    'SOFTWARE\\Policies\\Microsoft\\Edge\\ProxySettings': '{"ProxyMode":"direct"}',
    'SOFTWARE\\Policies\\Google\\Chrome\\ProxySettings': '{"ProxyMode":"direct"}',
  }),
  winhttp: null,
});

/** A host drawn between the good and the weak one, the same for the same seed. */
export const mixedHost = (hostname: string, draw: Random): HostState => {
  const good = goodHost(hostname);
  const weak = weakHost(hostname);
  const either = <K extends keyof HostState>(key: K): HostState[K] =>
    draw.below(3) === 0 ? weak[key] : good[key];
  return {
    hostname,
    registry: either('registry'),
    rights: either('rights'),
    systemAccess: either('systemAccess'),
    audit: either('audit'),
    shares: either('shares'),
    firewallRules: good.firewallRules,
    administrators: either('administrators'),
    users: either('users'),
    winhttp: either('winhttp'),
    listeners: either('listeners'),
    services: good.services,
    tasks: good.tasks,
  };
};

/** A server that records what the guide asks of it. */
export const serverHost = (hostname: string, productType: 'ServerNT' | 'LanmanNT'): HostState => {
  const base = withRegistry(goodHost(hostname), {
    [`${CURRENT}\\ProductName`]: 'Windows Server 2022 Standard',
    [`${CURRENT}\\CurrentBuildNumber`]: '20348',
    [`${CURRENT}\\EditionID`]: 'ServerStandard',
    [`${CURRENT}\\InstallationType`]: 'Server',
    [`${CURRENT}\\DisplayVersion`]: '21H2',
    'SYSTEM\\CurrentControlSet\\Control\\ProductOptions\\ProductType': productType,
  });
  return { ...base, shares: ADMIN_SHARES, users: [] };
};
