/** Names of ports (/etc/services) that people write into rules; iptables-save itself prints numbers. */
const PORTS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    'ftp-data': 20,
    ftp: 21,
    ssh: 22,
    telnet: 23,
    smtp: 25,
    domain: 53,
    bootps: 67,
    bootpc: 68,
    tftp: 69,
    http: 80,
    www: 80,
    kerberos: 88,
    pop3: 110,
    sunrpc: 111,
    auth: 113,
    ntp: 123,
    'netbios-ns': 137,
    'netbios-dgm': 138,
    'netbios-ssn': 139,
    imap2: 143,
    imap: 143,
    snmp: 161,
    'snmp-trap': 162,
    snmptrap: 162,
    bgp: 179,
    ldap: 389,
    https: 443,
    'microsoft-ds': 445,
    submissions: 465,
    isakmp: 500,
    syslog: 514,
    printer: 515,
    'dhcpv6-client': 546,
    'dhcpv6-server': 547,
    submission: 587,
    ipp: 631,
    ldaps: 636,
    imaps: 993,
    pop3s: 995,
    openvpn: 1194,
    'ms-sql-s': 1433,
    nfs: 2049,
    mysql: 3306,
    'ms-wbt-server': 3389,
    'ipsec-nat-t': 4500,
    mdns: 5353,
    postgresql: 5432,
  }),
);

/** 0-65535 or a name; null for anything else. */
export function portNumber(text: string): number | null {
  if (!/^\d{1,5}$/.test(text)) return PORTS.get(text) ?? null;
  const port = Number(text);
  return port <= 65_535 ? port : null;
}
