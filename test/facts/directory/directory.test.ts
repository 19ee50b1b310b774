import { describe, expect, test } from 'vitest';
import { guidKey, sidKey } from '../../../src/facts/directory/alternative.ts';
import { buildDirectory, parentSoms, wholeness } from '../../../src/facts/directory/directory.ts';
import { account, BASE, DOMAIN, domain, group, keyOf, ou, section, state } from './objects.ts';

describe('what is above an object', () => {
  const directory = buildDirectory([section({ soms: [ou('OU=端末,OU=営業'), ou('OU=営業')] })]);
  const below = (path: string) => {
    const { soms, unknown } = parentSoms(directory, { key: `${path},${BASE}`.toLowerCase() });
    return { soms: soms.map((s) => s.dn), unknown };
  };

  test('OUs from the nearest up, and the domain; containers are none', () => {
    expect(below('cn=pc,cn=box,ou=端末,ou=営業')).toEqual({
      soms: [`OU=端末,OU=営業,${BASE}`, `OU=営業,${BASE}`, BASE],
      unknown: [],
    });
    expect(below('cn=pc,cn=computers')).toEqual({ soms: [BASE], unknown: [] });
  });

  test('one that is not in the evidence is told', () => {
    expect(below('cn=pc,ou=x,ou=営業')).toEqual({
      soms: [`OU=営業,${BASE}`, BASE],
      unknown: [`ou=x,ou=営業,${BASE.toLowerCase()}`],
    });
    expect(parentSoms(directory, { key: 'cn=pc,ou=x' })).toEqual({ soms: [], unknown: ['ou=x', ''] });
    expect(parentSoms(directory, { key: 'cn=pc,dc=other' })).toEqual({ soms: [], unknown: ['dc=other'] });
  });
});

describe('wholeness', () => {
  test('a search that ended shows that there is no more', () => {
    expect(wholeness(buildDirectory([section()]), 'users')).toBeNull();
  });

  test('one that did not, or was never made, does not', () => {
    const partly = section({ searches: [state('users'), state('users', false)] });
    expect(wholeness(buildDirectory([partly]), 'users')?.because?.en).toBe('in part');
    expect(wholeness(buildDirectory([partly]), 'groups')?.because?.en).toMatch(
      /search for groups.*example\.test/,
    );
  });

  test('another file of the domain may have found all; one of another domain speaks for that alone', () => {
    const partly = section({ searches: [state('users', false)] });
    expect(wholeness(buildDirectory([partly, section()]), 'users')).toBeNull();
    const other = section({
      domains: [domain({ dn: 'DC=other', key: 'dc=other', dnsName: 'other' })],
      searches: [],
    });
    expect(wholeness(buildDirectory([section(), other]), 'users')?.because?.en).toMatch(/in other$/);
  });

  test('an object that was moved between two collections leaves it open', () => {
    const before = section({ accounts: [account('a', 1101)] });
    const after = section({ accounts: [account('b', 1101)] });
    const directory = buildDirectory([before, after]);
    expect(directory.bySid.has(`${DOMAIN}-1101`)).toBe(false);
    expect(wholeness(directory, 'users')?.because?.en).toMatch(/two DNs/);
    expect(wholeness(directory, 'gpos')).toBeNull();
  });
});

describe('an object in two files', () => {
  const both = (a: Parameters<typeof account>[2], b: Parameters<typeof account>[2]) => {
    const one = section({ accounts: [account('a', 1101, a)] });
    const other = section({ accounts: [account('a', 1101, b)] });
    return buildDirectory([one, other]).accounts;
  };

  test('what one hides is taken from the other', () => {
    const [merged] = both(
      { control: null, hidden: ['useraccountcontrol', 'admincount'] },
      { control: 514, adminCount: 1 },
    );
    expect(merged).toMatchObject({ control: 514, adminCount: 1, hidden: [] });
    const [open] = both({ control: null, hidden: ['*'] }, { control: null, hidden: ['useraccountcontrol'] });
    expect(open).toMatchObject({ control: null, hidden: ['useraccountcontrol'] });
  });

  test('where they differ it is left open, in lists too', () => {
    const [merged] = both(
      { control: 512, memberOf: ['cn=a'], delegatesTo: ['cifs/a'], adminCount: 1 },
      { control: 514, memberOf: [], delegatesTo: ['cifs/b'], adminCount: null },
    );
    expect(merged).toMatchObject({
      control: null,
      memberOf: null,
      delegatesTo: [],
      adminCount: null,
      hidden: ['admincount', 'memberof', 'msds-allowedtodelegateto', 'useraccountcontrol'],
    });
  });

  test('order of lists, case of names and fractions of a second are no difference', () => {
    const [merged] = both(
      { servicePrincipalNames: ['HOST/a', 'HOST/b'], name: 'A', passwordLastSet: 120_000_000n },
      { servicePrincipalNames: ['host/b', 'host/a'], name: 'a', passwordLastSet: 123_456_789n },
    );
    expect(merged).toMatchObject({ hidden: [], passwordLastSet: 123_456_789n });
  });

  test('rules of passwords are held against each other one by one', () => {
    const other = domain();
    const changed = { ...other, password: { ...other.password, minimumLength: 8 } };
    const directory = buildDirectory([section(), section({ domains: [changed] })]);
    expect(directory.domains).toMatchObject([
      { password: { minimumLength: null, history: 24 }, hidden: ['minpwdlength'] },
    ]);
  });

  test('two listings of SYSVOL that differ are not whole', () => {
    const { at } = section();
    const listing = { gpo: '{A}', complete: true, because: null, at };
    const directory = buildDirectory([
      section({ sysvol: [{ ...listing, files: ['a'] }] }),
      section({ sysvol: [{ ...listing, files: ['a', 'b'] }] }),
    ]);
    expect(directory.sysvol.get('{A}')).toMatchObject({ complete: false, files: ['a'] });
  });
});

test('names by SID and GUID become DNs where another file tells them', () => {
  const guid = '8dba134f-a8ff-45dd-a8a0-e8d9ea9974c5';
  const id = '{A62549D8-9E57-4ED8-B9C0-F513637BEFAD}';
  const link = { gpo: guidKey(guid), guid: null, disabled: false, enforced: true };
  const { at } = section();
  const gpo = {
    ...{ dn: `CN=${id}`, key: `cn=${id.toLowerCase()}`, guid, hidden: [], descriptor: null, at, id },
    ...{
      displayName: null,
      userDisabled: null,
      machineDisabled: null,
      version: null,
      functionality: null,
      sysvolPath: null,
    },
    ...{ machineExtensions: null, userExtensions: null, wmiFilter: null },
  };
  const groups = [group('g', 1200, { members: [sidKey(`${DOMAIN}-1101`), sidKey('S-1-5-11')] })];
  const directory = buildDirectory([
    section({ groups, soms: [ou('OU=a', { links: [link] })] }),
    section({ accounts: [account('a', 1101)], gpos: [gpo] }),
  ]);
  expect(directory.groups[0]?.members).toEqual([keyOf('a'), '<sid=s-1-5-11>']);
  expect(directory.soms.get(`ou=a,${BASE.toLowerCase()}`)?.links).toEqual([
    { ...link, gpo: gpo.key, guid: id },
  ]);
});
