/** Whatever the bytes, a reader of Cisco configurations ends, counts every line and hides nothing. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ciscoAsaConfig } from '../../../src/parse/asa/config-file.ts';
import { recognise } from '../../../src/parse/index.ts';
import { ciscoIosConfig } from '../../../src/parse/ios/config-file.ts';
import { type Parser, splitLines } from '../../../src/parse/parser.ts';
import { readFiles } from '../../../src/parse/read.ts';
import { corpusFiles, corpusPresent } from '../../corpus.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../../evidence.ts';
import { devicesOf, parseText } from './read.ts';

const ASA = ['edge.cfg', 'old.cfg', 'ftd.txt', 'terminal-log.txt'].map((f) => `cisco-asa-config/${f}`);
const IOS = ['branch.cfg', 'zones.cfg'].map((f) => `cisco-ios-config/${f}`);
const FORMATS: readonly (readonly [string, Parser, readonly string[]])[] = [
  ['ASA', ciscoAsaConfig, ASA],
  ['IOS', ciscoIosConfig, IOS],
];

const counted = (parser: Parser, text: string): number => {
  const { understood, irrelevant, notUnderstood } = parseText(parser, text).lines;
  return understood + irrelevant + notUnderstood;
};

const WORDS = fc.constantFrom(
  'access-list',
  'A',
  'extended',
  'permit',
  'deny',
  'ip',
  'tcp',
  'icmp',
  'any',
  'any4',
  'host',
  '10.0.0.1',
  '255.255.255.0',
  '0.0.0.255',
  'eq',
  'range',
  'www',
  '80',
  'object',
  'object-group',
  'network',
  'service',
  'G',
  'group-object',
  'nat',
  '(inside,outside)',
  'source',
  'static',
  'dynamic',
  'interface',
  'access-group',
  'in',
  'out',
  'global',
  'line',
  '1',
  'log',
  'time-range',
  'periodic',
  'to',
  '9:00',
  'remark',
  'inactive',
  'ip access-list',
  'no',
  'route',
  'nameif',
  'security-level',
  'ipv6',
  '2001:db8::1/64',
  'class-map type inspect',
  'match',
  'zone-pair security',
  'vlan',
  'filter',
  'policy-map',
  'established',
  'reflect',
  'evaluate',
  'dynamic',
  'banner motd ^C',
  '#',
  '!',
  'fw#',
  'show access-list',
  '{{ x }}',
);
const LINE = fc
  .tuple(fc.constantFrom('', ' ', '  '), fc.array(WORDS, { maxLength: 12 }))
  .map(([indent, words]) => `${indent}${words.join(' ')}`);
const SOUP = fc.array(LINE, { maxLength: 25 }).map((lines) => lines.join('\n'));

describe.each(FORMATS)('%s', (_, parser, files) => {
  test('arbitrary text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => {
        expect(counted(parser, text)).toBe(splitLines(fromText('FW/x', text).text).length);
      }),
    );
  });

  test('lines end in LF, CRLF or CR, in one file too', () => {
    const end = fc.constantFrom('\n', '\r\n', '\r');
    const lines = fc.array(fc.tuple(fc.constantFrom('', 'hostname x', ' frobnicate', 'frobnicate'), end));
    fc.assert(
      fc.property(lines, fc.constantFrom('', 'frobnicate'), (all, last) => {
        const text = `${all.flat().join('')}${last}`;
        const plain = splitLines(text).map((line) => `${line}\n`);
        expect(parseText(parser, text)).toEqual(parseText(parser, plain.join('')));
      }),
    );
  });

  test('words of the language in any order', () => {
    fc.assert(
      fc.property(SOUP, (text) => {
        const parsed = parseText(parser, `hostname x\n${text}`);
        expect(parsed.notUnderstood.length).toBeLessThanOrEqual(parsed.lines.notUnderstood);
      }),
      { numRuns: 400 },
    );
  });

  test('arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const evidence = fromBytes('FW/x.txt', bytes);
        if (evidence.encoding === 'binary') expect(parser.recognise(evidence)).toBe(false);
        else void parser.parse(evidence, CONTEXT);
      }),
    );
  });

  test.each(files)('%s: every line is counted', (file) => {
    const { text } = fixture(file);
    expect(counted(parser, text)).toBe(splitLines(text).length);
    expect(recognise(fixture(file))).toBe(parser);
  });

  test.each(files)('%s: a cut is noticed, and with it nothing may pass', (file) => {
    const { text } = fixture(file);
    if (!/^(?:> show running-config|: Saved|Building configuration)/.test(text)) return;
    const lines = text.split('\n');
    const end = lines.findIndex((l) => /^(?:: )?end\r?$/.test(l));
    for (let n = 12; n < end; n += 7) {
      const parsed = parseText(parser, lines.slice(0, n).join('\n'));
      expect(parsed.intact).toBe('cut');
      expect(parsed.problems.some((p) => p.policy)).toBe(true);
    }
  });

  test('line ends of any kind give the same devices', () => {
    const [file = ''] = files;
    const { text } = fixture(file);
    const of = (t: string) =>
      JSON.stringify(devicesOf(parseText(parser, t)), (_key, v) => (typeof v === 'bigint' ? `${v}` : v));
    const plain = of(text);
    expect(of(text.replaceAll('\n', '\r\n'))).toBe(plain);
    expect(of(text.replaceAll('\n', '\r'))).toBe(plain);
  });

  test('an IPv4 mask, a wildcard or a range that is none is not understood', () => {
    const line = (address: string): string =>
      parser === ciscoAsaConfig
        ? `ASA Version 9.1\naccess-list A extended permit ip ${address} any\n`
        : `ip access-list extended A\n permit ip ${address} any\n`;
    for (const address of ['10.0.0.256 255.0.0.0', '10.0.0 255.0.0.0', '010.0.0.1 255.0.0.0', 'host ten'])
      expect(parseText(parser, line(address)).lines.notUnderstood).toBe(1);
  });
});

describe('limits', () => {
  const nested = (n: number): string =>
    Array.from({ length: n }, (_, i) => `object-group network G${i}\n group-object G${i + 1}`).join('\n');

  test('groups within groups, deep or doubled at each level, end', () => {
    const deep = `ASA Version 9.1\n${nested(5000)}\naccess-list A extended permit ip object-group G0 any\n`;
    expect(parseText(ciscoAsaConfig, deep).lines.notUnderstood).toBe(0);
    const doubled = Array.from(
      { length: 60 },
      (_, i) =>
        `object-group service S${i}\n group-object S${i + 1}\n group-object T${i + 1}\nobject-group service T${i}\n group-object S${i + 1}\n group-object T${i + 1}`,
    ).join('\n');
    const text = `ASA Version 9.1\n${doubled}\nobject-group service S60\n service-object tcp destination eq 1\naccess-list A extended permit object-group S0 any any\n`;
    expect(devicesOf(parseText(ciscoAsaConfig, text))).toHaveLength(1);
    const ios = doubled.replaceAll('service S', 'service S');
    expect(devicesOf(parseText(ciscoIosConfig, `version 15.2\n${ios}\n`))).toHaveLength(1);
  });

  test('a line of a megabyte, and as many words', () => {
    const long = `access-list A extended permit tcp any any eq ${'9'.repeat(1_000_000)}`;
    const many = `access-list A extended permit tcp any any ${'log '.repeat(200_000)}`;
    for (const line of [long, many, `${'-'.repeat(100_000)}More`, `${'a'.repeat(100_000)}#`]) {
      parseText(ciscoAsaConfig, `ASA Version 9.1\n${line}\n`);
      parseText(ciscoIosConfig, `version 15.2\n${line}\n`);
    }
  });
});

test.each([
  [
    'NX-OS',
    '!Command: show running-config\nversion 7.0(3)I7(6)\nfeature bgp\nip access-list A\n  10 permit ip any any\n',
  ],
  ['IOS XR', '!! IOS XR Configuration 6.1.2\nhostname x\nipv4 access-list A\n 10 permit ipv4 any any\n'],
  ['EOS', '! device: x (DCS-7050, EOS-4.20.1F)\nip access-list standard A\n   10 permit 10.0.0.0/8\n'],
  ['FWSM', 'FWSM Version 4.1(15)\naccess-list A extended permit ip any any\n'],
  [
    'a list of hit counts alone',
    'access-list A; 1 elements; name hash: 0x1\naccess-list A line 1 extended permit ip any any (hitcnt=1) 0x2\n',
  ],
])('%s is neither', (_, text) => {
  const evidence = fromText('x/y.txt', text);
  expect(ciscoAsaConfig.recognise(evidence)).toBe(false);
  expect(ciscoIosConfig.recognise(evidence)).toBe(false);
});

test('hit counts in a file beside the configuration', async () => {
  const config =
    'ASA Version 9.1(7)\ninterface GigabitEthernet0/0\n nameif o\naccess-list A extended permit ip any any\naccess-group A in interface o\n';
  const listing =
    'access-list A; 1 elements; name hash: 0x1\naccess-list A line 1 extended permit ip any any (hitcnt=9) 0x2\n';
  const files = [fromText('FW/run.txt', config), fromText('FW/acl.txt', listing)];
  const read = await readFiles(files, { pacEngine: null, asOf: CONTEXT.asOf });
  expect(read.map((r) => r.kind)).toEqual(['cisco-asa-config', 'cisco-access-list']);
  const [device] = read.flatMap((r) => r.sections.devices?.devices ?? []);
  expect(device?.lists.find((l) => l.id === 'A')?.rules.map((r) => r.hits)).toEqual([9]);
});

/** Lines of the corpus that are not understood: templates never filled in, and commands that no release has. */
const KNOWN: readonly RegExp[] = [
  /\{\{ \w+ \}\}/,
  /^permit esp host any any$/,
  /^access-list AL(?:_\w+)? (?:extended|standard)/,
  // Comments of its author behind a command.
  / ! \w+|! \.\. even/,
  /^deny any$/,
  /^permit (?:ip )?any/,
  /^ip address 172\.16\.0\.1$/,
];

describe.skipIf(!corpusPresent)('real files', () => {
  const files = corpusFiles().filter(
    (f) => /^cisco(?:-asa|-ios-acl)?:/.test(f.note) && !/a10|arista/.test(f.path),
  );

  test('there are some', () => expect(files.length).toBeGreaterThan(40));

  test.each(files.map((f) => [f.path, f] as const))('%s', (path, file) => {
    const evidence = fromBytes('FW/config', readFileSync(file.absolute));
    const parser = recognise(evidence);
    expect(parser?.kind).toMatch(/^cisco-(?:asa|ios)-config$/);
    if (/\.asa$|asa/i.test(path.split('/').at(-1) ?? '')) expect(parser).toBe(ciscoAsaConfig);
    const parsed = parser?.parse(evidence, CONTEXT);
    if (!parsed || parsed instanceof Promise) throw new Error('not at once');
    const { understood, irrelevant, notUnderstood } = parsed.lines;
    expect(understood + irrelevant + notUnderstood).toBe(splitLines(evidence.text).length);
    expect(parsed.notUnderstood.filter((at) => !KNOWN.some((k) => k.test(at.text)))).toEqual([]);
    expect(devicesOf(parsed).length).toBeGreaterThan(0);
  });
});
