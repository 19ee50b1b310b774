/** What is asked of a directory, once its sections are put together (`buildDirectory` in directory.ts). */
import type { NonEmpty } from '../known.ts';
import type {
  Account,
  DirectoryObject,
  DirectorySection,
  Domain,
  GpoContainer,
  Group,
  SearchKind,
  SearchState,
  Som,
  SysvolListing,
  WmiFilter,
} from './model.ts';

/** Everything known of the domains in the evidence, indexed. */
export interface Directory {
  readonly sections: NonEmpty<DirectorySection>;
  readonly domains: readonly Domain[];
  readonly soms: ReadonlyMap<string, Som>;
  /** By id, upper case GUID with braces. */
  readonly gpos: ReadonlyMap<string, GpoContainer>;
  readonly wmiFilters: ReadonlyMap<string, WmiFilter>;
  readonly accounts: readonly Account[];
  readonly groups: readonly Group[];
  readonly byKey: ReadonlyMap<string, DirectoryObject>;
  readonly bySid: ReadonlyMap<string, Account | Group>;
  readonly sysvol: ReadonlyMap<string, SysvolListing>;
}

/** null: whole. Otherwise why it cannot be said that all objects of the kind are here. */
export type Wholeness = (directory: Directory, what: SearchKind) => SearchState | null;

/** Who somebody is to an access list: his SIDs, with all groups that nest, and those every logon has. */
export interface Token {
  readonly sids: ReadonlySet<string>;
  /** False where a group could hold him that the evidence does not open: a deny for it, or an allow, stays open. */
  readonly complete: boolean;
  /** Where it is not complete: what else it may hold. Left out: any group. */
  readonly open?: OpenMembership;
}

export interface OpenMembership {
  /** SIDs of groups that may hold him. */
  readonly sids: ReadonlySet<string>;
  /** True where groups of domains that are not in the evidence may hold him: those of `settled` are known. */
  readonly foreign: boolean;
  /** SIDs of domains, and `S-1-5-32`. */
  readonly settled: ReadonlySet<string>;
}

/** What an access list gives a token: sure either way, or open because the token or the list is not whole. */
export type Access = 'yes' | 'no' | 'open';
