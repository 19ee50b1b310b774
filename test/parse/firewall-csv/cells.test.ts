/** Cells as people write them in Japanese tables. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readOne } from '../../../src/cli/read-one.ts';
import { firewallCsv } from '../../../src/parse/firewall-csv/parser.ts';
import type { Parsed } from '../../../src/parse/parser.ts';
import { CONTEXT, fromText } from '../../evidence.ts';
import { verdict } from '../pfsense/decide.ts';

const HEAD = '項番,送信元,宛先,プロトコル,宛先ポート,可否\n';
const END = '99,any,any,any,any,拒否\n';
const read = (row: string): Parsed =>
  firewallCsv.parse(fromText('FW/rules.csv', `${HEAD}1,${row}\n${END}`), CONTEXT) as Parsed;

function asked(row: string, src: string, dport: number, proto = 6): string {
  const device = read(row).sections.devices?.devices[0];
  if (!device) throw new Error('no device');
  return verdict(device, { in: 'a', src, dst: '10.2.0.9', dport, proto }).split(' ')[0] ?? '';
}

describe('a cell of addresses', () => {
  test.each([
    '10.1.0.14 10.1.0.15',
    '10.1.0.14　10.1.0.15',
    '"10.1.0.14, 10.1.0.15"',
    '10.1.0.14、10.1.0.15',
  ])('that lists some: %s', (cell) => {
    const row = `${cell},any,TCP,22,許可`;
    expect(asked(row, '10.1.0.14', 22)).toBe('permit');
    expect(asked(row, '10.1.0.15', 22)).toBe('permit');
    expect(asked(row, '10.1.0.16', 22)).toBe('deny');
    expect(read(row).lines.notUnderstood).toBe(0);
  });

  test('a mask behind an address is no second one, and a wildcard is not understood', () => {
    expect(asked('10.1.0.0 255.255.255.0,any,TCP,22,許可', '10.1.0.77', 22)).toBe('permit');
    const wild = '10.1.0.0 0.0.0.255,any,TCP,22,許可';
    expect(asked(wild, '10.1.0.77', 22)).toBe('unknown');
    expect(read(wild).lines.notUnderstood).toBe(1);
  });

  test('an exception in brackets is no remark', () => {
    expect(asked('10.1.0.0/24 (サーバ室),any,TCP,22,許可', '10.1.0.9', 22)).toBe('permit');
    expect(asked('10.1.0.0/24 (10.1.0.9 を除く),any,TCP,22,許可', '10.1.0.9', 22)).toBe('unknown');
  });
});

describe('a cell of ports', () => {
  test.each([
    ['tcp,http', 80, 81],
    ['tcp/udp,1024以上', 1024, 1023],
    ['tcp,>=1024', 65535, 1023],
    ['tcp,1023以下', 0, 1024],
    ['TCP,22(SSH)', 22, 23],
    ['TCP,HTTP(8080)', 8080, 80],
    ['TCP,80 443', 443, 81],
    ['TCP,80番', 80, 81],
    ['TCP,８０～９０', 85, 91],
    ['HTTP,', 80, 81],
  ])('%s', (cells, within, beside) => {
    const row = `10.1.0.0/24,any,${cells},許可`;
    expect(asked(row, '10.1.0.9', within)).toBe('permit');
    expect(asked(row, '10.1.0.9', beside)).toBe('deny');
    expect(read(row).lines.notUnderstood).toBe(0);
  });

  test('of both protocols is of both', () => {
    const row = '10.1.0.0/24,any,tcp/udp,1024以上,許可';
    expect([6, 17].map((p) => asked(row, '10.1.0.9', 5000, p))).toEqual(['permit', 'permit']);
  });
});

test.each([
  '10.1.0.300,any,TCP,80,許可',
  'any,any,TCP,≠22,許可',
  'any,any,TCP,90-80,許可',
  'any,any,TCP,80(8080を除く),許可',
  'any,any,なぞ,80,許可',
])('a cell that is not understood is a line that is not: %s', (row) => {
  const { lines, notUnderstood } = read(row);
  expect(lines.notUnderstood).toBe(1);
  expect(notUnderstood[0]?.text).toContain(row.split(',')[2]);
  expect(asked(row, '10.1.0.9', 80)).toBe('unknown');
});

test('a table is read by the mapping file beside it', async () => {
  const path = fileURLToPath(new URL('../../../fixtures/evidence/firewall-csv/branch.csv', import.meta.url));
  const found = await readOne(path);
  expect(found.sections.devices?.devices.map((d) => d.hostname)).toEqual(['BR-FW01']);
  expect(found.problems).toEqual([]);
});
