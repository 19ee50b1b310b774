import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PARSERS } from '../../src/parse/index.ts';
import { ldif } from '../../src/parse/ldif.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../evidence.ts';
import { claims, newClaims, wholeKinds } from './directory/claims.ts';

const D = 'S-1-5-21-2501-2502-2503';
const BASE = 'dc=example,dc=test';

const parse = (text: string): Parsed => ldif.parse(fromText('x/y.ldif', text), CONTEXT) as Parsed;
const read = (name: string): Parsed => ldif.parse(fixture(`ldif/example.test/${name}`), CONTEXT) as Parsed;

test.each(['groups.ldif', 'ldifde.ldf', 'changes.ldif'])('%s is recognised by no other parser', (name) => {
  const evidence = fixture(`ldif/example.test/${name}`);
  expect(PARSERS.filter((p) => p.recognise(evidence)).map((p) => p.kind)).toEqual(['ldif']);
});

test.each([
  ['dn: DC=a\n', true],
  ['\n# comment\n folded\n\nversion: 1\n', true],
  ['dn:: REM9YQ==\n', true],
  ['# extended LDIF\n#\n', true],
  ['version: 2\n', false],
  ['x: 1\ndn: DC=a\n', false],
  ['dn:\n', false],
  ['', false],
])('%j: %s', (text, is) => {
  expect(ldif.recognise(fromText('x', text))).toBe(is);
});

describe('ldapsearch', () => {
  const parsed = read('groups.ldif');
  const section = parsed.sections.directory;

  test('DNs in base64, folded values, descriptors', () => {
    expect(section?.groups).toMatchObject([
      {
        dn: 'CN=営業部,OU=営業,DC=example,DC=test',
        name: '営業部',
        sid: `${D}-1201`,
        members: [
          `cn=鈴木 一郎,ou=営業,${BASE}`,
          `cn=山田 太郎 (営業支援システムの管理を担当する者),ou=営業,${BASE}`,
        ],
      },
      { name: 'Domain Admins', sid: `${D}-512` },
      { name: 'helpdesk', key: `cn=helpdesk\\, 2f,ou=営業,${BASE}` },
    ]);
    expect(section?.groups[0]?.descriptor?.dacl).toHaveLength(11);
  });

  test('what is not there is hidden: who read it is not known', () => {
    expect(section?.groups[2]).toMatchObject({ members: null, memberOf: null });
    expect(section?.groups[2]?.hidden).toContain('member');
    expect(section?.reader).toBeNull();
  });

  test('pages that add up to their counts are all that the filter covers', () => {
    expect([parsed.intact, parsed.problems, parsed.lines.notUnderstood]).toEqual(['yes', [], 0]);
    expect([...wholeKinds(section)]).toEqual(['groups']);
  });

  test.each<[string, RegExp | string, string]>([
    [
      'another result',
      'result: 0 Success\ncontrol: 1.2.840.113556.1.4.319 false MAUCAQAEAA==',
      'result: 4 Size limit',
    ],
    ['a page that is missing', /# CN=Helpdesk.*/s, ''],
    ['a count that is not that of the entries', '# numEntries: 1\n', '# numEntries: 2\n'],
    ['an entry that is missing', /# CN=Domain Admins.*?\n\n/s, ''],
    ['a filter that leaves some out', '(objectClass=group)', '(&(objectClass=group)(cn=a*))'],
    ['a part of the domain', 'base <DC=example', 'base <OU=a,DC=example'],
    ['one level', 'scope subtree', 'scope oneLevel'],
    ['a line that is no LDIF', 'objectClass: top', 'objectClass top'],
    ['a class in bad base64', 'objectClass: group', 'objectClass:: !!!'],
    ['a class by URL', 'objectClass: group', 'objectClass:< file:///x'],
    ['a class that is missing', 'objectClass: group\n', ''],
    ['a class twice', 'objectClass: group', 'objectClass: top'],
    ['no classes', 'objectClass: top\nobjectClass: group\n', ''],
    [
      'classes of an account',
      'objectClass: group\n',
      'objectClass: person\nobjectClass: organizationalPerson\n',
    ],
    ['a user that is a computer', 'objectClass: group', 'objectClass: user\nuserAccountControl: 4096'],
  ])('%s: not all', (_name, what, by) => {
    const part = parse(fixture('ldif/example.test/groups.ldif').text.replace(what, by));
    expect([...wholeKinds(part.sections.directory)]).toEqual([]);
    expect(part.intact).not.toBe('yes');
  });

  test('a search for everything finds every kind but PSOs, which only administrators may list', () => {
    const text = fixture('ldif/example.test/groups.ldif').text.replace(
      '(objectClass=group)',
      '(objectclass=*)',
    );
    const whole = wholeKinds(parse(text).sections.directory);
    expect(['users', 'computers', 'ous', 'groups', 'trusts'].every((what) => whole.has(what))).toBe(true);
    expect(['psos', 'sites', 'schema'].some((what) => whole.has(what))).toBe(false);
  });
});

describe('ldifde', () => {
  const parsed = read('ldifde.ldf');
  const section = parsed.sections.directory;

  test('entries to be added are content', () => {
    expect(parsed).toMatchObject({ intact: 'cannot-tell', problems: [], lines: { notUnderstood: 0 } });
    expect(section?.domains).toMatchObject([
      {
        sid: D,
        links: [
          { guid: '{0D1C2B3A-4958-4676-8594-A3B2C1D0E9F8}', enforced: true, disabled: false },
          { guid: '{31B2F340-016D-11D2-945F-00C04FB984F9}', enforced: false },
        ],
        password: {
          minimumLength: 14,
          complexity: true,
          reversible: true,
          lockoutThreshold: 5,
          history: null,
        },
      },
    ]);
    // Bits of the options beyond the two that are defined mean nothing.
    expect(section?.soms).toMatchObject([
      { name: '営業', blocksInheritance: true, links: [{ enforced: true, disabled: true }] },
      { kind: 'site', name: '本社', links: null },
    ]);
    expect(section?.accounts).toMatchObject([{ name: 'suzuki', control: 512, primaryGroup: 513 }]);
    expect(section?.gpos).toMatchObject([
      { displayName: '営業の設定', userDisabled: true, machineDisabled: true, userExtensions: null },
    ]);
  });

  test('shows of no kind that it is all', () => {
    expect([...wholeKinds(section)]).toEqual([]);
    expect(section?.searches.map((s) => s.what).sort()).toEqual(['domain', 'gpos', 'ous', 'sites', 'users']);
  });
});

test('changes are no content', () => {
  const parsed = read('changes.ldif');
  expect([parsed.sections, parsed.lines.notUnderstood, parsed.problems]).toEqual([{}, 0, []]);
});

describe('odd forms', () => {
  const user = (line: string): string =>
    `dn: CN=a,DC=c\nobjectClass: user\nsAMAccountName: a\n${line}\n\ndn: CN=b,DC=c\n\n`;
  const first = (text: string) => parse(text).sections.directory?.accounts[0];

  test.each<[string, string, object]>([
    ['a value in another file', 'userAccountControl:< file:///c:/a.txt', { control: null }],
    ['base64 that is none', 'userAccountControl:: *', { control: null }],
    ['two values of what has one', 'userAccountControl: 512\nuserAccountControl: 514', { control: null }],
    ['not a number', 'userAccountControl: many', { control: null }],
    ['a range that is not whole', 'memberOf;range=0-1: CN=a\nmemberOf;range=0-1: CN=b', { memberOf: null }],
    ['a SID in text', `objectSid: ${D}-7`, { sid: `${D}-7` }],
    ['no blank after the colon', 'userAccountControl:512', { control: 512 }],
    ['a folded number', 'userAccountControl: 5\n 12', { control: 512 }],
  ])('%s', (_name, line, expected) => {
    expect(first(user(line))).toMatchObject(expected);
  });

  test('the same entry twice: what differs is left open', () => {
    const twice = (a: string, b: string): string => `${user(a)}${user(b)}`;
    expect(first(twice('userAccountControl: 512', 'userAccountControl: 512'))).toMatchObject({
      control: 512,
    });
    expect(first(twice('userAccountControl: 512', 'userAccountControl: 514'))).toMatchObject({
      control: null,
      hidden: expect.arrayContaining(['useraccountcontrol']),
    });
  });

  test('passwords are nowhere in what is read', () => {
    const parsed = parse(`${user('ms-Mcs-AdmPwd: Geheim1!\nuserPassword:: R2VoZWltMSE=\nR2VoZWltMSE')}`);
    const shown = JSON.stringify(parsed, (_n, v: unknown) => (typeof v === 'bigint' ? String(v) : v));
    expect(parsed.lines.notUnderstood).toBe(1);
    expect(shown).not.toMatch(/Geheim|R2VoZWlt/);
  });

  test('a line that is no LDIF is told, with policy', () => {
    expect(parse(user('nonsense')).problems).toMatchObject([{ line: 4, policy: true }]);
  });
});

describe('a file that is cut', () => {
  test.each(['groups.ldif', 'ldifde.ldf'])(
    '%s, anywhere: it says nothing that the whole does not',
    (name) => {
      const { text } = fixture(`ldif/example.test/${name}`);
      const known = claims(read(name));
      for (let n = 0; n < text.length; n++) {
        const part = parse(text.slice(0, n));
        expect(newClaims(part, known)).toEqual([]);
        if (name === 'ldifde.ldf' || n < text.lastIndexOf('# numEntries'))
          expect(part.intact).not.toBe('yes');
      }
    },
  );
});

test('no bytes make it throw', async () => {
  const { bytes } = fixture('ldif/example.test/groups.ldif');
  const check = (given: Uint8Array): void => {
    const evidence = fromBytes('x/y', given);
    ldif.recognise(evidence);
    const { lines } = ldif.parse(evidence, CONTEXT) as Parsed;
    expect(lines.understood + lines.irrelevant + lines.notUnderstood).toBeGreaterThanOrEqual(0);
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), check));
  const damage = fc.tuple(fc.nat(bytes.length - 1), fc.uint8Array({ maxLength: 6 }), fc.nat(40));
  fc.assert(
    fc.property(damage, ([at, put, drop]) =>
      check(new Uint8Array([...bytes.subarray(0, at), ...put, ...bytes.subarray(at + drop)])),
    ),
    { numRuns: 300 },
  );
});

test.each([' \n', 'dn: a\n', '# a\n ', 'a:: ', 'dn: a\n \n', '\n'])(
  'no text of many %j takes long',
  (piece) => {
    const evidence = fromText('x', piece.repeat(100_000));
    ldif.recognise(evidence);
    expect((ldif.parse(evidence, CONTEXT) as Parsed).kind).toBe('ldif');
  },
);

describe('a group in several records', () => {
  const record = (lines: string): string => `dn: CN=g,DC=example,DC=test\nobjectClass: group\n${lines}\n\n`;
  const membersOf = (...records: readonly string[]) => {
    const groups = parse(records.map(record).join('')).sections.directory?.groups;
    expect(groups).toHaveLength(1);
    return groups?.[0]?.members;
  };

  test('whose ranges make a whole has the members of all', () => {
    expect(membersOf('member;range=1-*: CN=b', 'member;range=0-0: CN=a')).toEqual(['cn=a', 'cn=b']);
  });

  test.each<[string, readonly string[]]>([
    ['a range is missing', ['member;range=0-0: CN=a', 'member;range=2-*: CN=c']],
    [
      'a value of a range was not understood',
      ['member;range=0-0: CN=a', 'member;range=1-*: CN=b\nmember;range=1-*:: !'],
    ],
    [
      'they contradict one another',
      ['member: CN=a', 'member: CN=b', 'member;range=0-0: CN=a', 'member;range=1-*: CN=b'],
    ],
    ['ranges and a list differ', ['member: CN=a', 'member;range=0-0: CN=a', 'member;range=1-*: CN=b']],
  ])('hides its members where %s', (_name, records) => {
    expect(membersOf(...records)).toBeNull();
  });

  test('is put together in time that grows as they do', { timeout: 6_000 }, () => {
    const count = 20_000;
    const range = (i: number): string => `member;range=${i}-${i + 1 < count ? i : '*'}: CN=m${i}`;
    expect(membersOf(...Array.from({ length: count }, (_, i) => range(i)))).toHaveLength(count);
  });
});
