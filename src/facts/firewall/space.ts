/**
 * The packets of one question as assignments to numbered variables, the conditions that nobody decided beside them.
 * One space serves one question (its arena is never emptied). The order of the fields is the order of the variables:
 * few values first, then what rules distinguish most; conditions come last, as they are asked of few packets.
 */
import {
  and,
  type Bdd,
  type BddArena,
  bddArena,
  choose,
  diff,
  FALSE,
  MAX_VARIABLES,
  OVERFLOW,
  TRUE,
} from '../bdd.ts';
import { type BitField, cubeOf, fieldVariables, indexSet } from '../bdd-sets.ts';
import type { Condition, FirewallDevice, Match } from './model.ts';
import { addPortNames, classesOf, type PortClasses, portClasses } from './space-ports.ts';

export const FIELDS = [
  'family',
  'in',
  'out',
  'protocol',
  'dport',
  'dst',
  'src',
  'sport',
  'icmpType',
  'icmpCode',
  'flags',
  'state',
  'translatedSrc',
  'translatedDst',
] as const;
export type FieldName = (typeof FIELDS)[number];

/** A condition that is neither certain nor impossible at this time: one variable. */
export interface OpenCondition {
  readonly variable: number;
  readonly condition: Condition;
  readonly scope: string;
}

/** Whether a condition holds: true, false, or null where both can be. */
export type Decide = (condition: Condition) => boolean | null;

export interface Space {
  readonly arena: BddArena;
  readonly fields: Readonly<Record<FieldName, BitField>>;
  readonly ports: PortClasses;
  readonly decide: Decide;
  /** By scope and id; shared between the scopes of a space. */
  readonly conditions: Map<string, OpenCondition>;
  /** Whose conditions these are: those of different scopes have nothing to do with each other. */
  readonly scope: string;
  readonly firstCondition: number;
  /** What was encoded in this scope, by object. */
  readonly memo: Map<object, Bdd>;
  /** Packets that can be. */
  readonly sane: Bdd;
}

const WIDTHS: Readonly<Record<Exclude<FieldName, 'in' | 'out'>, number>> = {
  family: 1,
  protocol: 8,
  dport: 16,
  dst: 128,
  src: 128,
  sport: 16,
  icmpType: 8,
  icmpCode: 8,
  flags: 8,
  state: 3,
  translatedSrc: 1,
  translatedDst: 1,
};

const bitsFor = (count: number): number => (count <= 1 ? 0 : Math.ceil(Math.log2(count)));

function layOut(ports: number): { fields: Record<FieldName, BitField>; end: number } {
  let end = 0;
  const fields = Object.fromEntries(
    FIELDS.map((name) => {
      const bits = name === 'in' || name === 'out' ? bitsFor(ports) : WIDTHS[name];
      const field = { first: end, bits };
      end += bits;
      return [name, field];
    }),
  ) as Record<FieldName, BitField>;
  return { fields, end };
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

const ICMP4 = 1;
const ICMP6 = 58;
const STATES = 5;

/**
 * ICMP is of IPv4 and ICMPv6 of IPv6; ports and states are among those there are. Fields that a protocol does not have
 * need no rule here: no match asks them of it. `family` is held for IPv4.
 */
function possible(
  arena: BddArena,
  fields: Space['fields'],
  ports: number,
  families: readonly (4 | 6)[],
): Bdd {
  const { first } = fields.family;
  const without = (p: number): Bdd => diff(arena, TRUE, indexSet(arena, fields.protocol, [p]));
  const six = families.includes(6) ? without(ICMP4) : FALSE;
  const family = choose(arena, first, six, families.includes(4) ? without(ICMP6) : FALSE);
  const counts = [
    indexSet(arena, fields.in, upTo(ports)),
    indexSet(arena, fields.out, upTo(ports)),
    indexSet(arena, fields.state, upTo(STATES)),
  ];
  return counts.reduce((all, one) => and(arena, all, one), family);
}

export interface SpaceOptions {
  /** Ports that rules and questions name, patterns among them. */
  readonly ports: Iterable<string>;
  readonly families?: readonly (4 | 6)[];
  readonly decide: Decide;
  /** Nodes at most, and those to make room for at once. */
  readonly limit?: number;
  readonly expected?: number;
}

export function spaceOf({ ports, families = [4, 6], decide, limit, expected }: SpaceOptions): Space {
  const arena = bddArena(limit, expected);
  const classes = portClasses(ports);
  const { fields, end } = layOut(classes.names.length);
  return {
    arena,
    fields,
    ports: classes,
    decide,
    conditions: new Map(),
    scope: '',
    firstCondition: end,
    memo: new Map(),
    sane: possible(arena, fields, classes.names.length, families),
  };
}

/** The same packets, with conditions of its own: those of another device, where equal names need not be equal things. */
export const scopeOf = (space: Space, scope: string): Space => ({ ...space, scope, memo: new Map() });

/** Every port that a device has or its rules and stages name. */
export function portNames(devices: readonly FirewallDevice[]): Set<string> {
  const names = new Set<string>();
  const met = new Set<Match>();
  for (const { ports, lists, forward, input } of devices) {
    for (const { name } of ports) names.add(name);
    for (const { when } of [...forward, ...(input ?? [])]) addPortNames(when, names, met);
    for (const { rules } of lists) for (const { match } of rules) addPortNames(match, names, met);
  }
  return names;
}

/** The packets under a condition. */
export function conditionSet(space: Space, condition: Condition): Bdd {
  const decided = space.decide(condition);
  if (decided !== null) return decided ? TRUE : FALSE;
  const { arena, conditions, scope, firstCondition } = space;
  const key = `${scope}\n${condition.id}`;
  const known = conditions.get(key);
  if (known) return choose(arena, known.variable, FALSE, TRUE);
  const variable = firstCondition + conditions.size;
  if (variable >= MAX_VARIABLES) return OVERFLOW;
  conditions.set(key, { variable, condition, scope });
  return choose(arena, variable, FALSE, TRUE);
}

/** Packets that come in or go out by one of these ports, all of them among those of which the space was made. */
export function portSet({ arena, fields, ports }: Space, side: 'in' | 'out', named: readonly string[]): Bdd {
  const classes = classesOf(ports, named);
  return classes === null ? OVERFLOW : indexSet(arena, fields[side], classes);
}

/** The variables of some fields, for `exists`. */
export const fieldCube = ({ arena, fields }: Space, names: readonly FieldName[]): Bdd =>
  cubeOf(
    arena,
    names.flatMap((name) => fieldVariables(fields[name])),
  );

/** The variables of the open conditions that `which` takes, for `exists`. */
export const conditionCube = (space: Space, which: (c: OpenCondition) => boolean): Bdd =>
  cubeOf(
    space.arena,
    [...space.conditions.values()].filter(which).map((c) => c.variable),
  );
