/**
 * Names of squid.conf directives, case-sensitive as Squid reads them. Sources: the directives Squid 5.7 accepts and
 * those it reports as obsolete, the documented files of 3.1 to 4, and the release notes of 4 to 7.
 */
import type { SquidDirective } from '../../facts/squid/section.ts';
import { isFrom, SQUID_VERSIONS, type SquidVersion } from '../../facts/squid/version.ts';

/** Directives of at least one of Squid 3.5 to 7, with their older spellings that are still read. */
const KNOWN = `
  accept_filter access_log acl acl_uses_indirect_client adaptation_access adaptation_masterx_shared_names
  adaptation_meta adaptation_send_client_ip adaptation_send_username adaptation_service_chain
  adaptation_service_iteration_limit adaptation_service_set adaptation_uses_indirect_client
  adapted_http_access allow_underscore always_direct announce_file announce_host announce_period
  announce_port append_domain as_whois_server ascii_port auth_param auth_schemes
  authenticate_cache_garbage_interval authenticate_ip_ttl authenticate_ttl background_ping_rate
  broken_posts buffered_logs cache cache_access_log cache_dir cache_effective_group cache_effective_user
  cache_log cache_log_message cache_mem cache_mgr cache_miss_revalidate cache_peer cache_peer_access
  cache_replacement_policy cache_store_log cache_swap_high cache_swap_log cache_swap_low cache_swap_state
  cachemgr_passwd check_hostnames chroot client_db client_delay_access client_delay_initial_bucket_level
  client_delay_parameters client_delay_pools client_dst_passthru client_idle_pconn_timeout
  client_ip_max_connections client_lifetime client_netmask client_persistent_connections
  client_request_buffer_max_size clientside_mark clientside_tos collapsed_forwarding
  collapsed_forwarding_access collapsed_forwarding_shared_entries_limit
  configuration_includes_quoted_values connect_retries connect_timeout coredump_dir cpu_affinity_map
  dead_peer_timeout debug_options delay_access delay_class delay_initial_bucket_level delay_parameters
  delay_pool_uses_indirect_client delay_pools deny_info detect_broken_pconn digest_bits_per_entry
  digest_generation digest_rebuild_chunk_percentage digest_rebuild_period digest_rewrite_period
  digest_swapout_chunk_size diskd_program dns_defnames dns_multicast_local dns_nameservers dns_packet_max
  dns_retransmit_interval dns_timeout ecap_enable ecap_service email_err_data err_html_text
  err_page_stylesheet error_default_language error_directory error_log_languages esi_parser eui_lookup
  external_acl_type follow_x_forwarded_for force_request_body_continuation forward_max_tries
  forward_timeout forwarded_for fqdncache_size ftp_client_idle_timeout ftp_eprt ftp_epsv ftp_epsv_all
  ftp_passive ftp_port ftp_sanitycheck ftp_telnet_protocol ftp_user global_internal_static
  half_closed_clients happy_eyeballs_connect_gap happy_eyeballs_connect_limit
  happy_eyeballs_connect_timeout header_replace high_memory_warning high_page_fault_warning
  high_response_time_warning hopeless_kid_revival_delay host_verify_strict hostname_aliases hosts_file
  htcp_access htcp_clr_access htcp_port http_accel_surrogate_remote http_access http_access2 http_port
  http_reply_access http_upgrade_request_protocols httpd_accel_surrogate_id httpd_suppress_version_string
  https_port icap_206_enable icap_access icap_class icap_client_username_encode
  icap_client_username_header icap_connect_timeout icap_default_options_ttl icap_enable icap_io_timeout
  icap_log icap_persistent_connections icap_preview_enable icap_preview_size icap_retry icap_retry_limit
  icap_send_client_ip icap_send_client_username icap_service icap_service_failure_limit
  icap_service_revival_delay icap_uses_indirect_client icon_directory icp_access icp_hit_stale icp_port
  icp_query_timeout ident_lookup_access ident_timeout ignore_unknown_nameservers incoming_dns_average
  incoming_http_average incoming_icp_average incoming_tcp_average incoming_udp_average ipcache_high
  ipcache_low ipcache_size loadable_modules log_icp_queries log_mime_hdrs log_uses_indirect_client
  logfile_daemon logfile_rotate logformat mail_from mail_program mark_client_connection mark_client_packet
  max_filedesc max_filedescriptors max_open_disk_fds max_stale maximum_icp_query_timeout
  maximum_object_size maximum_object_size_in_memory mcast_groups mcast_icp_query_timeout mcast_miss_addr
  mcast_miss_encode_key mcast_miss_port mcast_miss_ttl memory_cache_mode memory_cache_shared memory_pools
  memory_pools_limit memory_replacement_policy mime_table min_dns_poll_cnt min_http_poll_cnt
  min_icp_poll_cnt min_tcp_poll_cnt min_udp_poll_cnt minimum_direct_hops minimum_direct_rtt
  minimum_expiry_time minimum_icp_query_timeout minimum_object_size miss_access negative_dns_ttl
  negative_ttl neighbor_type_domain netdb_filename netdb_high netdb_low netdb_ping_period never_direct
  no_cache nonhierarchical_direct note offline_mode on_unsupported_protocol paranoid_hit_validation
  pconn_lifetime pconn_timeout peer_connect_timeout persistent_connection_after_error
  persistent_request_timeout pid_filename pinger_enable pinger_program pipeline_prefetch positive_dns_ttl
  prefer_direct proxy_protocol_access qos_flows query_icmp quick_abort_max quick_abort_min quick_abort_pct
  range_offset_limit read_ahead_gap read_timeout redirect_children redirect_program
  redirect_rewrites_host_header redirector_access redirector_bypass refresh_all_ims refresh_pattern
  relaxed_header_parser reload_into_ims reply_body_max_size reply_header_access reply_header_add
  reply_header_max_size reply_header_replace request_body_max_size request_entities request_header_access
  request_header_add request_header_max_size request_header_replace request_start_timeout request_timeout
  response_delay_pool response_delay_pool_access retry_on_error send_hit server_idle_pconn_timeout
  server_pconn_for_nonretriable server_persistent_connections shared_memory_locking
  shared_transient_entries_limit short_icon_urls shutdown_lifetime sleep_after_fork snmp_access
  snmp_incoming_address snmp_outgoing_address snmp_port spoof_client_ip ssl_bump ssl_engine
  ssl_unclean_shutdown sslcrtd_children sslcrtd_program sslcrtvalidator_children sslcrtvalidator_program
  sslpassword_program sslproxy_cert_adapt sslproxy_cert_error sslproxy_cert_sign sslproxy_cert_sign_hash
  sslproxy_foreign_intermediate_certs sslproxy_session_cache_size sslproxy_session_ttl stats_collection
  store_avg_object_size store_dir_select_algorithm store_id_access store_id_bypass store_id_children
  store_id_extras store_id_program store_miss store_objects_per_bucket storeurl_rewrite_access
  storeurl_rewrite_bypass storeurl_rewrite_children storeurl_rewrite_program strip_query_terms
  tcp_outgoing_address tcp_outgoing_ds tcp_outgoing_dscp tcp_outgoing_mark tcp_outgoing_tos
  tcp_recv_bufsize test_reachability tls_key_log tls_outgoing_options tproxy_uses_indirect_client
  udp_incoming_address udp_outgoing_address udp_port umask unique_hostname unlinkd_program uri_whitespace
  url_rewrite_access url_rewrite_bypass url_rewrite_children url_rewrite_extras url_rewrite_host_header
  url_rewrite_program url_rewrite_timeout vary_ignore_expire via visible_hostname wccp2_address
  wccp2_forwarding_method wccp2_rebuild_wait wccp2_return_method wccp2_router wccp2_service
  wccp2_service_info wccp2_weight wccp_address wccp_router wccp_version windows_ipaddrchangemonitor
  workers write_timeout
`;

/** Read without effect: Squid prints a message and goes on. */
const OBSOLETE = `
  balance_on_multiple_ip broken_vary_encoding cache_host_domain cache_peer_domain
  cache_vary chunked_request_body_max_size dns_testnames dns_v4_fallback dns_v4_first
  emulate_httpd_log error_map extension_methods external_refresh_check forward_log ftp_list_width
  header_access hierarchy_stoplist httpd_accel_no_pmtu_disc
  ie_refresh ignore_expect_100
  ignore_ims_on_miss incoming_rate location_rewrite_access location_rewrite_children
  location_rewrite_concurrency location_rewrite_program log_access log_fqdn log_icap log_ip_on_direct
  maximum_single_addr_tries referer_log referrer_log refresh_stale_hit server_http11 sslproxy_cafile
  sslproxy_capath sslproxy_cipher sslproxy_client_certificate sslproxy_client_key sslproxy_flags
  sslproxy_options sslproxy_version update_headers upgrade_http0.9 url_rewrite_concurrency useragent_log
  wais_relay_host wais_relay_port wccp2_assignment_method zero_buffers zph_local zph_mode zph_option
  zph_parent zph_sibling
`;

/** Directives that came after 3.5, by the release that brought them (release notes of each, "New directives"). */
const SINCE: Readonly<Partial<Record<SquidVersion, string>>> = {
  '4': `
    collapsed_forwarding_shared_entries_limit force_request_body_continuation hopeless_kid_revival_delay
    on_unsupported_protocol pconn_lifetime reply_header_add request_start_timeout server_pconn_for_nonretriable
    shared_memory_locking tls_outgoing_options url_rewrite_timeout`,
  '5.7': `
    auth_schemes collapsed_forwarding_access happy_eyeballs_connect_gap happy_eyeballs_connect_limit
    happy_eyeballs_connect_timeout http_upgrade_request_protocols mark_client_connection mark_client_packet
    response_delay_pool response_delay_pool_access shared_transient_entries_limit`,
  '6': 'cache_log_message paranoid_hit_validation tls_key_log',
};

/** Directives that a release refuses though earlier ones know them. Those it merely calls obsolete are not among them. */
const UNTIL_6 = 'ident_lookup_access ident_timeout';

/** Directives that decide nothing of who may reach what, who is asked for a name, and what is written about it. */
const IRRELEVANT = `
  accept_filter allow_underscore announce_file announce_host announce_period announce_port as_whois_server
  background_ping_rate buffered_logs cache_dir cache_log cache_log_message cache_mem cache_mgr cache_miss_revalidate
  cache_replacement_policy cache_store_log cache_swap_high cache_swap_log cache_swap_low cache_swap_state chroot
  collapsed_forwarding collapsed_forwarding_shared_entries_limit connect_retries coredump_dir cpu_affinity_map
  dead_peer_timeout debug_options detect_broken_pconn digest_bits_per_entry digest_generation
  digest_rebuild_chunk_percentage digest_rebuild_period digest_rewrite_period digest_swapout_chunk_size diskd_program
  dns_packet_max dns_retransmit_interval dns_timeout email_err_data err_html_text err_page_stylesheet
  error_default_language error_directory error_log_languages esi_parser eui_lookup fqdncache_size ftp_eprt ftp_epsv_all
  ftp_passive ftp_sanitycheck ftp_telnet_protocol ftp_user happy_eyeballs_connect_gap
  happy_eyeballs_connect_limit happy_eyeballs_connect_timeout high_memory_warning high_page_fault_warning
  high_response_time_warning hopeless_kid_revival_delay icon_directory incoming_dns_average incoming_http_average
  incoming_icp_average incoming_tcp_average incoming_udp_average ipcache_high ipcache_low ipcache_size logfile_rotate
  mail_from mail_program max_filedesc max_filedescriptors max_open_disk_fds max_stale maximum_object_size
  maximum_object_size_in_memory memory_cache_mode memory_cache_shared memory_pools memory_pools_limit
  memory_replacement_policy mime_table min_dns_poll_cnt min_http_poll_cnt min_icp_poll_cnt min_tcp_poll_cnt
  min_udp_poll_cnt minimum_expiry_time minimum_object_size negative_dns_ttl negative_ttl netdb_filename netdb_high
  netdb_low netdb_ping_period offline_mode paranoid_hit_validation pconn_lifetime pid_filename pinger_enable
  pinger_program pipeline_prefetch positive_dns_ttl quick_abort_max quick_abort_min quick_abort_pct read_ahead_gap
  refresh_all_ims refresh_pattern reload_into_ims sleep_after_fork shared_memory_locking shared_transient_entries_limit
  short_icon_urls store_avg_object_size store_dir_select_algorithm store_objects_per_bucket test_reachability umask
  unlinkd_program vary_ignore_expire windows_ipaddrchangemonitor
`;

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

const known = words(KNOWN);
const obsolete = words(OBSOLETE);
const irrelevant = words(IRRELEVANT);

/** Every name that some release knows or calls obsolete. */
export const DIRECTIVE_NAMES: readonly string[] = [...known, ...obsolete];

export function directiveState(name: string): SquidDirective['state'] {
  if (known.has(name)) return 'known';
  return obsolete.has(name) ? 'obsolete' : 'unknown';
}

/** Whether nothing that is decided here rests on it. */
export const isIrrelevant = (name: string): boolean => irrelevant.has(name);

const versions: ReadonlyMap<string, readonly SquidVersion[]> = new Map([
  ...SQUID_VERSIONS.flatMap((since) => {
    const having = SQUID_VERSIONS.filter((v) => isFrom(v, since));
    return SINCE[since] === undefined ? [] : [...words(SINCE[since])].map((name) => [name, having] as const);
  }),
  ...[...words(UNTIL_6)].map((name) => [name, SQUID_VERSIONS.filter((v) => v !== '7')] as const),
]);

/** Releases that take the directive; null: all of them. The others refuse a file that holds it. */
export const versionsOf = (name: string): readonly SquidVersion[] | null => versions.get(name) ?? null;
