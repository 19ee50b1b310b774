import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import { showIpAddress } from '../../../src/facts/ip-address.ts';
import type { Parsed } from '../../../src/parse/parser.ts';
import { pfsenseXml } from '../../../src/parse/pfsense/parser.ts';
import { CONTEXT, fixture, fromText } from '../../evidence.ts';
import { type Asked, decided, verdict } from './decide.ts';

const parsed = (name: string): Parsed => pfsenseXml.parse(fixture(`pfsense-xml/${name}`), CONTEXT) as Parsed;
const ofText = (text: string): Parsed => pfsenseXml.parse(fromText('FW/config.xml', text), CONTEXT) as Parsed;

function deviceOf({ sections }: Parsed): FirewallDevice {
  const device = sections.devices?.devices[0];
  if (!device) throw new Error('no device');
  return device;
}

const FW01 = deviceOf(parsed('fw01.xml'));
const OPN = deviceOf(parsed('opn.xml'));
const TUESDAY_TEN = Date.parse('2026-11-03T10:00:00+09:00');
const TUESDAY_NIGHT = Date.parse('2026-11-03T22:00:00+09:00');

describe('a configuration of pfSense', () => {
  test('is understood', () => {
    const { lines, problems, intact } = parsed('fw01.xml');
    expect(lines.notUnderstood).toBe(0);
    expect(problems).toEqual([]);
    expect(intact).toBe('yes');
    expect(FW01.gaps).toEqual([]);
    expect([FW01.vendor, FW01.hostname, FW01.version]).toEqual(['pfsense', 'fw01', '22.9']);
    expect(FW01.ports.map((p) => [p.name, p.aliases, p.enabled])).toEqual([
      ['wan', ['WAN', 'igb0'], true],
      ['lan', ['業務LAN', 'igb1'], true],
      ['opt1', ['DMZ', 'igb2'], true],
      ['opt2', ['SPARE', 'igb3'], false],
    ]);
  });

  const cases: readonly (readonly [why: string, asked: Asked, expected: string])[] = [
    [
      'an alias of hosts, ranges and another alias',
      { in: 'lan', src: '10.1.0.5', dst: '10.2.0.21' },
      'permit 106',
    ],
    ['ports of an alias', { in: 'lan', src: '10.1.0.5', dst: '10.2.0.130', dport: 8005 }, 'permit 106'],
    ['a port beside them', { in: 'lan', src: '10.1.0.5', dst: '10.2.0.130', dport: 8011 }, 'deny -'],
    ['floating quick first', { in: 'lan', src: '10.1.0.5', dst: '10.2.0.10', dport: 445 }, 'deny 102'],
    ['floating and out', { in: 'wan', src: '17.0.0.10', dst: '10.2.0.10', dport: 445 }, 'deny -'],
    ['not the network of LAN', { in: 'lan', src: '10.9.9.9', dst: '10.2.0.10' }, 'deny 107'],
    ['without quick, later one first', { in: 'lan', src: '10.1.0.66', dst: '198.51.100.7' }, 'permit 104'],
    ['without quick, the earlier one then', { in: 'lan', src: '10.1.0.66', dst: '198.51.100.9' }, 'deny 103'],
    ['an undefined alias takes its rule away', { in: 'lan', src: '10.1.0.7', dst: '10.2.0.99' }, 'deny -'],
    ['ICMP types by name', { in: 'lan', src: '10.1.0.7', dst: '10.2.0.99', proto: 1, type: 8 }, 'permit 112'],
    ['another type', { in: 'lan', src: '10.1.0.7', dst: '10.2.0.99', proto: 1, type: 13 }, 'deny -'],
    [
      'no family means IPv4',
      { in: 'lan', src: '2001:db8:1::7', dst: '2001:db8:9::1', proto: 58, type: 128 },
      'deny -',
    ],
    [
      'IPv6 that needs no rule',
      { in: 'lan', src: '2001:db8:1::7', dst: '2001:db8:9::1', proto: 58, type: 2 },
      'permit IPv6 requirements (ICMP)',
    ],
    [
      'private networks from outside',
      { in: 'wan', src: '192.168.3.3', dst: '10.2.0.10', dport: 8443 },
      'deny Block bogon networks from wan',
    ],
    [
      'a rule of TCP passes what opens a connection only',
      { in: 'wan', src: '17.0.0.10', dst: '10.2.0.10', dport: 8443, flags: 16 },
      'deny -',
    ],
    [
      'anti-lockout',
      { in: 'lan', src: '10.1.0.7', dst: '10.1.0.1', dport: 8443 },
      'permit anti-lockout rule',
    ],
    [
      'SSH of the anti-lockout',
      { in: 'lan', src: '10.1.0.7', dst: '10.1.0.1', dport: 22 },
      'permit anti-lockout rule',
    ],
    ['the device from outside', { in: 'wan', src: '17.0.0.10', dst: '203.0.113.2', dport: 8443 }, 'deny -'],
    [
      'a port forward with its own rule',
      { in: 'wan', src: '17.0.0.10', dst: '203.0.113.2', dport: 443 },
      'permit 101',
    ],
    [
      'a range of ports, passed',
      { in: 'wan', src: '17.0.0.10', dst: '203.0.113.2', dport: 5003, proto: 17 },
      'permit rdr 2 pass',
    ],
    ['1:1 NAT needs a rule', { in: 'wan', src: '17.0.0.10', dst: '203.0.113.5', dport: 443 }, 'deny -'],
    [
      'port 0',
      { in: 'lan', src: '10.1.0.5', dst: '10.2.0.10', sport: 0, dport: 443 },
      'deny Block traffic from or to port 0',
    ],
  ];

  test.each(cases)('%s', (_, asked, expected) => {
    expect(verdict(FW01, asked)).toBe(expected);
  });

  test('a list of bogons is not in the file, so that a source that may stand in it is open', () => {
    const open = decided(FW01, { in: 'wan', src: '185.5.5.5', dst: '203.0.113.2', dport: 443 });
    expect(open.verdict).toBe('unknown');
    expect(open.because.en).toMatch(/bogon/);
  });

  test('a name that DNS resolves is open', () => {
    const asked = { in: 'lan', src: '10.1.0.5', dst: '192.0.2.33', dport: 3128 };
    expect(decided(FW01, asked).because.en).toMatch(/updates\.example\.test/);
    expect(verdict(FW01, { ...asked, dst: '198.51.100.80' })).toBe('permit 108');
  });

  test('a schedule holds at its hours', () => {
    const asked = { in: 'lan', src: '10.1.0.5', dst: '10.2.0.40', dport: 22 };
    expect(verdict(FW01, asked, TUESDAY_TEN)).toBe('permit 109');
    expect(verdict(FW01, asked, TUESDAY_NIGHT)).toBe('deny -');
  });

  test('translates what it forwards', () => {
    const web = decided(FW01, { in: 'wan', src: '17.0.0.10', dst: '203.0.113.2', dport: 443 }).translated;
    expect([web && showIpAddress(web.dst), web?.dport]).toEqual(['10.2.0.10', 8443]);
    const range = decided(FW01, { in: 'wan', src: '17.0.0.10', dst: '203.0.113.2', dport: 5003, proto: 17 });
    expect(range.translated?.dport).toBe(6003);
    const out = decided(FW01, { in: 'lan', src: '10.1.0.5', dst: '198.51.100.80', dport: 3128 }).translated;
    expect(out && showIpAddress(out.src)).toBe('203.0.113.2');
  });

  test('keeps what has no effect, and says why', () => {
    const rules = FW01.lists.find((l) => l.id === 'in')?.rules ?? [];
    const off = rules.filter((r) => !r.enabled).map((r) => r.id);
    expect(off).toEqual(['110', '111', '113']);
    expect(FW01.notes.map((n) => n.kind).sort()).toEqual([
      'cyclic-group',
      'undefined-reference',
      'undefined-reference',
    ]);
    expect(rules.find((r) => r.id === '106')).toMatchObject({ log: true, comment: 'サーバへの Web' });
    expect(rules.find((r) => r.id === '105')?.action).toEqual({ do: 'next' });
  });

  test('secrets reach nothing', () => {
    expect(JSON.stringify(FW01, (_, v) => (typeof v === 'bigint' ? String(v) : v))).not.toMatch(
      /SECRET|HIDDEN/,
    );
  });
});

describe('a configuration of OPNsense', () => {
  const cases: readonly (readonly [why: string, asked: Asked, expected: string])[] = [
    [
      'its own rules by their sequence, before inherited ones',
      { in: 'lan', src: '10.1.0.9', dst: '10.2.0.10' },
      'permit c-1',
    ],
    ['the second of them', { in: 'lan', src: '10.1.0.9', dst: '10.2.0.10', dport: 80 }, 'deny c-2'],
    ['an address that an alias leaves out', { in: 'lan', src: '10.1.0.9', dst: '10.2.0.99' }, 'deny c-2'],
    [
      'a group before single interfaces',
      { in: 'lan', src: '10.1.0.9', dst: '10.2.0.53', dport: 53 },
      'permit a-3',
    ],
    [
      'an inherited one after them',
      { in: 'opt1', src: '10.2.0.9', dst: '10.2.0.53', dport: 53 },
      'permit a-3',
    ],
  ];

  test.each(cases)('%s', (_, asked, expected) => {
    expect(verdict(OPN, asked)).toBe(expected);
  });

  test('not of a list that is not in the file is open', () => {
    const asked = { in: 'lan', src: '10.1.0.5', dst: '198.51.100.1' };
    expect(decided(OPN, asked).verdict).toBe('unknown');
    expect(decided(OPN, asked).because.en).toMatch(/BLOCKLIST/);
  });

  test('a flag that releases read differently leaves its rule open', () => {
    expect(decided(OPN, { in: 'opt1', src: '10.2.0.9', dst: '10.1.0.5' }).verdict).toBe('unknown');
  });

  test('a DHCP client lets replies in to everybody', () => {
    const asked = { in: 'wan', src: '198.51.100.1', dst: '10.1.0.5', proto: 17, sport: 67, dport: 68 };
    expect(verdict(OPN, asked)).toBe('permit allow DHCP client on wan');
  });
});

const TEXT = fixture('pfsense-xml/fw01.xml').text;

describe('static routes whose traffic is not checked', () => {
  const FREE = TEXT.replace('<tracker>107</tracker>', '<tracker>107</tracker><disabled></disabled>');
  const BYPASS = FREE.replace('<filter>', '<filter><bypassstaticroutes></bypassstaticroutes>');
  const there = { in: 'lan', out: 'lan', src: '10.1.0.5', dst: '10.50.1.1', dport: 4444 };
  const back = { in: 'lan', out: 'lan', src: '10.50.1.1', dst: '10.1.0.5', dport: 4444 };

  test('pass both ways on their interface, where no quick rule is before', () => {
    const on = deviceOf(ofText(BYPASS));
    const label = 'permit pass between static route 10.50.0.0/16 and its interface';
    const off = deviceOf(ofText(FREE));
    expect(verdict(off, back)).toMatch(/^deny/);
    expect(verdict(on, back)).toBe(label);
    expect(verdict(on, { ...back, dst: '10.2.0.9' })).toMatch(/^deny/);
    expect(verdict(on, { ...back, in: 'wan' })).toMatch(/^deny/);
    expect(verdict(on, { ...there, dport: 445 })).toBe('deny 102');
    expect(verdict(on, there)).toMatch(/^permit/);
  });

  test('by a gateway that is not in the file: open', () => {
    const on = deviceOf(
      ofText(BYPASS.replace('<gateway>COREGW</gateway><descr>拠点', '<gateway>NO</gateway><descr>拠点')),
    );
    expect(verdict(on, back)).toMatch(/^unknown/);
  });
});

test('bridges leave a gap', () => {
  const bridge =
    '<bridges><bridged><members>lan,opt1</members><bridgeif>bridge0</bridgeif></bridged></bridges>';
  const read = ofText(TEXT.replace('<filter>', `${bridge}<filter>`));
  expect(read.lines.notUnderstood).toBe(0);
  expect(deviceOf(read).gaps.map((g) => g.kind)).toEqual(['bridge']);
  expect(deviceOf(ofText(TEXT.replace('<filter>', '<bridges></bridges><filter>'))).gaps).toEqual([]);
});

describe('damage', () => {
  test('a file without one of its sections says nothing for sure', () => {
    for (const section of ['system', 'interfaces', 'filter', 'nat']) {
      const cut = TEXT.replace(new RegExp(`<${section}>[\\s\\S]*</${section}>`), '');
      const { problems } = ofText(cut);
      expect(problems.some((p) => p.policy && p.message.en.includes(section))).toBe(true);
      expect(verdict(deviceOf(ofText(cut)), { in: 'lan', src: '10.1.0.5', dst: '10.2.0.10' })).toMatch(
        /^unknown/,
      );
    }
  });

  test('a file without aliases leaves what they hold open', () => {
    const device = deviceOf(ofText(TEXT.replace(/<aliases>[\s\S]*<\/aliases>/, '')));
    expect(decided(device, { in: 'lan', src: '10.1.0.5', dst: '10.2.0.21' }).verdict).toBe('unknown');
  });

  test('an element or a field that is not known is told, and its rule is open', () => {
    const odd = ofText(TEXT.replace('<tracker>106</tracker>', '<tracker>106</tracker><onlyif>x</onlyif>'));
    expect(odd.lines.notUnderstood).toBe(1);
    expect(decided(deviceOf(odd), { in: 'lan', src: '10.1.0.5', dst: '10.2.0.21' }).verdict).toBe('unknown');
    const section = ofText(TEXT.replace('<snmpd>', '<newfilter><rule>x</rule></newfilter><snmpd>'));
    expect(section.problems.map((p) => p.policy)).toEqual([true]);
    expect(deviceOf(section).gaps).toHaveLength(1);
  });

  test('a cut anywhere leaves a gap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: TEXT.trimEnd().length - 1 }), (at) => {
        const read = ofText(TEXT.slice(0, at));
        expect(read.intact).toBe('cut');
        expect(deviceOf(read).gaps.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  test('never throws', () => {
    const piece = fc.constantFrom(...TEXT.split('\n').map((line) => line.trim()));
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }), (pieces) => {
        ofText(`<pfsense>${pieces.join('\n')}</pfsense>`);
        ofText(`<opnsense>${pieces.join('')}`);
      }),
      { numRuns: 150 },
    );
  });
});
