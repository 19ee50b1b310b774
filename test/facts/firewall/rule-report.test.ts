import { describe, expect, test } from 'vitest';
import { ALL_IPV4, ALL_IPV6, parseAddressSet } from '../../../src/facts/address-set.ts';
import type {
  Condition,
  FilterList,
  FilterRule,
  FirewallDevice,
  Match,
} from '../../../src/facts/firewall/model.ts';
import type { RuleFault, RuleFinding } from '../../../src/facts/firewall/query.ts';
import { ruleReport } from '../../../src/facts/firewall/rule-report.ts';
import {
  AT,
  decide,
  deviceOf,
  INNER,
  matches,
  plainDevice,
  randomDevice,
  ruleOf,
  type Walk,
  WITHIN,
  WORLDS,
} from './toy.ts';

const NO_TIME = { asOf: null };
const SEEDS = Array.from({ length: 1000 }, (_, i) => i);

const rulesWith = (found: readonly RuleFinding[], ...faults: readonly RuleFault[]): ReadonlySet<FilterRule> =>
  new Set(found.filter((f) => faults.includes(f.fault)).map((f) => f.rule));

/** A world differs from seed to seed, so that all are asked. */
const CASES = INNER.flatMap((packet) => WORLDS.map((world) => ({ packet, world })));

const living = (device: FirewallDevice): readonly FilterRule[] =>
  device.lists.flatMap((l) => l.rules).filter((r) => r.enabled);

/** Rules that some packet comes to, whatever those of unknown action do. */
function metRules(device: FirewallDevice): ReadonlySet<FilterRule> {
  const met = new Set<FilterRule>();
  for (const how of howsOf(device))
    for (const { packet, world } of CASES)
      decide(device, 'main', packet, world, { ...how, met: (r) => met.add(r) });
  return met;
}

const HOWS: readonly Walk[] = [{}, { unknown: 'next' }, { unknown: 'return' }];

const isKnown = (device: FirewallDevice): boolean =>
  device.lists.every((l) => l.rules.every((r) => r.action.do !== 'unknown'));

const howsOf = (device: FirewallDevice): readonly Walk[] => (isKnown(device) ? [{}] : HOWS);

const called = (device: FirewallDevice): ReadonlySet<FilterRule> => {
  const names = new Set(['main']);
  for (const name of names)
    for (const rule of device.lists.find((l) => l.id === name)?.rules ?? [])
      if (rule.enabled && (rule.action.do === 'call' || rule.action.do === 'goto'))
        names.add(rule.action.list);
  return new Set(device.lists.filter((l) => names.has(l.id)).flatMap((l) => l.rules));
};

/** Lists that nothing calls stand for themselves, and are looked at in others of these tests. */
const inForce = (device: FirewallDevice): readonly FilterRule[] => {
  const set = called(device);
  return living(device).filter((r) => set.has(r));
};

const decides = ({ action }: FilterRule): boolean => action.do === 'permit' || action.do === 'deny';
const ids = (rules: Iterable<FilterRule>): readonly string[] => [...rules].map((r) => r.id).sort();

describe('rules of random lists', () => {
  test('shadowed or never matching: those that no packet comes to, with rules that cover them', () => {
    for (const seed of SEEDS) {
      const device = randomDevice(seed, WITHIN);
      const found = ruleReport(device, NO_TIME);
      const dead = rulesWith(found, 'shadowed', 'never-matches');
      const met = metRules(device);
      const force = inForce(device);
      expect(ids(force.filter((r) => dead.has(r) && met.has(r))), `${seed}`).toEqual([]);
      if (!isKnown(device)) continue;
      expect(ids(force.filter((r) => dead.has(r))), `${seed}`).toEqual(ids(force.filter((r) => !met.has(r))));
    }
  });

  test('shadowed: the rules named take all of it', () => {
    for (const seed of SEEDS) {
      const device = plainDevice(seed, WITHIN);
      const found = ruleReport(device, NO_TIME).filter((f) => f.fault === 'shadowed');
      for (const { rule, by } of found) {
        const all = new Set(by);
        const open = CASES.filter(
          ({ packet, world }) =>
            matches(rule.match, packet, world) && ![...all].some((b) => matches(b.match, packet, world)),
        );
        expect(open, `${seed} ${rule.id} ${ids(by)}`).toEqual([]);
      }
    }
  });

  test('redundant: those without which every packet meets the same fate', () => {
    for (const seed of SEEDS) {
      const device = randomDevice(seed, WITHIN);
      const found = ruleReport(device, NO_TIME);
      const dead = rulesWith(found, 'shadowed', 'never-matches');
      const asked = inForce(device).filter((r) => !dead.has(r) && decides(r));
      const redundant = rulesWith(found, 'redundant');
      for (const rule of asked) {
        const without = new Set([...[...dead].filter(decides), rule]);
        const takers = new Set<FilterRule | null>();
        const same = howsOf(device).every((how) =>
          CASES.every(({ packet, world }) => {
            const before = decide(device, 'main', packet, world, how);
            const after = decide(device, 'main', packet, world, { ...how, without });
            if (before.rule === rule) takers.add(after.rule);
            return before.does === after.does;
          }),
        );
        const closes = rule.action.do === 'deny' && [...takers].every((r) => r === null);
        const expected = same && !closes;
        if (isKnown(device) || !expected) expect(redundant.has(rule), `${seed} ${rule.id}`).toBe(expected);
      }
    }
  });

  test('partly shadowed: an earlier rule of the other action takes a part and reaches beyond', () => {
    for (const seed of SEEDS) {
      const device = plainDevice(seed, WITHIN);
      const found = ruleReport(device, NO_TIME);
      const dead = rulesWith(found, 'shadowed', 'never-matches');
      const partly = rulesWith(found, 'partly-shadowed');
      const rules = living(device);
      const decided = CASES.map((c) => ({ ...c, by: decide(device, 'main', c.packet, c.world).rule }));
      for (const [i, rule] of rules.entries()) {
        if (dead.has(rule) || !decides(rule)) continue;
        const other = rule.action.do === 'permit' ? 'deny' : 'permit';
        const takes = rules.slice(0, i).some((earlier) => {
          if (earlier.action.do !== other) return false;
          const part = decided.some((c) => c.by === earlier && matches(rule.match, c.packet, c.world));
          const own = CASES.filter((c) => matches(earlier.match, c.packet, c.world));
          return part && own.some((c) => !matches(rule.match, c.packet, c.world));
        });
        expect(partly.has(rule), `${seed} ${rule.id}`).toBe(takes);
      }
    }
  });
});

const src = (text: string): Match => ({ kind: 'src', set: parseAddressSet(text) ?? [] });
const dst = (text: string): Match => ({ kind: 'dst', set: parseAddressSet(text) ?? [] });
const all = (...of: readonly Match[]): Match => ({ kind: 'all', of });
const ANY: Match = { kind: 'always' };
const tcp = (port: number): Match => ({
  kind: 'service',
  of: [
    {
      protocols: [{ from: 6, to: 6 }],
      sport: null,
      dport: [{ from: port, to: port }],
      icmpType: null,
      icmpCode: null,
    },
  ],
});
const until = (to: string): Match => ({ kind: 'condition', condition: time(to) });
const time = (to: string): Condition => ({
  id: `until ${to}`,
  choice: 'time',
  what: { ja: '工事期間', en: 'the works' },
  schedule: { weekly: null, from: null, to },
});
const fqdn: Match = {
  kind: 'condition',
  condition: { id: 'dst fqdn x', choice: 'unknown', what: { ja: 'x', en: 'x' } },
};

const mainOf = (rules: readonly FilterRule[], more: Partial<FilterList> = {}): FirewallDevice =>
  deviceOf([{ id: 'main', name: 'main', rules, end: { do: 'deny' }, endLog: null, at: AT, ...more }]);
const permit = (id: string, match: Match, more: Partial<FilterRule> = {}) =>
  ruleOf(id, match, { do: 'permit' }, more);
const deny = (id: string, match: Match, more: Partial<FilterRule> = {}) =>
  ruleOf(id, match, { do: 'deny' }, more);

const said = (device: FirewallDevice, asOf: number | null = null): readonly string[] =>
  ruleReport(device, { asOf }).map((f) => `${f.rule.id} ${f.fault}${f.by.map((r) => ` ${r.id}`).join('')}`);

describe('a rule', () => {
  test('covered by the union of two, of which neither covers it', () =>
    expect(
      said(
        mainOf([
          permit('1', src('10.0.0.0/9')),
          permit('2', src('10.128.0.0/9')),
          permit('3', src('10.0.0.0/8')),
        ]),
      ),
    ).toEqual(['3 shadowed 1 2']));

  test('covered by one names that one, not the many that take parts of it', () =>
    expect(
      said(
        mainOf([
          permit('1', src('10.0.1.0/24')),
          permit('2', src('10.0.2.0/24')),
          permit('3', src('10.0.0.0/16')),
          permit('4', src('10.0.0.0/22')),
        ]),
      ),
    ).toEqual(['1 redundant 3', '2 redundant 3', '4 shadowed 3']));

  test('of which another action takes a part names that first', () =>
    expect(
      said(
        mainOf([
          deny('1', all(src('10.0.0.0/24'), tcp(80))),
          permit('2', src('10.0.0.0/8')),
          permit('3', src('10.0.0.0/16')),
        ]),
      ),
    ).toEqual(['3 shadowed 1 2']));

  test('under a condition shadows nothing but what hangs on the same condition', () =>
    expect(
      said(
        mainOf([
          permit('1', all(fqdn, src('10.0.0.0/8'))),
          permit('2', src('10.0.0.0/8')),
          permit('3', all(src('10.1.0.0/16'), fqdn)),
        ]),
      ),
    ).toEqual(['1 redundant 2', '3 shadowed 1']));

  test('both branches of a condition shadow together', () =>
    expect(
      said(
        mainOf([
          permit('1', all(fqdn, src('10.0.0.0/8'))),
          permit('2', all({ kind: 'not', of: fqdn }, src('10.0.0.0/8'))),
          deny('3', src('10.1.0.0/16')),
        ]),
      ),
    ).toEqual(['3 shadowed 1 2']));

  test('whose time is over', () => {
    const device = mainOf([
      permit('1', all(until('2026-03-31T23:59'), dst('10.0.0.1'))),
      permit('2', dst('10.0.0.1')),
    ]);
    expect(said(device, Date.UTC(2026, 3, 2))).toEqual(['1 expired']);
    expect(said(device, Date.UTC(2026, 2, 1))).toEqual(['1 redundant 2']);
    expect(said(device)).toEqual(['1 redundant 2']);
  });

  test('that contradicts itself', () =>
    expect(said(mainOf([permit('1', all(src('10.0.0.0/8'), dst('2001:db8::/32')))]))).toEqual([
      '1 never-matches',
    ]));

  test('that permits everything, on its ports, at its times, in one family', () => {
    const port: Match = { kind: 'in', ports: ['lan'] };
    const four = all({ kind: 'src', set: ALL_IPV4 }, { kind: 'dst', set: ALL_IPV4 });
    const rules = [
      permit('six', all({ kind: 'src', set: ALL_IPV6 })),
      permit('time', all(four, port, until('2030-01-01T00:00'))),
      permit('port', all(four, port)),
      permit('established', { kind: 'state', of: ['established', 'related'] }),
      permit('user', all(fqdn, { kind: 'out', ports: ['wan'] })),
      permit('new', { kind: 'state', of: ['new'] }),
      permit('all', ANY),
    ];
    const found = said(mainOf(rules)).filter((s) => s.endsWith('any-any'));
    expect(found).toEqual(['six any-any', 'time any-any', 'port any-any', 'new any-any', 'all any-any']);
    expect(said(mainOf([permit('all', ANY)]))).toEqual(['all any-any']);
    expect(said(mainOf([permit('web', all(four, tcp(443)))]))).toEqual([]);
  });

  test('disabled, unlogged, unused; implicit ones are not reported', () =>
    expect(
      said(
        mainOf([
          permit('off', src('10.0.0.1'), { enabled: false, hits: 0, log: false }),
          permit('quiet', src('10.0.0.2'), { log: false, hits: 7 }),
          deny('idle', src('10.0.0.3'), { log: true, hits: 0 }),
          permit('built-in', src('10.0.0.2'), { implicit: true, log: false, hits: 0 }),
        ]),
      ),
    ).toEqual(['off disabled', 'quiet unlogged', 'idle unused']));

  test('that logs what nothing else would log, or answers, is not redundant', () => {
    const rest = deny('rest', ANY, { log: true });
    expect(said(mainOf([rest]))).toEqual([]);
    expect(said(mainOf([deny('rest', ANY), deny('again', ANY)]))).toEqual(['again shadowed rest']);
    expect(said(mainOf([ruleOf('rest', ANY, { do: 'deny', reject: 'tcp-reset' })]))).toEqual([]);
    const quiet = deny('quiet', tcp(445), { log: false });
    expect(said(mainOf([quiet, rest]))).toEqual(['quiet unlogged']);
  });

  test('that denies what only the end of the list would deny closes it, and is not redundant', () => {
    const end = deny('default', ANY, { implicit: true });
    expect(said(mainOf([permit('web', tcp(443)), deny('rest', ANY)]))).toEqual([]);
    expect(said(mainOf([deny('rest', ANY), end]))).toEqual([]);
    expect(said(mainOf([deny('smb', tcp(445)), deny('rest', ANY)]))).toEqual(['smb redundant rest']);
    expect(said(mainOf([permit('web', tcp(443))], { end: { do: 'permit' } }))).toEqual(['web redundant']);
  });

  test('behind one of unknown action is not certainly shadowed, nor is what that may skip', () => {
    const list = (id: string, rules: readonly FilterRule[]): FilterList => ({
      id,
      name: id,
      rules,
      end: { do: 'return' },
      endLog: null,
      at: AT,
    });
    const circle = ruleOf('circle', ANY, { do: 'call', list: 'sub' });
    const into = ruleOf('into', ANY, { do: 'call', list: 'sub' });
    const device = (...rules: readonly FilterRule[]): FirewallDevice => {
      const [main] = mainOf([into, permit('after', tcp(443))]).lists;
      return deviceOf([...(main ? [main] : []), list('sub', rules)]);
    };
    expect(said(device(circle, permit('web', tcp(443))))).toEqual([]);
    expect(said(device(permit('web', tcp(443)), circle))).toEqual(['after shadowed web']);
    expect(said(device(permit('web', tcp(443)), permit('again', tcp(443)), circle))).toEqual([
      'after shadowed web',
      'again shadowed web',
    ]);
  });

  test('that permits all hosts is any-any where others decide of multicast and of reserved addresses', () => {
    const hosts: Match = {
      kind: 'not',
      of: { kind: 'any', of: ['224.0.0.0/4', 'ff00::/8', '240.0.0.0/4'].flatMap((a) => [src(a), dst(a)]) },
    };
    expect(said(mainOf([permit('hosts', hosts)]))).toEqual(['hosts any-any']);
    const some: Match = {
      kind: 'all',
      of: [hosts, { kind: 'not', of: dst('192.0.2.1') }, { kind: 'not', of: dst('2001:db8::1') }],
    };
    expect(said(mainOf([permit('some', some)]))).toEqual([]);
  });

  test('an exception before a rule that permits the rest is no partial shadow', () => {
    const rest = permit('rest', src('10.0.0.0/8'));
    expect(said(mainOf([deny('one', src('10.0.0.1')), rest]))).toEqual([]);
    expect(said(mainOf([deny('telnet', tcp(23)), rest]))).toEqual(['rest partly-shadowed telnet']);
  });
});
