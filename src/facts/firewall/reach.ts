/** Whether flows can start from some addresses to others, through every device of a line. */
import type { Bilingual } from '../../model/text.ts';
import {
  type AddressSet,
  ALL_IPV4,
  ALL_IPV6,
  covers,
  intersect,
  isEmpty,
  subtract,
  unionOf,
} from '../address-set.ts';
import { and, type Bdd, FALSE, OVERFLOW } from '../bdd.ts';
import { addressSide } from './encode.ts';
import { type Arrival, alongLine, type Line, portDoubts, type Start } from './line.ts';
import type { Packet } from './packet.ts';
import { isKnownPort, ownAddresses } from './ports.ts';
import type { Hop, ReachAnswer, ReachLimits, ReachPiece, ReachQuery, RuleAt } from './query.ts';
import { type Asked, byKey, doubtfulPieces, isPlain, overflows, setsOf, surePieces } from './reach-answer.ts';
import { declaredPorts } from './reach-ports.ts';
import { ownSpace, type ReachSpace, sharedSpace } from './reach-space.ts';
import { CRAFTED, FLOWS, type Kind, type Starts, startsOf } from './reach-start.ts';
import { stoppedBy } from './reach-stops.ts';
import { NO_HOPS, NOBODY, ownAddress, TOO_LARGE } from './reach-text.ts';
import type { Space } from './space.ts';

/** Ways that are followed at most; beyond, the answer is not known. */
const MAX_WAYS = 200_000;

interface Followed {
  readonly arrivals: readonly Arrival[];
  /** Whether all ways were followed. */
  readonly whole: boolean;
  readonly overflow: boolean;
}

/** Packets that start alike, and where they have to end. */
interface Run {
  readonly line: Line;
  readonly start: Start;
}

function* everyWay(runs: readonly Run[]): ReturnType<typeof alongLine> {
  for (const { line, start } of runs) yield* alongLine(line, start);
}

/** Ends early with more certain pieces than are asked for. */
function follow(space: Space, runs: readonly Run[], most: number): Followed {
  const arrivals: Arrival[] = [];
  const plain = new Set<string>();
  for (const found of everyWay(runs)) {
    if (found === 'overflow' || found.set === OVERFLOW || arrivals.length >= MAX_WAYS) {
      return { arrivals, whole: false, overflow: true };
    }
    arrivals.push(found);
    if (isPlain(space, found)) plain.add(byKey(found.by));
    if (plain.size > most) return { arrivals, whole: false, overflow: false };
  }
  return { arrivals, whole: true, overflow: false };
}

/** `wide`: what is not known of devices may change ports, too. Asked where nothing else was found, as it tells little. */
function runsOf(line: Line, { named, others }: Starts, wide: boolean): readonly Run[] {
  if (!others) return [{ line, start: named }];
  return [
    { line, start: named },
    { line: { ...line, ends: { services: others.service, wide } }, start: others },
  ];
}

const isMet = ({ end }: Arrival): boolean => end !== 'lost';

function followed(line: Line, starts: Starts, most: number): Followed {
  const found = follow(line.space, runsOf(line, starts, false), most);
  if (!starts.others || !found.whole || found.arrivals.some(isMet)) return found;
  return follow(line.space, runsOf(line, starts, true), most);
}

interface FamilyAnswer {
  /** Whether any packet is asked about. */
  readonly asked: boolean;
  readonly sure: readonly ReachPiece[];
  readonly doubtful: readonly ReachPiece[];
  readonly whole: boolean;
  readonly overflow: boolean;
  readonly stops: () => readonly RuleAt[];
}

/** A port as its device calls it; where it goes out follows from routes unless it is declared. */
function shownPorts(hops: readonly Hop[], version: 4 | 6): (packet: Packet) => Packet {
  const [hop] = hops;
  const device = hop?.devices.find((d) => d.families.includes(version));
  if (!hop || !device) return (packet) => ({ ...packet, in: null, out: null });
  const known = (name: string | null): string | null =>
    name !== null && isKnownPort(device, name) ? name : null;
  const only = (side: readonly string[] | null): string | null => {
    const ports = declaredPorts(hop, device, side).ports;
    return ports?.length === 1 ? (ports[0] ?? null) : null;
  };
  const out = declaredPorts(hop, device, hop.out).ports === null ? null : undefined;
  return (packet) => ({
    ...packet,
    in: known(packet.in) ?? only(hop.in),
    out: out === null ? null : (known(packet.out) ?? only(hop.out)),
  });
}

const ownOf = (hops: readonly Hop[]): AddressSet =>
  unionOf(hops.flatMap((h) => h.devices.map((d) => ownAddresses(d))));

function isAsked({ space, hops, to }: Line, start: Bdd): boolean {
  const beyond = subtract(to, ownOf(hops));
  return and(space.arena, start, addressSide(space, 'dst', beyond)) !== FALSE;
}

function answerFamily(line: Line, starts: Starts, limits: ReachLimits): FamilyAnswer {
  const { space, hops, version } = line;
  const asked: Asked = { space, limits, ports: shownPorts(hops, version) };
  const { arrivals, whole, overflow } = followed(line, starts, limits.pieces);
  const sets = setsOf(space, whole ? arrivals : arrivals.filter((a) => isPlain(space, a)));
  const all = [...sets.sure, ...sets.doubtful].map((s) => s.set);
  const sure = surePieces(asked, sets.sure);
  const doubtful = doubtfulPieces(asked, sets.doubtful, limits.pieces);
  return {
    asked: isAsked(line, starts.named.set),
    sure,
    doubtful,
    whole: whole && sure.length + doubtful.length <= limits.pieces,
    overflow: overflow || overflows(all),
    stops: () => stoppedBy(line, starts.named),
  };
}

const FAMILIES = [
  [4, ALL_IPV4],
  [6, ALL_IPV6],
] as const;

function permitted(families: readonly FamilyAnswer[], limits: ReachLimits): ReachAnswer {
  const all = [...families.flatMap((f) => f.sure), ...families.flatMap((f) => f.doubtful)];
  const complete = families.every((f) => f.whole && !f.overflow) && all.length <= limits.pieces;
  return { answer: 'permitted', pieces: all.slice(0, limits.pieces), complete };
}

/** `doubts`: why it is no proof that nothing was found. */
function together(
  families: readonly FamilyAnswer[],
  limits: ReachLimits,
  doubts: readonly Bilingual[],
): ReachAnswer {
  if (families.some((f) => f.sure.length > 0)) return permitted(families, limits);
  const doubtful = families.flatMap((f) => f.doubtful);
  const large = families.some((f) => f.overflow) ? [TOO_LARGE] : [];
  const nobody = families.some((f) => f.asked) ? [] : [NOBODY];
  const because = [...doubtful.flatMap((p) => p.because ?? []), ...large, ...doubts, ...nobody];
  if (because.length === 0) return { answer: 'none', by: families.flatMap((f) => f.stops()) };
  return { answer: 'undetermined', because: unique(because), pieces: doubtful.slice(0, limits.pieces) };
}

const unique = <T extends { readonly en: string }>(all: readonly T[]): readonly T[] => [
  ...new Map(all.map((b) => [b.en, b])).values(),
];

interface Asking {
  readonly hops: readonly Hop[];
  readonly query: ReachQuery;
  readonly limits: ReachLimits;
  readonly kind: Kind;
}

function answerIn(spaces: ReachSpace, { hops, query, limits, kind }: Asking): readonly FamilyAnswer[] {
  const { space } = spaces;
  return FAMILIES.flatMap(([version, all]) => {
    const from = intersect(query.from, all);
    const to = intersect(query.to, all);
    if (isEmpty(from) || isEmpty(to)) return [];
    const line: Line = { space, spaces, hops, version, to, tells: false, state: kind.state };
    return [answerFamily(line, startsOf(space, query, kind, from), limits)];
  });
}

/** What does not fit into a space with other questions may fit into one of its own. */
function answered(asking: Asking): readonly FamilyAnswer[] {
  const { hops, query } = asking;
  const families = answerIn(sharedSpace(hops, query), asking);
  const open = families.some((f) => f.overflow) && families.every((f) => f.sure.length === 0);
  return open ? answerIn(ownSpace(hops, query), asking) : families;
}

function ask(asking: Asking): ReachAnswer {
  const { hops, query, limits } = asking;
  if (hops.length === 0) return { answer: 'undetermined', because: [NO_HOPS], pieces: [] };
  const families = answered(asking);
  const own = covers(ownOf(hops), query.to) && !isEmpty(query.to) ? [ownAddress(query.to)] : [];
  const doubts = ([4, 6] as const).flatMap((version) => portDoubts(hops, version));
  return together(families, limits, [...own, ...doubts]);
}

/**
 * Flows that may start. Destinations that are addresses of the devices themselves are no way through them and are left out;
 * a question about nothing else is not answered here.
 */
export function reachable(hops: readonly Hop[], query: ReachQuery, limits: ReachLimits): ReachAnswer {
  return ask({ hops, query, limits, kind: FLOWS });
}

/**
 * What gets through that only claims to belong to a connection: TCP with ACK or RST, which a device without connections
 * takes for a reply. Nothing of it starts a flow.
 */
export function craftedReturn(hops: readonly Hop[], query: ReachQuery, limits: ReachLimits): ReachAnswer {
  return ask({ hops, query, limits, kind: CRAFTED });
}
