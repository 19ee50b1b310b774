import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonRecords } from '../../src/parse/json.ts';
import { booleanOf, enumOf, numberOf, property } from '../../src/parse/json-value.ts';

const lines = (text: string) => readJsonRecords(text).records.map((r) => r.line);
const values = (text: string) => readJsonRecords(text).records.map((r) => r.value);

describe('JSON records', () => {
  it.each([
    ['an array', '[\r\n  {"a":1},\r\n  {\r\n"a":2}\r\n]', [2, 3], 'yes'],
    ['an empty array', ' [ ] ', [], 'yes'],
    ['a bare object', '\n{"a":1}\n', [2], 'cannot-tell'],
    ['one per line', '{"a":1}\n{"a":2}\n', [1, 2], 'cannot-tell'],
    ['documents in a row', '[{"a":1}]\n\ufeff[{"a":2}]{"a":3}', [1, 2, 2], 'cannot-tell'],
    ['value and Count', '{\r"value":  [\r{"a":1},\r{"a":2}\r],\r"Count":  2\r}', [3, 4], 'yes'],
    ['arrays in an array', '[[{"a":1}],\n[{"a":2}]]', [1, 2], 'yes'],
  ])('%s', (_name, text, expected, intact) => {
    expect(lines(text)).toEqual(expected);
    expect(readJsonRecords(text).intact).toBe(intact);
    expect(readJsonRecords(text).rejects).toEqual([]);
  });

  it.each([
    ['a missing comma', '[{"a":1}\n{"a":2}]', [2]],
    ['a comma too many', '[{"a":1},\n]', [2]],
    ['null and text among objects', '[null,\n"x",\n{"a":1}]', [1, 2]],
    ['an error message', 'Get-Item : nothing found\n', [1]],
    ['a wrong Count', '{"value":[{"a":1}],"Count":3}', [1]],
    ['a raw line end in a string', '[{"a":"x\n"},\n{"a":2}]', [1]],
    ['a name twice in an object', '[{"a":1,"b":2,"a":3},{"a":2}]', [1]],
    ['a name twice, escaped', '[{"ab":1,"a\\u0062" : 3},{"a":2}]', [1]],
    ['a name twice, in another case', '[{"Enabled":false,"enabled":true},{"a":2}]', [1]],
    ['a name twice, deeper', '[{"a":[{"b":1,\n"b":2}]},{"a":2}]', [1]],
    ['an object that is no JSON', '[{a:1},{"a":2}]', [1]],
  ])('%s is told', (_name, text, expected) => {
    expect(readJsonRecords(text).rejects.map((r) => r.line)).toEqual(expected);
  });

  it('one name in several objects is no repetition, nor is an enumeration by number and name', () => {
    const text = '[{"a":{"value":1,"Value":"Up"},"b":[{"a":"a\\":"},{"a" :1}]},{"a":2}]';
    expect(readJsonRecords(text).rejects).toEqual([]);
    expect(values(text)).toHaveLength(2);
  });

  it('a damaged object costs only itself', () => {
    expect(values('[{"a":"x\n},\n{"a":2}]')).toEqual([{ a: 2 }]);
  });

  it('depth is limited, and deep text takes no stack', () => {
    const deep = `[{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}},{"a":2}]`;
    expect(values(deep)).toEqual([{ a: 2 }]);
    expect(readJsonRecords(deep).rejects).toHaveLength(1);
    expect(readJsonRecords('['.repeat(100_000)).intact).toBe('cut');
  });

  it('rejects are bounded', () => {
    const { rejects, intact } = readJsonRecords('x\n'.repeat(5000));
    expect(rejects.length).toBeLessThanOrEqual(1000);
    expect(intact).toBe('cut');
  });

  it('every array that is cut is seen to be cut', () => {
    // Names that differ only in case are one property to PowerShell: such an object is not understood.
    const differInMoreThanCase = (o: object): boolean =>
      new Set(Object.keys(o).map((k) => k.toLowerCase())).size === Object.keys(o).length;
    const object = fc
      .dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.constant(null)), {
        maxKeys: 4,
      })
      .filter(differInMoreThanCase);
    fc.assert(
      fc.property(
        fc.array(object, { maxLength: 5 }),
        fc.constantFrom(0, 2),
        fc.nat(),
        (list, indent, seed) => {
          const text = JSON.stringify(list, null, indent);
          expect(values(text)).toEqual(list);
          const part = readJsonRecords(text.slice(0, seed % text.length));
          expect(part.intact).not.toBe('yes');
          expect(part.records.length).toBeLessThanOrEqual(list.length);
        },
      ),
    );
  });

  it('no text makes it throw', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      '\\',
      ':',
      '\n',
      '\r',
      'a',
      '1',
      '{"value":[',
      '"Count":1}',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 40 }).map((p) => p.join('')),
    );
    fc.assert(
      fc.property(text, (t) => {
        const { records } = readJsonRecords(t);
        for (const r of records) expect(r.line).toBeLessThanOrEqual(t.split(/\r\n|\n|\r/).length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('JSON values', () => {
  it('properties are found without case, and not in the prototype', () => {
    const object = JSON.parse('{"name":1,"Name":2,"__proto__":3}');
    expect([property(object, 'Name'), property(object, 'NAME'), property(object, 'toString')]).toEqual([
      2,
      1,
      undefined,
    ]);
  });

  it('numbers, truth values and enumerations are read as written by either PowerShell', () => {
    expect([numberOf('42'), numberOf(42), numberOf(4.5), numberOf('x')]).toEqual([42, 42, null, null]);
    expect([booleanOf(true), booleanOf('False'), booleanOf(1)]).toEqual([true, false, null]);
    const names = new Map([
      ['4', 'run'],
      ['running', 'run'],
    ]);
    expect([4, '4', 'Running', { value: 4, Value: 'Running' }, 5, null].map((v) => enumOf(v, names))).toEqual(
      ['run', 'run', 'run', 'run', null, null],
    );
  });
});
