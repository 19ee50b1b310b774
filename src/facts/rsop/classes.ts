/**
 * Computers that get the same list of GPOs. It hangs on the scopes above a computer and on what the lists of the GPOs
 * linked there say to its token, so that this is compared, and a list made once for each class.
 */
import { parentKey, typeOf } from '../directory/dn.ts';
import type { Account, GpoContainer } from '../directory/model.ts';
import type { Directory } from '../directory/query.ts';
import { tokenOf } from '../directory/tokens.ts';
import { admissionKey, admissionOf, heldOf, namedBy } from './admission.ts';
import { type GpoListFacts, gpoList } from './gpo-list.ts';
import type { GpoList, RsopOptions } from './model.ts';
import { somChain } from './som-chain.ts';
import { linkedGpo } from './standing.ts';

export interface ComputerClass {
  /** In the order they were given; the list is that of each. */
  readonly computers: readonly [Account, ...Account[]];
  /** Of the machine half. */
  readonly list: GpoList;
}

/** Containers are no scopes: computers below them have the chain of the first thing above that is one. */
function placeOf(account: Account): string {
  let key = parentKey(account.key);
  while (key !== null && typeOf(key) === 'cn') key = parentKey(key);
  return key ?? '';
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

function verdictOf(directory: Directory, place: Place, account: Account): string {
  const target = tokenOf(directory, account);
  const held = heldOf(target, place.sids);
  const before = place.verdicts.get(held);
  if (before !== undefined) return before;
  const readers = { half: 'machine', target, computer: null, fetchesAsComputer: false } as const;
  const verdict = place.gpos.map((gpo) => admissionKey(admissionOf(gpo, readers))).join('');
  place.verdicts.set(held, verdict);
  return verdict;
}

/** Every computer is in one class. */
export function classesOf(
  directory: Directory,
  computers: readonly Account[],
  options: RsopOptions,
  facts: Partial<GpoListFacts> = {},
): readonly ComputerClass[] {
  const places = new Map<string, Place>();
  const all: [Account, ...Account[]][] = [];
  for (const computer of computers) {
    const key = placeOf(computer);
    const place = places.get(key) ?? newPlace(directory, computer, options);
    places.set(key, place);
    const verdict = verdictOf(directory, place, computer);
    const members = place.classes.get(verdict);
    if (members) {
      members.push(computer);
      continue;
    }
    const fresh: [Account, ...Account[]] = [computer];
    place.classes.set(verdict, fresh);
    all.push(fresh);
  }
  return all.map((members) => ({
    computers: members,
    list: gpoList(directory, 'machine', { computer: members[0], user: null }, options, facts),
  }));
}
