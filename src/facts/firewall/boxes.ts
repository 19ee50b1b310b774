/** A set of packets as blocks that a person can read: prefixes or ranges, protocols and ports. */
import { type AddressSet, fromRanges } from '../address-set.ts';
import { and, type Bdd, exists } from '../bdd.ts';
import { mergeBoxes } from './boxes-merge.ts';
import { type Part, partsOf, type Span, widestFirst } from './boxes-parts.ts';
import { addressField } from './encode-fields.ts';
import type { NumberSet } from './model.ts';
import type { PacketBox, PacketBoxes } from './query.ts';
import { conditionCube, type FieldName, fieldCube, type Space } from './space.ts';

/** Of which boxes do not speak. */
const HIDDEN: readonly FieldName[] = ['in', 'out', 'flags', 'state', 'translatedSrc', 'translatedDst'];
const BOXED = ['protocol', 'dport', 'dst', 'src', 'sport', 'icmpType', 'icmpCode'] as const;
type Boxed = (typeof BOXED)[number];
type Draft = Partial<Record<Boxed, readonly Span[]>>;

/** Boxes that are looked at for each one asked for, before they are merged. */
const AHEAD = 64;

interface Walk {
  readonly space: Space;
  readonly version: 4 | 6;
  readonly most: number;
  readonly found: PacketBox[];
  more: boolean;
}

const small = (spans: readonly Span[]): NumberSet =>
  spans.map(({ from, to }) => ({ from: Number(from), to: Number(to) }));

const numbersOf = (spans: readonly Span[] | undefined, max: number): NumberSet | null => {
  const [first] = spans ?? [];
  return !spans || (first?.from === 0n && first.to === BigInt(max)) ? null : small(spans);
};

/** The protocol that the other family has is no gap. */
function protocols(spans: readonly Span[], version: 4 | 6): NumberSet {
  const missing = version === 4 ? 58n : 1n;
  const low = spans.find((s) => s.to === missing - 1n);
  const high = spans.find((s) => s.from === missing + 1n);
  if (!low || !high) return small(spans);
  const others = spans.filter((s) => s !== low && s !== high);
  const whole = [...others, { from: low.from, to: high.to }];
  return small(whole.sort((a, b) => (a.from < b.from ? -1 : 1)));
}

const addresses = (spans: readonly Span[] | undefined, version: 4 | 6): AddressSet =>
  fromRanges((spans ?? []).map(({ from, to }) => ({ version, from, to })));

const boxOf = (draft: Draft, version: 4 | 6): PacketBox => ({
  src: addresses(draft.src, version),
  dst: addresses(draft.dst, version),
  protocols: protocols(draft.protocol ?? [], version),
  sport: numbersOf(draft.sport, 65535),
  dport: numbersOf(draft.dport, 65535),
  icmpType: numbersOf(draft.icmpType, 255),
  icmpCode: numbersOf(draft.icmpCode, 255),
});

function partsAt({ space, version }: Walk, f: Bdd, name: Boxed) {
  const field = name === 'src' || name === 'dst' ? addressField(space, name, version) : space.fields[name];
  return partsOf(space.arena, f, field);
}

function walkField(walk: Walk, f: Bdd, at: number, draft: Draft): void {
  const name = BOXED[at];
  if (walk.found.length >= walk.most) {
    walk.more = true;
    return;
  }
  if (name === undefined) {
    walk.found.push(boxOf(draft, walk.version));
    return;
  }
  const { parts, cut } = partsAt(walk, f, name);
  walk.more ||= cut;
  for (const { below, values } of widestFirst(parts))
    walkField(walk, below, at + 1, { ...draft, [name]: values });
}

function ofFamily(space: Space, parts: readonly Part[], version: 4 | 6, most: number): Walk {
  const held = version === 4 ? 1n : 0n;
  const part = parts.find((p) => p.values.some((v) => v.from <= held && held <= v.to));
  const walk: Walk = { space, version, most, found: [], more: false };
  if (part) walkField(walk, part.below, 0, {});
  return walk;
}

const count = (set: readonly { from: number | bigint; to: number | bigint }[] | null, all: number): number =>
  set === null ? all : set.reduce((n, s) => n + Number(s.to) - Number(s.from) + 1, 0);

/** The logarithm of how many packets a box holds, as far as a float tells. */
function width({ src, dst, protocols: p, sport, dport, icmpType, icmpCode }: PacketBox): number {
  const share = (set: AddressSet): number => Math.log2(count(set, 0) + 1);
  const ports = Math.log2(count(sport, 65536)) + Math.log2(count(dport, 65536));
  return (
    share(src) +
    share(dst) +
    Math.log2(count(p, 0)) +
    ports +
    Math.log2(count(icmpType, 256) * count(icmpCode, 256))
  );
}

/** At most `limit` disjoint boxes of a set, the widest first. Ports of the device, flags, states and conditions are left out. */
export function packetBoxes(space: Space, set: Bdd, limit: number): PacketBoxes {
  const { arena, fields, sane } = space;
  const plain = exists(arena, and(arena, set, sane), fieldCube(space, HIDDEN));
  const shown = exists(
    arena,
    plain,
    conditionCube(space, () => true),
  );
  const { parts, cut } = partsOf(arena, shown, fields.family);
  const found = ([4, 6] as const).map((version) => ofFamily(space, parts, version, limit * AHEAD));
  const merged = mergeBoxes(found.flatMap((w) => w.found)).map((box) => ({ box, width: width(box) }));
  const boxes = merged.sort((a, b) => b.width - a.width).map(({ box }) => box);
  return { boxes: boxes.slice(0, limit), more: cut || found.some((w) => w.more) || boxes.length > limit };
}
