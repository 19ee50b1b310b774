/** What a YAMAHA router lets through. */
import { describe, expect, test } from 'vitest';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import { yamahaRtxConfig } from '../../../src/parse/rtx/config-file.ts';
import { fixture, fromText } from '../../evidence.ts';
import { type Ask, deviceIn, fate, kinds, readBy, ruleIn } from '../fortios/ask.ts';

const readFixture = (name: string) => readBy(yamahaRtxConfig, fixture(`yamaha-rtx-config/${name}`));
const branch = deviceIn(readFixture('branch.txt'));

const HEADER = '# RTX1210 Rev.14.01.38 (Fri Jul 16 10:52:24 2021)';
const BASE = ['ip lan1 address 10.1.0.1/16', 'ip lan2 address 10.2.0.1/16'];
const parse = (...lines: readonly string[]) =>
  readBy(yamahaRtxConfig, fromText('fw/rt.txt', `${[HEADER, ...BASE, ...lines].join('\n')}\n`));
const device = (...lines: readonly string[]) => deviceIn(parse(...lines));

/** Of one filter alone, from lan1 to lan2. */
const one = (filter: string, service: string, ask: Ask = {}) =>
  fate(device('ip lan1 secure filter in 1', `ip filter 1 ${filter}`), '10.1.0.5', '10.2.0.5', service, ask);

describe('a branch router', () => {
  test('the first filter of the list decides; what none matches is dropped', () => {
    expect(fate(branch, '192.168.100.5', '10.30.7.5', 'tcp/80')).toBe('permit 102');
    expect(fate(branch, '192.168.100.5', '10.30.7.5', 'tcp/138')).toBe('deny 101');
    expect(fate(branch, '192.168.100.5', '10.30.7.6', 'tcp/80')).toBe('permit 199');
    expect(fate(branch, '203.0.113.9', '192.168.100.10', 'tcp/22', { in: 'pp 1' })).toBe('deny');
    expect(fate(branch, '203.0.113.9', '10.30.7.5', 'icmp/8', { in: 'pp 1' })).toBe('permit 201');
    expect(fate(branch, '192.168.100.7', '10.30.7.5', 'icmp/8', { in: 'pp 1' })).toBe('deny 200');
  });

  test('an interface without filters lets everything through', () => {
    expect(fate(branch, '10.30.7.5', '192.168.100.5', 'tcp/22')).toBe('permit');
  });

  test('established is the ACK flag, which a sender may set', () => {
    const ask = { in: 'pp 1' };
    expect(fate(branch, '203.0.113.9', '192.168.100.5', 'tcp/22', ask)).toBe('deny');
    expect(fate(branch, '203.0.113.9', '192.168.100.5', 'tcp/22', { ...ask, flags: 16 })).toBe('permit 202');
  });

  test('destinations are rewritten before the filters of the way in', () => {
    expect(fate(branch, '203.0.113.9', '198.51.100.7', 'tcp/443', { in: 'pp 1' })).toBe('permit 203');
    expect(fate(branch, '203.0.113.9', '198.51.100.7', 'tcp/8080', { in: 'pp 1' })).toBe('deny');
  });

  test('restrict passes while the line is up', () => {
    expect(fate(branch, '203.0.113.9', '192.168.100.5', 'udp/40000', { in: 'pp 1', sport: 123 })).toMatch(
      /^unknown/,
    );
  });

  test('a dynamic filter lets replies in', () => {
    const ask = { in: 'pp 1', flags: 24, state: 'established' } as const;
    expect(
      fate(branch, '203.0.113.9', '192.168.100.5', 'udp/40000', { in: 'pp 1', state: 'established' }),
    ).toMatch(/^permit dynamic/);
    expect(fate(branch, '203.0.113.9', '192.168.100.5', 'tcp/40000', ask)).toMatch(/^permit dynamic/);
  });

  test('IPv6 has filters of its own', () => {
    expect(fate(branch, '2001:db8:100::5', '2001:db8:ffff::1', 'tcp/443', { in: 'lan1', out: 'pp 1' })).toBe(
      'permit 101',
    );
    expect(fate(branch, '2001:db8:100::5', '2001:db8:ffff::1', 'tcp/80', { in: 'lan1', out: 'pp 1' })).toBe(
      'deny',
    );
  });

  test('names, routes, logs, notes', () => {
    expect([branch.hostname, branch.version]).toEqual(['RT-SHITEN', 'RTX1210 Rev.14.01.38']);
    expect(branch.ports.map((p) => p.name)).toEqual(['lan1', 'lan3', 'pp 1', 'tunnel 1']);
    expect(branch.ports[0]?.aliases).toEqual(['社内LAN']);
    expect(branch.routes.map((r) => r.port)).toEqual(['pp 1', 'tunnel 1', null]);
    expect(branch.routesComplete).toBe(true);
    expect(ruleIn(branch, 'ip lan1 in', '102').log).toBe(true);
    expect(ruleIn(branch, 'ip lan1 in', '199').log).toBe(false);
    expect(kinds(branch.notes)).toEqual(['not-applied']);
    expect(branch.gaps).toEqual([]);
  });
});

describe('filters', () => {
  test('protocols and ports', () => {
    expect(one('pass * * tcp,udp * 53', 'udp/53')).toBe('permit 1');
    expect(one('pass * * tcp * ftp', 'tcp/20')).toBe('permit 1');
    expect(one('pass * * tcp * -1023', 'tcp/22')).toBe('permit 1');
    expect(one('pass * * tcp * 1024-', 'tcp/22')).toBe('deny');
    expect(one('pass * * tcp * ms-ds', 'tcp/445')).toBe('permit 1');
    expect(one('pass * * 47', '47')).toBe('permit 1');
    expect(one('pass *', 'tcp/1')).toBe('permit 1');
  });

  test('ports are compared in packets of TCP and UDP only', () => {
    expect(one('pass * * * * 80', 'tcp/80')).toBe('permit 1');
    expect(one('pass * * * * 80', 'tcp/81')).toBe('deny');
    expect(one('pass * * * * 80', '50')).toBe('permit 1');
    expect(one('pass * * icmp,tcp * 80', 'icmp/8')).toBe('permit 1');
  });

  test('types of ICMP', () => {
    expect(one('pass * * icmp 8', 'icmp/8')).toBe('permit 1');
    expect(one('pass * * icmp 0', 'icmp/8')).toBe('deny');
    expect(one('pass * * icmp-error', 'icmp/11')).toBe('permit 1');
    expect(one('pass * * icmp-info', 'icmp/11')).toBe('deny');
  });

  test('flags of TCP', () => {
    expect(one('pass * * tcpflag=0x0002/0x0017', 'tcp/80')).toBe('permit 1');
    expect(one('pass * * tcpflag!=0x0002/0x0017', 'tcp/80')).toBe('deny');
    expect(one('pass * * tcpfin', 'tcp/80', { flags: 17 })).toBe('permit 1');
  });

  test('addresses', () => {
    expect(one('pass 10.1.0.1-10.1.0.9 * tcp', 'tcp/80')).toBe('permit 1');
    expect(one('pass 10.1.0.6- *', 'tcp/80')).toBe('deny');
    expect(one('pass 10.*.0.5 10.2.0.0/255.255.0.0', 'tcp/80')).toBe('permit 1');
    expect(one('pass 10.9.0.1,10.1.0.5 10.2.0.0/0xffff0000', 'tcp/80')).toBe('permit 1');
    expect(one('pass * www.example.test', 'tcp/80')).toMatch(/^unknown/);
  });

  test('what cannot be read is open', () => {
    expect(one('pass * * frobnicate * 80', 'tcp/80')).toMatch(/^unknown/);
    expect(one('allow * * tcp * 80', 'tcp/80')).toMatch(/^unknown/);
    expect(one('pass * * tcp * 80 99', 'tcp/80')).toMatch(/^unknown/);
    expect(one('constructor * * tcp * 80', 'tcp/80')).toMatch(/^unknown/);
  });

  test('blanks of any kind stand between words', () => {
    expect(one('pass \t* *\u3000tcp * 80', 'tcp/80')).toBe('permit 1');
    const tabs = device('ip lan1 secure filter in 1', 'ip\tfilter 1  reject * *');
    expect(fate(tabs, '10.1.0.5', '10.2.0.5', 'tcp/80')).toBe('deny 1');
  });

  test('a filter that no interface applies is noted, unless something else names it', () => {
    const lines = ['ip lan1 secure filter in 1 dynamic 9', 'ip filter dynamic 9 * * filter 2'];
    const filters = [1, 2, 3, 9].map((n) => `ip filter ${n} pass * * tcp * ${n}`);
    const notes = device(...lines, ...filters).notes.filter((n) => n.kind === 'not-applied');
    expect(notes.map((n) => n.at.text)).toEqual(['ip filter 3 pass * * tcp * 3']);
  });

  test('a number without a filter is noted and open, a set without a definition filters nothing', () => {
    const missing = device('ip lan1 secure filter in 5');
    expect(kinds(missing.notes)).toEqual(['undefined-reference']);
    expect(fate(missing, '10.1.0.5', '10.2.0.5', 'tcp/80')).toMatch(/^unknown/);
    const set = device('ip lan1 secure filter name shop', 'ip filter set other in 1');
    expect(kinds(set.notes)).toContain('undefined-reference');
    expect(fate(set, '10.1.0.5', '10.2.0.5', 'tcp/80')).toBe('permit');
  });

  test('a set gives each direction its filters', () => {
    const set = device(
      'ip lan1 secure filter name shop',
      'ip filter set shop in 1',
      'ip filter 1 pass * * tcp * 80',
    );
    expect(fate(set, '10.1.0.5', '10.2.0.5', 'tcp/80')).toBe('permit 1');
    expect(fate(set, '10.1.0.5', '10.2.0.5', 'tcp/81')).toBe('deny');
  });

  test('the last command counts, and no takes one back', () => {
    const lines = [
      'ip lan1 secure filter in 1',
      'ip filter 1 pass * * tcp * 80',
      'ip filter 1 reject * * tcp * 80',
    ];
    expect(fate(device(...lines), '10.1.0.5', '10.2.0.5', 'tcp/80')).toBe('deny 1');
    expect(fate(device(...lines, 'no ip lan1 secure filter in'), '10.1.0.5', '10.2.0.5', 'tcp/80')).toBe(
      'permit',
    );
  });

  test('a packet that a dynamic filter matches and no static one is open', () => {
    const lines = [
      'ip lan1 secure filter in 1 dynamic 9',
      'ip filter 1 pass * * tcp * 80',
      'ip filter dynamic 9 * * telnet',
    ];
    expect(fate(device(...lines), '10.1.0.5', '10.2.0.5', 'tcp/23')).toMatch(/^unknown/);
    expect(fate(device(...lines), '10.1.0.5', '10.2.0.5', 'tcp/24')).toBe('deny');
  });
});

describe('what keeps an answer open', () => {
  const gapsOf = (...lines: readonly string[]): FirewallDevice['gaps'] => device(...lines).gaps;

  test.each([
    ['schedule at 1 */mon 08:00 * ip lan1 secure filter in 1', 'schedule'],
    ['ip lan1 inbound filter list 1', 'policy-filter'],
    ['bridge member bridge1 lan1 lan2', 'bridge'],
    ['ip lan1 brand-new thing', 'unknown-command'],
    ['brand-new thing', 'unknown-command'],
    ['tcp * 22', 'unknown-command'],
  ])('%s', (line, kind) => {
    expect(kinds(gapsOf(line))).toEqual([kind]);
  });

  test('a file without its first line', () => {
    const parsed = readBy(yamahaRtxConfig, fromText('fw/rt.txt', 'ip filter 1 pass * *\n'));
    expect(kinds(deviceIn(parsed).gaps)).toEqual(['fragment']);
  });

  test('a last line without its end', () => {
    const parsed = readBy(yamahaRtxConfig, fromText('fw/rt.txt', `${HEADER}\nip filter 1 pass * *`));
    expect(parsed.intact).toBe('cut');
    expect(kinds(deviceIn(parsed).gaps)).toEqual(['cut']);
  });

  test.each([
    ['rip use on'],
    ['ip route default gateway pp 1 filter 1 gateway pp 2'],
    ['ip route default gateway 192.0.2.99'],
    ['ip lan3 address dhcp'],
  ])('%s: other routes', (line) => {
    expect(device().routesComplete).toBe(true);
    expect(device(line).routesComplete).toBe(false);
  });
});

describe('routing of IPv6', () => {
  const six = (...lines: readonly string[]) =>
    fate(device(...lines), '2001:db8:1::5', '2001:db8:2::9', 'tcp/80', { in: 'lan1', out: 'lan2' });
  const ADDRESS = 'ipv6 lan1 address 2001:db8:1::1/64';

  test('is on where an interface has an address or a prefix', () => {
    expect(six(ADDRESS)).toBe('permit');
    expect(six('ipv6 prefix 1 ra-prefix@lan2::/64')).toBe('permit');
    expect(six('ipv6 lan2 dhcp service client')).toBe('permit');
  });

  test('is off where the configuration says so', () => {
    expect(six('ipv6 routing off', ADDRESS)).toBe('deny ipv6 routing off');
    expect(six('ipv6 routing off', 'ipv6 routing on', ADDRESS)).toBe('permit');
  });

  test('has nowhere to go without an address, where all interfaces are in the file', () => {
    expect(six('ipv6 filter 1 pass * *')).toBe('deny no ipv6 address');
    expect(six('dns server 10.1.0.53')).toBe('deny no ipv6 address');
    expect(six('nat descriptor type 1 masquerade', 'pp select 1')).toMatch(/^unknown/);
    expect(six()).toMatch(/^unknown/);
    expect(
      fate(device('dns server 10.1.0.53'), '10.1.0.5', '10.2.0.9', 'tcp/80', { in: 'lan1', out: 'lan2' }),
    ).toBe('permit');
  });

  test('is open in a part of a configuration', () => {
    const part = deviceIn(
      readBy(yamahaRtxConfig, fromText('fw/part.txt', `${BASE.join('\n')}\nip filter 1 pass * *\n`)),
    );
    expect(fate(part, '2001:db8:1::5', '2001:db8:2::9', 'tcp/80', { in: 'lan1', out: 'lan2' })).toMatch(
      /^unknown/,
    );
  });
});
