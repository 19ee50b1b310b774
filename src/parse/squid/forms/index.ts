/** The form of each directive's values. Those of ACLs, and the names in rows of access, are the compiler's (facts/squid). */
import type { Bilingual } from '../../../model/text.ts';
import { accessLog } from './access-log.ts';
import { ecapService, icapService } from './adaptation.ts';
import { address } from './address.ts';
import type { Defined, Form } from './form.ts';
import { logFormat } from './format.ts';
import { authParam, children, externalAclType, rewriteTimeout } from './helpers.ts';
import * as numbers from './numbers.ts';
import { cachePeer } from './peer.ts';
import { listeningPort } from './port.ts';
import * as rules from './rules.ts';
import * as stores from './stores.ts';
import * as wccp from './wccp.ts';
import { actionRow, ftpEpsv, oneOf, onOff, onOffWarn, something } from './words.ts';

const words = (names: string): string[] => names.trim().split(/\s+/);

const FORMS: readonly (readonly [Form, string])[] = [
  [
    onOff,
    `acl_uses_indirect_client adaptation_send_client_ip adaptation_send_username adaptation_uses_indirect_client
     allow_underscore buffered_logs cache_miss_revalidate check_hostnames client_db client_dst_passthru
     client_persistent_connections collapsed_forwarding configuration_includes_quoted_values
     delay_pool_uses_indirect_client detect_broken_pconn digest_generation dns_defnames dns_multicast_local ecap_enable
     email_err_data error_log_languages eui_lookup ftp_eprt ftp_epsv_all ftp_passive ftp_sanitycheck
     ftp_telnet_protocol global_internal_static half_closed_clients host_verify_strict http_accel_surrogate_remote
     httpd_suppress_version_string icap_206_enable icap_client_username_encode icap_enable icap_persistent_connections
     icap_preview_enable icap_send_client_ip icap_send_client_username icap_uses_indirect_client icp_hit_stale
     ignore_unknown_nameservers log_icp_queries log_mime_hdrs log_uses_indirect_client memory_cache_shared memory_pools
     nonhierarchical_direct offline_mode persistent_connection_after_error pinger_enable prefer_direct query_icmp
     redirect_rewrites_host_header redirector_bypass refresh_all_ims reload_into_ims request_entities retry_on_error
     server_persistent_connections shared_memory_locking short_icon_urls store_id_bypass storeurl_rewrite_bypass
     strip_query_terms test_reachability tproxy_uses_indirect_client url_rewrite_bypass url_rewrite_host_header
     vary_ignore_expire via wccp2_rebuild_wait ignore_ims_on_miss`,
  ],
  [onOffWarn, 'relaxed_header_parser'],
  [
    numbers.integer,
    `adaptation_service_iteration_limit cache_swap_high cache_swap_low client_ip_max_connections connect_retries
     digest_bits_per_entry digest_rebuild_chunk_percentage forward_max_tries fqdncache_size happy_eyeballs_connect_gap
     happy_eyeballs_connect_limit happy_eyeballs_connect_timeout high_page_fault_warning high_response_time_warning
     icap_default_options_ttl icap_preview_size icap_retry_limit icap_service_revival_delay icp_query_timeout
     incoming_dns_average incoming_http_average incoming_icp_average incoming_tcp_average incoming_udp_average
     ipcache_high ipcache_low ipcache_size logfile_rotate max_filedesc max_filedescriptors max_open_disk_fds
     maximum_icp_query_timeout mcast_icp_query_timeout min_dns_poll_cnt min_http_poll_cnt min_icp_poll_cnt
     min_tcp_poll_cnt min_udp_poll_cnt minimum_direct_hops minimum_direct_rtt minimum_icp_query_timeout netdb_high
     netdb_low quick_abort_pct sleep_after_fork store_objects_per_bucket umask wccp2_weight wccp_version workers
     url_rewrite_concurrency`,
  ],
  [numbers.integer64, 'collapsed_forwarding_shared_entries_limit shared_transient_entries_limit'],
  [numbers.port, 'announce_port delay_initial_bucket_level htcp_port icp_port snmp_port udp_port'],
  [
    numbers.bytes,
    'cache_mem digest_swapout_chunk_size maximum_object_size_in_memory reply_header_max_size tcp_recv_bufsize',
  ],
  [
    numbers.bytes64,
    'maximum_object_size memory_pools_limit minimum_object_size read_ahead_gap request_body_max_size',
  ],
  [numbers.kilobytes64, 'quick_abort_max quick_abort_min store_avg_object_size'],
  [numbers.signedBytes, 'dns_packet_max'],
  [rules.sizeRow, 'range_offset_limit reply_body_max_size'],
  [stores.headerLimit, 'request_header_max_size client_request_buffer_max_size'],
  [
    numbers.seconds,
    `announce_period authenticate_cache_garbage_interval authenticate_ip_ttl authenticate_ttl background_ping_rate
     client_idle_pconn_timeout client_lifetime connect_timeout dead_peer_timeout digest_rebuild_period
     digest_rewrite_period forward_timeout ftp_client_idle_timeout hopeless_kid_revival_delay icap_connect_timeout
     icap_io_timeout ident_timeout max_stale minimum_expiry_time negative_dns_ttl negative_ttl netdb_ping_period
     pconn_lifetime pconn_timeout peer_connect_timeout persistent_request_timeout positive_dns_ttl read_timeout
     request_start_timeout request_timeout server_idle_pconn_timeout shutdown_lifetime write_timeout`,
  ],
  [numbers.milliseconds, 'dns_retransmit_interval dns_timeout'],
  [numbers.nanoseconds, 'paranoid_hit_validation'],
  [
    something,
    `accept_filter adaptation_masterx_shared_names announce_file announce_host as_whois_server cache_log cache_mgr
     cache_peer_access cache_replacement_policy cache_store_log cache_swap_log cache_swap_state cachemgr_passwd chroot
     coredump_dir debug_options diskd_program err_html_text err_page_stylesheet error_default_language error_directory
     forwarded_for ftp_user hosts_file httpd_accel_surrogate_id icap_client_username_header icon_directory
     logfile_daemon mail_from mail_program memory_replacement_policy mime_table netdb_filename pid_filename
     pinger_program response_delay_pool store_dir_select_algorithm unique_hostname unlinkd_program url_rewrite_extras store_id_extras visible_hostname
     cache_effective_group cache_effective_user`,
  ],
  [
    address,
    `client_netmask snmp_incoming_address snmp_outgoing_address udp_incoming_address udp_outgoing_address
     wccp2_address wccp_address wccp_router`,
  ],
  [rules.outgoingAddress, 'tcp_outgoing_address'],
  [rules.tos, 'clientside_tos tcp_outgoing_ds tcp_outgoing_dscp tcp_outgoing_tos'],
  [rules.mark, 'clientside_mark mark_client_connection mark_client_packet tcp_outgoing_mark'],
  [rules.namedValue, 'note adaptation_meta'],
  [rules.headerAdd, 'request_header_add reply_header_add'],
  [rules.headerReplace, 'header_replace request_header_replace reply_header_replace'],
  [rules.denyInfo, 'deny_info'],
  [rules.sslBump, 'ssl_bump'],
  [rules.certSign, 'sslproxy_cert_sign'],
  [rules.unsupportedProtocol, 'on_unsupported_protocol'],
  [rules.authSchemes, 'auth_schemes'],
  [
    actionRow(0),
    'force_request_body_continuation server_pconn_for_nonretriable icap_retry storeurl_rewrite_access',
  ],
  [rules.upgrade, 'http_upgrade_request_protocols'],
  [ftpEpsv, 'ftp_epsv'],
  [listeningPort, 'http_port https_port ftp_port ascii_port'],
  [cachePeer, 'cache_peer'],
  [accessLog, 'access_log cache_access_log icap_log'],
  [logFormat, 'logformat'],
  [authParam, 'auth_param'],
  [externalAclType, 'external_acl_type'],
  [children, 'redirect_children store_id_children storeurl_rewrite_children url_rewrite_children'],
  [rewriteTimeout, 'url_rewrite_timeout'],
  [icapService, 'icap_service'],
  [ecapService, 'ecap_service'],
  [oneOf('strip deny allow encode chop'), 'uri_whitespace'],
  [stores.cacheDir, 'cache_dir'],
  [stores.refreshPattern, 'refresh_pattern'],
  [stores.delayPools, 'delay_pools'],
  [stores.delayClass, 'delay_class'],
  [stores.delayParameters, 'delay_parameters'],
  [stores.failureLimit, 'icap_service_failure_limit'],
  [stores.appendDomain, 'append_domain'],
  [stores.cpuAffinity, 'cpu_affinity_map'],
  [stores.memoryMode, 'memory_cache_mode'],
  [stores.prefetch, 'pipeline_prefetch'],
  [stores.neighborType, 'neighbor_type_domain'],
  [stores.refusedNow, 'log_access log_icap'],
  [numbers.port, 'client_delay_access client_delay_initial_bucket_level delay_access'],
  [stores.clientDelayPools, 'client_delay_pools'],
  [stores.clientDelayParameters, 'client_delay_parameters'],
  [stores.responseDelayPool, 'response_delay_pool'],
  [stores.qosFlows, 'qos_flows'],
  [stores.tlsOptions, 'tls_outgoing_options'],
  [
    something,
    `sslproxy_cafile sslproxy_cipher sslproxy_client_certificate sslproxy_client_key sslproxy_flags
     sslproxy_options sslproxy_version sslproxy_capath`,
  ],
  [wccp.router, 'wccp2_router'],
  [wccp.method, 'wccp2_forwarding_method wccp2_return_method'],
  [wccp.assignment, 'wccp2_assignment_method'],
  [wccp.service, 'wccp2_service'],
  [wccp.serviceInfo, 'wccp2_service_info'],
];

const forms: ReadonlyMap<string, Form> = new Map(
  FORMS.flatMap(([form, names]) => words(names).map((name) => [name, form] as const)),
);

/** null: any words will do, or none. */
export const formOf = (name: string): Form | null => forms.get(name) ?? null;

/** ACLs that every release has built in (cf.data.pre). */
const BUILT_IN = 'all manager localhost to_localhost';

const LIMITS: Bilingual = {
  ja: 'client_request_buffer_max_size が request_header_max_size より大きくなく、Squid はファイル全体を拒む',
  en: 'client_request_buffer_max_size is no larger than request_header_max_size, and Squid refuses the file',
};

/** What only the whole of a configuration shows (configDoConfigure). */
export const refusedAtEnd = ({ headerBytes, bufferBytes }: Defined): Bilingual | null =>
  headerBytes !== null && bufferBytes !== null && bufferBytes <= headerBytes ? LIMITS : null;

export const nothingDefined = (): Defined => ({
  acls: new Set(words(BUILT_IN)),
  peers: new Set(),
  formats: new Set(words('squid common combined referrer useragent icap_squid')),
  delayClasses: new Map(),
  delayPools: 0,
  clientDelayPools: 0,
  wccpServices: new Set(),
  ftpEpsv: null,
  headerBytes: 65_536,
  bufferBytes: 524_288,
});
