/**
 * Lines of a configuration as commands: lines that a terminal broke at its last column are joined, marks of its pager
 * and its prompts taken off.
 */

export interface Command {
  /** 1-based. */
  readonly line: number;
  /** Physical lines it stands on. */
  readonly span: number;
  readonly text: string;
}

/** First words of commands. A broken line goes on with something else. */
const HEAD =
  /^(?:no )?(?:#|account|administrator|alarm|always-on|analog|auth|bgp|bri|bridge|clock|cloud|cold|confirm|connect|console|cooperation|dashboard|date|description|dhcp|disconnect|dns|dpi|embedded|ethernet|external|fax|fr|heartbeat2?|hostname|http|httpd|ip|ipip|ipsec|ipv6|isdn|ipv4|isdn|l2tp|lan|lbo|leased|lan-map|line|login|lua|mail|map-e|mobile|nat|nat46|netvolante|netvolante-dns|ngn|ntp|ntpdate|operation|ospf|ospfv3|packet-buffer|password|ping|pki|pp|ppp|pppoe|pptp|pri|provider|qac-tm|queue|radius|rdate|remote|rip|rtfs|rtp|save|schedule|security|select|server|set|sftpd|show|sip|snmp|snmpv2c|snmpv3|sntpd|speed|sshd|sshd|ssh|ssid|statistics|switch|syslog|system|tcp|telnet|telnetd|terminate|tftp|time|timezone|traceroute|tunnel|updown|upnp|url|usbhost|user|vlan|vpn|vrrp|wan|wins|wol|yno|youbi)\b/;

/** A line that ends at the last column of a usual terminal, or beyond. */
const COLUMNS = 76;

const MORE = /^(?:---? ?[Mm]ore ?---?|\s*つづく\s*)[ \t]*/;

const goesOn = (before: string, line: string): boolean => {
  const text = line.trimStart();
  if (before.length < COLUMNS || text === '' || text.startsWith('#')) return false;
  return /^(?:\d|dynamic \d|\*|reverse \d)/.test(text) && !HEAD.test(text);
};

/** Broken at a blank, or within a word where the first part fills the line. */
const glue = (before: string, line: string): string =>
  /^\s/.test(line) || /\s$/.test(before) ? `${before.trimEnd()} ${line.trim()}` : `${before}${line.trim()}`;

/** `RTX1210# ip lan1 …`, `RTX1210> show config`: what stands behind it. */
const PROMPT = /^[\w.()-]{0,40}[>#] +(?=\S)/;
const SHOW = /^(?:show|less|console|administrator|exit|quit)\b/;

function plain(raw: string): string {
  const text = raw.replace(MORE, '').replace(/[\u0008\u0000]/g, '');
  if (/^\s*#/.test(text)) return text;
  const prompted = PROMPT.exec(text);
  if (!prompted) return text;
  const rest = text.slice(prompted[0].length);
  return SHOW.test(rest) ? '' : rest;
}

export function commands(lines: readonly string[]): readonly Command[] {
  const out: { line: number; span: number; text: string; last: string }[] = [];
  lines.forEach((raw, i) => {
    const text = plain(raw);
    const before = out.at(-1);
    if (before && goesOn(before.last, text)) {
      before.text = glue(before.text, text);
      before.span += 1;
      before.last = text;
    } else out.push({ line: i + 1, span: 1, text, last: text });
  });
  return out.map(({ line, span, text }) => ({ line, span, text: text.trim() }));
}
