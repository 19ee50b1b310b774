import { describe, expect, test } from 'vitest';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import type { ReadEvidence } from '../../../src/parse/read.ts';
import { readFiles } from '../../../src/parse/read.ts';
import { CONTEXT, fixture, fromText } from '../../evidence.ts';
import { ask } from '../junos/ask.ts';

const NAMES = [
  'show-access-rulebase',
  'show-package',
  'show-nat-rulebase',
  'show-global-properties',
  'show-gateways-and-servers',
] as const;
type Name = (typeof NAMES)[number];

const file = (name: Name): Evidence => fixture(`checkpoint-json/${name}.json`);

const readAll = async (files: readonly Evidence[]): Promise<readonly ReadEvidence[]> =>
  readFiles(files, { pacEngine: null, asOf: CONTEXT.asOf });

function deviceOf(read: readonly ReadEvidence[]): FirewallDevice {
  const [device] = read.flatMap((r) => r.sections.devices?.devices ?? []);
  if (!device) throw new Error('no device');
  return device;
}

const whole = await readAll(NAMES.map(file));
const fw = deviceOf(whole);
const without = async (name: Name): Promise<FirewallDevice> =>
  deviceOf(await readAll(NAMES.filter((n) => n !== name).map(file)));

/** The rulebase with something else in it. */
const changed = async (change: (text: string) => string): Promise<FirewallDevice> => {
  const text = change(file('show-access-rulebase').text);
  return deviceOf(
    await readAll([fromText('checkpoint-json/show-access-rulebase.json', text), ...NAMES.slice(1).map(file)]),
  );
};

const DAY = Date.UTC(2026, 10, 2, 3, 0);
const NIGHT = Date.UTC(2026, 10, 2, 13, 0);

test('the files are one rulebase, understood whole', () => {
  expect(whole.map((r) => [r.kind, r.intact, r.problems])).toEqual(
    NAMES.map(() => ['checkpoint-json', 'yes', []]),
  );
  expect(whole.map((r) => r.lines.notUnderstood)).toEqual([0, 0, 0, 0, 0]);
  expect(whole.flatMap((r) => r.sections.devices?.devices ?? []).length).toBe(1);
  expect(fw.context).toBe('東京');
  expect(fw.gaps).toEqual([]);
});

test('rules keep what is said of them', () => {
  const rules = fw.lists.find((l) => l.name === '東京 Network')?.rules ?? [];
  expect(rules.length).toBe(19);
  expect(rules[1]).toMatchObject({
    id: '2',
    name: 'web-out',
    hits: 12345,
    log: true,
    comment: '業務時間の Web',
  });
  expect(rules[3]?.enabled).toBe(false);
  expect(rules[5]?.log).toBe(false);
  const line = rules[1]?.at.line ?? 0;
  expect(file('show-access-rulebase').text.split('\n')[line - 1]).toContain('r-web-out');
});

describe('layers, objects and NAT', () => {
  test.each([
    ['10.1.2.3 > 203.0.113.5 tcp/443', DAY, 'permit'],
    ['10.1.2.3 > 203.0.113.5 tcp/443', NIGHT, 'deny 19'],
    // A time that is over for good.
    ['10.1.2.3 > 203.0.113.5 tcp/25', DAY, 'deny 19'],
    // What a parent rule matches is left to its layer, whose cleanup drops; nothing comes back.
    ['10.1.2.3 > 172.16.1.80 tcp/443', NIGHT, 'permit'],
    ['10.1.2.3 > 172.16.1.25 icmp/8', null, 'permit'],
    ['10.1.2.3 > 172.16.1.25 udp/53', null, 'deny layer layer-servers'],
    // A printer is not in the parent; its address fits the wildcard, the ports are above 1023.
    ['10.1.9.11 > 172.16.1.25 tcp/8080', null, 'permit'],
    ['10.1.9.12 > 172.16.1.25 tcp/8080', null, 'deny 19'],
    ['10.1.9.11 > 172.16.1.25 tcp/1023', null, 'deny 19'],
    ['10.1.2.3 > 203.0.113.5 47', null, 'permit'],
    // Every ordered layer must accept.
    ['10.1.9.12 > 198.51.100.25 tcp/25', null, 'deny 1'],
    ['2001:db8:1::5 > 2001:db8:2::1 tcp/80', null, 'deny 8'],
    // A negated cell of objects of one family holds for the other whole.
    ['203.0.113.9 > 198.51.100.25 tcp/25', null, 'permit'],
  ] as const)('%s at %s: %s', (packet, asOf, expected) => {
    expect(ask(fw, packet, { asOf })).toMatch(new RegExp(`^${expected}`));
  });

  test('the policy sees packets as they came in, NAT changes them after it', () => {
    expect(ask(fw, '203.0.113.9 > 198.51.100.25 tcp/25')).toMatch(/ 203\.0\.113\.9 > 172\.16\.1\.25:25$/);
    const nat = fw.lists.find((l) => l.id === 'nat destination');
    expect(nat?.rules[0]?.at.file).toContain('show-nat-rulebase');
  });

  test('conditions: a role is the sender’s to have, a domain and another gateway are not known', () => {
    const list = fw.lists.find((l) => l.name === '東京 Network');
    const choices = (name: string): string =>
      JSON.stringify(list?.rules.find((r) => r.name === name)?.match, (_, v) =>
        typeof v === 'bigint' ? String(v) : v,
      );
    expect(choices('role')).toContain('"choice":"sender"');
    for (const name of ['updates', 'other-gateway', 'vpn', 'unresolved', 'not-here']) {
      expect(choices(name)).toContain('"choice":"unknown"');
    }
    expect(choices('ask')).toContain('"choice":"sender"');
  });
});

describe('what is not among the evidence decides nothing', () => {
  const passes = '10.1.2.3 > 172.16.1.25 icmp/8';
  const stopped = '10.1.9.12 > 172.16.1.25 tcp/8080';

  test('without the package another layer may drop, and each of these may be none of it', async () => {
    const device = await without('show-package');
    expect(ask(fw, passes)).toMatch(/^permit/);
    expect(ask(device, passes)).toMatch(/^unknown/);
    expect(ask(device, stopped)).toMatch(/^unknown/);
    expect(device.notes.map((n) => n.kind)).toContain('layers-unknown');
  });

  test('without NAT nobody knows where a packet ends up', async () => {
    const device = await without('show-nat-rulebase');
    expect(device.notes.map((n) => n.kind)).toContain('nat-unknown');
    expect(device.forward.at(-1)?.kind).toBe('nat');
  });

  test('without the global properties DNS and ICMP may pass by implied rules', async () => {
    const device = await without('show-global-properties');
    expect(ask(fw, '172.16.1.25 > 203.0.113.5 udp/53')).toMatch(/^deny/);
    expect(ask(device, '172.16.1.25 > 203.0.113.5 udp/53')).toMatch(/^unknown/);
    expect(ask(device, stopped)).toMatch(/^deny/);
  });

  test('without the list of gateways the ports of control connections may pass', async () => {
    const device = await without('show-gateways-and-servers');
    expect(ask(fw, '172.16.1.25 > 203.0.113.5 tcp/18191')).toMatch(/^deny/);
    expect(ask(device, '172.16.1.25 > 203.0.113.5 tcp/18191')).toMatch(/^unknown/);
    expect(ask(fw, '172.16.1.25 > 198.51.100.1 tcp/18191')).toMatch(/^unknown/);
  });

  test.each([
    [
      'a page is missing',
      (text: string) => text.replace('"total": 19', '"total": 25').replace('"total": 19', '"total": 25'),
    ],
    [
      'a rule is not shown',
      (text: string) => text.replace('"type": "access-rule"', '"type": "place-holder"'),
    ],
    [
      'the inline layer is not there',
      (text: string) => text.replace(/"layer-servers",\n {2}"name"/, '"layer-gone",\n  "name"'),
    ],
    [
      'an action that is not known',
      (text: string) => text.replaceAll('"name": "Drop"', '"name": "Frobnicate"'),
    ],
    [
      'a cell that is not known',
      (text: string) => text.replace('"rule-number": 5,', '"rule-number": 5, "frobnicate": ["x"],'),
    ],
  ])('%s', async (_, change) => {
    const device = await changed(change);
    const decided = [passes, stopped, '10.1.2.3 > 172.16.1.25 udp/53'].map((p) => ask(device, p));
    expect(decided.some((d) => d.startsWith('unknown'))).toBe(true);
  });

  test('groups that contain each other, and objects that are not there', async () => {
    const device = await changed((text) => text.replaceAll('"o-inner"', '"o-servers"'));
    expect(device.notes.map((n) => n.kind)).toContain('cyclic-group');
  });
});

test.each([0.2, 0.5, 0.9, 0.999])('a rulebase cut at %s is no rulebase', async (part) => {
  const { text } = file('show-access-rulebase');
  const cut = fromText('checkpoint-json/show-access-rulebase.json', text.slice(0, text.length * part));
  const [read] = await readAll([cut, ...NAMES.slice(1).map(file)]);
  expect(read?.intact).toBe('cut');
  expect(read?.problems.some((p) => p.policy)).toBe(true);
  const device = read?.sections.devices?.devices[0];
  if (device) expect(ask(device, '10.1.9.12 > 172.16.1.25 tcp/8080')).toMatch(/^unknown/);
});
