import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildDirectory } from '../../src/facts/directory/directory.ts';
import { tokenOf } from '../../src/facts/directory/tokens.ts';
import { adNdjson } from '../../src/parse/ad-ndjson.ts';
import { PARSERS } from '../../src/parse/index.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { readFiles } from '../../src/parse/read.ts';
import { factLines } from '../../src/report/facts-text.ts';
import { directoryNdjson } from '../estate/directory/bundle.ts';
import { DEMO_DOMAIN } from '../estate/directory/demo.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../evidence.ts';
import { claims, newClaims, wholeKinds } from './directory/claims.ts';

const FILE = 'ad-ndjson/example.test/directory.ndjson';
const D = 'S-1-5-21-2501-2502-2503';
const BASE = 'dc=example,dc=test';

const parse = (text: string): Parsed =>
  adNdjson.parse(fromText('x/directory.ndjson', text), CONTEXT) as Parsed;
const evidence = fixture(FILE);
const parsed = adNdjson.parse(evidence, CONTEXT) as Parsed;
const section = parsed.sections.directory;
const lines = evidence.text.trimEnd().split('\n');

const withKey = <T extends { readonly key: string }>(
  list: readonly T[] | undefined,
  key: string,
): T | undefined => list?.find((o) => o.key === `${key},${BASE}`);

describe('a whole file', () => {
  test('is recognised by its head alone, by no other parser, and read to its end', () => {
    expect(PARSERS.filter((p) => p.recognise(evidence)).map((p) => p.kind)).toEqual(['ad-ndjson']);
    expect(adNdjson.recognise(fromBytes('x', evidence.bytes.subarray(0, 4096)))).toBe(true);
    expect([parsed.intact, parsed.lines]).toEqual([
      'yes',
      { understood: lines.length, irrelevant: 0, notUnderstood: 0 },
    ]);
    expect(section).toMatchObject({ reader: 'reader@example.test', readAt: Date.UTC(2026, 9, 1) });
  });

  test('the domain', () => {
    expect(section?.domains).toMatchObject([
      {
        dnsName: 'example.test',
        netbiosName: 'EXAMPLE',
        sid: D,
        functionalLevel: 7,
        machineAccountQuota: 10,
        blocksInheritance: false,
        hidden: [],
        password: {
          minimumLength: 7,
          complexity: true,
          reversible: false,
          history: 24,
          lockoutThreshold: 0,
          lockoutDuration: -18000000000n,
          maximumAge: -36288000000000n,
        },
      },
    ]);
  });

  test('links of OUs, whatever the case of their DNs; an OU without a descriptor hides what it does not show', () => {
    expect(withKey(section?.soms, 'ou=営業')).toMatchObject({
      name: '営業',
      links: [
        { guid: '{0D1C2B3A-4958-4676-8594-A3B2C1D0E9F8}', enforced: true, disabled: false },
        { guid: '{31B2F340-016D-11D2-945F-00C04FB984F9}', enforced: false, disabled: true },
      ],
      blocksInheritance: false,
      hidden: [],
    });
    expect(withKey(section?.soms, 'ou=端末\\, 本社,ou=営業')).toMatchObject({
      links: [],
      blocksInheritance: true,
    });
    expect(withKey(section?.soms, 'ou=秘密')).toMatchObject({
      links: null,
      blocksInheritance: null,
      hidden: ['gplink', 'gpoptions', 'ntsecuritydescriptor'],
    });
  });

  test('GPOs and WMI filters', () => {
    expect(section?.gpos).toMatchObject([
      {
        displayName: 'Default Domain Policy',
        version: { machine: 4, user: 3 },
        userDisabled: false,
        machineExtensions: [
          '{35378EAC-683F-11D2-A89A-00C04FBBCFA2}',
          '{827D319E-6EAC-11D2-A4EA-00C04F79F83A}',
        ],
        userExtensions: [],
        wmiFilter: null,
        hidden: [],
      },
      {
        id: '{0D1C2B3A-4958-4676-8594-A3B2C1D0E9F8}',
        userDisabled: true,
        machineDisabled: false,
        version: { machine: 0, user: 1 },
        userExtensions: [],
        wmiFilter: '{1A014541-7D11-47AB-A74A-606F54E36B64}',
        hidden: [],
      },
    ]);
    expect(section?.wmiFilters).toMatchObject([
      {
        name: 'ノート PC',
        queries: [
          'SELECT * FROM Win32_OperatingSystem WHERE ProductType = 1',
          'SELECT * FROM Win32_Battery; -- 電池',
        ],
      },
    ]);
  });

  test('accounts', () => {
    expect(section?.accounts.find((a) => a.name === 'suzuki')).toMatchObject({
      kind: 'user',
      sid: `${D}-1101`,
      control: 4260352,
      memberOf: [`cn=営業部,ou=営業,${BASE}`],
      sidHistory: ['S-1-5-21-9-9-9-1001'],
      servicePrincipalNames: ['HTTP/intra.example.test'],
      workstations: ['PC01', 'PC02'],
      encryptionTypes: 28,
      delegatesTo: [],
      passwordLastSet: 134180000000000000n,
      expires: 9223372036854775807n,
      created: Date.UTC(2024, 3, 1, 9, 15),
      hidden: [],
    });
    expect(section?.accounts.find((a) => a.name === 'secret')).toMatchObject({
      control: null,
      memberOf: null,
    });
    expect(section?.accounts.filter((a) => a.kind === 'computer')).toMatchObject([
      {
        name: 'PC01$',
        actedForBy: [`${D}-1101`],
        lapsExpiry: 134220000000000000n,
        dnsHostName: 'pc01.example.test',
      },
      { name: 'PC02$', actedForBy: [], lapsExpiry: null, operatingSystem: null, hidden: [] },
    ]);
  });

  test('what the schema does not have is nowhere', () => {
    expect(section?.schemaHas?.has('mslaps-passwordexpirationtime')).toBe(true);
    expect(section?.schemaHas?.has('ms-mcs-admpwdexpirationtime')).toBe(false);
  });

  test('members in ranges, foreign principals, trusts, sites, subnets, SYSVOL', () => {
    expect(section?.groups.find((g) => g.name === '営業部')?.members).toEqual([
      `cn=鈴木 一郎,ou=営業,${BASE}`,
      `cn=秘書,ou=秘密,${BASE}`,
      `cn=採取係,cn=users,${BASE}`,
    ]);
    expect(section?.accounts.filter((a) => a.kind === 'foreign')).toMatchObject([{ sid: 'S-1-5-11' }]);
    expect(section?.trusts).toMatchObject([{ partner: 'partner.test', direction: 2, attributes: 8 }]);
    expect(section?.subnets).toMatchObject([
      { cidr: '10.1.0.0/16', site: `cn=本社,cn=sites,cn=configuration,${BASE}` },
    ]);
    expect(section?.sysvol).toMatchObject([
      { gpo: '{31B2F340-016D-11D2-945F-00C04FB984F9}', complete: true },
      { gpo: '{0D1C2B3A-4958-4676-8594-A3B2C1D0E9F8}', files: null },
    ]);
  });

  test('an OU the reader cannot list and a container of PSOs he cannot see keep their searches from being whole', () => {
    const whole = wholeKinds(section);
    for (const what of ['users', 'computers', 'groups', 'ous', 'foreign', 'psos'])
      expect(whole).not.toContain(what);
    for (const what of ['domain', 'gpos', 'wmi-filters', 'trusts', 'sites', 'schema'])
      expect(whole).toContain(what);
    expect(parsed.problems.map((p) => [p.message.en, p.policy])).toContainEqual([
      expect.stringMatching(/users.*cannot list what is in OU=秘密/),
      false,
    ]);
  });

  test('inspect shows counts and objects', () => {
    const shown = factLines(parsed.sections);
    expect(shown[0]).toMatchObject({
      domain: 'directory',
      text: expect.stringMatching(/domains 1, OUs 3.*users 3/),
    });
    expect(shown.map((f) => f.text).join('\n')).toMatch(/ou OU=秘密.*links \?.*not shown: gplink/);
  });
});

describe('the domain of the demo, whose reader may list everything', () => {
  const demo = parse(directoryNdjson(DEMO_DOMAIN));

  test('is whole, but for a GPO that is linked and not shown', () => {
    expect(demo.problems.map((p) => p.message.en)).toEqual([expect.stringMatching(/gpos.*linked GPO/)]);
    expect(wholeKinds(demo.sections.directory).size).toBe(12);
  });

  test('a search that was not made or ended early is not whole', () => {
    const part = parse(directoryNdjson(DEMO_DOMAIN, { without: ['groups'], partial: ['users'] }));
    const whole = wholeKinds(part.sections.directory);
    expect([whole.has('groups'), whole.has('users'), whole.has('computers')]).toEqual([false, false, true]);
    expect(part.intact).toBe('yes');
    expect(part.problems.map((p) => p.message.en).join()).toMatch(/partial.*the connection was lost/);
  });
});

const known = claims(parsed);

/** Lines with some of them changed; the end line counts as it did. */
const edited = (change: (lines: string[]) => void): Parsed => {
  const copy = [...lines];
  change(copy);
  return parse(`${copy.join('\n')}\n`);
};

const lineWith = (text: string): number => lines.findIndex((line) => line.includes(text));

describe('a damaged file', () => {
  test('cut between any two lines, it says nothing that the whole does not', () => {
    for (let n = 0; n < lines.length; n++) {
      const part = parse(lines.slice(0, n).join('\n'));
      expect(newClaims(part, known)).toEqual([]);
      expect(part.intact).toBe('cut');
    }
  });

  test('cut anywhere inside a line', () => {
    fc.assert(
      fc.property(fc.nat(evidence.text.length - 2), (n) => {
        const part = parse(evidence.text.slice(0, n));
        expect(newClaims(part, known)).toEqual([]);
        expect(part.intact).toBe('cut');
        expect(part.problems.some((p) => p.policy)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('without any one line, it is noticed, and no kind is whole', () => {
    for (let n = 0; n < lines.length - 1; n++) {
      const part = edited((l) => l.splice(n, 1));
      expect([...wholeKinds(part.sections.directory)]).toEqual([]);
      expect(part.problems.length).toBeGreaterThan(0);
      expect(newClaims(part, known)).toEqual([]);
    }
  });

  test.each<[string, (l: string[]) => void]>([
    ['a line that is no JSON', (l) => l.splice(5, 1, '{"dn":')],
    [
      'a name written twice',
      (l) => l.splice(5, 1, l[5]?.replace('"a":{', '"a":{"searchFlags":["0"],') ?? ''),
    ],
    ['values that are no texts', (l) => l.splice(5, 1, l[5]?.replace('"attributeSchema"', '7') ?? '')],
    [
      'base64 that is none',
      (l) => l.splice(5, 1, l[5]?.replace('"schemaIDGUID":["', '"schemaIDGUID":["*') ?? ''),
    ],
    ['an entry outside a search', (l) => l.splice(1, 0, l[2] ?? '')],
    ['a line after the end', (l) => l.push('{"dn":"CN=x","a":{}}')],
    ['a second head', (l) => l.push(l[0] ?? '')],
    ['an unknown line', (l) => l.splice(5, 0, '{"other":1}')],
    [
      'a closing line of another search',
      (l) => l.splice(lineWith('"searched":"ous"'), 1, '{"searched":"x"}'),
    ],
  ])('%s is not understood, and leaves every search open', (_name, change) => {
    const part = edited(change);
    expect(part.lines.notUnderstood).toBeGreaterThan(0);
    expect(part.problems[0]).toMatchObject({ policy: true });
    expect([...wholeKinds(part.sections.directory)]).toEqual([]);
  });

  test('a closing line that counts other than what is there', () => {
    const at = lineWith('"searched":"trusts"');
    const part = edited((l) => l.splice(at, 1, l[at]?.replace('"entries":1', '"entries":2') ?? ''));
    expect(wholeKinds(part.sections.directory).has('trusts')).toBe(false);
    expect(part.problems.map((p) => p.message.en).join()).toMatch(/trusts.*number of entries/);
  });

  test('a version that is not known', () => {
    const part = edited((l) => l.splice(0, 1, l[0]?.replace('"version":1', '"version":2') ?? ''));
    expect([part.sections, part.problems[0]?.policy]).toEqual([{}, true]);
  });

  test('garbage in gPLink leaves the links open and is told', () => {
    const part = edited((l) =>
      l.splice(lineWith('"OU=営業,'), 1, l[lineWith('"OU=営業,')]?.replace(';2]', ']') ?? ''),
    );
    expect(withKey(part.sections.directory?.soms, 'ou=営業')).toMatchObject({
      links: null,
      hidden: ['gplink'],
    });
    expect(part.problems.map((p) => p.message.en)).toContainEqual(expect.stringMatching(/gplink of OU=営業/));
  });

  test('a range of members that is not there leaves them open', () => {
    const at = lineWith('member;range=2-*');
    const part = edited((l) => {
      l.splice(at, 1);
      const end = l.length - 1;
      l.splice(end, 1, `{"end":true,"lines":${end},"complete":true}`);
    });
    expect(part.sections.directory?.groups.find((g) => g.name === '営業部')).toMatchObject({
      members: null,
      hidden: ['member'],
    });
  });

  test('a search of a part of the domain is not one of all', () => {
    const part = parse(directoryNdjson(DEMO_DOMAIN).replace(/("search":"users","base":")/, '$1OU=営業,'));
    expect(wholeKinds(part.sections.directory).has('users')).toBe(false);
  });

  test('no bytes make it throw', async () => {
    const check = async (bytes: Uint8Array): Promise<void> => {
      const file = fromBytes('x/y', bytes);
      adNdjson.recognise(file);
      const part = adNdjson.parse(file, CONTEXT) as Parsed;
      expect(part.lines.understood).toBeGreaterThanOrEqual(0);
    };
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), check));
    const { bytes } = evidence;
    const damage = fc.tuple(fc.nat(bytes.length - 1), fc.uint8Array({ maxLength: 6 }), fc.nat(40));
    await fc.assert(
      fc.asyncProperty(damage, ([at, put, drop]) =>
        check(new Uint8Array([...bytes.subarray(0, at), ...put, ...bytes.subarray(at + drop)])),
      ),
      { numRuns: 200 },
    );
  });
});

test('reads as the program reads it: not cut, no damage', async () => {
  const [read] = await readFiles([evidence], CONTEXT);
  expect(read).toMatchObject({ kind: 'ad-ndjson', intact: 'yes' });
});

test('10,000 computers with tokens take about a second at most, and share what they hide', () => {
  const computer = (i: number): object => ({
    name: `PC${i}`,
    rid: 10_000 + i,
    ou: '営業/端末',
    os: 'Windows 11 Pro',
    osVersion: '10.0 (22631)',
  });
  const many = Array.from({ length: 10_000 }, (_, i) => computer(i)) as (typeof DEMO_DOMAIN)['computers'];
  const text = directoryNdjson({ ...DEMO_DOMAIN, computers: [...DEMO_DOMAIN.computers, ...many] });
  const start = performance.now();
  const file = parse(text);
  const directory = file.sections.directory && buildDirectory([file.sections.directory]);
  const whole = directory?.accounts.every((a) => a.kind === 'foreign' || tokenOf(directory, a).complete);
  const ms = performance.now() - start;
  expect([whole, directory?.accounts.length]).toEqual([true, DEMO_DOMAIN.computers.length + 10_000 + 17]);
  expect(new Set(directory?.accounts.map((a) => a.hidden)).size).toBeLessThan(10);
  // Far above what it takes, so that a busy machine does not fail it: a parser that goes over its input twice for each entry would.
  expect(ms).toBeLessThan(10_000);
  console.info(`10,000 computers: ${Math.round(ms)} ms`);
});

const BY_CLASS = ['ous', 'users', 'computers', 'groups', 'foreign'];
const DEMO_TEXT = directoryNdjson(DEMO_DOMAIN);

interface Line {
  readonly search?: string;
  readonly searched?: string;
  readonly entries?: number;
  readonly end?: boolean;
  readonly dn?: string;
  readonly a?: Readonly<Record<string, readonly string[]>>;
  readonly sd?: string;
}

/** The bundle of the demo with the entries of one search changed; counts are put right. */
function withEntries(kind: string, change: (entries: readonly Line[]) => readonly Line[]): string {
  const all = DEMO_TEXT.trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const start = all.findIndex((l) => l.search === kind) + 1;
  const end = all.findIndex((l) => l.searched === kind);
  const inside = all.slice(start, end);
  const entries = change(inside.filter((l) => l.dn !== undefined));
  const lines = [
    ...all.slice(0, start),
    ...inside.filter((l) => l.dn === undefined),
    ...entries,
    { ...all[end], entries: entries.length },
    ...all.slice(end + 1, -1),
  ];
  return [...lines, { ...all.at(-1), lines: lines.length }].map((l) => `${JSON.stringify(l)}\n`).join('');
}

const wholeBefore = wholeKinds(parse(DEMO_TEXT).sections.directory);

/** Kinds that the whole bundle decides and this one does not. */
const opened = (text: string): readonly string[] => {
  const { sections, lines: counts } = parse(text);
  expect(counts.notUnderstood).toBe(0);
  const whole = wholeKinds(sections.directory);
  return [...wholeBefore].filter((what) => !whole.has(what));
};

describe('objects that the reader cannot tell what they are', () => {
  const at = (rdn: string, a: Line['a'] = {}): Line => ({ dn: `${rdn},DC=example,DC=test`, a });
  const swept = (rdn: string, a?: Line['a']): readonly string[] =>
    opened(withEntries('sweep', () => [at(rdn, a)]));

  test('leave open what is searched for by class', () => {
    expect(opened(DEMO_TEXT)).toEqual([]);
    expect(swept('CN=隠し,OU=営業')).toEqual(BY_CLASS);
    expect(swept('CN=x,CN=PC-EIGYO01,OU=端末,OU=営業')).toEqual(BY_CLASS);
    expect(swept('CN=x,CN=IP Security,CN=System')).toEqual(BY_CLASS);
    expect(swept('CN=x,CN=System').toSorted()).toEqual([...BY_CLASS, 'trusts'].toSorted());
  });

  test('also where a search by class gave them', () => {
    const entry = at('CN=隠し,OU=営業', { userAccountControl: ['512'] });
    expect(opened(withEntries('users', (entries) => [...entries, entry]))).toEqual(BY_CLASS);
    expect(opened(withEntries('containers', (entries) => [...entries, entry]))).toEqual(BY_CLASS);
  });

  test.each([
    'CN=NTDS Quotas',
    'CN=TPM Devices',
    'CN=1,CN=TPM Devices',
    'CN=厳格,CN=Password Settings Container,CN=System',
    'CN=BCKUPKEY_PREFERRED Secret,CN=System',
    'CN=BCKUPKEY_0a0b0c0d-0e0f-4a4b-8c8d-101112131415 Secret,CN=System',
    'CN=ipsecNFA{59319C04-5EE3-11D2-ACE8-0060B0ECCA17},CN=IP Security,CN=System',
    'DC=www,DC=example.test,CN=MicrosoftDNS,CN=System',
    'CN=Machine,CN={31B2F340-016D-11D2-945F-00C04FB984F9},CN=Policies,CN=System',
    'CN=2024-03-01T09:15:00\\+09:00{5D1C2B3A-4958-4676-8594-A3B2C1D0E9F8},CN=PC-EIGYO01,OU=端末,OU=営業',
  ])('but for %s, which every domain closes', (rdn) => {
    expect(swept(rdn)).toEqual([]);
    // What has a SID is an account or a group, whatever it is called.
    expect(swept(rdn, { objectSid: ['AQUAAAAAAAUVAAAA'] })).toEqual(expect.arrayContaining(BY_CLASS));
  });

  test('what stands below an object that can hold no account is none', () => {
    const table = at('CN=VolumeTable,CN=FileLinks,CN=System', {
      objectClass: ['top', 'linkTrackVolumeTable'],
    });
    const hidden = at('CN=0a0b,CN=VolumeTable,CN=FileLinks,CN=System');
    expect(opened(withEntries('containers', (entries) => [...entries, table, hidden]))).toEqual([]);
  });

  test('sites, subnets and attributes of the schema are told from each other', () => {
    const C = 'CN=Configuration';
    expect(opened(withEntries('sites', (e) => [...e, at(`CN=支社,CN=Sites,${C}`)]))).toEqual(['sites']);
    expect(
      opened(withEntries('subnets', (e) => [...e, at(`CN=10.9.0.0/16,CN=Subnets,CN=Sites,${C}`)])),
    ).toEqual(['subnets']);
    expect(opened(withEntries('schema', (e) => [...e, at(`CN=x,CN=Schema,${C}`)]))).toEqual(['schema']);
    const nameless = at(`CN=x,CN=Schema,${C}`, { objectClass: ['top', 'attributeSchema'] });
    expect(opened(withEntries('schema', (e) => [...e, nameless]))).toEqual(['schema']);
  });

  test('objects of a class that its search did not find', () => {
    const USER = { objectClass: ['top', 'person', 'organizationalPerson', 'user'] };
    expect(swept('CN=新人,OU=営業', USER)).toEqual(BY_CLASS);
    expect(swept('O=子会社', { objectClass: ['top', 'organization'] })).toEqual(BY_CLASS);
    expect(swept('CN=x,OU=営業', { objectClass: ['top', 'secret'] })).toEqual([]);
  });

  test('without the sweep, or without the search for containers, nothing that it answers for is whole', () => {
    for (const kind of ['sweep', 'containers'] as const) {
      const open = opened(directoryNdjson(DEMO_DOMAIN, { without: [kind] }));
      expect(open).toEqual(expect.arrayContaining([...BY_CLASS, 'trusts']));
    }
  });
});

describe('containers that the reader may not list', () => {
  const at = (dn: string, objectClass: readonly string[]): Line => ({ dn, a: { objectClass } });
  const added = (rdn: string, ...classes: readonly string[]): readonly string[] => {
    const line = at(`${rdn},DC=example,DC=test`, ['top', ...classes]);
    return opened(withEntries('containers', (entries) => [...entries, line]));
  };
  const closing = (kind: string, rdn: string): readonly string[] => {
    const key = `${rdn},DC=example,DC=test`;
    return opened(
      withEntries(kind, (entries) =>
        entries.map((e) => (e.dn === key ? { ...e, sd: 'none' } : e)),
      ).replaceAll(',"sd":"none"', ''),
    );
  };

  test('of any class that may hold an account, and of one that is not known', () => {
    expect(added('O=子会社', 'organization')).toEqual(BY_CLASS);
    expect(added('CN=LostAndFound', 'lostAndFound')).toEqual(BY_CLASS);
    expect(added('CN=x,CN=System', 'container', 'rpcContainer')).toEqual(BY_CLASS);
    expect(added('CN=x', 'exampleHolder')).toEqual(BY_CLASS);
    expect(added('CN=x', 'secret')).toEqual([]);
    expect(added('CN=厳格,CN=Password Settings Container,CN=System', 'msDS-PasswordSettings')).toEqual([]);
  });

  test('leave open what stands in them alone', () => {
    expect(closing('containers', 'CN=System')).toEqual(expect.arrayContaining([...BY_CLASS, 'trusts']));
    expect(closing('containers', 'CN=SOM,CN=WMIPolicy,CN=System')).toContain('wmi-filters');
    expect(closing('sites-container', 'CN=Sites,CN=Configuration')).toEqual(['sites']);
    expect(closing('sites', 'CN=Subnets,CN=Sites,CN=Configuration')).toEqual(['subnets']);
    expect(closing('schema-container', 'CN=Schema,CN=Configuration')).toEqual(['schema']);
  });

  test('a computer, which may hold a managed service account', () => {
    expect(closing('computers', 'CN=PC-EIGYO01,OU=端末,OU=営業')).toEqual(BY_CLASS);
  });

  test('where it is not known who read it, nothing but the domain itself is whole', () => {
    const text = DEMO_TEXT.replace(/"sids":\[[^\]]*\]/, '"sids":null');
    expect([...wholeKinds(parse(text).sections.directory)]).toEqual(['domain']);
  });
});

describe('folders of SYSVOL', () => {
  const read = (line: object) => {
    const lines = DEMO_TEXT.trimEnd().split('\n');
    const end = JSON.stringify({ end: true, lines: lines.length, complete: true });
    const { sections, lines: counts } = parse(
      [...lines.slice(0, -1), JSON.stringify(line), end, ''].join('\n'),
    );
    return counts.notUnderstood > 0 ? 'not understood' : sections.directory?.sysvol.at(-1);
  };
  const GUID = '{0a0b0c0d-0e0f-4a4b-8c8d-101112131415}';

  test('of a GPO, of none, and one of which nothing is known', () => {
    const of = (sysvol: string) => read({ sysvol, files: ['a/b'], complete: true });
    expect(of(GUID)).toMatchObject({ gpo: GUID.toUpperCase(), files: ['a/b'], complete: true });
    for (const name of ['PolicyDefinitions', '.', `${GUID}_NTFRS_000a1b2c`])
      expect(of(name)).toMatchObject({ gpo: name, files: ['a/b'], complete: true });
    expect(read({ sysvol: GUID, files: null, complete: false, because: 'not listed' })).toMatchObject({
      ...{ gpo: GUID.toUpperCase(), files: null, complete: false },
      because: { en: 'not listed' },
    });
    expect(of('')).toBe('not understood');
  });
});

describe('what every domain has', () => {
  const without = (kind: string, text: string): readonly string[] =>
    opened(withEntries(kind, (entries) => entries.filter((e) => !JSON.stringify(e).includes(text))));

  test.each([
    ['users', '"krbtgt"'],
    ['users', '"Administrator"'],
    ['groups', '"Domain Admins"'],
    ['groups', '"Administrators"'],
    ['computers', 'OU=Domain Controllers'],
    ['ous', 'OU=Domain Controllers'],
    ['sites', '"site"'],
    ['schema', '"userAccountControl"'],
  ])('%s are not whole without %s', (kind, text) => {
    expect(without(kind, text)).toContain(kind);
  });

  test('the Default Domain Policy among the GPOs', () => {
    const text = withEntries('gpos', (e) => e.filter((l) => !l.dn?.includes('31B2F340')));
    expect(
      parse(text)
        .problems.map((p) => p.message.en)
        .join(),
    ).toContain('Default Domain Policy');
  });

  test('a server that shows nothing but the domain, and not its class, decides nothing', () => {
    const kinds = DEMO_TEXT.matchAll(/"search":"([^"]+)"/g);
    let text = DEMO_TEXT;
    for (const [, kind] of kinds)
      text = text.replace(
        new RegExp(
          `(\\{"search":"${kind}".*\\n)(?:\\{"(?:dn|descriptor)".*\\n)*\\{"searched":"${kind}","entries":\\d+`,
        ),
        (_, head) =>
          kind === 'domain'
            ? `${head}{"dn":"DC=example,DC=test","a":{"minPwdLength":["14"]}}\n{"searched":"domain","entries":1`
            : `${head}{"searched":"${kind}","entries":0`,
      );
    const end = text.trimEnd().split('\n').length - 1;
    const { sections, lines: counts } = parse(text.replace(/("end":true,"lines":)\d+/, `$1${end}`));
    expect(counts.notUnderstood).toBe(0);
    expect([...wholeKinds(sections.directory)]).toEqual([]);
    expect(sections.directory?.schemaHas).toBeNull();
  });
});

describe('classes that are damaged', () => {
  const BAD: readonly (readonly string[])[] = [
    ['top'],
    ['top', 'person'],
    ['\ufffdx'],
    ['top', 'top', 'user', 'computer', 'group', 'organizationalUnit'],
    ['top', 'contact'],
    ['top', 'crossRef'],
  ];

  test.each([
    'domain',
    'ous',
    'users',
    'computers',
    'groups',
    'foreign',
    'psos',
    'trusts',
    'subnets',
    'schema',
  ])('of one result for %s leave open how many of anything there are', (kind) => {
    for (const objectClass of kind === 'schema' ? BAD.slice(0, 4) : BAD) {
      const text = withEntries(kind, ([first, ...others]) => {
        expect(first).toBeDefined();
        return [{ ...first, a: { ...first?.a, objectClass } }, ...others];
      });
      const part = parse(text);
      expect(part.lines.notUnderstood).toBe(1);
      expect(part.problems).toContainEqual(expect.objectContaining({ policy: true }));
      expect([...wholeKinds(part.sections.directory)]).toEqual([]);
    }
  });

  test('leave open what is in a container', () => {
    const text = withEntries('containers', ([first, ...others]) => [
      { ...first, a: { ...first?.a, objectClass: ['top'] } },
      ...others,
    ]);
    expect([...wholeKinds(parse(text).sections.directory)]).toEqual([]);
  });

  test('other things in a container that is searched as a whole are no damage', () => {
    const entry = {
      dn: 'CN=x,CN=Policies,CN=System,DC=example,DC=test',
      a: { objectClass: ['top', 'container'] },
    };
    expect(parse(withEntries('gpos', (entries) => [...entries, entry])).lines.notUnderstood).toBe(0);
  });

  test('a computer that does not show its classes may be a managed service account, and is neither', () => {
    const entry = { dn: 'CN=svc1,CN=Computers,DC=example,DC=test', a: { sAMAccountName: ['svc1$'] } };
    const text = withEntries('computers', (entries) => [...entries, entry]);
    const { accounts } = parse(text).sections.directory ?? {};
    expect(accounts?.length).toBeGreaterThan(0);
    expect(accounts?.some((a) => a.name === 'svc1$')).toBe(false);
    expect(opened(text)).toEqual(expect.arrayContaining(['users', 'computers']));
  });

  test('two results for one DN of different classes are neither', () => {
    const other = (entries: readonly Line[]): readonly Line[] =>
      entries.map((entry, index) => (index === 0 ? { ...entry, dn: HELD } : entry));
    const HELD = parse(DEMO_TEXT).sections.directory?.groups[0]?.dn ?? '';
    const part = parse(withEntries('users', other));
    expect(part.sections.directory?.groups.some((g) => g.dn === HELD)).toBe(false);
    expect([...wholeKinds(part.sections.directory)]).toEqual([]);
  });
});
