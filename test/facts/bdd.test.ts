import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALL_ADDRESSES, parseAddressSet, union } from '../../src/facts/address-set.ts';
import {
  and,
  type Bdd,
  type BddArena,
  bddArena,
  choose,
  diff,
  exists,
  FALSE,
  MAX_VARIABLES,
  not,
  OVERFLOW,
  or,
  restrict,
  TRUE,
} from '../../src/facts/bdd.ts';
import {
  ADDRESS_BITS,
  addressBdd,
  cubeOf,
  fieldVariables,
  holds,
  indexSet,
  numberSet,
  satisfyOne,
  support,
} from '../../src/facts/bdd-sets.ts';

const WIDTH = 6;
const ROWS = 2 ** WIDTH;

/** Truth tables of six variables as 64 bits: row r holds variable v where bit v of r is set. */
type Table = bigint;
const ALL: Table = (1n << 64n) - 1n;
const tableOf = (holdsIn: (row: number) => boolean): Table =>
  Array.from({ length: ROWS }, (_, r) => (holdsIn(r) ? 1n << BigInt(r) : 0n)).reduce((a, b) => a | b, 0n);
const inTable = (t: Table, row: number): boolean => ((t >> BigInt(row)) & 1n) === 1n;
const bit = (row: number, v: number): boolean => ((row >> v) & 1) === 1;
const tableOfBdd = (arena: BddArena, f: Bdd): Table => tableOf((row) => holds(arena, f, (v) => bit(row, v)));

function bddOf(arena: BddArena, t: Table, variable = 0, row = 0): Bdd {
  if (variable === WIDTH) return inTable(t, row) ? TRUE : FALSE;
  const lo = bddOf(arena, t, variable + 1, row);
  return choose(arena, variable, lo, bddOf(arena, t, variable + 1, row | (1 << variable)));
}

const table = fc.bigInt({ min: 0n, max: ALL });
const variables = fc.uniqueArray(fc.integer({ min: 0, max: WIDTH - 1 }));

describe('sets as decision diagrams', () => {
  test('agree with truth tables, and equal sets are one node', () => {
    fc.assert(
      fc.property(table, table, (s, t) => {
        const arena = bddArena();
        const f = bddOf(arena, s);
        const g = bddOf(arena, t);
        expect(tableOfBdd(arena, f)).toBe(s);
        expect(and(arena, f, g)).toBe(bddOf(arena, s & t));
        expect(or(arena, f, g)).toBe(bddOf(arena, s | t));
        expect(diff(arena, f, g)).toBe(bddOf(arena, s & ~t & ALL));
        expect(not(arena, f)).toBe(bddOf(arena, ~s & ALL));
      }),
    );
  });

  test('some value of variables, and fixed values', () => {
    fc.assert(
      fc.property(table, variables, fc.nat(ROWS - 1), (t, asked, values) => {
        const arena = bddArena();
        const f = bddOf(arena, t);
        const mask = asked.reduce((m, v) => m | (1 << v), 0);
        const some = tableOf((row) =>
          Array.from({ length: ROWS }, (_, r) => r).some(
            (r) => (r & ~mask) === (row & ~mask) && inTable(t, r),
          ),
        );
        expect(exists(arena, f, cubeOf(arena, asked))).toBe(bddOf(arena, some));
        const literals = [...asked].sort((a, b) => b - a);
        const cube = literals.reduce(
          (c, v) => (bit(values, v) ? choose(arena, v, FALSE, c) : choose(arena, v, c, FALSE)),
          TRUE as Bdd,
        );
        const fixed = tableOf((row) => inTable(t, (row & ~mask) | (values & mask)));
        expect(restrict(arena, f, cube)).toBe(bddOf(arena, fixed));
      }),
    );
  });

  test('one assignment of a set is in it, and the support is what it depends on', () => {
    fc.assert(
      fc.property(table, (t) => {
        const arena = bddArena();
        const f = bddOf(arena, t);
        const one = satisfyOne(arena, f);
        expect(one === null).toBe(t === 0n);
        if (one) expect(holds(arena, f, (v) => one.get(v) ?? false)).toBe(true);
        if (one) expect(holds(arena, f, (v) => one.get(v) ?? true)).toBe(true);
        const depends = Array.from({ length: WIDTH }, (_, v) => v).filter((v) =>
          Array.from({ length: ROWS }, (_, r) => r).some((r) => inTable(t, r) !== inTable(t, r ^ (1 << v))),
        );
        expect(support(arena, f)).toEqual(depends);
      }),
    );
  });
});

describe('an arena with too few nodes', () => {
  test('says so, keeps its limit, and never gives a wrong set', () => {
    fc.assert(
      fc.property(table, table, fc.integer({ min: 3, max: 40 }), (s, t, limit) => {
        const arena = bddArena(limit);
        const f = bddOf(arena, s);
        const g = bddOf(arena, t);
        const made: readonly [Bdd, Table][] = [
          [and(arena, f, g), s & t],
          [or(arena, f, g), s | t],
          [diff(arena, f, g), s & ~t & ALL],
        ];
        for (const [node, truth] of made) if (node !== OVERFLOW) expect(tableOfBdd(arena, node)).toBe(truth);
        expect(arena.size).toBeLessThanOrEqual(limit);
      }),
    );
  });

  test('overflow goes through every operation unless the other side decides', () => {
    const arena = bddArena();
    const x = choose(arena, 0, FALSE, TRUE);
    expect([and, or, diff].map((op) => op(arena, x, OVERFLOW))).toEqual([OVERFLOW, OVERFLOW, OVERFLOW]);
    expect(diff(arena, OVERFLOW, x)).toBe(OVERFLOW);
    expect(and(arena, FALSE, OVERFLOW)).toBe(FALSE);
    expect(or(arena, OVERFLOW, TRUE)).toBe(TRUE);
    expect(exists(arena, OVERFLOW, x)).toBe(OVERFLOW);
    expect(satisfyOne(arena, OVERFLOW)).toBeNull();
    expect(choose(arena, MAX_VARIABLES, FALSE, TRUE)).toBe(OVERFLOW);
  });

  test('the deepest diagram fits the stack', () => {
    const arena = bddArena();
    const odd = Array.from({ length: MAX_VARIABLES }, (_, v) => v);
    const chain = odd.reduceRight((f, v) => choose(arena, v, f, v % 2 ? FALSE : f), TRUE as Bdd);
    const other = odd.reduceRight((f, v) => choose(arena, v, f, v % 3 ? FALSE : f), TRUE as Bdd);
    expect(and(arena, chain, other)).not.toBe(OVERFLOW);
    expect(exists(arena, chain, cubeOf(arena, odd))).toBe(TRUE);
    expect(restrict(arena, chain, cubeOf(arena, [0]))).not.toBe(OVERFLOW);
  });
});

const spans = fc
  .uniqueArray(fc.nat(255), { minLength: 2, maxLength: 12 })
  .map((ends) => ends.sort((a, b) => a - b))
  .map((ends) => ends.flatMap((from, i) => (i % 2 === 0 ? [{ from, to: ends[i + 1] ?? from }] : [])));

describe('sets of numbers', () => {
  const field = { first: 3, bits: 8 };
  const value = (n: number) => (v: number) => ((n >> (field.first + field.bits - 1 - v)) & 1) === 1;

  test('of intervals and of single numbers', () => {
    fc.assert(
      fc.property(spans, (given) => {
        const arena = bddArena();
        const within = (n: number): boolean => given.some((s) => s.from <= n && n <= s.to);
        const f = numberSet(
          arena,
          field,
          given.map((s) => ({ from: BigInt(s.from), to: BigInt(s.to) })),
        );
        const numbers = Array.from({ length: 256 }, (_, n) => n);
        expect(numbers.filter((n) => holds(arena, f, value(n)))).toEqual(numbers.filter(within));
        expect(indexSet(arena, field, numbers.filter(within))).toBe(f);
      }),
    );
  });

  test('a field has its variables in order', () =>
    expect(fieldVariables(field)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]));

  test('addresses of both families do not mix', () => {
    const arena = bddArena();
    const texts = ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '::/96'];
    const sets = texts.map((t) => parseAddressSet(t) ?? []);
    const all = addressBdd(arena, 0, union(...sets));
    expect(sets.map((s) => addressBdd(arena, 0, s)).reduce((a, b) => or(arena, a, b))).toBe(all);
    expect(addressBdd(arena, 0, ALL_ADDRESSES)).toBe(TRUE);
    expect(addressBdd(arena, 0, [])).toBe(FALSE);
    const v4 = (n: bigint) => (v: number) => v === 0 || (v <= 32 && ((n >> BigInt(32 - v)) & 1n) === 1n);
    expect(holds(arena, all, v4(0x0aff_0001n))).toBe(true);
    expect(holds(arena, all, v4(0xc000_0208n))).toBe(false);
    const v6 = (n: bigint) => (v: number) => v > 0 && ((n >> BigInt(ADDRESS_BITS - 1 - v)) & 1n) === 1n;
    expect(holds(arena, all, v6(0x0aff_0001n))).toBe(true);
    expect(holds(arena, all, v6(0x2001_0db8n << 96n))).toBe(true);
    expect(holds(arena, all, v6(0x2001_0db9n << 96n))).toBe(false);
  });
});
