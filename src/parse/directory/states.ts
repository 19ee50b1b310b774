/** Kinds of searches by the names that files give them. */
import type { SearchKind } from '../../facts/directory/model.ts';

const KINDS: Readonly<Record<SearchKind, true>> = {
  domain: true,
  ous: true,
  sites: true,
  subnets: true,
  gpos: true,
  'wmi-filters': true,
  users: true,
  computers: true,
  groups: true,
  foreign: true,
  psos: true,
  trusts: true,
  schema: true,
};

export const searchKind = (name: string): SearchKind | null =>
  Object.hasOwn(KINDS, name) ? (name as SearchKind) : null;

export const ALL_KINDS: readonly SearchKind[] = Object.keys(KINDS) as SearchKind[];

/** Kinds that may stand anywhere in a domain: only a search of all of it finds them all. */
export const OF_WHOLE_DOMAIN: ReadonlySet<SearchKind> = new Set(['ous', 'users', 'computers', 'groups']);
