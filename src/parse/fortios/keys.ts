/**
 * The tables this version reads, with the settings that matter in each and those that are known not to. What stands in
 * neither list is reported. (FortiOS CLI reference 5.0 to 7.6.)
 */
import { POLICY_IGNORED, POLICY_USED } from './policy-keys.ts';

export interface TableKeys {
  readonly used: ReadonlySet<string>;
  /** `rest`: every other setting; tables of hundreds of settings whose relevant ones are all in `used`. */
  readonly ignored: ReadonlySet<string> | 'rest';
  /** Beginnings of further names that do not matter. */
  readonly prefixes?: readonly string[];
}

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const keys = (used: string, ignored: string): TableKeys => ({ used: set(used), ignored: set(ignored) });

const some = (used: string): TableKeys => ({ used: set(used), ignored: 'rest' });

const OBJECT =
  'uuid color comment comments tags tagging fabric-object fabric-force-sync fabric-object-source';

const POLICY: TableKeys = { used: new Set(POLICY_USED), ignored: new Set(POLICY_IGNORED) };

const ADDRESS = keys(
  `type subnet start-ip end-ip wildcard fqdn wildcard-fqdn country interface sub-type macaddr start-mac end-mac sdn
   ip6 sdn-tag epg-name filter obj-tag route-tag template host host-type fsso-group passive-fqdn-learning
   hw-vendor hw-model os sw-version agent-id`,
  `${OBJECT} name visibility associated-interface allow-routing cache-ttl clearpass-spt node-ip-only obj-id obj-type
   organization policy-group sdn-addr-type subnet-name tag-detection-level tag-type tenant`,
);

const GROUP = keys(
  'member exclude exclude-member type category',
  `${OBJECT} name visibility allow-routing associated-interface`,
);

const SCHEDULE = keys(
  'start end day start-utc end-utc label-day member',
  `${OBJECT} name expiration-days visibility`,
);

const VIP: TableKeys = {
  ...keys(
    `type extip extaddr extintf mappedip mapped-addr portforward protocol extport mappedport src-filter srcintf-filter
   service status nat-source-vip id server-type ldb-method nat44 nat46 nat64 ipv6-mappedip ipv6-mappedport ipv4-mappedip
   ipv4-mappedport portmapping-type member interface user-agent-detect one-click-gslb-server src-vip-filter`,
    `${OBJECT} name arp-reply arp-intf ndp-reply gratuitous-arp-interval http-host http-cookie-age http-cookie-domain
   http-cookie-domain-from-host http-cookie-generation http-cookie-path http-cookie-share http-ip-header
   http-ip-header-name http-multiplex http-multiplex-max-concurrent-request http-multiplex-max-request
   http-multiplex-ttl http-redirect http-supported-max-version h2-support h3-support https-cookie-secure
   max-embryonic-connections monitor outlook-web-access persistence dns-mapping-ttl empty-cert-action
   add-nat46-route add-nat64-route client-cert websphere-server weblogic-server gslb-domain-name
   gslb-hostname nat66 embedded-ipv4-address`,
  ),
  prefixes: ['ssl-', 'http-'],
};

const LOCAL_IN = POLICY;

/** By path; what is nested stands behind a `/`. */
export const TABLE_KEYS: ReadonlyMap<string, TableKeys> = new Map(
  Object.entries({
    'firewall policy': POLICY,
    'firewall policy6': POLICY,
    'firewall policy46': POLICY,
    'firewall policy64': POLICY,
    'firewall consolidated policy': POLICY,
    'firewall security-policy': POLICY,
    'firewall policy/identity-based-policy': some('groups'),
    'firewall local-in-policy': LOCAL_IN,
    'firewall local-in-policy6': LOCAL_IN,
    'firewall acl': POLICY,
    'firewall acl6': POLICY,
    'firewall multicast-policy': POLICY,
    'firewall multicast-policy6': POLICY,
    'firewall interface-policy': some('status'),
    'firewall interface-policy6': some('status'),
    'firewall DoS-policy': some('status'),
    'firewall DoS-policy6': some('status'),
    'firewall ttl-policy': some('status'),
    'firewall address': ADDRESS,
    'firewall address/list': some('ip'),
    'firewall address6': ADDRESS,
    'firewall address6/list': some('ip'),
    'firewall multicast-address': ADDRESS,
    'firewall multicast-address6': ADDRESS,
    'firewall addrgrp': GROUP,
    'firewall addrgrp6': GROUP,
    'firewall service custom': keys(
      `protocol protocol-number tcp-portrange udp-portrange udplite-portrange sctp-portrange icmptype icmpcode iprange
       fqdn proxy explicit-proxy app-service-type application app-category`,
      `${OBJECT} name category visibility helper check-reset-range session-ttl tcp-halfclose-timer tcp-halfopen-timer
       tcp-rst-timer tcp-timewait-timer udp-idle-timer`,
    ),
    'firewall service group': keys('member', `${OBJECT} name proxy explicit-proxy visibility`),
    'firewall schedule onetime': SCHEDULE,
    'firewall schedule recurring': SCHEDULE,
    'firewall schedule group': SCHEDULE,
    'firewall vip': VIP,
    'firewall vip6': VIP,
    'firewall vip46': VIP,
    'firewall vip64': VIP,
    'firewall vip/realservers': some('ip port status type address'),
    'firewall vip6/realservers': some('ip port status type address'),
    'firewall vipgrp': VIP,
    'firewall vipgrp6': VIP,
    'firewall vipgrp46': VIP,
    'firewall vipgrp64': VIP,
    'firewall ippool': some('type startip endip'),
    'firewall ippool6': some('type startip endip'),
    'firewall central-snat-map': some(
      `status type srcintf dstintf orig-addr dst-addr orig-addr6 dst-addr6 protocol orig-port dst-port nat nat-ippool
       nat-ippool6 nat-port nat46 nat64`,
    ),
    'system external-resource': some('type status'),
    'system global': some(
      `hostname allow-traffic-redirect ipv6-allow-traffic-redirect admin-port admin-sport admin-ssh-port
       admin-telnet-port admin-https-redirect admin-telnet vdom-mode vdom-admin`,
    ),
    'system settings': some(
      `opmode ngfw-mode central-nat asymroute asymroute6 asymroute-icmp asymroute6-icmp multicast-skip-policy
       multicast-forward consolidated-firewall-mode status tcp-session-without-syn default-policy-expiry-days
       manageip manageip6 allow-subnet-overlap`,
    ),
    'system interface': some(
      `vdom ip mode status type interface member allowaccess alias trust-ip-1 trust-ip-2 trust-ip-3 trust-ip6-1
       trust-ip6-2 trust-ip6-3 remote-ip defaultgw secondary-IP dedicated-to`,
    ),
    'system interface/ipv6': some('ip6-address ip6-mode ip6-allowaccess autoconf'),
    'system interface/ipv6/ip6-extra-addr': some(''),
    'system interface/secondaryip': some('ip allowaccess'),
    'system interface/vrrp': some('vrip status'),
    'system switch-interface': some('member vdom intra-switch-policy'),
    'system zone': keys('interface intrazone', `${OBJECT} name description tagging`),
    'system virtual-wan-link': some('status'),
    'system virtual-wan-link/members': some('interface status zone'),
    'system virtual-wan-link/service': some('status'),
    'system sdwan': some('status'),
    'system sdwan/members': some('interface status zone'),
    'system sdwan/zone': some(''),
    'system sdwan/service': some('status'),
    'system admin': some(
      `trusthost1 trusthost2 trusthost3 trusthost4 trusthost5 trusthost6 trusthost7 trusthost8 trusthost9 trusthost10
       ip6-trusthost1 ip6-trusthost2 ip6-trusthost3 ip6-trusthost4 ip6-trusthost5 ip6-trusthost6 ip6-trusthost7
       ip6-trusthost8 ip6-trusthost9 ip6-trusthost10`,
    ),
    'user setting': some('auth-on-demand'),
    'log setting': some('fwpolicy-implicit-log fwpolicy6-implicit-log local-in-deny-unicast'),
    'web-proxy explicit': some('status'),
    'ftp-proxy explicit': some('status'),
    'vpn ssl settings': some('status source-interface'),
    'vpn ipsec phase1-interface': some('interface type add-route net-device'),
    'vpn ipsec phase1': some('interface type'),
    'router static': some(
      `dst src device blackhole status gateway internet-service internet-service-custom dstaddr sdwan sdwan-zone
       virtual-wan-link dynamic-gateway distance`,
    ),
    'router static6': some('dst device blackhole status gateway sdwan sdwan-zone dynamic-gateway dstaddr'),
    'router policy': some('status'),
    'router policy6': some('status'),
    'router rip': some('version'),
    'router rip/network': some(''),
    'router rip/interface': some(''),
    'router ripng': some(''),
    'router ripng/interface': some(''),
    'router ospf': some('router-id'),
    'router ospf/area': some(''),
    'router ospf/network': some(''),
    'router ospf/ospf-interface': some(''),
    'router ospf6': some('router-id'),
    'router ospf6/area': some(''),
    'router ospf6/ospf6-interface': some(''),
    'router bgp': some('as'),
    'router bgp/neighbor': some(''),
    'router isis': some(''),
    'router isis/isis-interface': some(''),
    'router isis/isis-net': some(''),
  }),
);

/** `config` inside an entry that does not matter, in whichever table. */
const CHILDREN_IGNORED: ReadonlySet<string> = set(
  'tagging tags quic ssl-cipher-suites ssl-server-cipher-suites gslb-public-ips subnet-segment monitor profile-list',
);

/** Whether a setting of such a table is known not to matter. */
export const isIgnored = (of: TableKeys, name: string): boolean =>
  of.ignored === 'rest' || of.ignored.has(name) || (of.prefixes?.some((p) => name.startsWith(p)) ?? false);

/** Whether a `config` inside an entry of such a table is known not to matter. */
export const isChildIgnored = (of: TableKeys, name: string): boolean =>
  of.ignored === 'rest' || CHILDREN_IGNORED.has(name);
