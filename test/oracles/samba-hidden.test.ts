/**
 * What an ordinary user may not see of a domain controller is never taken for absent: an untouched domain is whole, and
 * whatever is hidden in it leaves open the kinds that it could be of, or is found all the same.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOf } from '../../src/collect/ad/address.ts';
import { collectAd } from '../../src/collect/ad/collect.ts';
import type { DirectorySection } from '../../src/facts/directory/model.ts';
import { adNdjson } from '../../src/parse/ad-ndjson.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { CONTEXT, fromText } from '../evidence.ts';
import { wholeKinds } from '../parse/directory/claims.ts';
import { noSamba, openSamba, type SambaDomain } from './samba.ts';

const NO_SAMBA = noSamba();

if (NO_SAMBA !== null) {
  test('a domain controller can run here', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_SAMBA}`);
    skip(`skipped: ${NO_SAMBA}`);
  });
}

/** schemaIDGUIDs ([MS-ADA1] to [MS-ADA3]). */
const OBJECT_CLASS = 'bf9679e5-0de6-11d0-a285-00aa003049e2';
const OBJECT_CATEGORY = '26d97369-6070-11d1-a9c6-0000f80367c1';
const LDAP_NAME = 'bf96799a-0de6-11d0-a285-00aa003049e2';

const NO_LIST = '(D;;LCLO;;;AU)';
const hidden = (guid: string): string => `(OD;;RP;${guid};;AU)`;

const BY_CLASS = ['computers', 'foreign', 'groups', 'ous', 'users'];

describe.skipIf(NO_SAMBA !== null)('what a reader may not see', () => {
  let samba: SambaDomain;
  let runs = 0;

  beforeAll(async () => {
    samba = await openSamba();
    await samba.ldif(`dn: OU=隠れ家,${samba.baseDn}\nobjectClass: organizationalUnit\n`);
  }, 120_000);
  afterAll(() => samba?.stop(), 60_000);

  async function collected(): Promise<DirectorySection> {
    runs += 1;
    const found = await collectAd({
      address: addressOf(samba.ldapsUrl, false),
      ca: readFileSync(samba.caFile, 'utf8'),
      servername: samba.hostName,
      ...{ timeout: 30_000, pageSize: 500, out: join(samba.folder, `out${runs}`), force: false },
      ...{ user: samba.reader.name, password: samba.reader.password },
      ...{ sysvol: () => null, signal: new AbortController().signal, progress: () => {} },
      now: new Date().toISOString(),
    });
    const text = readFileSync(join(found.folder, 'directory.ndjson'), 'utf8');
    const { sections, lines } = adNdjson.parse(fromText('x/directory.ndjson', text), CONTEXT) as Parsed;
    expect(lines.notUnderstood).toBe(0);
    return sections.directory ?? expect.fail('no directory was read');
  }

  const add = async (rdn: string, ...lines: readonly string[]): Promise<string> => {
    const dn = `${rdn},${samba.baseDn}`;
    await samba.ldif([`dn: ${dn}`, ...lines, ''].join('\n'), ['relax:0']);
    return dn;
  };
  const account = (rdn: string, name: string, objectClass = 'user'): Promise<string> =>
    add(
      rdn,
      `objectClass: ${objectClass}`,
      `sAMAccountName: ${name}`,
      `userAccountControl: ${objectClass === 'computer' ? 4096 : 4194816}`,
    );
  const deny = (dn: string, ace: string): Promise<string> =>
    samba.sambaTool(['dsacl', 'set', '--objectdn', dn, '--sddl', ace]);
  const remove = (...dns: readonly string[]): Promise<void> =>
    samba.ldif(dns.map((dn) => `dn: ${dn}\nchangetype: delete\n`).join('\n'));

  let whole: readonly string[] = [];
  const opened = (section: DirectorySection): readonly string[] => {
    const now = wholeKinds(section);
    return whole.filter((what) => !now.has(what));
  };

  test('an untouched domain is whole, but for what it closes itself', async () => {
    const section = await collected();
    whole = [...wholeKinds(section)].sort();
    expect(whole).toEqual(
      [...BY_CLASS, 'domain', 'gpos', 'schema', 'sites', 'subnets', 'trusts', 'wmi-filters'].toSorted(),
    );
    expect(section.accounts.filter((a) => a.kind === 'computer')).toHaveLength(1);
  }, 60_000);

  test('an account whose category was changed, or is hidden, is found', async () => {
    const changed = await account('CN=種別,OU=隠れ家', 'changed');
    await samba.ldif(
      `dn: ${changed}\nchangetype: modify\nreplace: objectCategory\nobjectCategory: CN=Container,CN=Schema,${samba.configurationDn}\n`,
      ['relax:0'],
    );
    const closed = await account('CN=種別2,OU=隠れ家', 'closed');
    await deny(closed, hidden(OBJECT_CATEGORY));
    const inet = await account('CN=inet,OU=隠れ家', 'inet', 'inetOrgPerson');
    const section = await collected();
    await remove(changed, closed, inet);
    expect(opened(section)).toEqual([]);
    const names = section.accounts.filter((a) => a.kind === 'user').map((a) => a.name);
    expect(names).toEqual(expect.arrayContaining(['changed', 'closed', 'inet']));
  }, 60_000);

  test.each([
    ['below an OU', 'CN=隠,OU=隠れ家'],
    ['below CN=System', 'CN=in.system,CN=System'],
    [
      'that is called as an IPsec policy',
      'CN=ipsecPolicy{72385230-70FA-11D1-864C-14A300000009},CN=IP Security,CN=System',
    ],
  ])(
    'an account without a class, %s',
    async (_, rdn) => {
      const dn = await account(rdn, 'unclassed');
      await deny(dn, hidden(OBJECT_CLASS));
      const section = await collected();
      await remove(dn);
      expect(opened(section)).toEqual(expect.arrayContaining(BY_CLASS));
    },
    60_000,
  );

  test.each([
    ['an organisation', 'O=子会社', 'organization'],
    ['a container below CN=System', 'CN=秘密,CN=System', 'container'],
    ['an OU', 'OU=閉鎖,OU=隠れ家', 'organizationalUnit'],
  ])(
    'an account below %s that cannot be listed',
    async (_, rdn, objectClass) => {
      const dn = await add(rdn, `objectClass: ${objectClass}`);
      const below = await account(`CN=中,${rdn}`, 'below');
      await deny(dn, NO_LIST);
      const section = await collected();
      await remove(below, dn);
      expect(section.accounts.some((a) => a.name === 'below')).toBe(false);
      expect(opened(section)).toEqual(BY_CLASS);
    },
    60_000,
  );

  test('a computer that cannot be listed', async () => {
    const dn = await account('CN=PC1,OU=隠れ家', 'PC1$', 'computer');
    await deny(dn, NO_LIST);
    const section = await collected();
    await remove(dn);
    expect(opened(section)).toEqual(BY_CLASS);
  }, 60_000);

  test('a trust without a class', async () => {
    const dn = await add(
      'CN=partner.test,CN=System',
      'objectClass: trustedDomain',
      ...['trustPartner: partner.test', 'flatName: PARTNER', 'trustDirection: 2', 'trustType: 2'],
      'trustAttributes: 8',
    );
    await deny(dn, hidden(OBJECT_CLASS));
    const section = await collected();
    await remove(dn);
    expect(opened(section)).toContain('trusts');
  }, 60_000);

  // What stands below is not undone: each adds to what is open.
  test('a site without a class, then no list of subnets, of sites, and of GPOs', async () => {
    const site = `CN=Default-First-Site-Name,CN=Sites,${samba.configurationDn}`;
    await deny(site, hidden(OBJECT_CLASS));
    expect(opened(await collected())).toEqual(['sites']);
    await deny(`CN=Subnets,CN=Sites,${samba.configurationDn}`, NO_LIST);
    expect(opened(await collected())).toEqual(['sites', 'subnets']);
    await deny(`CN=Sites,${samba.configurationDn}`, NO_LIST);
    const listless = await collected();
    expect(listless.soms.filter((s) => s.kind === 'site')).toEqual([]);
    expect(opened(listless)).toEqual(['sites', 'subnets']);
    await deny(`CN=Policies,CN=System,${samba.baseDn}`, NO_LIST);
    expect(opened(await collected())).toContain('gpos');
  }, 120_000);

  test('a schema that hides names, classes, or all of it does not tell what it lacks', async () => {
    const schema = `CN=Schema,${samba.configurationDn}`;
    const steps = [
      [`(OD;CI;RP;${LDAP_NAME};;AU)`, /a basic attribute/],
      [`(OD;CI;RP;${OBJECT_CLASS};;AU)`, /may not see what/],
      [NO_LIST, /nothing was found/],
    ] as const;
    expect(opened(await collected())).not.toContain('schema');
    for (const [ace, because] of steps) {
      await deny(schema, ace);
      const section = await collected();
      expect(section.schemaHas).toBeNull();
      expect(section.searches.find((s) => s.what === 'schema')?.because?.en).toMatch(because);
    }
  }, 120_000);
});
