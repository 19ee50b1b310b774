/** The requests that a program can tell apart: dimensions, each cut into classes, and what is not known beside them. */

import type { Bilingual } from '../../model/text.ts';
import type { Interval } from '../address-set.ts';
import {
  and,
  type Bdd,
  type BddArena,
  bddArena,
  choose,
  diff,
  FALSE,
  MAX_VARIABLES,
  not,
  or,
  TRUE,
} from '../bdd.ts';
import { type BitField, cubeOf, fieldVariables, indexSet } from '../bdd-sets.ts';
import { type Dimensions, dimensionsOf } from './dimensions.ts';
import type { NameClass } from './name-classes.ts';
import type { Partition } from './partition.ts';
import type { EntryPoint, UserPoint } from './points.ts';
import type { SquidProgram } from './program.ts';
import type { SquidQuery } from './query.ts';
import type { SquidSection } from './section.ts';

/** One dimension in the variables of the diagram. `count`: classes of the partition and those added after them. */
export interface Field<M> extends BitField {
  readonly partition: Partition<M>;
  readonly count: number;
}

/** Something that only the running proxy knows: one variable. */
export interface Condition {
  readonly variable: number;
  readonly because: Bilingual;
}

export interface Space {
  readonly arena: BddArena;
  readonly program: SquidProgram;
  readonly section: SquidSection;
  readonly dimensions: Dimensions;
  /** What a client chooses. */
  readonly method: Field<readonly string[]>;
  /** The class after those of users is that of no credentials. */
  readonly user: Field<readonly UserPoint[]>;
  readonly entry: Field<readonly EntryPoint[]>;
  readonly port: Field<readonly Interval[]>;
  readonly proto: Field<readonly string[]>;
  readonly minute: Field<readonly Interval[]>;
  readonly src: Field<readonly Interval[]>;
  /** Whom X-Forwarded-For names. */
  readonly claimed: Field<readonly Interval[]>;
  /** The class after those of names is that of addresses. */
  readonly host: Field<NameClass>;
  readonly dst: Field<readonly Interval[]>;
  /** What the world adds: the name of an address, the proxy's own address. */
  readonly rdns: Field<NameClass>;
  readonly localip: Field<readonly Interval[]>;
  readonly conditions: Map<string, Condition>;
  /** Combinations of classes that can be. */
  readonly universe: Bdd;
}

const bitsFor = (count: number): number => (count <= 1 ? 0 : Math.ceil(Math.log2(count)));

interface Layout {
  next: number;
}

function field<M>(layout: Layout, partition: Partition<M>, extra = 0): Field<M> {
  const count = partition.members.length + extra;
  const bits = bitsFor(count);
  const first = layout.next;
  layout.next += bits;
  return { first, bits, partition, count };
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** The requests of one class of a field. */
export const inClass = (space: Space, { first, bits }: BitField, index: number): Bdd =>
  indexSet(space.arena, { first, bits }, [index]);

export const inClasses = (space: Space, { first, bits }: BitField, indices: readonly number[]): Bdd =>
  indexSet(space.arena, { first, bits }, indices);

/** The requests that one set of a field's partition holds. */
export const inSet = (space: Space, of: Field<unknown>, set: number | undefined): Bdd =>
  set === undefined ? FALSE : inClasses(space, of, of.partition.classesOf[set] ?? []);

export const noCredentials = (space: Space): Bdd => inClass(space, space.user, space.user.count - 1);
export const isLiteral = (space: Space): Bdd => inClass(space, space.host, space.host.count - 1);
export const isConnect = (space: Space): Bdd => inSet(space, space.method, space.dimensions.connect);

export const isUrn = (space: Space): Bdd => inSet(space, space.proto, space.dimensions.urn);

/** Later ones are asked first, so that a row with a new one leaves what the rows before it made as it is. */
function conditionVariable({ localip, conditions }: Space): number {
  const variable = MAX_VARIABLES - 1 - conditions.size;
  return variable < localip.first + localip.bits ? MAX_VARIABLES : variable;
}

/** The condition of a key, made at its first use: the same key is the same unknown. */
export function conditionOf(space: Space, key: string, because: () => Bilingual): Bdd {
  const known = space.conditions.get(key);
  if (known) return choose(space.arena, known.variable, FALSE, TRUE);
  const variable = conditionVariable(space);
  space.conditions.set(key, { variable, because: because() });
  return choose(space.arena, variable, FALSE, TRUE);
}

/** Variables that no client chooses. */
export const worldCube = (space: Space): Bdd =>
  cubeOf(space.arena, [
    ...fieldVariables(space.rdns),
    ...fieldVariables(space.localip),
    ...[...space.conditions.values()].map((c) => c.variable),
  ]);

/** Of two conditions of which neither can be without the other. */
const both = (arena: BddArena, f: Bdd, g: Bdd): Bdd =>
  or(arena, and(arena, f, g), diff(arena, not(arena, f), g));

/** A port of the proxy with an address of one family is reached by clients of that family. */
function families(space: Space): Bdd {
  const { arena, entry, dimensions } = space;
  const four = inSet(space, space.src, dimensions.clients4);
  const wrong = or(
    arena,
    diff(arena, inSet(space, entry, dimensions.only4), four),
    and(arena, inSet(space, entry, dimensions.only6), four),
  );
  return not(arena, wrong);
}

/** Squid takes no CONNECT where it stands before a server, serves nobody where no PROXY header is taken, and no client is at 0.0.0.0. */
function served(space: Space): Bdd {
  const { arena, entry, dimensions } = space;
  const tunnels = and(arena, isConnect(space), inSet(space, entry, dimensions.accel));
  const nobody = inSet(space, space.src, dimensions.nobody);
  return not(arena, or(arena, or(arena, tunnels, nobody), inSet(space, entry, dimensions.closed)));
}

/** Only an address has a name by reverse look-up, and is of a class of addresses; a name is none of those. */
function destinations(space: Space): Bdd {
  const none = and(space.arena, inClass(space, space.dst, 0), inClass(space, space.rdns, 0));
  const { members } = space.host.partition;
  const names = members.flatMap((m, index) => (m.numeric ? [] : [index]));
  return or(space.arena, isLiteral(space), and(space.arena, none, inClasses(space, space.host, names)));
}

/** Only CONNECT has no scheme, and only URN has no port. */
const possible = (space: Space): readonly Bdd[] => [
  both(space.arena, isConnect(space), inSet(space, space.proto, space.dimensions.noScheme)),
  both(space.arena, isUrn(space), inSet(space, space.port, space.dimensions.portZero)),
  destinations(space),
  families(space),
  served(space),
];

const withinCounts = (space: Space): Bdd =>
  FIELDS.map((name) => inClasses(space, space[name], upTo(space[name].count))).reduce(
    (all, one) => and(space.arena, all, one),
    TRUE,
  );

export const FIELDS = [
  'method',
  'user',
  'entry',
  'port',
  'proto',
  'minute',
  'src',
  'claimed',
  'host',
  'dst',
  'rdns',
  'localip',
] as const;

/** The order of the fields is that of the variables: few classes first, what is not known last. */
function layOut(dimensions: Dimensions): Pick<Space, (typeof FIELDS)[number]> {
  const layout: Layout = { next: 0 };
  return {
    method: field(layout, dimensions.method),
    user: field(layout, dimensions.user, 1),
    entry: field(layout, dimensions.entry),
    port: field(layout, dimensions.port),
    proto: field(layout, dimensions.proto),
    minute: field(layout, dimensions.minute),
    src: field(layout, dimensions.src),
    claimed: field(layout, dimensions.follows ? dimensions.src : NOTHING),
    host: field(layout, dimensions.host, 1),
    dst: field(layout, dimensions.dst),
    rdns: field(layout, dimensions.reverse ? dimensions.host : NO_NAMES),
    localip: field(layout, dimensions.localip),
  };
}

const NOTHING: Partition<readonly Interval[]> = { members: [[]], classesOf: [] };
const NO_NAMES: Partition<NameClass> = {
  members: [{ listed: [], below: [''], complete: false, numeric: false, wide: false }],
  classesOf: [],
};

/** `query` null: no question, so that nothing but the program tells requests apart. `limit`: nodes of the diagram. */
export function spaceOf(
  program: SquidProgram,
  section: SquidSection,
  query: SquidQuery | null,
  limit?: number,
): Space {
  const dimensions = dimensionsOf(program, section, query);
  const arena = bddArena(limit);
  const draft = {
    arena,
    program,
    section,
    dimensions,
    ...layOut(dimensions),
    conditions: new Map(),
    universe: TRUE,
  };
  const universe = possible(draft).reduce((all, one) => and(arena, all, one), withinCounts(draft));
  return { ...draft, universe };
}
