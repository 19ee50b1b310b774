/**
 * What a match says of each axis by itself: source, destination, service and ports. A cheap superset, exact where the
 * match is a product of the axes: what does not meet here does not meet at all.
 */
import {
  type AddressSet,
  ALL_ADDRESSES,
  covers,
  intersect,
  NO_ADDRESSES,
  subtract,
  unionOf,
} from '../address-set.ts';
import { ICMP_PROTOCOLS, PORT_PROTOCOLS, TCP } from './encode.ts';
import { intersectNumbers, subtractNumbers } from './match-packet-numbers.ts';
import type { Match, NumberSet, NumberSpan, Service } from './model.ts';
import { classesOf, type PortClasses } from './space-ports.ts';

/** null: any. `service`: protocol * 65536 + destination port, or ICMP type * 256 + code. */
export interface Bounds {
  readonly src: AddressSet | null;
  readonly dst: AddressSet | null;
  readonly service: NumberSet | null;
  /** Classes of ports. */
  readonly in: NumberSet | null;
  readonly out: NumberSet | null;
  /** Whether the match is all of this, not only within it. */
  readonly exact: boolean;
}

export const UNBOUNDED: Bounds = { src: null, dst: null, service: null, in: null, out: null, exact: true };
export const EMPTY: Bounds = { ...UNBOUNDED, src: NO_ADDRESSES };
const SOME: Bounds = { ...UNBOUNDED, exact: false };

export const AXES = ['src', 'dst', 'service', 'in', 'out'] as const;
export type Axis = (typeof AXES)[number];

/** Memo by object, for one device: ports are classes of its names. */
export interface BoundsContext {
  readonly ports: PortClasses;
  readonly memo: Map<object, Bounds>;
}

export const boundsContext = (ports: PortClasses): BoundsContext => ({ ports, memo: new Map() });

const PROTOCOL = 65536;
const ALL_SERVICES: NumberSet = [{ from: 0, to: 256 * PROTOCOL - 1 }];

/** Sorts and joins. */
export function numberUnion(spans: readonly NumberSpan[]): NumberSet {
  const out: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else out.push({ from, to });
  }
  return out;
}

const inProtocols = (protocols: NumberSet, list: readonly number[]): readonly number[] =>
  list.filter((p) => protocols.some((s) => s.from <= p && p <= s.to));

const wholeProtocols = (protocols: NumberSet): NumberSpan[] =>
  protocols.map(({ from, to }) => ({ from: from * PROTOCOL, to: to * PROTOCOL + PROTOCOL - 1 }));

const atProtocol = (protocol: number, { from, to }: NumberSpan): NumberSpan => ({
  from: protocol * PROTOCOL + from,
  to: protocol * PROTOCOL + to,
});

/** Types with a code that is given are single numbers; with any code, 256 of them each. */
function icmpSpans(type: NumberSet | null, code: NumberSet | null): NumberSpan[] {
  const types = type ?? [{ from: 0, to: 255 }];
  if (!code) return types.map(({ from, to }) => ({ from: from * 256, to: to * 256 + 255 }));
  return types.flatMap((t) =>
    Array.from({ length: t.to - t.from + 1 }, (_, i) => t.from + i).flatMap((n) =>
      code.map(({ from, to }) => ({ from: n * 256 + from, to: n * 256 + to })),
    ),
  );
}

function serviceSpans({ protocols, sport, dport, icmpType, icmpCode }: Service): NumberSpan[] {
  const ported = sport !== null || dport !== null;
  const typed = icmpType !== null || icmpCode !== null;
  if (ported && typed) return [];
  if (ported) {
    const ports = dport ?? [{ from: 0, to: PROTOCOL - 1 }];
    return inProtocols(protocols, PORT_PROTOCOLS).flatMap((p) => ports.map((s) => atProtocol(p, s)));
  }
  if (!typed) return wholeProtocols(protocols);
  const types = icmpSpans(icmpType, icmpCode);
  return inProtocols(protocols, ICMP_PROTOCOLS).flatMap((p) => types.map((s) => atProtocol(p, s)));
}

function serviceBounds(of: readonly Service[]): Bounds {
  const service = numberUnion(of.flatMap(serviceSpans));
  const exact = of.every((s) => s.sport === null) || service.length === 0;
  return { ...UNBOUNDED, service, exact };
}

const isNever = (b: Bounds): boolean => AXES.some((axis) => b[axis]?.length === 0);

function meet<T>(a: T | null, b: T | null, both: (a: T, b: T) => T): T | null {
  if (a === null) return b;
  return b === null || a === b ? a : both(a, b);
}

/** Both hold. */
export const meetBounds = (a: Bounds, b: Bounds): Bounds => ({
  src: meet(a.src, b.src, intersect),
  dst: meet(a.dst, b.dst, intersect),
  service: meet(a.service, b.service, intersectNumbers),
  in: meet(a.in, b.in, intersectNumbers),
  out: meet(a.out, b.out, intersectNumbers),
  exact: a.exact && b.exact,
});

const bound = (b: Bounds): readonly Axis[] => AXES.filter((axis) => b[axis] !== null);

const numbersOf = (parts: readonly Bounds[], axis: 'service' | 'in' | 'out'): NumberSet | null =>
  parts.some((p) => p[axis] === null) ? null : numberUnion(parts.flatMap((p) => p[axis] ?? []));

const addressesOf = (parts: readonly Bounds[], axis: 'src' | 'dst'): AddressSet | null =>
  parts.some((p) => p[axis] === null) ? null : unionOf(parts.map((p) => p[axis] ?? NO_ADDRESSES));

/** Any of them holds: exact where there is one, or where all speak of one axis only. */
function joinBounds(all: readonly Bounds[]): Bounds {
  const parts = all.filter((p) => !isNever(p));
  const [first] = parts;
  if (!first) return EMPTY;
  if (parts.length === 1) return first;
  const axes = new Set(parts.flatMap(bound));
  return {
    src: addressesOf(parts, 'src'),
    dst: addressesOf(parts, 'dst'),
    service: numbersOf(parts, 'service'),
    in: numbersOf(parts, 'in'),
    out: numbersOf(parts, 'out'),
    exact: parts.every((p) => p.exact) && axes.size <= 1,
  };
}

function negated(b: Bounds, ports: number): Bounds {
  const axes = bound(b);
  const [axis] = axes;
  if (!b.exact) return SOME;
  if (isNever(b)) return UNBOUNDED;
  if (axis === undefined) return EMPTY;
  if (axes.length > 1) return SOME;
  if (axis === 'src' || axis === 'dst')
    return { ...UNBOUNDED, [axis]: subtract(ALL_ADDRESSES, b[axis] ?? []) };
  const whole = axis === 'service' ? ALL_SERVICES : [{ from: 0, to: ports - 1 }];
  return { ...UNBOUNDED, [axis]: subtractNumbers(whole, b[axis] ?? []) };
}

const addressAxis = (axis: 'src' | 'dst', set: AddressSet): Bounds =>
  covers(set, ALL_ADDRESSES) ? UNBOUNDED : { ...UNBOUNDED, [axis]: set };

/** A port of which the rules do not speak is in no class of them. */
function portAxis({ ports }: BoundsContext, axis: 'in' | 'out', named: readonly string[]): Bounds {
  const classes = classesOf(ports, named);
  if (classes === null) return SOME;
  return { ...UNBOUNDED, [axis]: numberUnion(classes.map((n) => ({ from: n, to: n }))) };
}

const ONLY_TCP: NumberSet = wholeProtocols([{ from: TCP, to: TCP }]);

function make(context: BoundsContext, match: Match): Bounds {
  switch (match.kind) {
    case 'always':
      return UNBOUNDED;
    case 'never':
      return EMPTY;
    case 'all':
      return match.of.reduce((b, part) => meetBounds(b, boundsOf(context, part)), UNBOUNDED);
    case 'any':
      return joinBounds(match.of.map((part) => boundsOf(context, part)));
    case 'not':
      return negated(boundsOf(context, match.of), context.ports.names.length);
    case 'src':
    case 'dst':
      return addressAxis(match.kind, match.set);
    case 'service':
      return serviceBounds(match.of);
    case 'in':
    case 'out':
      return portAxis(context, match.kind, match.ports);
    case 'flags':
      return { ...SOME, service: ONLY_TCP };
    case 'src-bits':
    case 'dst-bits':
    case 'state':
    case 'translated':
    case 'condition':
      return SOME;
  }
}

/** Bounds of a match, worked out once an object. */
export function boundsOf(context: BoundsContext, match: Match): Bounds {
  const before = context.memo.get(match);
  if (before) return before;
  const made = make(context, match);
  context.memo.set(match, made);
  return made;
}
