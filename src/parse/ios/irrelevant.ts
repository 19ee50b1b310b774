/**
 * Commands of IOS and IOS-XE that decide nothing of what passes (IOS command references), by their first words. Not here:
 * what translates or lets in by itself (`nat64`, `ip slb`, `webvpn`, `ip admission` and `ip auth-proxy` on an interface).
 */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const FIRST =
  words(`aaa adjust-calendar alias alarm-contact alarm-facility app-hosting appfw archive arp async-bootp atm
autonomic auto autoupgrade banner bba-group beep bfd bfd-template boot boot-end-marker boot-start-marker bridge
buffers bulkstat busy-message call call-home call-router callhome card cdp cef cef-if cellular clock clns cns
controller configuration config-register connect coverage crypto csnp cts cwmp dampening default-value dial-peer
diagnostic dialer dialer-list dlsw dnsix-dmdp dot11 dot1x downward-compatible-config dspfarm eem
emm enable end energywise environment epm eou ephone ephone-dn errdisable ethernet event exception exec exit
facility-alarm fabric fallback file fips flow flowset format frame-relay ftp-server gatekeeper gateway gdoi global-address-family
hostname hw-module hw-switch id-manager identity iox ima install interval isdn isis issu kerberos key key-string
kron l2 l2tp-class l2vpn label lacp ldap license line link lldp location logging login mab mac-address-table mac
macro master match-list media media-type memory memory-size menu metadata mgcp mls mmi mmi-snmp-timeout mmon
mode modem monitor mpls mtu multilink mvrp nac name netconf netconf-yang netflow network-clock
network-clock-participate network-policy nmsp no-default ntp nv odm onep packet
parameter-map parser parser-view partition password path-jitter performance platform port-channel pnp
power-supply power printer privilege process process-max-time profile pseudowire-class ptp qos radius radius-server
rcsd redundancy regexp resource rif rmon rsvp rtr sampler sccp scheduler scripting sdm secure security
service session-timeout shell shutdown-on sip-ua slip-sla snmp snmp-server software spanning-tree spd
srst ssh stack-mac stack-power standby stcapp subscriber switch switch-type
system tacacs tacacs-server tag tcl tclquit template terminal-queue test tftp-server time track
transceiver transport-map tty tunnel udld udp upgrade username vc-class version vlan-name voice voice-card voice-port
vmps vpdn vpdn-group vstack vtp vtemplate warm-reboot wccp wlccp wireless wrr-queue x25 x29 xconnect xsm
control-plane vlan stackwise-virtual diagnostic-monitor device-tracking ipc ip-subnet-zero nd
sflow telemetry trustpoint ucse ztp map-class map-list mac-address process-cpu rep remote-management subscribe
memory-reserve igmp ncs call-policy cable-modem gsm lte hqf mediatrace request-platform sla flow-sampler-map
community-list bgp-community route-tag prefix-list as-path`);

const PAIRS: ReadonlySet<string> = new Set(
  `ip accounting-list ip accounting-threshold ip admission ip alias ip arp ip as-path ip auth-proxy ip bgp-community
ip bootp ip cef ip classless ip community-list ip ddns ip device ip dhcp ip dhcp-client ip dhcp-server ip dns
ip domain ip domain-list ip domain-lookup ip domain-name ip dvmrp ip explicit-path ip extcommunity-list ip finger
ip flow ip flow-aggregation ip flow-cache ip flow-capture ip flow-export ip flow-top-talkers ip forward-protocol ip ftp
ip gdp ip gratuitous-arps ip host ip host-list ip hp-host ip http ip icmp ip identd ip igmp ip inspect ip ips
ip kerberos ip load-sharing ip local ip mfib ip mobile ip mroute ip msdp ip mtu ip multicast ip multicast-routing
ip name-server ip nbar ip nhrp ip ospf ip pim ip pgm ip prefix-list ip radius ip rcmd ip reflexive-list ip rip ip rsvp
ip sap ip scp ip sdee ip security ip sla ip snmp ip source ip source-route ip spd ip ssh ip subnet-zero ip tacacs
ip tcp ip telnet ip tftp ip traceroute ip trigger-authentication ip udp ip unreachables ip verify ip virtual-reassembly
ip wccp ip audit ip urlfilter ip vrf-list ip routing ip port-map ip address-pool ip auth ip sticky-arp ip cache-invalidate-delay
ip default-gateway ip extcommunity ip options ip redirects ip tcp-async ip arp-inspection ip fast-convergence ip overlap
ipv6 access-log-update ipv6 atm-vc ipv6 cef ipv6 dhcp ipv6 general-prefix ipv6 hop-limit ipv6 host ipv6 icmp ipv6 local
ipv6 mfib ipv6 mld ipv6 mobile ipv6 multicast ipv6 multicast-routing ipv6 nd ipv6 neighbor ipv6 ospf
ipv6 pim ipv6 prefix-list ipv6 rip ipv6 snooping ipv6 source-guard ipv6 source-route ipv6 spd ipv6 unicast-routing
ipv6 verify ipv6 inspect ipv6 cef-accounting ipv6 redirects ipv6 unreachables ipv6 address ipv6 destination-guard ipv6 mtu`
    .split(/\s+/)
    .reduce<string[]>((pairs, word, i, all) => {
      if (i % 2 === 1) pairs.push(`${all[i - 1]} ${word}`);
      return pairs;
    }, []),
);

/** Whether a command is known to decide nothing of what passes. */
export const isIrrelevant = (first: string, second: string | undefined): boolean =>
  FIRST.has(first) || PAIRS.has(`${first} ${second ?? ''}`);

const INTERFACE = words(`! arp atm auto authentication autodetect backup bandwidth bfd bgp-policy bridge-group
broadcast-key bundle-enable cable carrier-delay cdp cell cell-packing channel channel-group channel-protocol
clns clock compress crc cts dampening datalink delay description device-tracking dialer dialer-group dot11 dot1q dot1x
down-when-looped dsl dsl-group duplex eapol encapsulation encryption energywise eou errdisable ethernet exit fair-queue
flow flow-sampler flowcontrol frame-relay framing full-duplex group-range h323-gateway half-duplex hold-queue
interface ipsla isdn isis keepalive l2protocol-tunnel lacp lldp load-interval load-balance location logging loopback mab
mac mac-address macsec match max-reserved-bandwidth mdix media-type mls mop mpls mpls-ip mtu multilink mvrp name
negotiation netbios network-policy nmsp no-cdp ntp oam ospfv3 peer pim platform plim poe port-channel power
power-local ppp pppoe pppoe-client priority-queue private-vlan ptp pvc protocol qos queue-set radio-key random-detect
rate-limit rep rmon rsvp rts sdp
service-instance service-policy serial sflow shape snmp spanning-tree speed srr-queue ssid standby
station-role storm-control switch switchport tag tcam tcp-adjust traffic-shape transmit-interface trust tunnel tx-ring-limit
tx-queue-limit udld ubr vbr-nrt vc-class virtual-profile vlan vlan-id vlan-range vrrp vtp wrr-queue x25 xconnect
zone-name idle-timeout no-keepalive asymmetric-routing redundancy-group default-gateway nhrp glbp track
medium world-mode antenna beacon packet short-slot-time payload-encapsulation power-client fragment-threshold
encapsulation-dot1q l2tp dialer-watch-group ipx appletalk`);

const INTERFACE_IP =
  words(`accounting arp bandwidth-percent bgp cef cgmp ddns dhcp directed-broadcast device dvmrp
flow gratuitous-arps hello-interval helper-address hold-time http icmp igmp information-reply irdp load-sharing local-proxy-arp
mask-reply mfib mobile mrm mroute-cache mtu multicast nbar next-hop-self nhrp ospf pgm pim policy-list probe proxy-arp rarp-server
redirects rip route-cache router rsvp sap security split-horizon source-route source split-horizon summary-address
sticky-arp sdr tcp tunnel unreachables urd verify virtual-reassembly wccp audit ips rgmp unnumbered-loopback
eigrp isis urlfilter header-compression load local-area-mobility network-broadcast authentication`);

const INTERFACE_IPV6 =
  words(`address-link cef dhcp enable eigrp flow hello-interval mfib mld mtu multicast nd nhrp ospf
pim redirects rip router route-cache snooping source-guard source-route tcp unreachables verify virtual-reassembly
destination-guard mobile next-hop-self split-horizon summary-address inspect rsvp authentication hold-time policy-list
general-prefix crypto destination`);

/** The same for the lines of an interface. */
export function isIrrelevantToInterface(first: string, second: string | undefined): boolean {
  if (first === 'ip') return INTERFACE_IP.has(second ?? '');
  if (first === 'ipv6') return INTERFACE_IPV6.has(second ?? '');
  return INTERFACE.has(first);
}
