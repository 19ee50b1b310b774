/**
 * Which GPOs reach a computer or a user, in which order ([MS-GPOL] 3.2.5.1).
 *
 * Within a gPLink the last link of the text wins: the console shows it as link order 1 and puts new links at the start of
 * the text. (3.2.5.1.5 prepends links that are not enforced, read literally the other way round for those alone; Windows
 * keeps one order for both: samba-technical 2024-05-28 "Re: samba-gpoupdate", SSSD #5103, libgpo/gpo_ldap.c.)
 * Of enforced links those higher up win, of the others those nearer.
 */
import type { Bilingual } from '../../model/text.ts';
import type { Account, GpoLink } from '../directory/model.ts';
import type { Directory, Token } from '../directory/query.ts';
import { tokenOf } from '../directory/tokens.ts';
import { SID } from '../well-known.ts';
import type { Readers } from './admission.ts';
import * as text from './gpo-list-text.ts';
import type { GpoList, Half, ListedGpo, RsopOptions, RsopSubject } from './model.ts';
import { type Loopback, looped, sourceOf } from './policy-source.ts';
import { type Level, type SomChain, somChain } from './som-chain.ts';
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

function listed(context: StandingContext, level: Level, link: GpoLink): ListedGpo {
  const gpo = linkedGpo(context.directory, link);
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
function inOrder(context: StandingContext, { levels }: SomChain): readonly ListedGpo[] {
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

const readersOf = (directory: Directory, half: Half, { computer, user }: RsopSubject): Readers => ({
  half,
  target: tokenOr(directory, half === 'machine' ? computer : user),
  computer: half === 'machine' ? null : tokenOr(directory, computer),
  fetchesAsComputer: fetchesAsComputer(computer),
});

interface Part {
  readonly gpos: readonly ListedGpo[];
  readonly open: readonly Bilingual[];
}

function partOf(
  context: StandingContext,
  account: Account | null,
  options: RsopOptions,
  without: Bilingual,
): Part {
  if (!account) return { gpos: [], open: [without] };
  const chain = somChain(context.directory, account, options);
  return { gpos: inOrder(context, chain), open: chain.open };
}

const unique = (all: readonly Bilingual[]): readonly Bilingual[] => [
  ...new Map(all.map((one) => [one.en, one])).values(),
];

function machineList(context: StandingContext, subject: RsopSubject, options: RsopOptions): GpoList {
  const { gpos, open } = partOf(context, subject.computer, options, text.noComputer);
  return { half: 'machine', gpos: [...gpos, LOCAL], open: unique(open), loopback: 'none' };
}

/** Of links above the computer, too, it is the user who must be allowed (the policy target's token, 3.2.5.1.5). */
function userList(
  context: StandingContext,
  subject: RsopSubject,
  options: RsopOptions,
  loopback: Loopback,
): GpoList {
  const ofUser = partOf(context, subject.user, options, text.noUser);
  const ofComputer =
    loopback === 'none'
      ? { gpos: [], open: [] }
      : partOf(context, subject.computer, options, text.noComputer);
  const open = loopback === 'replace' ? ofComputer.open : [...ofUser.open, ...ofComputer.open];
  const gpos = looped(loopback, ofUser.gpos, ofComputer.gpos);
  return { half: 'user', gpos: [...gpos, LOCAL], open: unique(open), loopback };
}

/** What is not told in `facts` is taken for not known. */
export function gpoList(
  directory: Directory,
  half: Half,
  subject: RsopSubject,
  options: RsopOptions,
  facts: Partial<GpoListFacts> = {},
): GpoList {
  const { loopback, fileVersion } = { ...UNKNOWN, ...facts };
  const readers = readersOf(directory, half, subject);
  const context = { directory, readers, wmi: options.wmi, fileVersion };
  if (half === 'machine') return machineList(context, subject, options);
  return userList(context, subject, options, sourceOf(directory, subject, loopback));
}
