import { expect, test } from 'vitest';
import { LAPS_ROOTS, lapsRoot } from '../../src/facts/laps-query.ts';
import { registryOf } from './builders.ts';

const [CSP, GPO, LOCAL] = LAPS_ROOTS;
const hklm = (root: string) => `HKLM\\${root}`;

test('the first root with any value wins', () => {
  const registry = registryOf([
    { path: hklm(CSP) },
    { path: hklm(GPO), values: { PasswordLength: 14 } },
    { path: hklm(LOCAL), values: { BackupDirectory: 2 } },
  ]);
  expect(lapsRoot(registry)).toMatchObject({ known: true, value: GPO });
});

test('none holds a value', () => {
  expect(lapsRoot(registryOf(LAPS_ROOTS.map((root) => ({ path: hklm(root) }))))).toMatchObject({
    known: true,
    value: null,
  });
});

test('a root that comes first and was not exported, or may be cut, leaves it open', () => {
  const gpo = { path: hklm(GPO), values: { BackupDirectory: 2 } };
  expect(lapsRoot(registryOf([gpo])).known).toBe(false);
  expect(lapsRoot(registryOf([{ path: hklm(CSP), complete: false }, gpo])).known).toBe(false);
  expect(lapsRoot(registryOf([])).known).toBe(false);
});
