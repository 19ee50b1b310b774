/** Which lines belong to a mode although they are not indented, as in files that other programs wrote. */
import type { Mode } from '../cisco/lines.ts';

const MODES: readonly (readonly [head: RegExp, line: RegExp])[] = [
  [
    /^object-group /,
    /^(?:network-object|service-object|port-object|protocol-object|icmp-object|group-object|description|user|user-group|security-group) /,
  ],
  [/^object network /, /^(?:host|subnet|range|fqdn|description) |^nat (?:\([^)]*\) )?(?:static|dynamic) /],
  [/^object service /, /^(?:service (?:tcp|udp|icmp|\d|ip|esp|ah|gre|tcp-udp|sctp)|description )/],
  [/^time-range /, /^(?:absolute|periodic) /],
  [
    /^interface /,
    /^(?:nameif \S+$|security-level|no nameif|no security-level|shutdown|no shutdown|ip address (?:\d|dhcp\b|pppoe\b)|ipv6 address|management-only)/,
  ],
];

/** An `exit` ends a mode and is no command of its own. */
export function modeOf(head: string): Mode | null {
  const found = head.startsWith('access-list ') ? undefined : MODES.find(([h]) => h.test(head));
  return found ? (line) => found[1].test(line) || line === 'exit' : null;
}
