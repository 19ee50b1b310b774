/**
 * The lines of `directory.ndjson`, which `collect ad` writes and the parser reads: UTF-8, one JSON object a line, LF.
 *
 * A head, then searches (each announced, followed by its entries, and closed with how it ended), listings of SYSVOL, and
 * an end. A file without its end, or with one that says `complete: false`, is partial. Entries are as LDAP gave them:
 * what they mean is for the parser, so that the evidence stays what the server said.
 *
 * Beside it, in the folder named after the domain, lies `sysvol/Policies/…`, as in SYSVOL; SHA256SUMS is written last.
 */
export const DIRECTORY_FORMAT = 'uchibori-directory';
/** A path that only `collect ad` writes, below the folder of a domain: in SYSVOL itself the name of the domain lies between. */
export const isOfCollectedDomain = (path: string): boolean =>
  /(?:^|\/)(?:directory\.ndjson$|sysvol\/policies\/)/i.test(path);

export const DIRECTORY_FORMAT_VERSION = 1;

export interface BundleHead {
  readonly format: typeof DIRECTORY_FORMAT;
  readonly version: typeof DIRECTORY_FORMAT_VERSION;
  /** ISO 8601, UTC. */
  readonly collectedAt: string;
  /** Host name of the domain controller, and how it was reached. */
  readonly server: string;
  readonly transport: 'ldaps' | 'starttls' | 'ldap';
  readonly domain: {
    readonly dn: string;
    readonly dnsName: string;
    readonly configuration: string;
    readonly schema: string;
  };
  readonly reader: {
    /** As given to the bind. */
    readonly name: string;
    readonly dn: string | null;
    /** tokenGroups of the reader and its own SID; null where they could not be read. */
    readonly sids: readonly string[] | null;
  };
}

/** Announces a search; entries up to the next `searched` are its results. */
export interface BundleSearch {
  readonly search: string;
  readonly base: string;
  readonly scope: 'base' | 'one' | 'sub';
  readonly filter: string;
  /** Attributes asked for, with the schema's case. `nTSecurityDescriptor` with SD flags 7 (owner, group, DACL). */
  readonly attributes: readonly string[];
}

/** A security descriptor, once; entries name it by `sd`. */
export interface BundleDescriptor {
  readonly descriptor: string;
  /** Base64 of the self-relative form ([MS-DTYP] 2.4.6). */
  readonly b64: string;
}

export interface BundleEntry {
  readonly dn: string;
  /** Values by attribute, as text. */
  readonly a: Readonly<Record<string, readonly string[]>>;
  /** Values by attribute, base64. */
  readonly b?: Readonly<Record<string, readonly string[]>>;
  /** Name of its descriptor; left out where the server gave none. */
  readonly sd?: string;
}

export interface BundleSearched {
  readonly searched: string;
  readonly entries: number;
  readonly pages: number;
  readonly complete: boolean;
  /** One line without secrets, English. */
  readonly because?: string;
}

/** A folder of Policies in SYSVOL, as it was copied. */
export interface BundleSysvol {
  /**
   * Of a GPO: upper case GUID with braces. Of any other folder (`PolicyDefinitions`, what replication left behind): its
   * name as found. `.`: files that stand in Policies itself.
   */
  readonly sysvol: string;
  /** Paths below the folder, with `/`, case as found. null: there is no such folder, or, not complete, none is known. */
  readonly files: readonly string[] | null;
  /** False: there may be more files than `files` says, or some were not copied. */
  readonly complete: boolean;
  readonly because?: string;
}

export interface BundleEnd {
  readonly end: true;
  /** Lines before this one. */
  readonly lines: number;
  readonly complete: boolean;
  readonly because?: string;
}

export type BundleLine =
  | BundleHead
  | BundleSearch
  | BundleDescriptor
  | BundleEntry
  | BundleSearched
  | BundleSysvol
  | BundleEnd;
