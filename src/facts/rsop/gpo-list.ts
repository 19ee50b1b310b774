/**
 * Which GPOs reach a computer or a user, in which order ([MS-GPOL] 3.2.5.1).
 *
 * Within a gPLink the last link of the text wins: the console shows it as link order 1 and puts new links at the start of
 * the text. (3.2.5.1.5 prepends links that are not enforced, read literally the other way round for those alone; Windows
 * keeps one order for both: samba-technical 2024-05-28 "Re: samba-gpoupdate", SSSD #5103, libgpo/gpo_ldap.c.)
 * Of enforced links those higher up win, of the others those nearer.
 */
import type { Bilingual } from '../../model/text.ts';
import type { Account, GpoContainer, GpoLink } from '../directory/model.ts';
import type { Directory, Token } from '../directory/query.ts';
import { tokenOf } from '../directory/tokens.ts';
import { SID } from '../well-known.ts';
import { admissionKey, admissionOf, type Readers } from './admission.ts';
import * as text from './gpo-list-text.ts';
import type { GpoList, Half, ListedGpo, RsopOptions, RsopSubject, Standing } from './model.ts';
import { type Loopback, looped, sourceOf } from './policy-source.ts';
import { type Level, placeOf, type SomChain, somChain } from './som-chain.ts';
import { type FileVersion, linkedGpo, type StandingContext, standingOf } from './standing.ts';

export interface GpoListFacts {
  /** By HKLM\Software\Policies\Microsoft\Windows\System\UserPolicyMode of the computer; of the user half only. */
  readonly loopback: Loopback;
  readonly fileVersion: FileVersion;
}

const UNKNOWN: GpoListFacts = { loopback: 'open', fileVersion: () => null };

/** Local policy is applied first and loses to all (3.2.5.2). */
const LOCAL: ListedGpo = {
  id: null,
  name: 'Local Group Policy',
  gpo: null,
  som: null,
  link: null,
  enforced: false,
  standing: { applies: 'yes' },
};

/** What many subjects share: places of the directory, and links as they stand there. */
interface Shared {
  readonly chains: Map<string, SomChain>;
  readonly listings: Map<GpoLink, Map<string, ListedGpo>>;
}

interface Context extends StandingContext {
  readonly shared: Shared;
}

const said = (standing: Standing): string => (standing.applies === 'yes' ? '' : standing.because.en);

/** All that the standing of a link hangs on beside the link itself. */
function keyOf({ readers }: Context, { inherited, reached }: Level, gpo: GpoContainer | null): string {
  const admitted = gpo ? admissionKey(admissionOf(gpo, readers)) : '';
  return `${readers.half} ${readers.fetchesAsComputer} ${admitted} ${said(inherited)} ${said(reached)}`;
}

function listed(context: Context, level: Level, link: GpoLink): ListedGpo {
  const gpo = linkedGpo(context.directory, link);
  const listings = entryOf(context.shared.listings, link, () => new Map<string, ListedGpo>());
  return entryOf(listings, keyOf(context, level, gpo), () => newListing(context, level, link, gpo));
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const before = map.get(key);
  if (before !== undefined) return before;
  const made = make();
  map.set(key, made);
  return made;
}

function newListing(
  context: StandingContext,
  level: Level,
  link: GpoLink,
  gpo: GpoContainer | null,
): ListedGpo {
  return {
    id: link.guid,
    name: gpo?.displayName ?? link.guid ?? link.gpo,
    gpo,
    som: level.som,
    link,
    enforced: link.enforced,
    standing: standingOf(context, level, link),
  };
}

/** A GPO that is linked twice stands there twice (2.2.2 allows it, and 3.2.5.1.5 lists each link). */
function inOrder(context: Context, { levels }: SomChain): readonly ListedGpo[] {
  const all = levels.map((level) =>
    (level.som.links ?? []).toReversed().map((link) => listed(context, level, link)),
  );
  return [
    ...all.toReversed().flatMap((level) => level.filter((gpo) => gpo.enforced)),
    ...all.flatMap((level) => level.filter((gpo) => !gpo.enforced)),
  ];
}

/** What every logon has, and no more is known of it. */
const anybody = (): Token => ({
  sids: new Set([SID.everyone, SID.authenticatedUsers]),
  complete: false,
});

const tokenOr = (directory: Directory, account: Account | null): Token =>
  account ? tokenOf(directory, account) : anybody();

/** Windows 10 1607 and Server 2016 came with MS16-072; older ones have it by an update. */
const FIRST_BUILD = 14393;

function fetchesAsComputer(computer: Account | null): boolean {
  const build = /^10\.0 \((\d+)\)$/.exec(computer?.operatingSystemVersion ?? '')?.[1];
  return build !== undefined && Number(build) >= FIRST_BUILD;
}

export const readersOf = (directory: Directory, half: Half, { computer, user }: RsopSubject): Readers => ({
  half,
  target: tokenOr(directory, half === 'machine' ? computer : user),
  computer: half === 'machine' ? null : tokenOr(directory, computer),
  fetchesAsComputer: fetchesAsComputer(computer),
});

interface Part {
  readonly gpos: readonly ListedGpo[];
  readonly open: readonly Bilingual[];
}

function partOf(context: Context, account: Account | null, options: RsopOptions, without: Bilingual): Part {
  if (!account) return { gpos: [], open: [without] };
  const { directory, shared } = context;
  const chain = entryOf(shared.chains, placeOf(account), () => somChain(directory, account, options));
  return { gpos: inOrder(context, chain), open: chain.open };
}

const unique = (all: readonly Bilingual[]): readonly Bilingual[] => [
  ...new Map(all.map((one) => [one.en, one])).values(),
];

function machineList(context: Context, subject: RsopSubject, options: RsopOptions): GpoList {
  const { gpos, open } = partOf(context, subject.computer, options, text.noComputer);
  return { half: 'machine', gpos: [...gpos, LOCAL], open: unique(open), loopback: 'none' };
}

/** Of links above the computer, too, it is the user who must be allowed (the policy target's token, 3.2.5.1.5). */
function userList(context: Context, subject: RsopSubject, options: RsopOptions, loopback: Loopback): GpoList {
  const ofUser = partOf(context, subject.user, options, text.noUser);
  const ofComputer =
    loopback === 'none'
      ? { gpos: [], open: [] }
      : partOf(context, subject.computer, options, text.noComputer);
  const open = loopback === 'replace' ? ofComputer.open : [...ofUser.open, ...ofComputer.open];
  const gpos = looped(loopback, ofUser.gpos, ofComputer.gpos);
  return { half: 'user', gpos: [...gpos, LOCAL], open: unique(open), loopback };
}

export type GpoLister = (half: Half, subject: RsopSubject) => GpoList;

/** Lists of many subjects, which share what they have in common. What is not told in `facts` is taken for not known. */
export function gpoLister(
  directory: Directory,
  options: RsopOptions,
  facts: Partial<GpoListFacts> = {},
): GpoLister {
  const { loopback, fileVersion } = { ...UNKNOWN, ...facts };
  const shared: Shared = { chains: new Map(), listings: new Map() };
  return (half, subject) => {
    const readers = readersOf(directory, half, subject);
    const context = { directory, readers, wmi: options.wmi, fileVersion, shared };
    if (half === 'machine') return machineList(context, subject, options);
    return userList(context, subject, options, sourceOf(directory, subject, loopback));
  };
}

/** The list of one subject. */
export const gpoList = (
  directory: Directory,
  half: Half,
  subject: RsopSubject,
  options: RsopOptions,
  facts: Partial<GpoListFacts> = {},
): GpoList => gpoLister(directory, options, facts)(half, subject);
