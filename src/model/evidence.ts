import type { Bilingual } from './text.ts';

/** Every kind of file this version can read. A kind without a parser does not compile (src/parse/index.ts). */
export const EVIDENCE_KINDS = [
  'registry-pol',
  'reg-export',
  'security-template',
  'secedit-export',
  'gpp-xml',
  'audit-csv',
  'auditpol-report',
  'gpresult-xml',
  'gpo-report-xml',
  'gpo-backup-xml',
  'gpt-ini',
  'net-share',
  'smb-share-json',
  'netsh-firewall-rules',
  'netsh-firewall-profiles',
  'netfirewall-json',
  'net-localgroup',
  'localgroup-json',
  'local-users-json',
  'winhttp-proxy',
  'pac',
  'services-json',
  'services-csv',
  'netstat',
  'listeners-json',
  'tasks-csv',
  'tasks-json',
  'squid-conf',
  'squid-list',
  'fortios-config',
  'iptables-save',
  'ipset-save',
  'nft-json',
  'cisco-asa-config',
  'cisco-ios-config',
  'cisco-access-list',
  'panos-xml',
  'panos-set',
  'pfsense-xml',
  'firewall-csv',
  'junos-config',
  'yamaha-rtx-config',
  'checkpoint-json',
  'ad-ndjson',
  'ldif',
  'sharphound-json',
] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** Kinds that hold the rules of a firewall, a router or a packet filter. */
export const DEVICE_KINDS: ReadonlySet<string> = new Set([
  'fortios-config',
  'cisco-asa-config',
  'cisco-ios-config',
  'panos-xml',
  'panos-set',
  'junos-config',
  'iptables-save',
  'nft-json',
  'yamaha-rtx-config',
  'pfsense-xml',
  'checkpoint-json',
  'firewall-csv',
]);

/** Kinds that hold objects of Active Directory. */
export const DIRECTORY_KINDS: ReadonlySet<EvidenceKind> = new Set<EvidenceKind>([
  'ad-ndjson',
  'ldif',
  'sharphound-json',
]);

/** How bytes became text. `binary`: read as bytes. `unknown-8bit`: no strict decoding fits; bytes >= 0x80 are U+FFFD. */
export type Encoding =
  | 'ascii'
  | 'utf-8'
  | 'utf-8-bom'
  | 'utf-16le'
  | 'utf-16le-bom'
  | 'utf-16be'
  | 'utf-16be-bom'
  | 'cp932'
  | 'unknown-8bit'
  | 'binary';

/** Where a fact stands. `line` is 1-based; for binary formats it is the record number. `text` is an excerpt without secrets. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** One file as it was read. Parsers get this and nothing else. */
export interface Evidence {
  /** Path below the evidence root, with `/` between the parts. */
  readonly file: string;
  /** Folder that names the target; '' for a file at the root. */
  readonly target: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly encoding: Encoding;
  /** Decoded text without its BOM; '' for binary evidence. Line ends are as found. */
  readonly text: string;
  /** True when the file is listed, with this very hash, in a SHA256SUMS made when it was collected. */
  readonly verified: boolean;
  /** True when, besides, no file that SHA256SUMS lists for this target is missing or different. */
  readonly folderWhole?: boolean;
}

/** How many lines (records, for binary and XML formats) fell into each state. */
export interface LineCounts {
  readonly understood: number;
  readonly irrelevant: number;
  readonly notUnderstood: number;
}

/** What is wrong with a file, in one line: what it is and what to do. `policy` true: it could carry policy, so nothing of it may pass. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly message: Bilingual;
  readonly policy: boolean;
}

/**
 * Whether the file shows that its end is its real end.
 * `cannot-tell`: the format has no size, count, trailer or closing line to check.
 */
export type Intact = 'yes' | 'cut' | 'cannot-tell';
