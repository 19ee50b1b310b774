/** Who read the directory, and what the schema says of attributes: by these it is told what is hidden. */

import { dnKey } from '../../facts/directory/dn.ts';
import type { Token } from '../../facts/directory/query.ts';
import { authorityOf, SID } from '../../facts/well-known.ts';
import { type Entry, textOf } from './entry.ts';
import type { ObjectKind } from './shapes.ts';
import { guidOf, sidOf } from './values.ts';
import { type AttributeRights, type Viewer, wasAsked } from './visible.ts';

/** What every logon over the network has ([MS-DTYP] 2.4.2.4). */
const OF_EVERY_READER: readonly string[] = [SID.everyone, SID.network, SID.authenticatedUsers, 'S-1-5-15'];

const CONFIDENTIAL = 0x80;

/** An entry of the class attributeSchema; null: it does not tell its name or GUID. */
function definition(entry: Entry): readonly [name: string, rights: AttributeRights] | null {
  const first = (name: string) => entry.values.get(name)?.[0];
  const name = textOf(first('ldapdisplayname') ?? '');
  const guid = guidOf(first('schemaidguid') ?? '');
  if (!name || guid === null) return null;
  const set = first('attributesecurityguid');
  const flags = Number(textOf(first('searchflags') ?? '0'));
  // Flags that were not asked for or cannot be read may say that it is confidential.
  const shown = entry.values.has('searchflags') || wasAsked(entry.asked, 'searchflags');
  const confidential = !shown || !Number.isSafeInteger(flags) || (flags & CONFIDENTIAL) !== 0;
  return [name.toLowerCase(), { guid, set: set === undefined ? null : guidOf(set), confidential }];
}

export function schemaOf(
  entries: readonly (readonly [Entry, ObjectKind])[],
): ReadonlyMap<string, AttributeRights> | null {
  const found = entries
    .filter(([, kind]) => kind === 'schema-attribute')
    .map(([entry]) => definition(entry))
    .filter((d) => d !== null);
  return found.length > 0 ? new Map(found) : null;
}

interface HeldGroup {
  readonly key: string;
  readonly sid: string;
}

/** Groups by the keys of members that are groups or foreign principals: only those can hold a group of the reader. */
function holdersAmong(groups: readonly Entry[]): ReadonlyMap<string, readonly HeldGroup[]> {
  const keys = new Set(groups.map((g) => g.key));
  const holders = new Map<string, HeldGroup[]>();
  for (const group of groups) {
    const sid = sidOf(group.values.get('objectsid')?.[0] ?? '');
    if (sid === null) continue;
    for (const value of group.values.get('member') ?? []) {
      const key = dnKey(textOf(value) ?? '');
      if (!keys.has(key) && !key.startsWith('cn=s-1-')) continue;
      holders.set(key, [...(holders.get(key) ?? []), { key: group.key, sid }]);
    }
  }
  return holders;
}

const foreignKeys = (holders: ReadonlyMap<string, unknown>, sids: ReadonlySet<string>): readonly string[] =>
  [...holders.keys()].filter((key) => {
    const sid = /^cn=(s-1-[0-9-]+),/.exec(key)?.[1];
    return sid !== undefined && sids.has(sid.toUpperCase());
  });

/**
 * The reader's SIDs (own, and those of tokenGroups) with what every logon has, and the groups that hold these: Windows
 * puts Authenticated Users into Pre-Windows 2000 Compatible Access, which tokenGroups does not tell.
 */
function withHolders(sids: readonly string[], groups: readonly Entry[]): ReadonlySet<string> {
  const all = new Set([...sids, ...OF_EVERY_READER]);
  const holders = holdersAmong(groups);
  const own = groups.filter((g) => all.has(sidOf(g.values.get('objectsid')?.[0] ?? '') ?? ''));
  const queue = [...foreignKeys(holders, all), ...own.map((g) => g.key)];
  const seen = new Set(queue);
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    for (const holder of holders.get(key) ?? []) {
      all.add(holder.sid);
      if (seen.has(holder.key)) continue;
      seen.add(holder.key);
      queue.push(holder.key);
    }
  }
  return all;
}

/** Groups of other domains, and builtin ones that hold the reader in ways that do not show, stay open. */
function tokenOfReader(sids: readonly string[], groups: readonly Entry[]): Token {
  const settled = new Set(sids.map(authorityOf).filter((authority) => authority !== null));
  return {
    sids: withHolders(sids, groups),
    complete: false,
    open: { sids: new Set(), foreign: true, settled },
  };
}

/** null: who read it is not known. */
export function readerToken(
  readerSids: readonly string[] | null,
  entries: readonly (readonly [Entry, ObjectKind])[],
): Token | null {
  if (!readerSids || readerSids.length === 0) return null;
  return tokenOfReader(
    readerSids,
    entries.filter(([, kind]) => kind === 'group').map(([entry]) => entry),
  );
}

export const viewerOf = (
  token: Token | null,
  entries: readonly (readonly [Entry, ObjectKind])[],
  notInSchema: ReadonlySet<string>,
): Viewer => ({ token, schema: schemaOf(entries), notInSchema });
