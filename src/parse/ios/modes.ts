/** Which lines of IOS belong to a mode although they are not indented, as in files that other programs wrote. */
import type { Mode } from '../cisco/lines.ts';

const MODES: readonly (readonly [head: RegExp, line: RegExp])[] = [
  [/^ip(?:v6)? access-list /, /^(?:(?:sequence )?\d+ )?(?:permit|deny|remark|evaluate|dynamic) /],
  [
    /^object-group network /,
    /^(?:host \S+|range \S+ \S+|any|\d+\.\d+\.\d+\.\d+(?:\/\d+| \d+\.\d+\.\d+\.\d+))$|^(?:group-object|description) /,
  ],
  [
    /^object-group service /,
    /^(?:ip|esp|ahp|gre|eigrp|igmp|ipinip|nos|ospf|pcp|pim|icmp|tcp|udp|tcp-udp|\d{1,3})$|^(?:tcp|udp|tcp-udp) (?:source |eq |lt |gt |range |[\w-]+$)|^icmp [\w-]+$|^(?:group-object|description) /,
  ],
  [/^time-range /, /^(?:absolute|periodic) /],
  [
    /^router /,
    /^(?:address-family|exit-address-family|neighbor|network|bgp|aggregate-address|maximum-paths|redistribute|router-id|passive-interface|no auto-summary|no synchronization)\b/,
  ],
  [
    /^interface /,
    /^(?:description|ip address|ip access-group|ip inspect \S+ (?:in|out)$|ip policy|ip unnumbered|ipv6 address|ipv6 traffic-filter|crypto map \S+$|ip nat (?:inside|outside)$|zone-member|shutdown|no shutdown|switchport|no switchport|vrf forwarding|ip vrf forwarding)\b/,
  ],
];

/** An `exit` ends a mode and is no command of its own. */
export function modeOf(head: string): Mode | null {
  const found = /^(?:ip|obj|tim|int|router )/.test(head) ? MODES.find(([h]) => h.test(head)) : undefined;
  return found ? (line) => found[1].test(line) || line === 'exit' : null;
}
