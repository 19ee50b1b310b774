/**
 * Applications that Junos defines for security devices, as `show configuration groups junos-defaults applications` of an
 * SRX prints them (a public copy of its terms), and the sets among them ([Junos] Security Policy Predefined
 * Applications). Terms that only some releases have, or whose numbers differ between them, are marked `varies`.
 */

import type { Service } from '../../facts/firewall/model.ts';
import { ANY_NUMBER, toPorts } from '../../facts/firewall/service-text.ts';
import { one } from './match.ts';

export interface KnownTerm {
  readonly service: Service;
  /** Not the same in every release. */
  readonly varies?: true;
  /** Opened by the application layer gateway for a program or UUID: the server chooses the port. */
  readonly dynamic?: true;
}

type Ports = readonly (number | readonly [number, number])[];

const tcp = (...ports: Ports): KnownTerm => ({ service: toPorts('tcp', ...ports) });
const udp = (...ports: Ports): KnownTerm => ({ service: toPorts('udp', ...ports) });
const varies = (term: KnownTerm): KnownTerm => ({ ...term, varies: true });

const protocol = (number: number): Service => ({
  protocols: number < 0 ? ANY_NUMBER : one(number),
  sport: null,
  dport: null,
  icmpType: null,
  icmpCode: null,
});
const ip = (number: number): KnownTerm => ({ service: protocol(number) });
const icmp = (type: number): KnownTerm => ({ service: { ...protocol(1), icmpType: one(type) } });
const icmp6 = (type: number, code?: number): KnownTerm => ({
  service: { ...protocol(58), icmpType: one(type), icmpCode: code === undefined ? null : one(code) },
});
const rpc = (number: 6 | 17): KnownTerm => ({ service: protocol(number), dynamic: true });

const SUN = [
  'portmap',
  'nfs',
  'mountd',
  'ypbind',
  'status',
  'ypserv',
  'rquotad',
  'nlockmgr',
  'ruserd',
  'sadmind',
  'sprayd',
  'walld',
  'any',
] as const;

const SUN_TERMS: readonly (readonly [string, readonly KnownTerm[]])[] = SUN.flatMap((name) => [
  [`junos-sun-rpc-${name}-tcp`, [rpc(6)]] as const,
  [`junos-sun-rpc-${name}-udp`, [rpc(17)]] as const,
]);

const MS = [
  'epm',
  'msexchange-directory-rfr',
  'msexchange-info-store',
  'msexchange-directory-nsp',
  'wmic-admin',
  'wmic-admin2',
  'wmic-mgmt',
  'wmic-webm-level1login',
  'wmic-webm-objectsink',
  'wmic-webm-services',
  'wmic-webm-callresult',
  'wmic-webm-login-clientid',
  'wmic-webm-login-helper',
  'wmic-webm-refreshing-services',
  'wmic-webm-remote-refresher',
  'wmic-webm-shutdown',
  'wmic-webm-classobject',
  'iis-com-1',
  'iis-com-adminbase',
  'uuid-any-tcp',
] as const;

const GTP = (port: number): readonly KnownTerm[] => [udp(port), varies(tcp(port))];

export const KNOWN_APPLICATIONS: ReadonlyMap<string, readonly KnownTerm[]> = new Map([
  ...SUN_TERMS,
  ...MS.map((name) => [`junos-ms-rpc-${name}`, [rpc(6)]] as const),
  ['junos-ms-rpc-uuid-any-udp', [rpc(17)]],
  ['junos-aol', [tcp([5190, 5193])]],
  ['junos-bgp', [tcp(179)]],
  ['junos-biff', [udp(512)]],
  ['junos-bootpc', [udp(68)]],
  ['junos-bootps', [udp(67)]],
  ['junos-chargen', [udp(19)]],
  ['junos-cvspserver', [tcp(2401)]],
  ['junos-dhcp-client', [udp(68)]],
  ['junos-dhcp-relay', [udp(67)]],
  ['junos-dhcp-server', [udp(67)]],
  ['junos-discard', [udp(9)]],
  ['junos-dns-tcp', [tcp(53)]],
  ['junos-dns-udp', [udp(53)]],
  ['junos-echo', [udp(7)]],
  ['junos-finger', [tcp(79)]],
  ['junos-ftp', [tcp(21)]],
  ['junos-ftp-data', [tcp(20)]],
  ['junos-gnutella', [udp([6346, 6347])]],
  ['junos-gopher', [tcp(70)]],
  ['junos-gprs-gtp-c', GTP(2123)],
  ['junos-gprs-gtp-c-tcp', [tcp(2123)]],
  ['junos-gprs-gtp-c-udp', [udp(2123)]],
  ['junos-gprs-gtp-u', GTP(2152)],
  ['junos-gprs-gtp-u-tcp', [tcp(2152)]],
  ['junos-gprs-gtp-u-udp', [udp(2152)]],
  ['junos-gprs-gtp-v0', GTP(3386)],
  ['junos-gprs-gtp-v0-tcp', [tcp(3386)]],
  ['junos-gprs-gtp-v0-udp', [udp(3386)]],
  ['junos-gprs-sctp', [varies(ip(132))]],
  ['junos-gre', [ip(47)]],
  ['junos-gtp', [udp(2123)]],
  ['junos-h323', [tcp(1720), udp(1719), tcp(1503), tcp(389), tcp(522), tcp(1731)]],
  ['junos-http', [tcp(80)]],
  ['junos-http-ext', [tcp(7001)]],
  ['junos-https', [tcp(443)]],
  ['junos-icmp-all', [ip(1)]],
  // The copy of the terms names the protocol alone; that it is an echo request is what the name says.
  ['junos-icmp-ping', [icmp(8), varies(ip(1))]],
  ['junos-ping', [icmp(8), varies(ip(1))]],
  ['junos-pingv6', [icmp6(128), varies(ip(58))]],
  ['junos-icmp6-all', [ip(58)]],
  ['junos-icmp6-dst-unreach-addr', [icmp6(1, 3)]],
  ['junos-icmp6-dst-unreach-admin', [icmp6(1, 1)]],
  ['junos-icmp6-dst-unreach-beyond', [icmp6(1, 2)]],
  ['junos-icmp6-dst-unreach-port', [icmp6(1, 4)]],
  ['junos-icmp6-dst-unreach-route', [icmp6(1, 0)]],
  ['junos-icmp6-echo-reply', [icmp6(129)]],
  ['junos-icmp6-echo-request', [icmp6(128)]],
  ['junos-icmp6-packet-too-big', [icmp6(2)]],
  ['junos-icmp6-param-prob-header', [icmp6(4, 0)]],
  ['junos-icmp6-param-prob-nexthdr', [icmp6(4, 1)]],
  ['junos-icmp6-param-prob-option', [icmp6(4, 2)]],
  ['junos-icmp6-time-exceed-reassembly', [icmp6(3, 1)]],
  ['junos-icmp6-time-exceed-transit', [icmp6(3, 0)]],
  ['junos-ident', [tcp(113)]],
  ['junos-ike', [udp(500)]],
  ['junos-ike-nat', [udp(4500)]],
  ['junos-imap', [tcp(143)]],
  ['junos-imaps', [tcp(993)]],
  ['junos-internet-locator-service', [tcp(389)]],
  ['junos-irc', [tcp([6660, 6669])]],
  ['junos-l2tp', [udp(1701)]],
  ['junos-ldap', [tcp(389)]],
  ['junos-ldp-tcp', [tcp(646)]],
  ['junos-ldp-udp', [udp(646)]],
  ['junos-lpr', [tcp(515)]],
  ['junos-mail', [tcp(25)]],
  ['junos-mgcp-ca', [udp(2727)]],
  ['junos-mgcp-ua', [udp(2427)]],
  ['junos-ms-rpc-tcp', [tcp(135)]],
  ['junos-ms-rpc-udp', [udp(135)]],
  ['junos-ms-sql', [tcp(1433)]],
  ['junos-msn', [tcp(1863)]],
  ['junos-nbds', [udp(138)]],
  ['junos-nbname', [udp(137)]],
  ['junos-netbios-session', [tcp(139)]],
  ['junos-nfs', [udp(111)]],
  ['junos-nfsd-tcp', [tcp(2049)]],
  ['junos-nfsd-udp', [udp(2049)]],
  ['junos-nntp', [tcp(119)]],
  ['junos-ns-global', [tcp(15397)]],
  ['junos-ns-global-pro', [tcp(15397)]],
  ['junos-nsm', [udp(69)]],
  ['junos-ntalk', [udp(518), varies(tcp(518))]],
  ['junos-ntp', [udp(123)]],
  ['junos-ospf', [ip(89)]],
  ['junos-pc-anywhere', [udp(5632)]],
  ['junos-persistent-nat', [varies({ service: { ...protocol(255) } })]],
  ['junos-pop3', [tcp(110)]],
  ['junos-pptp', [tcp(1723)]],
  ['junos-printer', [tcp(515)]],
  ['junos-r2cp', [udp(28672)]],
  ['junos-radacct', [udp(1813)]],
  ['junos-radius', [udp(1812)]],
  ['junos-rdp', [tcp(3389), varies(udp(3389))]],
  ['junos-realaudio', [varies(tcp(554)), varies(tcp(7070))]],
  ['junos-rip', [udp(520)]],
  ['junos-rsh', [tcp(514)]],
  ['junos-rtsp', [tcp(554)]],
  ['junos-sccp', [tcp(2000)]],
  ['junos-sctp-any', [ip(132)]],
  ['junos-sip', [udp(5060), varies(tcp(5060))]],
  ['junos-smb', [tcp(139), tcp(445)]],
  ['junos-smb-session', [tcp(445)]],
  ['junos-smtp', [tcp(25)]],
  ['junos-smtps', [varies(tcp(465)), varies(tcp(587))]],
  ['junos-snmp-agentx', [tcp(705)]],
  ['junos-snpp', [tcp(444)]],
  ['junos-sql-monitor', [udp(1434)]],
  ['junos-sqlnet-v1', [tcp(1525)]],
  ['junos-sqlnet-v2', [tcp(1521)]],
  ['junos-ssh', [tcp(22)]],
  ['junos-stun', [udp([3478, 3479]), varies(tcp([3478, 3479]))]],
  ['junos-stun-tcp', [tcp([3478, 3479])]],
  ['junos-stun-udp', [udp([3478, 3479])]],
  ['junos-sun-rpc-tcp', [tcp(111)]],
  ['junos-sun-rpc-udp', [udp(111)]],
  ['junos-syslog', [udp(514)]],
  ['junos-tacacs', [tcp(49)]],
  ['junos-tacacs-ds', [tcp(65)]],
  ['junos-talk', [udp(517), varies(tcp(517))]],
  ['junos-tcp-any', [ip(6)]],
  ['junos-telnet', [tcp(23)]],
  ['junos-tftp', [udp(69)]],
  ['junos-udp-any', [ip(17)]],
  ['junos-uucp', [varies(udp(540)), varies(tcp(540))]],
  ['junos-vdo-live', [udp([7000, 7010])]],
  ['junos-vnc', [varies(tcp(5800)), varies(tcp(5900))]],
  ['junos-wais', [tcp(210)]],
  ['junos-who', [udp(513)]],
  ['junos-whois', [tcp(43)]],
  ['junos-winframe', [tcp(1494)]],
  ['junos-wxcontrol', [tcp(3578)]],
  ['junos-x-windows', [tcp([6000, 6063])]],
  ['junos-xnm-clear-text', [tcp(3221)]],
  ['junos-xnm-ssl', [tcp(3220)]],
  ['junos-ymsg', [tcp([5000, 5010], 5050), udp([5000, 5010], 5050)]],
]);

const sun = (...names: readonly string[]): readonly string[] =>
  ['tcp', 'udp', ...names.flatMap((n) => [`${n}-tcp`, `${n}-udp`])].map((n) => `junos-sun-rpc-${n}`);
const ms = (...names: readonly string[]): readonly string[] => names.map((n) => `junos-ms-rpc-${n}`);

export const KNOWN_SETS: ReadonlyMap<string, readonly string[]> = new Map([
  ['junos-cifs', ['junos-netbios-session', 'junos-smb-session']],
  ['junos-mgcp', ['junos-mgcp-ca', 'junos-mgcp-ua']],
  ['junos-ms-rpc', ms('tcp', 'udp')],
  ['junos-ms-rpc-any', ms('tcp', 'udp', 'uuid-any-tcp', 'uuid-any-udp')],
  ['junos-ms-rpc-iis-com', ms('tcp', 'iis-com-1', 'iis-com-adminbase')],
  [
    'junos-ms-rpc-msexchange',
    ms('tcp', 'udp', 'epm', 'msexchange-directory-rfr', 'msexchange-info-store', 'msexchange-directory-nsp'),
  ],
  ['junos-ms-rpc-wmic', ms('tcp', 'wmic-admin', 'wmic-admin2', 'wmic-webm-level1login', 'wmic-mgmt')],
  ['junos-routing-inbound', ['junos-bgp', 'junos-rip', 'junos-ldp-tcp', 'junos-ldp-udp']],
  ['junos-sun-rpc', sun()],
  ['junos-sun-rpc-portmap', sun('portmap')],
  ['junos-sun-rpc-nfs-access', sun('portmap', 'nfs', 'mountd')],
  ...SUN.filter((n) => n !== 'portmap').map(
    (n) => [`junos-sun-rpc-${n}`, n === 'any' ? sun('any') : sun('portmap', n)] as const,
  ),
]);
