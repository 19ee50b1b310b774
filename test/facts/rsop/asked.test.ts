/** What a name means that a person gives for a setting. */
import { describe, expect, test } from 'vitest';
import { askedFor, matching } from '../../../src/facts/rsop/asked.ts';
import type { ResultantSetting } from '../../../src/facts/rsop/model.ts';
import { directoryOf, type World } from './world.ts';

const WORLD: World = {
  base: 'DC=corp,DC=example',
  domain: { links: [] },
  ous: [],
  sites: [],
  subnets: [],
  gpos: [],
  groups: [{ name: '営業部 管理者', members: [] }],
  accounts: [],
};
const directory = directoryOf(WORLD);

const meant = (text: string): unknown => {
  const asked = askedFor(directory, text);
  return asked.form === 'whole' ? asked.wanted.map(({ kind, name }) => `${kind} ${name}`) : asked.form;
};

describe('a name', () => {
  test.each([
    ['HKLM\\Software\\A\\B', ['registry HKLM\\Software\\A\\B']],
    ['HKEY_LOCAL_MACHINE\\Software\\A\\B', ['registry HKLM\\Software\\A\\B']],
    ['hkey_current_user\\Software\\A\\B', ['registry HKCU\\Software\\A\\B']],
    ['sedebugprivilege', ['user-right sedebugprivilege']],
    ['MinimumPasswordLength', ['system-access MinimumPasswordLength']],
    ['MaxTicketAge', ['kerberos MaxTicketAge']],
    ['AuditLogonEvents', ['event-audit AuditLogonEvents']],
    ['0cce9215-69ae-11d9-bed3-505054503030', ['audit {0CCE9215-69AE-11D9-BED3-505054503030}']],
    ['S-1-5-32-544', ['restricted-group S-1-5-32-544', 'group-preference S-1-5-32-544']],
    [
      'BUILTIN\\Administrators',
      ['restricted-group BUILTIN\\Administrators', 'group-preference BUILTIN\\Administrators'],
    ],
    ['営業部 管理者', ['restricted-group 営業部 管理者', 'group-preference 営業部 管理者']],
    ['HKLM\\…\\AutoShareWks', 'part'],
    ['AutoShareWks', 'part'],
    ['Parameters\\AutoShareWks', 'part'],
    ['SeDebugPriviledgePrivilege', 'none'],
    ['ネットワーク経由のアクセスを拒否', 'none'],
    ['Deny access to this computer', 'none'],
  ])('%s', (text, form) => {
    expect(meant(text)).toEqual(form);
  });
});

const settings = (...names: readonly string[]): readonly ResultantSetting[] =>
  names.map((name) => ({
    kind: 'registry',
    name,
    half: 'machine',
    result: { state: 'open', because: { ja: '', en: '' }, candidates: [] },
    losers: [],
  }));

describe('the nearest settings', () => {
  const all = settings('HKLM\\A\\Share', 'HKLM\\B\\Share', 'HKLM\\B\\ShareMore');
  const found = (text: string): unknown => {
    const { by, settings: own } = matching(all, text);
    return [by, own.map((s) => s.name)];
  };

  test.each([
    ['hklm\\a\\share', 'name', ['HKLM\\A\\Share']],
    ['HKEY_LOCAL_MACHINE\\A\\Share', 'name', ['HKLM\\A\\Share']],
    ['share', 'last', ['HKLM\\A\\Share', 'HKLM\\B\\Share']],
    ['HKLM\\…\\ShareM', 'part', ['HKLM\\B\\ShareMore']],
    ['More...HKLM', 'part', []],
    ['…', 'part', []],
  ])('%s', (text, by, names) => {
    expect(found(text)).toEqual([by, names]);
  });
});
