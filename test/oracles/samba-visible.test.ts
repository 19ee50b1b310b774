/**
 * Who sees what, asked of a domain controller: attributes that exist and that we say the reader would see are shown to
 * him. Were one not, its absence would be taken for a fact.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Client } from 'ldapts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDescriptor } from '../../src/parse/directory/descriptor.ts';
import { type Entry, gather, gathered, gathering } from '../../src/parse/directory/entry.ts';
import { type LdifLine, readLine, unfold } from '../../src/parse/directory/ldif-lines.ts';
import type { ObjectKind } from '../../src/parse/directory/shapes.ts';
import { readerToken, viewerOf } from '../../src/parse/directory/viewer.ts';
import { type Viewer, visible } from '../../src/parse/directory/visible.ts';
import { noSamba, openSamba, type SambaDomain, type SambaQuery } from './samba.ts';

const NO_SAMBA = noSamba();

if (NO_SAMBA !== null) {
  test('a domain controller can run here', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_SAMBA}`);
    skip(`skipped: ${NO_SAMBA}`);
  });
}

/** A failure is repeated with UCHIBORI_SEED. */
const SEED = Number(process.env.UCHIBORI_SEED) || Date.now() % 2 ** 31;
const OBJECTS = 120;
const OU = 'OU=閲覧';

const NAMES = [
  'accountExpires',
  'adminCount',
  'description',
  'displayName',
  'objectSid',
  'primaryGroupID',
  'pwdLastSet',
  'sAMAccountName',
  'servicePrincipalName',
  'userAccountControl',
  'userWorkstations',
  'whenCreated',
] as const;

const EXTRA =
  'adminCount: 1\ndisplayName: d\ndescription: e\nservicePrincipalName: HOST/x\nuserWorkstations: PC1\n';

/** Property sets: General Information, Account Restrictions, Logon Information, Public Information. */
const SETS = [
  '59ba2f42-79a2-11d0-9020-00c04fc2d3cf',
  '4c164200-20c0-11d0-a768-00aa006e0529',
  '5f202010-79a5-11d0-9020-00c04fc2d4cf',
  'e48d0154-bcf8-11d1-8702-00c04fb96050',
];

const LOWER = NAMES.map((name) => name.toLowerCase());

const DN_LINE = (dn: string): string => `dn:: ${Buffer.from(dn).toString('base64')}`;

/** A record of what ldbsearch prints. */
function entryOf(lines: readonly LdifLine[]): Entry {
  const into = gathering();
  for (const { text } of lines) {
    const read = readLine(text);
    if (read?.value) gather(into, read.name, [read.value]);
  }
  const at = { file: '', line: 1, text: '' };
  return { dn: '', key: '', ...gathered(into), asked: null, descriptor: null, search: null, at };
}

describe.skipIf(NO_SAMBA !== null)(`who sees what (UCHIBORI_SEED=${SEED})`, () => {
  let samba: SambaDomain;
  beforeAll(async () => {
    samba = await openSamba();
  }, 120_000);
  afterAll(async () => {
    await samba?.stop();
  });

  const dnOf = (i: number): string => `CN=人 ${i},${OU},${samba.baseDn}`;

  const records = async (query: SambaQuery): Promise<readonly Entry[]> =>
    (await samba.search(query))
      .split(/\n{2,}/)
      .map((block) => unfold(block.split('\n')).filter(({ text }) => !text.startsWith('#')))
      .filter((lines) => lines.length > 0)
      .map(entryOf);

  async function made(): Promise<readonly string[]> {
    const [user, group] = await samba.sids([samba.reader.dn, `CN=Domain Users,CN=Users,${samba.baseDn}`]);
    const guids = (await schema()).flatMap((e) => {
      const text = e.values.get('schemaidguid')?.[0];
      return typeof text === 'string' && NAMES.some((n) => n === e.values.get('ldapdisplayname')?.[0])
        ? [text]
        : [];
    });
    expect(guids.length).toBe(NAMES.length);
    const ace = fc
      .record({
        type: fc.constantFrom('A', 'A', 'A', 'D'),
        rights: fc.constantFrom('RP', 'RP', 'RPCR', 'RPLCLORC', 'CR'),
        guid: fc.constantFrom('', ...guids, ...SETS, 'bf967aba-0de6-11d0-a285-00aa003049e2'),
        sid: fc.constantFrom('AU', 'WD', user ?? '', group ?? '', 'BU', 'RU', 'DA', 'PS', 'BG', 'SY'),
      })
      .map(({ type, rights, guid, sid }) => `(${guid === '' ? '' : 'O'}${type};;${rights};${guid};;${sid})`);
    const lists = fc.sample(fc.array(ace, { minLength: 1, maxLength: 8 }), { numRuns: OBJECTS, seed: SEED });
    return lists.map((list) => `O:DAG:DAD:P(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;SY)${list.join('')}`);
  }

  let definitions: readonly Entry[] | null = null;
  async function schema(): Promise<readonly Entry[]> {
    definitions ??= await records({
      base: `CN=Schema,${samba.configurationDn}`,
      scope: 'one',
      filter: '(objectClass=attributeSchema)',
      attributes: ['lDAPDisplayName', 'schemaIDGUID', 'attributeSecurityGUID', 'searchFlags'],
    });
    return definitions.map((e) => ({ ...e, asked: new Set(['searchflags']) }));
  }

  /** Puts the users there, each with its descriptor. */
  async function populate(descriptors: readonly string[]): Promise<void> {
    await samba.ldif(`${DN_LINE(`${OU},${samba.baseDn}`)}\nobjectClass: organizationalUnit\n`);
    const users = descriptors.map(
      (b64, i) =>
        `${DN_LINE(dnOf(i))}\nobjectClass: user\nsAMAccountName: p${i}\nuserAccountControl: 544\n${EXTRA.replace('/x', `/x${i}`)}nTSecurityDescriptor:: ${b64}\n`,
    );
    await samba.ldif(users.join('\n'));
  }

  async function viewer(): Promise<Viewer> {
    const of = { scope: 'base', filter: '(objectClass=*)' } as const;
    const groups = await records({
      ...{ base: samba.baseDn, scope: 'sub', filter: '(objectClass=group)' },
      attributes: ['objectSid', 'member'],
    });
    const [reader] = await records({
      ...of,
      base: samba.reader.dn,
      attributes: ['objectSid', 'tokenGroups'],
    });
    const sids = ['objectsid', 'tokengroups'].flatMap((n) => reader?.values.get(n) ?? []);
    const kinded: (readonly [Entry, ObjectKind])[] = [
      ...(await schema()).map((e) => [e, 'schema-attribute'] as const),
      ...groups.map((e) => [e, 'group'] as const),
    ];
    return viewerOf(readerToken(sids.map(String), kinded), kinded, new Set());
  }

  /** Names, lower case, of the attributes the reader is shown; none where he is not shown the object. */
  async function shownTo(client: Client, dn: string): Promise<ReadonlySet<string>> {
    const { searchEntries } = await client
      .search(dn, { scope: 'base', filter: '(objectClass=*)', attributes: [...NAMES] })
      .catch(() => ({ searchEntries: [] }));
    const values = Object.entries(searchEntries[0] ?? {}).filter(
      ([, v]) => !Array.isArray(v) || v.length > 0,
    );
    return new Set(values.map(([name]) => name.toLowerCase()));
  }

  const existing = async (dn: string): Promise<readonly string[]> => {
    const [stored] = await records({
      ...{ base: dn, scope: 'base', filter: '(objectClass=*)' },
      attributes: NAMES,
    });
    return LOWER.filter((name) => stored?.values.has(name));
  };

  async function compare(client: Client, descriptors: readonly string[]) {
    const who = await viewer();
    const claimed: string[] = [];
    const shown: string[] = [];
    for (const [i, b64] of descriptors.entries()) {
      const seen = visible(readDescriptor(Buffer.from(b64, 'base64')), who, LOWER);
      const there = await existing(dnOf(i));
      const given = await shownTo(client, dnOf(i));
      claimed.push(...there.filter((name) => seen.has(name)).map((name) => `${i} ${name}`));
      shown.push(...there.filter((name) => given.has(name)).map((name) => `${i} ${name}`));
    }
    return { claimed, shown: new Set(shown) };
  }

  test('what we say is visible is shown', { timeout: 300_000 }, async () => {
    const descriptors = await samba.descriptors(await made());
    await populate(descriptors);
    const client = new Client({
      url: samba.ldapsUrl,
      tlsOptions: { ca: [readFileSync(samba.caFile)], servername: samba.hostName },
    });
    try {
      await client.bind(samba.reader.name, samba.reader.password);
      const { claimed, shown } = await compare(client, descriptors);
      console.info(`attributes that are shown: ${shown.size}; that we say are visible: ${claimed.length}`);
      expect(claimed.filter((one) => !shown.has(one))).toEqual([]);
      expect(claimed.length).toBeGreaterThan(OBJECTS / 2);
    } finally {
      await client.unbind();
    }
  });
});
