/** The options of matches that can be decided, by module (iptables(8), iptables-extensions(8)). */
import { type AddressSet, parseAddressSet } from '../../facts/address-set.ts';
import type { Match } from '../../facts/firewall/model.ts';
import { addresses, allOf, anyOf, negatedIf, not, services, test } from '../netfilter/matches.ts';
import { PORT_PROTOCOLS, serviceOf } from '../netfilter/protocols.ts';
import { addPorts, type Draft } from './draft.ts';
import { addressRange, icmpKind, portList, portSpan, type Side, stateMatch, tcpFlags } from './values.ts';

/** Whether it was understood. */
type Read = (draft: Draft, values: readonly string[], negated: boolean) => boolean;

export interface ExactOption {
  readonly values: 0 | 1 | 2;
  readonly read: Read;
}

function add(draft: Draft, match: Match | null, negated: boolean): boolean {
  if (match) draft.parts.push(negatedIf(negated, match));
  return match !== null;
}

const port =
  (side: 'sport' | 'dport', parse: typeof portSpan): Read =>
  (draft, [value = ''], negated) => {
    const set = parse(value);
    if (set) addPorts(draft, side, set, negated);
    return set !== null;
  };

const eitherPort: Read = (draft, [value = ''], negated) => {
  const set = portList(value);
  const of = draft.protocols ?? PORT_PROTOCOLS;
  const match = set && services([serviceOf(of, { sport: set }), serviceOf(of, { dport: set })]);
  return add(draft, match, negated);
};

const range =
  (side: Side): Read =>
  (draft, [value = ''], negated) => {
    const set = value.includes('/') ? null : addressRange(value);
    return add(draft, set && addresses(side, set), negated);
  };

const icmp =
  (version: 4 | 6): Read =>
  (draft, [value = ''], negated) => {
    const parts = icmpKind(version, value);
    if (!parts) return false;
    const protocol = version === 4 ? 1 : 58;
    if (!negated && !draft.icmp) {
      draft.icmp = parts;
      draft.protocols ??= [{ from: protocol, to: protocol }];
      return true;
    }
    const service = serviceOf([{ from: protocol, to: protocol }], {
      icmpType: parts.type,
      icmpCode: parts.code,
    });
    return add(draft, services([service]), negated);
  };

const flags: Read = (draft, [mask = '', set = ''], negated) => {
  const [bits, value] = [tcpFlags(mask), tcpFlags(set)];
  if (bits === null || value === null) return false;
  return add(draft, { kind: 'flags', mask: bits, value }, negated);
};

/** FIN, SYN, RST, ACK examined; SYN alone set. */
const syn: Read = (draft, _, negated) => add(draft, { kind: 'flags', mask: 0x17, value: 2 }, negated);

const state: Read = (draft, [value = ''], negated) => add(draft, stateMatch(value), negated);

/** The first packet of a connection goes in its direction; for later ones the evidence does not say. */
const direction: Read = (draft, [value = ''], negated) => {
  const word = value.toUpperCase();
  if (word !== 'ORIGINAL' && word !== 'REPLY') return false;
  const back = allOf([
    { kind: 'state', of: ['established', 'related'] },
    test(`reply direction ${draft.place}`, 'unknown', '--ctdir REPLY'),
  ]);
  const tracked: Match = { kind: 'state', of: ['new', 'established', 'related'] };
  return add(draft, word === 'REPLY' ? back : allOf([tracked, not(back)]), negated);
};

const MULTICAST = { 4: parseAddressSet('224.0.0.0/4') ?? [], 6: parseAddressSet('ff00::/8') ?? [] };

const TYPES: Readonly<Record<string, AddressSet>> = {
  MULTICAST: [...MULTICAST[6], ...MULTICAST[4]],
  UNSPEC: [],
};

/** Which addresses are the device's own or a broadcast address, its interfaces decide, and they are not in the file. */
const addressType =
  (side: Side): Read =>
  (draft, [value = ''], negated) => {
    const words = value.toUpperCase().split(',');
    const of = words.map((word) => {
      const set = TYPES[word];
      return set ? addresses(side, set) : test(`${side} type ${word}`, 'unknown', `--${side}-type ${word}`);
    });
    return add(draft, anyOf(of), negated);
  };

const set: Read = (draft, [name = '', sides = ''], negated) => {
  const own = draft.context.changing ? draft.place : null;
  return add(draft, draft.context.sets.match(name, sides.split(','), own), negated);
};

const comment: Read = (draft, [value = '']) => {
  draft.comment = value;
  return true;
};

const one = (read: Read): ExactOption => ({ values: 1, read });

const PORT_OPTIONS: readonly (readonly [string, ExactOption])[] = [
  ['--sport', one(port('sport', portSpan))],
  ['--dport', one(port('dport', portSpan))],
];

const MODULES: Readonly<Record<string, readonly (readonly [string, ExactOption])[]>> = {
  tcp: [...PORT_OPTIONS, ['--tcp-flags', { values: 2, read: flags }], ['--syn', { values: 0, read: syn }]],
  udp: PORT_OPTIONS,
  udplite: PORT_OPTIONS,
  sctp: PORT_OPTIONS,
  dccp: PORT_OPTIONS,
  multiport: [
    ['--sports', one(port('sport', portList))],
    ['--dports', one(port('dport', portList))],
    ['--ports', one(eitherPort)],
  ],
  iprange: [
    ['--src-range', one(range('src'))],
    ['--dst-range', one(range('dst'))],
  ],
  icmp: [['--icmp-type', one(icmp(4))]],
  icmp6: [['--icmpv6-type', one(icmp(6))]],
  state: [['--state', one(state)]],
  conntrack: [
    ['--ctstate', one(state)],
    ['--ctdir', one(direction)],
  ],
  addrtype: [
    ['--src-type', one(addressType('src'))],
    ['--dst-type', one(addressType('dst'))],
  ],
  set: [['--match-set', { values: 2, read: set }]],
  comment: [['--comment', one(comment)]],
};

export const EXACT_MODULES: ReadonlyMap<string, ReadonlyMap<string, ExactOption>> = new Map(
  Object.entries(MODULES).map(([name, options]) => [name, new Map(options)]),
);

/** Older and longer words for the same. */
export const OPTION_ALIASES: ReadonlyMap<string, string> = new Map([
  ['--source', '-s'],
  ['--src', '-s'],
  ['--destination', '-d'],
  ['--dst', '-d'],
  ['--in-interface', '-i'],
  ['--out-interface', '-o'],
  ['--protocol', '-p'],
  ['--proto', '-p'],
  ['--match', '-m'],
  ['--jump', '-j'],
  ['--goto', '-g'],
  ['--fragment', '-f'],
  ['--fragments', '-f'],
  ['--set-counters', '-c'],
  ['--ipv4', '-4'],
  ['--ipv6', '-6'],
  ['--source-port', '--sport'],
  ['--destination-port', '--dport'],
  ['--source-ports', '--sports'],
  ['--destination-ports', '--dports'],
  ['--port', '--ports'],
]);
