/**
 * Matches of iptables (iptables-extensions(8)) that the evidence cannot decide. `sender`: what is in the packet beyond
 * addresses and ports, and how fast packets come, is for whoever sends them to choose. `unknown`: marks, lists and
 * circumstances of the device. `fresh`: counts or draws anew for each packet, so that no two rules share the answer.
 */
import type { ConditionChoice } from '../../facts/firewall/model.ts';

export interface OpaqueModule {
  readonly choice: ConditionChoice;
  readonly fresh: boolean;
}

const entries = (choice: ConditionChoice, fresh: boolean, names: string) =>
  names.split(' ').map((name) => [name, { choice, fresh }] as const);

export const OPAQUE_MODULES: ReadonlyMap<string, OpaqueModule> = new Map([
  ...entries(
    'sender',
    false,
    'string u32 bpf length ttl hl tos dscp ecn ipv4options tcpmss ah esp frag rt hbh dst ipv6header mh osf layer7 l2tp',
  ),
  ...entries(
    'sender',
    true,
    'limit hashlimit connlimit connbytes statistic quota quota2 random nth dstlimit fuzzy',
  ),
  ...entries(
    'unknown',
    false,
    'mac owner physdev policy realm cgroup cluster devgroup eui64 geoip ipvs condition',
  ),
  ...entries(
    'unknown',
    true,
    'mark connmark connlabel helper socket rpfilter recent pkttype rateest account cpu psd unclean',
  ),
]);

/** Matches that hold for every packet. */
export const ALWAYS_MODULES: ReadonlySet<string> = new Set(['nfacct']);

/** Targets that count, log or change what no later test of the model asks for; the next rule follows. */
export const CONTINUING_TARGETS: ReadonlySet<string> = new Set(
  'LOG ULOG NFLOG LOGMARK MARK CONNMARK CONNSECMARK SECMARK CT NOTRACK TOS DSCP ECN TTL HL TCPMSS TCPOPTSTRIP CLASSIFY TRACE AUDIT CHECKSUM IDLETIMER LED RATEEST SET HMARK IPMARK ACCOUNT IPV4OPTSSTRIP'.split(
    ' ',
  ),
);

/** Targets that write a line of log. */
export const LOG_TARGETS: ReadonlySet<string> = new Set(['LOG', 'ULOG', 'NFLOG', 'LOGMARK', 'AUDIT']);
