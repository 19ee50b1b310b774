import { expect, test } from 'vitest';
import type { ExportedKey, RegistrySection, RegistryWrite } from '../../src/facts/registry.ts';
import { buildRegistry, layersOf, setting, showData } from '../../src/facts/registry.ts';
import { at } from './builders.ts';

const KEY = 'SYSTEM\\CurrentControlSet\\Control\\Lsa';

const exported = (key: string, o: Partial<ExportedKey> = {}): ExportedKey => ({
  hive: 'HKLM',
  key,
  at: at(),
  complete: true,
  recursive: false,
  ...o,
});

const write = (o: Partial<RegistryWrite> = {}): RegistryWrite => ({
  hive: 'HKLM',
  key: KEY,
  name: 'DisableDomainCreds',
  op: 'set',
  type: 'REG_DWORD',
  data: 1,
  layer: 'stored',
  source: 'reg-export',
  gpo: null,
  strength: 'stored',
  condition: null,
  at: at(),
  ...o,
});

const state = (...sections: readonly Partial<RegistrySection>[]) =>
  setting(
    buildRegistry(sections.map((s) => ({ exported: [], writes: [], ...s }))),
    'HKLM',
    KEY,
    'DisableDomainCreds',
  );

test('a value is found whatever the case of its path and name', () => {
  const { stored } = state({
    exported: [exported(KEY)],
    writes: [write({ key: KEY.toUpperCase(), name: 'disabledomaincreds' })],
  });
  expect(stored.state).toBe('set');
});

test('a value is absent where its key was exported whole', () => {
  expect(state({ exported: [exported(KEY)] }).stored.state).toBe('absent');
});

test('it is unknown where the export may be cut inside the key', () => {
  expect(state({ exported: [exported(KEY, { complete: false })] }).stored.state).toBe('unknown');
});

test('it is unknown where only the key above was exported, and absent where that export is verified', () => {
  const above = KEY.split('\\').slice(0, -1).join('\\');
  expect(state({ exported: [exported(above)] }).stored.state).toBe('unknown');
  expect(state({ exported: [exported(above, { recursive: true })] }).stored.state).toBe('absent');
});

test('a verified export of another branch says nothing', () => {
  expect(
    state({ exported: [exported('SYSTEM\\CurrentControlSet\\Services', { recursive: true })] }).stored.state,
  ).toBe('unknown');
});

test('exports that differ, or of which one lacks the value, leave it unknown', () => {
  const other = at(3, 'PC01/other.reg');
  const first = { exported: [exported(KEY)], writes: [write()] };
  const same = { exported: [exported(KEY, { at: other })], writes: [write({ at: other })] };
  const differs = { exported: [exported(KEY, { at: other })], writes: [write({ at: other, data: 0 })] };
  const lacks = { exported: [exported(KEY, { at: other })] };
  expect(state(first, same).stored.state).toBe('set');
  expect(state(first, differs).stored.state).toBe('unknown');
  expect(state(first, lacks).stored.state).toBe('unknown');
});

test('a verified export of a key above that lacks the key contradicts another export that has it', () => {
  const above = KEY.split('\\').slice(0, -1).join('\\');
  const newer = { exported: [exported(above, { recursive: true, at: at(3, 'PC01/newer.reg') })] };
  expect(state(newer, { exported: [exported(KEY)], writes: [write()] }).stored.state).toBe('unknown');
  expect(state(newer, { exported: [exported(KEY)] }).stored.state).toBe('unknown');
  const same = { exported: [exported(above, { recursive: true }), exported(KEY)], writes: [write()] };
  expect(state(same).stored.state).toBe('set');
});

test('policy is another layer: it never becomes the stored value', () => {
  const found = state({ writes: [write({ layer: 'intended', source: 'gpresult-xml', strength: 'policy' })] });
  expect(found.stored.state).toBe('unknown');
  expect(found.intended.state).toBe('set');
});

test('a policy that applies under a condition leaves the intent open', () => {
  const condition = { ja: '条件', en: 'a filter' };
  expect(
    state({ writes: [write({ layer: 'intended', strength: 'policy', condition })] }).intended.state,
  ).toBe('unknown');
});

test('secrets are not shown', () => {
  expect(showData(write({ name: 'DefaultPassword', type: 'REG_SZ', data: 'hunter2' }))).not.toContain(
    'hunter2',
  );
});

test('the layers of a setting tell what was seen and where', () => {
  const layers = layersOf(state({ exported: [exported(KEY)], writes: [write()] }));
  expect(layers.stored).toEqual({ state: 'set', value: '1', source: at(), gpo: null });
  expect(layers.effective.state).toBe('not-collected');
});
