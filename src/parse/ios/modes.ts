/** Which lines of IOS belong to a mode although they are not indented, as in files that other programs wrote. */
import type { Mode } from '../cisco/lines.ts';

const MODES: readonly (readonly [head: RegExp, line: RegExp])[] = [
  [/^ip(?:v6)? access-list /, /^(?:(?:sequence )?\d+ )?(?:permit|deny|remark|evaluate|dynamic) /],
  [/^object-group /, /^(?:host|range|group-object|description|tcp|udp|icmp|ip|any|\d+\.\d+\.\d+\.\d+)\b/],
  [/^time-range /, /^(?:absolute|periodic) /],
  [
    /^router /,
    /^(?:address-family|exit-address-family|neighbor|network|bgp|aggregate-address|maximum-paths|redistribute|router-id|passive-interface|no auto-summary|no synchronization)\b/,
  ],
  [
    /^interface /,
    /^(?:description|ip address|ip access-group|ipv6 address|ipv6 traffic-filter|ip nat (?:inside|outside)$|zone-member|shutdown|no shutdown|switchport|no switchport|vrf forwarding|ip vrf forwarding)\b/,
  ],
];

/** An `exit` ends a mode and is no command of its own. */
export function modeOf(head: string): Mode | null {
  const found = /^(?:ip|obj|tim|int|router )/.test(head) ? MODES.find(([h]) => h.test(head)) : undefined;
  return found ? (line) => found[1].test(line) || line === 'exit' : null;
}
