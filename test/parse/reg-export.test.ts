import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildRegistry, setting } from '../../src/facts/registry.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { regExport } from '../../src/parse/reg-export.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../evidence.ts';

const parse = (evidence: Evidence): Parsed => regExport.parse(evidence, CONTEXT) as Parsed;
const writes = (parsed: Parsed) => parsed.sections.registry?.writes ?? [];
const keys = (parsed: Parsed) => parsed.sections.registry?.exported ?? [];
const LANMAN = 'SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters';

describe('an export', () => {
  const parsed = parse(fixture('reg-export/pc01/lanman.reg'));

  test('gives every type of value', () => {
    expect(writes(parsed).map((w) => [w.name, w.type, w.data])).toEqual([
      ['AutoShareWks', 'REG_DWORD', 0],
      ['srvcomment', 'REG_SZ', '営業部 "共有" C:\\data'],
      ['ServiceDll', 'REG_EXPAND_SZ', '%SystemRoot%'],
      ['NullSessionPipes', 'REG_MULTI_SZ', ['ab', 'c']],
      ['Guid', 'REG_BINARY', Uint8Array.from([1, 2, 255])],
      ['Big', 'REG_QWORD', 1n << 40n],
      ['None', 'REG_NONE', new Uint8Array(0)],
      ['', 'REG_SZ', 'default'],
      ['LegalNoticeText', 'REG_SZ', '一行目\n\n三行目 [HKEY_LOCAL_MACHINE\\not a key]'],
      ['DefaultPassword', 'REG_SZ', '********'],
      ['CachedLogonsCount', 'REG_SZ', '0'],
      ['On', 'REG_DWORD', 0xffffffff],
    ]);
    expect(parsed.lines.notUnderstood).toBe(0);
  });

  test('gives every key as a whole', () => {
    expect(keys(parsed).map((k) => [k.hive, k.key.split('\\').at(-1), k.complete, k.at.line])).toEqual([
      ['HKLM', 'Parameters', true, 3],
      ['HKLM', 'Empty', true, 14],
      ['HKLM', 'Winlogon', true, 16],
      ['HKU\\S-1-5-21-1111111111-2222222222-3333333333-1001', 'Uchibori', true, 23],
    ]);
    expect(parsed).toMatchObject({ intact: 'cannot-tell', problems: [] });
  });

  test('shows absence in its keys, and none beyond them unless it is verified', () => {
    const { bytes, file } = fixture('reg-export/pc01/lanman.reg');
    const state = (verified: boolean, key: string, name: string) => {
      const section = parse(fromBytes(file, bytes, verified)).sections.registry;
      return setting(buildRegistry(section ? [section] : []), 'HKLM', key, name).stored.state;
    };
    expect(state(false, LANMAN, 'autoshareserver')).toBe('absent');
    expect(state(false, `${LANMAN}\\Sub`, 'x')).toBe('unknown');
    expect(state(true, `${LANMAN}\\Sub`, 'x')).toBe('absent');
  });

  test('keeps no password of a proxy, and leaves paths and names alone', () => {
    const lines = ['"ProxyServer"="http=u:hush@px:8080"', '"Owner"="a@example.test"', '"Path"="C:\\\\x@y"'];
    const key = '[HKEY_CURRENT_USER\\Software\\Uchibori]';
    const text = ['Windows Registry Editor Version 5.00', '', key, ...lines, '', ''].join('\r\n');
    const found = parse(fromText('PC01/a.reg', text));
    expect(writes(found).map((w) => w.data)).toEqual(['http=********@px:8080', 'a@example.test', 'C:\\x@y']);
    expect(JSON.stringify(found)).not.toContain('hush');
  });

  test('keeps no password', () => {
    expect(JSON.stringify(parsed, (_, v) => (typeof v === 'bigint' ? '' : v))).not.toContain('uchibori-lab');
  });

  test('says the same in UTF-8', () => {
    const facts = (p: Parsed) => writes(p).map(({ at, ...rest }) => ({ ...rest, line: at.line }));
    expect(facts(parse(fixture('reg-export/pc01/utf8.reg')))).toEqual(facts(parsed));
  });

  test('of REGEDIT4 has strings of the ANSI code page', () => {
    const old = parse(fixture('reg-export/pc01/regedit4.reg'));
    expect(writes(old).map((w) => [w.hive, w.name, w.data])).toEqual([
      ['HKCU', '名前', '値'],
      ['HKCU', 'Path', '%TEMP%\\表'],
    ]);
  });
});

describe('a script', () => {
  test.each(['comment', 'delete-value', 'delete-key', 'no-blank-line'])('(%s) is no evidence', (name) => {
    const parsed = parse(fixture(`reg-export/scripts/${name}.reg`));
    expect(parsed.sections).toEqual({});
    expect(parsed.problems).toMatchObject([{ policy: false }]);
  });
});

describe('damage', () => {
  test('is of the key it is in, and a lost key takes its values with it', () => {
    const parsed = parse(fixture('reg-export/damaged/bad-line.reg'));
    expect(keys(parsed).map((k) => [k.key.at(-1), k.complete])).toEqual([
      ['A', true],
      ['B', false],
      ['C', true],
    ]);
    expect(writes(parsed).map((w) => w.name)).toEqual(['One', 'Three', 'Four']);
    expect(parsed.notUnderstood.map((l) => l.line)).toEqual([7, 10, 11]);
    expect(parsed.problems).toMatchObject([{ line: 7 }]);
  });

  test('anywhere makes no subkey absent', () => {
    const { bytes, file } = fixture('reg-export/damaged/bad-line.reg');
    expect(keys(parse(fromBytes(file, bytes, true))).some((k) => k.recursive)).toBe(false);
  });

  test.each([
    '"A"="open\r\n',
    '"A"=dword:1\r\n',
    '"A"=hex:00,\\\r\n\r\n',
    '"A"=hex:0g\r\n',
    '"A"=hex(7):61,00,\\\r\n"B"=dword:00000001\r\n',
    '"A\\"=dword:00000001\r\n',
    'A=dword:00000001\r\n',
  ])('%j is not understood and leaves its key incomplete', (lines) => {
    const parsed = parse(
      fromText(
        'pc/x.reg',
        `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\K]\r\n${lines}\r\n`,
      ),
    );
    expect(writes(parsed).filter((w) => w.name === 'A')).toEqual([]);
    expect(keys(parsed)).toMatchObject([{ complete: false }]);
  });

  test('values after a blank line belong to a key that is lost', () => {
    const parsed = parse(
      fromText('pc/x.reg', 'REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\K]\r\n\r\n"A"=dword:00000001\r\n\r\n'),
    );
    expect(writes(parsed)).toEqual([]);
    expect(keys(parsed)).toMatchObject([{ complete: false }]);
  });
});

test.each([
  'DefaultPassword"="uchibori-lab"\r\n',
  '"DefaultPassword"="open\r\nuchibori-lab\r\n',
  '"Password"=hex:0\r\n  uchibori-lab\r\n',
  '"DefaultPassword"="uchibori-lab',
])('%j shows no password when it is not understood', (lines) => {
  const parsed = parse(fromText('pc/x.reg', `REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\K]\r\n${lines}`));
  expect(parsed.notUnderstood.length).toBeGreaterThan(0);
  expect(JSON.stringify(parsed)).not.toContain('uchibori-lab');
});

describe('a cut', () => {
  const whole = fixture('reg-export/pc01/lanman.reg');
  const full = parse(whole);
  const byName = (list: ReturnType<typeof writes>) => new Map(list.map((w) => [`${w.key}\\${w.name}`, w]));

  test('at any byte leaves no value changed and no key falsely whole', () => {
    const values = byName(writes(full));
    const count = (list: ReturnType<typeof writes>, key: string) => list.filter((w) => w.key === key).length;
    for (let n = 80; n < whole.bytes.length; n++) {
      const parsed = parse(fromBytes(whole.file, whole.bytes.subarray(0, n)));
      for (const w of writes(parsed)) expect(w).toEqual(values.get(`${w.key}\\${w.name}`));
      expect(parsed.notUnderstood.some((l) => /Password"="[^*]/.test(l.text))).toBe(false);
      for (const k of keys(parsed).filter((key) => key.complete)) {
        expect(count(writes(parsed), k.key)).toBe(count(writes(full), k.key));
      }
    }
  });

  test('of the blank line at the end leaves the last key incomplete', () => {
    const parsed = parse(fromBytes(whole.file, whole.bytes.subarray(0, -4)));
    expect(parsed.intact).toBe('cut');
    expect(keys(parsed).map((k) => k.complete)).toEqual([true, true, true, false]);
  });
});

test('no text makes it throw, however the lines are mixed', () => {
  const bits = fc.constantFrom(
    '[',
    'HKEY_LOCAL_MACHINE\\',
    ']',
    '\r\n',
    '"',
    '=',
    'dword:',
    'hex:',
    '00,',
    '\\',
    '@',
    ';',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(bits, fc.string())), (parts) => {
      const parsed = parse(fromText('pc/x.reg', `REGEDIT4\r\n\r\n${parts.join('')}`));
      expect(parsed.kind).toBe('reg-export');
    }),
  );
});

test('a string that never closes is read once, not once per line', () => {
  const open = `${'"A"="x\r\n'.repeat(20_000)}${'no quote\r\n'.repeat(20_000)}`;
  const parsed = parse(fromText('pc/x.reg', `REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\K]\r\n${open}`));
  expect(parsed.lines.notUnderstood).toBe(40_000);
});
