/** Accounts and groups that every domain has ([MS-ADTS] 6.1.1.6, well-known SIDs and RIDs). */
import type { GroupSpec, UserSpec } from './spec.ts';

/** groupType ([MS-ADTS] 2.2.12). */
export const GROUP_TYPE = {
  global: -2_147_483_646,
  domainLocal: -2_147_483_644,
  universal: -2_147_483_640,
  builtin: -2_147_483_643,
} as const;

/** userAccountControl ([MS-ADTS] 2.2.16). */
export const CONTROL = {
  disabled: 0x2,
  normal: 0x200,
  workstation: 0x1000,
  server: 0x2000,
  neverExpires: 0x10000,
  trustedForDelegation: 0x80000,
  notDelegated: 0x100000,
  noPreAuthentication: 0x400000,
} as const;

const builtin = (rid: number, name: string, members: readonly string[] = []): GroupSpec => ({
  name,
  rid,
  sid: `S-1-5-32-${rid}`,
  ou: 'CN=Builtin',
  members,
  type: GROUP_TYPE.builtin,
});

const own = (rid: number, name: string, members: readonly string[] = []): GroupSpec => ({
  name,
  rid,
  members,
});

const guarded = (group: GroupSpec): GroupSpec => ({ ...group, protected: true });

export const STANDARD_GROUPS: readonly GroupSpec[] = [
  guarded(builtin(544, 'Administrators', ['Administrator', 'Domain Admins', 'Enterprise Admins'])),
  builtin(545, 'Users', ['Domain Users', 'S-1-5-4', 'S-1-5-11']),
  builtin(546, 'Guests', ['Guest', 'Domain Guests']),
  guarded(builtin(548, 'Account Operators')),
  guarded(builtin(549, 'Server Operators')),
  guarded(builtin(550, 'Print Operators')),
  guarded(builtin(551, 'Backup Operators')),
  builtin(554, 'Pre-Windows 2000 Compatible Access', ['S-1-5-11']),
  guarded(own(512, 'Domain Admins', ['Administrator'])),
  own(513, 'Domain Users'),
  own(514, 'Domain Guests'),
  own(515, 'Domain Computers'),
  guarded(own(516, 'Domain Controllers')),
  { ...guarded(own(518, 'Schema Admins', ['Administrator'])), type: GROUP_TYPE.universal },
  { ...guarded(own(519, 'Enterprise Admins', ['Administrator'])), type: GROUP_TYPE.universal },
  own(520, 'Group Policy Creator Owners', ['Administrator']),
  own(525, 'Protected Users'),
];

export const STANDARD_USERS: readonly UserSpec[] = [
  {
    name: 'Administrator',
    rid: 500,
    control: CONTROL.normal | CONTROL.neverExpires,
    protected: true,
    lastLogon: 40,
    passwordAge: 700,
  },
  {
    name: 'Guest',
    rid: 501,
    control: CONTROL.normal | CONTROL.disabled | 0x20,
    lastLogon: null,
    passwordAge: null,
  },
  {
    name: 'krbtgt',
    rid: 502,
    control: CONTROL.normal | CONTROL.disabled,
    protected: true,
    lastLogon: null,
    passwordAge: 1500,
    spns: ['kadmin/changepw'],
  },
];
