/**
 * Commands of an ASA that decide nothing of what passes, by their first words (ASA Series Command Reference). What only
 * narrows what the rules permit (inspection, `filter`, authentication of users) is noted: a permitted packet meets more
 * checks than the rules say.
 */

const IRRELEVANT = `aaa-server anyconnect-essentials app-agent arp as-path asdm auth-prompt auto-update banner bfd
bfd-template boot ca call-home checkheaps clock cluster command-alias community-list compression console coredump
crashinfo ctl-file ctl-provider cts ddns dhcp-client dhcpd dhcprelay dns dns-group dns-group-map dns-guard domain-name
dynamic-access-policy-record enable failover file fips flow-export fragment ftp group-delimiter hpm igmp imap4s
ip-client isakmp jumbo-frame key lacp ldap license lldp logging mac-address mac-address-table mac-learn
media-termination migrate mount monitor-interface mroute mtu multicast-routing nac-policy names ntp
object-group-search pager passwd password password-policy pdm phone-proxy pim policy-list pop3s prefix-list
priority-queue privilege prompt quota regex rest-api route-map service sla smtp-server smtps snmp-map ssl sunrpc-server
telemetry terminal tftp-server timeout tls-proxy track user-identity username vpdn vpn-addr-assign vpn-sessiondb
vpnsetup wccp xlate xml zonelabs-integrity`;

/** Pairs of words, where the first alone says too little. */
const IRRELEVANT_PAIRS = `access-list alert-interval
access-list deny-flow-max
aaa accounting
aaa authorization
aaa local
aaa proxy-limit
aaa mac-exempt
aaa fallback
aaa kerberos
crypto ca
crypto engine
crypto isakmp
crypto key
crypto large-cert-acceleration
icmp unreachable
ip audit
ip verify
ipv6 dhcp
ipv6 dhcprelay
ipv6 enforce-eui64
ipv6 local
ipv6 nd
ipv6 neighbor
ipv6 prefix-list
http authentication-certificate
http redirect
http session-timeout
http username-from-certificate
snmp-server community
snmp-server contact
snmp-server cpu
snmp-server enable
snmp-server group
snmp-server listen-port
snmp-server location
snmp-server user
snmp-server user-list
snmp-server view
ssh authentication
ssh cipher
ssh key-exchange
ssh key-exchange-algorithm
ssh pubkey-chain
ssh scopy
ssh stack
ssh stricthostkeycheck
ssh timeout
ssh version
sysopt connection
sysopt noproxyarp
sysopt nodnsalias
sysopt radius
sysopt traffic
telnet timeout`;

/** `aaa authentication` and `aaa …` ask users to log on first; `fixup` is the inspection of PIX. */
const NARROWING_WORDS =
  'aaa class-map policy-map service-policy dynamic-filter filter fixup floodguard ftp-map gtp-map h225-map http-map mgcp-map scansafe shun tcp-map threat-detection url-block url-cache url-server virtual cxsc';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const FIRST = words(IRRELEVANT);
const PAIRS: ReadonlySet<string> = new Set(IRRELEVANT_PAIRS.split('\n'));
const NARROWING = words(NARROWING_WORDS);

export type Bearing = 'irrelevant' | 'narrowing' | null;

/** What a command that builds no rule has to do with what passes; null: not known. */
export function bearingOf(first: string, second: string | undefined): Bearing {
  if (FIRST.has(first) || PAIRS.has(`${first} ${second ?? ''}`)) return 'irrelevant';
  return NARROWING.has(first) ? 'narrowing' : null;
}

/** Lines of an interface that decide nothing of what passes. */
const INTERFACE = words(
  `arp authentication bandwidth bfd channel-group cluster cts delay ddns description dhcp dhcprelay duplex eigrp
flow-control flowcontrol hello-interval hold-time igmp ipv6-nd isis keepalive lacp lldp mac-address media-type
member-interface mfib mtu multicast negotiation nve-only ospf port-channel power pim pppoe priority ptp redundancy
redundant-interface security-group snmp speed standby summary-address switchport track tunnel vlan vtep-nve nve
propagate sap policy segment-id mcast-group proxy-arp zone-member split-horizon rip fec`,
);

export const isIrrelevantToInterface = (first: string): boolean => INTERFACE.has(first);
