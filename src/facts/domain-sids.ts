/** Which machine and which domain a host is of, as the SIDs in its evidence show. */
import { domainOfHost, type HostDomain } from './directory/find.ts';
import type { LocalGroupSection } from './local-groups.ts';
import type { RegistryFacts } from './registry.ts';
import { subkeys } from './registry.ts';
import type { Always, Domains } from './target-facts.ts';
import { PROFILE_LIST } from './user-hives.ts';
import { authorityOf, RID, ridOf } from './well-known.ts';

type Facts = Pick<Domains, 'localGroups' | 'registry' | 'shared'> & Pick<Always, 'target'>;

export interface SidAuthorities {
  /** The machine's own part of a SID; empty where no local account is shown. */
  readonly machine: ReadonlySet<string>;
  /** Those of accounts seen on the host that are not known to be its own: its domain's, as a rule. */
  readonly others: ReadonlySet<string>;
  /** What a directory says; null where none has the host. */
  readonly directory: HostDomain | null;
}

const sectionsOf = ({ localGroups }: Pick<Facts, 'localGroups'>): readonly LocalGroupSection[] =>
  localGroups.known ? localGroups.value : [];

const isPresent = (text: string | null): text is string => text !== null;

const authorities = (sids: readonly (string | null)[]): readonly string[] =>
  sids.map(authorityOf).filter(isPresent);

/** `Get-LocalUser` lists accounts of the machine alone; on a domain controller those are the domain's. */
function machineOf(sections: readonly LocalGroupSection[]): readonly string[] {
  const members = sections.flatMap((s) => s.groups.flatMap((g) => g.members));
  const users = sections.flatMap((s) => s.users?.list ?? []);
  return authorities([
    ...users.map((user) => user.sid),
    ...members.filter((member) => member.origin === 'local').map((member) => member.sid),
  ]);
}

const profiles = (registry: RegistryFacts): readonly string[] => subkeys(registry, 'HKLM', PROFILE_LIST);

/** A Domain Admins among the members of a group is left out where it is what is to be judged. */
export function sidAuthorities(facts: Facts, withDomainAdmins: boolean): SidAuthorities {
  const sections = sectionsOf(facts);
  const machine = new Set(machineOf(sections));
  const members = sections
    .flatMap((s) => s.groups.flatMap((g) => g.members))
    .filter((m) => withDomainAdmins || ridOf(m.sid) !== RID.domainAdmins)
    // Where no local account is shown, an Administrator may be the machine's own.
    .filter((m) => m.origin === 'domain' || ridOf(m.sid) !== RID.administrator);
  const seen = authorities([...members.map((m) => m.sid), ...profiles(facts.registry)]);
  return {
    machine,
    others: new Set(seen.filter((part) => !machine.has(part))),
    directory: domainOfHost(facts.shared.directories, facts.target.name),
  };
}

/**
 * Whether groups of a well-known number are those of the host's own domain, where no directory shows it. `candidates`: the
 * SIDs of every group of that number that is in question; where nothing else tells the domain, they must at least be of
 * one and the same.
 */
function mayBeOwnDomain(
  authority: string,
  { machine, others }: Pick<SidAuthorities, 'machine' | 'others'>,
  candidates: readonly string[],
): boolean {
  if (machine.has(authority)) return false;
  return others.size > 0 ? others.has(authority) : new Set(candidates).size === 1;
}

/** The same; what a directory says of the host's domain outweighs all else. */
export const isOwnDomain = (
  authority: string,
  shown: SidAuthorities,
  candidates: readonly string[],
): boolean =>
  shown.directory ? shown.directory.sid === authority : mayBeOwnDomain(authority, shown, candidates);

/** Whether a domain is the root of the host's forest. Of a host whose own domain nothing shows, it is not known. */
export function isRootDomain(
  authority: string,
  { directory, machine, others }: SidAuthorities,
  candidates: readonly string[],
): boolean {
  if (directory && directory.roots.size > 0) return directory.roots.has(authority);
  const isHostOfDomain = directory !== null || others.size > 0;
  return isHostOfDomain && mayBeOwnDomain(authority, { machine, others: new Set() }, candidates);
}
