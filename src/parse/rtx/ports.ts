/** Names of ports (YAMAHA command reference Rev.23, 8.1.10 and 8.1.14). */
import type { NumberSet, NumberSpan } from '../../facts/firewall/model.ts';
import { numberSet } from '../number-set.ts';

const NAMES: ReadonlyMap<string, readonly number[]> = new Map(
  Object.entries({
    echo: [7],
    discard: [9],
    daytime: [13],
    chargen: [19],
    ftp: [20, 21],
    ftpdata: [20],
    ssh: [22],
    telnet: [23],
    smtp: [25],
    time: [37],
    whois: [43],
    domain: [53],
    dns: [53],
    dhcps: [67],
    dhcpc: [68],
    tftp: [69],
    gopher: [70],
    finger: [79],
    www: [80],
    http: [80],
    pop3: [110],
    sunrpc: [111],
    ident: [113],
    nntp: [119],
    ntp: [123],
    'ms-rpc': [135],
    netbios_ns: [137],
    netbios_dgm: [138],
    netbios_ssn: [139],
    imap: [143],
    snmp: [161],
    snmptrap: [162],
    bgp: [179],
    imap3: [220],
    ldap: [389],
    https: [443],
    'ms-ds': [445],
    ike: [500],
    rlogin: [513],
    rwho: [513],
    rsh: [514],
    syslog: [514],
    printer: [515],
    talk: [517],
    route: [520],
    rip: [520],
    ripng: [521],
    uucp: [540],
    dhcpv6c: [546],
    dhcpv6s: [547],
    submission: [587],
    'ms-sql': [1433],
    radius: [1812],
    l2tp: [1701],
    pptp: [1723],
    nfs: [2049],
    msblast: [4444],
    'ipsec-nat-t': [4500],
    sip: [5060],
  }),
);

export const namedPorts = (name: string): readonly number[] | null => NAMES.get(name.toLowerCase()) ?? null;

function bound(text: string): readonly number[] | null {
  if (!/^\d{1,5}$/.test(text)) return namedPorts(text);
  return Number(text) <= 65535 ? [Number(text)] : null;
}

const whole = (ports: readonly number[]): NumberSpan => ({
  from: Math.min(...ports),
  to: Math.max(...ports),
});

/** Names that hold a dash are asked first: `ms-ds` is no range. */
function span(text: string): readonly NumberSpan[] | null {
  const single = bound(text);
  if (single) return single.map((p) => ({ from: p, to: p }));
  for (let dash = text.indexOf('-'); dash >= 0; dash = text.indexOf('-', dash + 1)) {
    const from = dash === 0 ? [0] : bound(text.slice(0, dash));
    const to = dash === text.length - 1 ? [65535] : bound(text.slice(dash + 1));
    if (from && to && whole(from).from <= whole(to).to) return [{ from: whole(from).from, to: whole(to).to }];
  }
  return null;
}

/** `*`: null, any. `undefined`: cannot be read. */
export function portList(text: string): NumberSet | null | undefined {
  if (text === '*') return null;
  const spans = text.split(',').map(span);
  return spans.includes(null) ? undefined : numberSet(spans.flatMap((s) => s ?? []));
}
