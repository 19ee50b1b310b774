/** Distinguished names and SIDs of what a description calls by name. */

import type { ComputerSpec, DomainSpec, GroupSpec, UserSpec } from './spec.ts';
import { STANDARD_GROUPS, STANDARD_USERS } from './standard.ts';

/** A value in a DN: `鈴木, 次郎` as `鈴木\, 次郎` (RFC 4514, 2.4). */
const escaped = (value: string): string => value.replace(/[\\,+"<>;=]/g, '\\$&').replace(/^[ #]| $/g, '\\$&');

export interface Named {
  readonly dn: string;
  readonly sid: string;
}

export interface Names {
  /** `DC=corp,DC=example`. */
  readonly domain: string;
  readonly configuration: string;
  readonly policies: string;
  readonly groups: readonly GroupSpec[];
  readonly users: readonly UserSpec[];
  readonly computers: readonly ComputerSpec[];
  /** Path of an OU, or `CN=Users`, to its DN. */
  container(path: string | undefined): string;
  /** What a name or a SID means: `鈴木`, `PC01$`, `S-1-5-11`. */
  of(name: string): Named;
  /** DN of a GPO, by display name or by its GUID in braces. */
  gpo(name: string): string;
  /** DNs of the groups that name it directly. */
  groupsOf(dn: string): readonly string[];
  readonly foreign: readonly Named[];
}

const baseOf = (dnsName: string): string =>
  dnsName
    .split('.')
    .map((part) => `DC=${part}`)
    .join(',');

function containerDn(domain: string, path: string): string {
  if (/^CN=/.test(path)) return `${path},${domain}`;
  const ous = path.split('/').map((part) => `OU=${escaped(part)}`);
  return [...ous.reverse(), domain].join(',');
}

export const rdnOf = (user: UserSpec): string => user.display ?? user.name;

const groupSid = (spec: DomainSpec, group: GroupSpec): string => group.sid ?? `${spec.sid}-${group.rid}`;

function withMembers(spec: DomainSpec): readonly GroupSpec[] {
  const standard = STANDARD_GROUPS.map((group) => ({
    ...group,
    members: [...(group.members ?? []), ...(spec.members[group.name] ?? [])],
  }));
  return [...standard, ...spec.groups];
}

function indexOf(
  spec: DomainSpec,
  lists: Pick<Names, 'groups' | 'users' | 'computers' | 'domain'>,
): Map<string, Named> {
  const { domain } = lists;
  const at = (path: string | undefined): string => containerDn(domain, path ?? 'CN=Users');
  const index = new Map<string, Named>();
  for (const group of lists.groups)
    index.set(group.name, { dn: `CN=${escaped(group.name)},${at(group.ou)}`, sid: groupSid(spec, group) });
  for (const user of lists.users)
    index.set(user.name, { dn: `CN=${escaped(rdnOf(user))},${at(user.ou)}`, sid: `${spec.sid}-${user.rid}` });
  for (const pc of lists.computers)
    index.set(`${pc.name}$`, {
      dn: `CN=${escaped(pc.name)},${at(pc.ou ?? 'CN=Computers')}`,
      sid: `${spec.sid}-${pc.rid}`,
    });
  return index;
}

/** A principal of elsewhere, which a domain keeps under its SID. */
const foreignOf = (domain: string, sid: string): Named => ({
  dn: `CN=${sid},CN=ForeignSecurityPrincipals,${domain}`,
  sid,
});

function backLinks(groups: readonly GroupSpec[], of: Names['of']): Map<string, string[]> {
  const links = new Map<string, string[]>();
  for (const group of groups) {
    const { dn } = of(group.name);
    for (const member of group.members ?? []) {
      const key = of(member).dn;
      const known = links.get(key);
      if (known) known.push(dn);
      else links.set(key, [dn]);
    }
  }
  return links;
}

const isSid = (name: string): boolean => /^S-1-[\d-]+$/.test(name);

export function namesOf(spec: DomainSpec): Names {
  const domain = baseOf(spec.dnsName);
  const policies = `CN=Policies,CN=System,${domain}`;
  const groups = withMembers(spec);
  const users = [...STANDARD_USERS, ...spec.users];
  const index = indexOf(spec, { groups, users, computers: spec.computers, domain });
  const gpos = new Map(spec.gpos.map((gpo) => [gpo.name, gpo.id]));
  const of = (name: string): Named => {
    const known = index.get(name) ?? (isSid(name) ? foreignOf(domain, name) : undefined);
    if (!known) throw new Error(`the domain has no ${name}`);
    return known;
  };
  const links = backLinks(groups, of);
  const foreign = new Set(groups.flatMap((group) => group.members ?? []).filter(isSid));
  return {
    domain,
    configuration: `CN=Configuration,${domain}`,
    policies,
    groups,
    users,
    computers: spec.computers,
    container: (path) => containerDn(domain, path ?? 'CN=Users'),
    of,
    gpo: (name) => `CN=${gpos.get(name) ?? name},${policies}`,
    groupsOf: (dn) => links.get(dn) ?? [],
    foreign: [...foreign].map((sid) => foreignOf(domain, sid)),
  };
}
