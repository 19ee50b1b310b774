/** What compiling the lines of a squid.conf has come to so far. */
import type { Named } from './acl-askers.ts';
import { squidTerm } from './acl-group.ts';
import { type AclLine, type Refusal, say, shown } from './acl-line.ts';
import type { AclType } from './acl-types.ts';
import type { AccessDirective, SquidRow } from './program.ts';
import type { SquidDirective, SquidGap, SquidNote } from './section.ts';
import type { SquidVersion } from './version.ts';

export interface AclLines {
  /** As first written. */
  readonly written: string;
  /** As written on its first line. */
  readonly type: string;
  readonly known: AclType;
  readonly lines: AclLine[];
}

export interface CompiledLines {
  /** By lower-case name. */
  readonly acls: ReadonlyMap<string, AclLines>;
  readonly rows: Readonly<Record<AccessDirective, readonly SquidRow[]>>;
  readonly notes: readonly SquidNote[];
  readonly refusals: readonly Refusal[];
  /** What is not known though no release refuses it. */
  readonly unknown: readonly SquidGap[];
  /** Classes of external_acl_type whose program is given the user's name: Squid asks for credentials first. */
  readonly asking: ReadonlySet<string>;
  /** Schemes of authentication with a program. */
  readonly authSchemes: ReadonlySet<string>;
  /** `auth_param basic casesensitive on`. */
  readonly caseSensitive: boolean;
}

export interface LinesDraft extends CompiledLines {
  readonly version: SquidVersion;
  readonly acls: Map<string, AclLines>;
  readonly rows: Record<AccessDirective, SquidRow[]>;
  readonly notes: SquidNote[];
  readonly refusals: Refusal[];
  readonly unknown: SquidGap[];
  readonly classes: Set<string>;
  readonly asking: Set<string>;
  readonly authSchemes: Set<string>;
  readonly named: Named;
  caseSensitive: boolean;
}

export const linesDraft = (version: SquidVersion): LinesDraft => ({
  version,
  acls: new Map(),
  rows: {
    http_access: [],
    adapted_http_access: [],
    miss_access: [],
    http_reply_access: [],
    always_direct: [],
    never_direct: [],
    follow_x_forwarded_for: [],
  },
  notes: [],
  refusals: [],
  unknown: [],
  classes: new Set(),
  asking: new Set(),
  authSchemes: new Set(),
  named: { peers: new Set(), pools: new Map() },
  caseSensitive: false,
});

/** Clauses without their end: that Squid refuses the file is added. */
export function refuse(draft: LinesDraft, d: SquidDirective, ja: string, en: string): void {
  draft.refusals.push({
    at: d.at,
    because: say(`${ja}。Squid はファイル全体を拒む`, `${en}, and Squid refuses the whole file`),
  });
}

export function note(draft: LinesDraft, kind: string, d: SquidDirective, ja: string, en: string): void {
  draft.notes.push({ kind, because: say(ja, en), at: d.at });
}

/** Names of ACLs in a row or a group, each of which has to stand before it. */
export function needAcls(draft: LinesDraft, d: SquidDirective, names: readonly string[]): void {
  for (const word of names) {
    const { name } = squidTerm(word);
    if (draft.acls.has(name)) continue;
    refuse(
      draft,
      d,
      `ACL「${shown(name)}」がこの行より前に定義されていない`,
      `the ACL "${shown(name)}" is not defined before this line`,
    );
  }
}
