import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownerOf, readDacl } from '../../src/facts/sddl.ts';

const trustees = (sddl: string) => readDacl(sddl)?.map((ace) => `${ace.type} ${ace.trustee}`);

test('entries in order, in capitals, whatever stands around the list', () => {
  expect(trustees('O:BAG:BAD:(A;;RC;;;BA)')).toEqual(['A BA']);
  expect(trustees('o:bag:bad:pai(a;;rc;;;ba)(d;;rc;;;wd)')).toEqual(['A BA', 'D WD']);
  expect(trustees('D:(A;;RC;;;S-1-5-32-544)S:(AU;SA;RC;;;WD)')).toEqual(['A S-1-5-32-544']);
  expect(trustees('O:S-1-5-18G:SYD:(A; ;RC; ; ;BA)')).toEqual(['A BA']);
});

test('an empty list allows nobody; no list, or no access control, is no list', () => {
  expect(readDacl('O:BAG:BAD:')).toEqual([]);
  expect(readDacl('O:BAG:BA')).toBeNull();
  expect(readDacl('D:NO_ACCESS_CONTROL')).toBeNull();
  expect(readDacl('')).toBeNull();
});

test('what is cut or not understood is no list', () => {
  const whole = 'O:BAG:BAD:(A;;RC;;;BA)(A;;RC;;;AU)';
  for (const at of [12, 20, 30, whole.length - 1]) expect(readDacl(whole.slice(0, at))).toBeNull();
  expect(readDacl('D:(XA;;RC;;;WD;(@User.x=="y"))')).toBeNull();
  expect(readDacl('D:(A;;RC;;BA)')).toBeNull();
});

test('the owner, where one is named', () => {
  expect(ownerOf('o:bag:bad:(a;;rc;;;ba)')).toBe('BA');
  expect(ownerOf('O:S-1-5-21-1-2-3-1105G:BAD:(A;;RC;;;BA)')).toBe('S-1-5-21-1-2-3-1105');
  for (const none of ['D:(A;;RC;;;BA)', 'O:G:BAD:', 'O:BAG:BA', '']) expect(ownerOf(none)).toBeNull();
});

test('never throws, and never takes long', () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void [readDacl(text), ownerOf(text)]));
  for (const part of ['(', '()', 'O:', 'D:(A;;;;;BA)', 'G:D:']) readDacl(part.repeat(20_000));
});
