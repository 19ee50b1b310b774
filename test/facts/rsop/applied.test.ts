/** What a class of computers holds if policy is applied: a list of members is whole only where nothing may add to it. */
import { describe, expect, test } from 'vitest';
import { appliedPolicy } from '../../../src/facts/rsop/applied.ts';
import { securityTemplate } from '../../estate/directory/gpo-files.ts';
import { registryPol } from '../../estate/directory/registry-pol.ts';
import { MAYBE, NO } from './policies.ts';
import { groupsXml, registryXml } from './random-gpos.ts';
import { type Given, made } from './two-gpos.ts';

const INF = 'Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf';
const membership = (...lines: readonly string[]) => ({
  [INF]: securityTemplate({ 'Group Membership': lines }),
});

const applied = (given: Given) => {
  const { index, lists } = made(given);
  return appliedPolicy(index, lists);
};

describe('members of a group', () => {
  const high = membership('*S-1-5-32-544__Members = *S-1-5-21-1-2-3-512');
  const groups = (given: Given) => applied(given).sections.localGroups?.groups;
  const rights = { [INF]: securityTemplate({ 'Privilege Rights': ['SeDebugPrivilege ='] }) };

  test('are known whole where every template is', () => {
    expect(groups({ low: rights, high })).toMatchObject([{ sid: 'S-1-5-32-544', complete: true }]);
  });

  test('may be added to by a template below that could not be read, unless it does not apply', () => {
    const low = { [INF]: 'garbage' };
    expect(groups({ low, high })).toMatchObject([{ complete: false, members: [{}] }]);
    expect(groups({ low, high, lowIs: { standing: MAYBE } })).toMatchObject([{ complete: false }]);
    expect(groups({ low, high, lowIs: { standing: NO } })).toMatchObject([{ complete: true }]);
  });

  test.each(['Administrators', 'BUILTIN\\Administrators', '*S-1-5-32-544'])(
    'are added to by a template that says %s',
    (name) => {
      const low = membership(`*S-1-5-21-1-2-3-513__Memberof = ${name}`);
      expect(groups({ low, high })).toMatchObject([
        { complete: true, members: [{}, { sid: 'S-1-5-21-1-2-3-513' }] },
      ]);
    },
  );

  test('may be added to under a name that is not resolved, by a template or by Preferences of a user', () => {
    const low = membership('*S-1-5-21-1-2-3-513__Memberof = Administratoren');
    expect(groups({ low, high })).toMatchObject([{ complete: false }]);
    const item = {
      group: '',
      action: 'U',
      users: false,
      groups: false,
      members: [{ sid: 'S-1-5-21-1-2-3-513', action: 'ADD' }],
      targeted: false,
    } as const;
    const xml = groupsXml([item]).replace('groupName=""', 'groupName="Administratoren"');
    expect(groups({ low: { 'User/Preferences/Groups/Groups.xml': xml }, high })).toMatchObject([
      { complete: false },
    ]);
  });

  test('are open where an item of the user half adds to them', () => {
    const item = {
      group: 'S-1-5-32-544',
      action: 'U',
      users: false,
      groups: false,
      members: [{ sid: 'S-1-5-21-1-2-3-513', action: 'ADD' }],
      targeted: false,
    } as const;
    const low = { 'User/Preferences/Groups/Groups.xml': groupsXml([item]) };
    expect(groups({ low, high })).toBeUndefined();
  });
});

describe('the start of a service', () => {
  const SERVICE = 'System\\CurrentControlSet\\Services\\W32Time';
  const low = { [INF]: securityTemplate({ 'Service General Setting': ['"W32Time",2,""'] }) };
  const writes = (given: Given) => applied(given).writesIn(`hklm\\${SERVICE}`.toLowerCase());
  const item = { action: 'U', key: SERVICE, name: 'Start', data: 4, targeted: false } as const;
  const xml = (one: Parameters<typeof registryXml>[0][number]) => ({
    'Machine/Preferences/Registry/Registry.xml': registryXml([one]),
  });
  const pol = (data: number) => ({
    'Machine/Registry.pol': registryPol([{ key: SERVICE, name: 'Start', data }]),
  });

  test('is sure where the service and the value are set alike', () => {
    expect(writes({ low })).toMatchObject([{ name: 'Start', data: 2 }]);
    expect(writes({ low, high: pol(2) }).map((w) => w.data)).toEqual([2, 2]);
  });

  test.each([
    ['a value under targeting', xml({ ...item, targeted: true })],
    ['another value', pol(4)],
    ['a value that is taken away', xml({ ...item, action: 'D' })],
    ['a key that is taken away', xml({ ...item, action: 'D', name: null })],
    [
      'a value of ControlSet001',
      xml({ ...item, key: SERVICE.replace('Current', '').replace('Set', 'Set001') }),
    ],
  ])('is open beside %s', (_, high) => {
    expect(writes({ low, high })).toEqual([]);
  });
});

describe('subcategories of audit.csv', () => {
  const CSV = 'Machine/Microsoft/Windows NT/Audit/audit.csv';
  const csv = [
    'Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value',
    ',System,Audit Logon,{0CCE9215-69AE-11D9-BED3-505054503030},Success and Failure,,3',
    '',
  ].join('\r\n');
  const low = { [CSV]: csv };
  const template = (force: string | null, categories: readonly string[]) => ({
    [INF]: securityTemplate({
      ...(categories.length > 0 && { 'Event Audit': categories }),
      ...(force !== null && {
        'Registry Values': [
          `MACHINE\\System\\CurrentControlSet\\Control\\Lsa\\SCENoApplyLegacyAuditPolicy=4,${force}`,
        ],
      }),
    }),
  });
  const audit = (high: Record<string, string | Uint8Array>) => applied({ low, high }).sections.audit;

  test.each([
    ['alone', null, [], true],
    ['beside categories, by the default', null, ['AuditLogonEvents = 0'], true],
    ['beside categories, and forced', '1', ['AuditLogonEvents = 0'], true],
    ['not forced, without categories', '0', [], true],
    ['not forced, beside categories', '0', ['AuditLogonEvents = 0'], false],
  ] as const)('%s', (_what, force, categories, known) => {
    expect(audit(template(force, categories)) !== undefined).toBe(known);
  });
});
