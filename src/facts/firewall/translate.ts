/** What NAT makes of a packet. */
import {
  type AddressSet,
  ALL_IPV4,
  ALL_IPV6,
  fromRanges,
  intersect,
  isEmpty,
  toRanges,
  union,
} from '../address-set.ts';
import type { AddressSide, Possible } from './match-packet.ts';
import { intersectNumbers, NUMBERS_16, soleNumber, subtractNumbers } from './match-packet-numbers.ts';
import type { AddressTarget, FirewallDevice, NumberSet, PortTarget, Translation } from './model.ts';
import { addressesOn } from './ports.ts';
import { possiblePorts } from './routing.ts';

/** A packet after NAT, and which parts of it are no longer what they were. */
export interface Translated {
  readonly packet: Possible;
  readonly changed: Readonly<Record<AddressSide | 'sport' | 'dport', boolean>>;
  /** It now goes to the device itself, whatever addresses that has. */
  readonly toSelf: boolean;
}

const familyOf = (set: AddressSet): AddressSet => (isEmpty(intersect(set, ALL_IPV4)) ? ALL_IPV6 : ALL_IPV4);

type Shift = Extract<AddressTarget, { to: 'shift' }>;

function shifted(part: AddressSet, { version, first, last, onto }: Shift): AddressSet {
  const block = fromRanges([{ version, from: first, to: last }]);
  const moved = toRanges(intersect(part, block)).map(({ from, to }) => ({
    version,
    from: from - first + onto,
    to: to - first + onto,
  }));
  const outside = toRanges(part).flatMap((r) => {
    if (r.version !== version || r.to < first || r.from > last) return [r];
    const below = r.from < first ? [{ ...r, to: first - 1n }] : [];
    return r.to > last ? [...below, { ...r, from: last + 1n }] : below;
  });
  return union(fromRanges(moved), fromRanges(outside));
}

function toAddress(
  device: FirewallDevice,
  packet: Possible,
  side: AddressSide,
  target: AddressTarget,
): AddressSet {
  const part = packet[side];
  if (target.to === 'addresses' && !isEmpty(target.set)) return target.set;
  if (target.to === 'shift') return shifted(part, target);
  if (target.to !== 'interface') return familyOf(part);
  return addressesOn(device, side === 'src' ? packet.out : packet.in, familyOf(part));
}

/** A protocol without ports has none after NAT either. */
function toPort(part: NumberSet, target: PortTarget): NumberSet {
  if (part.length === 0) return part;
  if (target.to === 'ports') return target.set;
  const { first, last, onto } = target;
  const block = [{ from: first, to: last }];
  const moved = intersectNumbers(part, block).map((s) => ({
    from: s.from - first + onto,
    to: s.to - first + onto,
  }));
  return [...subtractNumbers(part, block), ...moved].sort((a, b) => a.from - b.from);
}

const sameAddress = (a: AddressSet, b: AddressSet): boolean =>
  a.length === 1 &&
  b.length === 1 &&
  a[0]?.from === a[0]?.to &&
  a[0]?.from === b[0]?.from &&
  a[0]?.to === b[0]?.to;

const sameNumber = (a: NumberSet, b: NumberSet): boolean =>
  (a.length === 0 && b.length === 0) || (soleNumber(a) !== null && soleNumber(a) === soleNumber(b));

/** A source port is free where the source address changes and nothing is said of it. */
function newSport(packet: Possible, to: Translation, moved: boolean): NumberSet {
  if (to.sport) return toPort(packet.sport, to.sport);
  return moved && packet.sport.length > 0 ? NUMBERS_16 : packet.sport;
}

/** `outGiven`: where it goes out whatever its destination; null: where routes lead. */
export function translate(
  device: FirewallDevice,
  packet: Possible,
  to: Translation,
  outGiven: readonly string[] | null,
): Translated {
  const dst = to.dst ? toAddress(device, packet, 'dst', to.dst) : packet.dst;
  const out = outGiven ?? (to.dst ? possiblePorts(device, dst) : packet.out);
  const routed = { ...packet, dst, out };
  const src = to.src ? toAddress(device, routed, 'src', to.src) : packet.src;
  const dport = to.dport ? toPort(packet.dport, to.dport) : packet.dport;
  const srcMoved = !sameAddress(src, packet.src) && to.src !== undefined;
  const sport = newSport(packet, to, srcMoved);
  const changed = {
    src: srcMoved,
    dst: !sameAddress(dst, packet.dst) && to.dst !== undefined,
    sport: sport !== packet.sport && !sameNumber(sport, packet.sport),
    dport: dport !== packet.dport && !sameNumber(dport, packet.dport),
  };
  const natted = {
    src: packet.natted.src || changed.src || changed.sport,
    dst: packet.natted.dst || changed.dst || changed.dport,
  };
  return { packet: { ...routed, src, sport, dport, natted }, changed, toSelf: to.dst?.to === 'interface' };
}
