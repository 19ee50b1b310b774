import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import { firewallCsv } from '../../../src/parse/firewall-csv/parser.ts';
import type { Parsed } from '../../../src/parse/parser.ts';
import { readFiles } from '../../../src/parse/read.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../../evidence.ts';
import { type Asked, decided, verdict } from '../pfsense/decide.ts';

const file = (name: string): Evidence => fixture(`firewall-csv/${name}`);

const parse = (evidence: Evidence, ...others: readonly Evidence[]): Parsed =>
  firewallCsv.parse(evidence, {
    ...CONTEXT,
    sibling: (path) => others.find((o) => o.file.split('/').at(-1) === path) ?? null,
  }) as Parsed;

function deviceOf({ sections }: Parsed): FirewallDevice {
  const device = sections.devices?.devices[0];
  if (!device) throw new Error('no device');
  return device;
}

const MAP = file('branch.map.yaml');
const TABLE = file('branch.csv');
const branch = (): Parsed => parse(MAP, TABLE);
const BRANCH = deviceOf(branch());

describe('a table in CP932 with a mapping file', () => {
  test('is read', () => {
    expect(TABLE.encoding).toBe('cp932');
    const { lines, problems, notUnderstood } = branch();
    expect(problems).toEqual([]);
    expect(lines).toEqual({ understood: 7, irrelevant: 4, notUnderstood: 1 });
    expect(notUnderstood[0]?.text).toMatch(/読めない可否/);
    expect(BRANCH.hostname).toBe('BR-FW01');
    expect(BRANCH.ports.map((p) => [p.name, p.aliases])).toEqual([
      ['内部', ['LAN']],
      ['DMZ', []],
    ]);
    expect(BRANCH.notes).toEqual([]);
  });

  const cases: readonly (readonly [why: string, asked: Asked, expected: string])[] = [
    [
      'a nested object and a list of ports',
      { in: 'LAN', src: '10.1.0.5', dst: '10.2.0.70', dport: 80 },
      'permit 1',
    ],
    ['a port beside them', { in: 'LAN', src: '10.1.0.5', dst: '10.2.0.70', dport: 81 }, 'deny -'],
    [
      'a mask, and full-width letters',
      { in: '内部', src: '10.1.0.5', dst: '10.2.0.21', proto: 17, dport: 53 },
      'permit 2',
    ],
    [
      'a row that goes on with the rule above',
      { in: '内部', src: '10.1.0.205', dst: '10.2.0.21', proto: 17, dport: 53 },
      'permit 2',
    ],
    ['no row for it', { in: '内部', src: '10.1.0.180', dst: '10.2.0.21', proto: 17, dport: 53 }, 'deny -'],
    ['a disabled row', { in: '内部', src: '10.1.0.5', dst: '10.2.0.99', dport: 99 }, 'deny -'],
    ['a denied host', { in: '内部', src: '10.1.0.66', dst: '10.2.0.99', dport: 99 }, 'deny 4'],
    ['ICMP without ports', { in: 'DMZ', src: '10.2.0.10', dst: '10.1.0.5', proto: 1, type: 8 }, 'permit 8'],
  ];

  test.each(cases)('%s', (_, asked, expected) => {
    expect(verdict(BRANCH, asked)).toBe(expected);
  });

  test('what is not told stays open', () => {
    const open = (dst: string, dport: number): string =>
      decided(BRANCH, { in: '内部', src: '10.1.0.5', dst, dport }).because.en;
    expect(open('198.51.100.1', 443)).toMatch(/updates\.example\.test/);
    expect(open('10.2.0.31', 22)).toMatch(/the action △ is not understood/);
  });

  test('a column of users narrows a rule by what the sender chooses', () => {
    const rule = BRANCH.lists[0]?.rules.find((r) => r.id === '6');
    expect(JSON.stringify(rule?.match, (_, v) => (typeof v === 'bigint' ? String(v) : v))).toMatch(
      /"choice":"sender"/,
    );
  });

  test('keeps logs, hits and remarks', () => {
    const rule = BRANCH.lists[0]?.rules[0];
    expect(rule).toMatchObject({ id: '1', log: true, hits: 1204, comment: 'Web', enabled: true });
    expect(BRANCH.lists[0]?.rules.map((r) => r.enabled)).toEqual([
      true,
      true,
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
  });
});

describe('mapping files', () => {
  const withMap = (yaml: string, csv: string): Parsed =>
    parse(fromText('FW/rules.map.yaml', yaml), fromText('FW/rules.csv', csv));
  const HEAD = 'Source,Destination,Service,Action\n';

  test('name their table by their own name', () => {
    const read = withMap('firewall-csv: 1\n', `${HEAD}10.0.0.1,any,tcp/22,permit\n`);
    expect(read.problems).toEqual([]);
    expect(deviceOf(read).lists[0]?.rules).toHaveLength(1);
  });

  test('without their table, nothing passes for sure', () => {
    const read = parse(fromText('FW/rules.map.yaml', 'firewall-csv: 1\n'));
    expect(read.problems.map((p) => p.policy)).toEqual([true]);
    expect(verdict(deviceOf(read), { in: 'a', src: '10.0.0.1', dst: '10.0.0.2' })).toBe('unknown -');
  });

  test('a key or a heading that is not there is told with its line', () => {
    const read = withMap('firewall-csv: 1\ncolums: {}\n', `${HEAD}any,any,any,deny\n`);
    expect(read.problems.map((p) => [p.line, p.policy, p.message.en])).toEqual([
      [2, true, expect.stringMatching(/did you mean columns/)],
    ]);
    const lost = withMap('firewall-csv: 1\ncolumns:\n  source: Sorce\n', `${HEAD}any,any,any,deny\n`);
    expect(lost.problems[0]?.message.en).toMatch(/did you mean source/);
  });

  test('JSON is a mapping file too', () => {
    const read = withMap('{"firewall-csv": 1, "default-action": "deny"}', `${HEAD}any,any,any,permit\n`);
    expect(read.problems).toEqual([]);
    expect(deviceOf(read).lists[0]?.end).toEqual({ do: 'deny' });
  });

  test('a column that is neither mapped nor set aside leaves its rules open', () => {
    const csv =
      'Source,Destination,Service,Action,Extra\nany,any,any,permit,only on Mondays\nany,any,any,permit,\n';
    const device = deviceOf(withMap('firewall-csv: 1\n', csv));
    expect(device.notes.map((n) => n.kind)).toEqual(['unknown-column']);
    expect(device.lists[0]?.rules.map((r) => r.match.kind)).toEqual(['condition', 'always']);
  });

  test('an empty cell is no any', () => {
    const device = deviceOf(withMap('firewall-csv: 1\n', `${HEAD},any,any,permit\n`));
    expect(verdict(device, { in: 'a', src: '10.0.0.1', dst: '10.0.0.2' })).toMatch(/^unknown/);
  });
});

describe('tables without a mapping file', () => {
  test('PAN-OS: prefix of what is off, applications, names that are not defined', () => {
    const device = deviceOf(parse(file('panos-export.csv')));
    const rules = device.lists[0]?.rules ?? [];
    expect(rules.map((r) => r.enabled)).toEqual([true, false, true, true]);
    expect(rules[0]?.hits).toBe(10);
    expect(verdict(device, { in: 'untrust', out: 'dmz', src: '198.51.100.1', dst: '203.0.113.80' })).toBe(
      'permit 1',
    );
    expect(device.lists[0]?.end.do).toBe('unknown');
    expect(decided(device, { in: 'trust', src: '10.9.0.1', dst: '10.2.0.1', dport: 22 }).because.en).toMatch(
      /SRV-GROUP/,
    );
  });

  test('SmartConsole: sections, inline layers', () => {
    const device = deviceOf(parse(file('smartconsole.csv')));
    expect(verdict(device, { in: 'a', src: '10.1.0.5', dst: '10.2.0.11' })).toBe('permit 1');
    expect(verdict(device, { in: 'a', src: '10.9.0.5', dst: '10.2.0.11' })).toBe('deny 3');
    expect(verdict(device, { in: 'a', src: '10.1.0.5', dst: '10.2.0.20', dport: 22 })).toMatch(/^unknown/);
  });

  test('other tables are no rules', () => {
    const other = (text: string): boolean => firewallCsv.recognise(fromText('x.csv', text));
    expect(other('Name,DisplayName,State,StartMode\nmpssvc,x,Running,Auto\n')).toBe(false);
    expect(other('name,value\na,10.0.0.1\n')).toBe(false);
    expect(other('送信元,宛先,サービス,動作\n')).toBe(true);
  });
});

describe('as files of a folder', () => {
  test('the table is part of what the mapping file says', async () => {
    const named = (evidence: Evidence, name: string): Evidence => fromBytes(`FW/${name}`, evidence.bytes);
    const files = [named(TABLE, 'branch.csv'), named(MAP, 'branch.map.yaml')];
    const read = await readFiles(files, { pacEngine: null, asOf: 0 });
    expect(read.map((r) => r.kind)).toEqual(['firewall-csv', 'firewall-csv']);
    expect(read.map((r) => r.sections.devices?.devices.length ?? 0)).toEqual([0, 1]);
  });
});

test('names that begin alike for long are not one name', () => {
  const long = 'x'.repeat(200);
  const rows = (last: string) =>
    `Source,Destination,Service,Action\n${long}a,any,any,deny\n${long}${last},any,any,permit\nany,any,any,deny\n`;
  const asked = { in: 'a', src: '10.0.0.2', dst: '10.0.0.9' };
  expect(verdict(deviceOf(parse(fromText('FW/r.csv', rows('a')))), asked)).toMatch(/^deny/);
  expect(verdict(deviceOf(parse(fromText('FW/r.csv', rows('b')))), asked)).toMatch(/^unknown/);
});

describe('damage', () => {
  test('a cut inside a row is told', () => {
    const text = 'Source,Destination,Service,Action\nany,any,tcp/22,permit\n10.0.0.1,any,any,den';
    const read = parse(fromText('FW/r.csv', text));
    expect(read.intact).toBe('cut');
    expect(deviceOf(read).gaps.map((g) => g.kind)).toEqual(['cut']);
  });

  test('objects that contain themselves are told, and open', () => {
    const yaml = 'firewall-csv: 1\naddresses:\n  A: [B, 10.0.0.1]\n  B: [A]\n';
    const csv = 'Source,Destination,Service,Action\nA,any,any,permit\n';
    const device = deviceOf(parse(fromText('FW/r.map.yaml', yaml), fromText('FW/r.csv', csv)));
    expect(device.notes.map((n) => n.kind)).toContain('cyclic-group');
    expect(verdict(device, { in: 'a', src: '10.0.0.2', dst: '10.0.0.9' })).toMatch(/^unknown/);
  });

  test('never throws', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        'any',
        '10.0.0.0/8',
        'tcp/80',
        'permit',
        '!',
        '"',
        '\n',
        ';',
        'icmp/8',
        '送信元',
        'Source',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 8 }), fc.string(), (rows, yaml) => {
        const csv = `Source,Destination,Service,Action,Log\n${rows.map((r) => r.join(',')).join('\n')}`;
        parse(fromText('FW/r.csv', csv));
        parse(fromText('FW/r.map.yaml', `firewall-csv: 1\n${yaml}`), fromText('FW/r.csv', csv));
      }),
      { numRuns: 200 },
    );
  });
});
