/** The statement `mangle` (`ip dscp set`, `meta mark set`, …) and targets of iptables-nft that change the packet. */
import { isObject, type JsonValue } from '../json-value.ts';

/**
 * `beside`: what no test asks for, or one that every rule asks anew (marks). `field`: a part of the packet that tests of
 * the sender's choice ask for, by which two equal tests may differ. `header`: addresses, ports, protocols and whatever is
 * not known here.
 */
export type Mangled = 'beside' | 'field' | 'header';

/** Keys whose tests two rules never share. */
const BESIDE: Readonly<Record<string, ReadonlySet<JsonValue | undefined>>> = {
  meta: new Set(['mark', 'priority', 'nftrace', 'pkttype', 'secmark', 'broute']),
  ct: new Set(['mark', 'event', 'zone', 'label', 'secmark']),
};

/** Fields that decide neither the way of a packet nor where its ports and addresses stand. */
const FIELDS: ReadonlySet<string> = new Set([
  ...'dscp ecn ttl id checksum'.split(' ').map((f) => `ip ${f}`),
  ...'dscp ecn hoplimit flowlabel'.split(' ').map((f) => `ip6 ${f}`),
  ...'sequence ackseq window urgptr checksum'.split(' ').map((f) => `tcp ${f}`),
  'udp checksum',
  'ether saddr',
  'ether daddr',
  'vlan pcp',
  'vlan dei',
]);

const OPTIONS: ReadonlySet<string> = new Set(['tcp option', 'ip option']);

export function mangled(value: JsonValue): Mangled {
  const key = isObject(value) ? value.key : null;
  const [name, ...more] = isObject(key) ? Object.keys(key) : [];
  if (!isObject(key) || name === undefined || more.length > 0) return 'header';
  const of = key[name];
  if (OPTIONS.has(name)) return 'field';
  if (!isObject(of)) return 'header';
  if (BESIDE[name]?.has(of.key)) return 'beside';
  return name === 'payload' && FIELDS.has(`${String(of.protocol)} ${String(of.field)}`) ? 'field' : 'header';
}

const CHANGING_TARGETS: ReadonlySet<JsonValue | undefined> = new Set(
  'TOS DSCP ECN TTL HL TCPMSS TCPOPTSTRIP IPV4OPTSSTRIP'.split(' '),
);

/** Whether a statement changes what equal tests of two rules may then see differently. */
export function changesFields(statement: JsonValue): boolean {
  if (!isObject(statement)) return false;
  const { mangle, xt, reset } = statement;
  return (
    reset !== undefined ||
    (mangle !== undefined && mangled(mangle) !== 'beside') ||
    (isObject(xt) && xt.type === 'target' && CHANGING_TARGETS.has(xt.name))
  );
}
