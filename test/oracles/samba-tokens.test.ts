/** Groups of accounts as a domain controller expands them (tokenGroups, [MS-ADTS] 3.1.1.4.5.19), against ours from its LDIF. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildDirectory } from '../../src/facts/directory/directory.ts';
import { groupMembersOf } from '../../src/facts/directory/members.ts';
import type { Directory } from '../../src/facts/directory/query.ts';
import { tokenOf } from '../../src/facts/directory/tokens.ts';
import { ldif } from '../../src/parse/ldif.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { CONTEXT, fromText } from '../evidence.ts';
import { noSamba, openSamba, type SambaDomain } from './samba.ts';

const NO_SAMBA = noSamba();

if (NO_SAMBA !== null) {
  test('a domain controller can run here', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_SAMBA}`);
    skip(`skipped: ${NO_SAMBA}`);
  });
}

const OU = 'OU=権限\\, 一覧';
/** A failure is repeated with UCHIBORI_SEED. */
const SEED = Number(process.env.UCHIBORI_SEED) || Date.now() % 2 ** 31;
const GROUPS = 24;
const ACCOUNTS = 30;

const ATTRIBUTES = [
  'objectClass',
  'objectSid',
  'sAMAccountName',
  'memberOf',
  'member',
  'primaryGroupID',
  'userAccountControl',
  'groupType',
];

const text = (dn: string): string => `dn:: ${Buffer.from(dn).toString('base64')}`;
const value = (name: string, dn: string): string => `${name}:: ${Buffer.from(dn).toString('base64')}`;

/** Universal groups nest without end: security-enabled ones, and distribution groups. */
const TYPES = [-2147483640, -2147483640, -2147483640, 8] as const;

interface World {
  readonly types: readonly (typeof TYPES)[number][];
  readonly memberships: readonly (readonly [member: number, group: number])[];
  readonly accounts: readonly (readonly number[])[];
}

/** One world a run: memberships among groups, in circles too, and the groups of each account. */
const [WORLD = { types: [], memberships: [], accounts: [] }] = fc.sample(
  fc.record<World>({
    types: fc.array(fc.constantFrom(...TYPES), { minLength: GROUPS, maxLength: GROUPS }),
    memberships: fc.uniqueArray(fc.tuple(fc.nat(GROUPS - 1), fc.nat(GROUPS - 1)), {
      minLength: 30,
      maxLength: 45,
      selector: (pair) => pair.join(),
    }),
    accounts: fc.array(fc.uniqueArray(fc.nat(GROUPS - 1), { maxLength: 3 }), {
      minLength: ACCOUNTS,
      maxLength: ACCOUNTS,
    }),
  }),
  { numRuns: 1, seed: SEED },
);

function changes(base: string): readonly string[] {
  const group = (i: number): string => `CN=組 ${i},${OU},${base}`;
  const account = (i: number): string => `CN=利用者 ${i},${OU},${base}`;
  const indices = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);
  const member = (of: number, dn: string): string =>
    `${text(group(of))}\nchangetype: modify\nadd: member\n${value('member', dn)}\n`;
  return [
    `${text(`${OU},${base}`)}\nobjectClass: organizationalUnit\n`,
    ...indices(GROUPS).map(
      (i) => `${text(group(i))}\nobjectClass: group\nsAMAccountName: g${i}\ngroupType: ${WORLD.types[i]}\n`,
    ),
    ...indices(ACCOUNTS).map(
      (i) =>
        `${text(account(i))}\nobjectClass: ${i % 2 ? 'computer' : 'user'}\nsAMAccountName: a${i}${i % 2 ? '$' : ''}\nuserAccountControl: ${i % 2 ? 4096 : 544}\n`,
    ),
    ...WORLD.memberships.filter(([a, b]) => a !== b).map(([a, b]) => member(b, group(a))),
    ...WORLD.accounts.flatMap((list, i) => list.map((g) => member(g, account(i)))),
  ];
}

describe.skipIf(NO_SAMBA !== null)(`tokens (UCHIBORI_SEED=${SEED})`, () => {
  let samba: SambaDomain;
  let directory: Directory;
  beforeAll(async () => {
    samba = await openSamba();
    const all = changes(samba.baseDn);
    const added = 1 + GROUPS + ACCOUNTS;
    await samba.ldif(all.slice(0, added).join('\n'));
    await samba.ldif(all.slice(added).join('\n'));
    const printed = await samba.search({
      base: samba.baseDn,
      scope: 'sub',
      filter: '(objectClass=*)',
      attributes: ATTRIBUTES,
    });
    const parsed = ldif.parse(fromText('x/all.ldif', printed), CONTEXT) as Parsed;
    if (!parsed.sections.directory) throw new Error('nothing was read');
    directory = buildDirectory([parsed.sections.directory]);
  }, 180_000);
  afterAll(async () => {
    await samba?.stop();
  });

  const expanded = async (dn: string): Promise<readonly string[]> => {
    const query = {
      base: dn,
      scope: 'base',
      filter: '(objectClass=*)',
      attributes: ['tokenGroups'],
    } as const;
    return [...(await samba.search(query)).matchAll(/^tokenGroups: (S-\S+)$/gm)].map((m) => m[1] ?? '');
  };

  test('every group that the controller finds is in ours, and ours has no more than what every logon brings', async () => {
    const accounts = directory.accounts.filter((a) => a.dn.includes('利用者'));
    expect(accounts.length).toBe(ACCOUNTS);
    let nested = 0;
    for (const account of accounts) {
      const theirs = await expanded(account.dn);
      const ours = tokenOf(directory, account).sids;
      expect(theirs.filter((sid) => !ours.has(sid))).toEqual([]);
      const more = [...ours].filter((sid) => !theirs.includes(sid) && sid !== account.sid);
      // Everyone, Authenticated Users, This Organization, and the builtin groups that hold them.
      expect(more.filter((sid) => !/^S-1-(?:1-0|5-11|5-15|5-32-\d+)$/.test(sid))).toEqual([]);
      nested += theirs.length;
    }
    expect(nested).toBeGreaterThan(ACCOUNTS * 2);
  });

  test('members of each group are the accounts whose tokens hold it', () => {
    const accounts = directory.accounts.filter((a) => a.dn.includes('利用者'));
    const security = directory.groups.filter((g) => g.dn.includes('組') && (g.type ?? 0) < 0);
    for (const group of security) {
      const members = new Set(groupMembersOf(directory, group.key).members.map((m) => m.account.key));
      const held = accounts.filter((a) => group.sid !== null && tokenOf(directory, a).sids.has(group.sid));
      expect([...members].sort()).toEqual(held.map((a) => a.key).sort());
    }
  });
});
