/**
 * Sets of packets of the toy universe as disjoint boxes, each a product of five small sets held as bits: source,
 * destination, kind of packet, port by which it came in, world. A second way to the same answers, without diagrams.
 */
import type { FilterList, FilterRule, FirewallDevice, Match } from '../../../src/facts/firewall/model.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import { INNER, matches, WORLDS } from './toy.ts';

/** Bits by axis. */
type Box = readonly [number, number, number, number, number];
export type Boxes = readonly Box[];

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];
const place = (p: Packet, side: 'src' | 'dst'): string => `${p[side].version} ${p[side].value}`;
const kind = (p: Packet): string => `${p.protocol} ${p.dport} ${p.icmpType}`;

const SIDES = unique(INNER.map((p) => place(p, 'src')));
const KINDS = unique(INNER.map(kind));
const PORTS = unique(INNER.map((p) => p.in));
const SIZES = [SIDES.length, SIDES.length, KINDS.length, PORTS.length, WORLDS.length] as const;
const FULL = SIZES.map((n) => 2 ** n - 1) as unknown as Box;

const ALL: Boxes = [FULL];

const meet = (a: Box, b: Box): Box => a.map((bits, i) => bits & (b[i] ?? 0)) as unknown as Box;
const isEmpty = (box: Box): boolean => box.some((bits) => bits === 0);

const both = (a: Boxes, b: Boxes): Boxes =>
  a.flatMap((x) => b.map((y) => meet(x, y))).filter((box) => !isEmpty(box));

/** What is in `a` and not in `b`: axis by axis, so that the pieces are disjoint. */
function lessBox(a: Box, b: Box): Boxes {
  if (isEmpty(meet(a, b))) return [a];
  const pieces: Box[] = [];
  let rest = a;
  for (const [i, bits] of b.entries()) {
    const outside = rest.map((own, axis) => (axis === i ? own & ~bits : own)) as unknown as Box;
    if (!isEmpty(outside)) pieces.push(outside);
    rest = rest.map((own, axis) => (axis === i ? own & bits : own)) as unknown as Box;
  }
  return pieces;
}

export const less = (a: Boxes, b: Boxes): Boxes =>
  b.reduce((left, box) => left.flatMap((x) => lessBox(x, box)), a);
const either = (a: Boxes, b: Boxes): Boxes => [...a, ...less(b, a)];

/** One packet for each value of an axis: what a leaf says of one axis, it says of each of them. */
const samples = <T>(values: readonly T[], of: (p: Packet) => T): readonly Packet[] =>
  values.flatMap((value) => INNER.find((p) => of(p) === value) ?? []);

const BY_SRC = samples(SIDES, (p) => place(p, 'src'));
const BY_DST = samples(SIDES, (p) => place(p, 'dst'));
const BY_KIND = samples(KINDS, kind);
const BY_PORT = samples(PORTS, (p) => p.in);

const bitsOf = <T>(values: readonly T[], holds: (value: T) => boolean): number =>
  values.reduce((all, value, i) => (holds(value) ? all | (1 << i) : all), 0);

const onAxis = (axis: number, bits: number): Boxes => [
  FULL.map((full, i) => (i === axis ? bits : full)) as unknown as Box,
];

function leaf(match: Match): Boxes {
  const of = (packets: readonly Packet[]): number => bitsOf(packets, (p) => matches(match, p, 0));
  const [any] = INNER;
  switch (match.kind) {
    case 'src':
    case 'src-bits':
      return onAxis(0, of(BY_SRC));
    case 'dst':
    case 'dst-bits':
      return onAxis(1, of(BY_DST));
    case 'service':
    case 'flags':
      return onAxis(2, of(BY_KIND));
    case 'in':
      return onAxis(3, of(BY_PORT));
    case 'condition':
      return onAxis(4, any ? bitsOf(WORLDS, (w) => matches(match, any, w)) : 0);
    default:
      return any && matches(match, any, 0) ? ALL : [];
  }
}

export function boxesOf(match: Match): Boxes {
  switch (match.kind) {
    case 'all':
      return match.of.reduce((set, m) => both(set, boxesOf(m)), ALL);
    case 'any':
      return match.of.reduce<Boxes>((set, m) => either(set, boxesOf(m)), []);
    case 'not':
      return less(ALL, boxesOf(match.of));
    default:
      return leaf(match).filter((box) => !isEmpty(box));
  }
}

/** The bit of each axis that a packet has. */
const BITS = new Map(
  INNER.map((p) => {
    const sides = [SIDES.indexOf(place(p, 'src')), SIDES.indexOf(place(p, 'dst'))] as const;
    return [p, [...sides, KINDS.indexOf(kind(p)), PORTS.indexOf(p.in)] as const];
  }),
);

/** Whether exactly one of the boxes holds a packet: they are disjoint. */
export function holdsBox(boxes: Boxes, p: Packet, world: number): boolean {
  const bits = [...(BITS.get(p) ?? []), world];
  return boxes.filter((box) => box.every((axis, i) => ((axis >> (bits[i] ?? 31)) & 1) === 1)).length === 1;
}

export interface Taken {
  /** null: the end of the first list. */
  readonly rule: FilterRule | null;
  readonly set: Boxes;
}

interface Left {
  rest: Boxes;
  returned: Boxes;
}

function jump(device: FirewallDevice, name: string, hit: Boxes, taken: Taken[]): Boxes {
  const target = device.lists.find((l) => l.id === name);
  return target ? walk(device, target, hit, taken) : [];
}

function step(device: FirewallDevice, rule: FilterRule, left: Left, taken: Taken[]): void {
  const { action } = rule;
  if (action.do === 'next') return;
  const hit = both(left.rest, boxesOf(rule.match));
  left.rest = less(left.rest, hit);
  if (action.do === 'return') left.returned = [...left.returned, ...hit];
  else if (action.do === 'call') left.rest = [...left.rest, ...jump(device, action.list, hit, taken)];
  else if (action.do === 'goto') left.returned = [...left.returned, ...jump(device, action.list, hit, taken)];
  else taken.push({ rule, set: hit });
}

/** Walks a list with all packets at once; what is left at its end comes back. */
function walk(device: FirewallDevice, list: FilterList, came: Boxes, taken: Taken[]): Boxes {
  const left: Left = { rest: came, returned: [] };
  for (const rule of list.rules.filter((r) => r.enabled)) step(device, rule, left, taken);
  return [...left.rest, ...left.returned];
}

/** What each rule of a device decides of the universe. */
export function effectiveBoxes(device: FirewallDevice): readonly Taken[] {
  const [main] = device.lists;
  const taken: Taken[] = [];
  if (main) taken.push({ rule: null, set: walk(device, main, ALL, taken) });
  return taken;
}
