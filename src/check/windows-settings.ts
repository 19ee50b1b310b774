/** Rules for registry values that more than one check judges. Defaults are those of the catalogue's facts table. */
import type { SettingRule } from './setting.ts';
import { always, equals, plain } from './setting.ts';

const POLICIES_SYSTEM = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';

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
