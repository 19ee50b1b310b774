/** What becomes of packets at an ASA, by the configurations of fixtures/evidence/cisco-asa-config. */
import { describe, expect, test } from 'vitest';
import { ciscoAsaConfig } from '../../../src/parse/asa/config-file.ts';
import { CONTEXT, fixture } from '../../evidence.ts';
import { asa, devicesOf, fate, leaving, parseText, verdict } from '../cisco/read.ts';

const read = (name: string) => {
  const parsed = ciscoAsaConfig.parse(fixture(`cisco-asa-config/${name}`), CONTEXT);
  if (parsed instanceof Promise) throw new Error('not at once');
  return parsed;
};

const device = (name: string) => {
  const [first] = devicesOf(read(name));
  if (!first) throw new Error('no device');
  return first;
};

describe('an ASA of today', () => {
  const edge = device('edge.cfg');
  const saturday = Date.UTC(2026, 2, 7, 3);
  const monday = Date.UTC(2026, 2, 2, 3);

  test('is read whole, with its name, release and ports', () => {
    const parsed = read('edge.cfg');
    expect(parsed.lines.notUnderstood).toBe(0);
    expect(parsed.intact).toBe('yes');
    expect(parsed.problems).toEqual([]);
    expect([edge.hostname, edge.version]).toEqual(['fw-edge', '9.16(4)']);
    expect(edge.ports.map((p) => p.name)).toEqual(['outside', 'inside', 'dmz', 'dmz2', 'mgmt']);
    expect(edge.ports[0]?.aliases).toEqual(['GigabitEthernet0/0']);
    expect(edge.routesComplete).toBe(true);
    expect(parsed.hosts?.map((h) => h.name)).toEqual(['fw-edge']);
  });

  test.each([
    [
      'the ACL sees the real address, and the port before static PAT',
      'tcp 203.0.113.1 > 198.51.100.10 8000',
      'permit 2',
    ],
    ['another port of the mapped address is not translated', 'tcp 203.0.113.1 > 198.51.100.10 443', 'deny 7'],
    ['a group in a group, and a name of `names`', 'tcp 203.0.113.1 > 10.10.20.25 25', 'permit 3'],
    ['a service object with its source port', 'tcp 203.0.113.1 > 172.16.1.70 8085', 'permit'],
    ['the same from a low source port', 'tcp sport:1000 203.0.113.1 > 172.16.1.70 8085', 'deny 7'],
    ['an ICMP type in a mixed group', 'icmp 203.0.113.1 > 172.16.1.11 8', 'permit'],
    ['another type', 'icmp 203.0.113.1 > 172.16.1.11 13', 'deny 7'],
    ['an inactive rule', 'tcp 203.0.113.1 > 172.16.1.11 23', 'deny 7'],
    ['a protocol group with a port', 'udp 10.10.1.1 > 198.51.100.77 53', 'permit 1'],
    ['the global list after that of the interface', 'udp 10.10.1.1 > 198.51.100.77 123', 'permit 1'],
    ['the end of both', 'udp 10.10.1.1 > 198.51.100.77 124', 'deny'],
    ['an interface with the global list only', 'udp 172.16.1.5 > 198.51.100.77 123', 'permit 1'],
    ['which takes the permission of its security level away', 'tcp 172.16.1.5 > 198.51.100.77 80', 'deny'],
    ['interfaces of one level do not meet', 'udp 172.16.1.5 > 172.16.2.5 123', 'deny same-security-traffic'],
    ['a list going out', 'tcp 10.10.1.1 > 172.16.1.200 5001', 'deny 1'],
    ['which lets the rest pass', 'tcp 10.10.1.1 > 172.16.1.200 5002', 'permit'],
    [
      'nothing passes to a management interface',
      'tcp 10.10.1.1 > 192.168.99.5 5001',
      'deny same-security-traffic',
    ],
    ['an FQDN is not known', 'tcp 10.10.1.1 > 198.51.100.77 443', 'unknown'],
    ['a user may be logged on', 'tcp out:dmz 10.11.1.1 > 172.16.1.11 3389', 'permit'],
  ])('%s', (_, packet, expected) => {
    expect(fate(edge, packet).replace(/ \S+$/, (id) => (expected.includes(' ') ? id : ''))).toBe(expected);
  });

  test('time ranges hold by the clock of the device', () => {
    const ssh = (from: string) => `tcp ${from} > 172.16.1.70 22`;
    expect(verdict(edge, ssh('203.0.113.7'), monday)).toBe('permit');
    expect(verdict(edge, ssh('203.0.113.7'), saturday)).toBe('deny');
    expect(verdict(edge, ssh('203.0.113.8'), saturday)).toBe('permit');
    expect(verdict(edge, ssh('203.0.113.8'), Date.UTC(2026, 3, 1, 3))).toBe('deny');
  });

  test('addresses leave as NAT makes them', () => {
    expect(leaving(edge, 'tcp 203.0.113.1 > 198.51.100.10 8000')).toBe('203.0.113.1 > 172.16.1.10:80');
    expect(leaving(edge, 'udp 172.16.1.25 > 198.51.100.77 123')).toBe('198.51.100.2 > 198.51.100.77:123');
    expect(leaving(edge, 'udp 172.16.1.5 > 198.51.100.77 123')).toBe('172.16.1.5 > 198.51.100.77:123');
  });

  test('rules have their remark, logging and place', () => {
    const list = edge.lists.find((l) => l.id === 'outside_in');
    expect(list?.rules[0]).toMatchObject({ id: '2', comment: '公開サーバ', log: true, enabled: true });
    expect(list?.rules.at(-1)).toMatchObject({ log: false, action: { do: 'deny' } });
    expect(list?.rules[2]?.at.text).toContain('time-range GYOMU');
  });

  test('no secret reaches what is reported', () => {
    const shown = JSON.stringify(read('edge.cfg'), (_, v) => (typeof v === 'bigint' ? `${v}` : v));
    expect(shown).not.toMatch(/SuperSecret99|VerySecretKey1/);
  });
});

describe('an ASA up to 8.2', () => {
  const old = device('old.cfg');

  test.each([
    [
      'a list sees the mapped address',
      'tcp 203.0.113.1 > 198.51.100.10 80',
      'permit',
      '203.0.113.1 > 172.16.0.10:80',
    ],
    ['and the mapped port', 'tcp 203.0.113.1 > 198.51.100.11 2222', 'permit', '203.0.113.1 > 172.16.0.11:22'],
    ['the real address is another', 'tcp 203.0.113.1 > 172.16.0.10 80', 'deny', null],
    ['exempt from NAT', 'tcp out:outside 10.1.2.3 > 10.9.0.1 80', 'permit', '10.1.2.3 > 10.9.0.1:80'],
    [
      'the address of an interface',
      'tcp 172.16.0.40 > 203.0.113.1 80',
      'permit',
      '198.51.100.2 > 203.0.113.1:80',
    ],
    [
      'the static one before the dynamic',
      'tcp 172.16.0.10 > 203.0.113.1 80',
      'permit',
      '198.51.100.10 > 203.0.113.1:80',
    ],
    [
      'to a lower level without a list',
      'tcp 10.1.2.3 > 172.16.0.99 80',
      'permit',
      '10.1.2.3 > 172.16.0.99:80',
    ],
    ['to a higher one', 'tcp 172.16.0.99 > 10.1.2.3 80', 'deny', null],
  ])('%s', (_, packet, expected, after) => {
    expect(verdict(old, packet)).toBe(expected);
    expect(leaving(old, packet)).toBe(after);
  });

  test('several pools of one number are one', () => {
    expect(verdict(old, 'tcp 10.1.2.3 > 203.0.113.1 80')).toBe('permit');
    expect(leaving(old, 'tcp 10.1.2.3 > 203.0.113.1 80')).toBeNull();
  });

  test('lists are of IPv4 only', () => {
    const six = asa(
      fixture('cisco-asa-config/old.cfg').text.replace(/^ nameif \S+/gm, (line) => `${line}\n ipv6 enable`),
    );
    expect(verdict(six, 'tcp in:outside out:inside 2001:db8::1 > 2001:db8:1::1 80')).toBe('deny');
    expect(verdict(six, 'tcp in:inside out:outside 2001:db8:1::1 > 2001:db8::1 80')).toBe('permit');
  });
});

describe('FTD', () => {
  const ftd = device('ftd.txt');

  test('is read whole', () => {
    expect(read('ftd.txt').lines.notUnderstood).toBe(0);
    expect(read('ftd.txt').problems).toEqual([]);
  });

  test.each([
    ['a rule of layer 4 decides', 'tcp 203.0.113.1 > 10.30.0.10 25', 'permit 268434432'],
    ['one of layer 7 leaves it to Snort', 'tcp 10.30.0.10 > 203.0.113.1 8080', 'unknown 268434433'],
    ['trust decides', 'udp 10.30.0.10 > 203.0.113.1 53', 'permit 268434434'],
    ['the default action', 'tcp 203.0.113.1 > 10.30.0.10 22', 'deny 268434435'],
  ])('%s', (_, packet, expected) => {
    const same = ftd.lists.map((l) => l.id);
    expect(same).toContain('CSM_FW_ACL_');
    expect(fate(ftd, packet)).toBe(expected);
  });

  test('rules have the names that remarks give them', () => {
    const list = ftd.lists.find((l) => l.id === 'CSM_FW_ACL_');
    expect(list?.rules.map((r) => r.name)).toEqual([
      'mail in',
      'block games',
      'trust dns',
      'DEFAULT ACTION RULE',
    ]);
  });
});

test('a terminal log: prompts, pager, other commands, CP932, hit counts', () => {
  const parsed = read('terminal-log.txt');
  const [log] = devicesOf(parsed);
  expect(parsed.problems).toEqual([]);
  expect(parsed.lines.notUnderstood).toBe(0);
  expect(log?.ports.map((p) => p.name)).toEqual(['outside', 'inside']);
  const rules = log?.lists.find((l) => l.id === 'in1')?.rules;
  expect(rules?.map((r) => [r.hits, r.comment])).toEqual([
    [42, 'DNS 問い合わせ'],
    [0, null],
  ]);
});

const HEAD = `ASA Version 9.12(1)
hostname fw
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 203.0.113.1 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.0.0.1 255.255.255.0
`;
const outside = (lines: string) => asa(`${HEAD}${lines}\naccess-group A in interface outside\n: end\n`);
const IN = 'tcp 203.0.113.9 > 10.0.0.5 80';

describe('twice NAT', () => {
  test('hosts outside and inside are both translated, and the list sees real addresses of both', () => {
    const d = outside(`object network A-REAL
 host 10.0.0.5
object network A-MAP
 host 203.0.113.50
object network B-REAL
 host 203.0.113.9
object network B-MAP
 host 10.0.0.200
access-list A extended permit tcp object B-REAL object A-REAL eq 80
nat (inside,outside) source static A-REAL A-MAP destination static B-MAP B-REAL`);
    expect(verdict(d, 'tcp 203.0.113.9 > 203.0.113.50 80')).toBe('permit');
    expect(leaving(d, 'tcp 203.0.113.9 > 203.0.113.50 80')).toBe('10.0.0.200 > 10.0.0.5:80');
    expect(leaving(d, 'tcp 10.0.0.5 > 10.0.0.200 80')).toBe('203.0.113.50 > 203.0.113.9:80');
    expect(verdict(d, 'tcp 203.0.113.8 > 203.0.113.50 80')).toBe('deny');
  });

  test('section 1 goes before objects, these before after-auto, static before dynamic and few before many', () => {
    const d = outside(`object network HOST
 host 10.0.0.5
object network NET
 subnet 10.0.0.0 255.255.255.0
object network M1
 host 203.0.113.51
object network M2
 host 203.0.113.52
object network NET
 nat (inside,outside) dynamic interface
object network HOST
 nat (inside,outside) static M1
nat (inside,outside) after-auto source dynamic any M2
access-list A extended permit ip any any`);
    expect(leaving(d, 'tcp 10.0.0.5 > 203.0.113.9 80')).toBe('203.0.113.51 > 203.0.113.9:80');
    expect(leaving(d, 'tcp 10.0.0.6 > 203.0.113.9 80')).toBe('203.0.113.1 > 203.0.113.9:80');
    expect(leaving(d, 'tcp in:inside 10.0.1.6 > 203.0.113.9 80')).toBe('203.0.113.52 > 203.0.113.9:80');
  });

  test('a line of NAT that is not understood leaves addresses open and hides nothing', () => {
    const d = outside('access-list A extended permit ip any any\nnat (inside,outside) source magic a b');
    expect(verdict(d, IN)).toBe('unknown');
  });
});

describe('what is not known leaves the verdict open', () => {
  test.each([
    ['an object that is not defined', 'access-list A extended permit tcp any object GONE eq 80'],
    ['a group that is not defined', 'access-list A extended permit tcp any object-group GONE eq 80'],
    ['a group of services that is not defined', 'access-list A extended permit object-group GONE any any'],
    ['a word', 'access-list A extended permit tcp any any eq 80 wonder'],
    ['a protocol', 'access-list A extended permit fancy any any'],
    ['a port', 'access-list A extended permit tcp any any eq fancy'],
    ['a time range that is not defined', 'access-list A extended permit tcp any any eq 80 time-range GONE'],
    [
      'an address of an interface that DHCP gives',
      'access-list A extended permit tcp any interface dyn eq 80',
    ],
    [
      'a group that contains itself',
      'object-group network G\n group-object H\nobject-group network H\n group-object G\naccess-list A extended permit tcp any object-group G eq 80',
    ],
    [
      'a line of a group',
      'object-group network G\n network-object wildly\naccess-list A extended permit tcp any object-group G',
    ],
  ])('%s', (_, lines) => {
    expect(verdict(outside(lines), IN)).toBe('unknown');
    const denied = lines.replace('extended permit', 'extended deny');
    expect(verdict(outside(`${denied}\naccess-list A extended permit ip any any`), IN)).not.toBe('deny');
  });

  test('lists of users go before that of the interface', () => {
    const lines =
      'access-list A extended deny ip any any\naccess-group A in interface outside per-user-override';
    expect(verdict(asa(`${HEAD}${lines}\n`), IN)).toBe('unknown');
  });

  test('ports of a bridge are not told apart', () => {
    expect(asa(`${HEAD}interface GigabitEthernet0/5\n bridge-group 1\n nameif b\n: end\n`).gaps).toHaveLength(
      1,
    );
  });

  test('a list that is applied and not there', () => {
    const d = outside('');
    expect(verdict(d, IN)).toBe('unknown');
    expect(d.notes.map((n) => n.kind)).toContain('undefined-reference');
  });

  test('a command of an unknown meaning is a gap', () => {
    const d = outside('access-list A extended deny ip any any\nestablished tcp 0 0 permitto tcp 1024-65535');
    expect(d.gaps.map((g) => g.kind)).toEqual(['not-understood']);
  });

  test('an empty group matches nothing', () => {
    const d = outside('object-group network G\naccess-list A extended permit tcp any object-group G');
    expect(verdict(d, IN)).toBe('deny');
    expect(d.notes.map((n) => n.kind)).toContain('empty-group');
  });
});

describe('tunnels', () => {
  const VPN = `access-list A extended deny ip any any
access-list L2L extended permit ip 10.0.0.0 255.255.255.0 10.77.0.0 255.255.0.0
ip local pool POOL 10.88.0.1-10.88.0.99 mask 255.255.255.0
crypto map M 10 match address L2L
crypto map M 10 set peer 198.51.100.77
crypto map M interface outside
webvpn
 enable outside
route outside 0.0.0.0 0.0.0.0 203.0.113.254 1`;

  test('pass the list of their interface by', () => {
    const d = outside(VPN);
    expect(verdict(d, 'tcp in:outside 10.77.1.1 > 10.0.0.5 80')).toBe('unknown');
    expect(verdict(d, 'tcp in:outside 10.88.0.5 > 10.0.0.5 80')).toBe('unknown');
    expect(verdict(d, 'tcp in:outside 198.51.100.9 > 10.0.0.5 80')).toBe('deny');
  });

  test('but for no sysopt connection permit-vpn', () => {
    const d = outside(`${VPN}\nno sysopt connection permit-vpn`);
    expect(verdict(d, 'tcp in:outside 10.77.1.1 > 10.0.0.5 80')).toBe('deny');
  });
});

test('routes that may change leave the way open', () => {
  const complete = (line: string) => asa(`${HEAD}${line}\n`).routesComplete;
  expect(complete('route outside 0 0 203.0.113.254')).toBe(true);
  expect(complete('route outside 0 0 203.0.113.254 1 track 1')).toBe(false);
  expect(complete('router ospf 1\n network 10.0.0.0 255.0.0.0 area 0')).toBe(false);
  expect(complete('interface GigabitEthernet0/2\n nameif x\n ip address dhcp setroute')).toBe(false);
});

test('lists without extended, masks that are no prefix, and lines that are not indented', () => {
  const d = outside(`object-group network G
network-object 10.0.0.0 255.255.255.0
access-list A permit tcp 203.0.0.9 255.0.0.255 object-group G eq www`);
  expect(verdict(d, IN)).toBe('permit');
  expect(verdict(d, 'tcp 203.0.113.8 > 10.0.0.5 80')).toBe('deny');
});

test('who manages the device, and from where', () => {
  const d = device('edge.cfg');
  const lists = d.lists.filter((l) => l.id === 'to the device');
  const ids = lists.flatMap((l) => l.rules.map((r) => `${r.action.do} ${r.at.text}`));
  expect(ids).toContain('permit ssh 10.10.30.0 255.255.255.0 inside');
  expect(ids).toContain('permit http 192.168.99.0 255.255.255.0 mgmt');
  expect(ids.filter((i) => i.startsWith('deny icmp'))).toHaveLength(2);
  expect(lists[0]?.end.do).toBe('unknown');
});

test('contexts in one log are devices of their own, by the names of their prompts', () => {
  const config = (name: string, action: string) => `fw01/${name}# show running-config
ASA Version 9.8(2) <context>
hostname ${name}
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 203.0.113.1 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.0.0.1 255.255.255.0
access-list A extended ${action} ip any any
access-group A in interface outside
: end
`;
  const parsed = parseText(
    ciscoAsaConfig,
    `${config('eigyo', 'permit')}${config('jinji', 'deny')}fw01/jinji# exit\n`,
  );
  const devices = devicesOf(parsed);
  expect(devices.map((d) => [d.context, verdict(d, IN)])).toEqual([
    ['eigyo', 'permit'],
    ['jinji', 'deny'],
  ]);
  expect(parsed.hosts ?? []).toEqual([]);
});

describe('lines of modes', () => {
  test('of PIX name interfaces after the lines of their hardware', () => {
    const d = asa(`PIX Version 6.3(5)
interface ethernet0 auto
interface ethernet1 auto
nameif ethernet0 outside security0
nameif ethernet1 inside security100
hostname pix
ip address outside 203.0.113.1 255.255.255.0
ip address inside 10.0.0.1 255.255.255.0
`);
    expect(d.ports.map((p) => p.name)).toEqual(['outside', 'inside']);
  });

  test('a command in a group or an object leaves a gap', () => {
    for (const mode of ['object-group network H\n network-object host 10.0.0.9', 'object network H']) {
      const d = asa(`${HEAD}${mode}\n access-list Z extended deny ip any any\n`);
      expect(d.gaps.map((g) => g.kind)).toContain('not-understood');
    }
  });

  test('an exit is no member', () => {
    const d = asa(`${HEAD}object-group network H\nnetwork-object host 10.0.0.9\nexit\n: end\n`);
    expect(d.gaps).toEqual([]);
  });
});

describe('a configuration without its last line', () => {
  const state = (text: string) => {
    const parsed = parseText(ciscoAsaConfig, text);
    return [parsed.intact, devicesOf(parsed).map((d) => d.gaps.map((g) => g.kind))];
  };

  test('may be cut', () => {
    expect(state(HEAD)).toEqual(['cut', [['cut']]]);
    expect(state(`: Saved\n${HEAD}`)).toEqual(['cut', [['cut']]]);
    expect(state(`${HEAD}: end\n`)).toEqual(['yes', [[]]]);
  });

  test('of several, the one without it', () => {
    const second = HEAD.replace('hostname fw', 'hostname fw2');
    expect(state(`${HEAD}: end\n${second}`)).toEqual(['cut', [[], ['cut']]]);
  });

  test('without its first line as well, nobody can tell', () => {
    expect(state(HEAD.split('\n').slice(1).join('\n'))).toEqual(['cannot-tell', [[]]]);
  });
});

describe('IPv6 on no interface', () => {
  const config = (more: string, end: string) =>
    asa(`: Saved
ASA Version 9.8(2)
hostname fw01
${more}interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 198.51.100.2 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.0.0
${end}`);
  const six = 'tcp in:inside out:outside 2001:db8:1::1 > 2001:db8::1 80';

  test('is not forwarded', () => {
    const device = config('', ': end\n');
    expect(fate(device, six)).toBe('deny no ipv6 enable');
    expect(fate(device, 'tcp in:inside out:outside 10.1.0.5 > 203.0.113.1 80')).toMatch(/^permit/);
  });

  test('is open where the end is missing, and through a bridge', () => {
    expect(verdict(config('', ''), six)).toBe('unknown');
    expect(verdict(config('firewall transparent\n', ': end\n'), six)).not.toBe('permit');
  });
});

describe('nat-control of 8.2', () => {
  const with_ = (lines: string, version = 'ASA Version 8.2(5)') =>
    asa(`${version}
interface Vlan1
 nameif inside
 security-level 100
 ip address 10.20.0.1 255.255.0.0
interface Vlan2
 nameif outside
 security-level 0
 ip address 203.0.113.2 255.255.255.248
interface Vlan3
 nameif dmz
 security-level 50
 ip address 192.168.2.1 255.255.255.0
access-list nonat permit ip 10.20.0.0 255.255.0.0 192.168.2.0 255.255.255.0
access-list out permit tcp any any eq www
access-group out in interface outside
global (outside) 1 interface
nat (inside) 0 access-list nonat
nat (inside) 1 10.20.0.0 255.255.255.0
static (dmz,outside) 203.0.113.3 192.168.2.80 netmask 255.255.255.255
${lines}
: end
`);

  test.each([
    ['what is translated on its way out passes', 'tcp 10.20.0.9 > 198.51.100.9 80', 'permit'],
    ['what nothing translates is not known', 'tcp 10.20.7.9 > 198.51.100.9 80', 'unknown'],
    ['what is exempt passes', 'tcp 10.20.7.9 > 192.168.2.80 80', 'permit'],
    ['a static lets in', 'tcp in:outside 198.51.100.9 > 203.0.113.3 80', 'permit'],
    ['and out', 'tcp 192.168.2.80 > 198.51.100.9 80', 'permit'],
    ['without one in is not known', 'tcp in:outside out:dmz 198.51.100.9 > 192.168.2.81 80', 'unknown'],
    ['lists deny before', 'tcp in:outside 198.51.100.9 > 203.0.113.3 22', 'deny'],
  ])('%s', (_, packet, expected) => {
    const route = 'route outside 0.0.0.0 0.0.0.0 203.0.113.1 1';
    expect(verdict(with_(`${route}\nnat-control`), packet)).toBe(expected);
    expect(verdict(with_(route), packet)).toBe(expected === 'unknown' ? 'permit' : expected);
  });

  test('is noted, can be off, and is of old releases only', () => {
    const noted = (lines: string, version?: string) =>
      with_(lines, version).notes.some((n) => n.kind === 'nat-control');
    expect(noted('nat-control')).toBe(true);
    expect(noted('nat-control\nno nat-control')).toBe(false);
    expect(noted('nat-control', 'ASA Version 9.1(2)')).toBe(false);
    expect(noted('', 'PIX Version 6.3(5)')).toBe(true);
  });
});
