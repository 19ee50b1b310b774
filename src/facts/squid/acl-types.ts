/** The ACL types of Squid 3.5 to 7 (Acl::Init in AclRegs.cc of each): what decides them, their options, their releases. */
import type { PatternSubject } from './acl.ts';
import { isFrom, SQUID_VERSIONS, type SquidVersion } from './version.ts';

export type AclFamily =
  | { readonly by: 'address'; readonly of: 'src' | 'dst' | 'localip' }
  | { readonly by: 'domain' }
  | { readonly by: 'pattern'; readonly of: PatternSubject }
  | { readonly by: 'number'; readonly of: 'port' | 'localport' }
  | { readonly by: 'method' }
  | { readonly by: 'proto' }
  | { readonly by: 'myportname' }
  | { readonly by: 'time' }
  | { readonly by: 'user'; readonly regex: boolean }
  | { readonly by: 'group'; readonly all: boolean }
  | { readonly by: 'external' }
  | { readonly by: 'initiator' }
  | { readonly by: 'component' }
  /** Has an effect of its own and matches always. */
  | { readonly by: 'always' }
  /** Asks about a reply, a peer or a protocol that is not there yet when http_access is decided. */
  | { readonly by: 'reply' }
  | { readonly by: 'condition'; readonly fresh: boolean };

export interface AclType {
  readonly family: AclFamily;
  /** Options of one letter, with their sign: `-n`, `-i`, `+i`. */
  readonly flags: readonly string[];
  /** More of them from Squid 6. */
  readonly flagsFrom6: readonly string[];
  /** Options of a word: `--consensus`. */
  readonly words: readonly string[];
  readonly from: SquidVersion;
  /** The last release that has it. */
  readonly to: SquidVersion;
}

const REGEX = ['-i', '+i'];

function type(family: AclFamily, flags: readonly string[] = [], more: Partial<AclType> = {}): AclType {
  return { family, flags, flagsFrom6: [], words: [], from: '3.5', to: '7', ...more };
}

const condition = (flags: readonly string[] = [], more: Partial<AclType> = {}): AclType =>
  type({ by: 'condition', fresh: false }, flags, more);

const reply = (flags: readonly string[] = []): AclType => type({ by: 'reply' }, flags);

const pattern = (of: PatternSubject, flags: readonly string[] = [], more: Partial<AclType> = {}): AclType =>
  type({ by: 'pattern', of }, [...REGEX, ...flags], more);

const SERVER_NAME = ['--client-requested', '--server-provided', '--consensus'];

const TYPES: Readonly<Record<string, AclType>> = {
  src: type({ by: 'address', of: 'src' }),
  dst: type({ by: 'address', of: 'dst' }, ['-n']),
  localip: type({ by: 'address', of: 'localip' }),
  srcdomain: condition(),
  dstdomain: type({ by: 'domain' }, ['-n']),
  srcdom_regex: condition(REGEX),
  dstdom_regex: pattern('dst-host', ['-n']),
  src_as: condition(),
  dst_as: condition(),
  peername: reply(),
  peername_regex: reply(REGEX),
  time: type({ by: 'time' }),
  url_regex: pattern('url'),
  urllogin: pattern('urllogin'),
  urlpath_regex: pattern('urlpath'),
  port: type({ by: 'number', of: 'port' }),
  localport: type({ by: 'number', of: 'localport' }),
  myportname: type({ by: 'myportname' }),
  proto: type({ by: 'proto' }),
  method: type({ by: 'method' }),
  http_status: reply(),
  browser: pattern('browser'),
  referer_regex: pattern('referer'),
  req_mime_type: pattern('req-mime-type'),
  req_header: type({ by: 'pattern', of: 'req-header' }, [], { flagsFrom6: REGEX }),
  rep_mime_type: reply(REGEX),
  rep_header: type({ by: 'reply' }, [], { flagsFrom6: REGEX }),
  ident: condition(REGEX, { to: '6' }),
  ident_regex: condition(REGEX, { to: '6' }),
  proxy_auth: type({ by: 'user', regex: false }, REGEX),
  proxy_auth_regex: type({ by: 'user', regex: true }, REGEX),
  ext_user: condition(REGEX),
  ext_user_regex: condition(REGEX),
  snmp_community: reply(),
  maxconn: condition(),
  max_user_ip: condition(['-s']),
  random: type({ by: 'condition', fresh: true }),
  arp: condition(),
  eui64: condition(),
  external: type({ by: 'external' }),
  user_cert: condition(),
  ca_cert: condition(),
  tag: condition(),
  hier_code: reply(),
  note: condition(['-m']),
  annotate_client: type({ by: 'always' }, ['-m'], { from: '5.7' }),
  annotate_transaction: type({ by: 'always' }, ['-m'], { from: '5.7' }),
  adaptation_service: reply(),
  ssl_error: reply(),
  squid_error: reply(),
  server_cert_fingerprint: condition(),
  'ssl::server_name': condition([], { words: SERVER_NAME }),
  'ssl::server_name_regex': condition(REGEX, { words: SERVER_NAME }),
  at_step: condition(),
  connections_encrypted: condition([], { from: '4' }),
  client_connection_mark: condition([], { from: '4' }),
  has: type({ by: 'component' }, [], { from: '4' }),
  transaction_initiator: type({ by: 'initiator' }, [], { from: '4' }),
  'any-of': type({ by: 'group', all: false }),
  'all-of': type({ by: 'group', all: true }),
};

/** Older names that Squid reads as another type (ACL::ParseAclLine). */
const RENAMED: Readonly<Record<string, string>> = {
  myip: 'localip',
  myport: 'localport',
  clientside_mark: 'client_connection_mark',
};

/** The name under which Squid keeps a type; two lines of one ACL must agree in it. */
export function canonicalType(name: string, version: SquidVersion): string {
  if (name === 'pattern' && version === '3.5') return 'urlpath_regex';
  return (Object.hasOwn(RENAMED, name) ? RENAMED[name] : undefined) ?? name;
}

/** null: this release has no such type. Names of types are case-sensitive. */
export function aclType(name: string, version: SquidVersion): AclType | null {
  const found = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (!found) return null;
  const late = SQUID_VERSIONS.indexOf(version) > SQUID_VERSIONS.indexOf(found.to);
  return late || !isFrom(version, found.from) ? null : found;
}
