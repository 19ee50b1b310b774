/**
 * What a host holds after the extensions have run, each over all GPOs, in an order of runs that is given: a plain model of
 * registry values and of the members of local groups, to hold the merging against.
 */

import { type GroupsItem, KEYS, type RandomGpo, type RegistryItem } from './random-gpos.ts';
import { carryOut, type Registry, valueIn } from './registry-simulator.ts';

export interface Host {
  readonly registry: Registry;
  /** Members by group. */
  readonly groups: Map<string, Set<string>>;
}

/** A choice for each targeted item, by its place among all of them. */
export type Choice = (item: RegistryItem | GroupsItem) => boolean;

const remove = (registry: Registry, key: string): void => {
  for (const path of [...registry.keys()]) {
    if (path === key || path.startsWith(`${key}\\`)) registry.delete(path);
  }
};

function actOn(registry: Registry, { action, name, data }: RegistryItem, key: string): void {
  const path = key.toLowerCase();
  if (name === null) {
    if (action === 'R' || action === 'D') remove(registry, path);
    return;
  }
  const has = valueIn(registry, key, name) !== null;
  if (action === 'D') registry.get(path)?.delete(name);
  else if (action !== 'C' || !has) carryOut(registry, [{ key, name, data }]);
}

/** Kinds of the people of a test: which of them are users is for the case to say. */
export type IsUser = (sid: string) => boolean;

function actOnGroup(host: Host, item: GroupsItem, isUser: IsUser): void {
  const { group, action, users, groups, members } = item;
  const own = host.groups.get(group) ?? new Set<string>();
  host.groups.set(group, own);
  if (action !== 'U') return;
  for (const sid of [...own]) if (isUser(sid) ? users : groups) own.delete(sid);
  for (const m of members) {
    if (m.action === 'ADD') own.add(m.sid);
    else own.delete(m.sid);
  }
}

/** `user…`: of the user half, when somebody logs on. */
export type Run = 'registry' | 'groups' | 'security' | 'preferences' | 'userPreferences' | 'userGroups';

export interface Applied {
  /** From the lowest precedence. */
  readonly gpos: readonly RandomGpo[];
  /** Those that reach who logs on. */
  readonly ofUser: readonly RandomGpo[];
  readonly choice: Choice;
  /** The key that Windows takes for one of another spelling; null: it refuses it. */
  readonly keyOf: (item: RegistryItem) => string | null;
  readonly isUser: IsUser;
}

type Work = (host: Host, gpo: RandomGpo, applied: Applied) => void;

function preferences(host: Host, items: RandomGpo['items'], { choice, keyOf }: Applied): void {
  for (const item of (items ?? []).filter(choice)) {
    const key = keyOf(item);
    if (key !== null) actOn(host.registry, item, key);
  }
}

function groupItems(host: Host, items: RandomGpo['groups'], { choice, isUser }: Applied): void {
  for (const item of (items ?? []).filter(choice)) actOnGroup(host, item, isUser);
}

/** The key as it is meant, any key, or none. */
export const spelledKey = ({ spelling, key }: RegistryItem, chance: number): string | null => {
  if (spelling === undefined || spelling === 'plain') return key;
  const any = [...(spelling === 'variable' ? KEYS : [key]), null];
  return any[chance % any.length] ?? null;
};

const WORK: Readonly<Record<Run, Work>> = {
  registry: (host, gpo) => carryOut(host.registry, gpo.registry ?? []),
  security: (host, gpo) => carryOut(host.registry, gpo.values ?? []),
  preferences: (host, gpo, applied) => preferences(host, gpo.items, applied),
  groups: (host, gpo, applied) => groupItems(host, gpo.groups, applied),
  userPreferences: (host, gpo, applied) => preferences(host, gpo.userItems, applied),
  userGroups: (host, gpo, applied) => groupItems(host, gpo.userGroups, applied),
};

const isOfUser = (run: Run): boolean => run === 'userPreferences' || run === 'userGroups';

/** One extension over all GPOs. */
export function runOnce(host: Host, run: Run, applied: Applied): void {
  for (const gpo of isOfUser(run) ? applied.ofUser : applied.gpos) WORK[run](host, gpo, applied);
}
