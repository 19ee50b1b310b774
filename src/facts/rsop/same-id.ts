/**
 * GPOs of several domains that have one id: the default ones have the same in every domain ([MS-GPOL] 2.2.4). Files are told
 * apart by the folder of the domain they stand in, as SYSVOL and the collector name it.
 */
import { dnsNameOf, domainKeyOf } from '../directory/dn.ts';
import type { GpoContainer } from '../directory/model.ts';
import type { Directory } from '../directory/query.ts';
import type { GpoContent } from './model.ts';
import { isGpo } from './standing.ts';

/** By id: key of the GPO whose files are here; null: it cannot be told, or there are none. */
export type SharedIds = ReadonlyMap<string, string | null>;

/** The GPO whose domain stands nearest above a file. */
function ownerOf(gpos: readonly GpoContainer[], file: string): string | null {
  const folders = file.toLowerCase().split('/').reverse();
  for (const folder of folders) {
    const own = gpos.filter((gpo) => dnsNameOf(domainKeyOf(gpo.key)).toLowerCase() === folder);
    if (own[0]) return own[1] ? null : own[0].key;
  }
  return null;
}

export function sharedIds(directory: Directory, contents: ReadonlyMap<string | null, GpoContent>): SharedIds {
  const byId = new Map<string, GpoContainer[]>();
  for (const gpo of [...directory.byKey.values()].filter(isGpo)) {
    const own = byId.get(gpo.id);
    if (own) own.push(gpo);
    else byId.set(gpo.id, [gpo]);
  }
  const shared = [...byId].filter(([, gpos]) => gpos.length > 1);
  return new Map(shared.map(([id, gpos]) => [id, ownerOf(gpos, contents.get(id)?.at?.file ?? '')] as const));
}
