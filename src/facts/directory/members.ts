/** Who has the SID of a group in his token: by nested security groups, as a primary member, or by sIDHistory. */
import type { Bilingual } from '../../model/text.ts';
import { oncePer } from '../once.ts';
import { authorityOf, ridOf } from '../well-known.ts';
import { wholeness } from './directory.ts';
import { isSecurityGroup } from './group-type.ts';
import { foreignSidOf } from './groups.ts';
import { hides } from './hidden.ts';
import type { Account, Group, SearchKind } from './model.ts';
import type { Directory } from './query.ts';

/** `primary`: by primaryGroupID. `former`: by a SID in sIDHistory, of the group, of a group on the way or of another member. */
export type Way = 'member' | 'primary' | 'former';

/** A group on a way to a member. Ways that begin alike share their steps: groups nested deep would else be copied over and over. */
export interface Step {
  readonly group: Group;
  /** Nearer to the group that was asked for; null: this is it. */
  readonly above: Step | null;
  readonly sure: boolean;
  readonly former: boolean;
}

export interface Membership {
  readonly account: Account;
  /** The group that names the account. */
  readonly last: Step;
  readonly by: Way;
  /** False where the groups on the way may be distribution groups, which give nothing on. */
  readonly sure: boolean;
}

export interface GroupMembers {
  /** null: not in the evidence. */
  readonly group: Group | null;
  /** Each account once, by a sure path where there is one, and of those by a shortest; those nearest to the group first. */
  readonly members: readonly Membership[];
  /** Why others may be members too; empty: these are all. */
  readonly open: readonly Bilingual[];
}

/** Back links and primary groups, from the group to those that name it. */
interface Links {
  readonly back: ReadonlyMap<string, readonly (Account | Group)[]>;
  readonly primary: ReadonlyMap<string, readonly Account[]>;
  /** By the SIDs in sIDHistory. */
  readonly former: ReadonlyMap<string, readonly (Account | Group)[]>;
  /** Accounts whose primary group is not shown. */
  readonly withoutPrimary: number;
  /** Accounts and groups whose sIDHistory is not shown. */
  readonly withoutFormer: number;
  /** Every account and group shows what it is a member of. */
  readonly allBack: boolean;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const MEMBERS: readonly SearchKind[] = ['users', 'computers', 'groups', 'foreign'];

/** Accounts by the SID of their primary group, and how many do not show it. */
function primaryMembers(accounts: readonly Account[]): Pick<Links, 'primary' | 'withoutPrimary'> {
  const primary = new Map<string, Account[]>();
  let withoutPrimary = 0;
  for (const account of accounts) {
    if (account.kind === 'foreign') continue;
    const authority = authorityOf(account.sid);
    if (account.primaryGroup === null || authority === null) withoutPrimary += 1;
    else push(primary, `${authority}-${account.primaryGroup}`, account);
  }
  return { primary, withoutPrimary };
}

const linksOf = oncePer((directory: Directory): Links => {
  const all = [...directory.accounts, ...directory.groups];
  const back = new Map<string, (Account | Group)[]>();
  const former = new Map<string, (Account | Group)[]>();
  for (const principal of all) {
    for (const key of principal.memberOf ?? []) push(back, key, principal);
    for (const sid of principal.sidHistory) push(former, sid, principal);
  }
  const shown = all.every((p) => p.memberOf !== null);
  const whole = MEMBERS.every((what) => wholeness(directory, what) === null);
  return {
    ...primaryMembers(directory.accounts),
    back,
    former,
    withoutFormer: all.filter(hidesFormer).length,
    allBack: shown && whole,
  };
});

const hiddenSid = (group: Group): Bilingual => ({
  ja: `${group.name} の SID (objectSid) が読めず、これをプライマリ グループとするアカウントが分からない`,
  en: `the SID of ${group.name} (objectSid) cannot be read: whose primary group it is is not known`,
});

/** A foreign principal stands for an account elsewhere, and has none of its own. */
const hidesFormer = (principal: Account | Group): boolean =>
  principal.kind !== 'foreign' && principal.sidHistory.length === 0 && hides(principal, 'sidhistory');

interface Walk {
  readonly directory: Directory;
  readonly links: Links;
  readonly queue: Step[];
  /** By groups whose type is not shown. */
  readonly doubtful: Step[];
  /** Keys of accounts that were met, and of what is not in the evidence. */
  readonly seen: Set<string>;
  readonly visited: Set<string>;
  readonly members: Membership[];
  readonly open: Bilingual[];
  readonly unresolved: string[];
}

const isGroup = (object: unknown): object is Group =>
  typeof object === 'object' && object !== null && 'kind' in object && object.kind === 'group';

const ACCOUNT_KINDS: ReadonlySet<unknown> = new Set(['user', 'computer', 'managed-service', 'foreign']);

const isAccount = (object: unknown): object is Account =>
  typeof object === 'object' && object !== null && 'kind' in object && ACCOUNT_KINDS.has(object.kind);

function enter(walk: Walk, above: Step, group: Group): void {
  if (walk.visited.has(group.key)) return;
  const counts = isSecurityGroup(group);
  if (counts === 'no') return;
  const step: Step = { group, above, sure: above.sure && counts === 'yes', former: above.former };
  (step.sure ? walk.queue : walk.doubtful).push(step);
}

/** With an account comes whoever has its SID as a former one. */
function add(walk: Walk, last: Step, account: Account, by: Way): void {
  walk.members.push({ account, last, by: last.former ? 'former' : by, sure: last.sure });
  for (const principal of walk.links.former.get(account.sid ?? '') ?? []) {
    meet(walk, { ...last, former: true }, principal.key);
  }
}

function meet(walk: Walk, step: Step, key: string): void {
  if (walk.seen.has(key)) return;
  const object = walk.directory.byKey.get(key) ?? walk.directory.bySid.get(foreignSidOf(key) ?? '');
  // A group by a way that is not sure may be met again by one that is.
  if (!isGroup(object)) walk.seen.add(key);
  if (isGroup(object)) enter(walk, step, object);
  if (isAccount(object)) add(walk, step, object, 'member');
  if (object === undefined) walk.unresolved.push(key);
}

const hiddenMembers = (group: Group): Bilingual => ({
  ja: `${group.name} のメンバー (member) が証拠から読めない`,
  en: `the members of ${group.name} cannot be read from the evidence`,
});

function visit(walk: Walk, step: Step): void {
  const { group } = step;
  const { back, primary, former, allBack } = walk.links;
  if (group.members === null && !allBack) walk.open.push(hiddenMembers(group));
  if (group.sid === null) walk.open.push(hiddenSid(group));
  for (const key of group.members ?? []) meet(walk, step, key);
  for (const principal of back.get(group.key) ?? []) meet(walk, step, principal.key);
  for (const account of primary.get(group.sid ?? '') ?? []) {
    if (walk.seen.has(account.key)) continue;
    walk.seen.add(account.key);
    add(walk, step, account, 'primary');
  }
  for (const principal of former.get(group.sid ?? '') ?? []) {
    meet(walk, { ...step, former: true }, principal.key);
  }
}

/** Every group once, those on sure ways first. Returns them. */
function walkAll(walk: Walk): readonly Group[] {
  const groups: Group[] = [];
  const take = (step: Step): void => {
    if (walk.visited.has(step.group.key)) return;
    walk.visited.add(step.group.key);
    groups.push(step.group);
    visit(walk, step);
  };
  // Both grow on the way.
  for (const step of walk.queue) take(step);
  for (const step of walk.doubtful) take(step);
  return groups;
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

const noFormer = (count: number): Bilingual => ({
  ja: `以前の SID (sIDHistory) が読めないアカウントかグループが ${count} 件ある`,
  en: `the former SIDs (sIDHistory) of ${count} account(s) or group(s) cannot be read`,
});

const isForeign = (m: Membership): boolean =>
  m.account.kind === 'foreign' && (m.account.sid === null || ridOf(m.account.sid) !== null);

function reasons(walk: Walk, groups: readonly Group[]): readonly Bilingual[] {
  const foreign = walk.members.filter(isForeign).length;
  const all = [
    ...walk.open,
    ...(walk.unresolved.length > 0 ? [notHere(walk.unresolved)] : []),
    ...(foreign > 0 ? [foreignGroups(foreign)] : []),
    ...primaryReasons(walk, groups),
    ...(walk.links.withoutFormer > 0 ? [noFormer(walk.links.withoutFormer)] : []),
  ];
  return [...new Map(all.map((because) => [because.en, because])).values()];
}

const noGroup = (name: string): Bilingual => ({
  ja: `グループ ${name} が証拠にない`,
  en: `the group ${name} is not in the evidence`,
});

/** All groups on the ways to members, each once, those above before those below. */
export function groupsToward(members: readonly Pick<Membership, 'last'>[]): readonly Group[] {
  const met = new Set<string>();
  return members.flatMap(({ last }) => {
    const fresh: Group[] = [];
    for (let step: Step | null = last; step && !met.has(step.group.key); step = step.above) {
      met.add(step.group.key);
      fresh.push(step.group);
    }
    return fresh.reverse();
  });
}

/** `which`: the key of a group's DN, or its SID. */
export function groupMembersOf(directory: Directory, which: string): GroupMembers {
  const group = directory.bySid.get(which.toUpperCase()) ?? directory.byKey.get(which);
  if (!isGroup(group)) return { group: null, members: [], open: [noGroup(which)] };
  const walk: Walk = {
    directory,
    links: linksOf(directory),
    queue: [{ group, above: null, sure: true, former: false }],
    doubtful: [],
    seen: new Set(),
    visited: new Set(),
    members: [],
    open: [],
    unresolved: [],
  };
  const groups = walkAll(walk);
  return { group, members: walk.members, open: reasons(walk, groups) };
}
