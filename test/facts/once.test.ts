import { expect, test } from 'vitest';
import { oncePer } from '../../src/facts/once.ts';

test('makes a value once for each object', () => {
  let made = 0;
  const count = oncePer((list: readonly number[]) => {
    made += 1;
    return list.length;
  });
  const one = [1];
  expect([count(one), count(one), count([1]), count([])]).toEqual([1, 1, 1, 0]);
  expect(made).toBe(3);
});
