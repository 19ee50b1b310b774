/** A packet on its way, and the two that it becomes where a test on it is open. */
import { intersect, subtract } from '../address-set.ts';
import type { AddressSide, NumberField, Open, Possible, View } from './match-packet.ts';
import { intersectNumbers, subtractNumbers } from './match-packet-numbers.ts';
import type { FilterList, FilterRule } from './model.ts';

/** What was settled on the way, the last first. */
export interface Settled {
  readonly key: string;
  readonly value: boolean;
  readonly open: Open;
  readonly up: Settled | null;
}

/** Where to go on after a list that was called. */
export interface Back {
  readonly list: FilterList;
  readonly index: number;
  readonly depth: number;
  readonly up: Back | null;
}

/** A packet on its way; `locate` asks the NAT of destinations only, to find out whether it goes to the device itself. */
export interface Run {
  way: 'locate' | 'forward' | 'input';
  stage: number;
  /** null: between stages. */
  list: FilterList | null;
  /** The list of the stage. */
  base: FilterList | null;
  index: number;
  back: Back | null;
  now: Possible;
  /** As it came in. */
  first: Possible;
  /** Parts of `now` that are no longer what they were in `first`. */
  changed: Readonly<Record<AddressSide | 'sport' | 'dport', boolean>>;
  toSelf: boolean;
  /** What permitted it last. */
  rule: FilterRule | null;
  ruleList: FilterList | null;
  settled: Settled | null;
  /** What the stage sees; null: to be made. */
  view: View | null;
}

type Part = 'in' | 'out' | AddressSide | NumberField;
type OpenPart = Extract<Open, { open: Part }>;

/** The packet where the test holds, or where it fails. */
function narrowed(packet: Possible, open: OpenPart, holds: boolean): Possible {
  switch (open.open) {
    case 'in':
    case 'out':
      return { ...packet, [open.open]: packet[open.open].filter((n) => open.names.includes(n) === holds) };
    case 'src':
    case 'dst': {
      const keep = holds ? intersect : subtract;
      return { ...packet, [open.open]: keep(packet[open.open], open.set) };
    }
    default: {
      const keep = holds ? intersectNumbers : subtractNumbers;
      return { ...packet, [open.open]: keep(packet[open.open], open.set) };
    }
  }
}

function isChanged(run: Run, part: Part): boolean {
  if (part === 'out') return run.changed.dst;
  return part === 'src' || part === 'dst' || part === 'sport' || part === 'dport' ? run.changed[part] : false;
}

/** Ports are asked of the packet as it is. */
function half(run: Run, open: OpenPart, seenOriginal: boolean, holds: boolean): Run {
  const original = seenOriginal && open.open !== 'in' && open.open !== 'out';
  const both = !isChanged(run, open.open);
  const settled = { key: '', value: holds, open, up: run.settled };
  const now = both || !original ? narrowed(run.now, open, holds) : run.now;
  const first = both || original ? narrowed(run.first, open, holds) : run.first;
  return { ...run, now, first, settled, view: null };
}

const keyOf = (open: Extract<Open, { open: 'condition' | 'bits' }>): string =>
  open.open === 'bits' ? open.key : `condition ${open.condition.id}`;

/** `original`: the test was of the packet as it came in. The half where it holds is the last. */
export function split(run: Run, open: Open, original: boolean): readonly Run[] {
  if (open.open === 'condition' || open.open === 'bits') {
    const key = keyOf(open);
    return [false, true].map((value) => ({
      ...run,
      settled: { key, value, open, up: run.settled },
      view: null,
    }));
  }
  return [false, true].map((holds) => half(run, open, original, holds));
}
