/**
 * The domain of the invented company: who wins, who loses, and the faults that auditors find. Its endpoint policy is the
 * one that the hosts' gpresult names, and intends what the good host holds.
 */
import type { AppliedGpo } from '../gpresult.ts';
import { ENDPOINT_INTENT, ENDPOINT_POLICY_ID } from '../gpresult.ts';
import type { HostState, RegValue } from '../state.ts';
import { adminHost, DOMAIN_SID, goodHost, OPEN_SMB_RULES } from '../state.ts';
import { versionOf } from './gpo-files.ts';
import type { PolRecord } from './registry-pol.ts';
import type { ComputerSpec, DomainSpec, GpoSpec, GroupSpec, HalfSpec, UserSpec } from './spec.ts';
import { CONTROL, GROUP_TYPE } from './standard.ts';

const DEFAULT_DOMAIN = '{31B2F340-016D-11D2-945F-00C04FB984F9}';
const DEFAULT_DCS = '{6AC1786C-016F-11D2-945F-00C04FB984F9}';

/** A GPO that somebody deleted; its link stayed. */
const DELETED_GPO = '{9D0A5C1E-2F4B-4C7A-8E11-6B5A4C3D2E1F}';

const POLICIES = 'SOFTWARE\\Policies\\';
const WINDOWS = `${POLICIES}Microsoft\\Windows`;
const FIREWALL = `${POLICIES}Microsoft\\WindowsFirewall`;
const LAPS = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\LAPS';
const INET = 'Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

const LOGONS = 'Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\CachedLogonsCount';

const GOOD = goodHost('PC-EIGYO02');
const ADMIN = adminHost('KANRI01');

const values = (key: string, of: Readonly<Record<string, PolRecord['data']>>): PolRecord[] =>
  Object.entries(of).map(([name, data]) => ({ key, name, data }));

/** What a host holds by policy, below a key. */
function held(host: HostState, hive: RegValue['hive'], ...below: readonly string[]): PolRecord[] {
  const under = (key: string): boolean => below.some((b) => key.toLowerCase().startsWith(b.toLowerCase()));
  return host.registry.flatMap(({ key, name, data, ...v }) =>
    v.hive === hive && data !== null && under(key) ? [{ key, name, data }] : [],
  );
}

/** A value of [Registry Values]: `4` a number, `1` text ([MS-GPSB] 2.2.5). */
const option = (path: string, value: number | string): string =>
  typeof value === 'number' ? `MACHINE\\${path}=4,${value}` : `MACHINE\\${path}=1,"${value}"`;

const rights = (host: HostState): string[] =>
  Object.entries(host.rights).map(([right, who]) => `${right} = ${who.join(',')}`);

const rules = (host: HostState): PolRecord[] => values(`${FIREWALL}\\FirewallRules`, host.firewallRules);

/** The policy that the hosts' gpresult names. */
const ENDPOINT: HalfSpec = {
  registry: [...held(GOOD, 'HKLM', FIREWALL), ...rules(GOOD)],
  security: {
    'Registry Values': [
      ...Object.entries(ENDPOINT_INTENT.options).map(([path, value]) => option(path, value)),
      option('System\\CurrentControlSet\\Services\\LanmanServer\\Parameters\\AutoShareWks', 0),
      option('System\\CurrentControlSet\\Services\\LanmanServer\\Parameters\\RequireSecuritySignature', 1),
    ],
    'Privilege Rights': rights(GOOD),
  },
};

/** Proxies and the delivery of updates are for other policies to say. */
const ELSEWHERE = /\\WindowsFirewall|\\DeliveryOptimization$/i;

const BASELINE: HalfSpec = {
  registry: held(GOOD, 'HKLM', POLICIES).filter(
    ({ key, name }) => !ELSEWHERE.test(key) && name !== 'ProxySettings',
  ),
  audit: Object.fromEntries(Object.entries(GOOD.audit).filter(([, value]) => value !== 0)),
};

const proxies = (host: HostState): PolRecord[] =>
  held(host, 'HKLM', POLICIES).filter(({ name }) => name === 'ProxySettings');

const USER_POLICIES = ['Software\\Policies\\', 'Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\'];

/** An item of Preferences that creates a local account, as kitting teams once did; the password is a dummy. */
export const GROUPS_XML = `<?xml version="1.0" encoding="utf-8"?>
<Groups clsid="{3125E937-EB16-4b4c-9934-544FC6D24D26}"><User clsid="{DF5F1855-51E5-4d24-8B1A-D9BDE98BA1D1}" name="setup" image="2" changed="2019-04-01 01:02:03" uid="{0C8E6A0B-4E64-4B0C-8F57-3C1D8D3E4C11}"><Properties action="U" newName="" fullName="" description="kitting" cpassword="AAAAAAAAAAAAAAAAAAAAAA" changeLogon="0" noChange="1" neverExpires="1" acctDisabled="0" userName="setup"/></User>
</Groups>
`;

export const KITTING_GPO = '{5F0A4F0E-0F34-4B6A-9C5C-3D6C7E3B1A22}';

const GPOS: readonly GpoSpec[] = [
  {
    name: 'Default Domain Policy',
    id: DEFAULT_DOMAIN,
    machine: {
      security: {
        'System Access': [
          'MinimumPasswordAge = 1',
          'MaximumPasswordAge = 365',
          'MinimumPasswordLength = 14',
          'PasswordComplexity = 1',
          'PasswordHistorySize = 24',
          'LockoutBadCount = 5',
          'ResetLockoutCount = 15',
          'LockoutDuration = 15',
          'ClearTextPassword = 0',
        ],
        'Registry Values': [
          option('System\\CurrentControlSet\\Control\\Lsa\\LmCompatibilityLevel', 3),
          option(LOGONS, '4'),
        ],
      },
    },
  },
  {
    name: 'Default Domain Controllers Policy',
    id: DEFAULT_DCS,
    machine: {
      security: {
        'Privilege Rights': ['SeDebugPrivilege = *S-1-5-32-544'],
        'Registry Values': [
          option('System\\CurrentControlSet\\Services\\NTDS\\Parameters\\LDAPServerIntegrity', 2),
        ],
      },
    },
  },
  { name: '端末強化', id: ENDPOINT_POLICY_ID, machine: ENDPOINT, version: { machine: 3, user: 0 } },
  { name: '全社基準', id: '{7E5A1B3C-8D24-4F60-A1B2-C3D4E5F60718}', machine: BASELINE },
  {
    name: '管理者パスワード (LAPS)',
    id: '{2A6B4C8D-1E3F-4A5B-8C7D-9E0F1A2B3C4D}',
    machine: { registry: held(GOOD, 'HKLM', LAPS) },
  },
  {
    name: '一般端末のブラウザー',
    id: '{4C2D8E10-5A3F-4B6E-9D21-7F1E2A3B4C5D}',
    machine: { registry: proxies(GOOD) },
    user: {
      registry: [
        ...held(GOOD, 'HKCU', ...USER_POLICIES),
        ...values(INET, { AutoConfigURL: 'http://proxy01.example.test/proxy.pac' }),
        { key: INET, name: '**del.ProxyServer', data: null },
      ],
    },
    version: { machine: 5, user: 4 },
    // The replica that was read is behind.
    sysvolVersion: { machine: 5, user: 3 },
  },
  {
    // What the sales people asked for; all of it loses to what is enforced.
    name: '営業部の例外',
    id: '{B3A2918F-7E6D-4C5B-9A48-372615F4E3D2}',
    machine: {
      registry: [
        ...values(`${POLICIES}Microsoft\\Edge`, { PasswordManagerEnabled: 1 }),
        ...values(`${WINDOWS}\\EventLog\\Security`, { MaxSize: 20_480 }),
      ],
    },
  },
  {
    // Its group still names the PC before the one that travels now.
    name: '外回り PC',
    id: '{8B7C6D5E-4F3A-4B2C-9D1E-0F1A2B3C4D5E}',
    machine: {
      security: {
        'Registry Values': [option(LOGONS, '10')],
      },
    },
    apply: ['外回りの PC'],
  },
  {
    name: 'Windows 11 の配信の最適化',
    id: '{0D1C2B3A-4958-4676-8594-A3B2C1D0E9F8}',
    machine: { registry: held(GOOD, 'HKLM', `${WINDOWS}\\DeliveryOptimization`) },
    wmi: 'Windows 11',
  },
  {
    name: '開発 ファイル共有',
    id: '{6F5E4D3C-2B1A-4098-8776-65544332211F}',
    machine: { registry: values(`${FIREWALL}\\FirewallRules`, OPEN_SMB_RULES) },
  },
  {
    name: '管理端末',
    id: '{1F2E3D4C-5B6A-4798-8899-AABBCCDDEEFF}',
    machine: { registry: [...values(`${WINDOWS}\\System`, { UserPolicyMode: 2 }), ...proxies(ADMIN)] },
    user: {
      registry: [
        { key: INET, name: '**del.AutoConfigURL', data: null },
        ...held(ADMIN, 'HKCU', ...USER_POLICIES),
      ],
    },
    apply: ['管理端末', '管理者'],
  },
  {
    name: 'キッティング (旧)',
    id: KITTING_GPO,
    user: { preferences: { 'Groups/Groups.xml': GROUPS_XML } },
    flags: 2,
  },
];

const USERS: readonly UserSpec[] = [
  { name: 'svc-uchibori', rid: 1100, ou: '運用管理', display: 'uchibori 収集用', lastLogon: 0 },
  { name: 'suzuki', rid: 1105, ou: '営業', display: '鈴木 一郎' },
  { name: 'yamada', rid: 1311, ou: '営業', display: '山田 太郎', lastLogon: 1 },
  { name: 'ito', rid: 1312, ou: '営業', display: '伊藤 五郎', protected: true },
  { name: 'sato', rid: 1320, ou: '開発', display: '佐藤 花子' },
  { name: 'takahashi', rid: 1330, ou: '経理', display: '高橋\\経理' },
  {
    name: 'watanabe',
    rid: 1331,
    ou: '経理',
    display: '渡辺 久美 (退職)',
    lastLogon: 420,
    passwordAge: 600,
    control: CONTROL.normal | CONTROL.neverExpires,
  },
  {
    name: 'adm-nakamura',
    rid: 1401,
    ou: '運用管理',
    display: '中村 健 (管理者)',
    control: CONTROL.normal | CONTROL.notDelegated,
    protected: true,
    lastLogon: 1,
    encryption: 24,
  },
  {
    name: 'adm-tanaka',
    rid: 1402,
    ou: '運用管理',
    display: '田中 実 (管理者, 異動)',
    control: CONTROL.normal | CONTROL.disabled,
    protected: true,
    lastLogon: 300,
    passwordAge: 400,
  },
  {
    name: 'svc-backup',
    rid: 1501,
    ou: '運用管理',
    control: CONTROL.normal | CONTROL.neverExpires,
    spns: ['backup/dc01.example.test'],
    protected: true,
    passwordAge: 2200,
    lastLogon: 1,
  },
  {
    name: 'svc-fax',
    rid: 1502,
    ou: '運用管理',
    control: CONTROL.normal | CONTROL.neverExpires | CONTROL.noPreAuthentication,
    passwordAge: 1800,
    lastLogon: 15,
    encryption: 4,
  },
  {
    name: 'domain-koukai',
    rid: 1503,
    ou: '運用管理',
    display: '公開用 (罠)',
    control: CONTROL.normal | CONTROL.neverExpires,
    lastLogon: null,
  },
];

const pc = (name: string, rid: number, ou: string, more: Partial<ComputerSpec> = {}): ComputerSpec => ({
  name,
  rid,
  ou,
  os: 'Windows 11 Enterprise',
  osVersion: '10.0 (22631)',
  laps: 20,
  ...more,
});

const SERVER = { os: 'Windows Server 2022 Standard', osVersion: '10.0 (20348)' };

const COMPUTERS: readonly ComputerSpec[] = [
  pc('PC-EIGYO00', 1600, '営業/端末', { lastLogon: 500, passwordAge: 520, laps: -470 }),
  pc('PC-EIGYO01', 1601, '営業/端末'),
  pc('PC-EIGYO02', 1602, '営業/端末'),
  pc('PC-KAIHATSU01', 1603, '開発'),
  { name: 'PC-KEIRI01', rid: 1604, ou: '経理', os: 'Windows 10 Pro', osVersion: '10.0 (19045)' },
  pc('KANRI01', 1605, '運用管理'),
  {
    name: 'DC01',
    rid: 1000,
    ou: 'Domain Controllers',
    control: CONTROL.server | CONTROL.trustedForDelegation,
    ...SERVER,
  },
];

const GROUPS: readonly GroupSpec[] = [
  { name: '営業部', rid: 1201, ou: '営業', members: ['suzuki', 'yamada', 'ito'] },
  { name: '開発部', rid: 1202, ou: '開発', members: ['sato'] },
  { name: '経理部', rid: 1203, ou: '経理', members: ['takahashi', 'watanabe'] },
  { name: '外回りの PC', rid: 1204, ou: '営業', members: ['PC-EIGYO00$'] },
  { name: '管理端末', rid: 1205, ou: '運用管理', members: ['KANRI01$'] },
  {
    name: '管理者',
    rid: 1206,
    ou: '運用管理',
    members: ['adm-nakamura', 'adm-tanaka'],
    protected: true,
  },
  { name: 'ヘルプデスク', rid: 1207, ou: '運用管理', members: ['ito'], protected: true },
  { name: 'サーバ運用', rid: 1208, ou: '運用管理', members: ['ヘルプデスク'], protected: true },
  {
    name: 'ファイル共有 閲覧',
    rid: 1209,
    ou: '営業',
    members: ['営業部', '経理部'],
    type: GROUP_TYPE.domainLocal,
  },
];

/** 2026-10-19, the day of the hosts' gpresult. */
const COLLECTED_AT = Date.UTC(2026, 9, 19, 1, 0, 0);

const MINUTES_15 = 15 / 1440;

export const DEMO_DOMAIN: DomainSpec = {
  dnsName: 'example.test',
  netbios: 'EXAMPLE',
  sid: DOMAIN_SID,
  collectedAt: COLLECTED_AT,
  reader: 'svc-uchibori',
  server: 'dc01.example.test',
  functionalLevel: 7,
  machineAccountQuota: 10,
  password: {
    length: 14,
    complexity: true,
    history: 24,
    threshold: 5,
    lockoutDays: MINUTES_15,
    windowDays: MINUTES_15,
    maximumDays: 365,
    minimumDays: 1,
  },
  laps: ['windows'],
  links: [
    { gpo: '管理者パスワード (LAPS)' },
    { gpo: '全社基準', enforced: true },
    { gpo: 'Default Domain Policy' },
  ],
  ous: [
    {
      path: '営業',
      links: [
        { gpo: 'Windows 11 の配信の最適化' },
        { gpo: '一般端末のブラウザー' },
        { gpo: '営業部の例外' },
        { gpo: '端末強化' },
      ],
    },
    { path: '営業/端末', links: [{ gpo: 'キッティング (旧)', disabled: true }, { gpo: '外回り PC' }] },
    {
      path: '開発',
      links: [{ gpo: '一般端末のブラウザー' }, { gpo: '端末強化' }, { gpo: '開発 ファイル共有' }],
      blocks: true,
    },
    { path: '経理', links: [{ gpo: DELETED_GPO }, { gpo: '一般端末のブラウザー' }, { gpo: '端末強化' }] },
    { path: '運用管理', links: [{ gpo: '端末強化' }, { gpo: '管理端末' }] },
    { path: 'Domain Controllers', links: [{ gpo: 'Default Domain Controllers Policy' }] },
  ],
  sites: [{ name: '本社', subnets: ['10.10.0.0/16', '10.30.0.0/24', '10.40.0.0/24'] }],
  gpos: GPOS,
  wmiFilters: [
    {
      name: 'Windows 11',
      queries: ['SELECT * FROM Win32_OperatingSystem WHERE BuildNumber >= 22000 AND ProductType = 1'],
    },
  ],
  users: USERS,
  computers: COMPUTERS,
  groups: GROUPS,
  members: {
    'Domain Admins': ['管理者', 'サーバ運用', 'svc-backup'],
    'Protected Users': ['adm-nakamura'],
    'Backup Operators': ['svc-backup'],
  },
  psos: [
    {
      name: '管理者のパスワード',
      precedence: 10,
      appliesTo: ['管理者'],
      length: 20,
      complexity: true,
      history: 24,
      threshold: 5,
      lockoutDays: MINUTES_15,
      windowDays: MINUTES_15,
      maximumDays: 180,
      minimumDays: 1,
    },
  ],
  trusts: [
    {
      partner: 'partner.test',
      sid: 'S-1-5-21-2998011120-1480327154-3410097701',
      direction: 2,
      type: 2,
      attributes: 0,
    },
  ],
};

/** What reaches the PCs of 営業 besides the endpoint policy, as their gpresult lists it. */
export const APPLIED_TO_SALES: readonly AppliedGpo[] = GPOS.filter(({ name }) =>
  /^(?:Default Domain Policy|全社基準|管理者パスワード.*|一般端末のブラウザー|営業部の例外|Windows 11 .*)$/.test(
    name,
  ),
).map((gpo) => ({ name: gpo.name, id: gpo.id, version: versionOf(gpo).machine }));
