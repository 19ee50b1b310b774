/**
 * Lists of GPOs against Samba: random trees are written into a domain controller, and for every account in them two
 * programs of Samba 4.17 are asked: `samba-tool gpo list` (samba/netcmd/gpo.py, cmd_list) and the client's
 * ads_get_gpo_list (libgpo/gpo_ldap.c, gpo_sec.c). Entries go through our own parser. No difference is allowed beyond
 * these, in which Samba is not Windows, or not all of it:
 *
 * - samba-tool asks for the right to read, not for Apply-Group-Policy; the client asks for Apply-Group-Policy alone, and not
 *   for disabled halves (samba-technical 2024-05-28 "Re: samba-gpoupdate", which has a patch for the latter). [MS-GPOL]
 *   3.2.5.1.5 and .6 ask for all three. So each list is held to what both let through.
 * - samba-tool prints links as they stand, from the nearest scope up, with enforced ones at their place. Its list is
 *   compared in that order, ours put into it by scope and place in the text.
 * - The client lets the nearest scope win among enforced links. Windows and [MS-GPOL] 3.2.5.1.5 let the highest win (the
 *   same mail; fixed in later releases). The scopes of our enforced links are turned round for the comparison.
 * - The client does not see that a scope blocks inheritance where it has no link it can read (ads_get_gpo_link, its caller):
 *   such scopes get a link that is disabled.
 * - samba-tool takes every computer for a user (it looks for text among bytes): its worker reads it the classes as text.
 * - samba-tool knows no sites; the client knows them for computers only. Links of the site are left out where Samba
 *   leaves them out, and name GPOs that all may read, for which samba-tool is not needed.
 * - Neither asks whether the user's computer may read a GPO (MS16-072): one that may read all stands for it. Neither knows
 *   WMI filters, versions or loopback: none are drawn; their cases are in test/facts/rsop.
 * - A link to a GPO that does not exist ends the client's list with an error; none are drawn here either.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildDirectory } from '../../src/facts/directory/directory.ts';
import type { Directory } from '../../src/facts/directory/query.ts';
import { gpoList } from '../../src/facts/rsop/gpo-list.ts';
import type { Half, ListedGpo } from '../../src/facts/rsop/model.ts';
import { adNdjson } from '../../src/parse/ad-ndjson.ts';
import { CONTEXT, fromText } from '../evidence.ts';
import { randomWorld } from '../facts/rsop/random-world.ts';
import { type AccountSpec, accountIn, type World } from '../facts/rsop/world.ts';
import { bundleOf } from './samba/bundle.ts';
import { forestOf, READER, readerLdif, writeForest } from './samba/forest.ts';
import { noSamba, openSamba, type SambaDomain } from './samba.ts';

const given = process.env.UCHIBORI_SEED;
const SEED = given ? Number(given) : Math.floor(Math.random() * 2 ** 31);
const TREES = Number(process.env.UCHIBORI_TREES ?? 300);
/** Trees that stand side by side under one set of links of the domain. */
const TOGETHER = 15;

const NO_SAMBA = noSamba();

if (NO_SAMBA !== null) {
  test('a domain controller can run here', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_SAMBA}`);
    skip(`skipped: ${NO_SAMBA}`);
  });
}

async function directoryIn(samba: SambaDomain): Promise<Directory> {
  const parsed = await adNdjson.parse(fromText('ad/directory.ndjson', await bundleOf(samba)), CONTEXT);
  expect(parsed.notUnderstood).toStrictEqual([]);
  const section = parsed.sections.directory;
  if (!section) throw new Error('no directory was read');
  return buildDirectory([section]);
}

interface Answers {
  readonly tool: readonly string[];
  readonly client: readonly string[];
}

/** All links of an account's list but those of local policy, and of the site for users: Samba has none for them. */
function listFor(directory: Directory, account: AccountSpec): readonly ListedGpo[] {
  const half: Half = account.kind === 'computer' ? 'machine' : 'user';
  const subject =
    half === 'machine'
      ? { computer: accountIn(directory, account.name), user: null }
      : { computer: accountIn(directory, READER), user: accountIn(directory, account.name) };
  const options = { site: 'Default-First-Site-Name', address: null, wmi: new Map() };
  const list = gpoList(directory, half, subject, options, { loopback: 'none' });
  expect(list.open).toStrictEqual([]);
  return list.gpos.filter((gpo) => gpo.som !== null && (half === 'machine' || gpo.som.kind !== 'site'));
}

const isOfSite = (gpo: ListedGpo): boolean => gpo.som?.kind === 'site';
const applied = (list: readonly ListedGpo[]): readonly ListedGpo[] =>
  list.filter((gpo) => gpo.standing.applies === 'yes');
const ids = (list: readonly ListedGpo[]): readonly string[] => list.map((gpo) => gpo.id ?? '?');

/** How far up a scope is: the site above all. */
const height = (gpo: ListedGpo): number =>
  isOfSite(gpo) ? Number.POSITIVE_INFINITY : -(gpo.som?.key.length ?? 0);
const place = ({ som, link }: ListedGpo): number => (link ? (som?.links?.indexOf(link) ?? -1) : -1);

/** From the nearest scope up, each link where it stands in the text. */
const asToolPrints = (list: readonly ListedGpo[]): readonly ListedGpo[] =>
  list.filter((gpo) => !isOfSite(gpo)).toSorted((a, b) => height(a) - height(b) || place(a) - place(b));

/** From the first that is applied to the last; of enforced ones the nearest scope last. */
function asClientApplies(list: readonly ListedGpo[]): readonly ListedGpo[] {
  const ordinary = list.filter((gpo) => !gpo.enforced).toReversed();
  const enforced = list.filter((gpo) => gpo.enforced);
  return [...ordinary, ...enforced.toSorted((a, b) => height(b) - height(a) || place(a) - place(b))];
}

interface Counts {
  accounts: number;
  links: number;
  applied: number;
  readonly reasons: Map<string, number>;
}

function countIn(counts: Counts, list: readonly ListedGpo[]): void {
  counts.accounts += 1;
  counts.links += list.length;
  counts.applied += applied(list).length;
  for (const { standing } of list) {
    const reason = standing.applies === 'yes' ? 'applied' : standing.reason;
    counts.reasons.set(reason, (counts.reasons.get(reason) ?? 0) + 1);
  }
}

function compare(list: readonly ListedGpo[], { tool, client }: Answers, forSites: ReadonlySet<string>): void {
  expect(list.filter((gpo) => gpo.standing.applies === 'open')).toStrictEqual([]);
  const ours = applied(list);
  const both = client.filter((id) => tool.includes(id) || forSites.has(id));
  expect(ids(asClientApplies(ours)), 'libgpo').toStrictEqual(both);
  expect(ids(asToolPrints(ours)), 'samba-tool').toStrictEqual(tool.filter((id) => client.includes(id)));
}

const LOCAL = 'Local Policy';

const OCCURRING = ['applied', 'link-disabled', 'half-disabled', 'blocked-inheritance', 'security-filter'];

async function compareForest(samba: SambaDomain, world: World, counts: Counts): Promise<void> {
  await writeForest(samba, world);
  const directory = await directoryIn(samba);
  const names = world.accounts.map((account) => account.name);
  const [tool, client] = await Promise.all([samba.toolGpoList(names), samba.clientGpoList(names)]);
  const forSites = new Set(world.gpos.filter((gpo) => gpo.id.includes('-8001-')).map((gpo) => gpo.id));
  for (const [i, account] of world.accounts.entries()) {
    const list = listFor(directory, account);
    const answers = { tool: tool[i] ?? [], client: (client[i] ?? []).filter((name) => name !== LOCAL) };
    compare(list, answers, forSites);
    countIn(counts, list);
  }
}

describe.skipIf(NO_SAMBA !== null)(`lists of GPOs (seed ${SEED})`, () => {
  let samba: SambaDomain;
  beforeAll(async () => {
    samba = await openSamba();
    await samba.ldif(readerLdif(samba.baseDn));
  }, 120_000);
  afterAll(() => samba?.stop());

  test(`${TREES} random trees: no difference from Samba`, async () => {
    const worlds = fc.sample(randomWorld(samba.baseDn), { numRuns: TREES, seed: SEED });
    const counts: Counts = { accounts: 0, links: 0, applied: 0, reasons: new Map() };
    for (let first = 0; first < TREES; first += TOGETHER) {
      const world = forestOf(samba.baseDn, worlds.slice(first, first + TOGETHER), first);
      await compareForest(samba, world, counts);
    }
    // The trees are worth asking about only where all that is compared occurs in them.
    for (const reason of OCCURRING) {
      expect(counts.reasons.get(reason) ?? 0, reason).toBeGreaterThan(TREES / 3);
    }
    console.info(
      `${TREES} trees, ${counts.accounts} accounts, ${counts.links} links, ${counts.applied} applied`,
    );
  }, 600_000);
});
