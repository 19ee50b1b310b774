/** What a FortiGate lets through, as its configuration says. */
import { describe, expect, test } from 'vitest';
import { deviceIn, fate, kinds, read, readFixture, ruleIn } from './ask.ts';

const branch = deviceIn(readFixture('branch.conf'));
const SUNDAY_NIGHT = Date.parse('2026-11-01T23:30:00+09:00');
const MONDAY_EARLY = Date.parse('2026-11-02T04:59:00+09:00');
const MONDAY_NOON = Date.parse('2026-11-02T12:00:00+09:00');

describe('policies in their order', () => {
  test('the first that matches decides; what none matches is denied', () => {
    expect(fate(branch, '10.20.1.5', '192.168.10.11', 'tcp/443')).toBe('deny 1');
    expect(fate(branch, '192.168.10.11', '10.20.1.5', 'tcp/443')).toBe('permit 12');
    expect(fate(branch, '192.168.10.11', '10.20.1.5', 'tcp/9001')).toBe('permit 12');
    expect(fate(branch, '192.168.10.11', '10.20.1.5', 'icmp/8')).toBe('permit 12');
    expect(fate(branch, '192.168.10.11', '10.20.1.5', 'tcp/22')).toBe('deny');
  });

  test('a group leaves out what it excludes', () => {
    expect(fate(branch, '192.168.10.205', '10.20.1.5', 'tcp/443')).toBe('deny');
  });

  test('a disabled policy is kept and matches nothing', () => {
    expect(ruleIn(branch, 'policy', '8').enabled).toBe(false);
    expect(fate(branch, '192.168.10.99', '203.0.113.9', 'tcp/22')).toBe('deny');
  });

  test('an FQDN is a condition of the destination', () => {
    expect(fate(branch, '192.168.10.11', '203.0.113.9', 'tcp/443')).toBe('unknown');
    expect(fate(branch, '192.168.10.99', '203.0.113.9', 'tcp/80')).toBe('deny');
  });

  test('an Internet service takes the place of addresses and service', () => {
    expect(fate(branch, '192.168.10.11', '203.0.113.9', 'tcp/80')).toBe('unknown');
  });

  test('a group of users is for the sender to choose', () => {
    const { match } = ruleIn(branch, 'policy', '10');
    expect(JSON.stringify(match, (_, v) => (typeof v === 'bigint' ? `${v}` : v))).toContain(
      '"choice":"sender"',
    );
    expect(fate(branch, '2001:db8:30::5', '2001:db8:ffff::1', 'tcp/443', { in: 'vlan30', out: 'wan1' })).toBe(
      'unknown',
    );
    expect(fate(branch, '2001:db8:31::5', '2001:db8:ffff::1', 'tcp/443', { in: 'vlan30', out: 'wan1' })).toBe(
      'deny',
    );
  });

  test('zones stand for their interfaces, and let traffic through among them where they say so', () => {
    expect(fate(branch, '192.168.30.5', '192.168.31.5', 'tcp/22')).toBe('permit intrazone guests');
    expect(fate(branch, '192.168.10.11', '192.168.30.5', 'tcp/514', { sport: 600 })).toBe('unknown');
    expect(fate(branch, '192.168.10.11', '192.168.30.5', 'tcp/514', { sport: 5000 })).toBe('deny');
  });

  test('negated sources and services, a wildcard mask and a schedule over midnight', () => {
    const ask = { in: 'internal', out: 'dmz' };
    const from = '192.168.99.1';
    expect(fate(branch, from, '10.20.77.5', 'tcp/22', { ...ask, asOf: SUNDAY_NIGHT })).toBe('permit 13');
    expect(fate(branch, from, '10.20.77.5', 'tcp/22', { ...ask, asOf: MONDAY_EARLY })).toBe('permit 13');
    expect(fate(branch, from, '10.20.77.5', 'tcp/22', { ...ask, asOf: MONDAY_NOON })).toBe('deny');
    expect(fate(branch, from, '10.20.77.6', 'tcp/22', { ...ask, asOf: SUNDAY_NIGHT })).toBe('deny');
    expect(fate(branch, from, '10.20.77.5', 'tcp/443', { ...ask, asOf: SUNDAY_NIGHT })).toBe('deny');
    expect(fate(branch, '192.168.10.5', '10.20.77.5', 'tcp/22', { ...ask, asOf: SUNDAY_NIGHT })).toBe('deny');
  });

  test('a one-time schedule ends', () => {
    const ask = { sport: 600 };
    const before = Date.parse('2026-03-10T12:00:00+09:00');
    expect(fate(branch, '192.168.10.11', '192.168.30.5', 'tcp/514', { ...ask, asOf: before })).toBe(
      'permit 11',
    );
    expect(fate(branch, '192.168.10.11', '192.168.30.5', 'tcp/514', { ...ask, asOf: MONDAY_NOON })).toBe(
      'deny',
    );
  });

  test('a group that holds itself is noted and open', () => {
    expect(kinds(branch.notes)).toContain('cyclic-group');
    expect(fate(branch, '192.168.30.5', '10.20.1.5', '47')).toBe('unknown');
  });

  test('comments, names, logs and the line of a rule', () => {
    const rule = ruleIn(branch, 'policy', '12');
    expect(rule.name).toBe('office to servers');
    expect(rule.comment).toBe('web と ping だけ');
    expect(rule.at.text).toBe('edit 12');
    expect(rule.log).toBe(false);
    expect(ruleIn(branch, 'policy', '1').log).toBe(true);
    expect(branch.lists.find((l) => l.id === 'policy')?.endLog).toBe(true);
  });
});

describe('VIPs', () => {
  test('the destination is rewritten before policies, which see the mapped port', () => {
    expect(fate(branch, '203.0.113.9', '198.51.100.10', 'tcp/443', { in: 'wan1' })).toBe('permit 9');
    expect(fate(branch, '203.0.113.9', '198.51.100.10', 'tcp/8443', { in: 'wan1' })).toBe('deny');
  });

  test('what is sent to the mapped address itself is open', () => {
    expect(fate(branch, '203.0.113.9', '10.20.1.10', 'tcp/8443', { in: 'wan1' })).toBe('unknown');
  });

  const withVersion = (version: string, more = '') =>
    deviceIn(
      read(`#config-version=FGT60F-${version}-FW-build1-200101:opmode=0:vdom=0:user=admin
config system interface
    edit "wan1"
        set ip 198.51.100.2 255.255.255.0
    next
    edit "dmz"
        set ip 10.20.0.1 255.255.0.0
    next
end
config firewall address
    edit "all"
    next
end
config firewall service custom
    edit "ALL"
        set protocol IP
    next
end
config firewall vip
    edit "v"
        set extip 198.51.100.10
        set extintf "wan1"
        set mappedip "10.20.1.10"
    next
end
config firewall policy
    edit 1
        set srcintf "wan1"
        set dstintf "dmz"
        set srcaddr "all"
        set dstaddr "all"
        ${more}
        set schedule "always"
        set service "ALL"
    next
    edit 2
        set srcintf "wan1"
        set dstintf "dmz"
        set srcaddr "all"
        set dstaddr "v"
        set action accept
        set schedule "always"
        set service "ALL"
    next
end
`),
    );
  const ask = (version: string, more?: string) =>
    fate(withVersion(version, more), '203.0.113.9', '198.51.100.10', 'tcp/443', { in: 'wan1' });

  test('a deny of all stops a VIP by itself only since 7.2.4', () => {
    expect(ask('7.0.9')).toBe('permit 2');
    expect(ask('7.2.3')).toBe('permit 2');
    expect(ask('7.2.4')).toBe('deny 1');
    expect(ask('7.4.1')).toBe('deny 1');
    expect(ask('6.00')).toBe('permit 2');
  });

  test('match-vip says so in any release', () => {
    expect(ask('7.0.9', 'set match-vip enable')).toBe('deny 1');
    expect(ask('7.4.1', 'set match-vip disable')).toBe('permit 2');
  });

  test('a VIP shows the way out of its server, whose address is then not known', () => {
    const nat = branch.lists.find((l) => l.id === 'snat');
    expect(nat?.rules.map((r) => r.id)).toEqual(['12', '7', '9', '10']);
  });
});

describe('the device itself', () => {
  test('a local-in policy comes before the services of the interface', () => {
    expect(fate(branch, '192.168.10.205', '192.168.10.1', 'tcp/443')).toBe('deny 1');
    expect(fate(branch, '192.168.10.11', '192.168.10.1', 'tcp/443')).toBe('permit internal https');
    expect(fate(branch, '192.168.10.11', '192.168.10.1', 'tcp/23')).toBe('deny internal others');
    expect(fate(branch, '192.168.10.11', '192.168.10.1', 'udp/500')).toBe('unknown');
  });

  test('trusted hosts of every administrator bound it', () => {
    expect(fate(branch, '192.168.30.5', '192.168.10.1', 'tcp/22', { in: 'internal' })).toBe(
      'deny internal others',
    );
  });
});

describe('routes', () => {
  test('static routes, a black hole, and that there are no others', () => {
    expect(branch.routesComplete).toBe(true);
    expect(branch.routes.map((r) => r.port)).toEqual(['wan1', null]);
    expect(fate(branch, '192.168.10.11', '172.16.5.5', 'tcp/443')).toBe('deny');
  });

  test.each([
    ['config router ospf\n    config area\n        edit 0.0.0.0\n        next\n    end\nend\n'],
    ['config router bgp\n    set as 65001\nend\n'],
    ['config router policy\n    edit 1\n        set output-device "wan1"\n    next\nend\n'],
    [
      'config system sdwan\n    config members\n        edit 1\n            set interface "wan1"\n        next\n    end\nend\n',
    ],
  ])('are not all of them with %s', (more) => {
    const base = '#config-version=FGT60F-7.4.5-FW-build1-240101:opmode=0:vdom=0:user=admin\n';
    const interfaces =
      'config system interface\n    edit "wan1"\n        set ip 198.51.100.2/24\n    next\nend\n';
    const policies = 'config firewall policy\nend\n';
    expect(deviceIn(read(base + interfaces + policies)).routesComplete).toBe(true);
    expect(deviceIn(read(base + interfaces + policies + more)).routesComplete).toBe(false);
  });
});

test('VDOMs are devices of their own, each with its interfaces', () => {
  const parsed = readFixture('vdoms.conf');
  const root = deviceIn(parsed, 'root');
  const partners = deviceIn(parsed, 'partners');
  expect(root.ports.map((p) => p.name)).toEqual(['port1', 'port2']);
  expect(fate(root, '10.1.0.5', '10.2.0.5', 'tcp/22')).toBe('permit 1');
  expect(fate(partners, '10.3.0.5', '10.4.0.5', 'tcp/22')).toBe('deny');
  expect(partners.gaps).toEqual([]);
});

test('traffic that turns back on its interface passes by release', () => {
  const turned = (version: string, more = '') =>
    fate(
      deviceIn(
        read(`#config-version=FGT60F-${version}-FW-build1-240101:opmode=0:vdom=0:user=admin
config system global
    ${more}
end
config system interface
    edit "lan"
        set ip 10.1.0.1/16
        config secondaryip
            edit 1
                set ip 10.5.0.1 255.255.0.0
            next
        end
    next
end
config firewall policy
end
`),
      ),
      '10.1.0.5',
      '10.5.0.5',
      'tcp/22',
    );
  expect(turned('7.2.5')).toBe('permit redirect');
  expect(turned('7.4.10')).toBe('deny');
  expect(turned('7.6.4')).toBe('permit redirect');
  expect(turned('7.6.5')).toBe('deny');
  expect(turned('7.2.5', 'set allow-traffic-redirect disable')).toBe('deny');
});

describe('settings that let traffic pass beside the policies', () => {
  const with_ = (more: string) =>
    deviceIn(
      read(`#config-version=FGT60F-7.2.8-FW-build1639-240313:opmode=0:vdom=0:user=admin
config system interface
    edit "lan"
        set ip 10.20.0.1 255.255.0.0
    next
    edit "wan1"
        set ip 203.0.113.2 255.255.255.248
    next
end
${more}
config firewall policy
    edit 1
        set srcintf "lan"
        set dstintf "wan1"
        set action accept
        set srcaddr "all"
        set dstaddr "all"
        set schedule "always"
        set service "HTTPS"
    next
end
`),
    );

  test.each(['web-proxy', 'ftp-proxy'])('an explicit %s relays, which is a gap', (proxy) => {
    const relay = (status: string) =>
      with_(`config ${proxy} explicit\n    set status ${status}\nend`).gaps.map((g) => g.kind);
    expect(relay('enable')).toEqual(['explicit-proxy']);
    expect(relay('disable')).toEqual([]);
  });

  test('asymmetric routing forwards TCP without SYN and replies to echoes, if the sender sends such', () => {
    const d = with_('config system settings\n    set asymroute enable\nend');
    const [src, dst] = ['10.20.0.5', '203.0.113.3'];
    expect(fate(d, src, dst, 'tcp/22')).toBe('deny');
    expect(fate(d, src, dst, 'udp/53')).toBe('deny');
    expect(fate(d, src, dst, 'icmp/8')).toBe('deny');
    expect(fate(d, src, dst, 'tcp/443')).toBe('permit 1');
    for (const [service, flags] of [
      ['tcp/22', 16],
      ['tcp/22', 18],
      ['icmp/0', 0],
    ] as const)
      expect(fate(d, src, dst, service, { flags })).toMatch(/^(?:unknown|permit)/);
    expect(fate(with_(''), src, dst, 'tcp/22', { flags: 16 })).toBe('deny');
  });

  test('of IPv6 by its own setting', () => {
    const d = with_('config system settings\n    set asymroute6 enable\nend');
    expect(fate(d, '10.20.0.5', '203.0.113.3', 'tcp/22', { flags: 16 })).toBe('deny');
  });
});
