/** Whether a rule base is one of IPv4 or of IPv6. */

/** What stands in rules of one family only. */
const ONLY_4 =
  /(?:-[sd]|--(?:src|dst|to|source|destination|to-(?:source|destination))(?:-range)?) (?:! )?\d{1,3}\.\d|(?:-p|--protocol) icmp\b|-m (?:icmp|realm|ttl)\b|--icmp-type|--reject-with icmp-|-j (?:TTL|CLUSTERIP|ECN)\b/;
const ONLY_6 =
  /(?:-[sd]|--(?:src|dst|to|source|destination|to-(?:source|destination))(?:-range)?) (?:! )?\[?[0-9a-f]*:[0-9a-f:]*[:/\]\s]|(?:-p|--protocol) (?:ipv6-icmp|icmpv6|icmp6)\b|-m (?:icmp6|hl|eui64|frag|hbh|dst|rt|ipv6header|mh)\b|--icmpv6-type|--reject-with icmp6-|-j HL\b/i;

/** By file names as Debian's iptables-persistent, Red Hat and ufw give them. */
const NAME_4 = /(?:^|\/)(?:rules\.v4|iptables(?:-save)?[^/]*|[^/]*ipv4[^/]*)$/i;
const NAME_6 = /(?:^|\/)(?:rules\.v6|ip6tables[^/]*|[^/]*6\.rules|[^/]*ipv6[^/]*)$/i;

/** Of the program a header names: `iptables-save`, `ip6tables-save`. */
export const programFamily = (program: string): 4 | 6 | null =>
  /ip6tables/i.test(program) ? 6 : /iptables/i.test(program) ? 4 : null;

/** By what the rules themselves say. */
export function ruleFamily(line: string): 4 | 6 | null {
  if (!line.includes('-')) return null;
  return ONLY_4.test(line) ? 4 : ONLY_6.test(line) ? 6 : null;
}

export const nameFamily = (file: string): 4 | 6 | null =>
  NAME_6.test(file) ? 6 : NAME_4.test(file) ? 4 : null;
