/** Who is in a group, nested groups and primary members included. */
import type { Bilingual } from '../../model/text.ts';
import { oncePer } from '../once.ts';
import { authorityOf, ridOf } from '../well-known.ts';
import { wholeness } from './directory.ts';
import { foreignSidOf } from './groups.ts';
import type { Account, Group, SearchKind } from './model.ts';
import type { Directory } from './query.ts';

export interface Membership {
  readonly account: Account;
  /** From the group that was asked for down to the one that names the account. */
  readonly path: readonly [Group, ...Group[]];
  /** By primaryGroupID, not by the list of members. */
  readonly primary: boolean;
}

export interface GroupMembers {
  /** null: not in the evidence. */
  readonly group: Group | null;
  /** Each account once, by a shortest path; those nearest to the group first. */
  readonly members: readonly Membership[];
  /** Why others may be members too; empty: these are all. */
  readonly open: readonly Bilingual[];
}

/** Back links and primary groups, from the group to those that name it. */
interface Links {
  readonly back: ReadonlyMap<string, readonly (Account | Group)[]>;
  readonly primary: ReadonlyMap<string, readonly Account[]>;
  /** Accounts whose primary group is not shown. */
  readonly withoutPrimary: number;
  /** Every account and group shows what it is a member of. */
  readonly allBack: boolean;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const MEMBERS: readonly SearchKind[] = ['users', 'computers', 'groups', 'foreign'];

const linksOf = oncePer((directory: Directory): Links => {
  const back = new Map<string, (Account | Group)[]>();
  const primary = new Map<string, Account[]>();
  let withoutPrimary = 0;
  for (const principal of [...directory.accounts, ...directory.groups]) {
    for (const key of principal.memberOf ?? []) push(back, key, principal);
  }
  for (const account of directory.accounts) {
    if (account.kind === 'foreign') continue;
    const authority = authorityOf(account.sid);
    if (account.primaryGroup === null || authority === null) withoutPrimary += 1;
    else push(primary, `${authority}-${account.primaryGroup}`, account);
  }
  const shown = [...directory.accounts, ...directory.groups].every((p) => p.memberOf !== null);
  const whole = MEMBERS.every((what) => wholeness(directory, what) === null);
  return { back, primary, withoutPrimary, allBack: shown && whole };
});

type Path = readonly [Group, ...Group[]];

interface Walk {
  readonly directory: Directory;
  readonly links: Links;
  readonly queue: Path[];
  readonly seen: Set<string>;
  readonly members: Membership[];
  readonly open: Bilingual[];
  readonly unresolved: string[];
}

const isGroup = (object: unknown): object is Group =>
  typeof object === 'object' && object !== null && 'kind' in object && object.kind === 'group';

const ACCOUNT_KINDS: ReadonlySet<unknown> = new Set(['user', 'computer', 'managed-service', 'foreign']);

const isAccount = (object: unknown): object is Account =>
  typeof object === 'object' && object !== null && 'kind' in object && ACCOUNT_KINDS.has(object.kind);

function meet(walk: Walk, path: Path, key: string): void {
  if (walk.seen.has(key)) return;
  const object = walk.directory.byKey.get(key) ?? walk.directory.bySid.get(foreignSidOf(key) ?? '');
  if (isGroup(object)) {
    walk.seen.add(key);
    walk.queue.push([...path, object]);
  } else if (isAccount(object)) {
    walk.seen.add(key);
    walk.members.push({ account: object, path, primary: false });
  } else if (object === undefined) {
    walk.seen.add(key);
    walk.unresolved.push(key);
  }
}

const hiddenMembers = (group: Group): Bilingual => ({
  ja: `${group.name} のメンバー (member) が証拠から読めない`,
  en: `the members of ${group.name} cannot be read from the evidence`,
});

function visit(walk: Walk, path: Path): void {
  const group = path[path.length - 1] ?? path[0];
  if (group.members === null && !walk.links.allBack) walk.open.push(hiddenMembers(group));
  for (const key of group.members ?? []) meet(walk, path, key);
  for (const principal of walk.links.back.get(group.key) ?? []) meet(walk, path, principal.key);
  for (const account of walk.links.primary.get(group.sid ?? '') ?? []) {
    if (walk.seen.has(account.key)) continue;
    walk.seen.add(account.key);
    walk.members.push({ account, path, primary: true });
  }
}

const notHere = (keys: readonly string[]): Bilingual => ({
  ja: `メンバーのうち ${keys.length} 件が証拠にない (${keys[0]} など)`,
  en: `${keys.length} member(s) are not in the evidence (such as ${keys[0]})`,
});

const foreignGroups = (count: number): Bilingual => ({
  ja: `他のドメインのメンバーが ${count} 件あり、グループなら中は見えない`,
  en: `${count} member(s) are of another domain; where such a one is a group, who is in it does not show`,
});

const noPrimary = (count: number): Bilingual => ({
  ja: `プライマリ グループ (primaryGroupID) が読めないアカウントが ${count} 件ある`,
  en: `the primary group of ${count} account(s) cannot be read`,
});

const NOT_ALL: Bilingual = {
  ja: 'アカウントの全件が証拠にないので、これをプライマリ グループとするものがほかにあるかもしれない',
  en: 'not all accounts are in the evidence, so that others may have it as their primary group',
};

/** Primary members do not stand in the list of members, so that every account must be there and show its own. */
function primaryReasons({ directory, links }: Walk, groups: readonly Group[]): readonly Bilingual[] {
  // Only groups of a domain can be primary groups.
  if (groups.every((g) => ridOf(g.sid) === null && g.sid !== null)) return [];
  const lacking = (['users', 'computers'] as const).flatMap((what) => {
    const state = wholeness(directory, what);
    return state ? [state.because ?? NOT_ALL] : [];
  });
  return [...lacking, ...(links.withoutPrimary > 0 ? [noPrimary(links.withoutPrimary)] : [])];
}

const isForeign = (m: Membership): boolean =>
  m.account.kind === 'foreign' && (m.account.sid === null || ridOf(m.account.sid) !== null);

function reasons(walk: Walk, groups: readonly Group[]): readonly Bilingual[] {
  const foreign = walk.members.filter(isForeign).length;
  const all = [
    ...walk.open,
    ...(walk.unresolved.length > 0 ? [notHere(walk.unresolved)] : []),
    ...(foreign > 0 ? [foreignGroups(foreign)] : []),
    ...primaryReasons(walk, groups),
  ];
  return [...new Map(all.map((because) => [because.en, because])).values()];
}

const noGroup = (name: string): Bilingual => ({
  ja: `グループ ${name} が証拠にない`,
  en: `the group ${name} is not in the evidence`,
});

/** `which`: the key of a group's DN, or its SID. */
export function groupMembersOf(directory: Directory, which: string): GroupMembers {
  const group = directory.bySid.get(which.toUpperCase()) ?? directory.byKey.get(which);
  if (!isGroup(group)) return { group: null, members: [], open: [noGroup(which)] };
  const walk: Walk = {
    directory,
    links: linksOf(directory),
    queue: [[group]],
    seen: new Set([group.key]),
    members: [],
    open: [],
    unresolved: [],
  };
  const groups: Group[] = [];
  for (let i = 0; i < walk.queue.length; i++) {
    const path = walk.queue[i];
    if (!path) continue;
    groups.push(path[path.length - 1] ?? path[0]);
    visit(walk, path);
  }
  return { group, members: walk.members, open: reasons(walk, groups) };
}
