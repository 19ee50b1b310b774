/** What one firewall lets pass, told from XML and from set commands. */
import { describe, expect, test } from 'vitest';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import { ask, deviceOf, devicesIn, reach, readFixture } from './ask.ts';

const xml = readFixture('panos-xml/honsha-fw.xml');
const set = readFixture('panos-set/honsha-fw.conf');

/** Places differ between the two syntaxes, and set commands do not tell the release. */
const bare = (device: FirewallDevice): string =>
  JSON.stringify({ ...device, version: null }, (key, value: unknown) => {
    if (key === 'at') return undefined;
    return typeof value === 'bigint' ? value.toString() : value;
  });

test('set commands say what the XML says', () => {
  expect(bare(deviceOf(set))).toBe(bare(deviceOf(xml)));
});

test('all of the file is understood or knowingly irrelevant', () => {
  for (const parsed of [xml, set]) {
    expect(parsed.lines.notUnderstood).toBe(0);
    expect(parsed.problems).toEqual([]);
    expect(deviceOf(parsed).gaps).toEqual([]);
  }
  expect(xml.intact).toBe('yes');
  expect(set.intact).toBe('cannot-tell');
});

test('name, release, ports and routes', () => {
  const device = deviceOf(xml);
  expect(device).toMatchObject({ vendor: 'panos', hostname: 'honsha-fw', version: '10.2.7', context: '' });
  expect(device.ports.map((p) => [p.name, p.aliases])).toEqual([
    ['ethernet1/1', ['untrust']],
    ['ethernet1/2', ['trust']],
    ['ethernet1/3.20', ['dmz']],
    ['ethernet1/3.30', ['dmz']],
  ]);
  expect(device.routes.map((r) => r.port)).toEqual(['ethernet1/1', 'ethernet1/2', null]);
  expect(device.routesComplete).toBe(true);
  expect(xml.hosts?.map((h) => h.name)).toEqual(['honsha-fw']);
});

test('secrets stay where they are', () => {
  for (const parsed of [xml, set]) {
    const text = JSON.stringify(parsed, (_, v: unknown) => (typeof v === 'bigint' ? '' : v));
    expect(text).not.toMatch(/NOTAREAL|NotAReal|NOTACOMMUNITY/);
  }
});

test('what is written and has no effect is noted, with its line', () => {
  expect(deviceOf(xml).notes.map((n) => [n.kind, n.at.text])).toEqual([
    ['cyclic-group', 'address-group ring-a'],
    ['cyclic-group', 'address-group ring-b'],
    ['undefined-reference', 'address no-such-object'],
    ['undefined-reference', 'service no-such-service'],
  ]);
  expect(deviceOf(xml).notes.every((n) => n.at.line > 0)).toBe(true);
});

describe.each([
  ['XML', deviceOf(xml)],
  ['set commands', deviceOf(set)],
])('%s', (_, device) => {
  test.each([
    ['a group, host bits in its members', '10.10.3.3', '10.20.0.11', 'tcp/443', 'permit by clients to proxy'],
    ['a wildcard within a group', '10.10.77.5', '10.20.0.11', 'tcp/8080', 'permit by clients to proxy'],
    [
      'a service with source ports and a range',
      '10.10.3.3',
      '10.20.0.11',
      'tcp/9005',
      'permit by clients to proxy',
    ],
    ['beside the service', '10.10.3.3', '10.20.0.11', 'tcp/9011', 'deny by interzone-default'],
    ['an FQDN', '10.10.3.3', '198.51.100.7', 'tcp/443', 'unknown'],
    ['an application beside its ports', '10.10.3.3', '198.51.100.53', 'udp/54', 'deny by interzone-default'],
    ['within a zone', '10.20.0.5', '10.30.0.5', 'tcp/22', 'permit by intrazone-default'],
    ['an intrazone rule', '10.30.0.5', '10.20.0.5', 'tcp/22', 'deny by inside the dmz'],
    ['an interzone rule', '10.10.9.9', '10.30.0.5', 'tcp/22', 'deny by between zones'],
    [
      'an interzone rule does not bind within a zone',
      '10.10.9.9',
      '10.10.8.8',
      'tcp/22',
      'permit by intrazone-default',
    ],
    [
      'an interzone rule after one that permits',
      '10.10.9.9',
      '10.20.0.11',
      'tcp/443',
      'permit by clients to proxy',
    ],
    ['a disabled rule', '10.10.3.3', '10.30.0.80', 'tcp/22', 'deny by interzone-default'],
    ['a discarded route', '10.10.3.3', '10.99.0.1', 'tcp/22', 'deny'],
  ])('%s: %s to %s %s', (_name, src, dst, service, expected) => {
    expect(ask(device, src, dst, service)).toMatch(new RegExp(`^${expected}`));
  });

  test('published by NAT: untranslated address, zone of the translated one', () => {
    expect(ask(device, '203.0.113.9', '192.0.2.80', 'tcp/443')).toBe('permit by publish www');
    expect(ask(device, '203.0.113.9', '192.0.2.80', 'tcp/80')).toBe('permit by intrazone-default');
    expect(ask(device, '203.0.113.9', '10.30.0.80', 'tcp/8443')).toBe('deny by interzone-default');
  });

  test('what the sender chooses is a way through: an application on its port, a user', () => {
    expect(reach(device, '10.10.3.3', '198.51.100.53', 'udp/53')).toBe('yes by names');
    expect(reach(device, '10.10.3.3', '198.51.100.53', 'tcp/7653')).toBe('yes by names');
    expect(reach(device, '10.10.3.3', '198.51.100.53', 'udp/54')).toBe('none');
    expect(reach(device, '10.10.3.3', '203.0.113.9', 'tcp/22', '2026-11-23T10:00:00')).toBe(
      'yes by admin only',
    );
    expect(reach(device, '10.10.3.3', '203.0.113.9', 'udp/22', '2026-11-23T10:00:00')).toBe('none');
  });

  test('schedules: of the week, and of the calendar', () => {
    const admin = (asOf: string) => reach(device, '10.10.3.3', '203.0.113.9', 'tcp/22', asOf);
    expect(admin('2026-11-23T09:00:00')).toBe('yes by admin only');
    expect(admin('2026-11-27T12:30:00')).toBe('none');
    expect(admin('2026-11-24T10:00:00')).toBe('none');
    const moving = (asOf: string) => reach(device, '10.10.3.3', '203.0.113.9', 'tcp/9000', asOf);
    expect(moving('2026-03-15T10:00:00')).toBe('undetermined by migration');
    expect(moving('2026-04-01T10:00:00')).toBe('none');
  });

  test('a dynamic group: its static members for certain, others perhaps', () => {
    const rule = device.lists.at(-1)?.rules.find((r) => r.id === 'meeting rooms');
    const text = JSON.stringify(rule?.match, (_, v: unknown) => (typeof v === 'bigint' ? v.toString(16) : v));
    expect(text).toContain('a0ac80a');
    expect(text).toContain('src dynamic-group tagged');
    expect(text).toContain('dst region JP');
  });

  test('logging: at the end by default; default rules as they are overridden', () => {
    const rules = device.lists.at(-1)?.rules ?? [];
    const log = Object.fromEntries(rules.map((r) => [r.id, r.log]));
    expect(log).toMatchObject({
      'publish www': true,
      'clients to proxy': false,
      'intrazone-default': false,
      'interzone-default': true,
    });
    expect(rules.find((r) => r.id === 'interzone-default')?.implicit).toBeUndefined();
    expect(rules.find((r) => r.id === 'intrazone-default')?.implicit).toBe(true);
  });
});

test('two vsys, in Shift_JIS: each its own rules', () => {
  const parsed = readFixture('panos-xml/two-vsys-cp932.xml');
  expect(devicesIn(parsed).map((d) => d.context)).toEqual(['vsys1', 'vsys2']);
  const [rule] = deviceOf(parsed, 'vsys1').lists[0]?.rules ?? [];
  expect(rule).toMatchObject({ id: '社内から社外', comment: '能力表を見るための通信', log: true });
  expect(deviceOf(parsed, 'vsys2').ports.map((p) => p.name)).toEqual(['ethernet1/3', 'to-vsys1']);
});
