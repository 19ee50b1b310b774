/** What becomes of packets at an IOS router, by the configurations of fixtures/evidence/cisco-ios-config. */
import { describe, expect, test } from 'vitest';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import { ciscoIosConfig } from '../../../src/parse/ios/config-file.ts';
import { CONTEXT, fixture } from '../../evidence.ts';
import { devicesOf, fate, ios, leaving, parseText, verdict } from '../cisco/read.ts';

const read = (name: string) => {
  const parsed = ciscoIosConfig.parse(fixture(`cisco-ios-config/${name}`), CONTEXT);
  if (parsed instanceof Promise) throw new Error('not at once');
  return parsed;
};

function device(name: string, context = ''): FirewallDevice {
  const found = devicesOf(read(name)).find((d) => d.context === context);
  if (!found) throw new Error('no device');
  return found;
}

test('a word that is no test leaves its line open, whatever it is called', () => {
  const parsed = parseText(
    ciscoIosConfig,
    'hostname r\nip access-list extended A\n permit tcp any any constructor\nend\n',
  );
  expect(parsed.notUnderstood.map((at) => at.text)).toEqual(['permit tcp any any constructor']);
});

describe('a router with lists', () => {
  const branch = device('branch.cfg');

  test('is read whole: its banner is no configuration', () => {
    const parsed = read('branch.cfg');
    expect(parsed.lines.notUnderstood).toBe(0);
    expect(parsed.intact).toBe('yes');
    expect(parsed.problems).toEqual([]);
    expect([branch.hostname, branch.version, branch.stateful]).toEqual(['rt-branch', '15.7', false]);
    expect(branch.lists.map((l) => l.id)).not.toContain('IN-BANNER');
    expect(branch.lists.find((l) => l.id === '101')?.rules).toHaveLength(4);
  });

  test.each([
    ['a first packet of a connection is not established', 'tcp 203.0.113.1 > 10.1.0.5 80', 'deny 110'],
    ['one with ACK passes for a reply', 'tcp 203.0.113.1 > 10.1.0.5 80 16', 'permit 10'],
    ['the list sees the address and port outside', 'tcp 203.0.113.1 > 198.51.100.2 8443', 'permit 20'],
    ['a group of services and one of networks', 'tcp 203.0.113.1 > 10.2.0.70 443', 'permit 30'],
    ['its source port', 'tcp sport:100 203.0.113.1 > 10.2.0.70 443', 'deny 110'],
    ['an address range in a group', 'icmp 203.0.113.1 > 10.2.0.205 8', 'permit 30'],
    ['an ICMP message of a type and a code', 'icmp 203.0.113.1 > 10.1.0.5 3', 'deny 110'],
    ['a wildcard that is no prefix', 'tcp 203.0.113.5 > 10.2.0.8 22', 'permit 50'],
    ['and the bit it fixes', 'tcp 203.0.113.5 > 10.2.0.9 22', 'deny 110'],
    ['a source port', 'udp sport:53 203.0.113.1 > 10.1.0.5 4000', 'permit 60'],
    ['several ports of one operator', 'tcp 10.1.0.5 > 10.2.0.5 8080', 'permit 10'],
    ['a denial among them', 'tcp 10.1.0.5 > 10.2.0.5 25', 'deny 20'],
    ['neq', 'udp 10.1.0.5 > 10.2.0.5 162', 'permit 30'],
    ['but that', 'udp 10.1.0.5 > 10.2.0.5 161', 'deny'],
    ['a list that is not defined permits', 'tcp 10.2.0.5 > 10.1.0.5 25', 'permit'],
    ['a list going out sees translated addresses', 'tcp 10.1.0.5 > 203.0.113.1 80', 'permit 20'],
    ['and denies by them', 'tcp 10.1.0.99 > 203.0.113.66 80', 'deny 10'],
    ['a port of a switch does not filter for its VLAN', 'tcp 10.30.0.5 > 10.2.0.5 80', 'permit'],
  ])('%s', (_, packet, expected) => {
    expect(fate(branch, packet)).toBe(expected);
  });

  test('IPv6 has lists of its own, which neighbour discovery passes', () => {
    const v6 = (rest: string) => fate(branch, `${rest}`);
    expect(v6('tcp in:GigabitEthernet0/0 2001:db8:2::1 > 2001:db8:10::10 443')).toBe('permit 10');
    expect(v6('icmp6 in:GigabitEthernet0/0 2001:db8:2::1 > 2001:db8:10::10 128')).toBe('permit 30');
    expect(v6('icmp6 in:GigabitEthernet0/0 2001:db8:2::1 > 2001:db8:10::10 135')).toBe('permit nd-ns');
    expect(v6('tcp in:GigabitEthernet0/0 2001:db8:2::1 > 2001:db8:10::10 80')).toBe('deny');
    expect(v6('tcp 2001:db8:10::10 > 2001:db8:1::9 80')).toBe('permit');
  });

  test('addresses leave as NAT makes them', () => {
    expect(leaving(branch, 'tcp 203.0.113.1 > 198.51.100.2 8443')).toBe('203.0.113.1 > 10.2.0.10:443');
    expect(leaving(branch, 'tcp 203.0.113.1 > 198.51.100.131 7001')).toBe('203.0.113.1 > 10.2.0.11:7001');
    expect(leaving(branch, 'tcp 10.1.0.5 > 203.0.113.1 80')).toBe('198.51.100.2 > 203.0.113.1:80');
    expect(leaving(branch, 'tcp 10.1.0.5 > 10.2.0.5 80')).toBe('10.1.0.5 > 10.2.0.5:80');
  });

  test('time ranges, header marks and reflexive lists', () => {
    const night = 'tcp 203.0.113.6 > 10.1.0.5 22';
    expect(verdict(branch, night, Date.UTC(2026, 2, 2, 13, 30))).toBe('permit');
    expect(verdict(branch, night, Date.UTC(2026, 2, 2, 3))).toBe('deny');
    expect(verdict(branch, 'esp 203.0.113.1 > 10.1.0.5')).toBe('unknown');
    expect(fate(branch, 'tcp 203.0.113.1 > 10.1.0.5 81')).toBe('deny 110');
  });

  test('routes: to interfaces, by gateways, to nowhere', () => {
    expect(branch.routes.map((r) => r.port)).toEqual(['GigabitEthernet0/0', 'GigabitEthernet0/1.20', null]);
    expect(branch.routesComplete).toBe(true);
    expect(branch.ports.find((p) => p.name === 'GigabitEthernet0/3')?.enabled).toBe(false);
  });

  test('a VRF is a device of its own', () => {
    const vrf = device('branch.cfg', 'KANRI');
    expect(vrf.ports.map((p) => p.name)).toEqual(['GigabitEthernet0/2']);
    expect(verdict(vrf, 'tcp in:GigabitEthernet0/2 192.168.99.5 > 10.0.0.1 80')).toBe('permit');
    expect(verdict(vrf, 'tcp in:GigabitEthernet0/2 192.168.98.5 > 10.0.0.1 80')).toBe('deny');
  });

  test('notes tell what lists do not do', () => {
    expect(branch.notes.map((n) => n.kind).sort()).toEqual(['port-list', 'undefined-list']);
  });

  test('no secret reaches what is reported', () => {
    const shown = JSON.stringify(read('branch.cfg'), (_, v) => (typeof v === 'bigint' ? `${v}` : v));
    expect(shown).not.toMatch(/NotForAnyone|NotPublic/);
  });
});

describe('the zone-based firewall', () => {
  const zones = device('zones.cfg');

  test('is read whole', () => {
    expect(read('zones.cfg').lines.notUnderstood).toBe(0);
    expect(zones.stateful).toBe(true);
  });

  test.each([
    [
      'a class of classes and lists, all of which must hold',
      'tcp 10.1.0.5 > 198.51.100.9 80',
      'permit SALES-WEB',
    ],
    ['an application that is not told by its port', 'udp 10.1.0.5 > 198.51.100.9 80', 'unknown'],
    ['nor what comes after it', 'tcp 10.1.0.130 > 198.51.100.9 21', 'unknown'],
    ['a pair without a policy drops', 'tcp 10.2.0.5 > 10.1.0.5 80', 'deny'],
    ['zones without a pair', 'tcp 10.1.0.5 > 10.2.0.5 80', 'deny'],
    ['within a zone', 'tcp 10.1.0.5 > 10.3.0.5 80', 'permit'],
    ['from a zone to no zone', 'tcp 10.1.0.5 > 10.4.0.5 80', 'deny'],
    ['from no zone to a zone', 'tcp 10.4.0.5 > 10.1.0.5 80', 'deny'],
    ['between interfaces of no zone', 'tcp 10.4.0.5 > 10.5.0.5 80', 'permit'],
    ['a list by its number', 'tcp 203.0.113.7 > 10.2.0.5 22', 'permit MGMT'],
    ['the default class', 'tcp 203.0.113.8 > 10.2.0.5 22', 'deny class-default'],
  ])('%s', (_, packet, expected) => {
    const found = fate(zones, packet);
    expect(expected.includes(' ') ? found : found.split(' ')[0]).toBe(expected);
  });

  test('a pair with self filters what is for the router', () => {
    expect(zones.input?.map((s) => s.list)).toEqual(['zone-pair I-self', 'to the device']);
  });
});

const HEAD = `version 15.2
hostname r1
interface GigabitEthernet0/0
 ip address 203.0.113.1 255.255.255.0
 ip access-group A in
interface GigabitEthernet0/1
 ip address 10.0.0.1 255.255.255.0
`;
const router = (lines: string) => ios(`${HEAD}${lines}\nend\n`);
const IN = 'tcp 203.0.113.9 > 10.0.0.5 80';

describe('what is not known leaves the verdict open', () => {
  test.each([
    ['a word', 'permit tcp any any eq 80 wonder'],
    ['a protocol', 'permit fancy any any'],
    ['a group that is not defined', 'permit tcp any object-group GONE eq 80'],
    ['a time range that is not defined', 'permit tcp any any time-range GONE'],
    ['lock-and-key', 'dynamic T timeout 10 permit ip any any'],
    ['several flags in a row', 'permit tcp any any syn ack'],
  ])('%s', (_, rule) => {
    expect(verdict(router(`ip access-list extended A\n ${rule}`), IN)).toBe('unknown');
    const denied = rule.replace('permit', 'deny');
    expect(verdict(router(`ip access-list extended A\n ${denied}\n permit ip any any`), IN)).not.toBe('deny');
  });

  test('a command of an unknown meaning is a gap', () => {
    expect(router('ip access-list extended A\n permit ip any any\nfrobnicate packets').gaps).toHaveLength(1);
  });
});

test('a list without rules permits, one with a remark alone too', () => {
  expect(verdict(router('ip access-list extended A'), IN)).toBe('permit');
  expect(verdict(router('ip access-list extended A\n remark to come'), IN)).toBe('permit');
  expect(verdict(router('access-list 5 deny any'), IN)).toBe('permit');
});

test('rules stand in the order of their numbers', () => {
  const d = router('ip access-list extended A\n 20 permit ip any any\n 10 deny tcp any any eq 80');
  expect(fate(d, IN)).toBe('deny 10');
});

test('standard lists: hosts without a mask', () => {
  const d = router('ip access-list standard A\n permit 203.0.113.9\n permit 203.0.113.64 0.0.0.31');
  expect(verdict(d, IN)).toBe('permit');
  expect(verdict(d, 'tcp 203.0.113.70 > 10.0.0.5 80')).toBe('permit');
  expect(verdict(d, 'tcp 203.0.113.10 > 10.0.0.5 80')).toBe('deny');
});

test('VLAN maps filter what enters and leaves the VLAN', () => {
  const d = ios(`version 15.2
interface Vlan10
 ip address 10.10.0.1 255.255.255.0
interface Vlan20
 ip address 10.20.0.1 255.255.255.0
ip access-list extended WEB
 permit tcp any any eq 80
 permit tcp any any eq 81
ip access-list extended BAD
 permit tcp any any eq 81
vlan access-map M 10
 match ip address BAD
 action drop
vlan access-map M 20
 match ip address WEB
 action forward
vlan filter M vlan-list 5-10
end
`);
  expect(verdict(d, 'tcp 10.10.0.5 > 10.20.0.5 80')).toBe('permit');
  expect(verdict(d, 'tcp 10.10.0.5 > 10.20.0.5 81')).toBe('deny');
  expect(verdict(d, 'tcp 10.20.0.5 > 10.10.0.5 82')).toBe('deny');
});

test('routes of neighbours and policy leave the way open', () => {
  const complete = (lines: string) =>
    router(`ip access-list extended A\n permit ip any any\n${lines}`).routesComplete;
  expect(complete('ip route 0.0.0.0 0.0.0.0 203.0.113.254')).toBe(true);
  expect(complete('router bgp 65000\n neighbor 203.0.113.2 remote-as 1')).toBe(false);
  expect(complete('ip route 0.0.0.0 0.0.0.0 192.0.2.1')).toBe(false);
  expect(complete('interface GigabitEthernet0/1\n ip policy route-map PBR')).toBe(false);
});

test('what comes out of a crypto map passes the list of its interface by', () => {
  const d = router(`ip access-list extended A
 deny ip any any
access-list 120 permit ip 10.0.0.0 0.0.0.255 10.77.0.0 0.0.255.255
crypto map M 10 ipsec-isakmp
 set peer 198.51.100.9
 match address 120
interface GigabitEthernet0/0
 crypto map M`);
  expect(verdict(d, 'tcp in:GigabitEthernet0/0 10.77.0.5 > 10.0.0.5 80')).toBe('unknown');
  expect(verdict(d, 'tcp in:GigabitEthernet0/0 10.78.0.5 > 10.0.0.5 80')).toBe('deny');
});

test('a banner without an end hides nothing', () => {
  const parsed = parseText(
    ciscoIosConfig,
    `${HEAD}banner motd #\nhello\nip access-list extended A\n permit ip any any\n`,
  );
  expect(parsed.problems.some((p) => p.policy)).toBe(true);
});

test('hit counts of show access-lists', () => {
  const text = `r1#show running-config
Building configuration...
${HEAD}ip access-list extended A
 permit tcp any any eq 80
 deny ip any any
end

r1#show ip access-lists
Extended IP access list A
    10 permit tcp any any eq www (7 matches)
    20 deny ip any any
r1#exit
`;
  const [d] = devicesOf(parseText(ciscoIosConfig, text));
  expect(d?.lists.find((l) => l.id === 'A')?.rules.map((r) => r.hits)).toEqual([7, null]);
});

describe('a line without indent that follows a mode', () => {
  const ports = `interface GigabitEthernet0/0
 ip address 10.20.0.1 255.255.0.0
 ip access-group Q in
interface GigabitEthernet0/1
 ip address 192.0.2.1 255.255.255.0
end`;
  const denial = `ip access-list extended Q\n deny ip any any\n${ports}`;
  const PACKET = 'tcp in:GigabitEthernet0/0 10.20.0.9 > 192.0.2.9 443';
  const after = (group: string) => ios(`version 15.7\nhostname R1\n${group}\n${denial}`);

  test.each([
    ['a group with indent', 'object-group network H\n host 10.20.0.9'],
    ['a group without indent', 'object-group network H\nhost 10.20.0.9'],
    ['a group and a mark', 'object-group network H\nhost 10.20.0.9\n!'],
    ['a group of services', 'object-group service S\nip\ntcp eq 80'],
    ['an empty group', 'object-group network H'],
    ['a group that an exit ends', 'object-group network H\nhost 10.20.0.9\nexit'],
  ])('is no member: %s', (_, group) => {
    const device = after(group);
    expect(fate(device, PACKET)).toBe('deny 10');
    expect(device.gaps).toEqual([]);
  });

  test('members that are not indented are members', () => {
    const text = `object-group network H\nhost 10.20.0.9\n! a remark\n10.20.1.0 255.255.255.0\nip access-list extended Q\n permit ip object-group H any\n${ports}`;
    const permits = ios(`hostname R1\n${text}`);
    expect(verdict(permits, PACKET)).toBe('permit');
    expect(verdict(permits, PACKET.replace('10.20.0.9', '10.20.1.7'))).toBe('permit');
    expect(verdict(permits, PACKET.replace('10.20.0.9', '10.20.2.7'))).toBe('deny');
  });

  test('a command that stands deeper than it belongs leaves a gap', () => {
    for (const mode of [
      'object-group network H\n host 10.20.0.9',
      'object-group service S\n tcp eq 80',
      'ip access-list extended UNUSED\n permit ip any any',
    ]) {
      const device = ios(`hostname R1\n${mode}\n ip access-list extended Z\n${ports}`);
      expect(device.gaps.map((g) => g.kind)).toContain('not-understood');
    }
  });

  test('sides of NAT outside their interface leave a gap', () => {
    const device = ios(
      `hostname R1\ninterface GigabitEthernet0/0\n ip address 10.20.0.1 255.255.0.0\nip nat inside\nend`,
    );
    expect(device.gaps.map((g) => g.kind)).toContain('not-understood');
  });
});

describe('a configuration without its last line', () => {
  const body = `interface GigabitEthernet0/0
 ip address 10.20.0.1 255.255.0.0
 ip access-group IN in
interface GigabitEthernet0/1
 ip address 192.0.2.1 255.255.255.0
ip access-list extended IN
 permit udp any any eq 53
`;
  const state = (text: string) => {
    const parsed = parseText(ciscoIosConfig, text);
    return [parsed.intact, devicesOf(parsed).flatMap((d) => d.gaps.map((g) => g.kind))];
  };

  test.each([
    ['that begins as IOS prints it', `version 15.7\n${body}`],
    ['that names its host', `hostname R1\n${body}`],
    ['that another one follows', `hostname R1\n${body}end\nversion 15.7\nhostname R1\n`],
  ])('may be cut: %s', (_, text) => {
    expect(state(text)).toEqual(['cut', ['cut']]);
  });

  test('with it, it is whole', () => {
    expect(state(`version 15.7\nhostname R1\n${body}end\n`)).toEqual(['yes', []]);
  });

  test('shown as a part, it is a part', () => {
    const text = `R1#show running-config | section interface\nhostname R1\n${body}`;
    expect(state(text)[1]).toEqual(['partial-configuration']);
  });

  test('a line that is cut in a banner is no end', () => {
    expect(state(`version 15.7\nhostname R1\nbanner motd ^C\nend\n^C\n${body}`)).toEqual(['cut', ['cut']]);
  });
});

describe('fragments', () => {
  const PACKET = 'tcp in:GigabitEthernet0/0 10.20.0.9 > 192.0.2.9 443';
  const with_ = (lines: string) =>
    ios(`hostname R1
interface GigabitEthernet0/0
 ip address 10.20.0.1 255.255.0.0
 ip access-group IN in
interface GigabitEthernet0/1
 ip address 192.0.2.1 255.255.255.0
ip access-list extended IN
${lines}
end
`);

  test('a denial of fragments takes no whole packet', () => {
    expect(fate(with_(' deny ip any any fragments\n permit tcp any any eq 443'), PACKET)).toBe('permit 20');
    expect(fate(with_(' deny ip any any fragments\n deny ip any any'), PACKET)).toBe('deny 20');
  });

  test('a permit of fragments is a way for those who send them', () => {
    const [rule] = with_(' permit ip any any fragments').lists.find((l) => l.id === 'IN')?.rules ?? [];
    expect(rule?.action.do).toBe('permit');
    const parts = rule?.match.kind === 'all' ? rule.match.of : [];
    const choices = parts.flatMap((m) => (m.kind === 'condition' ? [m.condition.choice] : []));
    expect(choices).toEqual(['sender']);
  });
});

describe('routing of IPv6', () => {
  const config = (six: string, outside: string, end = 'end\n') =>
    ios(`version 15.7
hostname R1
${six}interface GigabitEthernet0/0
 ip address 198.51.100.2 255.255.255.0
${outside}interface GigabitEthernet0/1
 ip address 10.1.0.1 255.255.0.0
 ipv6 address 2001:db8:1::1/64
${end}`);
  const ON = 'ipv6 unicast-routing\n';
  const out = 'tcp in:GigabitEthernet0/1 out:GigabitEthernet0/0 2001:db8:1::5 > 2001:db8::9 80';
  const back = 'tcp in:GigabitEthernet0/0 out:GigabitEthernet0/1 2001:db8::9 > 2001:db8:1::5 80';
  const four = 'tcp in:GigabitEthernet0/1 out:GigabitEthernet0/0 10.1.0.5 > 203.0.113.1 80';

  test('is off unless it is switched on', () => {
    for (const off of ['', 'no ipv6 unicast-routing\n', `${ON}no ipv6 unicast-routing\n`]) {
      const device = config(off, ' ipv6 enable\n');
      expect(fate(device, out)).toBe('deny no ipv6 unicast-routing');
      expect(verdict(device, four)).toBe('permit');
    }
    expect(verdict(config(ON, ' ipv6 enable\n'), out)).toBe('permit');
  });

  test('goes by interfaces that have it, in and out', () => {
    for (const line of ['ipv6 enable', 'ipv6 address autoconfig', 'ipv6 address fe80::1 link-local'])
      expect(verdict(config(ON, ` ${line}\n`), back)).toBe('permit');
    const device = config(ON, '');
    expect([fate(device, out), fate(device, back)]).toEqual(['deny no ipv6 address', 'deny no ipv6 address']);
    expect(verdict(device, four)).toBe('permit');
  });

  test('is open in a part of a configuration', () => {
    expect(verdict(config('', '', ''), out)).toBe('unknown');
    expect(verdict(config(ON, '', ''), back)).toBe('unknown');
  });

  test('is the first thing asked, with the line of the configuration', () => {
    const device = config('', '');
    expect(device.forward[0]?.list).toBe('no ipv6 unicast-routing');
    const [rule] = device.lists.find((l) => l.unrouted)?.rules ?? [];
    expect(rule).toMatchObject({ implicit: true, at: { line: 1 } });
  });
});
