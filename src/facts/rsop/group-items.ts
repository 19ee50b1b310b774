/** Items of Preferences on local groups ([MS-GPPREF] 2.2.1.11.1), as steps on each member. */
import type { Bilingual } from '../../model/text.ts';
import type { GroupItem, Principal, RestrictedGroup } from '../security-policy.ts';
import type { Half, Statement } from './model.ts';
import { groupKey, principalKey, type Said, type Step, showPrincipal } from './step.ts';

/** What one GPO does to a group, and through which extension. */
export interface GroupWriter {
  readonly gpo: string | null;
  readonly half: Half;
  readonly rank: number;
  readonly items: readonly GroupItem[];
  /** One step that stands for all of them where the GPO's say is shown. */
  readonly steps: readonly Step[];
}

export interface GroupNamed {
  readonly id: string;
  readonly name: string;
  readonly items: readonly GroupItem[];
  readonly steps: readonly Step[];
}

/** Everyone in the group whom no item names. */
export const OTHERS = null;

export type Member = Principal | typeof OTHERS;

const BUILT_IN = /^S-1-5-32-/i;

const NEW_ONLY: Bilingual = {
  ja: 'グループがまだないときにだけ働く項目である (作成)',
  en: 'the item acts only where there is no such group yet (Create)',
};
const BUILT_IN_REPLACED: Bilingual = {
  ja: 'ビルトイン グループは削除できないため、置換の項目が何を残すかは決まらない',
  en: 'a built-in group cannot be deleted, so what an item that replaces it leaves is not certain',
};
const KIND_UNKNOWN: Bilingual = {
  ja: 'ユーザーだけ、またはグループだけを取り除く項目であり、メンバーの種類が分からない',
  en: 'the item removes users only, or groups only, and what kind the member is is not known',
};
const CURRENT_USER: Bilingual = {
  ja: 'ログオンしているユーザーを加える、または取り除く項目である',
  en: 'the item adds or removes whoever is logged on',
};
const BY_NAME: Bilingual = {
  ja: '名前だけで取り除かれるメンバーと、SID だけで書かれたメンバーとが同じかどうか分からない',
  en: 'a member is removed by name alone, and whether it is the one written by SID alone is not known',
};
const RENAMED: Bilingual = {
  ja: 'グループの名前を変える項目である',
  en: 'the item renames the group',
};

interface Change {
  readonly op: 'set' | 'delete';
  readonly condition: Bilingual | null;
}

/** The same principal, as far as what is written of both tells. */
const isSame = (a: Principal, b: Principal): boolean => {
  if (a.sid !== null && b.sid !== null) return a.sid.toUpperCase() === b.sid.toUpperCase();
  return a.name !== null && b.name !== null && a.name.toUpperCase() === b.name.toUpperCase();
};

/** One is written by SID alone and the other by name alone. */
const mayBeSame = (a: Principal, b: Principal): boolean =>
  (a.sid === null && b.name === null) || (a.name === null && b.sid === null);

/** What clearing does to a member: with both switches everybody goes, with one those of a kind. */
function clearing(item: GroupItem): readonly Change[] {
  if (item.clearsUsers && item.clearsGroups) return [{ op: 'delete', condition: null }];
  return item.clearsUsers || item.clearsGroups ? [{ op: 'delete', condition: KIND_UNKNOWN }] : [];
}

function naming(item: GroupItem, member: Principal): readonly Change[] {
  const removed = item.removed.some((p) => isSame(p, member));
  const maybe = !removed && item.removed.some((p) => mayBeSame(p, member));
  const added = item.added.some((p) => isSame(p, member));
  return [
    ...(removed ? [{ op: 'delete', condition: null } as const] : []),
    ...(maybe ? [{ op: 'delete', condition: BY_NAME } as const] : []),
    ...(added ? [{ op: 'set', condition: null } as const] : []),
  ];
}

const others = (item: GroupItem): readonly Change[] =>
  item.currentUser ? [{ op: 'set', condition: CURRENT_USER }] : [];

function updates(item: GroupItem, member: Member): readonly Change[] {
  return [...clearing(item), ...(member === OTHERS ? others(item) : naming(item, member))];
}

const conditional = (changes: readonly Change[], condition: Bilingual): readonly Change[] =>
  changes.map((c) => ({ ...c, condition: c.condition ?? condition }));

const GONE: Change = { op: 'delete', condition: null };

function changesOf(item: GroupItem, member: Member): readonly Change[] {
  const builtIn = BUILT_IN.test(groupKey(item.group));
  const changes = updates(item, member);
  if (item.action === 'update') return item.newName ? conditional(changes, RENAMED) : changes;
  if (item.action === 'create') return builtIn ? [] : conditional([GONE, ...changes], NEW_ONLY);
  const renewed = item.action === 'delete' ? [GONE] : [GONE, ...changes];
  return builtIn ? conditional(renewed, BUILT_IN_REPLACED) : renewed;
}

/** What a GPO's items do to one member, or to those whom nobody names, in order. */
export function memberSteps({ items, steps }: GroupWriter, member: Member): readonly Step[] {
  const said = steps[0]?.said;
  if (!said) return [];
  return items.flatMap((item) =>
    changesOf(item, member).map(({ op, condition }) => ({
      op,
      condition: condition ?? item.condition ?? null,
      loses: null,
      said: { ...said, meaning: op === 'set' ? 'in' : 'out' },
    })),
  );
}

/** Everyone whom the items name, once each; the fuller of two spellings. */
export function namedMembers(items: readonly GroupItem[]): readonly Principal[] {
  const members: Principal[] = [];
  for (const p of items.flatMap((i) => [...i.added, ...i.removed])) {
    const at = members.findIndex((m) => isSame(m, p));
    const known = members[at];
    if (!known) members.push(p);
    else members[at] = { sid: known.sid ?? p.sid, name: known.name ?? p.name };
  }
  return members;
}

/** Restricted Groups that say the same: the whole membership, or additions to it. */
export function asRestricted(
  group: Principal,
  members: readonly Principal[],
  replaced: boolean,
  from: Pick<GroupItem, 'gpo' | 'at'>,
): readonly RestrictedGroup[] {
  const { gpo, at } = from;
  if (replaced) return [{ group, relation: 'members', principals: members, gpo, at }];
  return members.map((m) => ({ group: m, relation: 'memberOf', principals: [group], gpo, at }));
}

const itemWords = (item: GroupItem): readonly string[] => [
  ...(item.action === 'update' ? [] : [item.action]),
  ...(item.newName ? [`→ ${item.newName}`] : []),
  ...(item.clearsUsers ? ['− users'] : []),
  ...(item.clearsGroups ? ['− groups'] : []),
  ...item.removed.map((p) => `− ${showPrincipal(p)}`),
  ...item.added.map((p) => `+ ${showPrincipal(p)}`),
  ...(item.currentUser ? [`${item.currentUser === 'add' ? '+' : '−'} current user`] : []),
];

const itemMeaning = (item: GroupItem): string => {
  const { action, newName, clearsUsers, clearsGroups, currentUser } = item;
  const keys = (list: readonly Principal[]): readonly string[] => list.map(principalKey).sort();
  return JSON.stringify([
    action,
    newName,
    clearsUsers,
    clearsGroups,
    currentUser,
    keys(item.added),
    keys(item.removed),
  ]);
};

function saidOf(items: readonly GroupItem[], first: GroupItem): Said {
  const added = items.flatMap((i) => i.added);
  const replaced = items.some((i) => i.clearsUsers && i.clearsGroups);
  const statement: Statement = {
    of: 'group',
    groups: asRestricted(first.group, added, replaced, first),
    removed: items.flatMap((i) => i.removed),
  };
  return {
    shown: items.flatMap(itemWords).join(', '),
    meaning: items.map(itemMeaning).join(';'),
    extension: 'preferences',
    statement,
    at: first.at,
  };
}

/** The items of one file by group. */
export function groupWriters(items: readonly GroupItem[]): readonly GroupNamed[] {
  const groups = new Map<string, GroupItem[]>();
  for (const item of items) {
    const id = groupKey(item.group);
    const list = groups.get(id);
    if (list) list.push(item);
    else groups.set(id, [item]);
  }
  return [...groups].flatMap(([id, list]): readonly GroupNamed[] => {
    const [first] = list;
    if (!first) return [];
    const condition = list.find((i) => i.condition)?.condition ?? null;
    const step: Step = { op: 'set', condition, loses: null, said: saidOf(list, first) };
    return [{ id, name: showPrincipal(first.group), items: list, steps: [step] }];
  });
}
