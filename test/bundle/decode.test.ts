import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../src/bundle/decode.ts';
import { corpusFiles, corpusPresent } from '../corpus.ts';

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const le = (text: string): Buffer => Buffer.from(text, 'utf16le');
const be = (text: string): Buffer => le(text).swap16();
const hex = (digits: string): Uint8Array => Buffer.from(digits.replace(/\s/g, ''), 'hex');
const bytes = (...parts: readonly (string | Uint8Array)[]): Uint8Array =>
  Buffer.concat(parts.map((p) => (typeof p === 'string' ? Buffer.from(p, 'latin1') : p)));

const SHARE = '共有名       リソース                            注釈\r\nC$           C:\\\r\n';

/** 共有名 in CP932. */
const KYOYU = hex('8ba4 974c 96bc');

describe('Unicode', () => {
  test.each([
    ['utf-8', utf8(SHARE)],
    ['utf-8-bom', bytes(hex('efbbbf'), utf8(SHARE))],
    ['utf-16le-bom', bytes(hex('fffe'), le(SHARE))],
    ['utf-16le', le(SHARE)],
    ['utf-16be-bom', bytes(hex('feff'), be(SHARE))],
    ['utf-16be', be(SHARE)],
  ])('%s', (encoding, data) => {
    expect(decode(data)).toEqual({ encoding, text: SHARE });
  });

  test('only the byte order mark at the start is taken off', () => {
    expect(decode(bytes(hex('fffe fffe'), le('a'))).text).toBe('\ufeffa');
    expect(decode(bytes(hex('efbbbf efbbbf'), 'a')).text).toBe('\ufeffa');
  });

  test('a lone surrogate is shown as U+FFFD and the text goes on', () => {
    expect(decode(bytes(hex('fffe'), le('a'), hex('3dd8'), le('b\r\n'))).text).toBe('a\ufffdb\r\n');
  });

  test.each([
    ['UTF-16 of an odd number of bytes', bytes(hex('fffe'), le('abc'), 'd'), 'abc\ufffd'],
    ['UTF-8', utf8('説明').subarray(0, 5), '説\ufffd'],
    ['CP932', bytes(KYOYU, hex('97')), '共有名\ufffd'],
  ])('%s cut inside a character ends in U+FFFD', (_name, data, text) => {
    expect(decode(data).text).toBe(text);
  });

  test('an invalid byte after a byte order mark is shown, not dropped', () => {
    expect(decode(bytes(hex('efbbbf'), 'a', hex('ff'), 'b'))).toEqual({
      encoding: 'utf-8-bom',
      text: 'a\ufffdb',
    });
  });
});

describe('CP932', () => {
  test.each([
    ['second bytes that are a backslash', '955c 945c 975c 8d5c', '表能予構'],
    ["NEC's and IBM's additions", '8740 878a fbfc ed95', '①㈱髙﨑'],
    ['half-width kana', 'cc df d8 dd c0', 'ﾌﾟﾘﾝﾀ'],
    ['NEC-selected and IBM codes of one character', 'ee ef fa 40', 'ⅰⅰ'],
    ['the private area', 'f040 f041', '\ue000\ue001'],
  ])('%s', (_name, digits, text) => {
    expect(decode(bytes('a,', hex(digits), '\r\n'))).toEqual({ encoding: 'cp932', text: `a,${text}\r\n` });
  });

  test('one invalid byte: what is not ASCII is not believed, and columns stay', () => {
    const data = bytes(KYOYU, '  a', hex('ff'), 'b');
    const text = '\ufffd\ufffd\ufffdL\ufffd\ufffd  a\ufffdb';
    expect(decode(data)).toEqual({ encoding: 'unknown-8bit', text });
    expect(text).toHaveLength(data.length);
  });

  test.each([
    ['cp850', bytes('Descripci', hex('a2'), 'n: Ning', hex('a3'), 'n\r\n')],
    ['cp1252, the letter after the accent swallowed', bytes('d', hex('e9'), 'sactiv', hex('e9'), 'e\r\n')],
  ])('%s is not taken for Japanese', (_name, data) => {
    const { encoding, text } = decode(data);
    expect(encoding).toBe('unknown-8bit');
    expect(text).toHaveLength(data.length);
  });
});

describe('what is no text', () => {
  test.each([
    ['a registry hive', bytes('regf', hex('01000000 01000000'))],
    ['a Registry.pol with a header cut short', bytes('PReg', hex('010000'))],
    ['a program', bytes('MZ', hex('9000 0300 0000'))],
    ['an event log', bytes('ElfFile', hex('00'))],
    ['a ZIP file', bytes('PK', hex('0304 1400'))],
    ['a gzip file', hex('1f8b 0800 0000 0000 0003 ab01 0200')],
    ['only NULs', new Uint8Array(4096)],
  ])('%s', (_name, data) => {
    expect(decode(data)).toEqual({ encoding: 'binary', text: '' });
  });

  test.each(['MZ-PC01\n', 'regfield.example.test\n', 'PReg\n'])(
    'a text that begins like a binary format is a text: %j',
    (text) => {
      expect(decode(utf8(text))).toEqual({ encoding: 'ascii', text });
    },
  );

  test('stray NULs stay in the text', () => {
    const text = `${'[Unicode]\r\nUnicode=yes\r\n'.repeat(3)}\0\0`;
    expect(decode(utf8(text))).toEqual({ encoding: 'ascii', text });
  });

  test('nothing', () => {
    expect(decode(new Uint8Array(0))).toEqual({ encoding: 'ascii', text: '' });
  });
});

test('any bytes give a text, and ASCII in it is the ASCII of the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (data) => {
      const { encoding, text } = decode(data);
      if (encoding === 'ascii') expect(text).toBe(Buffer.from(data).toString('latin1'));
      if (encoding === 'unknown-8bit') expect(text).toHaveLength(data.length);
    }),
  );
});

test('text comes back whatever it was written in', () => {
  const japanese = fc.array(fc.constantFrom(...'共有名リソース注釈 ABC$:\\\r\n'), { minLength: 1 });
  fc.assert(
    fc.property(japanese, (letters) => {
      const text = `共有名 ${letters.join('')}`;
      expect(decode(utf8(text)).text).toBe(text);
      expect(decode(bytes(hex('fffe'), le(text))).text).toBe(text);
      expect(decode(bytes(hex('feff'), be(text))).text).toBe(text);
    }),
  );
});

/** The list's own names for encodings, where they are not ours. */
const LISTED: Readonly<Record<string, string>> = {
  'utf-16-le-bom': 'utf-16le-bom',
  // Its only letters are ASCII.
  cp437: 'ascii',
  // Single-byte Western and Chinese code pages are not told from each other: no name of theirs is believed.
  cp850: 'unknown-8bit',
  gbk: 'unknown-8bit',
};

describe.skipIf(!corpusPresent)('real files (skipped where they are not present)', () => {
  test('have the encoding their list states, and every byte decodes', () => {
    const wrong = corpusFiles().flatMap((f) => {
      const { encoding, text } = decode(readFileSync(f.absolute));
      const stated = LISTED[f.encoding] ?? f.encoding;
      const lost = encoding !== 'unknown-8bit' && text.includes('\ufffd');
      return encoding === stated && !lost ? [] : [`${f.path}: ${f.encoding} read as ${encoding}`];
    });
    expect(wrong).toEqual([]);
  });
});
