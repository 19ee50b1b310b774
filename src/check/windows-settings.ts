/** Rules for registry values that more than one check judges. Defaults are those of the catalogue's facts table. */
import type { SettingRule } from './setting.ts';
import { always, equals, plain } from './setting.ts';

const POLICIES_SYSTEM = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';

/** Windows 10 1709: from here on SMB1 is not installed by default (and before 8.1 it cannot be removed). */
const FIRST_WITHOUT_SMB1 = 16299;

/** UAC: Run all administrators in Admin Approval Mode. */
export const ENABLE_LUA: SettingRule = {
  hive: 'HKLM',
  key: POLICIES_SYSTEM,
  name: 'EnableLUA',
  type: 'REG_DWORD',
  secure: equals(1),
  expected: plain('1'),
  whenAbsent: always(1),
};

/** UAC: Admin Approval Mode for the built-in Administrator; without it RID 500 has a full token over the network. */
export const FILTER_ADMINISTRATOR_TOKEN: SettingRule = {
  hive: 'HKLM',
  key: POLICIES_SYSTEM,
  name: 'FilterAdministratorToken',
  type: 'REG_DWORD',
  secure: equals(1),
  expected: plain('1'),
  whenAbsent: always(0),
};

/** 1 gives local administrators a full token over the network. RID 500 is exempt from it. */
export const LOCAL_ACCOUNT_TOKEN_FILTER_POLICY: SettingRule = {
  hive: 'HKLM',
  key: POLICIES_SYSTEM,
  name: 'LocalAccountTokenFilterPolicy',
  type: 'REG_DWORD',
  secure: (value) => value !== 1,
  expected: { ja: '0 または値なし', en: '0 or absent' },
  whenAbsent: always(0),
};

/** Network access: Do not allow storage of passwords and credentials for network authentication. */
export const DISABLE_DOMAIN_CREDS: SettingRule = {
  hive: 'HKLM',
  key: 'SYSTEM\\CurrentControlSet\\Control\\Lsa',
  name: 'DisableDomainCreds',
  type: 'REG_DWORD',
  secure: equals(1),
  expected: plain('1'),
  whenAbsent: always(0),
};

/** The server half of SMB 1.0. */
export const SMB1_SERVER: SettingRule = {
  hive: 'HKLM',
  key: 'SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters',
  name: 'SMB1',
  type: 'REG_DWORD',
  secure: equals(0),
  expected: plain('0'),
  whenAbsent: ({ build }) => (build !== null && build < FIRST_WITHOUT_SMB1 ? 1 : null),
  whenUnknown: {
    ja: 'SMB 1.0 の機能が入っているかどうかで決まり、それを示す証拠がない',
    en: 'it then depends on whether the SMB 1.0 feature is installed, which is not shown',
  },
};

/** Include command line in process creation events (4688). */
export const COMMAND_LINE_IN_EVENTS: SettingRule = {
  hive: 'HKLM',
  key: `${POLICIES_SYSTEM}\\Audit`,
  name: 'ProcessCreationIncludeCmdLine_Enabled',
  type: 'REG_DWORD',
  secure: equals(1),
  expected: plain('1'),
  whenAbsent: always(0),
};
