import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkpointJson } from '../../../src/parse/checkpoint/rulebase.ts';
import { ports } from '../../../src/parse/checkpoint/services.ts';
import { recognise } from '../../../src/parse/index.ts';
import type { Parsed } from '../../../src/parse/parser.ts';
import { corpusFiles, corpusPresent } from '../../corpus.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../../evidence.ts';

function read(text: string): Parsed {
  const parsed = checkpointJson.parse(fromText('fw/show-access-rulebase.json', text), CONTEXT);
  if (parsed instanceof Promise) throw new Error('synchronous');
  return parsed;
}

describe('never throws', () => {
  test('on arbitrary JSON in its shape', () => {
    const cell = fc.jsonValue({ maxDepth: 3 });
    const rule = fc.dictionary(
      fc.constantFrom(
        'uid',
        'type',
        'source',
        'destination',
        'service',
        'action',
        'time',
        'vpn',
        'track',
        'rulebase',
        'inline-layer',
        'members',
        'install-on',
        'hits',
        'enabled',
      ),
      fc.oneof(cell, fc.constantFrom('access-rule', 'nat-rule', 'access-section', 'r', 'layer', 'group')),
    );
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 5 }), fc.array(rule, { maxLength: 5 }), (rules, objects) => {
        read(JSON.stringify({ uid: 'layer', name: 'n', rulebase: rules, 'objects-dictionary': objects }));
      }),
    );
  });

  test('on arbitrary text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        read(text);
        read(`[{"uid":"x","name":"y","rulebase":[${text}`);
      }),
    );
  });

  test.each([
    ['deep', '['.repeat(200_000)],
    ['deep objects', '{"rulebase":'.repeat(100_000)],
    [
      'a layer in itself',
      JSON.stringify({
        uid: 'a',
        name: 'a',
        rulebase: [
          {
            uid: 'r',
            type: 'access-rule',
            action: { name: 'Apply Layer', uid: 'x' },
            'inline-layer': 'a',
            source: [],
            destination: [],
            service: [],
          },
        ],
      }),
    ],
    ['two values of one name', '[{"uid":"a","name":"n","rulebase":[],"rulebase":[]}]'],
  ])('on %s', (_, text) => {
    const parsed = read(text);
    const device = parsed.sections.devices?.devices[0];
    expect(parsed.problems.some((p) => p.policy) || JSON.stringify(device?.lists).includes('"unknown"')).toBe(
      true,
    );
  });
});

test('a rulebase that is cut anywhere is told to be', () => {
  const { text } = fixture('checkpoint-json/show-access-rulebase.json');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: text.length - 3 }), (at) => {
      const parsed = read(text.slice(0, at));
      expect(parsed.intact).toBe('cut');
      expect(parsed.problems.some((p) => p.policy)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test.each([
  ['80', [[80, 80]]],
  ['1000-2000', [[1000, 2000]]],
  ['>1023', [[1024, 65535]]],
  ['<1024', [[0, 1023]]],
  [
    '80, 443',
    [
      [80, 80],
      [443, 443],
    ],
  ],
  [443, [[443, 443]]],
  ['', 'any'],
  ['70000', null],
  ['http', null],
  ['>10-20', null],
  ['20-10', null],
] as const)('ports %s', (text, expected) => {
  const found = ports(text);
  expect(Array.isArray(found) ? found.map((s) => [s.from, s.to]) : found).toEqual(expected);
});

test.each([
  'show-access-rulebase',
  'show-package',
  'show-nat-rulebase',
  'show-global-properties',
  'show-gateways-and-servers',
])('%s is recognised', (name) => {
  const evidence = fixture(`checkpoint-json/${name}.json`);
  expect(recognise({ ...evidence, text: evidence.text.slice(0, 4096) })?.kind).toBe('checkpoint-json');
});

test.each([
  '[{"Name":"Spooler","State":"Running"}]',
  '{"nftables":[]}',
  '[{"rulebase":"x"}]',
  '{"objects":[{"type":"file"}]}',
])('%s is not Check Point', (text) => {
  expect(recognise(fromText('fw/x.json', text))?.kind).not.toBe('checkpoint-json');
});

const real = corpusFiles().filter((f) => f.note.startsWith('checkpoint'));

describe.skipIf(!corpusPresent)('real exports (skipped where they are not present)', () => {
  test.each(real.map((f) => [f.path.split('/').slice(-2).join('/'), f] as const))(
    '%s is understood whole',
    (_, file) => {
      const evidence = fromBytes(file.path, readFileSync(file.absolute));
      const parsed = checkpointJson.parse(evidence, CONTEXT) as Parsed;
      expect(parsed.notUnderstood).toEqual([]);
      expect(parsed.problems).toEqual([]);
      expect(parsed.sections.devices?.devices.flatMap((d) => d.gaps) ?? []).toEqual([]);
      expect(parsed.lines.understood + parsed.lines.irrelevant).toBeGreaterThan(0);
    },
  );
});
