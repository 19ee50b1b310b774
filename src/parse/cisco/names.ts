/**
 * Names that Cisco prints for numbers. ASA: "Addresses, Protocols, and Ports" of the CLI configuration guide; IOS: command
 * reference of `access-list (IP extended)`. ASA prints 88 as a number and `kerberos` for 750.
 */

export const PROTOCOL_NAMES: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['igmp', 2],
  ['ipinip', 4],
  ['tcp', 6],
  ['igrp', 9],
  ['udp', 17],
  ['gre', 47],
  ['pptp', 47],
  ['esp', 50],
  ['ipsec', 50],
  ['ah', 51],
  ['ahp', 51],
  ['icmp6', 58],
  ['eigrp', 88],
  ['ospf', 89],
  ['nos', 94],
  ['pim', 103],
  ['pcp', 108],
  ['snp', 109],
  ['sctp', 132],
]);

const PORTS = `aol 5190, bgp 179, biff 512, bootpc 68, bootps 67, chargen 19, cifs 3020, citrix-ica 1494, cmd 514,
connectedapps-plain 15001, connectedapps-tls 15002, ctiqbe 2748, daytime 13, discard 9, dns 53, dnsix 195, domain 53,
drip 3949, echo 7, exec 512, finger 79, ftp 21, ftp-data 20, gopher 70, h323 1720, hostname 101, http 80, https 443,
ident 113, imap4 143, irc 194, isakmp 500, kerberos 750, klogin 543, kshell 544, ldap 389, ldaps 636, login 513,
lotusnotes 1352, lpd 515, mobile-ip 434, msrpc 135, nameserver 42, netbios-dgm 138, netbios-ns 137, netbios-ss 139,
netbios-ssn 139, nfs 2049, nntp 119, non500-isakmp 4500, ntp 123, pcanywhere-data 5631, pcanywhere-status 5632,
pim-auto-rp 496, pop2 109, pop3 110, pptp 1723, radius 1645, radius-acct 1646, rip 520, ripv6 521, rpc 111, rsh 514,
rtsp 554, secureid-udp 5510, sip 5060, smtp 25, snmp 161, snmptrap 162, sqlnet 1521, ssh 22, sunrpc 111, syslog 514,
tacacs 49, tacacs-ds 49, talk 517, telnet 23, tftp 69, time 37, uucp 540, vxlan 4789, who 513, whois 43, www 80,
xdmcp 177`;

const table = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text.split(/,\s+/).map((entry) => {
      const [name = '', number = ''] = entry.split(' ');
      return [name, Number(number)] as const;
    }),
  );

export const PORT_NAMES = table(PORTS);

/** Types of ICMP that have a name by themselves. */
export const ICMP_TYPES = table(
  'alternate-address 6, conversion-error 31, echo 8, echo-reply 0, information-reply 16, information-request 15, mask-reply 18, mask-request 17, mobile-redirect 32, parameter-problem 12, redirect 5, router-advertisement 9, router-solicitation 10, source-quench 4, time-exceeded 11, timestamp-reply 14, timestamp-request 13, traceroute 30, unreachable 3',
);

export const ICMP6_TYPES = table(
  'echo 128, echo-reply 129, echo-request 128, membership-query 130, membership-reduction 132, membership-report 131, neighbor-advertisement 136, neighbor-redirect 137, neighbor-solicitation 135, packet-too-big 2, parameter-problem 4, router-advertisement 134, router-renumbering 138, router-solicitation 133, time-exceeded 3, unreachable 1',
);

/** A whole number up to `max`, or null. */
export function wholeNumber(text: string | undefined, max: number): number | null {
  if (text === undefined || text.length === 0 || text.length > 10) return null;
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return null;
    n = n * 10 + digit;
  }
  return n <= max ? n : null;
}

export const portNumber = (text: string | undefined): number | null =>
  text === undefined ? null : (wholeNumber(text, 65535) ?? PORT_NAMES.get(text.toLowerCase()) ?? null);
