import { describe, expect, it } from 'vitest';
import { intersect, toText, union } from '../../../src/facts/address-set.ts';
import { decidePackets } from '../../../src/facts/firewall/decide.ts';
import {
  type Action,
  type AddressTarget,
  ANY,
  type FilterRule,
  type FirewallDevice,
  type Match,
} from '../../../src/facts/firewall/model.ts';
import type { Hop, ReachAnswer, ReachQuery } from '../../../src/facts/firewall/query.ts';
import { craftedReturn, reachable } from '../../../src/facts/firewall/reach.ts';
import { at } from '../builders.ts';
import * as d from './devices.ts';

const LIMITS = { pieces: 50, boxes: 50 };
const INSIDE = '10.0.0.0/24';
const DMZ = '192.0.2.0/24';

const hop = (device: FirewallDevice, ports: Partial<Pick<Hop, 'in' | 'out'>> = {}, name = 'FW'): Hop => ({
  name,
  devices: [device],
  in: null,
  out: null,
  ...ports,
});

const query = (from: string, to: string, more: Partial<ReachQuery> = {}): ReachQuery => ({
  from: d.net(from),
  to: d.net(to),
  service: null,
  asOf: 0,
  ...more,
});

const ask = (hops: readonly Hop[], q: ReachQuery): ReachAnswer => reachable(hops, q, LIMITS);
const askOne = (device: FirewallDevice, from: string, to: string): ReachAnswer =>
  ask([hop(device)], query(from, to));

/** Source and destination of every piece, with the rules that brought it there. */
function shown(answer: ReachAnswer): readonly string[] {
  if (answer.answer === 'none') return ['none'];
  return answer.pieces.map((p) => {
    const src = toText(union(...p.packets.boxes.map((b) => b.src)));
    const dst = toText(union(...p.packets.boxes.map((b) => b.dst)));
    const by = p.by.map((r) => r.rule?.id ?? r.list ?? '-').join(' ');
    return `${p.permitted} ${src} > ${dst} by ${by}`;
  });
}

const because = (answer: ReachAnswer): string =>
  answer.answer === 'undetermined' ? answer.because.map((b) => b.en).join('; ') : answer.answer;

const web = d.all(d.src(INSIDE), d.tcpTo(443));

describe('one list', () => {
  const device = d.filter([d.rule('1', d.dst('192.0.2.5'), d.DENY), d.rule('2', web, d.PERMIT)]);

  it('says what passes, by which rule, and shows a packet', () => {
    const answer = askOne(device, INSIDE, DMZ);
    expect(shown(answer)).toEqual(['yes 10.0.0.0/24 > 192.0.2.0-192.0.2.4, 192.0.2.6-192.0.2.255 by 2']);
    const [piece] = answer.answer === 'permitted' ? answer.pieces : [];
    expect(piece?.witness).toMatchObject({ protocol: 6, dport: 443, flags: 2, in: null, out: null });
    expect(answer).toMatchObject({ complete: true });
  });

  it('says what stops everything, most first', () => {
    const answer = askOne(device, '10.9.0.0/24', DMZ);
    expect(answer).toMatchObject({ answer: 'none' });
    expect(answer.answer === 'none' && answer.by.map((r) => r.rule?.id ?? 'end')).toEqual(['end', '1']);
  });

  it('asks of the named services only', () => {
    const dns = query(INSIDE, DMZ, { service: [d.tcpService(53)] });
    expect(ask([hop(device)], dns).answer).toBe('none');
  });

  it('ends early where more passes than is wanted', () => {
    const many = d.filter(['1', '2', '3'].map((n) => d.rule(n, d.dst(`192.0.2.${n}`), d.PERMIT)));
    const answer = reachable([hop(many)], query(INSIDE, DMZ), { pieces: 2, boxes: 1 });
    expect(answer).toMatchObject({ answer: 'permitted', complete: false });
    expect(shown(answer)).toHaveLength(2);
  });

  it('takes every device in line', () => {
    const narrow = d.filter([d.rule('9', d.dst('192.0.2.7'), d.PERMIT)]);
    const both = ask([hop(device), hop(narrow, {}, 'FW2')], query(INSIDE, DMZ));
    expect(shown(both)).toEqual(['yes 10.0.0.0/24 > 192.0.2.7 by 2 9']);
    expect(ask([hop(device), hop(d.filter([]), {}, 'FW2')], query(INSIDE, DMZ)).answer).toBe('none');
  });
});

describe('what is no proof', () => {
  const closed = d.filter([]);

  it('a gap, even where everything is denied', () => {
    const gaps = [{ kind: 'x', because: { ja: '不明行', en: 'odd line' }, at: at(7, 'f') }];
    const answer = askOne({ ...closed, gaps }, INSIDE, DMZ);
    expect(because(answer)).toContain('odd line (f:7)');
    expect(shown(answer)[0]).toContain('undetermined 10.0.0.0/24 > 192.0.2.0/24');
    const behind = ask([hop(closed), hop({ ...closed, gaps })], query(INSIDE, DMZ));
    expect(behind.answer).toBe('none');
  });

  it('a gap keeps what is permitted from being certain', () => {
    const gaps = [{ kind: 'x', because: { ja: '不明行', en: 'odd line' }, at: at(7, 'f') }];
    const device = d.filter([d.rule('1', ANY, d.PERMIT)], { gaps });
    expect(askOne(device, INSIDE, DMZ).answer).toBe('undetermined');
  });

  it('a family of which no device tells', () => {
    const four = { ...closed, families: [4 as const] };
    const answer = askOne(four, `${INSIDE},2001:db8::/64`, `${DMZ},2001:db8:1::/64`);
    expect(because(answer)).toContain('IPv6');
    expect(shown(answer)).toEqual(['undetermined 2001:db8::/64 > 2001:db8:1::/64 by ']);
    expect(askOne(four, INSIDE, `${DMZ},2001:db8:1::/64`).answer).toBe('none');
  });

  it('a port that the device does not have', () => {
    const rules = [d.rule('1', { kind: 'in', ports: ['lan'] }, d.DENY)];
    const device = d.filter(rules, { ports: [d.port('lan', INSIDE), d.port('wan', null)] });
    const answer = ask([hop(device, { in: ['Lan'] })], query(INSIDE, DMZ));
    expect(because(answer)).toContain('Lan');
    expect(ask([hop(device, { in: ['lan'] })], query(INSIDE, DMZ)).answer).toBe('none');
  });

  it('nothing at all that is asked about', () => {
    expect(askOne(closed, INSIDE, '2001:db8::/64').answer).toBe('undetermined');
    expect(ask([hop(closed)], query(INSIDE, DMZ, { service: [] })).answer).toBe('undetermined');
    expect(ask([], query(INSIDE, DMZ)).answer).toBe('undetermined');
  });

  it('an address of the device itself', () => {
    const device = { ...closed, ports: [d.port('lan', INSIDE, '10.0.0.1')] };
    expect(because(askOne(device, DMZ, '10.0.0.1'))).toContain('10.0.0.1');
    expect(askOne(device, DMZ, INSIDE).answer).toBe('none');
  });

  it('an action or a list that is not known', () => {
    const what = { ja: '謎', en: 'odd' };
    const odd = d.filter([d.rule('1', d.dst('192.0.2.9'), { do: 'unknown', what })]);
    expect(shown(askOne(odd, INSIDE, DMZ))).toEqual(['undetermined 10.0.0.0/24 > 192.0.2.9 by 1']);
    const circle = d.filter([d.rule('1', ANY, { do: 'call', list: 'L' })]);
    expect(askOne(circle, INSIDE, DMZ).answer).toBe('undetermined');
    const missing = d.device([], [d.filterStage('L')]);
    expect(askOne(missing, INSIDE, DMZ).answer).toBe('undetermined');
  });
});

describe('conditions', () => {
  const when = (id: string, choice: 'sender' | 'time' | 'unknown', action: Action): FilterRule =>
    d.rule(id, d.condition(id, choice), action);

  it('of the sender and of time permit, by name', () => {
    for (const choice of ['sender', 'time'] as const) {
      const answer = ask([hop(d.filter([when('a', choice, d.PERMIT)]))], query(INSIDE, DMZ, { asOf: null }));
      expect(answer.answer).toBe('permitted');
      const [piece] = answer.answer === 'permitted' ? answer.pieces : [];
      expect(piece?.conditions.map((c) => c.id)).toEqual(['a']);
    }
  });

  it('that nobody knows leave it open, by name, unless both ways lead through', () => {
    const open = d.filter([when('a', 'unknown', d.PERMIT)]);
    expect(because(askOne(open, INSIDE, DMZ))).toContain('condition a');
    const either = d.filter([when('a', 'unknown', d.PERMIT), d.rule('2', ANY, d.PERMIT)]);
    expect(askOne(either, INSIDE, DMZ).answer).toBe('permitted');
    const twice = d.filter([when('a', 'unknown', d.DENY), when('a', 'unknown', d.PERMIT)]);
    expect(askOne(twice, INSIDE, DMZ).answer).toBe('none');
  });

  it('of one name at two devices are two', () => {
    const first = d.filter([when('a', 'unknown', d.DENY)], {}, d.PERMIT);
    const second = d.filter([when('a', 'unknown', d.PERMIT)]);
    expect(ask([hop(first), hop(second, {}, 'FW2')], query(INSIDE, DMZ)).answer).toBe('undetermined');
  });
});

const rewrite = (id: string, match: Match, to: { dst?: AddressTarget; src?: AddressTarget }): FilterRule =>
  d.rule(id, match, { do: 'translate', to });
const address = (text: string): AddressTarget => ({ to: 'addresses', set: d.net(text) });

describe('NAT, in the order of each vendor', () => {
  const OUTSIDE = '198.51.100.0/24';
  const nat = d.list('nat', [rewrite('vip', d.dst('203.0.113.5'), { dst: address('192.0.2.5') })], d.PERMIT);
  const real = d.list('acl', [d.rule('real', d.all(d.dst('192.0.2.5'), d.tcpTo(443)), d.PERMIT)]);
  const mapped = d.list('acl', [d.rule('mapped', d.all(d.dst('203.0.113.5'), d.tcpTo(443)), d.PERMIT)]);
  const natFirst = [d.natStage('nat'), d.filterStage('acl')];

  it('FortiOS, ASA 8.3 and Junos: the real address behind the translation of the destination', () => {
    const answer = askOne(d.device([nat, real], natFirst), OUTSIDE, DMZ);
    expect(shown(answer)).toEqual([
      'yes 198.51.100.0/24 > 203.0.113.5 by vip real',
      'yes 198.51.100.0/24 > 192.0.2.5 by real',
    ]);
    expect(askOne(d.device([nat, mapped], natFirst), OUTSIDE, DMZ).answer).toBe('none');
  });

  it('IOS inbound and ASA 8.2: the mapped address before it', () => {
    const aclFirst = natFirst.toReversed();
    expect(shown(askOne(d.device([nat, mapped], aclFirst), OUTSIDE, DMZ))).toEqual([
      'yes 198.51.100.0/24 > 203.0.113.5 by mapped vip',
    ]);
    expect(shown(askOne(d.device([nat, real], aclFirst), OUTSIDE, DMZ))).toEqual([
      'yes 198.51.100.0/24 > 192.0.2.5 by real',
    ]);
  });

  it('PAN-OS: the original address and the zone behind the new one', () => {
    const zoned = d.all(d.dst('203.0.113.5'), { kind: 'out', ports: ['dmz'] });
    const wrong = d.all(d.dst('203.0.113.5'), { kind: 'out', ports: ['untrust'] });
    const device = (match: Match): FirewallDevice =>
      d.device(
        [nat, d.list('acl', [d.rule('p', match, d.PERMIT)])],
        [d.natStage('nat'), d.filterStage('acl', { sees: 'original' })],
        {
          ports: [d.port('dmz', DMZ), d.port('untrust', '203.0.113.0/24')],
          routes: [d.route('0.0.0.0/0', 'untrust')],
          routesComplete: true,
        },
      );
    expect(shown(askOne(device(zoned), OUTSIDE, DMZ))).toEqual([
      'yes 198.51.100.0/24 > 203.0.113.5 by vip p',
    ]);
    expect(askOne(device(wrong), OUTSIDE, DMZ).answer).toBe('none');
  });

  it('a source pool is open only where a rule behind it tells its addresses apart', () => {
    const pool = d.list(
      'nat',
      [rewrite('snat', d.src(INSIDE), { src: address('203.0.113.8/30') })],
      d.PERMIT,
    );
    const first = d.device([pool], [d.natStage('nat')]);
    const behind = (match: Match): ReachAnswer =>
      ask([hop(first), hop(d.filter([d.rule('ok', match, d.PERMIT)]), {}, 'FW2')], query(INSIDE, DMZ));
    expect(askOne(first, INSIDE, DMZ).answer).toBe('permitted');
    expect(behind(d.src('203.0.113.0/24')).answer).toBe('permitted');
    expect(behind(d.src('203.0.113.9')).answer).toBe('undetermined');
    expect(behind(d.src(INSIDE)).answer).toBe('none');
    expect(shown(behind(d.src('203.0.113.0/24')))[0]).toContain('10.0.0.0/24 > ');
  });

  it('a masquerade takes the address of the port it leaves by', () => {
    const masquerade = d.list('nat', [rewrite('masq', ANY, { src: { to: 'interface' } })], d.PERMIT);
    const first = d.device([masquerade], [d.natStage('nat')], {
      ports: [d.port('lan', INSIDE), d.port('wan', null, '203.0.113.9')],
      routes: [d.route('0.0.0.0/0', 'wan')],
      routesComplete: true,
    });
    const second = d.filter([d.rule('ok', d.src('203.0.113.9'), d.PERMIT)]);
    expect(ask([hop(first), hop(second, {}, 'FW2')], query(INSIDE, DMZ)).answer).toBe('permitted');
  });

  it('between families is not followed', () => {
    const six = d.list('nat', [rewrite('64', d.dst('64:ff9b::5'), { dst: address('192.0.2.5') })], d.PERMIT);
    const answer = askOne(d.device([six], [d.natStage('nat')]), '2001:db8::/64', '64:ff9b::/96');
    expect(shown(answer)).toContain('undetermined 2001:db8::/64 > 64:ff9b::5 by 64');
  });
});

describe('ports', () => {
  const rules = [
    d.rule('1', d.all({ kind: 'in', ports: ['lan'] }, { kind: 'out', ports: ['dmz'] }), d.PERMIT),
  ];
  const ports = [
    d.port('lan', INSIDE),
    { ...d.port('dmz', DMZ), aliases: ['server-zone'] },
    d.port('wan', '203.0.113.0/29'),
  ];

  it('follow from connected networks', () => {
    const device = d.filter(rules, { ports });
    expect(shown(askOne(device, INSIDE, DMZ))).toEqual(['yes 10.0.0.0/24 > 192.0.2.0/24 by 1']);
    expect(askOne(device, DMZ, INSIDE).answer).toBe('none');
    expect(askOne(device, '172.16.0.0/16', DMZ).answer).toBe('undetermined');
  });

  it('follow from routes, each address by itself', () => {
    const routes = [d.route('0.0.0.0/0', 'wan'), d.route('172.16.0.0/17', 'lan')];
    const device = d.filter(rules, { ports, routes, routesComplete: true });
    expect(shown(askOne(device, '172.16.0.0/16', DMZ))).toEqual(['yes 172.16.0.0/17 > 192.0.2.0/24 by 1']);
  });

  it('may be declared by name or alias', () => {
    const device = d.filter(rules, { ports });
    const declared = hop(device, { in: ['lan'], out: ['server-zone'] });
    expect(ask([declared], query('172.16.0.0/16', '172.20.0.0/16')).answer).toBe('permitted');
    const either = hop(device, { in: ['lan', 'wan'], out: ['dmz'] });
    expect(ask([either], query('172.16.0.0/16', '172.20.0.0/16')).answer).toBe('undetermined');
  });

  it('that are declared against the addresses of the device are not believed', () => {
    const device = d.filter(rules, { ports });
    const wrong = ask([hop(device, { out: ['dmz'] }, 'FW01')], query(DMZ, `${INSIDE},192.0.2.0/24`));
    expect(because(wrong)).toContain('the site file says dmz, but 10.0.0.0/24 is on lan');
    const asked = query(INSIDE, DMZ);
    for (const side of [{ in: ['wan'] }, { out: ['wan'] }, { in: ['wan'], out: ['lan'] }]) {
      expect(because(ask([hop(device, side)], asked))).toContain('the site file says');
    }
    const closed = d.filter([], { ports });
    expect(ask([hop(closed, { out: ['wan'] })], asked).answer).toBe('undetermined');
    expect(ask([hop(device, { in: ['wan'] })], query('172.16.0.0/16', DMZ)).answer).toBe('none');
    expect(shown(ask([hop(device, { in: ['lan', 'wan'], out: ['dmz'] })], asked))).toEqual([
      'yes 10.0.0.0/24 > 192.0.2.0/24 by 1',
    ]);
  });

  it('that are declared are asked of the address behind the translation', () => {
    const nat = d.list(
      'nat',
      [rewrite('vip', d.dst('203.0.113.5'), { dst: address('192.0.2.5') })],
      d.PERMIT,
    );
    const filter = d.list('acl', [d.rule('p', { kind: 'out', ports: ['dmz'] }, d.PERMIT)]);
    const device = d.device([nat, filter], [d.natStage('nat'), d.filterStage('acl')], { ports });
    const vip = (out: string): ReachAnswer => ask([hop(device, { out: [out] })], query(INSIDE, '192.0.2.5'));
    expect(shown(vip('dmz'))).toContain('yes 10.0.0.0/24 > 203.0.113.5 by vip p');
    expect(because(vip('lan'))).toContain('the site file says lan, but 192.0.2.5 is on dmz');
    expect(because(ask([hop(device, { out: ['dmz'] })], query(INSIDE, '203.0.113.6')))).toContain('on wan');
  });

  it('of an empty list are not declared', () => {
    const device = d.filter(rules, { ports });
    expect(shown(ask([hop(device, { in: [], out: [] })], query(INSIDE, DMZ)))).toEqual([
      'yes 10.0.0.0/24 > 192.0.2.0/24 by 1',
    ]);
  });

  it('a destination that is thrown away is not reached', () => {
    const routes = [d.route('0.0.0.0/0', 'wan'), d.route('172.16.0.0/16', null)];
    const device = d.filter([d.rule('1', ANY, d.PERMIT)], { ports, routes, routesComplete: true });
    expect(askOne(device, INSIDE, '172.16.0.0/16').answer).toBe('none');
    expect(askOne({ ...device, routesComplete: false }, INSIDE, '172.16.0.0/16').answer).toBe('permitted');
  });
});

describe('what only claims to be a reply', () => {
  const acl = (stateful: boolean): FirewallDevice =>
    d.filter([d.rule('est', { kind: 'flags', mask: 16, value: 16 }, d.PERMIT)], { stateful });

  it('passes a device without connections', () => {
    expect(askOne(acl(false), DMZ, INSIDE).answer).toBe('none');
    const crafted = craftedReturn([hop(acl(false))], query(DMZ, INSIDE), LIMITS);
    expect(shown(crafted)).toEqual(['yes 192.0.2.0/24 > 10.0.0.0/24 by est']);
    const state = d.filter([d.rule('est', { kind: 'state', of: ['established'] }, d.PERMIT)]);
    expect(craftedReturn([hop(state)], query(DMZ, INSIDE), LIMITS).answer).toBe('none');
  });
});

describe('laws', () => {
  const base = [d.rule('2', web, d.PERMIT), d.rule('3', d.dst('192.0.2.0/28'), d.PERMIT)];
  const passes = (rules: readonly FilterRule[]): readonly string[] =>
    shown(askOne(d.filter(rules), INSIDE, DMZ));

  it('a denial on top adds nothing, and takes away what it names', () => {
    const denied = d.rule('1', d.dst('192.0.2.3'), d.DENY);
    const answer = askOne(d.filter([denied, ...base]), INSIDE, DMZ);
    for (const piece of answer.answer === 'permitted' ? answer.pieces : []) {
      for (const box of piece.packets.boxes) expect(intersect(box.dst, d.net('192.0.2.3'))).toEqual([]);
    }
    expect(passes([d.rule('1', ANY, d.DENY), ...base])).toEqual(['none']);
  });

  it('a disabled rule and a rule that only counts change nothing', () => {
    const disabled = d.rule('1', ANY, d.DENY, { enabled: false });
    expect(passes([disabled, ...base])).toEqual(passes(base));
    expect(passes([d.rule('1', ANY, { do: 'next' }), ...base])).toEqual(passes(base));
  });

  it('every witness is confirmed', () => {
    const answer = askOne(d.filter(base), INSIDE, DMZ);
    const pieces = answer.answer === 'permitted' ? answer.pieces : [];
    expect(pieces).toHaveLength(2);
    for (const { witness, by } of pieces) {
      const decision = decidePackets([d.filter(base)], witness, { asOf: 0 });
      expect(decision.verdict).toBe('permit');
      expect(decision.rule?.id).toBe(by.at(-1)?.rule?.id);
    }
  });
});
