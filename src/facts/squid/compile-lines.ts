/** The directives of access rules in file order: which ACLs there are at each line, and which rows Squid takes. */

import { aclFlags } from './acl-flags.ts';
import { squidTerm } from './acl-group.ts';
import { type AclLine, type Refusal, say, shown } from './acl-line.ts';
import { type AclType, aclType, canonicalType } from './acl-types.ts';
import { builtInAcls } from './built-in.ts';
import { ACCESS_DIRECTIVES, type AccessDirective, type SquidRow } from './program.ts';
import type { SquidDirective, SquidNote, SquidSection } from './section.ts';
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
  /** Names of ACLs that any directive asks for, rows of access among them. */
  readonly asked: ReadonlySet<string>;
  /** Classes of external_acl_type that ask for the user. */
  readonly asking: ReadonlySet<string>;
  readonly authSchemes: ReadonlySet<string>;
  /** `auth_param basic casesensitive on`. */
  readonly caseSensitive: boolean;
}

interface Draft {
  readonly version: SquidVersion;
  readonly acls: Map<string, AclLines>;
  readonly rows: Record<AccessDirective, SquidRow[]>;
  readonly notes: SquidNote[];
  readonly refusals: Refusal[];
  readonly asked: Set<string>;
  readonly classes: Set<string>;
  readonly asking: Set<string>;
  readonly authSchemes: Set<string>;
  caseSensitive: boolean;
}

function refuse(draft: Draft, d: SquidDirective, ja: string, en: string): void {
  draft.refusals.push({
    at: d.at,
    because: say(`${ja}。Squid はファイル全体を拒む`, `${en}, and Squid refuses the whole file`),
  });
}

function note(draft: Draft, kind: string, d: SquidDirective, ja: string, en: string): void {
  draft.notes.push({ kind, because: say(ja, en), at: d.at });
}

/** Up to 6 a name is kept in 64 bytes. */
const MAX_NAME = 63;

/** The names of ACLs of a row or group that are not defined before it. */
function undefinedNames(draft: Draft, d: SquidDirective, names: readonly string[]): void {
  for (const name of names) {
    const { name: lower } = squidTerm(name);
    draft.asked.add(lower);
    if (draft.acls.has(lower)) continue;
    refuse(
      draft,
      d,
      `ACL「${shown(lower)}」がこの行より前に定義されていない`,
      `the ACL "${shown(lower)}" is not defined before this line`,
    );
  }
}

function faultOf(draft: Draft, d: SquidDirective, type: AclType, first: number): void {
  const values = d.args.slice(first);
  if (type.family.by === 'group') {
    undefinedNames(draft, d, values);
    if (d.missing.length > 0) {
      refuse(
        draft,
        d,
        'ACL 名のファイルが証拠になく、組の中身が分からない',
        'a file of ACL names is not among the evidence',
      );
    }
  }
  if (type.family.by === 'user' && draft.authSchemes.size === 0) {
    refuse(draft, d, 'proxy_auth より前に auth_param がない', 'no auth_param stands before this proxy_auth');
  }
  if (type.family.by === 'external' && !draft.classes.has(values[0] ?? '')) {
    refuse(
      draft,
      d,
      `external_acl_type ${shown(values[0] ?? '')} がこの行より前にない`,
      `external_acl_type ${shown(values[0] ?? '')} does not stand before this line`,
    );
  }
}

function addLine(draft: Draft, d: SquidDirective, name: string, type: string): void {
  const known = aclType(type, draft.version) ?? aclType(canonicalType(type, draft.version), draft.version);
  if (!known) {
    refuse(
      draft,
      d,
      `ACL の型 ${shown(type)} は Squid ${draft.version} にない (大文字と小文字は区別される)`,
      `Squid ${draft.version} has no ACL type ${shown(type)} (case matters)`,
    );
    return;
  }
  const before = draft.acls.get(name.toLowerCase());
  const canonical = canonicalType(type, draft.version);
  if (before && canonicalType(before.type, draft.version) !== canonical) {
    refuse(
      draft,
      d,
      `ACL ${shown(name)} の型が ${before.type} から ${type} に変わる`,
      `the ACL ${shown(name)} changes its type from ${before.type} to ${type}`,
    );
    return;
  }
  // What a value file holds is never an option.
  const { options, first, refused } = aclFlags(d.args.slice(0, d.lists?.[0]?.from), 2, known);
  if (refused) draft.refusals.push({ at: d.at, because: refused });
  faultOf(draft, d, known, first);
  const line: AclLine = { directive: d, options, first };
  if (before) before.lines.push(line);
  else draft.acls.set(name.toLowerCase(), { written: name, type, known, lines: [line] });
}

function addAcl(draft: Draft, d: SquidDirective): void {
  const [name, type] = d.args;
  if (name === undefined || type === undefined) {
    refuse(draft, d, 'acl に名前か型がない', 'this acl lacks its name or type');
    return;
  }
  if (name.length > MAX_NAME)
    refuse(draft, d, 'ACL の名前が 63 文字を超える', 'the name of the ACL exceeds 63 characters');
  // Squid compares this one name with case.
  if (type === 'proto' && name === 'manager') {
    note(
      draft,
      'redefined-built-in',
      d,
      'ACL manager は組み込みで、この行は無視される。削除する',
      'the ACL manager is built in and this line is ignored; remove it',
    );
    return;
  }
  addLine(draft, d, name, type);
}

/** A row without allow or deny, or without an ACL, is left out by Squid, which only logs it. */
function addRow(draft: Draft, d: SquidDirective, of: AccessDirective): void {
  const [action, ...names] = d.args;
  if (action !== 'allow' && action !== 'deny') {
    note(
      draft,
      'ignored-row',
      d,
      `${d.name} の次は allow か deny (小文字) でなければならず、この行は無視される`,
      `${d.name} must go on with allow or deny in lower case; this line is ignored`,
    );
    return;
  }
  undefinedNames(draft, d, names);
  if (names.length + d.missing.length === 0) {
    note(
      draft,
      'ignored-row',
      d,
      `${d.name} ${action} に ACL がなく、この行は無視される。すべてなら all と書く`,
      `${d.name} ${action} names no ACL and this line is ignored; write all if everything is meant`,
    );
    return;
  }
  draft.rows[of].push({
    allow: action === 'allow',
    terms: names.map(squidTerm),
    open: d.missing.length > 0,
    at: d.at,
  });
}

const ALIASES: Readonly<Record<string, AccessDirective>> = { http_access2: 'adapted_http_access' };

const accessDirective = (name: string): AccessDirective | null =>
  (Object.hasOwn(ALIASES, name) ? ALIASES[name] : ACCESS_DIRECTIVES.find((a) => a === name)) ?? null;

/** Other directives that go on with allow or deny and ACLs, after so many words of their own. */
const ALSO_ASKING: Readonly<Record<string, number>> = {
  cache: 0,
  no_cache: 0,
  send_hit: 0,
  store_miss: 0,
  snmp_access: 0,
  icp_access: 0,
  htcp_access: 0,
  htcp_clr_access: 0,
  ident_lookup_access: 0,
  log_access: 0,
  url_rewrite_access: 0,
  store_id_access: 0,
  storeurl_access: 0,
  location_rewrite_access: 0,
  redirector_access: 0,
  spoof_client_ip: 0,
  proxy_protocol_access: 0,
  collapsed_forwarding_access: 0,
  stats_collection: 0,
  broken_posts: 0,
  response_delay_pool_access: 1,
  delay_access: 1,
  client_delay_access: 1,
  cache_peer_access: 1,
  adaptation_access: 1,
  icap_access: 1,
  request_header_access: 1,
  reply_header_access: 1,
  header_access: 1,
  sslproxy_cert_error: 0,
};

function alsoAsks(draft: Draft, d: SquidDirective, skip: number): void {
  const [action, ...names] = d.args.slice(skip);
  if (action === 'allow' || action === 'deny') undefinedNames(draft, d, names);
}

/** `%LOGIN` or `%ul` in the format in front of the program: Squid then asks for credentials before it runs it. */
function addClass(draft: Draft, { args }: SquidDirective): void {
  const [name, ...rest] = args;
  if (name === undefined) return;
  draft.classes.add(name);
  const start = rest.findIndex((a) => a.startsWith('%'));
  const end = rest.findIndex((a, i) => i > start && !a.startsWith('%'));
  const format = start < 0 ? [] : rest.slice(start, end < 0 ? rest.length : end);
  if (format.some((a) => /^%[-"'#[/\\0-9.]*(LOGIN|ul)$/.test(a))) draft.asking.add(name);
}

function addAuth(draft: Draft, { args }: SquidDirective): void {
  const [scheme = '', word, value] = args;
  if (word === 'program' && value !== undefined) draft.authSchemes.add(scheme);
  if (scheme === 'basic' && word === 'casesensitive') draft.caseSensitive = value === 'on';
}

function take(draft: Draft, d: SquidDirective): void {
  const access = accessDirective(d.name);
  if (access) addRow(draft, d, access);
  else if (d.name === 'acl') addAcl(draft, d);
  else if (d.name === 'auth_param') addAuth(draft, d);
  else if (d.name === 'external_acl_type') addClass(draft, d);
  else {
    const skip = Object.hasOwn(ALSO_ASKING, d.name) ? ALSO_ASKING[d.name] : undefined;
    if (skip !== undefined) alsoAsks(draft, d, skip);
  }
}

export function compileLines(section: SquidSection, version: SquidVersion): CompiledLines {
  const draft: Draft = {
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
    asked: new Set(),
    classes: new Set(),
    asking: new Set(),
    authSchemes: new Set(),
    caseSensitive: false,
  };
  for (const d of builtInAcls(version)) take(draft, d);
  for (const d of section.directives) {
    if (d.state !== 'known') continue;
    if (d.versions?.includes(version) ?? true) take(draft, d);
    else
      refuse(
        draft,
        d,
        `Squid ${version} に指令 ${d.name} はない`,
        `Squid ${version} has no directive ${d.name}`,
      );
  }
  return draft;
}
