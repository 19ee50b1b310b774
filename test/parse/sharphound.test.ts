import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildDirectory } from '../../src/facts/directory/directory.ts';
import { groupMembersOf, groupsToward } from '../../src/facts/directory/members.ts';
import type { DirectorySection } from '../../src/facts/directory/model.ts';
import type { NonEmpty } from '../../src/facts/known.ts';
import { PARSERS } from '../../src/parse/index.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { sharphoundJson } from '../../src/parse/sharphound.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../evidence.ts';
import { claims, newClaims, wholeKinds } from './directory/claims.ts';

const D = 'S-1-5-21-2501-2502-2503';
const BASE = 'dc=example,dc=test';
const TYPES = ['groups', 'users', 'computers', 'ous', 'gpos', 'domains'] as const;

const file = (type: string) => fixture(`sharphound-json/example.test/20261001_${type}.json`);
const parse = (text: string): Parsed => sharphoundJson.parse(fromText('x/y.json', text), CONTEXT) as Parsed;
const read = (type: string): Parsed => sharphoundJson.parse(file(type), CONTEXT) as Parsed;
const section = (type: string): DirectorySection | undefined => read(type).sections.directory;

describe.each(TYPES)('%s', (type) => {
  test('is recognised by its head and no other parser, read to its end, and never all there is', () => {
    expect(PARSERS.filter((p) => p.recognise(file(type))).map((p) => p.kind)).toEqual(['sharphound-json']);
    expect(sharphoundJson.recognise(fromBytes('x', file(type).bytes.subarray(0, 400)))).toBe(true);
    expect(read(type)).toMatchObject({ intact: 'yes', problems: [], lines: { notUnderstood: 0 } });
    expect([...wholeKinds(section(type))]).toEqual([]);
    expect(section(type)?.searches.length).toBeGreaterThan(0);
  });

  test('cut anywhere, it says nothing that the whole does not, and is cut', () => {
    const { text } = file(type);
    const known = claims(read(type));
    for (let n = 0; n < text.trimEnd().length; n++) {
      const part = parse(text.slice(0, n));
      expect(newClaims(part, known)).toEqual([]);
      expect(part.intact).toBe('cut');
    }
  });
});

describe('objects', () => {
  test('users: times, SIDs, and nothing of what is empty', () => {
    expect(section('users')?.accounts).toMatchObject([
      {
        name: 'Administrator',
        sid: `${D}-500`,
        primaryGroup: 513,
        adminCount: 1,
        passwordLastSet: 133564365000000000n,
        lastLogon: null,
        created: 1711962900000,
        control: null,
        descriptor: null,
      },
      {
        key: `cn=鈴木 一郎,ou=営業,${BASE}`,
        adminCount: null,
        passwordLastSet: null,
        delegatesTo: ['cifs/fs01.example.test'],
        sidHistory: ['S-1-5-21-9-9-9-1001'],
        servicePrincipalNames: ['HTTP/intra.example.test'],
      },
    ]);
    expect(section('users')?.accounts[1]?.hidden).toEqual(
      expect.arrayContaining(['admincount', 'pwdlastset', 'useraccountcontrol', 'ntsecuritydescriptor']),
    );
    expect(section('users')?.accounts[1]?.hidden).not.toContain('sidhistory');
  });

  test('computers', () => {
    expect(section('computers')?.accounts).toMatchObject([
      {
        kind: 'computer',
        name: 'PC01$',
        actedForBy: [`${D}-1101`],
        operatingSystem: 'Windows 11 Pro',
        lapsExpiry: null,
      },
    ]);
  });

  test('groups: a list that is empty may have been unreadable; identities that are no objects are passed over', () => {
    expect(section('groups')?.groups.map((g) => [g.sid, g.members])).toEqual([
      [`${D}-512`, [`<sid=${D.toLowerCase()}-500>`, `<sid=${D.toLowerCase()}-1201>`]],
      [`${D}-1201`, null],
      ['S-1-5-32-544', [`<sid=${D.toLowerCase()}-512>`]],
    ]);
    expect(read('groups').lines).toMatchObject({ understood: 3, irrelevant: 1 });
  });

  test('OUs, GPOs and domains', () => {
    expect(section('ous')?.soms).toMatchObject([
      { name: '営業', blocksInheritance: null, links: [{ enforced: true }, { enforced: false }] },
      { name: '端末', blocksInheritance: true, links: null },
    ]);
    expect(section('gpos')?.gpos).toMatchObject([
      {
        id: '{31B2F340-016D-11D2-945F-00C04FB984F9}',
        displayName: 'DEFAULT DOMAIN POLICY',
        userDisabled: false,
      },
      {
        id: '{0D1C2B3A-4958-4676-8594-A3B2C1D0E9F8}',
        userDisabled: true,
        machineDisabled: false,
        version: null,
      },
    ]);
    expect(section('domains')).toMatchObject({
      domains: [{ sid: D, functionalLevel: 6, machineAccountQuota: 10, dnsName: 'example.test' }],
      trusts: [{ partner: 'partner.test', direction: 2, type: null, attributes: null }],
    });
  });

  test('put together, members and links are found', () => {
    const [first, ...rest] = TYPES.map(section).filter((s) => s !== undefined);
    const directory = buildDirectory([first, ...rest] as unknown as NonEmpty<DirectorySection>);
    expect(directory.soms.get(`ou=営業,${BASE}`)?.links?.map((l) => l.guid)).toEqual([
      '{0D1C2B3A-4958-4676-8594-A3B2C1D0E9F8}',
      '{31B2F340-016D-11D2-945F-00C04FB984F9}',
    ]);
    const admins = groupMembersOf(directory, 'S-1-5-32-544');
    expect(admins.members.map((m) => [m.account.name, groupsToward([m]).map((g) => g.name)])).toEqual([
      ['Administrator', ['Administrators', 'Domain Admins']],
    ]);
    expect(admins.open.map((because) => because.en).join()).toMatch(/members of 営業部.*SharpHound/);
  });
});

describe('a damaged file', () => {
  test.each([
    ['fewer objects than it counts', (t: string) => t.replace('"count":4', '"count":5')],
    ['no meta', (t: string) => t.replace(/,"meta":.*$/, '}')],
  ])('%s is cut', (_name, change) => {
    expect(parse(change(file('groups').text))).toMatchObject({ intact: 'cut', problems: [{ policy: true }] });
  });

  test('an object without a DN is not understood', () => {
    const parsed = parse(file('groups').text.replace('"distinguishedname"', '"dn"'));
    expect(parsed.lines).toMatchObject({ understood: 2, notUnderstood: 1 });
    expect(parsed.problems).toMatchObject([{ policy: true }]);
  });

  test('a type that is not read is irrelevant', () => {
    const parsed = parse(file('groups').text.replace('"type":"groups"', '"type":"containers"'));
    expect([parsed.sections, parsed.lines]).toEqual([{}, { understood: 0, irrelevant: 4, notUnderstood: 0 }]);
  });

  test('no bytes make it throw', () => {
    const check = (bytes: Uint8Array): void => {
      const evidence = fromBytes('x/y', bytes);
      sharphoundJson.recognise(evidence);
      const { lines } = sharphoundJson.parse(evidence, CONTEXT) as Parsed;
      expect(lines.understood + lines.irrelevant + lines.notUnderstood).toBeGreaterThanOrEqual(0);
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), check));
    for (const type of TYPES) {
      const { bytes } = file(type);
      const damage = fc.tuple(fc.nat(bytes.length - 1), fc.uint8Array({ maxLength: 6 }), fc.nat(40));
      fc.assert(
        fc.property(damage, ([at, put, drop]) =>
          check(new Uint8Array([...bytes.subarray(0, at), ...put, ...bytes.subarray(at + drop)])),
        ),
      );
    }
  });
});
