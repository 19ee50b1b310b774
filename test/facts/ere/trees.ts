/** Random trees of regular expressions, in the form that reading gives them. */
import fc from 'fast-check';
import { bytesWhere } from '../../../src/facts/ere/bytes.ts';
import type { Ere } from '../../../src/facts/ere/syntax.ts';

const set: fc.Arbitrary<Ere> = fc
  .subarray([...'ab_/: '], { minLength: 1 })
  .map((chars) => ({ op: 'set', bytes: bytesWhere((b) => chars.includes(String.fromCharCode(b))) }));

const anchor: fc.Arbitrary<Ere> = fc.oneof(
  fc.constantFrom<Ere>({ op: 'start' }, { op: 'end' }, { op: 'text-start' }, { op: 'text-end' }),
  fc.constantFrom('b', 'B', '<', '>').map((kind): Ere => ({ op: 'edge', kind: kind as 'b' })),
);

const count = fc.constantFrom<readonly [number, number | null]>([0, null], [0, 1], [2, 2], [0, 3], [2, null]);

const { plain } = fc.letrec<{ plain: Ere }>((tie) => ({
  plain: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    set,
    fc.array(tie('plain'), { minLength: 2, maxLength: 3 }).map((parts): Ere => ({ op: 'concat', parts })),
    fc.array(tie('plain'), { minLength: 2, maxLength: 3 }).map((parts): Ere => ({ op: 'either', parts })),
    fc.tuple(tie('plain'), count).map(([of, [min, max]]): Ere => ({ op: 'repeat', of, min, max })),
  ),
}));

/** Without anchors. */
export const plainTree: fc.Arbitrary<Ere> = plain;

/** Anchors stand between the parts, outside of all repetitions. */
export const anyTree: fc.Arbitrary<Ere> = fc
  .array(fc.oneof(plain, anchor), { minLength: 2, maxLength: 4 })
  .map((parts) => ({ op: 'concat', parts }));

/** Texts of what the trees read. */
export const nearText: fc.Arbitrary<string> = fc.string({ unit: fc.constantFrom(...'ab_/: '), maxLength: 8 });
