/** Set commands as people have them: scripts, pasted terminals, quotes over line ends. */
import { describe, expect, test } from 'vitest';
import { setLines } from '../../../src/parse/panos/set-lines.ts';
import { fromText } from '../../evidence.ts';
import { deviceOf, reach, read, readFixture } from './ask.ts';

const words = (text: string) => [...setLines(text)].map((l) => [l.line, l.words, l.broken]);

describe('lines', () => {
  test.each([
    ['brackets against words', 'set a [b c]\n', [[1, ['set', 'a', ['b', 'c']], false]]],
    ['brackets apart', 'set a [ b ]\n', [[1, ['set', 'a', ['b']], false]]],
    ['a list that does not end', 'set a [ b\n', [[1, ['set', 'a', ['b']], true]]],
    ['quotes of both kinds', `set "a b" 'c "d"'\n`, [[1, ['set', 'a b', 'c "d"'], false]]],
    ['an escaped quote', 'set "a \\" b" c\n', [[1, ['set', 'a " b', 'c'], false]]],
    [
      'a value over line ends',
      'set a "x\r\ny" b\r\nset c\r\n',
      [
        [1, ['set', 'a', 'x\ny', 'b'], false],
        [3, ['set', 'c'], false],
      ],
    ],
    [
      'a quote that would swallow a command',
      'set a "x\nset b "y"\n',
      [
        [1, ['set', 'a'], true],
        [2, ['set', 'b', 'y'], false],
      ],
    ],
    [
      'a prompt',
      'admin@fw-1(active)# set a\n[edit]\n',
      [
        [1, ['set', 'a'], false],
        [2, [], false],
      ],
    ],
    [
      'a pager',
      '--more--\r        \rset a\n',
      [
        [1, [], false],
        [3, ['set', 'a'], false],
      ],
    ],
    [
      'escapes of a terminal',
      '\u001b[7mlines 1-24\u001b[m\u001b[K\nset a\n',
      [
        [1, [], false],
        [2, ['set', 'a'], false],
      ],
    ],
    ['tabs', 'set\ta\t[ b\tc ]\n', [[1, ['set', 'a', ['b', 'c']], false]]],
    [
      'comments',
      '# set a\n! set b\n',
      [
        [1, [], false],
        [2, [], false],
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(words(text)).toEqual(expected);
  });
});

test('a pasted terminal in Shift_JIS', () => {
  const parsed = readFixture('panos-set/terminal-cp932.txt');
  const device = deviceOf(parsed);
  expect(parsed.problems).toEqual([]);
  expect(device.hostname).toBe('shisha-fw');
  expect(device.lists[0]?.rules[0]).toMatchObject({ id: '支社 から 本社', comment: 'HTTPS だけ許可する' });
  expect(device.lists[0]?.rules[0]?.at.line).toBe(16);
});

describe('a script', () => {
  const device = deviceOf(readFixture('panos-set/edits.conf'));
  const rules = device.lists[0]?.rules ?? [];

  test('delete, move and rename', () => {
    expect(rules.map((r) => r.id)).toEqual([
      'no-printer',
      'allow-staff',
      'intrazone-default',
      'interzone-default',
    ]);
    expect(rules[1]).toMatchObject({ action: { do: 'permit' }, log: false });
  });

  test('values replace, members add up', () => {
    const flow = (src: string, service: string) =>
      reach(device, src, '198.51.100.1', service, null, { in: ['lan'], out: ['wan'] });
    expect(flow('10.50.0.77', 'tcp/443')).toBe('none');
    expect(flow('10.50.0.76', 'tcp/443')).toBe('yes by allow-staff');
    expect(flow('10.50.0.200', 'tcp/80')).toBe('yes by allow-staff');
    expect(flow('10.50.0.201', 'tcp/443')).toBe('none');
  });
});

describe('what a script leaves open', () => {
  const base =
    'set zone a network layer3 ethernet1/1\nset zone b network layer3 ethernet1/2\nset rulebase security rules r from a to b source any destination any application any service any action deny\n';
  const gaps = (text: string) => deviceOf(read(fromText('fw/script.conf', text))).gaps.map((g) => g.kind);

  test.each([
    ['a command nobody knows', 'copy rulebase security rules r to s\n', ['not-understood']],
    ['an object renamed', 'set address x ip-netmask 10.0.0.1\nrename address x to y\n', ['not-understood']],
    ['a rule moved to where none is', 'move rulebase security rules r before gone\n', ['not-understood']],
    [
      'a part of a part of a rule nobody knows',
      'set rulebase security rules r option x y\n',
      ['not-understood'],
    ],
    ['a section nobody knows', 'set rulebase quantum rules r action allow\n', ['not-understood']],
    ['an answer of the firewall', 'Invalid syntax.\n', ['not-understood']],
    ['a last line without its end', 'set address y ip-netmask 10.0.0.1', ['cut']],
    [
      'nothing',
      'set deviceconfig setting config rematch yes\nset shared log-settings system x y\ncommit\n',
      [],
    ],
  ])('%s', (_, more, expected) => {
    expect(gaps(base + more)).toEqual(expected);
  });

  const zones = 'set zone a network layer3 ethernet1/1\nset zone b network layer3 ethernet1/2\n';

  test('security rules that are not there', () => {
    expect(gaps(zones)).toEqual(['rules-not-in-file']);
    expect(
      gaps(`${zones}set rulebase nat rules n to b from a source any destination any service any\n`),
    ).toEqual(['rules-not-in-file']);
    const parsed = read(fromText('fw/script.conf', zones));
    expect(parsed.problems.map((p) => p.policy)).toEqual([true]);
  });

  test('security rules that are not there, of one vsys of two', () => {
    const rule = (from: string) =>
      `<entry name="r"><from><member>${from}</member></from><to><member>any</member></to><source><member>any</member></source><destination><member>any</member></destination><application><member>any</member></application><service><member>any</member></service><action>deny</action></entry>`;
    const vsys = (name: string, more: string) =>
      `<entry name="${name}"><zone><entry name="z"><network><layer3/></network></entry></zone>${more}</entry>`;
    const file = (more: string) =>
      read(
        fromText(
          'fw/two.xml',
          `<config version="10.2.0"><devices><entry name="localhost.localdomain"><vsys>${vsys('vsys1', `<rulebase><security><rules>${rule('z')}</rules></security></rulebase>`)}${vsys('vsys2', more)}</vsys></entry></devices></config>`,
        ),
      );
    const kinds = (more: string, context: string) => deviceOf(file(more), context).gaps.map((g) => g.kind);
    const nat = '<rulebase><nat><rules/></nat></rulebase>';
    expect([kinds(nat, 'vsys1'), kinds(nat, 'vsys2')]).toEqual([[], ['rules-not-in-file']]);
    expect(kinds('<rulebase><security><rules/></security></rulebase>', 'vsys2')).toEqual([]);
  });
});
