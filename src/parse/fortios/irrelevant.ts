/**
 * Tables of a configuration that are known to have no part in which packets pass (FortiOS CLI reference 5.0 to 7.6):
 * contents of sessions, users, logs, management, wireless, switches. A table that is neither here nor in TABLE_KEYS is
 * reported.
 */

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** All tables whose path begins with this word. */
const FAMILIES = set(`
  alertemail antivirus application authentication automation casb certificate cifs credential-store
  diameter-filter dlp dnsfilter dpdk emailfilter endpoint-control extender-controller extension-controller
  file-filter ftp-proxy gui icap imp2p ips isolator log monitoring mobile-tunnel netscan nsx nsxt report rule sctp-filter
  spamfilter ssh-filter switch-controller telemetry-controller ua-parser user videofilter virtual-patch voip waf
  wanopt web-proxy webfilter wireless-controller ztna
`);

/** Tables below a word that also has tables that matter. */
const TABLES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    firewall: set(`
      access-proxy access-proxy6 access-proxy-ssh-client-cert access-proxy-virtual-host address6-template auth-portal
      carrier-endpoint-bwl carrier-endpoint-ip-filter city country decrypted-traffic-mirror dnstranslation
      explicit-proxy-address explicit-proxy-addrgrp explicit-proxy-policy
      global gtp identity-based-route internet-service internet-service-addition internet-service-append
      internet-service-botnet internet-service-custom internet-service-custom-group internet-service-definition
      internet-service-extension internet-service-fallback internet-service-group internet-service-ipbl-reason
      internet-service-ipbl-vendor internet-service-list internet-service-name internet-service-owner
      internet-service-reputation internet-service-sld internet-service-subapp ipmacbinding ip-translation
      ldb-monitor mms-profile network-service-dynamic on-demand-sniffer pfcp profile-group
      profile-protocol-options proute proxy-address proxy-addrgrp proxy-policy region
      shaper shaping-policy shaping-profile sniffer ssh ssl ssl-server ssl-ssh-profile traffic-class vendor-mac
      vendor-mac-summary wildcard-fqdn iprope
    `),
    system: set(`
      3g-modem accprofile acme affinity-interrupt affinity-packet-redistribution alarm alias amc api-user arp-table
      auto-install auto-script automation-action automation-condition automation-destination automation-stitch
      automation-trigger autoupdate aux bug-report bypass central-management central-mgmt cloud-service cluster-sync
      console csf custom-language ddns dedicated-mgmt device-upgrade dhcp dhcp6 dialinsvr dnp3-proxy dns dns-database
      dns-server dns64 dscp-based-priority elbc email-server evpn fabric-vpn federated-upgrade fips-cc fm
      fortiai fortiguard fortimanager fortindr fortisandbox fsso-polling ftm-push geoip-country geoip-override gi-gk ha
      ha-monitor health-check-fortiguard icond ike ipam ips ips-urlfilter-dns ips-urlfilter-dns6
      ipsec-aggregate ipv6-neighbor-cache isf-queue-profile link-monitor lldp lte-modem
      mac-address-table management-tunnel mem-mgr mobile-tunnel modem monitors nat64 netflow
      network-visibility ngfw-settings np6 np6xlite npu npu-setting npu-vlink ntp object-tag object-tagging
      password-policy password-policy-guest-admin performance physical-switch pcp-server ping probe-response
      proxy-arp ptp replacemsg replacemsg-group replacemsg-image resource-limits saml sdn-connector
      sdn-proxy sdn-vpn session-helper session-helper-info session-info session-sync session-ttl sflow
      sit-tunnel smc-ntp sms-server snmp speed-test-schedule speed-test-server speed-test-setting ssh-config sso-admin
      sso-forticloud-admin sso-fortigate-cloud-admin standalone-cluster startup-error-log status stp storage
      switch-controller tos-based-priority vdom vdom-dns vdom-exception vdom-link vdom-netflow vdom-property
      vdom-radius-server vdom-sflow vdom-email-server virtual-switch virtual-wire-pair vne-interface vne-tunnel vxlan wccp
      wireless geneve gre-tunnel ipip-tunnel ipv6-tunnel pppoe-interface fortilink tunnel
    `),
    vpn: set('certificate ike ipsec kmip-server l2tp ocvpn pptp qkd ssl'),
    router: set(`
      access-list access-list6 aspath-list auth-path bfd bfd6 community-list extcommunity-list key-chain multicast
      multicast-flow multicast6 prefix-list prefix-list6 route-map segment-routing setting
    `),
  }),
);

/** Tables beside others, below the same two words, that matter. */
const PATHS: ReadonlySet<string> = new Set(['firewall service category']);

const SECOND = /^(\S+) +(\S+)/;

/** `config` lines within an irrelevant table are skipped with it. */
export function isIrrelevant(path: string): boolean {
  const [, family, second] = SECOND.exec(path) ?? ['', path, ''];
  if (PATHS.has(path)) return true;
  return FAMILIES.has(family ?? '') || (TABLES.get(family ?? '')?.has(second ?? '') ?? false);
}
