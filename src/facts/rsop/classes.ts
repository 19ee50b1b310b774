/**
 * Computers that get the same list of GPOs. It hangs on the scopes above a computer and on what the lists of the GPOs
 * linked there say to its token, so that this is compared, and a list made once for each class.
 */
import type { Account, GpoContainer } from '../directory/model.ts';
import type { Directory } from '../directory/query.ts';
import { admissionKey, admissionOf, heldOf, namedBy } from './admission.ts';
import { type GpoListFacts, gpoLister, readersOf } from './gpo-list.ts';
import type { GpoList, Half, RsopOptions, RsopSubject } from './model.ts';
import { placeOf, somChain } from './som-chain.ts';
import { linkedGpo } from './standing.ts';

export interface ComputerClass {
  /** In the order they were given; the list is that of each. */
  readonly computers: readonly [Account, ...Account[]];
  /** Of the machine half. */
  readonly list: GpoList;
}

/** GPOs whose permissions decide something at a place, and everybody they name. */
interface Place {
  readonly gpos: readonly GpoContainer[];
  readonly sids: readonly string[];
  /** What the lists say, by what a token has of the SIDs. */
  readonly verdicts: Map<string, string>;
  readonly classes: Map<string, [Account, ...Account[]]>;
}

function decisiveGpos(directory: Directory, account: Account, options: RsopOptions): readonly GpoContainer[] {
  const found = new Set<GpoContainer>();
  for (const { som, inherited } of somChain(directory, account, options).levels) {
    for (const link of som.links ?? []) {
      if (link.disabled || (!link.enforced && inherited.applies === 'no')) continue;
      const gpo = linkedGpo(directory, link);
      if (gpo) found.add(gpo);
    }
  }
  return [...found];
}

function newPlace(directory: Directory, account: Account, options: RsopOptions): Place {
  const gpos = decisiveGpos(directory, account, options);
  const sids = [...new Set(gpos.flatMap(namedBy))];
  return { gpos, sids, verdicts: new Map(), classes: new Map() };
}

function verdictOf(directory: Directory, place: Place, account: Account, half: Half): string {
  const readers = readersOf(directory, half, subjectOf(account, half));
  const held = heldOf(readers.target, place.sids);
  const before = place.verdicts.get(held);
  if (before !== undefined) return before;
  const verdict = place.gpos.map((gpo) => admissionKey(admissionOf(gpo, readers))).join('');
  place.verdicts.set(held, verdict);
  return verdict;
}

const subjectOf = (account: Account, half: Half): RsopSubject =>
  half === 'machine' ? { computer: account, user: null } : { computer: null, user: account };

/** Accounts with the same list, in the order they were given. */
function alike(
  directory: Directory,
  accounts: readonly Account[],
  options: RsopOptions,
  half: Half,
): readonly [Account, ...Account[]][] {
  const places = new Map<string, Place>();
  const all: [Account, ...Account[]][] = [];
  for (const account of accounts) {
    const key = placeOf(account);
    const place = places.get(key) ?? newPlace(directory, account, options);
    places.set(key, place);
    const verdict = verdictOf(directory, place, account, half);
    const members = place.classes.get(verdict);
    if (members) {
      members.push(account);
      continue;
    }
    const fresh: [Account, ...Account[]] = [account];
    place.classes.set(verdict, fresh);
    all.push(fresh);
  }
  return all;
}

/** Every computer is in one class. */
export function classesOf(
  directory: Directory,
  computers: readonly Account[],
  options: RsopOptions,
  facts: Partial<GpoListFacts> = {},
): readonly ComputerClass[] {
  const lister = gpoLister(directory, options, facts);
  return alike(directory, computers, options, 'machine').map((members) => ({
    computers: members,
    list: lister('machine', subjectOf(members[0], 'machine')),
  }));
}

/** Users with one list where no loopback changes it, on a computer of which nothing is known. */
export const userClassesOf = (
  directory: Directory,
  users: readonly Account[],
  options: RsopOptions,
): readonly (readonly [Account, ...Account[]])[] => alike(directory, users, options, 'user');
