import { describe, expect, test } from 'vitest';
import { ask, deviceOf, readText, textDevice } from './ask.ts';

const BASE = `set version 21.2R3
set security policies from-zone a to-zone b policy p match source-address any
set security policies from-zone a to-zone b policy p match destination-address any
set security policies from-zone a to-zone b policy p match application junos-http
set security policies from-zone a to-zone b policy p then permit
set security zones security-zone a interfaces ge-0/0/0.0
set security zones security-zone b interfaces ge-0/0/1.0
set interfaces ge-0/0/0 unit 0 family inet address 10.1.0.1/16
set interfaces ge-0/0/0 unit 0 family inet6 address 2001:db8:1::1/64
set interfaces ge-0/0/1 unit 0 family inet address 10.2.0.1/16
set interfaces ge-0/0/1 unit 0 family inet6 address 2001:db8:2::1/64
set routing-options static route 0.0.0.0/0 next-hop 10.2.0.9
`;
const with_ = (...lines: readonly string[]) => textDevice(BASE + lines.map((l) => `${l}\n`).join(''));

const V4 = '10.1.0.5 > 10.2.0.5 tcp/80';
const V6 = '2001:db8:1::5 > 2001:db8:2::5 tcp/80';

describe('IPv6 and packet mode', () => {
  test.each([
    ['', 'permit', 'unknown'],
    ['set security forwarding-options family inet6 mode flow-based', 'permit', 'permit'],
    ['set security forwarding-options family inet6 mode drop', 'permit', 'deny'],
    ['set security forwarding-options family inet6 mode packet-based', 'permit', 'permit'],
    ['set security forwarding-options family mpls mode packet-based', 'permit', 'permit'],
  ])('"%s"', (line, v4, v6) => {
    expect([ask(with_(line), V4), ask(with_(line), V6)].map((d) => d.split(' ')[0])).toEqual([v4, v6]);
  });

  test.each([
    ['set security forwarding-options family inet6 mode packet-based', 'deny', 'permit'],
    ['set security forwarding-options family mpls mode packet-based', 'permit', 'permit'],
  ])('past the policies: "%s"', (line, v4, v6) => {
    const found = [V4, V6].map((p) => ask(with_(line), p.replace('/80', '/22')).split(' ')[0]);
    expect(found).toEqual([v4, v6]);
  });
});

test('the default policy', () => {
  const packet = V4.replace('/80', '/22');
  expect(ask(with_(), packet)).toMatch(/^deny/);
  expect(ask(with_('set security policies default-policy permit-all'), packet)).toMatch(/^permit/);
  const both = [
    'set security policies default-policy permit-all',
    'set security policies default-policy deny-all',
  ];
  expect(ask(with_(...both), packet)).toMatch(/^deny/);
  expect(ask(with_('set security policies default-policy frobnicate'), packet)).toMatch(/^unknown/);
});

test('conditions of a policy are its sender’s or not known', () => {
  const p = 'set security policies from-zone a to-zone b policy p';
  for (const line of [
    `${p} match dynamic-application junos:SKYPE`,
    `${p} match source-identity authenticated-user`,
    `${p} match url-category games`,
    `${p} match frobnicate x`,
    `${p} then permit tunnel ipsec-vpn v`,
    `${p} then permit firewall-authentication web-authentication`,
    `${p} then permit frobnicate`,
    `${p} scheduler-name gone`,
  ]) {
    expect([line, ask(with_(line), V4).split(' ')[0]]).toEqual([line, 'unknown']);
  }
  for (const line of [
    `${p} match dynamic-application any`,
    `${p} match source-identity any`,
    `${p} match url-category none`,
    `${p} then permit application-services idp`,
    `${p} then count`,
  ]) {
    expect([line, ask(with_(line), V4)]).toEqual([line, 'permit p']);
  }
});

test('logical systems and tenants are devices of their own', () => {
  const inside = BASE.replace(/^set (?=security|interfaces|routing)/gm, 'set logical-systems LS1 ');
  const parsed = readText(BASE.replace('junos-http', 'junos-ssh') + inside.split('\n').slice(1).join('\n'));
  expect(parsed.sections.devices?.devices.map((d) => d.context)).toEqual(['root', 'LS1']);
  expect(ask(deviceOf(parsed, 0), V4)).toMatch(/^deny/);
  expect(ask(deviceOf(parsed, 1), V4)).toBe('permit p');
  expect(parsed.lines.notUnderstood).toBe(0);
});

test('apply-groups-except keeps a group away, and what is nearer weighs more', () => {
  const group = 'set groups g security policies from-zone <*> to-zone <*> policy last';
  const lines = [
    `${group} match source-address any`,
    `${group} match destination-address any`,
    `${group} match application any`,
    `${group} then permit`,
    'set apply-groups g',
  ];
  const packet = V4.replace('/80', '/22');
  expect(ask(with_(...lines), packet)).toBe('permit last');
  const except = 'set security policies from-zone a to-zone b apply-groups-except g';
  expect(ask(with_(...lines, except), packet)).toMatch(/^deny/);
  expect(with_('set apply-groups gone').gaps.map((g) => g.kind)).toEqual(['no-group']);
});

describe('to the device itself', () => {
  const input = (...lines: readonly string[]) => {
    const device = with_(...lines);
    return (packet: string) =>
      ask({ ...device, forward: device.input ?? [] }, packet, { in: 'ge-0/0/0.0', out: 'x' });
  };
  const SSH = '10.1.0.5 > 10.1.0.1 tcp/22';
  const PING = '10.1.0.5 > 10.1.0.1 icmp/8';
  const a = 'set security zones security-zone a';

  test('nothing comes in that neither interface nor zone lets in; the interface replaces the zone', () => {
    expect(input()(SSH)).toMatch(/^deny/);
    const zone = `${a} host-inbound-traffic system-services ssh`;
    expect(input(zone)(SSH)).toMatch(/^permit/);
    const port = `${a} interfaces ge-0/0/0.0 host-inbound-traffic system-services ping`;
    expect(input(zone, port)(SSH)).toMatch(/^deny/);
    expect(input(zone, port)(PING)).toMatch(/^permit/);
    expect(input(`${a} host-inbound-traffic system-services any-service`)(SSH)).toMatch(/^permit/);
    const except = `${a} host-inbound-traffic system-services ssh except`;
    expect(input(`${a} host-inbound-traffic system-services all`, except)(SSH)).toMatch(/^deny/);
  });

  test('policies to junos-host are asked besides', () => {
    const p = 'set security policies from-zone a to-zone junos-host policy q';
    const only = [
      `${p} match source-address any`,
      `${p} match destination-address any`,
      `${p} match application junos-ssh`,
      `${p} then permit`,
      `${a} host-inbound-traffic system-services ssh`,
      `${a} host-inbound-traffic system-services ping`,
    ];
    expect(input(...only)(SSH)).toMatch(/^permit/);
    expect(input(...only)(PING)).toMatch(/^deny/);
  });
});
