import { describe, expect, test } from 'vitest';
import { fixture } from '../../evidence.ts';
import { ask, deviceOf, fixtureDevice, read } from './ask.ts';

const parsed = read(fixture('junos-config/branch.conf'));
const fw = deviceOf(parsed);
const NIGHT = Date.UTC(2026, 10, 2, 14, 0);
const DAY = Date.UTC(2026, 10, 2, 3, 0);
const SUNDAY_NIGHT = Date.UTC(2026, 10, 1, 14, 0);

test('the file is understood whole, and its secrets stay in it', () => {
  expect(parsed.lines.notUnderstood).toBe(0);
  expect(parsed.problems).toEqual([]);
  expect([fw.hostname, fw.version, fw.context]).toEqual(['NAGOYA-FW', '19.4R3-S2.2', '']);
  expect(JSON.stringify(parsed, (_, v) => (typeof v === 'bigint' ? String(v) : v))).not.toMatch(
    /notarealkey|abcdefgh/,
  );
});

describe('policies', () => {
  test.each([
    ['10.10.1.1 > 203.0.113.5 tcp/443', 'permit'],
    ['10.10.1.1 > 203.0.113.5 tcp/25', 'deny deny-rest'],
    // Of the group's policy, not the global one: that is asked after it.
    ['10.10.1.1 > 203.0.113.5 udp/53', 'deny deny-rest'],
    ['10.20.5.1 > 203.0.113.5 tcp/443', 'unknown'],
    // No pair of zones: the global policies.
    ['172.16.1.9 > 203.0.113.5 udp/53', 'permit anyone-dns'],
    ['172.16.1.9 > 203.0.113.5 tcp/53', 'deny'],
    // Within a zone a policy is needed too, and `excluded` turns the source around.
    ['10.10.1.1 > 10.20.2.15 tcp/80', 'permit intra'],
    ['10.20.1.5 > 10.10.1.1 tcp/80', 'deny deny-rest'],
    ['10.10.1.1 > 10.20.9.9 tcp/80', 'deny deny-rest'],
    // The book of the zone before the global one: 172.16.1.5 as the source, 10.20.1.5 as the destination.
    ['172.16.1.5 > 10.20.1.5 tcp/445', 'deny back'],
    ['172.16.1.5 > 10.20.1.5 icmp/8', 'deny back'],
    ['10.20.1.5 > 172.16.1.5 tcp/445', 'deny'],
    // ge-0/0/4 is in no zone.
    ['192.168.99.9 > 203.0.113.5 udp/53', 'deny policies'],
    // The filter of ge-0/0/1 comes before all policies.
    ['10.10.1.1 > 203.0.113.5 tcp/23', 'deny telnet'],
  ])('%s: %s', (packet, expected) => {
    expect(ask(fw, packet)).toMatch(new RegExp(`^${expected}`));
  });

  test('a disabled one is kept and matches nothing', () => {
    const list = fw.lists.find((l) => l.name === 'office -> outside');
    expect(list?.rules.map((r) => [r.id, r.enabled, r.log, r.comment])).toEqual([
      ['web', true, true, 'Web の閲覧'],
      ['all', false, false, null],
      ['updates', true, false, null],
      ['deny-rest', true, true, null],
    ]);
  });

  test('a scheduler holds at its times, a day of its own replaces the daily ones', () => {
    const packet = '10.20.5.1 > 203.0.113.5 tcp/443';
    expect(ask(fw, packet, { asOf: DAY })).toBe('deny deny-rest');
    expect(ask(fw, packet, { asOf: SUNDAY_NIGHT })).toBe('deny deny-rest');
    expect(ask(fw, packet, { asOf: NIGHT })).toMatch(/^unknown/);
  });
});

describe('NAT', () => {
  test.each([
    ['10.10.1.1 > 203.0.113.5 tcp/443', 'permit web'],
    ['198.51.100.200 > 198.51.100.10 tcp/80', 'permit web-in 198.51.100.200 > 172.16.1.80:8080'],
    ['198.51.100.200 > 198.51.100.25 tcp/25', 'permit mail-in 198.51.100.200 > 172.16.1.25:25'],
    // Only what was translated may pass the policy of the web server.
    ['198.51.100.200 > 172.16.1.80 tcp/8080', 'deny web-in drop-untranslated'],
    // The reverse of static NAT comes before the rules of source NAT.
    ['172.16.1.25 > 203.0.113.5 udp/53', 'permit anyone-dns 198.51.100.25 > 203.0.113.5'],
  ])('%s: %s', (packet, expected) => {
    expect(ask(fw, packet)).toMatch(new RegExp(`^${expected.replace(/[.]/g, '\\.')}`));
  });
});

test('a group that nothing applies bears on nothing; of a cluster one node is shown', () => {
  expect(fw.lists.find((l) => l.name === 'global')?.end).toEqual({ do: 'deny' });
  expect(fw.ports.map((p) => p.name)).toContain('fxp0.0');
});

test('CP932, CRLF and Japanese names', () => {
  const shiten = fixtureDevice('shiten-cp932.txt');
  expect(ask(shiten, '10.30.0.5 > 192.0.2.1 tcp/443')).toBe('permit 閲覧');
  expect(ask(shiten, '10.30.0.5 > 192.0.2.1 tcp/80')).toMatch(/^deny/);
  expect(shiten.gaps).toEqual([]);
});

test('a part of the configuration, copied from a terminal, is known as a part', () => {
  const part = read(fixture('junos-config/part.log'));
  expect(part.lines.notUnderstood).toBe(0);
  expect(deviceOf(part).gaps.map((g) => g.kind)).toEqual(['missing-section']);
  expect(ask(deviceOf(part), '10.0.0.1 > 10.9.0.1 tcp/80', { in: 'trust', out: 'untrust' })).toBe(
    'unknown p',
  );
});
