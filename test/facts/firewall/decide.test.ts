import { describe, expect, it } from 'vitest';
import { decidePacket, decidePackets } from '../../../src/facts/firewall/decide.ts';
import type { FilterRule, FirewallDevice, Match } from '../../../src/facts/firewall/model.ts';
import { ANY } from '../../../src/facts/firewall/model.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import { at } from '../builders.ts';
import * as d from './devices.ts';

const NOW = Date.parse('2026-11-02T10:00:00+09:00');
const decide = (device: FirewallDevice, packet: Packet, asOf: number | null = NOW) =>
  decidePacket(device, packet, { asOf });
const verdict = (device: FirewallDevice, packet: Packet, asOf: number | null = NOW) => {
  const { verdict: said, rule } = decide(device, packet, asOf);
  return `${said} ${rule?.id ?? '-'}`;
};
const PACKET = d.tcp('10.0.0.10', '192.0.2.10', 443);

describe('rules in order', () => {
  const device = d.filter([
    d.rule('1', d.src('10.0.0.0/24'), d.PERMIT, { enabled: false }),
    d.rule('2', d.all(d.src('10.0.0.10'), d.tcpTo(443)), d.DENY),
    d.rule('3', d.src('10.0.0.0/24'), d.PERMIT),
  ]);

  it('takes the first that matches and is enabled', () => {
    expect(verdict(device, PACKET)).toBe('deny 2');
    expect(verdict(device, { ...PACKET, dport: 80 })).toBe('permit 3');
    expect(verdict(device, d.tcp('10.0.1.10', '192.0.2.10', 443))).toBe('deny -');
  });

  it('says which rule and line', () => {
    expect(decide(device, PACKET).because.ja).toContain('FW01/config.txt:2');
    expect(decide(device, d.tcp('10.0.1.10', '192.0.2.10', 443)).because.en).toContain('default deny');
  });

  it('takes a port that is not given for any', () => {
    expect(verdict(device, { ...PACKET, dport: null })).toContain('unknown');
    expect(verdict(device, { ...PACKET, src: d.ip('10.0.0.11'), dport: null })).toBe('permit 3');
  });
});

describe('what is not said', () => {
  it('a gap leaves nothing certain', () => {
    const gaps = [{ kind: 'x', because: { ja: '不明行', en: 'odd line' }, at: at(7, 'f') }];
    const decision = decide(d.filter([d.rule('1', ANY, d.PERMIT)], { gaps }), PACKET);
    expect(decision.verdict).toBe('unknown');
    expect(decision.because.en).toContain('odd line (f:7)');
  });

  it('a family of which the device does not decide', () => {
    const device = d.filter([], { families: [4] });
    expect(verdict(device, d.tcp('2001:db8::1', '2001:db8:1::1', 443))).toBe('unknown -');
  });

  it('an action that was not understood', () => {
    const what = { ja: '謎の動作', en: 'odd action' };
    const device = d.filter([d.rule('1', d.src('10.0.0.0/24'), { do: 'unknown', what })], {}, d.PERMIT);
    expect(verdict(device, PACKET)).toBe('unknown 1');
    expect(verdict(device, d.tcp('10.0.1.1', '192.0.2.1', 80))).toBe('permit -');
  });

  it('a list that is not there, or a list that calls itself', () => {
    const missing = d.filter([d.rule('1', ANY, { do: 'call', list: 'X' })]);
    expect(verdict(missing, PACKET)).toContain('unknown');
    const circle = d.filter([d.rule('1', ANY, { do: 'call', list: 'L' })]);
    expect(verdict(circle, PACKET)).toContain('unknown');
    const loop = d.filter([d.rule('1', ANY, { do: 'goto', list: 'L' })]);
    expect(verdict(loop, PACKET)).toContain('unknown');
  });
});

describe('conditions', () => {
  const under = (id: string) => d.all(d.src('10.0.0.0/24'), d.condition(id));

  it('leave open only what hangs on them', () => {
    const device = d.filter([d.rule('1', under('a'), d.PERMIT)]);
    const decision = decide(device, PACKET);
    expect(decision.verdict).toBe('unknown');
    expect(decision.because.ja).toContain('条件 a');
    expect(verdict(device, d.tcp('10.1.0.1', '192.0.2.1', 1))).toBe('deny -');
    expect(verdict(d.filter([d.rule('1', under('a'), d.DENY)]), PACKET)).toContain('deny');
  });

  it('hold together where they are one, and apart where they are two', () => {
    const not: Match = { kind: 'not', of: d.condition('a') };
    const rules = (other: Match): readonly FilterRule[] => [
      d.rule('1', d.condition('a'), d.PERMIT),
      d.rule('2', other, d.PERMIT),
    ];
    expect(decide(d.filter(rules(not)), PACKET).verdict).toBe('permit');
    expect(decide(d.filter(rules({ kind: 'not', of: d.condition('b') })), PACKET).verdict).toBe('unknown');
  });

  it('are followed however many they are, or given up', () => {
    const many = Array.from({ length: 300 }, (_, i) => d.rule(`${i}`, d.condition(`c${i}`), d.PERMIT));
    expect(decide(d.filter(many), PACKET).verdict).toBe('unknown');
    expect(decide(d.filter(many, {}, d.PERMIT), PACKET).verdict).toBe('permit');
    const marks = many.map((r) => ({ ...r, action: { do: 'next' } as const }));
    expect(decide(d.filter(marks, {}, d.PERMIT), PACKET).verdict).toBe('unknown');
  });
});

describe('schedules', () => {
  const during = (schedule: { weekly?: [number, number]; from?: string; to?: string }): FirewallDevice =>
    d.filter([
      d.rule(
        '1',
        {
          kind: 'condition',
          condition: {
            id: 's',
            choice: 'time',
            what: { ja: '時間', en: 'time' },
            schedule: {
              weekly: schedule.weekly ? [{ from: schedule.weekly[0], to: schedule.weekly[1] }] : null,
              from: schedule.from ?? null,
              to: schedule.to ?? null,
            },
          },
        },
        d.PERMIT,
      ),
    ]);

  it('are asked of the wall clock in Japan', () => {
    const monday = during({ weekly: [600, 600] });
    expect(verdict(monday, PACKET)).toBe('permit 1');
    expect(verdict(monday, PACKET, NOW + 60_000)).toBe('deny -');
    expect(decidePacket(monday, PACKET, { asOf: NOW, offset: 0 }).verdict).toBe('deny');
    expect(verdict(monday, PACKET, null)).toContain('unknown');
  });

  it('end with the minute they name', () => {
    const ended = during({ to: '2026-11-02T10:00' });
    expect(verdict(ended, PACKET, NOW + 59_000)).toBe('permit 1');
    expect(verdict(ended, PACKET, NOW + 60_000)).toBe('deny -');
    expect(verdict(during({ from: '2026-11-02T10:01' }), PACKET)).toBe('deny -');
  });
});

describe('lists of lists', () => {
  const rules = (action: 'call' | 'goto') => [
    d.rule('1', ANY, { do: action, list: 'SUB' }),
    d.rule('2', d.tcpTo(443), d.PERMIT),
  ];
  const sub = d.list(
    'SUB',
    [d.rule('s1', d.tcpTo(22), d.PERMIT), d.rule('s2', d.tcpTo(443), { do: 'return' })],
    { do: 'return' },
  );
  const device = (action: 'call' | 'goto') =>
    d.device([d.list('L', rules(action)), sub], [d.filterStage('L')]);

  it('come back from a call and not from a goto', () => {
    expect(verdict(device('call'), PACKET)).toBe('permit 2');
    expect(verdict(device('goto'), PACKET)).toBe('deny -');
    expect(verdict(device('goto'), { ...PACKET, dport: 22 })).toBe('permit s1');
  });

  it('every stage must permit', () => {
    const two = d.device(
      [d.list('A', [d.rule('1', ANY, d.PERMIT)]), d.list('B', [d.rule('9', d.tcpTo(443), d.DENY)], d.PERMIT)],
      [d.filterStage('A'), d.filterStage('B')],
    );
    expect(verdict(two, PACKET)).toBe('deny 9');
    expect(verdict(two, { ...PACKET, dport: 80 })).toBe('permit 1');
  });
});

describe('NAT', () => {
  const dnat = d.list(
    'D',
    [
      d.rule('d1', d.dst('203.0.113.5'), {
        do: 'translate',
        to: {
          dst: { to: 'addresses', set: d.net('10.0.0.5') },
          dport: { to: 'ports', set: [{ from: 8443, to: 8443 }] },
        },
      }),
    ],
    d.PERMIT,
  );
  const filter = d.list('F', [
    d.rule('in', d.dst('10.0.0.5'), d.PERMIT),
    d.rule('out', d.dst('203.0.113.5'), d.DENY),
  ]);
  const to = d.tcp('198.51.100.7', '203.0.113.5', 443);

  it('is seen by the filter behind it, unless that sees the original', () => {
    const after = d.device([dnat, filter], [d.natStage('D'), d.filterStage('F')]);
    expect(verdict(after, to)).toBe('permit in');
    expect(decide(after, to).translated).toEqual({
      src: to.src,
      dst: d.ip('10.0.0.5'),
      sport: 49152,
      dport: 8443,
    });
    const before = d.device([dnat, filter], [d.filterStage('F'), d.natStage('D')]);
    expect(verdict(before, to)).toBe('deny out');
    const original = d.device([dnat, filter], [d.natStage('D'), d.filterStage('F', { sees: 'original' })]);
    expect(verdict(original, to)).toBe('deny out');
  });

  it('tells whether it happened', () => {
    const natted = d.list('F', [d.rule('t', { kind: 'translated', side: 'dst' }, d.PERMIT)]);
    const device = d.device([dnat, natted], [d.natStage('D'), d.filterStage('F')]);
    expect(verdict(device, to)).toBe('permit t');
    expect(verdict(device, { ...to, dst: d.ip('203.0.113.6') })).toBe('deny -');
  });

  it('to one of a pool leaves open what hangs on which', () => {
    const pool = (set: string) =>
      d.list('P', [d.rule('p', ANY, { do: 'translate', to: { src: { to: 'addresses', set: d.net(set) } } })]);
    const permitted = d.list('F', [d.rule('ok', d.src('192.0.2.0/25'), d.PERMIT)]);
    const device = (set: string) => d.device([pool(set), permitted], [d.natStage('P'), d.filterStage('F')]);
    expect(verdict(device('192.0.2.1-192.0.2.9'), to)).toBe('permit ok');
    expect(decide(device('192.0.2.1-192.0.2.9'), to).translated).toBeNull();
    expect(verdict(device('192.0.2.120-192.0.2.130'), to)).toContain('unknown');
    expect(verdict(device('192.0.2.130-192.0.2.140'), to)).toBe('deny -');
    expect(decide(device('192.0.2.1'), to).translated).toMatchObject({ src: d.ip('192.0.2.1'), sport: null });
  });

  it('goes to the device itself where the new destination is its own', () => {
    const input = d.list('I', [d.rule('i', ANY, d.DENY)]);
    const ports = [d.port('lan', '10.0.0.0/24', '10.0.0.5'), d.port('wan', null, '203.0.113.9')];
    const lists = [dnat, filter, input];
    const forward = [d.natStage('D'), d.filterStage('F')];
    const untold = d.device(lists, forward, { ports });
    expect(verdict(untold, to)).toContain('unknown');
    const told = d.device(lists, forward, { ports, input: [d.natStage('D'), d.filterStage('I')] });
    expect(verdict(told, to)).toBe('deny i');
    const vip = d.device(lists, forward, { ports: [d.port('wan', null, '203.0.113.5')] });
    expect(verdict(vip, to)).toBe('permit in');
  });

  it('a shift moves a block', () => {
    const shift = d.list('S', [
      d.rule('s', d.dst('203.0.113.0/24'), {
        do: 'translate',
        to: {
          dst: {
            to: 'shift',
            version: 4,
            first: d.ip('203.0.113.0').value,
            last: d.ip('203.0.113.255').value,
            onto: d.ip('10.9.8.0').value,
          },
        },
      }),
    ]);
    const device = d.device([shift], [d.natStage('S')]);
    expect(decide(device, to).translated?.dst).toEqual(d.ip('10.9.8.5'));
  });
});

describe('ports', () => {
  const rules = [d.rule('1', { kind: 'out', ports: ['wan*'] }, d.PERMIT)];
  const ports = [
    d.port('lan', '10.0.0.0/24'),
    d.port('wan1', '203.0.113.0/29'),
    d.port('dmz', '192.0.2.0/24'),
  ];
  const routes = [
    d.route('0.0.0.0/0', 'wan1'),
    d.route('172.16.0.0/12', 'lan'),
    d.route('172.16.9.0/24', null),
  ];
  const complete = d.filter(rules, { ports, routes, routesComplete: true });

  it('follow from the longest prefix', () => {
    expect(verdict(complete, d.tcp('10.0.0.1', '198.51.100.1', 443))).toBe('permit 1');
    expect(verdict(complete, d.tcp('10.0.0.1', '172.16.1.1', 443))).toBe('deny -');
    expect(verdict(complete, d.tcp('10.0.0.1', '192.0.2.1', 443))).toBe('deny -');
    expect(decide(complete, { ...PACKET, dst: d.ip('172.16.9.1') }).verdict).toBe('deny');
  });

  it('are open where routes may be missing, but for connected networks', () => {
    const partial = d.filter(rules, { ports, routes });
    expect(verdict(partial, d.tcp('10.0.0.1', '198.51.100.1', 443))).toContain('unknown');
    expect(verdict(partial, d.tcp('10.0.0.1', '192.0.2.1', 443))).toBe('deny -');
  });

  it('may be given, by name or alias', () => {
    const aliased = d.filter([d.rule('1', { kind: 'in', ports: ['ge-0'] }, d.PERMIT)], {
      ports: [{ ...d.port('ge-0', null), aliases: ['trust'] }],
    });
    expect(verdict(aliased, { ...PACKET, in: 'trust' })).toBe('permit 1');
    expect(verdict(aliased, { ...PACKET, in: 'untrust' })).toBe('deny -');
    expect(verdict(aliased, PACKET)).toContain('unknown');
  });
});

describe('protocols', () => {
  it('have the parts they have', () => {
    const anyPort: Match = {
      kind: 'service',
      of: [
        {
          protocols: [{ from: 0, to: 255 }],
          sport: null,
          dport: [{ from: 0, to: 65535 }],
          icmpType: null,
          icmpCode: null,
        },
      ],
    };
    const device = d.filter([d.rule('1', anyPort, d.PERMIT)]);
    const gre = { ...PACKET, protocol: 47, sport: null, dport: null, flags: null };
    expect(verdict(device, PACKET)).toBe('permit 1');
    expect(verdict(device, gre)).toBe('deny -');
  });

  it('flags and states', () => {
    const established = d.filter([d.rule('1', { kind: 'flags', mask: 16, value: 16 }, d.PERMIT)]);
    expect(verdict(established, PACKET)).toBe('deny -');
    expect(verdict(established, { ...PACKET, flags: 18 })).toBe('permit 1');
    expect(verdict(established, { ...PACKET, flags: null })).toContain('unknown');
    const state = d.filter([d.rule('1', { kind: 'state', of: ['established'] }, d.PERMIT)]);
    expect(verdict(state, { ...PACKET, state: 'established' })).toBe('permit 1');
  });

  it('masks with holes', () => {
    const odd: Match = { kind: 'src-bits', version: 4, value: 1n, mask: 1n };
    const device = d.filter([d.rule('1', odd, d.PERMIT)]);
    expect(verdict(device, d.tcp('10.0.0.1', '192.0.2.1', 1))).toBe('permit 1');
    expect(verdict(device, d.tcp('10.0.0.2', '192.0.2.1', 1))).toBe('deny -');
  });
});

describe('several rule bases', () => {
  const four = d.filter([d.rule('4', ANY, d.PERMIT)], { families: [4] });
  const six = d.filter([d.rule('6', ANY, d.DENY)], { families: [6] });
  const decideAll = (devices: readonly FirewallDevice[], packet: Packet) =>
    decidePackets(devices, packet, { asOf: NOW }).verdict;

  it('each decide their family', () => {
    expect(decideAll([four, six], PACKET)).toBe('permit');
    expect(decideAll([four, six], d.tcp('2001:db8::1', '2001:db8::2', 1))).toBe('deny');
    expect(decideAll([four], d.tcp('2001:db8::1', '2001:db8::2', 1))).toBe('unknown');
  });

  it('all of one family must permit', () => {
    expect(decideAll([four, d.filter([], { families: [4] })], PACKET)).toBe('deny');
    expect(decideAll([four, d.filter([], { context: 'other' })], PACKET)).toBe('unknown');
  });
});
