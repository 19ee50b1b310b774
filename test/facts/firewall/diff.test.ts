import { describe, expect, test } from 'vitest';
import { parseAddressSet, toText } from '../../../src/facts/address-set.ts';
import { diffDevices } from '../../../src/facts/firewall/diff.ts';
import type { FilterList, FilterRule, FirewallDevice, Match } from '../../../src/facts/firewall/model.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import type { DiffPiece, PacketBox } from '../../../src/facts/firewall/query.ts';
import { random } from '../../estate/random.ts';
import {
  AT,
  decide,
  deviceOf,
  INNER,
  matches,
  plainDevice,
  randomDevice,
  randomMatch,
  ruleOf,
  WITHIN,
  WORLDS,
} from './toy.ts';

const NO_TIME = { asOf: null };
const LIMITS = { pieces: 1000, boxes: 1000 };

const changedList = (seed: number, list: FilterList): FilterList => {
  const draw = random(seed);
  const rules = [...list.rules];
  for (let n = 1 + draw.below(2); n > 0; n -= 1) {
    const at = draw.below(rules.length);
    const roll = draw.below(4);
    if (roll === 0) rules.splice(at, 1);
    else if (roll === 1)
      rules.splice(
        at,
        0,
        ruleOf(`new${n}`, randomMatch(draw), draw.pick([{ do: 'permit' }, { do: 'deny' }])),
      );
    else if (roll === 2) rules.push(...rules.splice(at, 1));
    else
      rules.splice(
        at,
        1,
        ...rules.slice(at, at + 1).map((r) => ({ ...r, enabled: !r.enabled, name: 'x', log: true })),
      );
  }
  return { ...list, rules };
};

/** The same device with a rule or two added, dropped, moved, switched; or another altogether. */
function changed(seed: number, device: FirewallDevice): FirewallDevice {
  if (seed % 5 === 0) return randomDevice(seed + 7000, WITHIN);
  const at = seed % device.lists.length;
  return { ...device, lists: device.lists.map((l, i) => (i === at ? changedList(seed, l) : l)) };
}

const inNumbers = (set: PacketBox['dport'], n: number | null): boolean =>
  set === null || (n !== null && set.some((s) => s.from <= n && n <= s.to));

function inBox(box: PacketBox, p: Packet): boolean {
  const point = ({ version, value }: Packet['src']): bigint => (version === 4 ? (1n << 129n) + value : value);
  const within = (set: PacketBox['src'], at: bigint): boolean => set.some((i) => i.from <= at && at <= i.to);
  return (
    within(box.src, point(p.src)) &&
    within(box.dst, point(p.dst)) &&
    inNumbers(box.protocols, p.protocol) &&
    inNumbers(box.sport, p.sport) &&
    inNumbers(box.dport, p.dport) &&
    inNumbers(box.icmpType, p.icmpType) &&
    inNumbers(box.icmpCode, p.icmpCode)
  );
}

const fateOf = (device: FirewallDevice, p: Packet, world: number): string => {
  const { does } = decide(device, 'main', p, world);
  return does === 'permit' || does === 'deny' ? does : 'unknown';
};

/** What changes for a packet: the same in every world, or not determined. */
function truth(before: FirewallDevice, after: FirewallDevice, p: Packet): string | null {
  const all = WORLDS.map((world) => [fateOf(before, p, world), fateOf(after, p, world)] as const);
  if (all.every(([a, b]) => a === b)) return null;
  if (all.every(([a, b]) => a === 'deny' && b === 'permit')) return 'permitted';
  if (all.every(([a, b]) => a === 'permit' && b === 'deny')) return 'denied';
  return 'undetermined';
}

const within = (pieces: readonly DiffPiece[], change: DiffPiece['change'], p: Packet): boolean =>
  pieces.some((d) => d.change === change && d.packets.boxes.some((box) => inBox(box, p)));

/** Boxes do not speak of ports of the device: what is asked is whether some packet of the same look changes. */
const look = (p: Packet): string => `${p.src.value} ${p.dst.value} ${p.protocol} ${p.dport} ${p.src.version}`;

describe('two random devices', () => {
  test('differ by the packets whose fate differs, and by no others', () => {
    for (let seed = 0; seed < 1000; seed += 1) {
      const before = seed % 3 === 0 ? plainDevice(seed, WITHIN) : randomDevice(seed, WITHIN);
      const after = changed(seed, before);
      const pieces = diffDevices(before, after, NO_TIME, LIMITS);
      const expected = INNER.map((p) => ({ p, change: truth(before, after, p) }));
      const looks = (change: string): ReadonlySet<string> =>
        new Set(expected.filter((e) => e.change === change).map((e) => look(e.p)));
      for (const change of ['permitted', 'denied'] as const) {
        const found = new Set(INNER.filter((p) => within(pieces, change, p)).map(look));
        expect([...found].sort(), `${seed} ${change}`).toEqual([...looks(change)].sort());
      }
      const open = new Set(INNER.filter((p) => within(pieces, 'undetermined', p)).map(look));
      for (const one of looks('undetermined')) expect(open.has(one), `${seed} ${one}`).toBe(true);
    }
  });

  test('witnesses change as is said', () => {
    for (let seed = 0; seed < 400; seed += 1) {
      const before = randomDevice(seed, WITHIN);
      const after = changed(seed, before);
      for (const { change, witness } of diffDevices(before, after, NO_TIME, LIMITS)) {
        if (change === 'undetermined') continue;
        const all = WORLDS.map(
          (world) => `${fateOf(before, witness, world)} ${fateOf(after, witness, world)}`,
        );
        expect(new Set(all), `${seed}`).toEqual(
          new Set([change === 'permitted' ? 'deny permit' : 'permit deny']),
        );
      }
    }
  });

  test('a device does not differ from itself', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const device = randomDevice(seed);
      const again = randomDevice(seed);
      expect(diffDevices(device, again, NO_TIME, LIMITS), `${seed}`).toEqual([]);
    }
  });
});

const address = (kind: 'src' | 'dst', text: string): Match => ({ kind, set: parseAddressSet(text) ?? [] });
const permit = (id: string, match: Match, more: Partial<FilterRule> = {}) =>
  ruleOf(id, match, { do: 'permit' }, more);
const mainOf = (...rules: readonly FilterRule[]): FirewallDevice =>
  deviceOf([{ id: 'main', name: 'main', rules, end: { do: 'deny' }, endLog: null, at: AT }]);

const said = (before: FirewallDevice, after: FirewallDevice): readonly string[] =>
  diffDevices(before, after, NO_TIME, LIMITS).map((d) => {
    const [box] = d.packets.boxes;
    return `${d.change} ${d.before.rule?.id ?? 'end'} > ${d.after.rule?.id ?? 'end'}: ${box ? `${toText(box.src)} to ${toText(box.dst)}` : ''}`;
  });

describe('a change', () => {
  const wide = permit('wide', address('src', '10.0.0.0/8'));
  const part = permit('part', address('src', '10.1.0.0/16'));

  test('of names, logs, comments, or order among permits is none', () => {
    const other = permit('other', address('src', '10.0.0.0/8'), { log: true, comment: 'c', name: 'n' });
    expect(said(mainOf(wide, part), mainOf(part, other))).toEqual([]);
    expect(
      said(mainOf(wide), mainOf(ruleOf('no', address('src', '192.0.2.1'), { do: 'deny' }), wide)),
    ).toEqual([]);
  });

  test('is told with the rule that decided on each side', () => {
    const narrow = permit('narrow', address('src', '10.0.0.0/9'));
    expect(said(mainOf(wide), mainOf(narrow))).toEqual(['denied wide > end: 10.128.0.0/9 to 0.0.0.0/0']);
    expect(said(mainOf(narrow), mainOf(wide))).toEqual(['permitted end > wide: 10.128.0.0/9 to 0.0.0.0/0']);
  });

  test('that hangs on what is not known is undetermined, and certain where it does not', () => {
    const fqdn: Match = {
      kind: 'condition',
      condition: { id: 'dst fqdn x', choice: 'unknown', what: { ja: 'X', en: 'X' } },
    };
    const maybe = permit('maybe', { kind: 'all', of: [fqdn, address('src', '10.1.0.0/16')] });
    expect(said(mainOf(), mainOf(maybe))).toEqual(['undetermined end > maybe: 10.1.0.0/16 to 0.0.0.0/0']);
    const otherwise = permit('otherwise', {
      kind: 'all',
      of: [{ kind: 'not', of: fqdn }, address('src', '10.1.0.0/16')],
    });
    expect(said(mainOf(), mainOf(maybe, otherwise))).toEqual([
      'permitted end > maybe: 10.1.0.0/16 to 0.0.0.0/0',
      'permitted end > otherwise: 10.1.0.0/16 to 0.0.0.0/0',
    ]);
    expect(said(mainOf(maybe), mainOf(part))).toEqual(['undetermined end > part: 10.1.0.0/16 to 0.0.0.0/0']);
  });

  test('of an action that was not understood is undetermined', () => {
    const odd = ruleOf('odd', address('src', '10.1.0.0/16'), { do: 'unknown', what: { ja: '?', en: '?' } });
    expect(said(mainOf(part), mainOf(odd))).toEqual(['undetermined part > odd: 10.1.0.0/16 to 0.0.0.0/0']);
    expect(said(mainOf(odd), mainOf(odd))).toEqual([]);
  });

  test('of what was not understood may be of any packet', () => {
    const gap = { kind: 'x', because: { ja: '不明', en: 'not read' }, at: AT };
    const [piece, ...others] = diffDevices(mainOf(wide), { ...mainOf(wide), gaps: [gap] }, NO_TIME, LIMITS);
    expect(others).toEqual([]);
    expect(piece).toMatchObject({ change: 'undetermined', because: { en: 'not read' } });
  });

  test('behind another filter counts only where that lets it through', () => {
    const twoStages = (first: readonly FilterRule[]): FirewallDevice => {
      const device = mainOf(wide);
      const list = (id: string, rules: readonly FilterRule[]): FilterList => ({
        id,
        name: id,
        rules,
        end: { do: 'deny' },
        endLog: null,
        at: AT,
      });
      const stage = (id: string) => ({ kind: 'filter', list: id, when: { kind: 'always' } }) as const;
      return {
        ...device,
        lists: [list('in', first), list('out', [part])],
        forward: [stage('in'), stage('out')],
      };
    };
    const one = permit('one', address('src', '10.1.2.0/24'));
    expect(said(twoStages([one]), twoStages([wide]))).toEqual([
      'permitted end > part: 10.1.0.0/23, 10.1.3.0-10.1.255.255 to 0.0.0.0/0',
    ]);
  });

  test('behind NAT is told by packets as they come in', () => {
    const nat = (rules: readonly FilterRule[]): FirewallDevice => {
      const device = mainOf(...rules);
      const to = { dst: { to: 'addresses', set: parseAddressSet('10.9.9.9') ?? [] } } as const;
      const map = ruleOf('vip', address('dst', '203.0.113.9'), { do: 'translate', to });
      const list: FilterList = {
        id: 'nat',
        name: 'nat',
        rules: [map],
        end: { do: 'permit' },
        endLog: null,
        at: AT,
      };
      return {
        ...device,
        lists: [list, ...device.lists],
        forward: [{ kind: 'nat', list: 'nat', when: { kind: 'always' } }, ...device.forward],
      };
    };
    const server = permit('server', address('dst', '10.9.9.9'));
    const found = said(nat([]), nat([server]));
    expect(found.some((s) => s.startsWith('permitted end > server') && s.includes('203.0.113.9'))).toBe(true);
    expect(said(nat([server]), nat([server]))).toEqual([]);
  });
});

test('matches of the toy universe hold within it', () =>
  expect(INNER.every((p) => matches(WITHIN, p, 0))).toBe(true));
