/** Where a file stands in the folder of a GPO: in SYSVOL, in a backup of GPMC, or in a computer's own GroupPolicy folder. */
import type { Half } from './model.ts';

export interface GpoPlace {
  /** The folder that holds `Machine`, `User` and GPT.INI, as written. One folder is one copy of a GPO. */
  readonly root: string;
  readonly origin: 'sysvol' | 'backup' | 'local';
  /** Of SYSVOL: the GPO's GUID, upper case. Of a backup: the name of the backup's folder, which is none of a GPO. */
  readonly folder: string | null;
  /** null: beside the halves (GPT.INI). */
  readonly half: Half | null;
  /** Below the half, or below the root where there is no half; lower case. */
  readonly path: string;
}

const GUID = /^\{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}$/;

const halfOf = (part: string | undefined): Half | null =>
  part === 'machine' || part === 'user' ? part : null;

/** The part after which a GPO's own files begin, and what kind of folder that is. */
function rootAt(
  lower: readonly string[],
): { readonly at: number; readonly origin: GpoPlace['origin'] } | null {
  for (let i = lower.length - 2; i >= 0; i--) {
    const part = lower[i] ?? '';
    const next = lower[i + 1];
    const begins = halfOf(next) !== null || (next === 'gpt.ini' && i === lower.length - 2);
    if (!begins) continue;
    if (part === 'gpo' && lower[i - 1] === 'domainsysvol') return { at: i, origin: 'backup' };
    if (GUID.test(part)) return { at: i, origin: 'sysvol' };
    if (part === 'grouppolicy') return { at: i, origin: 'local' };
  }
  return null;
}

/** null: a file that is in no GPO's folder, or in one without the folders that tell which. */
export function placeOf(file: string): GpoPlace | null {
  const parts = file.split('/');
  const lower = parts.map((part) => part.toLowerCase());
  const found = rootAt(lower);
  if (!found) return null;
  const { at, origin } = found;
  const half = halfOf(lower[at + 1]);
  const folder = origin === 'sysvol' ? parts[at] : origin === 'backup' ? parts[at - 2] : null;
  return {
    root: parts.slice(0, at + 1).join('/'),
    origin,
    folder: folder?.toUpperCase() ?? null,
    half,
    path: lower.slice(half ? at + 2 : at + 1).join('/'),
  };
}

/** The folder of a backup in which `DomainSysvol/GPO` stands, with a slash at its end. */
export const backupFolder = (place: GpoPlace): string => place.root.replace(/[^/]+\/[^/]+$/, '');
