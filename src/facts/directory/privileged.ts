/** The groups that rule a domain, told by SID: names are localised, save that of DnsAdmins, which has no number of its own. */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { oncePer } from '../once.ts';
import { RID, ridOf, SID } from '../well-known.ts';
import { wholeness } from './directory.ts';
import { domainKeyOf } from './dn.ts';
import { hides } from './hidden.ts';
import { groupMembersOf, groupsToward, type Membership } from './members.ts';
import type { Account, Domain, Group } from './model.ts';
import type { Directory } from './query.ts';

export interface PrivilegedKind {
  readonly label: string;
  readonly is: (group: Group) => boolean;
  /** `always`: every domain has it. `root`: only the root domain of a forest. `perhaps`: where the DNS service was set up. */
  readonly exists: 'always' | 'root' | 'perhaps';
}

const byRid = (label: string, rid: number, exists: PrivilegedKind['exists']): PrivilegedKind => ({
  label,
  is: (g) => ridOf(g.sid) === rid,
  exists,
});

const builtIn = (label: string, sid: string): PrivilegedKind => ({
  label,
  is: (g) => g.sid === sid,
  exists: 'always',
});

const DOMAIN_ADMINS = byRid('Domain Admins', RID.domainAdmins, 'always');
const SCHEMA_ADMINS = byRid('Schema Admins', RID.schemaAdmins, 'root');
const ENTERPRISE_ADMINS = byRid('Enterprise Admins', RID.enterpriseAdmins, 'root');
const ADMINISTRATORS = builtIn('Administrators', SID.administrators);

/** Those whom the guide's new watch is about (catalogue F-nV4a). */
export const ADMINISTRATIVE: readonly PrivilegedKind[] = [
  ADMINISTRATORS,
  DOMAIN_ADMINS,
  ENTERPRISE_ADMINS,
  SCHEMA_ADMINS,
];

/** Those too that reach the controllers by a short way (catalogue F-6b). */
export const TIER_ZERO: readonly PrivilegedKind[] = [
  ...ADMINISTRATIVE,
  builtIn('Account Operators', 'S-1-5-32-548'),
  builtIn('Server Operators', 'S-1-5-32-549'),
  builtIn('Print Operators', 'S-1-5-32-550'),
  builtIn('Backup Operators', 'S-1-5-32-551'),
];

/** All that catalogue D-5-S1 names. */
export const PRIVILEGED: readonly PrivilegedKind[] = [
  ...TIER_ZERO,
  byRid('Group Policy Creator Owners', RID.policyCreatorOwners, 'always'),
  { label: 'DnsAdmins', is: (g) => g.name.toLowerCase() === 'dnsadmins', exists: 'perhaps' },
];

/** A member of one or more groups, nested membership included. */
export interface Person {
  readonly account: Account;
  /** Labels of the groups. */
  readonly of: readonly string[];
  /** False where it is a member only by groups that may be distribution groups: their type is not shown. */
  readonly sure: boolean;
  /** Surely a member of one of them by its list or as a primary member, not by sIDHistory alone. */
  readonly listed: boolean;
}

export interface People {
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  /** Why there may be others; empty: these are all. */
  readonly open: readonly Bilingual[];
  /** The lines of the groups, nested ones that hold somebody included. */
  readonly at: readonly Location[];
}

const notHere = ({ label }: PrivilegedKind): Bilingual => ({
  ja: `グループ ${label} が証拠にない`,
  en: `the group ${label} is not in the evidence`,
});

const unnamed = (kind: PrivilegedKind, { dn }: Group): Bilingual => ({
  ja: `${dn} の SID か名前が読めず、それが ${kind.label} かもしれない`,
  en: `the SID or the name of ${dn} cannot be read, and it may be ${kind.label}`,
});

/** Why a group that is not there may exist all the same; null: it does not. */
function whyMissing(directory: Directory, domain: Domain, kind: PrivilegedKind): Bilingual | null {
  if (kind.exists === 'always') return notHere(kind);
  const lacking = wholeness(directory, 'groups');
  if (lacking) return lacking.because ?? notHere(kind);
  const hidden = directory.groups.find(
    (g) => domainKeyOf(g.key) === domain.key && (g.sid === null || hides(g, 'samaccountname')),
  );
  return hidden ? unnamed(kind, hidden) : null;
}

interface Noted {
  readonly account: Account;
  readonly of: string[];
  sure: boolean;
  listed: boolean;
}

function note(byKey: Map<string, Noted>, { account, sure, by }: Membership, { label }: PrivilegedKind): void {
  const known = byKey.get(account.key) ?? { account, of: [], sure: false, listed: false };
  known.of.push(label);
  known.sure ||= sure;
  known.listed ||= sure && by !== 'former';
  byKey.set(account.key, known);
}

function findPeople(directory: Directory, domain: Domain, kinds: readonly PrivilegedKind[]): People {
  const byKey = new Map<string, Noted>();
  const groups = new Map<string, Group>();
  const open: Bilingual[] = [];
  for (const kind of kinds) {
    const found = directory.groups.filter((g) => domainKeyOf(g.key) === domain.key && kind.is(g));
    const missing = found.length === 0 ? whyMissing(directory, domain, kind) : null;
    if (missing) open.push(missing);
    for (const group of found) {
      const { members, open: reasons } = groupMembersOf(directory, group.key);
      open.push(...reasons);
      groups.set(group.key, group);
      for (const inner of groupsToward(members)) groups.set(inner.key, inner);
      for (const member of members) note(byKey, member, kind);
    }
  }
  const all = [...groups.values()];
  return {
    people: [...byKey.values()],
    groups: all,
    open: [...new Map(open.map((because) => [because.en, because])).values()],
    at: all.map((g) => g.at),
  };
}

const asked = oncePer((_directory: Directory) => new Map<string, People>());

/** Everybody in these groups of a domain, each once. */
export function peopleOf(directory: Directory, domain: Domain, kinds: readonly PrivilegedKind[]): People {
  const known = asked(directory);
  const key = [domain.key, ...kinds.map((kind) => kind.label)].join('\n');
  const before = known.get(key);
  if (before) return before;
  const found = findPeople(directory, domain, kinds);
  known.set(key, found);
  return found;
}
