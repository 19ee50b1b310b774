import type { EvidenceKind } from './evidence.ts';
import type { AssetRole } from './target.ts';

export type SegmentRole =
  | 'internet'
  | 'dmz'
  | 'proxy'
  | 'server'
  | 'user'
  | 'admin'
  | 'decoy'
  | 'unused'
  | 'other';

export interface Segment {
  readonly name: string;
  readonly role: SegmentRole;
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
  /** Browsers installed, where no evidence shows them. */
  readonly browsers?: readonly Browser[];
  /** TCP and UDP ports expected to listen (`tcp/445`), for R-LSN. */
  readonly listeners?: readonly string[];
}

export type Browser = 'ie' | 'edge' | 'edge-legacy' | 'chrome' | 'firefox';

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

export interface PracticeRecord {
  readonly type: string;
  readonly date: string;
  readonly reviewer: string;
  readonly note?: string;
  /** Findings of that review still open. */
  readonly open?: number;
}

export interface Site {
  readonly name: string;
  readonly segments: readonly Segment[];
  readonly assets: readonly Asset[];
  /** Roles the organisation declares it does not have. */
  readonly absentRoles: readonly AssetRole[];
  readonly businessHours?: { readonly start: string; readonly end: string; readonly days: readonly string[] };
  readonly holidays: readonly string[];
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
  readonly parameters: {
    /** Highest CachedLogonsCount accepted on endpoints (CIS: 4). */
    readonly cachedLogonsMax: number;
    /** Smallest Security log, KB (CIS: 196608). */
    readonly securityLogMinKb: number;
    readonly minimumPasswordLength: number;
    /** Largest interval between two records of a type, days. */
    readonly recordMaxAgeDays: Readonly<Record<string, number>>;
  };
  /** Evidence kinds the operator says cannot exist here; used for wording only, never for a verdict. */
  readonly notCollected: readonly EvidenceKind[];
}
