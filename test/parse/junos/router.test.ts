import { describe, expect, test } from 'vitest';
import { fixture } from '../../evidence.ts';
import { ask, deviceOf, read, textDevice } from './ask.ts';

const parsed = read(fixture('junos-config/router.txt'));
const mx = deviceOf(parsed);

test('a router without policies has its filters only', () => {
  expect(parsed.lines.notUnderstood).toBe(0);
  expect(parsed.problems).toEqual([]);
  expect(parsed.intact).toBe('yes');
  expect(mx.stateful).toBe(false);
  expect(JSON.stringify(parsed.notUnderstood)).not.toContain('himitsu');
});

describe('filters', () => {
  const ACK = 16;
  test.each([
    // The longest prefix decides: 10/8 but 10.1/16, and in that 10.1.80/24 again.
    ['198.51.100.1 > 10.2.3.4 tcp/80', 'permit', {}],
    ['198.51.100.1 > 10.1.3.4 tcp/80', 'deny filter inet edge-in', {}],
    ['198.51.100.1 > 10.1.80.4 tcp/443', 'permit', {}],
    ['198.51.100.1 > 10.1.3.4 tcp/80', 'permit', { flags: ACK }],
    ['10.2.0.9 > 10.1.80.4 tcp/443', 'deny spoofed', { in: 'ge-0/0/0.0' }],
    ['198.51.100.1 > 10.1.3.4 udp/1234', 'permit', { sport: 53 }],
    ['198.51.100.1 > 10.1.3.4 icmp/8', 'permit', {}],
    ['198.51.100.1 > 10.1.3.4 icmp/0', 'deny', {}],
    // Several filters one after another; what the first does not decide comes to the second.
    ['10.1.0.2 > 203.0.113.1 tcp/445', 'deny smb', {}],
    ['10.1.0.2 > 203.0.113.1 tcp/80', 'permit', {}],
    ['10.1.0.3 > 203.0.113.1 tcp/80', 'deny', {}],
    ['10.1.0.2 > 203.0.113.1 tcp/80', 'deny', { flags: ACK }],
    // No filter on ge-0/0/2 but those of its range.
    ['10.2.0.2 > 203.0.113.1 udp/80', 'deny', {}],
  ] as const)('%s: %s %o', (packet, expected, more) => {
    expect(ask(mx, packet, more)).toMatch(new RegExp(`^${expected}`));
  });

  test('insert moves a term, deactivate disables it', () => {
    const users = mx.lists.find((l) => l.id === 'filter inet users (part)');
    expect(users?.rules.map((r) => [r.id, r.enabled])).toEqual([
      ['late', false],
      ['syn', true],
    ]);
  });

  test('those of lo0 guard the device itself', () => {
    expect(mx.input?.map((s) => s.list)).toContain('filter inet protect');
    expect(mx.forward.map((s) => s.list)).not.toContain('filter inet protect');
  });
});

const ROUTER = `set version 20.4R3.8
set interfaces ge-0/0/0 unit 0 family inet address 192.0.2.1/24
set interfaces ge-0/0/0 unit 0 family inet filter input f
set interfaces ge-0/0/1 unit 0 family inet address 10.1.0.1/16
set routing-options static route 0.0.0.0/0 next-hop 192.0.2.254
`;

const withTerms = (...lines: readonly string[]): string =>
  ROUTER + lines.map((l) => `set firewall family inet filter f ${l}\n`).join('');

describe('what is not certain is not decided', () => {
  const packet = '198.51.100.1 > 10.1.0.5 tcp/80';
  test.each([
    ['an action that is not understood', ['term a then packet-mode']],
    ['a condition that is not understood', ['term a from gre-key 5', 'term a then accept']],
    ['a filter that is not there', ['term a filter g']],
    ['exceptions only', ['term a from source-address 10.9.0.0/16 except', 'term a then accept']],
    ['a port that is not known', ['term a from destination-port frobnicate', 'term a then accept']],
    ['filters that call each other', ['term a filter f']],
  ])('%s', (_, lines) => {
    expect(ask(textDevice(withTerms(...lines)), packet)).toMatch(/^unknown/);
  });

  test.each([['is-fragment'], ['first-fragment']])('whoever sends may send fragments: %s', (word) => {
    const device = textDevice(withTerms(`term a from ${word}`, 'term a then accept'));
    expect(ask(device, packet)).toMatch(/^unknown/);
    expect(JSON.stringify(device.lists.map((l) => l.rules[0]?.match))).toContain('"choice":"sender"');
    expect(device.notes).toEqual([]);
  });

  test('another routing table: where a packet goes is not known', () => {
    const device = textDevice(withTerms('term a then routing-instance x'));
    expect(device.routesComplete).toBe(false);
  });

  test.each([
    ['protocols ospf area 0 interface ge-0/0/0.0'],
    ['routing-instances x interface ge-0/0/1.0'],
    ['routing-options rib-groups x import-rib inet.0'],
    ['interfaces ge-0/0/2 unit 0 family inet dhcp'],
  ])('routes are not all known: %s', (line) => {
    expect(textDevice(withTerms('term a then accept')).routesComplete).toBe(true);
    expect(textDevice(`${withTerms('term a then accept')}set ${line}\n`).routesComplete).toBe(false);
  });
});

test.each([
  ['set services service-set s nat-rules r'],
  ['set forwarding-options family inet filter input f'],
  ['set vlans v filter input f'],
  ['set frobnicate a b'],
  ['set security policies frobnicate x'],
  ['frobnicate'],
  ['delete'],
  ['load merge terminal'],
  ['insert firewall family inet filter f term a before term z'],
])('may bear on what passes and is not read: %s', (line) => {
  const device = textDevice(`${withTerms('term a then accept')}${line}\n`);
  expect(device.gaps.length).toBeGreaterThan(0);
});
