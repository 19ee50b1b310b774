import { describe, expect, test } from 'vitest';
import { OVERFLOW } from '../../../src/facts/bdd.ts';
import { boundsOf } from '../../../src/facts/firewall/bounds.ts';
import { clipOf, effectiveSets, prepare } from '../../../src/facts/firewall/effective.ts';
import { matchSet } from '../../../src/facts/firewall/encode.ts';
import type { FilterList, FilterRule, FirewallDevice, Match } from '../../../src/facts/firewall/model.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import { random } from '../../estate/random.ts';
import { decide, deviceOf, matches, randomDevice, randomMatch, UNIVERSE, WORLDS } from './toy.ts';
import { isIn, spaceFor } from './toy-space.ts';

const ANY: Match = { kind: 'always' };
const main = (device: FirewallDevice): FilterList => {
  const [first] = device.lists;
  if (!first) throw new Error('no list');
  return first;
};

/** A part of the universe that differs from seed to seed, in one world. */
const sample = (seed: number): { packets: readonly Packet[]; world: number } => ({
  packets: UNIVERSE.filter((_, i) => i % 7 === seed % 7),
  world: WORLDS[seed % WORLDS.length] ?? 0,
});

describe('a match', () => {
  test('is the set of the packets that match', () => {
    for (let seed = 0; seed < 600; seed += 1) {
      const match = randomMatch(random(seed), 3);
      const device = deviceOf([
        {
          ...main(randomDevice(1)),
          id: 'main',
          rules: [
            {
              ...(main(randomDevice(1)).rules[0] as FilterList['rules'][number]),
              match,
              action: { do: 'permit' },
            },
          ],
        },
      ]);
      const space = spaceFor(device);
      const set = matchSet(space, match);
      const { packets, world } = sample(seed);
      const seen = packets.map((p) => isIn(space, set, p, world));
      expect({ seed, seen }).toEqual({ seed, seen: packets.map((p) => matches(match, p, world)) });
    }
  });
});

describe('effective sets', () => {
  test('give each packet to the rule that decides it, in every world', () => {
    for (let seed = 0; seed < 1000; seed += 1) {
      const device = randomDevice(seed);
      const draw = random(seed + 5000);
      const query = draw.below(2) === 0 ? ANY : randomMatch(draw);
      const space = spaceFor(device);
      const list = prepare(device, main(device), ANY);
      const found = [...effectiveSets(space, list, clipOf(space, list, query))];
      const { packets, world } = sample(seed);
      const label = (rule: FilterRule | null, id: string, does: string): string =>
        `${id} ${rule?.id ?? 'end'} ${does}`;
      const seen = packets.map((p) =>
        found
          .filter((e) => isIn(space, e.set, p, world))
          .map(({ entry: e }) => label(e.rule, e.list.id, e.does))
          .join(),
      );
      const expected = packets.map((p) => {
        const { rule, list: id, does } = decide(device, 'main', p, world);
        return matches(query, p, world) ? label(rule, id, does) : '';
      });
      expect({ seed, seen }).toEqual({ seed, seen: expected });
    }
  });

  test('of a space that is too small are right or not known', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const device = randomDevice(seed);
      const space = spaceFor(device, 50 + seed * 3);
      const list = prepare(device, main(device), ANY);
      const { packets, world } = sample(seed);
      const found = [...effectiveSets(space, list, clipOf(space, list, ANY))];
      for (const packet of packets) {
        const expected = decide(device, 'main', packet, world);
        for (const { entry, set } of found.filter((e) => e.set !== OVERFLOW)) {
          const own = entry.rule === expected.rule && entry.list.id === expected.list;
          if (isIn(space, set, packet, world)) expect(own, `${seed}`).toBe(true);
        }
        const given = found.some((e) => e.set === OVERFLOW || isIn(space, e.set, packet, world));
        expect(given, `${seed}`).toBe(true);
      }
    }
  });
});

test('bounds hold whatever matches', () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const match = randomMatch(random(seed), 3);
    const device = deviceOf([{ ...main(randomDevice(seed)) }]);
    const list = prepare(device, main(device), ANY);
    const space = spaceFor(device);
    const bounds = boundsOf(list.context, match);
    const empty = [bounds.src, bounds.dst, bounds.service, bounds.in, bounds.out].some(
      (a) => a?.length === 0,
    );
    if (empty) expect(matchSet(space, match)).toBe(0);
  }
});
