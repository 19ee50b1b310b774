import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endsInsideRow, readCsv } from '../../src/parse/csv.ts';

const rows = (text: string) => readCsv(text).rows.map((r) => [r.line, r.cells]);

describe('CSV', () => {
  it('keeps the line of each row, over quoted line ends and blank lines', () => {
    expect(rows('a,b\r\n"x\r\ny","say ""no"""\r\n\r\n,\nlast')).toEqual([
      [1, ['a', 'b']],
      [2, ['x\r\ny', 'say "no"']],
      [5, ['', '']],
      [6, ['last']],
    ]);
  });

  it('text after a closing quote belongs to the field', () => {
    expect(rows('""C:\\x y" /a",2')).toEqual([[1, ['C:\\x y" /a"', '2']]]);
  });

  it('separators', () => {
    expect(readCsv('a;b,c', ';').rows[0]?.cells).toEqual(['a', 'b,c']);
    expect(readCsv('a\tb', '\t').rows[0]?.cells).toEqual(['a', 'b']);
  });

  it.each([
    ['a,"b', true],
    ['a,b', true],
    ['a,"b"', false],
    ['a,b\r\n', false],
    ['', false],
  ])('%j may lack its end: %s', (text, expected) => {
    expect(endsInsideRow(readCsv(text), text)).toBe(expected);
  });

  it('what is printed reads back', () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('"', 'a\r\nb', 'x,y', 'a\nb'));
    const row = fc.array(cell, { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (table) => {
        const text = table
          .map((r) => `${r.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')}\r\n`)
          .join('');
        expect(readCsv(text).rows.map((r) => r.cells)).toEqual(table);
      }),
    );
  });

  it('no text makes it throw', () => {
    const piece = fc.constantFrom('"', ',', '\r', '\n', 'a', '""', ';');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(readCsv(pieces.join('')).rows.length).toBeLessThanOrEqual(pieces.length + 1);
      }),
    );
  });
});
