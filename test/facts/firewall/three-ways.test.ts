import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromRanges, parseAddressSet } from '../../../src/facts/address-set.ts';
import { and, type Bdd, diff, FALSE, not, OVERFLOW, or } from '../../../src/facts/bdd.ts';
import { clipOf, effectiveSets, prepare } from '../../../src/facts/firewall/effective.ts';
import { matchSet, orAll } from '../../../src/facts/firewall/encode.ts';
import {
  addressField,
  freeFields,
  shiftField,
  withField,
} from '../../../src/facts/firewall/encode-fields.ts';
import type { FilterRule, FirewallDevice, Match } from '../../../src/facts/firewall/model.ts';
import { leftOf } from '../../../src/facts/firewall/shadow.ts';
import { spaceOf } from '../../../src/facts/firewall/space.ts';
import { random } from '../../estate/random.ts';
import { effectiveBoxes, holdsBox } from './boxes-oracle.ts';
import { decide, INNER, plainDevice, randomDevice, randomMatch, WITHIN, WORLDS } from './toy.ts';
import { isIn, spaceFor } from './toy-space.ts';

const first = (device: FirewallDevice) => {
  const [list] = device.lists;
  if (!list) throw new Error('no list');
  return list;
};

describe('diagrams, disjoint boxes and packets one by one', () => {
  test('give each rule the same packets', () => {
    for (let seed = 0; seed < 1000; seed += 1) {
      const device = randomDevice(seed, WITHIN);
      const space = spaceFor(device);
      const list = prepare(device, first(device), WITHIN);
      const sets = [...effectiveSets(space, list, clipOf(space, list, WITHIN))];
      const boxes = effectiveBoxes(device);
      const world = WORLDS[seed % WORLDS.length] ?? 0;
      const named = (found: readonly { readonly rule: FilterRule | null }[]): string =>
        found.map((f) => f.rule?.id ?? 'end').join();
      const asked = INNER.filter((_, i) => i % 3 === seed % 3);
      const one = asked.map((p) => decide(device, 'main', p, world).rule?.id ?? 'end');
      const box = asked.map((p) => named(boxes.filter((b) => holdsBox(b.set, p, world))));
      const diagram = asked.map((p) =>
        named(sets.filter((e) => isIn(space, e.set, p, world)).map((e) => e.entry)),
      );
      expect({ seed, box, diagram }).toEqual({ seed, box: one, diagram: one });
    }
  });
});

const seeds = fc.integer({ min: 0, max: 1_000_000 });

describe('laws', () => {
  test('what the entries of a list decide is disjoint, and together all that was asked', () =>
    fc.assert(
      fc.property(seeds, (seed) => {
        const device = randomDevice(seed);
        const space = spaceFor(device);
        const list = prepare(device, first(device), { kind: 'always' });
        const clip = clipOf(space, list, randomMatch(random(seed)));
        const sets = [...effectiveSets(space, list, clip)].map((e) => e.set);
        expect(orAll(space, sets)).toBe(clip.set);
        let seen: Bdd = FALSE;
        for (const set of sets) {
          expect(and(space.arena, seen, set)).toBe(FALSE);
          seen = or(space.arena, seen, set);
        }
      }),
      { numRuns: 200 },
    ));

  test('a narrower question gets its part of the wider answer', () =>
    fc.assert(
      fc.property(seeds, (seed) => {
        const device = randomDevice(seed);
        const space = spaceFor(device);
        const list = prepare(device, first(device), { kind: 'always' });
        const query = randomMatch(random(seed + 1));
        const narrow = new Map(
          [...effectiveSets(space, list, clipOf(space, list, query))].map((e) => [e.entry, e.set]),
        );
        const asked = matchSet(space, query);
        for (const { entry, set } of effectiveSets(space, list, clipOf(space, list, { kind: 'always' })))
          expect(narrow.get(entry) ?? FALSE).toBe(and(space.arena, set, asked));
      }),
      { numRuns: 200 },
    ));

  test('not, all and any are those of sets', () =>
    fc.assert(
      fc.property(seeds, seeds, (one, two) => {
        const space = spaceFor(randomDevice(0));
        const [a, b] = [randomMatch(random(one)), randomMatch(random(two))];
        const [x, y] = [matchSet(space, a), matchSet(space, b)];
        expect(matchSet(space, { kind: 'not', of: a })).toBe(not(space.arena, x));
        expect(matchSet(space, { kind: 'all', of: [a, b] })).toBe(and(space.arena, x, y));
        expect(matchSet(space, { kind: 'any', of: [a, b] })).toBe(or(space.arena, x, y));
      }),
      { numRuns: 200 },
    ));
});

describe('fields', () => {
  const side = (from: bigint, to: bigint): Match => ({
    kind: 'dst',
    set: fromRanges([{ version: 4, from, to }]),
  });
  const addresses = fc.bigInt({ min: 0n, max: 0xffff_ffffn });

  test('a block moves as its numbers do', () =>
    fc.assert(
      fc.property(addresses, addresses, addresses, (a, b, by) => {
        const space = spaceFor(randomDevice(0));
        const [from, to] = a < b ? [a, b] : [b, a];
        const field = addressField(space, 'dst', 4);
        const moved = matchSet(space, side(from, to));
        const v4 = matchSet(space, side(0n, 0xffff_ffffn));
        const size = 1n << 32n;
        const start = (((from - by) % size) + size) % size;
        const end = (((to - by) % size) + size) % size;
        const expected =
          start <= end
            ? matchSet(space, side(start, end))
            : diff(space.arena, v4, matchSet(space, side(end + 1n, start - 1n)));
        expect(shiftField(space, moved, field, by)).toBe(to - from === size - 1n ? v4 : expected);
        expect(shiftField(space, shiftField(space, moved, field, by), field, -by)).toBe(moved);
      }),
    ));

  test('a field at a value, and free', () => {
    const space = spaceFor(randomDevice(0));
    const { arena } = space;
    const match: Match = {
      kind: 'all',
      of: [
        { kind: 'src', set: parseAddressSet('10.0.0.0/8') ?? [] },
        { kind: 'dst', set: parseAddressSet('192.0.2.1') ?? [] },
      ],
    };
    const set = matchSet(space, match);
    const field = addressField(space, 'dst', 4);
    const sources = matchSet(space, { kind: 'src', set: parseAddressSet('10.0.0.0/8') ?? [] });
    expect(and(arena, withField(space, set, field, 0xc000_0201n), sources)).toBe(sources);
    expect(withField(space, set, field, 0xc000_0202n)).toBe(FALSE);
    expect(freeFields(space, set, ['dst'])).toBe(sources);
    expect(freeFields(space, OVERFLOW, ['dst'])).toBe(OVERFLOW);
  });
});

function metRules(device: FirewallDevice): ReadonlySet<string> {
  const met = new Set<string>();
  for (const p of INNER)
    for (const world of WORLDS) decide(device, 'main', p, world, { met: (r) => met.add(r.id) });
  return met;
}

describe('a space that is too small', () => {
  test('never calls a rule dead that is not', () => {
    let unknown = 0;
    for (let seed = 0; seed < 300; seed += 1) {
      const device = plainDevice(seed, WITHIN);
      const list = prepare(device, first(device), WITHIN);
      const make = () =>
        spaceOf({ ports: list.context.ports.mentioned, decide: () => null, limit: 40 + seed * 4 });
      const met = metRules(device);
      for (const entry of list.sequence.entries) {
        if (!entry.rule) continue;
        const { left } = leftOf({ device, list, workshop: { space: make(), make } }, entry);
        if (left === 'unknown') unknown += 1;
        else expect(left === 'something', `${seed} ${entry.rule.id}`).toBe(met.has(entry.rule.id));
      }
    }
    expect(unknown).toBeGreaterThan(100);
  });
});
