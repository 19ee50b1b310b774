import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from '../../../src/parse/generated/squid-conf.js';
import { tokens } from '../../../src/parse/squid/tokens.ts';

const text = fc.string({ unit: fc.constantFrom(...'ab0.!/-="\'#\\ \t(){}%'), maxLength: 40 });

test.each([
  ['http_access', 'Words'],
  ['auth_param', 'Quoted'],
] as const)('%s is read by the grammar, whatever way it takes', (name, startRule) => {
  fc.assert(
    fc.property(text, (rest) => {
      const line = rest.trim();
      expect(tokens(name, line, false)).toEqual(parse(line, { startRule }));
    }),
  );
});

test('regular expressions keep what a backslash escapes', () => {
  expect(tokens('acl', 'a url_regex -i x\\ y z#w # c', false)?.map((t) => t.text)).toEqual([
    'a',
    'url_regex',
    '-i',
    'x\\ y',
    'z#w',
  ]);
});

test('a log format is the rest of its line', () => {
  expect(tokens('logformat', 'own  %>a "%rm  %ru" # no comment', false)?.[1]?.text).toBe(
    '%>a "%rm  %ru" # no comment',
  );
  expect(tokens('logformat', 'own "%>a \\"%rm\\"" x', false)?.[1]?.text).toBe('%>a "%rm"');
});
