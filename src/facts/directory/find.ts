/** Finds in the directories of the site what a host names: members of its groups, and itself. */
import { oncePer } from '../once.ts';
import { authorityOf, RID, ridOf } from '../well-known.ts';
import { domainKeyOf } from './dn.ts';
import { WITHIN_FOREST } from './groups.ts';
import { type GroupMembers, groupMembersOf } from './members.ts';
import type { Account, Domain, Group } from './model.ts';
import type { Directory } from './query.ts';
import type { SiteDirectory } from './site-directories.ts';

/** A directory as hosts need it. */
export type Readable = Pick<SiteDirectory, 'directory' | 'hidden'>;

/** An object of some domain, and where it was found. */
export interface Found<T> {
  readonly object: T;
  readonly in: Readable;
}

/** A member as a host shows it. */
export interface Shown {
  readonly sid: string | null;
  /** `DOMAIN\name` or `name`. */
  readonly name: string;
}

const lower = (text: string): string => text.toLowerCase();

const bothNames = (domain: Domain, name: string): readonly string[] =>
  [domain.netbiosName, domain.dnsName].flatMap((d) => (d === null ? [] : [lower(`${d}\\${name}`)]));

/** Objects of a directory with a single domain, by `domain\name`. */
const byName = oncePer((directory: Directory): ReadonlyMap<string, Account | Group> => {
  const [domain, second] = directory.domains;
  if (!domain || second) return new Map();
  const all = [...directory.accounts, ...directory.groups].filter((p) => p.kind !== 'foreign');
  return new Map(all.flatMap((p) => bothNames(domain, p.name).map((name) => [name, p] as const)));
});

const principalIn = ({ directory }: Readable, { sid, name }: Shown): Account | Group | undefined =>
  sid === null ? byName(directory).get(lower(name)) : directory.bySid.get(sid.toUpperCase());

/**
 * The account or group of a domain that a host names. null: none of the directories has it, or more than one does. Groups
 * of `S-1-5-32` are every machine's own and never meant.
 */
export function findPrincipal(directories: readonly Readable[], shown: Shown): Found<Account | Group> | null {
  if (shown.sid?.startsWith('S-1-5-32-')) return null;
  const found = directories.flatMap((d) => {
    const object = principalIn(d, shown);
    return object && object.kind !== 'foreign' && !object.sid?.startsWith('S-1-5-32-')
      ? [{ object, in: d }]
      : [];
  });
  const [first, second] = found;
  return first && !second ? first : null;
}

const opened = oncePer((_directory: Directory) => new Map<string, GroupMembers>());

/** Members of a group that was found; once for all hosts that have it. */
export function membersOf({ object, in: { directory } }: Found<Group>): GroupMembers {
  const known = opened(directory);
  const before = known.get(object.key);
  if (before) return before;
  const members = groupMembersOf(directory, object.key);
  known.set(object.key, members);
  return members;
}

const NETBIOS_LENGTH = 15;

const labelOf = (host: string): string => host.split('.')[0] ?? host;

const samOf = (host: string): string => `${lower(labelOf(host)).slice(0, NETBIOS_LENGTH)}$`;

const byHost = oncePer((directory: Directory): ReadonlyMap<string, readonly Account[]> => {
  const map = new Map<string, Account[]>();
  const add = (name: string, account: Account): void => {
    const list = map.get(name);
    if (list) list.push(account);
    else map.set(name, [account]);
  };
  for (const account of directory.accounts.filter((a) => a.kind === 'computer')) {
    add(lower(account.name), account);
    if (account.dnsHostName) add(lower(account.dnsHostName), account);
  }
  return map;
});

/** Computer objects of a host, by its DNS name where it has one, else by its short name. */
export function findComputers(directories: readonly Readable[], host: string): readonly Found<Account>[] {
  const full = lower(host);
  const label = labelOf(full);
  const isOther = ({ dnsHostName }: Account): boolean => {
    // A name that is cut is that of many.
    if (dnsHostName === null) return label.length > NETBIOS_LENGTH;
    return full.includes('.') ? lower(dnsHostName) !== full : labelOf(lower(dnsHostName)) !== label;
  };
  return directories.flatMap((d) => {
    const names = byHost(d.directory);
    const list = names.get(full) ?? names.get(samOf(host)) ?? [];
    return list.filter((object) => !isOther(object)).map((object) => ({ object, in: d }));
  });
}

/** The domain of a host, as a directory shows it. */
export interface HostDomain {
  /** Its SID; null: hidden, or there are computers of the name in several domains. */
  readonly sid: string | null;
  /** SIDs of domains of which one is the root of the forest; empty: nothing tells. */
  readonly roots: ReadonlySet<string>;
}

const isText = (text: string | null): text is string => text !== null;

/** Enterprise Admins exist in the root domain alone; a domain below it is bound to it by a trust within the forest. */
function rootsIn({ groups, sections, domains }: Directory): readonly string[] {
  const here = groups.filter((g) => ridOf(g.sid) === RID.enterpriseAdmins).map((g) => authorityOf(g.sid));
  if (here.length > 0) return here.filter(isText);
  const trusts = sections.flatMap((s) => s.trusts);
  return trusts
    .filter((t) => ((t.attributes ?? 0) & WITHIN_FOREST) !== 0)
    .filter((t) => domains.some((d) => lower(d.dnsName).endsWith(`.${lower(t.partner)}`)))
    .map((t) => t.partnerSid)
    .filter(isText);
}

/** null: no directory has a computer of the name. */
export function domainOfHost(directories: readonly Readable[], host: string): HostDomain | null {
  const found = findComputers(directories, host);
  if (found.length === 0) return null;
  const domains = found.map((f) => {
    const key = domainKeyOf(f.object.key);
    return f.in.directory.domains.find((d) => d.key === key)?.sid ?? null;
  });
  const [sid = null, ...others] = new Set(domains);
  return {
    sid: others.length > 0 ? null : sid,
    roots: new Set(found.flatMap((f) => rootsIn(f.in.directory))),
  };
}
