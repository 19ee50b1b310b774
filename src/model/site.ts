import type { EvidenceKind } from './evidence.ts';
import type { AssetRole } from './target.ts';

export const SEGMENT_ROLES = [
  'internet',
  'dmz',
  'proxy',
  'server',
  'user',
  'admin',
  'decoy',
  'unused',
  'other',
] as const;
export type SegmentRole = (typeof SEGMENT_ROLES)[number];

export interface Segment {
  readonly name: string;
  readonly role: SegmentRole;
  /** Network addresses with prefix length, host bits zero. Segments of different roles do not overlap, save `internet`. */
  readonly cidrs: readonly string[];
}

export interface Asset {
  readonly hostname: string;
  readonly role: AssetRole;
  /** Product name, e.g. `Windows 11 Enterprise 23H2`; used only where the evidence does not say. */
  readonly os?: string;
  readonly segment?: string;
  /** Evidence folder, when it does not bear the host's name. */
  readonly folder?: string;
  /** For a proxy: names and addresses by which endpoints call it, beside its hostname. */
  readonly aliases?: readonly string[];
  /** For a proxy: ports it listens on; empty means any. */
  readonly ports?: readonly number[];
  /** For a proxy: the release of Squid it runs, e.g. `5.7`; absent: any that takes its squid.conf. */
  readonly squidVersion?: string;
  /** Browsers installed, where no evidence shows them. */
  readonly browsers?: readonly Browser[];
  /** TCP and UDP ports expected to listen (`tcp/445`), for R-LSN. */
  readonly listeners?: readonly string[];
  /**
   * For a firewall: through which of its interfaces (or zones) it reaches a segment, by the segment's name, or a role;
   * absent: as its own addresses and routes say.
   */
  readonly interfaces?: Readonly<Record<string, readonly string[]>>;
  /** For a server: services by which it is administered, beside those every check knows (`tcp/8443`). */
  readonly mgmtPorts?: readonly string[];
}

/**
 * A way between segments and the firewalls that stand on it, in the order of a packet from `from` to `to`; none: nothing
 * filters there. Several ways between two segments are alternatives. Names are segments, or roles for all segments of one.
 */
export interface SitePath {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Hostnames of assets; `hostname/context` for one VDOM, vsys or context of several. */
  readonly through: readonly string[];
  /** Whether packets from `to` to `from` take another way, or none. */
  readonly oneWay: boolean;
}

/** Flows that the organisation means to permit between segments: the matrix of the guide (p. 74). */
export interface DeclaredFlow {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** `tcp/443`, `tcp/8000-8100`, `udp/53`, `icmp`, `ip/50`, or `any`. */
  readonly services: readonly string[];
  readonly reason?: string;
}

export const BROWSERS = ['ie', 'edge', 'edge-legacy', 'chrome', 'firefox'] as const;
export type Browser = (typeof BROWSERS)[number];

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** A deviation that was accepted (`exception`) or is met by other means (`compensation`). */
export interface AcceptedDeviation {
  readonly control: string;
  /** Hostname, or `*` for every target. */
  readonly target: string;
  readonly reason: string;
  readonly owner: string;
  readonly approver?: string;
  readonly ticket?: string;
  /** ISO date (end of that day, Japan time unless a zone is given). */
  readonly expires: string;
}

/** Reviews and tests whose practice a site records, by the names the catalogue gives them. */
export const RECORD_TYPES = [
  'fw-deny-review',
  'fw-rule-review',
  'proxy-auth-review',
  'proxy-deny-review',
  'account-review',
  'admin-account-review',
  'domadmin-reconciliation',
  'cutoff-test',
  'trap-test',
] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

export interface PracticeRecord {
  readonly type: RecordType;
  /** ISO date of the day it was done. */
  readonly date: string;
  readonly reviewer: string;
  readonly note?: string;
  /** Findings of that review still open. */
  readonly open?: number;
}

/** Numbers that the guide leaves to the organisation. */
export interface Parameters {
  /** Highest CachedLogonsCount accepted on endpoints (CIS: 4). */
  readonly cachedLogonsMax: number;
  /** Smallest Security log, KB (CIS: 196608). */
  readonly securityLogMinKb: number;
  /** CIS: 14. */
  readonly minimumPasswordLength: number;
  /** Days without a logon after which an account counts as unused (CIS Controls 5.3: 45). */
  readonly staleAccountDays: number;
  /** Most members of the groups that administer a domain (5). */
  readonly domainAdministratorsMax: number;
  /** Largest interval between two records of a type, days. */
  readonly recordMaxAgeDays: Readonly<Record<RecordType, number>>;
}

export interface Site {
  readonly name: string;
  readonly segments: readonly Segment[];
  readonly assets: readonly Asset[];
  /** Roles the organisation declares it does not have. */
  readonly absentRoles: readonly AssetRole[];
  /** `HH:MM`; an end before the start is the next morning. */
  readonly businessHours?: { readonly start: string; readonly end: string; readonly days: readonly Day[] };
  /** ISO dates. */
  readonly holidays: readonly string[];
  /** Ways between segments. A pair that no way joins is not known; see `SitePath`. */
  readonly paths: readonly SitePath[];
  /** null: no matrix is declared. */
  readonly flows: readonly DeclaredFlow[] | null;
  readonly connect: {
    readonly allow80: boolean;
    readonly extraPorts: readonly {
      readonly port: number;
      readonly dst: string;
      readonly owner: string;
      readonly expires: string;
    }[];
  };
  /** In-house PAC files: the URL endpoints name, and the evidence file that holds its text. */
  readonly pacFiles: readonly { readonly url: string; readonly file: string }[];
  /** DNS domains whose hosts are all the organisation's own, e.g. `example.co.jp`. */
  readonly internalDomains: readonly string[];
  readonly updateServers: readonly string[];
  readonly trapAccounts: readonly {
    readonly name: string;
    readonly sid?: string;
    readonly scope: 'local' | 'domain';
  }[];
  readonly adminAccounts: readonly { readonly name: string; readonly sid?: string }[];
  readonly records: readonly PracticeRecord[];
  readonly exceptions: readonly AcceptedDeviation[];
  readonly compensations: readonly AcceptedDeviation[];
  readonly remoteMaintenance: 'absent' | 'present' | 'undeclared';
  /** `absent`: no segment carries IPv6, so that nothing is asked of it. */
  readonly ipv6: 'absent' | 'undeclared';
  readonly parameters: Parameters;
  /** Evidence kinds the operator says cannot exist here; used for wording only, never for a verdict. */
  readonly notCollected: readonly EvidenceKind[];
}

/**
 * Intervals are ours (the guide says "periodically"): weekly, monthly, half-yearly and yearly with a few days of grace.
 */
export const DEFAULT_PARAMETERS: Parameters = {
  cachedLogonsMax: 4,
  securityLogMinKb: 196608,
  minimumPasswordLength: 14,
  staleAccountDays: 45,
  domainAdministratorsMax: 5,
  recordMaxAgeDays: {
    'fw-deny-review': 31,
    'fw-rule-review': 366,
    'proxy-auth-review': 7,
    'proxy-deny-review': 31,
    'account-review': 184,
    'admin-account-review': 184,
    'domadmin-reconciliation': 35,
    'cutoff-test': 366,
    'trap-test': 366,
  },
};

/** What is known of an organisation that gave no site file. */
export const EMPTY_SITE: Site = {
  name: '',
  segments: [],
  assets: [],
  absentRoles: [],
  holidays: [],
  paths: [],
  flows: null,
  connect: { allow80: false, extraPorts: [] },
  pacFiles: [],
  internalDomains: [],
  updateServers: [],
  trapAccounts: [],
  adminAccounts: [],
  records: [],
  exceptions: [],
  compensations: [],
  remoteMaintenance: 'undeclared',
  ipv6: 'undeclared',
  parameters: DEFAULT_PARAMETERS,
  notCollected: [],
};
