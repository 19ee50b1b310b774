/** Names of protocols, ports and ICMP types that Junos takes for numbers ([Junos] firewall filter match conditions). */
import type { NumberSet, NumberSpan } from '../../facts/firewall/model.ts';

const PROTOCOLS: Readonly<Record<string, number>> = {
  'hop-by-hop': 0,
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  egp: 8,
  udp: 17,
  rdp: 27,
  ipv6: 41,
  routing: 43,
  fragment: 44,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  icmp6: 58,
  icmpv6: 58,
  'no-next-header': 59,
  dstopts: 60,
  ospf: 89,
  pim: 103,
  vrrp: 112,
  sctp: 132,
};

const PORTS: Readonly<Record<string, number>> = {
  afs: 1483,
  bgp: 179,
  biff: 512,
  bootpc: 68,
  bootps: 67,
  cmd: 514,
  cvspserver: 2401,
  dhcp: 67,
  domain: 53,
  eklogin: 2105,
  ekshell: 2106,
  exec: 512,
  finger: 79,
  ftp: 21,
  'ftp-data': 20,
  http: 80,
  https: 443,
  ident: 113,
  imap: 143,
  'kerberos-sec': 88,
  klogin: 543,
  kpasswd: 761,
  'krb-prop': 754,
  krbupdate: 760,
  kshell: 544,
  ldap: 389,
  ldp: 646,
  login: 513,
  'mobileip-agent': 434,
  'mobilip-mn': 435,
  msdp: 639,
  'netbios-dgm': 138,
  'netbios-ns': 137,
  'netbios-ssn': 139,
  nfsd: 2049,
  nntp: 119,
  ntalk: 518,
  ntp: 123,
  pop3: 110,
  pptp: 1723,
  printer: 515,
  radacct: 1813,
  radius: 1812,
  rip: 520,
  rkinit: 2108,
  smtp: 25,
  snmp: 161,
  snmptrap: 162,
  'snmp-trap': 162,
  snpp: 444,
  socks: 1080,
  ssh: 22,
  sunrpc: 111,
  syslog: 514,
  tacacs: 49,
  'tacacs-ds': 65,
  talk: 517,
  telnet: 23,
  tftp: 69,
  timed: 525,
  who: 513,
  xdmcp: 177,
  zephyr: 2102,
  'zephyr-clt': 2103,
  'zephyr-hm': 2104,
};

const ICMP_TYPES: Readonly<Record<string, number>> = {
  'echo-reply': 0,
  unreachable: 3,
  'source-quench': 4,
  redirect: 5,
  'echo-request': 8,
  'router-advertisement': 9,
  'router-solicit': 10,
  'time-exceeded': 11,
  'parameter-problem': 12,
  timestamp: 13,
  'timestamp-reply': 14,
  'info-request': 15,
  'info-reply': 16,
  'mask-request': 17,
  'mask-reply': 18,
};

const ICMP6_TYPES: Readonly<Record<string, number>> = {
  'destination-unreachable': 1,
  'packet-too-big': 2,
  'time-exceeded': 3,
  'parameter-problem': 4,
  'echo-request': 128,
  'echo-reply': 129,
  'membership-query': 130,
  'membership-report': 131,
  'membership-termination': 132,
  'router-solicit': 133,
  'router-advertisement': 134,
  'neighbor-solicit': 135,
  'neighbor-advertisement': 136,
  redirect: 137,
  'router-renumbering': 138,
  'node-information-request': 139,
  'node-information-reply': 140,
};

const ICMP_CODES: Readonly<Record<string, number>> = {
  'network-unreachable': 0,
  'host-unreachable': 1,
  'protocol-unreachable': 2,
  'port-unreachable': 3,
  'fragmentation-needed': 4,
  'source-route-failed': 5,
  'destination-network-unknown': 6,
  'destination-host-unknown': 7,
  'source-host-isolated': 8,
  'destination-network-prohibited': 9,
  'destination-host-prohibited': 10,
  'network-unreachable-for-tos': 11,
  'host-unreachable-for-tos': 12,
  'communication-prohibited-by-filtering': 13,
  'host-precedence-violation': 14,
  'precedence-cutoff-in-effect': 15,
  'redirect-for-network': 0,
  'redirect-for-host': 1,
  'redirect-for-tos-and-net': 2,
  'redirect-for-tos-and-host': 3,
  'ttl-eq-zero-during-transit': 0,
  'ttl-eq-zero-during-reassembly': 1,
  'ip-header-bad': 0,
  'required-option-missing': 1,
};

const ICMP6_CODES: Readonly<Record<string, number>> = {
  'no-route-to-destination': 0,
  'administratively-prohibited': 1,
  'address-unreachable': 3,
  'port-unreachable': 4,
  'ttl-eq-zero-during-transit': 0,
  'ttl-eq-zero-during-reassembly': 1,
  'ip6-header-bad': 0,
  'unrecognized-next-header': 1,
  'unrecognized-option': 2,
};

/** A number or `a-b`, or a name of the table. */
function span(text: string, names: Readonly<Record<string, number>>, last: number): NumberSpan | null {
  const named = Object.hasOwn(names, text) ? names[text] : undefined;
  if (named !== undefined) return { from: named, to: named };
  const [, low, high = low] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  if (low === undefined) return namedRange(text, names);
  const found = { from: Number(low), to: Number(high) };
  return found.from <= found.to && found.to <= last ? found : null;
}

/** `ftp-data-ssh` does not occur, `ssh-telnet` and `1024-http` may: both ends looked up. */
function namedRange(text: string, names: Readonly<Record<string, number>>): NumberSpan | null {
  for (let i = text.indexOf('-'); i > 0; i = text.indexOf('-', i + 1)) {
    const ends = [text.slice(0, i), text.slice(i + 1)].map((t) =>
      /^\d{1,5}$/.test(t) ? Number(t) : Object.hasOwn(names, t) ? names[t] : undefined,
    );
    const [from, to] = ends;
    if (from !== undefined && to !== undefined && from <= to) return { from, to };
  }
  return null;
}

export const protocolSpan = (text: string): NumberSpan | null => span(text, PROTOCOLS, 255);
export const portSpan = (text: string): NumberSpan | null => span(text, PORTS, 65535);

/** `family` null: the name must mean one number in both, or only one family knows it. */
export function icmpSpan(text: string, what: 'type' | 'code', family: 4 | 6): NumberSpan | null {
  const v4 = what === 'type' ? ICMP_TYPES : ICMP_CODES;
  const v6 = what === 'type' ? ICMP6_TYPES : ICMP6_CODES;
  return span(text, family === 4 ? v4 : v6, 255);
}

export const ANY_PROTOCOL: NumberSet = [{ from: 0, to: 255 }];
