/** Fewer, wider boxes of the same packets. */
import { type AddressSet, ALL_IPV4, ALL_IPV6, intersect, isEmpty, union } from '../address-set.ts';
import { numberUnion } from './bounds.ts';
import type { NumberSet } from './model.ts';
import type { PacketBox } from './query.ts';

const numbersKey = (set: NumberSet | null): string =>
  set === null ? '*' : set.map((s) => `${s.from}-${s.to}`).join();
const addressKey = (set: AddressSet): string =>
  set.map((s) => `${s.from.toString(36)}-${s.to.toString(36)}`).join();

const AXES = ['dport', 'protocols', 'src', 'dst', 'sport', 'icmpType', 'icmpCode'] as const;
type BoxAxis = (typeof AXES)[number];

const axisKey = (box: PacketBox, axis: BoxAxis): string =>
  axis === 'src' || axis === 'dst' ? addressKey(box[axis]) : numbersKey(box[axis]);

const keyWithout = (box: PacketBox, ...without: readonly BoxAxis[]): string =>
  AXES.map((axis) => (without.includes(axis) ? '' : axisKey(box, axis))).join('|');

const isFamily = (set: AddressSet, other: AddressSet): boolean => isEmpty(intersect(set, other));

/** '4' or '6' where the box is of one family. */
function familyOf({ src, dst }: PacketBox): string {
  if (isFamily(src, ALL_IPV6) && isFamily(dst, ALL_IPV6)) return '4';
  return isFamily(src, ALL_IPV4) && isFamily(dst, ALL_IPV4) ? '6' : '46';
}

function joined(a: PacketBox, b: PacketBox, axis: BoxAxis): PacketBox {
  if (axis === 'src' || axis === 'dst') return { ...a, [axis]: union(a[axis], b[axis]) };
  const [x, y] = [a[axis], b[axis]];
  return { ...a, [axis]: x === null || y === null ? null : numberUnion([...x, ...y]) };
}

function grouped(boxes: readonly PacketBox[], key: (box: PacketBox) => string): readonly PacketBox[][] {
  const groups = new Map<string, PacketBox[]>();
  for (const box of boxes) {
    const k = key(box);
    groups.set(k, [...(groups.get(k) ?? []), box]);
  }
  return [...groups.values()];
}

/** Boxes that differ in one axis only become one. */
function mergeAxis(boxes: readonly PacketBox[], axis: BoxAxis): readonly PacketBox[] {
  if (axis === 'src' || axis === 'dst')
    return grouped(boxes, (b) => `${familyOf(b)}|${keyWithout(b, axis)}`).flatMap(([first, ...others]) =>
      first ? [others.reduce((a, b) => joined(a, b, axis), first)] : [],
    );
  return grouped(boxes, (b) => keyWithout(b, axis)).flatMap(([first, ...others]) =>
    first ? [others.reduce((a, b) => joined(a, b, axis), first)] : [],
  );
}

/** The same services in both families: no packet goes from one family to the other, so one box may hold both. */
const mergeFamilies = (boxes: readonly PacketBox[]): readonly PacketBox[] =>
  grouped(boxes, (b) => keyWithout(b, 'src', 'dst')).flatMap((group) => {
    const four = group.find((b) => familyOf(b) === '4');
    const six = group.find((b) => familyOf(b) === '6');
    if (!four || !six) return group;
    const both = joined(joined(four, six, 'src'), six, 'dst');
    return [both, ...group.filter((b) => b !== four && b !== six)];
  });

/** Merges until nothing changes. Boxes stay disjoint. */
export function mergeBoxes(boxes: readonly PacketBox[]): readonly PacketBox[] {
  let now = boxes;
  for (let before = now.length + 1; now.length < before; ) {
    before = now.length;
    now = AXES.reduce((list, axis) => mergeAxis(list, axis), now);
  }
  return mergeFamilies(now);
}
