/** `move`, `clone`, `rename`, `delete`, `purge`: commands of scripts that change tables after the fact. */
import { type Entry, type Scope, setValues, type Table, values } from './tree.ts';

/** Lists of names that refer to entries of a table, by the kind of name. */
const REFERENCES: readonly (readonly [table: RegExp, settings: readonly string[]])[] = [
  [
    /^firewall (?:multicast-)?(?:address6?|addrgrp6?|vip6?|vipgrp6?)$/,
    [
      'srcaddr',
      'dstaddr',
      'srcaddr6',
      'dstaddr6',
      'srcaddr4',
      'dstaddr4',
      'member',
      'exclude-member',
      'orig-addr',
      'dst-addr',
    ],
  ],
  [/^firewall service /, ['service', 'member']],
  [
    /^system (?:zone|interface)$/,
    ['srcintf', 'dstintf', 'intf', 'interface', 'associated-interface', 'device'],
  ],
  [/^firewall schedule /, ['schedule', 'member']],
  [/^firewall ippool6?$/, ['poolname', 'poolname6', 'nat-ippool']],
];

function renameIn(entry: Entry, settings: readonly string[], from: string, to: string): void {
  for (const name of settings) {
    const old = values(entry, name);
    if (old.includes(from))
      setValues(
        entry,
        name,
        old.map((v) => (v === from ? to : v)),
      );
  }
}

/** Members of a group are of the group's own kind. */
const MEMBERS: ReadonlySet<string> = new Set(['member', 'exclude-member']);

/** References that were made before follow the new name, as on the device. */
function renameReferences(scope: Scope, path: string, from: string, to: string): void {
  const [kind, settings] = REFERENCES.find(([table]) => table.test(path)) ?? [];
  if (!kind || !settings) return;
  for (const table of scope.tables.values()) {
    const names = kind.test(table.path) ? settings : settings.filter((s) => !MEMBERS.has(s));
    for (const entry of table.entries.values()) renameIn(entry, names, from, to);
  }
}

const NAME_MAX = 79;

function rename(scope: Scope, table: Table, from: string, to: string): boolean {
  const old = table.entries.get(from);
  if (!old || table.entries.has(to) || to.length > NAME_MAX) return false;
  table.entries = new Map(
    [...table.entries].map(([key, entry]) => (key === from ? [to, { ...entry, key: to }] : [key, entry])),
  );
  renameReferences(scope, table.path, from, to);
  return true;
}

function move(table: Table, key: string, where: string, other: string): boolean {
  const moved = table.entries.get(key);
  if (!moved || !table.entries.has(other) || key === other) return false;
  const out = new Map<string, Entry>();
  for (const [k, entry] of table.entries) {
    if (k === key) continue;
    if (k === other && where === 'before') out.set(key, moved);
    out.set(k, entry);
    if (k === other && where === 'after') out.set(key, moved);
  }
  table.entries = out;
  return true;
}

const copy = (entry: Entry, key: string, line: number): Entry => ({
  ...entry,
  key,
  line,
  names: [...entry.names],
  lists: [...entry.lists],
});

function clone(table: Table, from: string, to: string, line: number): boolean {
  const source = table.entries.get(from);
  if (!source || table.entries.has(to)) return false;
  table.entries.set(to, copy(source, to, line));
  return true;
}

function purge(table: Table): boolean {
  table.entries.clear();
  return true;
}

/** Whether it was done; a command the device would refuse is not. null: no such command. */
export function editTable(
  scope: Scope,
  table: Table,
  verb: string,
  args: readonly string[],
  line: number,
): boolean | null {
  const [a = '', word = '', b = ''] = args;
  if (verb === 'delete') return table.entries.delete(a);
  if (verb === 'purge') return purge(table);
  if (verb === 'move' && (word === 'before' || word === 'after')) return move(table, a, word, b);
  if (verb === 'clone' && word === 'to') return clone(table, a, b, line);
  if (verb === 'rename' && word === 'to') return rename(scope, table, a, b);
  return null;
}
