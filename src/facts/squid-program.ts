/** The access program of a squid.conf: its ACLs, gathered over lines, and its http_access rows in order. */
import type { Location } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import type { SquidDirective, SquidGap, SquidSection } from './squid/section.ts';

export interface SquidTerm {
  /** Lower case: ACL names are compared without case. */
  readonly name: string;
  readonly negated: boolean;
}

/** What the lines of one ACL add up to. */
export interface SquidAcl {
  readonly name: string;
  readonly type: string;
  /** Values by line: they are alternatives, save for all-of, where each line is one. */
  readonly lines: readonly (readonly string[])[];
  /** A value file is missing, so that there may be more values. */
  readonly open: boolean;
}

/** One http_access row that Squid accepts. */
export interface SquidRow {
  readonly allow: boolean;
  readonly terms: readonly SquidTerm[];
  readonly open: boolean;
  readonly at: Location;
}

export interface SquidProgram {
  readonly acls: ReadonlyMap<string, SquidAcl>;
  readonly rows: readonly SquidRow[];
  /** Those of the text, and those that the program itself shows. */
  readonly gaps: readonly SquidGap[];
}

/** ACLs that exist without being written (cf.data.pre of 3.2 to 7). Their address lists are the longest any version has. */
const BUILT_IN: readonly SquidAcl[] = [
  { name: 'all', type: 'src', lines: [['all']], open: false },
  { name: 'manager', type: 'url_regex', lines: [['manager']], open: false },
  { name: 'localhost', type: 'src', lines: [['127.0.0.1/32', '::1/128']], open: false },
  {
    name: 'to_localhost',
    type: 'dst',
    lines: [['127.0.0.0/8', '0.0.0.0/32', '::1/128', '::/128']],
    open: false,
  },
  { name: 'to_linklocal', type: 'dst', lines: [['169.254.0.0/16', 'fe80::/10']], open: false },
  { name: 'connect', type: 'method', lines: [['CONNECT']], open: false },
];

/** ACL types of Squid 3.5 to 7; case-sensitive. */
const TYPES: ReadonlySet<string> = new Set(
  (
    'src dst srcdomain dstdomain srcdom_regex dstdom_regex src_as dst_as peername time url_regex urllogin ' +
    'urlpath_regex port localport localip myport myip myportname proto method http_status browser referer_regex ' +
    'ident ident_regex proxy_auth proxy_auth_regex snmp_community maxconn max_user_ip req_mime_type req_header ' +
    'rep_mime_type rep_header external user_cert ca_cert ext_user ext_user_regex tag hier_code hier_code_regex ' +
    'note annotate_client annotate_transaction adaptation_service ssl_error server_cert_fingerprint ' +
    'ssl::server_name ssl::server_name_regex at_step any-of all-of random arp eui64 squid_error has ' +
    'connections_encrypted client_connection_mark clientside_mark transaction_initiator connection_encrypted ' +
    'client_connection_mark arp ssl::certHasExpired'
  ).split(' '),
);

const say = (ja: string, en: string): Bilingual => ({ ja, en });

const refused = (ja: string, en: string): Bilingual =>
  say(
    `${ja}。Squid はファイル全体を拒むので、使用中の設定ではありえない`,
    `${en}: Squid refuses the whole file, so it cannot be what is in use`,
  );

interface Draft {
  readonly acls: Map<string, SquidAcl>;
  readonly rows: SquidRow[];
  readonly gaps: SquidGap[];
  canAuthenticate: boolean;
}

const gap = (draft: Draft, at: Location, because: Bilingual): void => {
  draft.gaps.push({ scope: 'text', because, at });
};

const isPort = (value: string): boolean => {
  const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(value) ?? [];
  return from !== undefined && Number(from) <= 65535 && Number(to ?? from) <= 65535;
};

export const squidTerm = (text: string): SquidTerm => ({
  name: text.replace(/^!/, '').toLowerCase(),
  negated: text.startsWith('!'),
});

/** Why Squid would not take this `acl` line. */
function fault(
  draft: Draft,
  type: string,
  values: readonly string[],
  before: SquidAcl | undefined,
): Bilingual | null {
  if (!TYPES.has(type)) return refused(`ACL の型 ${type} は存在しない`, `there is no ACL type ${type}`);
  if (before && before.type !== type && !(before.name === 'manager' && type === 'proto')) {
    return refused(
      `ACL ${before.name} の型が ${before.type} から ${type} に変わる`,
      `ACL ${before.name} changes its type from ${before.type} to ${type}`,
    );
  }
  const bad = type === 'port' ? values.find((v) => !isPort(v)) : undefined;
  if (bad !== undefined) return refused(`${bad} はポート番号ではない`, `${bad} is no port`);
  const lost = /^(any|all)-of$/.test(type)
    ? values.find((v) => !draft.acls.has(squidTerm(v).name))
    : undefined;
  if (lost !== undefined) {
    return refused(`${lost} がこの行より前に定義されていない`, `${lost} is not defined before this line`);
  }
  if (/^proxy_auth/.test(type) && !draft.canAuthenticate) {
    return refused('proxy_auth より前に auth_param がない', 'no auth_param stands before proxy_auth');
  }
  return null;
}

function addAcl(draft: Draft, d: SquidDirective): void {
  const [written, type, ...values] = d.args;
  if (written === undefined || type === undefined) {
    gap(draft, d.at, refused('acl に名前か型がない', 'an acl line lacks its name or type'));
    return;
  }
  const name = written.toLowerCase();
  const before = draft.acls.get(name);
  const why = fault(draft, type, values, before);
  if (why) {
    gap(draft, d.at, why);
    return;
  }
  // The old `acl manager proto cache_object` is ignored where manager is built in.
  if (name === 'manager' && type === 'proto') return;
  const lines = [...(before?.lines ?? []), values];
  draft.acls.set(name, { name, type, lines, open: (before?.open ?? false) || d.missing.length > 0 });
}

/** A row without allow or deny, or without an ACL, is ignored by Squid, which only logs it. */
function addRow(draft: Draft, d: SquidDirective): void {
  const [action, ...names] = d.args;
  if ((action !== 'allow' && action !== 'deny') || names.length + d.missing.length === 0) return;
  const terms = names.map(squidTerm);
  const unknown = terms.find((t) => !draft.acls.has(t.name));
  if (unknown) {
    gap(
      draft,
      d.at,
      refused(
        `ACL「${unknown.name}」がこの行より前に定義されていない`,
        `ACL "${unknown.name}" is not defined before this line`,
      ),
    );
  }
  draft.rows.push({ allow: action === 'allow', terms, open: d.missing.length > 0, at: d.at });
}

/** Directives in file order: an ACL or a scheme counts only from where it stands. */
export function squidProgram(section: SquidSection): SquidProgram {
  const draft: Draft = {
    acls: new Map(BUILT_IN.map((acl) => [acl.name, acl])),
    rows: [],
    gaps: [...section.gaps],
    canAuthenticate: false,
  };
  for (const d of section.directives) {
    if (d.state !== 'known') continue;
    if (d.name === 'auth_param' && d.args[1] === 'program') draft.canAuthenticate = true;
    else if (d.name === 'acl') addAcl(draft, d);
    else if (d.name === 'http_access') addRow(draft, d);
  }
  return draft;
}
