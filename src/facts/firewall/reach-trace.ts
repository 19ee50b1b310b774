/** Packets on their way along a line of devices, and the way back to what they were when they started. */
import type { Bilingual } from '../../model/text.ts';
import type { AddressSet } from '../address-set.ts';
import { and, type Bdd, exists } from '../bdd.ts';
import { addressSide, numbers } from './encode.ts';
import { addressField, shiftField } from './encode-fields.ts';
import type { NumberSet } from './model.ts';
import type { RuleAt } from './query.ts';
import type { Stray } from './reach-ports.ts';
import { type FieldName, fieldCube, type Space } from './space.ts';

type Side = 'src' | 'dst';

/** One field after NAT: any of a set, whatever it was; or moved by some distance. */
export type Step =
  | { readonly field: Side; readonly version: 4 | 6; readonly set: AddressSet }
  | { readonly field: Side; readonly version: 4 | 6; readonly by: bigint }
  | { readonly field: 'sport' | 'dport'; readonly set: NumberSet }
  | { readonly field: 'sport' | 'dport'; readonly by: number };

/** What happened to all packets of a node at once. `renewed`: fields that then were set anew, as they follow from others. */
export interface Op {
  readonly steps: readonly Step[];
  readonly renewed: readonly FieldName[];
}

/** What packets were before an operation. */
export interface Trace {
  readonly before: Bdd;
  readonly op: Op;
  readonly up: Trace | null;
}

export interface Chain<T> {
  readonly one: T;
  readonly up: Chain<T> | null;
}

/** What of a node is known without looking into its set; null: any. */
export interface Hull {
  readonly src: AddressSet | null;
  readonly dst: AddressSet | null;
  readonly service: NumberSet | null;
  /** Ports by which they go out. */
  readonly out: readonly string[] | null;
}

/** Packets that have come to the same place in the same way. */
export interface Node {
  readonly now: Bdd;
  readonly hull: Hull;
  readonly trace: Trace | null;
  readonly by: Chain<RuleAt> | null;
  /** Whether what they are now hangs on a choice that is not known: one of a pool of addresses, one of several ports. */
  readonly choice: boolean;
  /** Whether they were parted since the first such choice, so that others of them may be elsewhere by another choice. */
  readonly parted: boolean;
  /** Where they go is behind another port than the declared one, so that no rule's word on them counts. */
  readonly astray: Stray | null;
  /** Why it is not certain that they came here at all. */
  readonly maybe: Chain<Bilingual> | null;
}

export function chained<T>(chain: Chain<T> | null): readonly T[] {
  const list: T[] = [];
  for (let at = chain; at; at = at.up) list.push(at.one);
  return list.reverse();
}

const fieldOf = (space: Space, step: Step) =>
  'version' in step ? addressField(space, step.field, step.version) : space.fields[step.field];

function targetSet(space: Space, step: Extract<Step, { set: unknown }>): Bdd {
  return 'version' in step ? addressSide(space, step.field, step.set) : numbers(space, step.field, step.set);
}

/** Packets after a step. */
export function stepped(space: Space, set: Bdd, step: Step): Bdd {
  if ('by' in step) return shiftField(space, set, fieldOf(space, step), -BigInt(step.by));
  const { arena } = space;
  return and(arena, exists(arena, set, fieldCube(space, [step.field])), targetSet(space, step));
}

/** Packets that a step may bring into the set. */
function unstepped(space: Space, set: Bdd, step: Step): Bdd {
  if ('by' in step) return shiftField(space, set, fieldOf(space, step), BigInt(step.by));
  const { arena } = space;
  return exists(arena, and(arena, set, targetSet(space, step)), fieldCube(space, [step.field]));
}

/** Packets before the steps that may be in the set after them; other fields are as they were after them. */
export const undoSteps = (space: Space, set: Bdd, steps: readonly Step[]): Bdd =>
  steps.reduceRight((x, step) => unstepped(space, x, step), set);

/** What the packets of a set were at the start. */
export function pulledBack(space: Space, set: Bdd, trace: Trace | null): Bdd {
  const { arena } = space;
  let at = set;
  for (let t = trace; t; t = t.up) {
    const renewed = exists(arena, at, fieldCube(space, t.op.renewed));
    at = and(arena, undoSteps(space, renewed, t.op.steps), t.before);
  }
  return at;
}

/** The part of a node that goes astray, by any of the ports that are possible. */
export const strayed = (space: Space, node: Node, stray: Stray): Node => ({
  ...node,
  now: and(space.arena, node.now, stray.set),
  hull: { ...node.hull, out: stray.names },
  choice: true,
  parted: true,
  astray: stray,
});
