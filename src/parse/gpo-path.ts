/** What the path of a file of a GPO tells: which GPO, and which half of it. Nothing else in such a file says so. */
import type { GpoRef } from '../facts/registry.ts';
import type { Evidence } from '../model/evidence.ts';

const GUID = /^\{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}$/i;

/**
 * The GPO of a SYSVOL copy (`…\Policies\{GUID}\Machine\…`). In a GPMC backup (`{id}\DomainSysvol\GPO\…`) the folder
 * bears the id of the backup, so that it names the GPO for people and is not its GUID. null without such a folder.
 */
export function gpoOf(evidence: Evidence): GpoRef | null {
  const parts = evidence.file.split('/').slice(0, -1);
  const at = parts.findLastIndex((part) => GUID.test(part));
  const folder = parts[at];
  if (folder === undefined) return null;
  const backup = parts[at + 1]?.toLowerCase() === 'domainsysvol';
  return { name: folder.toUpperCase(), guid: backup ? null : folder.toUpperCase() };
}

export type GpoHalf = 'machine' | 'user';

const half = (folder: string | undefined): GpoHalf | null => {
  const name = folder?.toLowerCase();
  return name === 'machine' || name === 'user' ? name : null;
};

/** `Machine` or `User` as the folder right above the file ([MS-GPREG] 2.2.1: the path decides the hive). */
export const halfAbove = (evidence: Evidence): GpoHalf | null => half(evidence.file.split('/').at(-2));

/** `Machine` or `User` as the folder above `Preferences` ([MS-GPPREF] 2.2). */
export function halfOfPreferences(evidence: Evidence): GpoHalf | null {
  const parts = evidence.file.split('/');
  const at = parts.findLastIndex((part) => part.toLowerCase() === 'preferences');
  return at < 0 ? null : half(parts[at - 1]);
}
