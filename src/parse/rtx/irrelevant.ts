/** Commands that have no part in which packets pass (YAMAHA command reference Rev.23). */

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** By their first word. */
const HEADS = set(`
  account administrator alarm always-on analog auth clock cold connect console cooperation dashboard date description
  dhcp disconnect dns dpi embedded external fax fr heartbeat heartbeat2 isdn l2tp lan lan-map leased line login
  mail mobile netvolante netvolante-dns ngn ntp ntpdate operation packet-buffer password pki ppp pppoe pptp pri
  provider qac-tm queue radius rdate remote rtfs save security set sip snmp snmpv2c snmpv3 sntpd speed ssh
  statistics switch system tcp telnet terminate time timezone traceroute upnp usbhost user vlan vpn wan wins wol yno
  ipsec ipip httpd sshd telnetd tftp sftpd http url confirm select ssid pim vrrp dscp ipv4 multicast auto-update
  firmware license external-memory map-e nat46 lbo
`);

/** What may follow `ip` or `ipv6` itself. */
const IP_WORDS = set(`
  arp dscp flow fragment host implicit-route keepalive reassembly simple-service stealth tos mtu nd rh0 source
  multicast max auto prefix stacking icmp mss
`);

/** What may follow the name of an interface. */
const INTERFACE_WORDS = set(`
  mtu rebound proxyarp arp dhcp tcp rip ospf ospfv3 icmp igmp pim mld nd rtadv remote wol traffic-shaping
  netmask broadcast route-change dad prefix stealth max retry tos dscp rsvp ra mss multicast
`);

const DESCRIPTOR_WORDS = set(`
  backward-compatibility timer ftp log sip session masquerade-timer description
`);

/** After `nat descriptor masquerade`. */
const MASQUERADE_WORDS = set('rlogin port unconvertible remove session timer ttl');

const FILTER_WORDS = set('source-route directed-broadcast fqdn mac');

/** First words of commands that are read. */
const READ = set('ip ipv6 nat pp tunnel schedule ethernet bridge rip ospf ospfv3 bgp syslog lua show');

/** Whether a command may begin so. */
export const isHead = (word: string): boolean => HEADS.has(word) || READ.has(word);

export const isIrrelevantHead = (word: string): boolean => HEADS.has(word);
export const isIrrelevantIp = (word: string): boolean => IP_WORDS.has(word);
export const isIrrelevantOnInterface = (word: string): boolean => INTERFACE_WORDS.has(word);
export const isIrrelevantFilter = (word: string): boolean => FILTER_WORDS.has(word);
export const isIrrelevantDescriptor = (words: readonly string[]): boolean =>
  DESCRIPTOR_WORDS.has(words[0] ?? '') || (words[0] === 'masquerade' && MASQUERADE_WORDS.has(words[1] ?? ''));
