/** Which destinations still lead to the end of a question, seen from each stage: what is elsewhere need not be followed. */
import {
  type AddressSet,
  ALL_ADDRESSES,
  fromRanges,
  intersect,
  isEmpty,
  subtract,
  toRanges,
  union,
} from '../address-set.ts';
import { oncePer } from '../once.ts';
import { boundsOf } from './bounds.ts';
import { contextOf } from './effective.ts';
import { listsReached } from './evaluate-lists.ts';
import type { AddressTarget, FirewallDevice, Stage } from './model.ts';
import { ownAddresses } from './ports.ts';

/** Destinations that may become others; null: any. */
interface Rewrite {
  readonly from: AddressSet | null;
  readonly target: AddressTarget | null;
}

function rewritesAt(device: FirewallDevice, stage: Stage): readonly Rewrite[] {
  const context = contextOf(device);
  return listsReached(device, stage.list).flatMap(({ rules }) =>
    rules.flatMap(({ enabled, match, action }): Rewrite[] => {
      if (!enabled) return [];
      const from = stage.sees === 'original' ? null : boundsOf(context, match).dst;
      if (action.do === 'unknown' && stage.kind === 'nat') return [{ from, target: null }];
      return action.do === 'translate' && action.to.dst ? [{ from, target: action.to.dst }] : [];
    }),
  );
}

/** By stage of the device's forward way. */
const rewrites = oncePer((device: FirewallDevice): readonly (readonly Rewrite[])[] =>
  device.forward.map((stage) => rewritesAt(device, stage)),
);

type Shift = Extract<AddressTarget, { to: 'shift' }>;

/** Addresses that a move brings into the set. */
function beforeShift({ version, first, last, onto }: Shift, set: AddressSet): AddressSet {
  const image = fromRanges([{ version, from: onto, to: onto + (last - first) }]);
  return fromRanges(
    toRanges(intersect(set, image)).map(({ from, to }) => ({
      version,
      from: from - onto + first,
      to: to - onto + first,
    })),
  );
}

function sources({ from, target }: Rewrite, useful: AddressSet): AddressSet {
  const all = from ?? ALL_ADDRESSES;
  if (target === null || target.to === 'unknown') return all;
  if (target.to === 'interface') return [];
  if (target.to === 'shift') return intersect(all, beforeShift(target, useful));
  return isEmpty(intersect(target.set, useful)) && target.set.length > 0 ? [] : all;
}

/**
 * Destinations that may end up in `to`, before each stage of a device and, last, behind it. Its own addresses are no way
 * through it, but NAT may make another destination of them.
 */
export function usefulDestinations(device: FirewallDevice, to: AddressSet): readonly AddressSet[] {
  const own = ownAddresses(device);
  let useful = isEmpty(own) ? to : subtract(to, own);
  const out = [useful];
  for (const stage of rewrites(device).toReversed()) {
    const more = stage.map((r) => sources(r, useful)).filter((s) => s.length > 0);
    if (more.length > 0) useful = union(useful, ...more);
    out.push(useful);
  }
  return out.reverse();
}
