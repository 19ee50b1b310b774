import { expect, test } from 'vitest';
import { ageOf, endOf, epochOf, idleAge, knownUntil } from '../../../src/facts/directory/times.ts';
import { AS_OF, directoryOf } from './of-notation.ts';

const DAY = 86_400_000;

const user = (lastLogon: string): string => `users: [{ name: suzuki, rid: 1106, lastLogon: ${lastLogon} }]`;

async function idle(notation: string, days = 45) {
  const directory = await directoryOf(notation);
  const account = directory.accounts.find((a) => a.name === 'suzuki');
  return account && idleAge(directory, AS_OF, account, days);
}

test('FILETIME counts 100 ns from 1601', () => {
  expect(epochOf(116_444_736_000_000_000n)).toBe(0);
  expect(new Date(epochOf(133_485_408_000_000_000n)).toISOString()).toBe('2024-01-01T00:00:00.000Z');
});

test('the evidence speaks until it was collected', async () => {
  expect(knownUntil(await directoryOf('age: 10')).at).toBe(AS_OF - 10 * DAY);
});

test('what is not dated speaks until the newest event it holds', async () => {
  const directory = await directoryOf(user('3'));
  const undated = {
    ...directory,
    sections: directory.sections.map((s) => ({ ...s, readAt: null })) as unknown as typeof directory.sections,
  };
  expect(knownUntil(undated).at).toBe(AS_OF - 4 * DAY);
});

test('an age is beyond the limit only where it was so already when the evidence was made', async () => {
  const directory = await directoryOf('age: 20');
  expect(ageOf(directory, AS_OF, AS_OF - 10 * DAY, 45)).toBe('within');
  expect(ageOf(directory, AS_OF, AS_OF - 50 * DAY, 45)).toBe('open');
  expect(ageOf(directory, AS_OF, AS_OF - 66 * DAY, 45)).toBe('beyond');
});

test('an end that has passed may have been renewed since', async () => {
  const directory = await directoryOf('age: 20');
  expect(endOf(directory, AS_OF, AS_OF + DAY)).toBe('within');
  expect(endOf(directory, AS_OF, AS_OF - DAY)).toBe('open');
  expect(endOf(directory, AS_OF, AS_OF - 20 * DAY)).toBe('beyond');
});

test('the last logon may be 14 days later than its record', async () => {
  expect(await idle(user('3'))).toBe('within');
  expect(await idle(user('50'))).toBe('open');
  expect(await idle(user('60'))).toBe('beyond');
});

test('an account that was never used is as old as itself', async () => {
  expect(await idle(user('null'))).toBe('beyond');
  expect(await idle(user('null'), 1000)).toBe('within');
});

test('a hidden logon is not known', async () => {
  expect(await idle(`${user('3')}\nhide: { suzuki: [lastLogonTimestamp] }`)).toBeNull();
});
