/** One NAT command of an ASA as rules on destinations and on sources. */
import { type AddressSet, ALL_IPV4, intersect, toRanges } from '../../facts/address-set.ts';
import type {
  Action,
  AddressTarget,
  FilterRule,
  Match,
  NumberSet,
  PortTarget,
  Service,
  Translation,
} from '../../facts/firewall/model.ts';
import {
  type Addresses,
  ANY_ADDRESS,
  addresses,
  isExact,
  joinAddresses,
  matchOf,
} from '../cisco/addresses.ts';
import type { ConfigLine } from '../cisco/lines.ts';
import { every } from '../cisco/matches.ts';
import { portNumber } from '../cisco/names.ts';
import { blockTarget } from '../cisco/translate.ts';
import type { NatInput, NatRules } from './nat-input.ts';
import type { NatLine, NatOperand } from './nat-words.ts';
import { protocolNumbers, service } from './service-words.ts';

/** One side of a translation: what it is and what it becomes; `same`: it stays. */
interface Pair {
  readonly real: Addresses;
  readonly mapped: Addresses;
  readonly same: boolean;
}

/** An object, a group, or an address itself. */
function named(input: NatInput, word: string): Addresses {
  const { names, config } = input;
  if (word === 'any') return ANY_ADDRESS;
  if (config.objects.has(word)) return names.networkObject(word);
  const group = config.groups.has(word) ? names.group(word) : null;
  if (group?.kind === 'network') return group.addresses;
  return names.reader.one(names.host(word)) ?? names.reader.prefix(word) ?? names.networkObject(word);
}

/** Of an interface the IPv4 address, unless `ipv6` asks for another, which is then not known. */
function ownAddress(input: NatInput, nameif: string): Addresses {
  const own = input.names.interfaceAddress(nameif);
  return isExact(own) ? addresses(intersect(own.set, ALL_IPV4)) : own;
}

function mappedTo(input: NatInput, to: NatOperand, nameif: string): Addresses {
  const parts = [
    ...(to.word === '' ? [] : [named(input, to.word)]),
    ...(to.interface ? [ownAddress(input, nameif)] : []),
  ];
  return joinAddresses(parts);
}

const size = (set: AddressSet): bigint => set.reduce((n, i) => n + i.to - i.from + 1n, 0n);

/** A written address stands for a network of the size of what it maps, from its own start (`nat … static 192.0.2.0`). */
function widened(input: NatInput, word: string, real: Addresses, mapped: Addresses): Addresses {
  const one = toRanges(mapped.set)[0];
  const isWritten = !input.config.objects.has(word) && !input.config.groups.has(word) && word !== 'any';
  if (!isWritten || !one || mapped.set.length !== 1 || real.set.length !== 1 || !isExact(real)) return mapped;
  const from = mapped.set[0]?.from ?? 0n;
  const count = size(real.set);
  if (one.from !== one.to || count < 2n || (count & (count - 1n)) !== 0n) return mapped;
  const start = (from / count) * count;
  return addresses([{ from: start, to: start + count - 1n }]);
}

function target(from: Addresses, to: Addresses): AddressTarget {
  if (!isExact(to) || to.set.length === 0) return UNKNOWN_NAT;
  return isExact(from) ? blockTarget(from, to) : { to: 'addresses', set: to.set };
}

const UNKNOWN_NAT: AddressTarget = {
  to: 'unknown',
  what: { ja: '行き先の分からない NAT', en: 'NAT to addresses that are not known' },
};

const inOut = (kind: 'in' | 'out', nameif: string): Match =>
  nameif === 'any' ? { kind: 'always' } : { kind, ports: [nameif] };

/** Ports of a command: of the source of its real side, or of the destination. */
interface Ports {
  readonly side: 'source' | 'destination';
  readonly protocols: NumberSet;
  readonly real: NumberSet;
  readonly mapped: NumberSet;
}

function twicePorts(input: NatInput, names: readonly string[]): Ports | 'unknown' {
  const [a, b] = names.map((n) => input.names.serviceObject(n).services[0]);
  if (!a || !b) return 'unknown';
  if (a.sport && b.sport && !a.dport && !b.dport)
    return { side: 'source', protocols: a.protocols, real: a.sport, mapped: b.sport };
  // Of a destination the command names what senders see before what it is.
  if (a.dport && b.dport && !a.sport && !b.sport)
    return { side: 'destination', protocols: a.protocols, real: b.dport, mapped: a.dport };
  return 'unknown';
}

function portsOf(input: NatInput, nat: NatLine): Ports | 'unknown' | null {
  if (nat.service === null) return null;
  if (nat.source !== null) return twicePorts(input, nat.service);
  const [protocol, real, mapped] = nat.service;
  const protocols = protocolNumbers(protocol);
  const r = portNumber(real);
  const m = portNumber(mapped);
  if (!protocols || r === null || m === null) return 'unknown';
  return { side: 'source', protocols, real: [{ from: r, to: r }], mapped: [{ from: m, to: m }] };
}

function portTarget(from: NumberSet, to: NumberSet): PortTarget {
  const [a] = from;
  const [b] = to;
  const blocks = a && b && from.length === 1 && to.length === 1 && a.to - a.from === b.to - b.from;
  return blocks ? { to: 'shift', first: a.from, last: a.to, onto: b.from } : { to: 'ports', set: to };
}

interface Command {
  readonly input: NatInput;
  readonly nat: NatLine;
  readonly line: ConfigLine;
  readonly source: Pair;
  readonly destination: Pair | null;
  readonly ports: Ports | null;
  /** Why what it does to some packets is not known; null: it is. */
  readonly open: boolean;
}

const pair = (real: Addresses, mapped: Addresses, same: boolean): Pair => ({ real, mapped, same });

function commandOf(input: NatInput, nat: NatLine, object: string | null, line: ConfigLine): Command {
  const word = nat.source ?? object ?? '';
  const real = named(input, word);
  const plain = mappedTo(input, nat.to, nat.mapped);
  const mapped = nat.dynamic || nat.to.interface ? plain : widened(input, nat.to.word, real, plain);
  const d = nat.destination;
  const ports = portsOf(input, nat);
  return {
    input,
    nat,
    line,
    source: pair(real, mapped, !nat.dynamic && nat.to.word === word),
    destination:
      d && pair(named(input, d.real), mappedTo(input, d.mapped, nat.real), d.mapped.word === d.real),
    ports: ports === 'unknown' ? null : ports,
    open: ports === 'unknown',
  };
}

const OPEN: Action = {
  do: 'unknown',
  what: { ja: 'ポートの読み取れない NAT', en: 'NAT whose ports were not understood' },
};

function rule(c: Command, match: readonly Match[], to: Translation): FilterRule {
  const { names, draft } = c.input;
  const still = Object.keys(to).length === 0;
  for (const name of names.missing.splice(0))
    draft.note('undefined-reference', c.line, `${name} は定義されていない`, `${name} is not defined`);
  return {
    id: String(c.line.number),
    name: null,
    at: draft.at(c.line),
    enabled: !c.nat.inactive,
    match: every(...match),
    action: c.open ? OPEN : still ? { do: 'permit' } : { do: 'translate', to },
    log: null,
    hits: null,
    comment: null,
  };
}

const portMatch = (c: Command, side: 'sport' | 'dport', set: NumberSet): Match =>
  c.ports
    ? c.input.names.services([service(c.ports.protocols, { [side]: set } as Partial<Service>)])
    : { kind: 'always' };

/** From the real side: the destination as senders there see it becomes the real one. */
function forwardDestination(c: Command): FilterRule | null {
  const { destination: d, ports } = c;
  if (!d) return null;
  const moved = ports?.side === 'destination' ? ports : null;
  const source = ports?.side === 'source' ? ports : null;
  return rule(
    c,
    [
      inOut('in', c.nat.real),
      matchOf(c.source.real, 'src'),
      matchOf(d.mapped, 'dst'),
      ...(moved ? [portMatch(c, 'dport', moved.mapped)] : []),
      ...(source ? [portMatch(c, 'sport', source.real)] : []),
    ],
    {
      ...(!d.same && { dst: target(d.mapped, d.real) }),
      ...(moved && { dport: portTarget(moved.mapped, moved.real) }),
    },
  );
}

const sourceTarget = ({ nat, source }: Command): AddressTarget =>
  nat.to.word === '' ? { to: 'interface' } : target(source.real, source.mapped);

function forwardSource(c: Command): FilterRule {
  const { source: s, destination: d, ports } = c;
  const moved = ports?.side === 'source' ? ports : null;
  const other = ports?.side === 'destination' ? ports : null;
  return rule(
    c,
    [
      inOut('in', c.nat.real),
      inOut('out', c.nat.mapped),
      matchOf(s.real, 'src'),
      ...(d ? [matchOf(d.real, 'dst')] : []),
      ...(moved ? [portMatch(c, 'sport', moved.real)] : []),
      ...(other ? [portMatch(c, 'dport', other.real)] : []),
    ],
    {
      ...(!s.same && { src: sourceTarget(c) }),
      ...(moved && { sport: portTarget(moved.real, moved.mapped) }),
    },
  );
}

/** From the mapped side: who sends to the mapped address reaches the real one. Dynamic NAT opens no such way. */
function backDestination(c: Command): FilterRule {
  const { source: s, destination: d, ports } = c;
  const moved = ports?.side === 'source' ? ports : null;
  return rule(
    c,
    [
      inOut('in', c.nat.mapped),
      matchOf(s.mapped, 'dst'),
      ...(d ? [matchOf(d.real, 'src')] : []),
      ...(moved ? [portMatch(c, 'dport', moved.mapped)] : []),
    ],
    {
      ...(!s.same && { dst: target(s.mapped, s.real) }),
      ...(moved && { dport: portTarget(moved.mapped, moved.real) }),
    },
  );
}

function backSource(c: Command): FilterRule | null {
  const { source: s, destination: d } = c;
  if (!d) return null;
  return rule(
    c,
    [inOut('in', c.nat.mapped), inOut('out', c.nat.real), matchOf(d.real, 'src'), matchOf(s.real, 'dst')],
    {
      ...(!d.same && { src: target(d.real, d.mapped) }),
    },
  );
}

/** `object`: whose object NAT it is; null: twice NAT. */
export function natRules(input: NatInput, nat: NatLine, object: string | null, line: ConfigLine): NatRules {
  const c = commandOf(input, nat, object, line);
  const both = !nat.dynamic && !nat.oneWay;
  const present = (r: FilterRule | null): FilterRule[] => (r ? [r] : []);
  return {
    destination: [...present(forwardDestination(c)), ...(both ? [backDestination(c)] : [])],
    source: [forwardSource(c), ...(both ? present(backSource(c)) : [])],
  };
}
