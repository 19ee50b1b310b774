/** From a domain's directory and what its GPOs hold to the answer for one computer, or for one user on it. */
import { wholeness } from '../directory/directory.ts';
import type { Account } from '../directory/model.ts';
import type { Directory } from '../directory/query.ts';
import { oncePer } from '../once.ts';
import type { SubjectLists } from './acts.ts';
import { anyoneIn } from './anyone.ts';
import { classesOf } from './classes.ts';
import { isController } from './computers.ts';
import { type GpoListFacts, gpoList } from './gpo-list.ts';
import { loopbackOf } from './loopback.ts';
import type { GpoContent, GpoList, Rsop, RsopOptions, RsopSubject } from './model.ts';
import { indexPolicies, type PolicyIndex } from './policy-index.ts';
import { resultantSet } from './resultant.ts';
import { sharedIds } from './same-id.ts';

export interface DomainPolicy {
  readonly directory: Directory;
  /** By id of the GPO; null: local policy. */
  readonly contents: ReadonlyMap<string | null, GpoContent>;
}

export const NO_OPTIONS: RsopOptions = { site: null, address: null, wmi: new Map() };

const sharedIn = oncePer(({ directory, contents }: DomainPolicy) => sharedIds(directory, contents));

/** Where several GPOs share an id, which of them the file is of is not told by the id. */
const versionsIn =
  (policy: DomainPolicy): GpoListFacts['fileVersion'] =>
  (gpo) =>
    sharedIn(policy).has(gpo) ? null : (policy.contents.get(gpo)?.version ?? null);

/** Made once a domain: it is what makes the answer for each computer cheap. */
export const indexOfPolicy = oncePer((policy: DomainPolicy): PolicyIndex => {
  const { directory, contents } = policy;
  const allGpos = wholeness(directory, 'gpos') === null;
  return indexPolicies(
    contents,
    directory.gpos,
    anyoneIn(directory, versionsIn(policy)),
    allGpos,
    sharedIn(policy),
  );
});

/** The lists of a computer, of a user on it, or of a user where his own place in the directory puts him. */
export function listsOf(policy: DomainPolicy, subject: RsopSubject, options: RsopOptions): SubjectLists {
  const { directory } = policy;
  const fileVersion = versionsIn(policy);
  const controller = subject.computer ? isController(subject.computer) : null;
  const machine = subject.computer
    ? gpoList(directory, 'machine', { ...subject, user: null }, options, { loopback: 'none', fileVersion })
    : null;
  if (!subject.user) return { machine, user: null, controller };
  const loopback = machine ? loopbackOf(indexOfPolicy(policy), machine) : 'none';
  return {
    machine,
    user: gpoList(directory, 'user', subject, options, { loopback, fileVersion }),
    controller,
  };
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

/** The resultant set of a subject whose lists are known. */
export function resultWith(policy: DomainPolicy, subject: RsopSubject, lists: SubjectLists): Rsop {
  const { settings, findings } = resultantSet(indexOfPolicy(policy), lists);
  const shown = [lists.machine, lists.user].filter((list): list is GpoList => list !== null);
  return { subject, lists: shown, settings: settings.toSorted(byName), findings };
}

/** The resultant set of one subject. */
export function resultFor(
  policy: DomainPolicy,
  subject: RsopSubject,
  options: RsopOptions = NO_OPTIONS,
): Rsop {
  return resultWith(policy, subject, listsOf(policy, subject, options));
}

export interface ComputerLists {
  readonly computers: readonly [Account, ...Account[]];
  readonly lists: SubjectLists;
}

/** Computers with the same GPOs have the same set. */
export function listsFor(
  policy: DomainPolicy,
  computers: readonly Account[],
  options: RsopOptions = NO_OPTIONS,
): readonly ComputerLists[] {
  const facts = { loopback: 'none' as const, fileVersion: versionsIn(policy) };
  return classesOf(policy.directory, computers, options, facts).flatMap((found) =>
    byController(found.computers).map((members) => ({
      computers: members,
      lists: { machine: found.list, user: null, controller: isController(members[0]) },
    })),
  );
}

/** Domain controllers take account policies in a way of their own. */
function byController(computers: readonly Account[]): readonly (readonly [Account, ...Account[]])[] {
  const groups = new Map<boolean | null, [Account, ...Account[]]>();
  for (const computer of computers) {
    const key = isController(computer);
    const group = groups.get(key);
    if (group) group.push(computer);
    else groups.set(key, [computer]);
  }
  return [...groups.values()];
}
