/** Commands, quotes, sessions of a terminal, and what is wrong with them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fortiosConfig } from '../../../src/parse/fortios/fortios-config.ts';
import type { Parsed } from '../../../src/parse/parser.ts';
import { fixture, fromBytes, fromText } from '../../evidence.ts';
import { deviceIn, devicesIn, fate, kinds, read, readBy, readFixture, ruleIn } from './ask.ts';

const HEADER = '#config-version=FGT60F-7.4.5-FW-build2800-250101:opmode=0:vdom=0:user=admin\n';
const ids = (parsed: Parsed) =>
  deviceIn(parsed)
    .lists.find((l) => l.id === 'policy')
    ?.rules.map((r) => r.id);

const table = (...lines: readonly string[]) =>
  read(`${HEADER}config firewall policy\n${lines.join('\n')}\nend\n`);
const policies = (...numbers: readonly number[]) =>
  numbers.flatMap((n) => [`edit ${n}`, 'set action accept', 'next']);

describe('tables', () => {
  test('the order of the file is the order of policies', () => {
    expect(ids(table(...policies(5, 3, 9)))).toEqual(['5', '3', '9']);
  });

  test('move, clone, rename and delete change tables', () => {
    expect(ids(table(...policies(1, 2, 3, 4, 5), 'move 5 before 1', 'move 4 after 2'))).toEqual([
      '5',
      '1',
      '2',
      '4',
      '3',
    ]);
    expect(ids(table(...policies(1, 2), 'clone 1 to 7', 'delete 2', ...policies(2)))).toEqual([
      '1',
      '7',
      '2',
    ]);
    const refused = table(...policies(1), 'move 1 before 9', 'delete 8', 'clone 1 to 1');
    expect(ids(refused)).toEqual(['1']);
    expect(kinds(deviceIn(refused).notes).filter((k) => k === 'no-effect')).toHaveLength(3);
  });

  test('an object that is renamed takes its references along', () => {
    const parsed = read(`${HEADER}config firewall address
    edit "a"
        set subnet 10.1.0.0/16
    next
    edit "all"
    next
end
config firewall service custom
    edit ALL
        set protocol IP
    next
end
config firewall policy
    edit 1
        set srcintf any
        set dstintf any
        set srcaddr a
        set dstaddr all
        set action accept
        set service ALL
    next
end
config firewall address
    rename a to "new"_a
end
`);
    expect(fate(deviceIn(parsed), '10.1.0.5', '10.9.0.5', 'tcp/22')).toBe('permit 1');
    expect(fate(deviceIn(parsed), '10.2.0.5', '10.9.0.5', 'tcp/22')).toBe('deny');
    expect(deviceIn(parsed).gaps).toEqual([]);
  });

  test('set, append, unselect and unset', () => {
    const parsed = read(`${HEADER}config system zone
    edit z
        set interface a b
        append interface c
        unselect interface b
        set intrazone allow
        unset intrazone
    next
end
config firewall policy
    edit 1
        set srcintf z
    next
end
`);
    const text = JSON.stringify(ruleIn(deviceIn(parsed), 'policy', '1').match);
    expect(text).toContain('"ports":["a","c"]');
    expect(ids(parsed)).toEqual(['1']);
  });
});

describe('quotes', () => {
  test('go on over lines, escape, and end where they end', () => {
    const comments = 'set comments "one \\"two\\"\nnext\nthree \\\\"';
    const parsed = table('edit 1', 'set name "it\'s"', comments, 'next', ...policies(2));
    expect(ids(parsed)).toEqual(['1', '2']);
    expect(ruleIn(deviceIn(parsed), 'policy', '1').comment).toBe('one "two"\nnext\nthree \\');
    expect(ruleIn(deviceIn(parsed), 'policy', '1').name).toBe("it's");
  });

  test('that hold whole commands are doubted', () => {
    const parsed = table('edit 1', 'set comments "open', 'next', 'edit 2', 'set comments "x"', 'next');
    expect(kinds(deviceIn(parsed).gaps)).toContain('quote');
  });

  test('that never end are a cut', () => {
    const parsed = table('edit 1', 'set comments "open', 'next');
    expect(parsed.intact).toBe('cut');
    expect(kinds(deviceIn(parsed).gaps)).toContain('cut');
  });
});

describe('what is not read', () => {
  test('a table that is not known is a gap', () => {
    const parsed = read(
      `${HEADER}config firewall policy\nend\nconfig firewall new-thing\n edit 1\n set x y\n next\nend\n`,
    );
    expect(kinds(deviceIn(parsed).gaps)).toEqual(['unknown-table']);
    expect(parsed.problems.every((p) => p.policy)).toBe(true);
    expect(parsed.lines.notUnderstood).toBe(5);
  });

  test('a setting that is not known leaves its policy open', () => {
    const line = (more: string) =>
      deviceIn(
        table(
          'edit 1',
          'set srcintf any',
          'set dstintf any',
          'set srcaddr all',
          'set dstaddr all',
          'set internet-service enable',
          'set action accept',
          more,
          'next',
        ),
      );
    expect(fate(line(''), '10.1.0.5', '10.2.0.5', 'tcp/22')).toBe('unknown');
    const open = line('set brand-new-filter enable');
    expect(JSON.stringify(open.lists, (_, v) => (typeof v === 'bigint' ? `${v}` : v))).toContain(
      'brand-new-filter',
    );
  });

  test('policy-based mode is a gap', () => {
    const parsed = read(
      `${HEADER}config system settings\n set ngfw-mode policy-based\nend\nconfig firewall policy\nend\n`,
    );
    expect(kinds(deviceIn(parsed).gaps)).toEqual(['ngfw-mode']);
  });

  test('a file without policies, and one without its first line, are gaps', () => {
    expect(kinds(deviceIn(read(`${HEADER}config system settings\nend\n`)).gaps)).toEqual([
      'policies-not-in-file',
    ]);
    expect(kinds(deviceIn(read('config firewall policy\nend\n')).gaps)).toEqual(['fragment']);
  });

  test('secrets stay out', () => {
    const parsed = read(
      `${HEADER}config vpn ipsec phase1-interface\n edit v\n set psksecret ENC nevershown\n next\nend\nconfig firewall policy\n edit 1\n set password nevershown\n next\nend\nset psksecret nevershown\nnevershown2 x\n`,
    );
    const told = JSON.stringify(parsed, (_, v) => (typeof v === 'bigint' ? `${v}` : v));
    expect(told).not.toContain('nevershown ');
    expect(told).not.toContain('ENC');
    expect(told).not.toContain('"nevershown"');
  });
});

describe('a session of a terminal', () => {
  const parsed = readFixture('session.log');
  test('prompts and marks of the pager are no commands', () => {
    expect(parsed.lines.notUnderstood).toBe(0);
    expect(deviceIn(parsed).hostname).toBe('FW-BRANCH');
    expect(ids(parsed)).toEqual(['3', '4']);
  });

  test('services that it does not show are those of the factory, which is a gap', () => {
    expect(fate(deviceIn(parsed), '10.1.0.5', '10.9.0.5', 'tcp/443', { in: 'lan', out: 'wan1' })).toBe(
      'unknown 3',
    );
    expect(fate(deviceIn(parsed), '10.1.0.5', '10.9.0.5', 'tcp/80', { in: 'lan', out: 'wan1' })).toBe(
      'unknown 4',
    );
    expect(kinds(deviceIn(parsed).gaps)).toEqual(['services-not-in-file', 'fragment']);
  });
});

test('a file in Shift_JIS is read alike', () => {
  const parsed = readFixture('shift-jis.conf');
  const device = deviceIn(parsed);
  expect(fate(device, '10.1.5.9', '203.0.113.9', 'tcp/80', { in: 'lan', out: 'wan' })).toBe('permit 1');
  expect(ruleIn(device, 'policy', '1').comment).toBe('ソフト更新の表');
  expect(device.gaps).toEqual([]);
});

describe('damage', () => {
  const whole = fixture('fortios-config/branch.conf').text;

  test('a file cut within a table is told', () => {
    const lines = whole.split('\n');
    for (const [i, line] of lines.entries()) {
      if (i < 6 || lines[i - 1] === 'end' || line === '') continue;
      const cut = read(`${lines.slice(0, i).join('\n')}\n`);
      if (lines[i - 1]?.startsWith('#')) continue;
      expect([i, cut.intact]).toEqual([i, 'cut']);
      expect(devicesIn(cut).every((d) => d.gaps.length > 0)).toBe(true);
    }
  });

  test('nothing throws, and every line is counted once', () => {
    const words = [
      'config',
      'edit',
      'set',
      'next',
      'end',
      'unset',
      'firewall',
      'policy',
      'vdom',
      'global',
      'move',
      '1',
      '"a',
      '"',
      "'",
      '\\',
      '#',
      'srcaddr',
      'all',
      '--More--',
      'rename',
      'to',
      'system',
      'zone',
      'member',
      'addrgrp',
    ];
    const line = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((w) => w.join(' '));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
        const text = lines.join(end);
        const parsed = readBy(fortiosConfig, fromText('fw/x.conf', text));
        const { understood, irrelevant, notUnderstood } = parsed.lines;
        const physical = text === '' ? 0 : text.split(/\r\n|\n|\r/).length - (/[\r\n]$/.test(text) ? 1 : 0);
        expect(understood + irrelevant + notUnderstood).toBe(physical);
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        readBy(fortiosConfig, fromBytes('fw/x.conf', bytes));
      }),
      { numRuns: 100 },
    );
  });

  test('deep nesting and very many commands end', () => {
    expect(
      kinds(deviceIn(read(`${HEADER}${'config firewall policy\nedit 1\n'.repeat(500)}`)).gaps).length,
    ).toBeGreaterThan(0);
    const moves = Array.from({ length: 3000 }, (_, i) => `move ${(i % 5) + 1} before ${((i + 1) % 5) + 1}`);
    expect(kinds(deviceIn(table(...policies(1, 2, 3, 4, 5), ...moves)).gaps)).toContain('too-many');
  });
});

describe('a configuration without its first line', () => {
  const policy = 'config firewall policy\nend\n';
  test('is a whole one where its interfaces are there, which is noted', () => {
    const device = deviceIn(read(`config system interface\nend\n${policy}`));
    expect([kinds(device.gaps), kinds(device.notes)]).toEqual([[], expect.arrayContaining(['no-header'])]);
  });

  test('is a part where a command asked for a part', () => {
    const parsed = read(`FW01 # show system interface\nconfig system interface\nend\n${policy}`);
    expect(kinds(deviceIn(parsed).gaps)).toContain('fragment');
  });
});
