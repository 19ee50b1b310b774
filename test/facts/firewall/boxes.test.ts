import { describe, expect, test } from 'vitest';
import { parseAddressSet, toText } from '../../../src/facts/address-set.ts';
import { and, diff, exists, FALSE } from '../../../src/facts/bdd.ts';
import { holds } from '../../../src/facts/bdd-sets.ts';
import { packetBoxes } from '../../../src/facts/firewall/boxes.ts';
import { boxSet, matchSet, orAll } from '../../../src/facts/firewall/encode.ts';
import { packetBits } from '../../../src/facts/firewall/encode-packet.ts';
import type { Match, Service } from '../../../src/facts/firewall/model.ts';
import { conditionCube, fieldCube, type Space } from '../../../src/facts/firewall/space.ts';
import { prettyWitness } from '../../../src/facts/firewall/witness.ts';
import { showIpAddress } from '../../../src/facts/ip-address.ts';
import { random } from '../../estate/random.ts';
import { randomDevice, randomMatch } from './toy.ts';
import { spaceFor } from './toy-space.ts';

const SEEDS = Array.from({ length: 300 }, (_, i) => i);
const HIDDEN = ['in', 'out', 'flags', 'state', 'translatedSrc', 'translatedDst'] as const;

const some = (seed: number): { space: Space; set: number } => {
  const space = spaceFor(randomDevice(0));
  const match = randomMatch(random(seed), 3);
  return { space, set: and(space.arena, space.sane, matchSet(space, match)) };
};

describe('boxes', () => {
  test('are disjoint and hold all packets of the set and no others', () => {
    let cut = 0;
    for (const seed of SEEDS) {
      const { space, set } = some(seed);
      const { arena, sane } = space;
      const shown = exists(
        arena,
        exists(arena, set, fieldCube(space, HIDDEN)),
        conditionCube(space, () => true),
      );
      const plain = and(arena, shown, exists(arena, sane, fieldCube(space, HIDDEN)));
      const { boxes, more } = packetBoxes(space, set, 500);
      const sets = boxes.map((b) =>
        and(arena, exists(arena, sane, fieldCube(space, HIDDEN)), boxSet(space, b)),
      );
      const all = orAll(space, sets);
      if (more) expect(diff(arena, all, plain), `${seed}`).toBe(FALSE);
      else expect(all, `${seed}`).toBe(plain);
      cut += more ? 1 : 0;
      for (const [i, a] of sets.entries())
        for (const b of sets.slice(0, i)) expect(and(arena, a, b), `${seed}`).toBe(FALSE);
    }
    expect(cut).toBeLessThan(SEEDS.length / 5);
  });

  test('are as many as were asked for, the others counted as more, and all within the set', () => {
    for (const seed of SEEDS) {
      const { space, set } = some(seed);
      const all = packetBoxes(space, set, 500);
      const { boxes, more } = packetBoxes(space, set, 2);
      expect(boxes.length, `${seed}`).toBe(Math.min(2, all.boxes.length));
      expect(more, `${seed}`).toBe(all.more || all.boxes.length > 2);
    }
  });

  test('of scattered addresses end', () => {
    const space = spaceFor(randomDevice(0));
    const match: Match = { kind: 'dst-bits', version: 4, value: 1n, mask: 1n };
    const { boxes, more } = packetBoxes(space, matchSet(space, match), 3);
    expect(more).toBe(true);
    expect(boxes.length).toBeGreaterThan(0);
  });

  test('say any as one box of both families', () => {
    const space = spaceFor(randomDevice(0));
    const { boxes } = packetBoxes(space, matchSet(space, { kind: 'always' }), 5);
    expect(boxes).toHaveLength(1);
    expect(boxes[0]?.protocols).toEqual([{ from: 0, to: 255 }]);
    expect(toText(boxes[0]?.src ?? [])).toBe('0.0.0.0/0, ::/0');
  });
});

describe('a witness', () => {
  test('is a packet of the set under the conditions it names, and there is one unless the set is empty', () => {
    for (const seed of SEEDS) {
      const { space, set } = some(seed);
      const witness = prettyWitness(space, set);
      expect(witness === null, `${seed}`).toBe(set === FALSE);
      if (!witness) continue;
      const bits = packetBits(space, witness.packet);
      const held = new Set(witness.held.map((c) => c.variable));
      expect(
        holds(space.arena, set, (v) => bits(v) ?? held.has(v)),
        `${seed}`,
      ).toBe(true);
    }
  });

  const tcp = (from: number, to: number): Service => ({
    protocols: [{ from: 6, to: 6 }],
    sport: null,
    dport: [{ from, to }],
    icmpType: null,
    icmpCode: null,
  });

  test.each([
    ['10.1.2.0/24', '192.168.5.0/26', 1, 65535, '10.1.2.10', '192.168.5.10', 443],
    ['10.1.2.64/27', '192.168.5.7', 20, 30, '10.1.2.65', '192.168.5.7', 22],
    ['0.0.0.0/0', '0.0.0.0/0', 8443, 8443, '198.51.100.10', '203.0.113.10', 8443],
    ['10.0.0.255-10.0.1.3', '10.0.0.0/31', 0, 5, '10.0.1.1', '10.0.0.1', 1],
  ])('of %s to %s is what a person would try', (src, dst, from, to, fromHost, toHost, port) => {
    const space = spaceFor(randomDevice(0));
    const match: Match = {
      kind: 'all',
      of: [
        { kind: 'src', set: parseAddressSet(src) ?? [] },
        { kind: 'dst', set: parseAddressSet(dst) ?? [] },
        { kind: 'service', of: [tcp(from, to)] },
      ],
    };
    const packet = prettyWitness(space, matchSet(space, match))?.packet;
    expect(packet && [showIpAddress(packet.src), showIpAddress(packet.dst), packet.dport]).toEqual([
      fromHost,
      toHost,
      port,
    ]);
    expect(packet).toMatchObject({
      in: null,
      out: null,
      sport: 49152,
      flags: 2,
      state: 'new',
      icmpType: null,
    });
  });
});
