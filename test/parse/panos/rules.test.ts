/** Rules of PAN-OS one by one: what their parts mean, and what becomes of parts that cannot be read. */
import { describe, expect, test } from 'vitest';
import { decidePacket } from '../../../src/facts/firewall/decide.ts';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import { fromText } from '../../evidence.ts';
import { ask, deviceOf, packet, reach, read, withZones } from './ask.ts';

/** A rule from zone a to b, any to any, with these parts on top (the last of one name counts). */
const rule = (name: string, parts = '', action = 'allow'): string =>
  `set rulebase security rules ${name} from a to b source any destination any application any service any action ${action} ${parts}`;

const client = '10.1.0.9';
const server = '10.2.0.9';

const flow = (parsed: ReturnType<typeof withZones>, service = 'tcp/443'): string =>
  reach(deviceOf(parsed), client, server, service);

describe('multicast over a virtual wire', () => {
  const wire = (...commands: readonly string[]) =>
    deviceOf(
      read(
        fromText(
          'fw/wire.conf',
          [
            'set network interface ethernet ethernet1/1 virtual-wire',
            'set network interface ethernet ethernet1/2 virtual-wire',
            'set network virtual-wire w interface1 ethernet1/1',
            'set network virtual-wire w interface2 ethernet1/2',
            'set zone a network virtual-wire ethernet1/1',
            'set zone b network virtual-wire ethernet1/2',
            'set rulebase security rules r from a to b source any destination any application any service any action deny',
            ...commands,
            '',
          ].join('\n'),
        ),
      ),
    );
  const decided = (device: FirewallDevice, dst: string) =>
    decidePacket(
      device,
      { ...packet('10.1.0.5', dst, 'udp/5000'), in: 'ethernet1/1', out: 'ethernet1/2' },
      { asOf: null },
    ).verdict;

  test('rules may not be asked', () => {
    expect(decided(wire(), '239.1.1.1')).toBe('unknown');
    expect(decided(wire(), '10.2.0.5')).toBe('deny');
  });

  test('unless the wire holds it against them', () => {
    const enable = (value: string) => `set network virtual-wire w multicast-firewalling enable ${value}`;
    expect(decided(wire(enable('yes')), '239.1.1.1')).toBe('deny');
    expect(decided(wire(enable('no')), '239.1.1.1')).toBe('unknown');
  });
});

const notes = (parsed: ReturnType<typeof withZones>): readonly string[] =>
  deviceOf(parsed).notes.map((n) => n.kind);

describe('what a rule asks beside addresses and ports', () => {
  test.each([
    ['a user', 'source-user uchibori\\kanri', 'yes by r'],
    ['a URL category', 'category [ computer-and-internet-info ]', 'yes by r'],
    ['host information', 'source-hip managed', 'yes by r'],
    ['the server as a device', 'destination-hip managed', 'undetermined by r'],
    ['an application that the configuration does not describe', 'application some-app', 'yes by r'],
    ['a schedule that is not defined', 'schedule nowhen', 'undetermined by r'],
    ['firewalls of Panorama', 'target devices 0009A1', 'undetermined by r'],
    ['no firewalls', 'target negate no', 'yes by r'],
    ['an action of a later release', 'action quarantine', 'undetermined by r'],
    ['a part of a later release', 'phase-of-moon full', 'undetermined by r'],
    ['nothing that narrows', 'profile-setting group strict log-setting default tag [ x y ]', 'yes by r'],
  ])('%s', (_, parts, expected) => {
    expect(flow(withZones(rule('r', parts)))).toBe(expected);
  });

  test('a denial that a sender can step aside from stops nobody', () => {
    const parsed = withZones(rule('d', 'application ssl', 'deny').replace('application any ', ''), rule('p'));
    expect(flow(parsed)).toBe('yes by p');
    expect(flow(withZones(rule('d', '', 'deny'), rule('p')))).toBe('none');
  });

  test('the same application denied and then permitted does not pass', () => {
    const app = (name: string, action: string) =>
      rule(name, '', action).replace('application any', 'application kaikei');
    expect(flow(withZones(app('d', 'deny'), app('p', 'allow')))).toBe('none');
  });
});

describe('application-default', () => {
  const standard = (application: string): string =>
    rule('r').replace(
      'application any service any',
      `application ${application} service application-default`,
    );

  test.each([
    ['web-browsing', 'tcp/80', 'yes by r'],
    ['web-browsing', 'tcp/443', 'undetermined by r'],
    ['web-browsing', 'tcp/445', 'none'],
    ['dns', 'udp/53', 'yes by r'],
    ['dns', 'udp/123', 'none'],
    ['ping', 'icmp', 'yes by r'],
    ['ping', 'tcp/445', 'none'],
    ['some-app', 'tcp/445', 'undetermined by r'],
    ['any', 'tcp/445', 'yes by r'],
    ['[ web-browsing ssl ]', 'tcp/443', 'yes by r'],
  ])('%s on %s', (application, service, expected) => {
    expect(flow(withZones(standard(application)), service)).toBe(expected);
  });

  test('an application override takes the standard ports away', () => {
    const override =
      'set rulebase application-override rules o from any to any source any destination any protocol tcp port 445 application dns';
    expect(flow(withZones(standard('dns'), override), 'tcp/445')).toBe('undetermined by r');
  });

  test('an application cannot be of another protocol than it is', () => {
    const ping = rule('r').replace('application any', 'application ping');
    expect(flow(withZones(ping), 'tcp/445')).toBe('none');
    expect(flow(withZones(ping), 'icmp')).toBe('yes by r');
  });
});

describe('parts that are missing or cannot be read never turn into a denial or a permit', () => {
  test.each([
    ['no source', rule('r').replace('source any ', '')],
    ['no service', rule('r').replace('service any ', '')],
    ['no action', rule('r').replace('action allow', '')],
    ['a range that runs backwards', rule('r').replace('source any', 'source 10.1.0.20-10.1.0.3')],
    [
      'a port beyond the last',
      `set service s protocol tcp port 70000\n${rule('r').replace('service any', 'service s')}`,
    ],
    [
      'a protocol nobody knows',
      `set service s protocol quic port 443\n${rule('r').replace('service any', 'service s')}`,
    ],
    ['an empty group', `set address-group g description x\n${rule('r').replace('source any', 'source g')}`],
    [
      'an empty group of services',
      `set service-group g tag x\n${rule('r').replace('service any', 'service g')}`,
    ],
    ['everything but everything', rule('r', 'negate-source yes')],
    [
      'a group of applications without members',
      `set application-group g\n${rule('r').replace('application any', 'application g')}`,
    ],
  ])('%s', (_, commands) => {
    const answer = flow(withZones(commands));
    expect(answer).toMatch(/^undetermined|^yes by r$/);
    if (!commands.includes('application-group')) expect(answer).toMatch(/^undetermined/);
    const denial = withZones(commands.replace('action allow', 'action deny'), rule('p'));
    expect(flow(denial)).not.toBe('none');
  });

  test('a circle of service groups and of application groups', () => {
    const parsed = withZones(
      'set service-group g members [ h service-http ]',
      'set service-group h members g',
      'set application-group x members y',
      'set application-group y members x',
      rule('r').replace('service any', 'service g').replace('application any', 'application x'),
    );
    expect(flow(parsed)).toBe('undetermined by r');
    expect(notes(parsed)).toContain('unreadable-service');
  });

  test('two hundred groups that all contain each other are read at once', () => {
    const names = Array.from({ length: 200 }, (_, i) => `g${i}`);
    const groups = names.map((n) => `set address-group ${n} static [ ${names.join(' ')} ]`);
    expect(flow(withZones(...groups, rule('r').replace('source any', 'source g0')))).toBe(
      'undetermined by r',
    );
  });

  test('a zone that is not defined', () => {
    const parsed = withZones(rule('r').replace('from a', 'from [ a nowhere ]'));
    expect(flow(parsed)).toBe('yes by r');
    expect(notes(parsed)).toContain('undefined-reference');
    expect(flow(withZones(rule('r').replace('from a', 'from nowhere')))).toBe('undetermined by r');
  });
});

describe('zones', () => {
  test('without any zone in the file, it is not known whether two networks are in one', () => {
    const parsed = withZones('delete zone', rule('r'));
    expect(flow(parsed)).not.toBe('none');
    expect(deviceOf(parsed).ports.map((p) => p.name)).toContain('(unknown zone)');
  });

  test('the default rules can be overridden', () => {
    const inside = (parsed: ReturnType<typeof withZones>) =>
      ask(deviceOf(parsed), client, '10.1.0.77', 'tcp/22');
    const other = rule('other').replace('from a', 'from b');
    const drop = 'set rulebase default-security-rules rules intrazone-default action drop';
    expect(inside(withZones(other))).toBe('permit by intrazone-default');
    expect(inside(withZones(other, drop))).toBe('deny by intrazone-default');
  });

  test('multicast has a zone of its own where a router forwards it', () => {
    const routed = 'set network virtual-router default multicast enable yes';
    const deny = rule('d', '', 'deny');
    const permit = rule('p').replace('to b', 'to any');
    const to = (parsed: ReturnType<typeof withZones>) =>
      reach(deviceOf(parsed), client, '239.1.1.1', 'udp/5000');
    expect(to(withZones(routed, deny, permit))).not.toBe('none');
    expect(to(withZones(routed, rule('m').replace('to b', 'to multicast')))).toBe('yes by m');
  });
});

describe('rules of other rule bases', () => {
  test('DoS protection and forwarding that drop do so before security rules', () => {
    const dos =
      'set rulebase dos rules d from zone a to zone b source any destination any service any action deny';
    expect(flow(withZones(dos, rule('r')))).toBe('none');
    const pbf =
      'set rulebase pbf rules d from zone a source 10.1.0.9 destination any application any service any action discard';
    expect(flow(withZones(pbf, rule('r')))).toBe('none');
    expect(reach(deviceOf(withZones(pbf, rule('r'))), '10.1.0.10', server, 'tcp/443')).toBe('yes by r');
  });

  test('what is sent to an interface without a zone is dropped', () => {
    const parsed = withZones(
      'set network interface ethernet ethernet1/3 layer3 ip 10.3.0.1/24',
      'set network virtual-router default interface ethernet1/3',
      rule('r').replace('to b', 'to any'),
    );
    expect(deviceOf(parsed).routesComplete).toBe(true);
    expect(reach(deviceOf(parsed), client, '10.3.0.9', 'tcp/22')).toBe('none');
  });

  test('forwarding takes the routes their say', () => {
    const pbf =
      'set rulebase pbf rules f from zone a source any destination any service any action forward egress-interface ethernet1/9';
    expect(deviceOf(withZones(rule('r'))).routesComplete).toBe(true);
    expect(deviceOf(withZones(pbf, rule('r'))).routesComplete).toBe(false);
  });

  test('dynamic routing, DHCP and two routers leave routes open', () => {
    for (const command of [
      'set network virtual-router default protocol ospf enable yes',
      'set network interface ethernet ethernet1/2 layer3 dhcp-client enable yes',
      'set network virtual-router other interface ethernet1/2',
      'set network virtual-router default routing-table ip static-route r destination 10.9.0.0/16 nexthop ip-address 10.77.0.1',
    ]) {
      expect([command, deviceOf(withZones(command)).routesComplete]).toEqual([command, false]);
    }
  });
});

describe('NAT', () => {
  const nat = (parts: string): string =>
    `set rulebase nat rules n from a to b source any destination any service any ${parts}`;
  const action = (parts: string) =>
    deviceOf(withZones(nat(parts))).lists.find((l) => l.id === 'nat')?.rules[0]?.action;

  test('no translation keeps the packet', () => {
    expect(action('')).toEqual({ do: 'permit' });
  });

  test.each([
    ['source-translation dynamic-ip-and-port translated-address 192.0.2.9', { src: { to: 'addresses' } }],
    [
      'source-translation dynamic-ip-and-port interface-address interface ethernet1/2',
      { src: { to: 'interface' } },
    ],
    [
      'source-translation dynamic-ip translated-address 192.0.2.0/28',
      { src: { to: 'addresses' }, sport: { to: 'shift' } },
    ],
    ['source-translation static-ip translated-address no-such-pool', { src: { to: 'unknown' } }],
    ['dynamic-destination-translation translated-address www.example.test', { dst: { to: 'unknown' } }],
    [
      'nat-type nat64 destination-translation translated-address 192.0.2.9',
      { src: { to: 'unknown' }, dst: { to: 'unknown' } },
    ],
  ])('%s', (parts, to) => {
    expect(action(parts)).toMatchObject({ do: 'translate', to });
  });

  test('a device of an active/active pair is not known', () => {
    expect(
      JSON.stringify(deviceOf(withZones(nat('active-active-device-binding 1'))).lists[0]?.rules[0]?.match),
    ).toContain('device-binding 1');
  });
});
