/**
 * Standard ports of applications that rules name most: what `application-default` stands for.
 *
 * Applipedia (applipedia.paloaltonetworks.com), as Batfish's table of built-in applications repeats it. Only applications
 * whose ports have stayed as they are for years; of all others, nothing is said here. `secure`: where the same application
 * is expected once it has been decrypted (PAN-OS 9.0 New Features, Strict Default Ports for Decrypted Applications: web-browsing,
 * SMTP, FTP, LDAP, POP3, IMAP).
 */
import type { NumberSet, Service } from '../../facts/firewall/model.ts';
import { ports, service } from './services.ts';

interface StandardPorts {
  readonly standard: readonly Service[];
  readonly secure: readonly Service[];
}

const only = (n: number): NumberSet => [{ from: n, to: n }];
const TCP = only(6);
const UDP = only(17);

const on = (protocol: NumberSet, text: string): readonly Service[] => {
  const set = ports([text]);
  return set ? [service(protocol, set)] : [];
};
const tcp = (text: string): readonly Service[] => on(TCP, text);
const udp = (text: string): readonly Service[] => on(UDP, text);

const ECHO: readonly Service[] = [
  { protocols: only(1), sport: null, dport: null, icmpType: [...only(0), ...only(8)], icmpCode: null },
];

const row = (standard: readonly Service[], secure: readonly Service[] = []): StandardPorts => ({
  standard,
  secure,
});

export const STANDARD_PORTS: ReadonlyMap<string, StandardPorts> = new Map([
  ['web-browsing', row(tcp('80'), tcp('443'))],
  ['ssl', row(tcp('443'))],
  ['dns', row([...tcp('53'), ...udp('53,5353')])],
  ['ssh', row(tcp('22'))],
  ['ftp', row(tcp('21'), tcp('990'))],
  ['smtp', row(tcp('25,587'), tcp('465'))],
  ['pop3', row(tcp('110'), tcp('995'))],
  ['ntp', row([...tcp('123'), ...udp('123')])],
  ['snmp', row([...tcp('161'), ...udp('161')])],
  ['ldap', row([...tcp('389,636,3268,3269'), ...udp('389,3268')])],
  ['bgp', row([...tcp('179'), ...udp('179')])],
  ['ms-ds-smb', row([...tcp('139,445'), ...udp('445')])],
  ['ms-kms', row(tcp('1688'))],
  ['mssql-db', row([...tcp('1433'), ...udp('1433')])],
  ['mssql-mon', row(udp('1434'))],
  ['netbios-ss', row(tcp('139'))],
  ['ping', row(ECHO)],
  ['icmp', row([service(only(1), null)])],
]);
