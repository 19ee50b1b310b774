/** Which of the values that a field may have a person would choose. */
import type { Span } from './boxes-parts.ts';
import type { FieldName } from './space.ts';

const LIKED: Partial<Record<FieldName, readonly number[]>> = {
  protocol: [6, 17, 1, 58],
  dport: [443, 80, 22, 53, 3389, 445, 25, 8080, 1433, 389, 123, 21, 23, 135, 139, 161, 3128],
  sport: [49152, 1024],
  icmpType: [8, 128],
  icmpCode: [0],
  flags: [2, 0],
  state: [0],
};

const inside = (spans: readonly Span[], n: bigint): boolean => spans.some((s) => s.from <= n && n <= s.to);

/** One that people know, else the first that is not 0, else 0. */
export function pleasantNumber(name: FieldName, spans: readonly Span[]): bigint {
  const liked = LIKED[name]?.map(BigInt).find((n) => inside(spans, n));
  if (liked !== undefined) return liked;
  const some = spans.find((s) => s.to > 0n);
  return some ? (some.from > 0n ? some.from : 1n) : 0n;
}

const DOCUMENTATION = {
  src: { 4: 0xc633640an, 6: 0x2001_0db8_0001_0000_0000_0000_0000_0010n },
  dst: { 4: 0xcb00710an, 6: 0x2001_0db8_0002_0000_0000_0000_0000_0010n },
} as const;

/** Blocks wider than this are no network that has a host of its own. */
const WIDE = { 4: 1n << 26n, 6: 1n << 97n } as const;

/** This network, loopback, link-local, multicast and reserved addresses: no host sends from them or answers at them. */
const STRANGE: Readonly<Record<4 | 6, readonly Span[]>> = {
  4: [
    { from: 0n, to: 0x00ff_ffffn },
    { from: 0x7f00_0000n, to: 0x7fff_ffffn },
    { from: 0xa9fe_0000n, to: 0xa9fe_ffffn },
    { from: 0xe000_0000n, to: 0xffff_ffffn },
  ],
  6: [
    { from: 0n, to: (1n << 64n) - 1n },
    { from: 0xfe80n << 112n, to: (1n << 128n) - 1n },
  ],
};

function without(spans: readonly Span[], strange: readonly Span[]): readonly Span[] {
  return strange.reduce<readonly Span[]>(
    (left, { from, to }) =>
      left.flatMap((s) => [
        ...(s.from < from ? [{ from: s.from, to: s.to < from ? s.to : from - 1n }] : []),
        ...(s.to > to ? [{ from: s.from > to ? s.from : to + 1n, to: s.to }] : []),
      ]),
    spans,
  );
}

/** Last octets that look like a host, best first. */
const HOSTS = [10n, 20n, 50n, 100n, 200n, 11n];

const endsBlock = (n: bigint): boolean => (n & 255n) === 0n || (n & 255n) === 255n;

/** Of a span: host 10 of its first 256 addresses, else one that ends neither it nor a /24, where there is one. */
function hostIn({ from, to }: Span): bigint {
  const base = (from >> 8n) << 8n;
  const hosts = [base, base + 256n].flatMap((start) => HOSTS.map((n) => start + n));
  const near = [from + 1n, from + 2n, from + 3n].filter((n) => !endsBlock(n));
  return [...hosts, ...near].find((n) => n > from && n < to) ?? (endsBlock(from) ? to : from);
}

const size = ({ from, to }: Span): bigint => to - from;

/** A network that holds several hosts before a single address; nothing strange unless there is nothing else. */
export function pleasantAddress(side: 'src' | 'dst', version: 4 | 6, spans: readonly Span[]): bigint {
  const documented = DOCUMENTATION[side][version];
  const wide = spans.find((s) => s.from <= documented && documented <= s.to);
  if (wide && size(wide) >= WIDE[version]) return documented;
  const usual = without(spans, STRANGE[version]);
  const [first, ...others] = usual.length > 0 ? usual : spans;
  if (!first) return 0n;
  const roomy = [first, ...others].find((s) => size(s) >= 3n);
  return hostIn(roomy ?? first);
}
