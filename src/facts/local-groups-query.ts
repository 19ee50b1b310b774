/** Accounts of a host and members of its local groups, as the evidence shows them. */
import type { Fact, NonEmpty } from './known.ts';
import { isNonEmpty, known, unknown } from './known.ts';
import type { GroupMember, LocalGroup, LocalGroupSection, LocalUser } from './local-groups.ts';
import { RID, ridOf } from './well-known.ts';

type Groups = Fact<NonEmpty<LocalGroupSection>>;

const lower = (text: string): string => text.toLowerCase();

/** `PC01` of `pc01.example.test`: what Windows writes before the backslash of a local account. */
const shortName = (host: string): string => lower(host.split('.')[0] ?? host);

/** The name of an account of this host: bare, or after `HOST\` or `.\`; null for an account of anywhere else. */
export function localName(name: string, host: string): string | null {
  const cut = name.indexOf('\\');
  if (cut < 0) return lower(name);
  const domain = lower(name.slice(0, cut));
  return domain === shortName(host) || domain === '.' ? lower(name.slice(cut + 1)) : null;
}

const sameSid = (a: string | null | undefined, b: string | null | undefined): boolean =>
  !!a && !!b && lower(a) === lower(b);

/** Every local account that some evidence shows, whether or not a list is whole. */
export const seenAccounts = (groups: Groups): readonly LocalUser[] =>
  groups.known ? groups.value.flatMap((s) => s.users?.list ?? []) : [];

const identity = (user: LocalUser): string => lower(user.sid ?? user.name);

function contradiction(users: readonly LocalUser[]): readonly [LocalUser, LocalUser] | null {
  const seen = new Map<string, LocalUser>();
  for (const user of users) {
    const other = seen.get(identity(user));
    if (other && other.enabled !== user.enabled) return [other, user];
    seen.set(identity(user), user);
  }
  return null;
}

const hasRid = (users: readonly LocalUser[], rid: number): boolean =>
  users.some((user) => ridOf(user.sid) === rid);

/** Windows does not let the built-in accounts be deleted: a list without them was filtered. */
const isWhole = (users: NonNullable<LocalGroupSection['users']>): boolean =>
  users.complete && hasRid(users.list, RID.administrator) && hasRid(users.list, RID.guest);

/** All local accounts, where at least one list of them is whole and none contradicts another. */
export function localAccounts(groups: Groups): Fact<readonly LocalUser[]> {
  const lists = groups.known ? groups.value.flatMap((s) => s.users ?? []) : [];
  const whole = lists.filter(isWhole).map((list) => list.at);
  if (!isNonEmpty(whole)) return lists.length > 0 ? filtered : notCollected;
  const users = lists.flatMap((list) => list.list);
  const clash = contradiction(users);
  if (clash) return contradictory(clash[0], clash[1]);
  return known([...new Map(users.map((user) => [identity(user), user])).values()], whole);
}

/** The built-in account of this RID (500, 501), whatever its name, as far as any list shows it. */
export function builtInAccount(groups: Groups, rid: number): Fact<LocalUser> {
  const found = seenAccounts(groups).filter((user) => ridOf(user.sid) === rid);
  if (!isNonEmpty(found)) return notCollected;
  const clash = contradiction(found);
  return clash ? contradictory(clash[0], clash[1]) : known(found[0], [found[0].at]);
}

/** Every list of the members of one group. */
export function groupLists(groups: Groups, sid: string): Fact<NonEmpty<LocalGroup>> {
  if (!groups.known) return groups;
  const lists = groups.value.flatMap((s) => s.groups).filter((group) => sameSid(group.sid, sid));
  if (isNonEmpty(lists)) return known(lists, [lists[0].at]);
  return unknown(
    { ja: `グループ ${sid} のメンバーが証拠にない`, en: `no evidence lists the members of group ${sid}` },
    ['net-localgroup', 'localgroup-json'],
  );
}

/** The member with what the list of accounts tells of it: `net localgroup` shows a bare name and neither SID nor kind. */
export function resolveMember(
  member: GroupMember,
  accounts: readonly LocalUser[],
  host: string,
): GroupMember {
  const name = localName(member.name, host);
  const account = accounts.find((user) =>
    member.sid === null ? name !== null && lower(user.name) === name : sameSid(user.sid, member.sid),
  );
  return account ? { ...member, sid: member.sid ?? account.sid, kind: 'user', origin: 'local' } : member;
}

interface Declared {
  readonly name: string;
  readonly sid?: string;
}

interface Shown {
  readonly name: string | null;
  readonly sid: string | null;
  readonly origin?: GroupMember['origin'];
}

const bareName = (name: string): string => lower(name.slice(name.indexOf('\\') + 1));

/** A name said to be local is, whatever stands before the backslash: the host may go by another name in the site file. */
const ownName = (shown: Shown, host: string): string | null => {
  if (shown.name === null) return null;
  return shown.origin === 'local' ? bareName(shown.name) : localName(shown.name, host);
};

/** Whether a declared account of the host is the one shown: by SID where both have one, else by name. */
export function isLocalAccount(declared: Declared, shown: Shown, host: string): boolean {
  if (declared.sid && shown.sid) return sameSid(declared.sid, shown.sid);
  const name = ownName(shown, host);
  return name !== null && name === localName(declared.name, host);
}

/** Whether what is shown may be the declared account of the host, its name standing behind some other domain's. */
export const mayBeLocalAccount = (declared: Declared, shown: Shown, host: string): boolean =>
  !(declared.sid && shown.sid) &&
  shown.origin !== 'domain' &&
  shown.name !== null &&
  bareName(shown.name) === localName(declared.name, host);

/** Whether a declared account of any origin is the one shown. A name declared without a domain means that of any. */
export function isDeclaredAccount(declared: Declared, shown: Shown, host: string): boolean {
  if (declared.sid && shown.sid) return sameSid(declared.sid, shown.sid);
  if (shown.name === null) return false;
  if (lower(declared.name) === lower(shown.name) || isLocalAccount(declared, shown, host)) return true;
  return !declared.name.includes('\\') && lower(shown.name).endsWith(`\\${lower(declared.name)}`);
}

/**
 * Whether a declared account is the one shown beyond doubt: by SID where both have one, else by `DOMAIN\\name`. A name
 * declared without a domain is a local account.
 */
export const isExactAccount = (declared: Declared, shown: Shown, host: string): boolean =>
  isDeclaredAccount(declared, shown, host) &&
  (declared.name.includes('\\') ||
    !!(declared.sid && shown.sid) ||
    (shown.origin !== 'domain' && isLocalAccount(declared, shown, host)));

const notCollected = unknown(
  { ja: 'ローカル アカウントの一覧が証拠にない', en: 'the list of local accounts is not among the evidence' },
  ['local-users-json'],
);

const filtered = unknown(
  {
    ja: 'ローカル アカウントの一覧が全件と言えない (ビルトインの 2 アカウントがないか、途中で切れている)',
    en: 'the list of local accounts may not be whole (it lacks the two built-in accounts, or is cut)',
  },
  ['local-users-json'],
);

const contradictory = (a: LocalUser, b: LocalUser) =>
  unknown({
    ja: `アカウント ${a.name} の有効・無効が証拠の間で食い違う (${a.at.file}:${a.at.line} と ${b.at.file}:${b.at.line})`,
    en: `whether account ${a.name} is enabled differs between ${a.at.file}:${a.at.line} and ${b.at.file}:${b.at.line}`,
  });
