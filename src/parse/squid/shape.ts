/** How Squid reads the words of each directive: cf.data.pre names a type for each, and each type has a reader of its own. */
import { ACCESS_DIRECTIVES } from '../../facts/squid/program.ts';

/** Rules of the grammar. */
export type Reading = 'Words' | 'List' | 'Regex' | 'Escaped' | 'Quoted' | 'Value' | 'Rest';

/** `plain` words as they stand, and the way in which what follows is read. */
export interface Shape {
  readonly plain: number;
  readonly tail: Reading;
}

/** ACL types whose values are regular expressions (ACLRegexData). */
const REGEX_ACLS: ReadonlySet<string> = new Set(
  `srcdom_regex dstdom_regex url_regex urlpath_regex urllogin proxy_auth_regex ext_user_regex ident_regex
   referer_regex browser req_header rep_header req_mime_type rep_mime_type ssl::server_name_regex peername_regex`.split(
    /\s+/,
  ),
);

export const isRegexAcl = (type: string): boolean => REGEX_ACLS.has(type);

const words = (names: string): string[] => names.trim().split(/\s+/);

/** Directives that name ACLs, by the number of words before the first of them. */
const RULES: readonly (readonly [number, readonly string[]])[] = [
  [
    1,
    [
      ...ACCESS_DIRECTIVES,
      ...words(`
        http_access2 access_log cache_access_log icap_log cache no_cache broken_posts send_hit store_miss
        stats_collection spoof_client_ip icp_access htcp_access htcp_clr_access snmp_access ident_lookup_access
        proxy_protocol_access url_rewrite_access redirector_access storeurl_rewrite_access store_id_access
        force_request_body_continuation collapsed_forwarding_access server_pconn_for_nonretriable icap_retry
        ssl_bump sslproxy_cert_error sslproxy_cert_sign sslproxy_cert_adapt ftp_epsv tls_key_log
        tcp_outgoing_address tcp_outgoing_tos tcp_outgoing_ds tcp_outgoing_dscp clientside_tos tcp_outgoing_mark
        clientside_mark mark_client_packet mark_client_connection reply_body_max_size range_offset_limit
        on_unsupported_protocol response_delay_pool_access client_delay_access`),
    ],
  ],
  [
    2,
    words(`
      request_header_access reply_header_access cache_peer_access delay_access adaptation_access icap_access
      http_upgrade_request_protocols`),
  ],
];

const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ...RULES.flatMap(([plain, names]) => names.map((n) => [n, { plain, tail: 'List' }] as const)),
  ...words(`
    dns_nameservers hostname_aliases mcast_groups loadable_modules redirect_program url_rewrite_program
    store_id_program storeurl_rewrite_program url_rewrite_extras store_id_extras`).map(
    (n) => [n, { plain: 0, tail: 'Quoted' }] as const,
  ),
  ...words('cachemgr_passwd cache_replacement_policy memory_replacement_policy').map(
    (n) => [n, { plain: 1, tail: 'Quoted' }] as const,
  ),
  ...words('note adaptation_meta request_header_add reply_header_add').map(
    (n) => [n, { plain: 1, tail: 'Value' }] as const,
  ),
  ['auth_schemes', { plain: 0, tail: 'Value' }],
  ...words('logformat request_header_replace reply_header_replace header_replace').map(
    (n) => [n, { plain: 1, tail: 'Rest' }] as const,
  ),
]);

const PLAIN: Shape = { plain: 0, tail: 'Words' };
const ACL: Shape = { plain: 2, tail: 'List' };
const PATTERNS: Shape = { plain: 2, tail: 'Regex' };
const REFRESH: Shape = { plain: 0, tail: 'Escaped' };
const PROGRAM: Shape = { plain: 2, tail: 'Quoted' };

/** The program of an external_acl_type: the first word after its name that is no option and no format code. */
const isProgram = (word: string, i: number): boolean => i > 0 && !/^%|=|^ipv[46]$/.test(word);

/** `words`: those of the line as blanks part them. */
export function shapeOf(name: string, words: readonly string[]): Shape {
  if (name === 'acl') return isRegexAcl(words[1] ?? '') ? PATTERNS : ACL;
  if (name === 'auth_param') return words[1] === 'program' || words[1] === 'key_extras' ? PROGRAM : PLAIN;
  if (name === 'external_acl_type') return { plain: words.findIndex(isProgram) + 1, tail: 'Quoted' };
  if (name === 'refresh_pattern') return REFRESH;
  return SHAPES.get(name) ?? PLAIN;
}
