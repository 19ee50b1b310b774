/** Single combinations of classes out of a set of requests, those that people expect to see first. */
import { ALL_IPV4, type Interval } from '../address-set.ts';
import { and, type Bdd, diff, exists, FALSE, OVERFLOW, restrict } from '../bdd.ts';
import { cubeOf, fieldVariables, holds } from '../bdd-sets.ts';
import type { Point } from './concrete.ts';
import { FIELDS, type Field, inClass, type Space, worldCube } from './space.ts';

type FieldName = (typeof FIELDS)[number];

/** The classes of one field that occur in a set. */
function occurring(space: Space, name: FieldName, set: Bdd): readonly number[] {
  const { first, bits, count } = space[name];
  if (bits === 0) return [0];
  const others = FIELDS.filter((f) => f !== name).flatMap((f) => fieldVariables(space[f]));
  const conditions = [...space.conditions.values()].map((c) => c.variable);
  const only = exists(space.arena, set, cubeOf(space.arena, [...others, ...conditions]));
  const has = (index: number): boolean =>
    holds(space.arena, only, (variable) => ((index >> (bits - 1 - (variable - first))) & 1) === 1);
  return Array.from({ length: count }, (_, index) => index).filter(has);
}

const V4_CLIENTS = ALL_IPV4[0]?.from ?? 0n;

/** A client of IPv4, where there is one. */
const usualClient = (field: Field<readonly Interval[]>, classes: readonly number[]): number | undefined =>
  classes.find((c) => field.partition.members[c]?.some((s) => s.from >= V4_CLIENTS));

const holdsPort = (space: Space, index: number, port: bigint): boolean =>
  space.port.partition.members[index]?.some((s) => s.from <= port && port <= s.to) ?? false;

/** No credentials and the address instead of a name are the last classes of their fields: one is usual, one is not. */
const PREFERRED: Partial<
  Record<FieldName, (space: Space, classes: readonly number[]) => number | undefined>
> = {
  user: (space, classes) => classes.find((c) => c === space.user.count - 1),
  method: (space, classes) => classes.find((c) => space.method.partition.members[c]?.includes('GET')),
  port: (space, classes) =>
    classes.find((c) => holdsPort(space, c, 80n)) ??
    classes.find((c) => holdsPort(space, c, 443n)) ??
    classes.find((c) => !holdsPort(space, c, 0n)),
  src: (space, classes) => usualClient(space.src, classes),
  claimed: (space, classes) => usualClient(space.claimed, classes),
  dst: (space, classes) => usualClient(space.dst, classes),
  proto: (space, classes) => classes.find((c) => space.proto.partition.members[c]?.includes('HTTP')),
};

/** Variables that the client does not choose play no part: `set` must not ask them. */
function pointIn(space: Space, set: Bdd): Point | null {
  let left = set;
  const point: Partial<Record<FieldName, number>> = {};
  for (const name of FIELDS) {
    const classes = occurring(space, name, left);
    const chosen = PREFERRED[name]?.(space, classes) ?? classes[0];
    if (chosen === undefined) return null;
    point[name] = chosen;
    left = restrict(space.arena, left, inClass(space, space[name], chosen));
  }
  return point as Point;
}

/** What the next point shall differ in. */
const DIFFERING: readonly FieldName[] = ['method', 'port', 'host', 'src', 'user'];

/** At most `most` points of a set, each unlike the others in what people look at first. */
export function* pointsIn(space: Space, set: Bdd, most: number): Generator<Point> {
  const { arena } = space;
  let left = exists(arena, set, worldCube(space));
  for (let n = 0; n < most && left !== FALSE && left !== OVERFLOW; n += 1) {
    const point = pointIn(space, left);
    if (!point) return;
    yield point;
    const seen = DIFFERING.map((name) => inClass(space, space[name], point[name])).reduce((all, one) =>
      and(arena, all, one),
    );
    left = diff(arena, left, seen);
  }
}
