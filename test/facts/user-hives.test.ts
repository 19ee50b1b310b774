import { expect, test } from 'vitest';
import { allUserHives, PROFILE_LIST } from '../../src/facts/user-hives.ts';
import { DOMAIN, registryOf } from './builders.ts';

const A = `${DOMAIN}-1105`;
const B = `${DOMAIN}-1106`;
const list = (sids: readonly string[], recursive = true) => [
  { path: `HKLM\\${PROFILE_LIST}`, recursive },
  ...['S-1-5-18', ...sids].map((sid) => ({ path: `HKLM\\${PROFILE_LIST}\\${sid}`, recursive })),
];
const hive = (name: string) => ({ path: `${name}\\Software\\Example` });

test('every profile has its hive', () => {
  const registry = registryOf([...list([A, B]), hive(`HKU\\${A}`), hive(`HKU\\${B}`)]);
  expect(allUserHives(registry)).toMatchObject({ known: true, value: [`HKU\\${A}`, `HKU\\${B}`] });
});

test('HKCU is that of the only profile, and of nobody certain beside others', () => {
  expect(allUserHives(registryOf([...list([A]), hive('HKCU')])).known).toBe(true);
  expect(allUserHives(registryOf([...list([A, B]), hive('HKCU'), hive(`HKU\\${A}`)])).known).toBe(false);
});

test('a list of profiles that may be cut shows no last one', () => {
  expect(allUserHives(registryOf([...list([A], false), hive('HKCU')])).known).toBe(false);
  expect(allUserHives(registryOf([hive('HKCU')])).known).toBe(false);
  expect(allUserHives(registryOf([...list([]), hive('HKCU')])).known).toBe(false);
});

test('users of Entra ID are people too', () => {
  const entra = 'S-1-12-1-1111111111-1222222222-3333333333-444444444';
  expect(allUserHives(registryOf([...list([entra]), hive(`HKU\\${entra}`)]))).toMatchObject({
    known: true,
    value: [`HKU\\${entra}`],
  });
  expect(allUserHives(registryOf([...list([A]), hive('HKCU'), hive(`HKU\\${entra}`)])).known).toBe(false);
  expect(allUserHives(registryOf([...list([A, entra]), hive(`HKU\\${A}`)])).known).toBe(false);
});

test('HKCU beside the hive of somebody who has no profile may be his', () => {
  expect(allUserHives(registryOf([...list([A]), hive('HKCU'), hive(`HKU\\${B}`)])).known).toBe(false);
  expect(allUserHives(registryOf([...list([A]), hive('HKCU'), hive(`HKU\\${A}`)])).known).toBe(true);
});
