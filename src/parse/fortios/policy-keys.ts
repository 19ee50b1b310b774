/** Settings of firewall policies (FortiOS CLI reference 5.0 to 7.6, `config firewall policy` and its relatives). */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** What is matched, decided or translated. */
export const POLICY_USED = words(`
  name status action srcintf dstintf intf interface srcaddr dstaddr srcaddr6 dstaddr6 srcaddr4 dstaddr4
  srcaddr-negate dstaddr-negate srcaddr6-negate dstaddr6-negate srcaddr4-negate dstaddr4-negate
  service service-negate schedule logtraffic comments comment
  internet-service internet-service-id internet-service-name internet-service-group internet-service-custom
  internet-service-custom-group internet-service-fortiguard internet-service-negate network-service-dynamic
  internet-service-src internet-service-src-id internet-service-src-name internet-service-src-group
  internet-service-src-custom internet-service-src-custom-group internet-service-src-fortiguard
  internet-service-src-negate network-service-src-dynamic
  internet-service6 internet-service6-name internet-service6-group internet-service6-custom
  internet-service6-custom-group internet-service6-fortiguard internet-service6-negate
  internet-service6-src internet-service6-src-name internet-service6-src-group internet-service6-src-custom
  internet-service6-src-custom-group internet-service6-src-fortiguard internet-service6-src-negate
  users groups fsso-groups devices identity-based sgt-check sgt
  src-vendor-mac tos tos-mask tos-negate dscp-match dscp-value dscp-negate vlan-filter
  reputation-minimum reputation-minimum6 url-category application app-category app-group
  ztna-status ztna-ems-tag ztna-ems-tag-secondary ztna-geo-tag ztna-ems-tag-negate ztna-device-ownership
  nat nat46 nat64 ippool poolname poolname6 natip fixedport rtp-nat
  match-vip match-vip-only vpntunnel inbound outbound natinbound natoutbound
  policy-expiry policy-expiry-date policy-expiry-date-utc ha-mgmt-intf-only virtual-patch
  av-profile webfilter-profile application-list ips-sensor dnsfilter-profile utm-status http-policy-redirect
  ssh-policy-redirect ztna-policy-redirect inspection-mode send-deny-packet   tcp-session-without-syn learning-mode protocol start-port end-port snat snat-ip dnat
`);

/** What changes neither which packets pass nor where to. */
export const POLICY_IGNORED = words(`
  uuid policyid label global-label anti-replay app-monitor auth-cert auth-path auth-redirect-addr
  auto-asic-offload block-notification captive-portal-exempt capture-packet casb-profile cgn-eif cgn-eim
  cgn-log-server-grp cgn-resource-quota cgn-session-quota cifs-profile custom-log-fields
  decrypted-traffic-mirror deep-inspection-options delay-tcp-npu-session diameter-filter-profile
  diffserv-copy diffserv-forward diffserv-reverse diffservcode-forward diffservcode-rev disclaimer
  dlp-profile dlp-sensor dsri dynamic-shaping dynamic-profile dynamic-profile-access dynamic-profile-fallthrough
  dynamic-profile-group email-collect emailfilter-profile fec file-filter-profile firewall-session-dirty
  fsae fsso fsso-agent-for-ntlm gtp-profile geoip-anycast geoip-match icap-profile identity-based-route
  identity-from icmp-tunnel ips-voip-filter log-http-transaction
  log-unmatched-traffic logtraffic-app logtraffic-start mms-profile ntlm
  ntlm-enabled-browsers ntlm-guest passive-wan-health-measurement pcp-inbound pcp-outbound pcp-poolname
  per-ip-shaper permit-any-host permit-stun-host port-preserve port-random profile-group
  profile-protocol-options profile-type radius-ip-auth-bypass radius-mac-auth-bypass redirect-url
  replacemsg-override-group replacemsg-group reputation-direction reputation-direction6 require-tfa
  rsso rtp-addr schedule-timeout scan-botnet-connections sctp-filter-profile session-ttl spamfilter-profile
  split-tunneling ssh-filter-profile ssl-mirror ssl-mirror-intf ssl-ssh-profile sslvpn-auth sslvpn-ccert
  sslvpn-cipher sslvpn-portal sso-auth-method strict-guest tags tagging tcp-mss-receiver tcp-mss-sender
  tcp-reset tcp-timeout-pid timeout-send-rst traffic-class traffic-shaper
  traffic-shaper-reverse tunnel-mode udp-timeout-pid videofilter-profile virtual-patch-profile
  vlan-cos-fwd vlan-cos-rev voip-profile waf-profile wanopt wanopt-detection wanopt-passive-opt wanopt-peer
  wanopt-profile wccp web-auth-cookie webcache webcache-https webproxy-forward-server webproxy-profile
  endpoint-check endpoint-compliance endpoint-keepalive-interface endpoint-profile endpoint-quarantine
  forticlient-compliance-devices forticlient-compliance-enforcement-portal client-reputation
  client-reputation-mode detect-https-in-http-request fall-through-unauthenticated
  device-detection-portal ztna-tags-match-logic   `);
