import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '../../estate/random.ts';
import { fixture, fromBytes, fromText } from '../../evidence.ts';
import { randomPolicy } from '../../firewall/random-policy.ts';
import * as curly from '../../firewall/writers/junos-curly.ts';
import * as set from '../../firewall/writers/junos-set.ts';
import { ask, deviceOf, read, readText, textDevice } from './ask.ts';

describe('arbitrary bytes and words never throw', () => {
  test('bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        read(fromBytes('fw/x.conf', bytes));
      }),
    );
  });

  const words = fc.constantFrom(
    'set',
    'security',
    'policies',
    'from-zone',
    'to-zone',
    'policy',
    'match',
    'then',
    'permit',
    'address-book',
    'address-set',
    'a',
    'b',
    '{',
    '}',
    ';',
    '[',
    ']',
    '"',
    '/*',
    '*/',
    '#',
    '\n',
    'groups',
    'apply-groups',
    '<*>',
    'delete',
    'insert',
    'before',
    'rename',
    'to',
    'inactive:',
    'nat',
    'static',
    'rule-set',
    'rule',
    'firewall',
    'filter',
    'term',
    'from',
    'interfaces',
    'unit',
    'family',
    'inet',
    'address',
    '10.0.0.0/8',
    'logical-systems',
  );

  test('words', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (list) => {
        readText(list.join(' '));
        readText(`set ${list.join(' ')}\nset ${list.reverse().join(' ')}\n`);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['deep braces', '{'.repeat(100_000)],
    ['deep blocks', 'security {\n'.repeat(50_000)],
    ['a long line', `set security policies ${'x '.repeat(200_000)}\n`],
    ['an open quote', `system {\n    host-name "${'a'.repeat(100_000)}\n`],
    ['an open comment', `system {\n /* ${'a'.repeat(100_000)}\n`],
  ])('%s', (_, text) => {
    expect(readText(`version 20.4R3;\n${text}`).problems.some((p) => p.policy)).toBe(true);
  });

  test('groups that multiply are stopped', () => {
    const zones = Array.from(
      { length: 1200 },
      (_, i) => `set security policies from-zone z${i} to-zone z${i} policy p then deny`,
    );
    const group = Array.from(
      { length: 900 },
      (_, i) => `set groups g security policies from-zone <*> to-zone <*> policy q${i} then deny`,
    );
    const device = textDevice([...zones, ...group, 'set apply-groups g', ''].join('\n'));
    expect(device.gaps.map((g) => g.kind)).toContain('too-many-groups');
  });

  test('sets within sets come to an end', () => {
    const sets = Array.from({ length: 60 }, (_, i) => [
      `set security address-book global address-set s${i} address-set s${i + 1}`,
      `set security address-book global address-set s${i} address-set t${i + 1}`,
      `set security address-book global address-set t${i} address-set s${i + 1}`,
      `set security address-book global address-set t${i} address-set t${i + 1}`,
    ]).flat();
    const rule = 'set security policies from-zone a to-zone b policy p match source-address s0';
    expect(textDevice([...sets, rule, ''].join('\n')).notes.length).toBeGreaterThan(0);
  });
});

describe('a text that is cut is never safer', () => {
  const policy = randomPolicy(random(11), { capabilities: curly.CAN });
  const braces = curly.write(policy, random(11));

  test('in braces: a cut inside a block is noticed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: braces.length - 3 }), (at) => {
        const cut = readText(braces.slice(0, at));
        const open = braces.slice(0, at).split('{').length > braces.slice(0, at).split('}').length;
        if (open) {
          expect(cut.intact).toBe('cut');
          expect(cut.problems.some((p) => p.policy)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('in set form: a cut inside a line is noticed, and one before the zones leaves nothing decided', () => {
    const text = set.write(policy, random(11)).replaceAll('\r\n', '\n');
    fc.assert(
      fc.property(fc.integer({ min: 200, max: text.length - 2 }), (at) => {
        const device = deviceOf(readText(text.slice(0, at)));
        const zones = text.indexOf('set security zones');
        if (text[at - 1] !== '\n' || at <= zones) expect(device.gaps.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});

test('a line that is lost is a gap', () => {
  const lines = fixture('junos-config/branch.conf').text.split('\n');
  for (const needle of ['policies {', 'from-zone office to-zone outside {', 'then {']) {
    const at = lines.findIndex((l) => l.trim() === needle);
    const parsed = read(fromText('fw/x.conf', lines.filter((_, i) => i !== at).join('\n')));
    expect(parsed.problems.some((p) => p.policy)).toBe(true);
  }
});

test.each([
  ['mixed line ends', (t: string) => t.replace(/\n/g, (_, i: number) => (i % 2 ? '\r\n' : '\n'))],
  ['tabs', (t: string) => t.replaceAll('    ', '\t')],
  ['comments', (t: string) => t.replaceAll(' {\n', ' { ## SECRET-DATA\n')],
  [
    'a terminal',
    (t: string) => `user@srx> show configuration | no-more \n${t}\n{primary:node0}\nuser@srx> \n`,
  ],
  [
    'a pager',
    (t: string) =>
      t
        .split('\n')
        .map((l, i) => (i % 40 === 39 ? `---(more ${i % 100}%)---\r                \r${l}` : l))
        .join('\n'),
  ],
])('spelled with %s it says the same', (_, change) => {
  const { text } = fixture('junos-config/branch.conf');
  const device = deviceOf(read(fromText('fw/x.conf', change(text))));
  expect(device.gaps).toEqual([]);
  expect(ask(device, '10.10.1.1 > 203.0.113.5 tcp/443')).toMatch(/^permit web/);
  expect(ask(device, '10.10.1.1 > 203.0.113.5 tcp/25')).toBe('deny deny-rest');
});
