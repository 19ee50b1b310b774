/** One packet of a set, as a person would try it: a host in the middle of a network, a well-known port, a first packet. */
import { and, type Bdd, diff, FALSE, OVERFLOW, or, TRUE } from '../bdd.ts';
import type { BitField } from '../bdd-sets.ts';
import { partsOf, type Span } from './boxes-parts.ts';
import { ICMP_PROTOCOLS, PORT_PROTOCOLS, TCP } from './encode.ts';
import { addressField, valueCube, withField } from './encode-fields.ts';
import { CONNECTION_STATES } from './model.ts';
import type { Packet } from './packet.ts';
import type { FieldName, OpenCondition, Space } from './space.ts';
import { pleasantAddress, pleasantNumber } from './witness-values.ts';

/** A packet, and the open conditions that hold or fail for it where it is in the set only so. */
export interface Witness {
  readonly packet: Packet;
  readonly held: readonly OpenCondition[];
  readonly failed: readonly OpenCondition[];
}

interface Draft {
  readonly space: Space;
  set: Bdd;
  readonly values: Map<FieldName, bigint>;
}

const SYN = 2n;
const EPHEMERAL = 49152n;

const is = ({ arena, fields }: Space, name: FieldName, value: bigint): Bdd =>
  valueCube(arena, fields[name], value);

/** The part of the set that `wish` holds too, if there is any. */
function prefer(draft: Draft, wish: Bdd): void {
  const both = and(draft.space.arena, draft.set, wish);
  if (both !== FALSE && both !== OVERFLOW) draft.set = both;
}

/** First packets of TCP, new connections, source ports that a system gives. */
function preferUsual(draft: Draft): void {
  const { space } = draft;
  const { arena } = space;
  const tcp = is(space, 'protocol', BigInt(TCP));
  prefer(draft, is(space, 'state', BigInt(CONNECTION_STATES.indexOf('new'))));
  prefer(draft, or(arena, is(space, 'flags', SYN), diff(arena, TRUE, tcp)));
  prefer(draft, is(space, 'sport', EPHEMERAL));
  prefer(draft, is(space, 'family', 1n));
}

const spansOf = ({ space, set }: Draft, field: BitField): readonly Span[] =>
  partsOf(space.arena, set, field)
    .parts.flatMap((p) => p.values)
    .sort((a, b) => (a.from < b.from ? -1 : 1));

/** All fields above are settled. */
function settle(
  draft: Draft,
  name: FieldName,
  field: BitField,
  pick: (spans: readonly Span[]) => bigint,
): void {
  const value = pick(spansOf(draft, field));
  draft.values.set(name, value);
  draft.set = withField(draft.space, draft.set, field, value);
}

const first = (spans: readonly Span[]): bigint => spans[0]?.from ?? 0n;
const number = (name: FieldName) => (spans: readonly Span[]) => pleasantNumber(name, spans);

function settleAll(draft: Draft): void {
  const { space } = draft;
  const { fields } = space;
  settle(draft, 'family', fields.family, (spans) => spans.at(-1)?.to ?? 0n);
  const version = draft.values.get('family') === 1n ? 4 : 6;
  settle(draft, 'in', fields.in, first);
  settle(draft, 'out', fields.out, first);
  settle(draft, 'protocol', fields.protocol, number('protocol'));
  settle(draft, 'dport', fields.dport, number('dport'));
  for (const side of ['dst', 'src'] as const)
    settle(draft, side, addressField(space, side, version), (spans) => pleasantAddress(side, version, spans));
  for (const name of [
    'sport',
    'icmpType',
    'icmpCode',
    'flags',
    'state',
    'translatedSrc',
    'translatedDst',
  ] as const)
    settle(draft, name, fields[name], number(name));
}

const has = (list: readonly number[], protocol: number): boolean => list.includes(protocol);

/** `in` and `out`: named where the set asks for them. */
function packetOf({ space, values }: Draft, asks: (name: 'in' | 'out') => boolean): Packet {
  const value = (name: FieldName): bigint => values.get(name) ?? 0n;
  const version = value('family') === 1n ? 4 : 6;
  const protocol = Number(value('protocol'));
  const port = (name: 'in' | 'out'): string | null =>
    asks(name) ? (space.ports.names[Number(value(name))] ?? null) : null;
  const when = (list: readonly number[], name: FieldName): number | null =>
    has(list, protocol) ? Number(value(name)) : null;
  return {
    in: port('in'),
    out: port('out'),
    src: { version, value: value('src') },
    dst: { version, value: value('dst') },
    protocol,
    sport: when(PORT_PROTOCOLS, 'sport'),
    dport: when(PORT_PROTOCOLS, 'dport'),
    icmpType: when(ICMP_PROTOCOLS, 'icmpType'),
    icmpCode: when(ICMP_PROTOCOLS, 'icmpCode'),
    flags: when([TCP], 'flags'),
    state: CONNECTION_STATES[Number(value('state'))] ?? 'new',
  };
}

/** What is left when all fields are settled hangs on conditions: one way through, with as few held as it shows. */
function conditionsOf({ space, set }: Draft): Pick<Witness, 'held' | 'failed'> {
  const byVariable = new Map([...space.conditions.values()].map((c) => [c.variable, c]));
  const held: OpenCondition[] = [];
  const failed: OpenCondition[] = [];
  for (let at = set; at > OVERFLOW; ) {
    const condition = byVariable.get(space.arena.variable[at] ?? 0);
    const low = space.arena.lo[at] ?? FALSE;
    if (condition) (low === FALSE ? held : failed).push(condition);
    at = low === FALSE ? (space.arena.hi[at] ?? FALSE) : low;
  }
  return { held, failed };
}

/** Whether a set asks for a field at all. */
function asksFor({ arena, fields }: Space, set: Bdd): (name: FieldName) => boolean {
  const seen = new Set<Bdd>();
  const asked = new Set<number>();
  const last = fields.out.first + fields.out.bits;
  const open = [set];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const variable = arena.variable[at] ?? 0;
    if (at <= OVERFLOW || variable >= last || seen.has(at)) continue;
    seen.add(at);
    asked.add(variable);
    open.push(arena.lo[at] ?? FALSE, arena.hi[at] ?? FALSE);
  }
  return (name) =>
    [...asked].some((v) => v >= fields[name].first && v < fields[name].first + fields[name].bits);
}

/** A packet of the set that can be; null: there is none, or the set is not known. */
export function prettyWitness(space: Space, set: Bdd): Witness | null {
  const possible = and(space.arena, set, space.sane);
  if (possible === FALSE || possible === OVERFLOW) return null;
  const asks = asksFor(space, set);
  const draft: Draft = { space, set: possible, values: new Map() };
  preferUsual(draft);
  settleAll(draft);
  return { packet: packetOf(draft, asks), ...conditionsOf(draft) };
}
