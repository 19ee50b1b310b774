/** Interfaces of IOS that route packets: those with an address, and those a rule names. */
import { type AddressSet, NO_ADDRESSES, parseAddressSet, union } from '../../facts/address-set.ts';
import type { FirewallPort } from '../../facts/firewall/model.ts';
import type { Draft } from '../cisco/draft.ts';
import { type Block, type ConfigLine, wordsOf } from '../cisco/lines.ts';
import type { IosConfig } from './config.ts';
import { isIrrelevantToInterface } from './irrelevant.ts';

/** A list applied to an interface. */
export interface Applied {
  readonly list: string;
  readonly six: boolean;
  readonly way: 'in' | 'out';
  readonly line: ConfigLine;
}

export interface IosInterface {
  readonly name: string;
  readonly addresses: AddressSet;
  readonly connected: AddressSet;
  /** False where an address is learnt or was not understood. */
  readonly addressKnown: boolean;
  readonly enabled: boolean;
  /** Whether IPv6 runs on it, by an address of any kind or `ipv6 enable`. */
  readonly six: boolean;
  /** '' is the global table. */
  readonly vrf: string;
  readonly zone: string | null;
  readonly nat: 'inside' | 'outside' | 'both' | null;
  readonly applied: readonly Applied[];
  /** A port of a switch: its lists see what one port sends into a VLAN, and it routes nothing. */
  readonly switched: boolean;
  /** Takes packets with labels, which lists of IP addresses do not see. */
  readonly labelled: boolean;
  readonly inspected: boolean;
  readonly cryptoMap: string | null;
  /** Reached by routes that name it although it has no address of its own (`ip unnumbered`). */
  readonly borrows: string | null;
  readonly at: ConfigLine;
}

type InterfaceDraft = { -readonly [K in keyof IosInterface]: IosInterface[K] };

/** `GigabitEthernet 0/1` and `GigabitEthernet0/1` are one. */
export const interfaceName = (words: readonly string[]): string => words.join('');

const emptyInterface = (block: Block): InterfaceDraft => {
  const words = wordsOf(block.line.text).slice(1);
  const end = words.findIndex((w) => /^(?:point-to-point|multipoint|l2transport|type)$/.test(w));
  return {
    name: interfaceName(end < 0 ? words : words.slice(0, end)),
    addresses: NO_ADDRESSES,
    connected: NO_ADDRESSES,
    addressKnown: true,
    enabled: true,
    six: false,
    vrf: '',
    zone: null,
    nat: null,
    applied: [],
    switched: false,
    labelled: false,
    inspected: false,
    cryptoMap: null,
    borrows: null,
    at: block.line,
  };
};

function addAddress(to: InterfaceDraft, address: string, length: string | undefined): boolean {
  const own = address.includes('/') ? null : parseAddressSet(address);
  const net = length === undefined ? null : parseAddressSet(`${address}/${length}`);
  if (!own || !net) {
    to.addressKnown = false;
    return false;
  }
  to.addresses = union(to.addresses, own);
  to.connected = union(to.connected, net);
  return true;
}

const LEARNT = new Set(['dhcp', 'negotiated', 'pool', 'autoconfig', 'pppoe']);

function ipAddress(to: InterfaceDraft, words: readonly string[]): boolean {
  const [first = '', second] = words;
  if (LEARNT.has(first)) {
    to.addressKnown = false;
    return true;
  }
  const [address = '', length] = first.split('/');
  return addAddress(to, address, length ?? second);
}

function ipv6Address(to: InterfaceDraft, words: readonly string[]): boolean {
  const [first = ''] = words;
  if (LEARNT.has(first) || words.includes('eui-64') || (first !== '' && !first.includes(':'))) {
    to.addressKnown = false;
    return true;
  }
  if (words[1] === 'link-local' || /^fe[89ab]/i.test(first)) return true;
  const [address = '', length] = first.split('/');
  return addAddress(to, address, length);
}

type Read = 'understood' | 'irrelevant' | 'unread';
const readIf = (ok: boolean): Read => (ok ? 'understood' : 'unread');

function apply(
  to: InterfaceDraft,
  line: ConfigLine,
  list: string | undefined,
  way: string | undefined,
): Read {
  if (list === undefined || (way !== 'in' && way !== 'out')) return 'unread';
  const six = line.text.startsWith('ipv6');
  // Of one direction and family the last one counts.
  const others = to.applied.filter((a) => a.way !== way || a.six !== six);
  to.applied = [...others, { list, six, way, line }];
  return 'understood';
}

function natSide(to: InterfaceDraft, side: string | undefined): Read {
  if (side === 'inside' || side === 'outside') to.nat = to.nat !== null && to.nat !== side ? 'both' : side;
  else if (side === 'enable') to.nat = 'both';
  else return side === 'allow-static-host' || side === 'stateful' ? 'irrelevant' : 'unread';
  return 'understood';
}

function ipLine(
  config: IosConfig,
  to: InterfaceDraft,
  line: ConfigLine,
  words: readonly string[],
): Read | null {
  const [, second, ...rest] = words;
  if (second === 'address') return readIf(ipAddress(to, rest));
  if (second === 'access-group') {
    // Lists by their common name in one line (`ip access-group common A B in`) are not understood.
    return rest.length === 2 ? apply(to, line, rest[0], rest[1]) : 'unread';
  }
  if (second === 'nat') return natSide(to, rest[0]);
  if (second === 'vrf') to.vrf = rest.at(-1) ?? '';
  else if (second === 'inspect') to.inspected = true;
  else if (second === 'policy' && rest[0] === 'route-map') config.routesOpen = true;
  else if (second === 'unnumbered')
    to.borrows = interfaceName(rest.slice(0, rest.at(-1) === 'poll' ? -1 : undefined));
  else return null;
  return 'understood';
}

/** Lines that may stand on an interface without IPv6; all others need it or bring it. */
const WITHOUT_IPV6 = new Set([
  'traffic-filter',
  'nd',
  'mtu',
  'verify',
  'redirects',
  'unreachables',
  'policy',
]);

function ipv6Line(
  config: IosConfig,
  to: InterfaceDraft,
  line: ConfigLine,
  words: readonly string[],
): Read | null {
  const [, second = '', ...rest] = words;
  to.six ||= !WITHOUT_IPV6.has(second);
  if (second === 'address') return readIf(ipv6Address(to, rest));
  if (second === 'traffic-filter') return apply(to, line, rest[0], rest[1]);
  if (second === 'policy' && rest[0] === 'route-map') config.routesOpen = true;
  else if (second === 'unnumbered') to.addressKnown = false;
  else if (second === 'nat') return 'unread';
  else return null;
  return 'understood';
}

function plainLine(to: InterfaceDraft, words: readonly string[]): Read | null {
  const [first, second, third] = words;
  if (first === 'shutdown') to.enabled = false;
  else if (first === 'no' && second === 'shutdown') to.enabled = true;
  else if (first === 'no' && second === 'switchport') to.switched = false;
  else if (first === 'switchport') to.switched = true;
  else if (first === 'vrf' && (second === 'forwarding' || second === 'member')) to.vrf = third ?? '';
  else if (first === 'zone-member' && second === 'security') to.zone = third ?? null;
  else if (first === 'crypto' && second === 'map') to.cryptoMap = third ?? null;
  else if (first === 'mpls' && second === 'ip') to.labelled = true;
  else if (first === 'ip' || first === 'ipv6') return null;
  else return first === 'no' || first === 'crypto' || first === 'description' ? 'irrelevant' : null;
  return 'understood';
}

function interfaceLine(config: IosConfig, to: InterfaceDraft, line: ConfigLine): Read {
  const words = wordsOf(line.text);
  const [first = ''] = words;
  const read =
    first === 'ip'
      ? ipLine(config, to, line, words)
      : first === 'ipv6'
        ? ipv6Line(config, to, line, words)
        : plainLine(to, words);
  if (read !== null) return read;
  return line.text.startsWith('!') || isIrrelevantToInterface(first, words[1]) ? 'irrelevant' : 'unread';
}

function readInterface(config: IosConfig, draft: Draft, block: Block): IosInterface {
  const to = emptyInterface(block);
  for (const line of block.body) {
    const read = interfaceLine(config, to, line);
    if (read === 'understood') draft.tally.understood();
    else if (read === 'irrelevant') draft.tally.irrelevant();
    else if (/^ip(?:v6)? address\b/.test(line.text)) draft.tally.notUnderstood(draft.at(line));
    else draft.unread(line);
  }
  return to;
}

/** An interface written twice is one, with the lines of both. */
export function readInterfaces(config: IosConfig, draft: Draft): readonly IosInterface[] {
  const byName = new Map<string, Block>();
  for (const block of config.interfaces) {
    const name = emptyInterface(block).name.toLowerCase();
    const before = byName.get(name);
    byName.set(name, before ? { line: before.line, body: [...before.body, ...block.body] } : block);
  }
  const read = [...byName.values()].map((block) => readInterface(config, draft, block));
  return read.filter((i) => !/^(?:null|nve)/i.test(i.name));
}

export const portOf = (i: IosInterface): FirewallPort => ({
  name: i.name,
  aliases: i.zone === null ? [] : [i.zone],
  addresses: i.addresses,
  connected: i.connected,
  enabled: i.enabled,
});
