/** Settings of one or two GPOs, case by case. */
import { describe, expect, test } from 'vitest';
import { CSE } from '../../../src/facts/rsop/extensions.ts';
import { loopbackOf } from '../../../src/facts/rsop/loopback.ts';
import type { ResultantSetting, SettingKind } from '../../../src/facts/rsop/model.ts';
import { indexPolicies } from '../../../src/facts/rsop/policy-index.ts';
import { resultantSet, settingIn } from '../../../src/facts/rsop/resultant.ts';
import { auditCsv, securityTemplate } from '../../estate/directory/gpo-files.ts';
import { registryPol } from '../../estate/directory/registry-pol.ts';
import { type Entry, MAYBE, NO } from './policies.ts';
import { groupsXml, registryXml } from './random-gpos.ts';
import { type Given, HIGH, LOW, made } from './two-gpos.ts';

const INF = 'Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf';
const AUDIT = 'Machine/Microsoft/Windows NT/Audit/audit.csv';
const GROUPS = 'Machine/Preferences/Groups/Groups.xml';

const ask = (given: Given, kind: SettingKind, name: string): ResultantSetting | null => {
  const { index, lists } = made(given);
  return settingIn(index, lists, kind, name);
};

const told = (setting: ResultantSetting | null) =>
  setting && {
    state: setting.result.state,
    shown: setting.result.state === 'open' ? null : setting.result.winner.shown,
    by: setting.result.state === 'open' ? null : setting.result.winner.gpo.id,
    losers: setting.losers.map((l) => [l.contribution.gpo.id, l.reason]),
  };

const inf = (section: string, ...lines: readonly string[]) => ({
  [INF]: securityTemplate({ [section]: lines }),
});
const dword = (key: string, name: string, data: number) => registryPol([{ key, name, data }]);

describe('templates', () => {
  test('a right of the winner replaces that of the loser', () => {
    const given = {
      low: inf('Privilege Rights', 'SeDebugPrivilege = *S-1-5-32-544,*S-1-5-32-551'),
      high: inf('Privilege Rights', 'SeDebugPrivilege ='),
    };
    expect(told(ask(given, 'user-right', 'SeDebugPrivilege'))).toEqual({
      state: 'set',
      shown: '(-)',
      by: HIGH,
      losers: [[LOW, 'lower-precedence']],
    });
  });

  test('the members of a group are those of the winner, and additions stand beside them', () => {
    const given = {
      low: inf(
        'Group Membership',
        '*S-1-5-32-544__Members = *S-1-5-21-1-2-3-500',
        '*S-1-5-21-1-2-3-1001__Memberof = *S-1-5-32-544',
      ),
      high: inf('Group Membership', 'Administrators__Members = *S-1-5-21-1-2-3-512'),
    };
    expect(told(ask(given, 'restricted-group', 'S-1-5-32-544'))).toMatchObject({
      by: HIGH,
      shown: 'S-1-5-21-1-2-3-512',
    });
    expect(told(ask(given, 'restricted-group', 'S-1-5-32-544 ← S-1-5-21-1-2-3-1001'))).toMatchObject({
      by: LOW,
    });
  });

  test('an addition that a higher GPO does not repeat for the same member may be gone', () => {
    const given = {
      low: inf('Group Membership', '*S-1-5-21-1-2-3-1001__Memberof = *S-1-5-32-544'),
      high: inf('Group Membership', '*S-1-5-21-1-2-3-1001__Memberof = *S-1-5-32-555'),
    };
    expect(told(ask(given, 'restricted-group', 'S-1-5-32-544 ← S-1-5-21-1-2-3-1001'))?.state).toBe('open');
    expect(told(ask(given, 'restricted-group', 'S-1-5-32-555 ← S-1-5-21-1-2-3-1001'))).toMatchObject({
      by: HIGH,
    });
  });

  test('a setting that stands twice with different data is open', () => {
    const low = inf('System Access', 'MinimumPasswordLength = 8', 'MinimumPasswordLength = 14');
    expect(told(ask({ low }, 'system-access', 'MinimumPasswordLength'))?.state).toBe('open');
  });

  test.each([
    ['System Access', 'system-access', 'LockoutBadCount'],
    ['Kerberos Policy', 'kerberos', 'MaxTicketAge'],
    ['Event Audit', 'event-audit', 'AuditLogonEvents'],
  ] as const)('values of [%s] are settings', (section, kind, name) => {
    expect(told(ask({ low: inf(section, `${name} = 3`) }, kind, name))).toMatchObject({
      shown: '3',
      by: LOW,
    });
  });

  test('services of a template and of Preferences disagree', () => {
    const xml =
      '<NTServices clsid="{2CFB484A-4E96-4b5d-A0B6-093D2F91E6AE}"><NTService name="Spooler"><Properties startupType="AUTOMATIC" serviceName="Spooler"/></NTService></NTServices>';
    const low = {
      ...inf('Service General Setting', '"Spooler",4,""'),
      'Machine/Preferences/Services/Services.xml': xml,
    };
    expect(told(ask({ low }, 'service', 'spooler'))?.state).toBe('open');
  });
});

describe('account policies', () => {
  const given: Given = {
    low: inf('System Access', 'MinimumPasswordLength = 8', 'LSAAnonymousNameLookup = 0'),
    high: inf('System Access', 'MinimumPasswordLength = 14'),
    lowIs: { som: 'domain' },
    highIs: { som: 'ou' },
  };

  test('a member takes them from every GPO, a domain controller from those of the domain', () => {
    expect(told(ask(given, 'system-access', 'MinimumPasswordLength'))).toMatchObject({ by: HIGH });
    expect(told(ask({ ...given, controller: true }, 'system-access', 'MinimumPasswordLength'))).toEqual({
      state: 'set',
      shown: '8',
      by: LOW,
      losers: [[HIGH, 'half-ignored']],
    });
  });

  test('where it is not known which of them it is, both may hold', () => {
    const open = { ...given, controller: null };
    expect(told(ask(open, 'system-access', 'MinimumPasswordLength'))?.state).toBe('open');
    expect(told(ask(open, 'system-access', 'LSAAnonymousNameLookup'))).toMatchObject({ by: LOW });
  });
});

describe('audit.csv', () => {
  const LOGON = '{0CCE9215-69AE-11D9-BED3-505054503030}';

  test('Setting Value 0 leaves a subcategory to lower GPOs, 4 turns it off', () => {
    const low = { [AUDIT]: auditCsv({ 15: 3 }) };
    expect(told(ask({ low, high: { [AUDIT]: auditCsv({ 15: 0 }) } }, 'audit', LOGON))).toMatchObject({
      shown: '3',
      by: LOW,
    });
    expect(told(ask({ low, high: { [AUDIT]: auditCsv({ 15: 4 }) } }, 'audit', LOGON))).toMatchObject({
      shown: '0',
      by: HIGH,
    });
  });

  test('options are settings too', () => {
    const row =
      'Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\r\n,,Option:CrashOnAuditFail,,Enabled,,1\r\n';
    expect(told(ask({ low: { [AUDIT]: row } }, 'audit', 'Option:CrashOnAuditFail'))).toMatchObject({
      shown: '1',
    });
  });
});

describe('several extensions', () => {
  const NAME = 'HKLM\\Software\\A\\x';
  const template = (data: number) => inf('Registry Values', `MACHINE\\Software\\A\\x=4,${data}`);

  test('that write the same agree, and the later one is shown', () => {
    const given = { low: template(1), high: { 'Machine/Registry.pol': dword('Software\\A', 'x', 1) } };
    expect(told(ask(given, 'registry', NAME))).toEqual({
      state: 'set',
      shown: '1',
      by: LOW,
      losers: [[HIGH, 'later-extension']],
    });
  });

  test('that write different data leave the value open, and that is found', () => {
    const { index, lists } = made({
      low: template(1),
      high: { 'Machine/Registry.pol': dword('Software\\A', 'x', 0) },
    });
    const { settings, findings } = resultantSet(index, lists);
    expect(settings.map(told)).toMatchObject([{ state: 'open' }]);
    expect(findings.map((f) => f.kind)).toEqual(['conflicting-writers']);
  });

  test('a preference of a user that writes HKLM leaves it open, whether or not the user is told', () => {
    const item = { action: 'U', key: 'Software\\A', name: 'x', data: 0, targeted: false } as const;
    const given = {
      low: { 'Machine/Registry.pol': dword('Software\\A', 'x', 1) },
      high: { 'User/Preferences/Registry/Registry.xml': registryXml([item]) },
    };
    expect(told(ask(given, 'registry', NAME))?.state).toBe('open');
    expect(told(ask({ ...given, user: true }, 'registry', NAME))?.state).toBe('open');
    const { index, lists } = made(given);
    expect(resultantSet(index, lists).settings.map((s) => [s.name, s.result.state])).toEqual([
      [NAME, 'open'],
    ]);
  });

  test('a preference of a user is no silence of policy, and the same data agree', () => {
    const item = { action: 'U', key: 'Software\\A', name: 'x', data: 1, targeted: false } as const;
    const high = { 'User/Preferences/Registry/Registry.xml': registryXml([item]) };
    expect(told(ask({ high }, 'registry', NAME))?.state).toBe('open');
    const low = { 'Machine/Registry.pol': dword('Software\\A', 'x', 1) };
    expect(told(ask({ low, high }, 'registry', NAME))?.state).toBe('set');
  });

  test('what a user half may write and is not in the evidence leaves values of the computer open', () => {
    const { index, lists } = made({ low: { 'Machine/Registry.pol': dword('Software\\A', 'x', 1) } });
    const having = (userDisabled: boolean) => {
      const gpos = new Map(
        [...index.gpos].map(([id, gpo]) => [
          id,
          { ...gpo, userDisabled, userExtensions: [CSE.preferencesRegistry] },
        ]),
      );
      return settingIn(indexPolicies(index.contents, gpos), lists, 'registry', NAME);
    };
    expect(told(having(false))?.state).toBe('open');
    expect(told(having(true))?.state).toBe('set');
  });
});

describe('keys that may be other keys', () => {
  const LSA = 'Control\\Lsa';
  const NAME = `HKLM\\SYSTEM\\CurrentControlSet\\${LSA}\\x`;
  const low = { 'Machine/Registry.pol': dword(`SYSTEM\\CurrentControlSet\\${LSA}`, 'x', 1) };
  const pol = (key: string, data: number) => ({ 'Machine/Registry.pol': dword(key, 'x', data) });

  test.each([
    `SYSTEM\\ControlSet001\\${LSA}`,
    `System\\CurrentControlSet\\\\${LSA}`,
    `\\System\\CurrentControlSet\\${LSA}`,
    `System\\CurrentControlSet\\${LSA}\\`,
  ])('%s', (key) => {
    expect(told(ask({ low, high: pol(key, 0) }, 'registry', NAME))?.state).toBe('open');
    expect(told(ask({ low, high: pol(key, 1) }, 'registry', NAME))?.state).toBe('set');
    expect(told(ask({ high: pol(key, 1) }, 'registry', NAME))?.state).toBe('open');
  });

  test('a key of the other view may be shared, and another control set is not another service', () => {
    const shared = 'HKLM\\Software\\Policies\\A\\x';
    const other = pol('Software\\Wow6432Node\\Policies\\A', 0);
    expect(told(ask({ low: pol('Software\\Policies\\A', 1), high: other }, 'registry', shared))?.state).toBe(
      'open',
    );
    expect(told(ask({ low, high: pol('SYSTEM\\ControlSet001\\Control', 0) }, 'registry', NAME))?.state).toBe(
      'set',
    );
  });

  const item = { action: 'U', name: 'x', data: 0, targeted: false } as const;
  const xml = (...items: Parameters<typeof registryXml>[0]) => ({
    'Machine/Preferences/Registry/Registry.xml': registryXml(items),
  });

  test.each([
    [{ ...item, key: `SYSTEM\\%a%\\${LSA}` }, 'open'],
    [{ ...item, key: `%a%\\${LSA}`, name: '%b%' }, 'open'],
    [{ ...item, key: 'SYSTEM\\%a%', action: 'D', name: null }, 'open'],
    [{ ...item, key: `SYSTEM\\%a%\\${LSA}\\B` }, 'set'],
    [{ ...item, key: `SOFTWARE\\%a%\\${LSA}` }, 'set'],
    [{ ...item, key: `SYSTEM\\%a%\\${LSA}`, name: 'y' }, 'set'],
  ] as const)('a variable may stand for anything: %j is %s', (one, state) => {
    expect(told(ask({ low, high: xml(one) }, 'registry', NAME))?.state).toBe(state);
  });

  test('the hive of a user below HKU is his HKCU', () => {
    const one = registryXml([{ ...item, key: 'S-1-5-21-1-2-3-1001\\A' }]).replace(
      'HKEY_LOCAL_MACHINE',
      'HKEY_USERS',
    );
    const given = {
      low: { 'User/Registry.pol': dword('A', 'x', 1) },
      high: { 'User/Preferences/Registry/Registry.xml': one },
      user: true,
    };
    expect(told(ask(given, 'registry', 'HKCU\\A\\x'))?.state).toBe('open');
  });

  test('Registry.pol holds no variables', () => {
    expect(told(ask({ low, high: pol(`SYSTEM\\%a%\\${LSA}`, 0) }, 'registry', NAME))?.state).toBe('set');
  });
});

describe('an extension that the GPO does not list', () => {
  test('is not run, and that is found', () => {
    const { index, lists } = made({ low: { 'Machine/Registry.pol': dword('A', 'x', 1) } });
    const gpos = new Map([...index.gpos].map(([id, gpo]) => [id, { ...gpo, machineExtensions: [] }]));
    const less = indexPolicies(index.contents, gpos);
    expect(settingIn(less, lists, 'registry', 'HKLM\\A\\x')).toBeNull();
    expect(resultantSet(less, lists).findings.map((f) => f.kind)).toEqual(['extension-not-listed']);
  });

  test('may run where the list is hidden', () => {
    const { index, lists } = made({ low: { 'Machine/Registry.pol': dword('A', 'x', 1) } });
    const gpos = new Map([...index.gpos].map(([id, gpo]) => [id, { ...gpo, machineExtensions: null }]));
    const less = indexPolicies(index.contents, gpos);
    expect(told(settingIn(less, lists, 'registry', 'HKLM\\A\\x'))?.state).toBe('open');
  });
});

describe('local groups of Preferences', () => {
  const ADMINS = 'S-1-5-32-544';
  const [ONE, TWO] = ['S-1-5-21-1-2-3-1001', 'S-1-5-21-1-2-3-1002'];
  const item = {
    group: ADMINS,
    action: 'U',
    users: false,
    groups: false,
    members: [],
    targeted: false,
  } as const;
  const xml = (...items: Parameters<typeof groupsXml>[0]) => ({ [GROUPS]: groupsXml(items) });
  const add = (sid: string) => ({ sid, action: 'ADD' as const });

  test('all GPOs act in turn', () => {
    const given = {
      low: xml({ ...item, members: [add(ONE)] }),
      high: xml({ ...item, members: [add(TWO), { sid: ONE, action: 'REMOVE' }] }),
    };
    expect(told(ask(given, 'group-preference', ADMINS))).toMatchObject({
      state: 'set',
      shown: `− ${ONE}, + ${TWO}`,
      by: HIGH,
      losers: [[LOW, 'lower-precedence']],
    });
  });

  test('both switches empty the group of everybody else', () => {
    const given = {
      low: xml({ ...item, users: true, groups: true, members: [add(ONE)] }),
      high: xml({ ...item, members: [add(TWO)] }),
    };
    const setting = ask(given, 'group-preference', 'Administrators');
    expect(told(setting)).toMatchObject({
      shown: `− *, + ${ONE}, + ${TWO}`,
      by: HIGH,
      losers: [],
    });
    expect(setting?.result.state === 'set' && setting.result.winner.statement).toMatchObject({
      groups: [{ relation: 'members', principals: [{ sid: ONE }, { sid: TWO }] }],
    });
  });

  test('who was named and is out like everybody else is not told', () => {
    const given = {
      low: xml({ ...item, members: [add(TWO)] }),
      high: xml({ ...item, users: true, groups: true, members: [add(ONE)] }),
    };
    expect(told(ask(given, 'group-preference', ADMINS))).toMatchObject({ shown: `− *, + ${ONE}` });
  });

  test('an item under targeting leaves open whom it adds', () => {
    expect(
      told(ask({ low: xml({ ...item, members: [add(ONE)], targeted: true }) }, 'group-preference', ADMINS))
        ?.state,
    ).toBe('open');
  });

  test('a built-in group is not created anew', () => {
    expect(
      ask({ low: xml({ ...item, action: 'C', members: [add(ONE)] }) }, 'group-preference', ADMINS),
    ).toBeNull();
  });

  test('an item of the user half reaches the group when somebody logs on', () => {
    const low = inf('Group Membership', `*${ADMINS}__Members = *${ONE}`);
    const high = { 'User/Preferences/Groups/Groups.xml': groupsXml([{ ...item, members: [add(TWO)] }]) };
    expect(told(ask({ low, high }, 'restricted-group', ADMINS))?.state).toBe('open');
    expect(told(ask({ low, high }, 'group-preference', ADMINS))?.state).toBe('open');
  });

  test('Restricted Groups that say otherwise leave both open', () => {
    const low = {
      ...inf('Group Membership', `*${ADMINS}__Members = *${ONE}`),
      ...xml({ ...item, members: [add(TWO)] }),
    };
    expect(told(ask({ low }, 'restricted-group', ADMINS))?.state).toBe('open');
    expect(told(ask({ low }, 'group-preference', ADMINS))?.state).toBe('open');
    const same = {
      ...inf('Group Membership', `*${ADMINS}__Members = *${ONE}`),
      ...xml({ ...item, members: [add(ONE)] }),
    };
    expect(told(ask({ low: same }, 'restricted-group', ADMINS))?.state).toBe('set');
  });
});

describe('loopback', () => {
  const KEY = 'Software\\Policies\\Microsoft\\Windows\\System';
  const mode = (low: Given['low'], is: Partial<Entry> = {}) => {
    const { index, lists } = made({ low: low ?? {}, lowIs: is });
    return lists.machine && loopbackOf(index, lists.machine);
  };
  const pol = (data: number | string) => ({
    'Machine/Registry.pol': registryPol([{ key: KEY, name: 'UserPolicyMode', data }]),
  });

  test.each([
    [0, 'none'],
    [1, 'merge'],
    [2, 'replace'],
    [3, 'open'],
    ['1', 'open'],
  ] as const)('UserPolicyMode %j is %s', (data, expected) => expect(mode(pol(data))).toBe(expected));

  test('of a GPO that does not apply, or may', () => {
    expect(mode(pol(2), { standing: NO })).toBe('none');
    expect(mode(pol(2), { standing: MAYBE })).toBe('open');
    expect(mode({})).toBe('none');
  });
});
