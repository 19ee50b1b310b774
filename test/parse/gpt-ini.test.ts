import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gptIni } from '../../src/parse/gpt-ini.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { CONTEXT, fixture, fromText } from '../evidence.ts';

const GPO = '{5A0C3E11-7B42-4D0E-9C1A-0A2B3C4D5E6F}';

test('names the GPO by its folder and not by its first display name', () => {
  const evidence = fixture(`gpt-ini/sysvol/${GPO}/GPT.INI`);
  expect(gptIni.recognise(evidence)).toBe(true);
  const parsed = gptIni.parse(evidence, CONTEXT) as Parsed;
  expect(parsed.sections.gpo).toMatchObject({
    guid: GPO,
    name: null,
    preferencesRead: false,
    cpasswords: [],
  });
  expect(parsed).toMatchObject({ problems: [], lines: { understood: 3, notUnderstood: 0 } });
});

test.each([
  ['Version=65538', { machine: 2, user: 1 }],
  ['version = 4294967295', { machine: 65535, user: 65535 }],
  ['Version=4294967296', undefined],
  ['Version=1\nVersion=2', undefined],
  ['Version=', undefined],
])('%j is version %j', (line, version) => {
  const parsed = gptIni.parse(fromText('x/gpt.ini', `[General]\n${line}\n`), CONTEXT) as Parsed;
  expect(parsed.sections.gpo?.version).toEqual(version);
});

test('says which line it cannot read', () => {
  const parsed = gptIni.parse(fixture('gpt-ini/bad/gpt.ini'), CONTEXT) as Parsed;
  expect(parsed.problems).toMatchObject([{ line: 2 }]);
});

test.each(['[General]\nColor=red\n', '[Boot]\nVersion=1\n', 'Version=1\n', ''])(
  '%j is no GPT.INI',
  (text) => {
    expect(gptIni.recognise(fromText('x/gpt.ini', text))).toBe(false);
  },
);

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect((gptIni.parse(fromText('x', `[General]\nVersion=${text}`), CONTEXT) as Parsed).kind).toBe(
        'gpt-ini',
      );
    }),
  );
});
