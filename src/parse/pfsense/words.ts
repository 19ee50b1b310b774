/** Names of protocols, ICMP types and ports as pf, pfSense and OPNsense write them. */
import type { NumberSpan } from '../../facts/firewall/model.ts';

const table = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text
      .split(/\s+/)
      .filter((pair) => pair !== '')
      .map((pair) => [pair.slice(0, pair.lastIndexOf(':')), Number(pair.slice(pair.lastIndexOf(':') + 1))]),
  );

/** /etc/protocols of FreeBSD, lower case. */
const PROTOCOLS =
  table(`icmp:1 igmp:2 ggp:3 ipencap:4 ipv4:4 st2:5 st:5 tcp:6 cbt:7 egp:8 igp:9 pup:12 udp:17 hmp:20 xns-idp:22
  rdp:27 iso-tp4:29 dccp:33 xtp:36 ddp:37 ipv6:41 idrp:45 rsvp:46 gre:47 esp:50 ipsec-esp:50 ah:51 ipsec-ah:51 skip:57
  ipv6-icmp:58 icmp6:58 icmpv6:58 rspf:73 vmtp:81 eigrp:88 ospf:89 ospfigp:89 ax.25:93 ipip:94 etherip:97 encap:98 pim:103
  ipcomp:108 carp:112 vrrp:112 l2tp:115 isis:124 sctp:132 fc:133 udplite:136 mpls-in-ip:137 manet:138 shim6:140 wesp:141
  rohc:142 pfsync:240 divert:258 a/n:107 snp:109 ipx-in-ip:111 sps:130`);

/** Of FreeBSD's pfctl_parser.c. */
const ICMP_TYPES =
  table(`echorep:0 unreach:3 squench:4 redir:5 althost:6 echoreq:8 routeradv:9 routersol:10 timex:11
  paramprob:12 timereq:13 timerep:14 inforeq:15 inforep:16 maskreq:17 maskrep:18 trace:30 dataconv:31 mobredir:32
  ipv6-where:33 ipv6-here:34 mobregreq:35 mobregrep:36 skip:39 photuris:40`);

const ICMP6_TYPES =
  table(`unreach:1 toobig:2 timex:3 paramprob:4 echoreq:128 echorep:129 groupqry:130 listqry:130 grouprep:131
  listenrep:131 groupterm:132 listendone:132 routersol:133 routeradv:134 neighbrsol:135 neighbradv:136 redir:137 routrrenum:138
  wrureq:139 fqdnreq:139 niqry:139 wrurep:140 fqdnrep:140 nirep:140 mtraceresp:200 mtrace:201`);

/** The names that OPNsense's field of ports offers. */
const PORTS =
  table(`cvsup:5999 domain:53 domain-s:853 ftp:21 hbci:3000 http:80 https:443 aol:5190 auth:113 imap:143 imaps:993
  ipsec-msft:4500 isakmp:500 l2f:1701 ldap:389 ms-streaming:1755 afs3-fileserver:7000 microsoft-ds:445 ms-wbt-server:3389
  wins:1512 msnp:1863 nntp:119 ntp:123 netbios-dgm:138 netbios-ns:137 netbios-ssn:139 openvpn:1194 pop3:110 pop3s:995 pptp:1723
  radius:1812 radius-acct:1813 avt-profile-1:5004 sip:5060 smtp:25 igmpv3lite:465 urd:465 snmp:161 snmptrap:162 ssh:22
  nat-stun-port:3478 submission:587 teredo:3544 telnet:23 tftp:69 rfb:5900`);

const numberOf = (text: string, most: number): number | null =>
  /^\d{1,5}$/.test(text) && Number(text) <= most ? Number(text) : null;

/** null: not known. `tcp/udp` is two. */
export function protocolNumbers(text: string): readonly number[] | null {
  const word = text.toLowerCase();
  if (word === 'tcp/udp') return [6, 17];
  const number = PROTOCOLS.get(word) ?? numberOf(word, 255);
  return number === null || number > 255 ? null : [number];
}

/** The number of one ICMP type, by name or number; null where this family has none of the name. */
export const icmpType = (text: string, version: 4 | 6): number | null =>
  (version === 4 ? ICMP_TYPES : ICMP6_TYPES).get(text.toLowerCase()) ?? numberOf(text, 255);

const portNumber = (text: string): number | null => PORTS.get(text.toLowerCase()) ?? numberOf(text, 65535);

/** `any` as one end of a range is the lowest or highest port (OPNsense Firewall\Rule). */
function rangeOf(from: string, to: string): NumberSpan | null {
  const first = from === 'any' ? 1 : portNumber(from);
  const last = to === 'any' ? 65535 : portNumber(to);
  return first === null || last === null || first > last ? null : { from: first, to: last };
}

/** `80`, `https`, `8000-8010`, `8000:8010`; null: none of them. A name may hold a hyphen itself. */
export function portSpan(text: string): NumberSpan | null {
  const whole = portNumber(text);
  if (whole !== null) return { from: whole, to: whole };
  const cut = text.includes(':') ? text.indexOf(':') : text.indexOf('-');
  return cut < 1 ? null : rangeOf(text.slice(0, cut).trim(), text.slice(cut + 1).trim());
}
