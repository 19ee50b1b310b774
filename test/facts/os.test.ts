import { expect, test } from 'vitest';
import { readOs } from '../../src/facts/os.ts';
import type { Asset } from '../../src/model/site.ts';
import { registryOf } from './builders.ts';

const path = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const declared: Asset = { hostname: 'PC01', role: 'user-endpoint', os: 'Windows 11 Enterprise 23H2' };
const build = (values: Readonly<Record<string, string>>, asset: Asset | null = null): number | null =>
  readOs(registryOf([{ path, values }]), asset).build;

test('the build is what either of its two values says', () => {
  expect(build({ CurrentBuildNumber: '22631', CurrentBuild: '22631' })).toBe(22631);
  expect(build({ CurrentBuildNumber: '22631' })).toBe(22631);
  expect(build({ CurrentBuild: '7601' }, declared)).toBe(7601);
  expect(build({ ProductName: 'Windows 10 Enterprise' }, declared)).toBe(22631);
});

test('two builds that differ are none, and a declaration does not choose', () => {
  const two = { CurrentBuildNumber: '22631', CurrentBuild: '7601' };
  expect(build(two)).toBeNull();
  expect(build(two, declared)).toBeNull();
});

test('a text that is no number contradicts nothing', () => {
  expect(build({ CurrentBuildNumber: '2600', CurrentBuild: '1.511.1 () (Obsolete data)' })).toBe(2600);
});

test('a build that differs between two exports is none, whatever the other value says', () => {
  const taken = (data: string) => ({ path, values: { CurrentBuildNumber: data, CurrentBuild: '7601' } });
  expect(readOs(registryOf([taken('22631'), taken('7601')]), declared).build).toBeNull();
  expect(readOs(registryOf([taken('7601')]), declared).build).toBe(7601);
});
