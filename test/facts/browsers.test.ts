import { describe, expect, test } from 'vitest';
import { installed, otherBrowsers } from '../../src/facts/browsers.ts';
import type { OsFacts } from '../../src/facts/os.ts';
import type { Asset, Browser } from '../../src/model/site.ts';
import { at, DOMAIN, registryOf } from './builders.ts';

const os = (build: number | null, productType: OsFacts['productType'] = 'client'): OsFacts => ({
  productName: null,
  build,
  productType,
  edition: null,
  at: at(),
  source: 'evidence',
});

const asset = (...browsers: Browser[]): Asset => ({ hostname: 'PC01', role: 'user-endpoint', browsers });
const client = (hive: string, name: string) => ({
  path: `${hive}\\SOFTWARE\\Clients\\StartMenuInternet\\${name}`,
});
const NOTHING = registryOf([]);

describe('a browser is installed', () => {
  test('where it registered itself, for the machine or one user', () => {
    const machine = registryOf([client('HKLM', 'Firefox-308046B0AF4A39CB')]);
    expect(installed(machine, os(null), null, 'firefox').state).toBe(true);
    const user = registryOf([client(`HKU\\${DOMAIN}-1105`, 'Google Chrome.ABC')]);
    expect(installed(user, os(null), null, 'chrome').state).toBe(true);
    expect(installed(user, os(null), null, 'firefox').state).toBeNull();
  });

  test('where Windows brings it, whatever is declared', () => {
    expect(installed(NOTHING, os(22631), asset('chrome'), 'edge').state).toBe(true);
    expect(installed(NOTHING, os(20348, 'server'), null, 'edge').state).toBeNull();
  });

  test('where it is declared', () => {
    expect(installed(NOTHING, os(17763), asset('ie'), 'ie').state).toBe(true);
  });
});

describe('a browser is not installed', () => {
  test('where Windows cannot have it, even if a key is left', () => {
    const left = registryOf([client('HKLM', 'IEXPLORE.EXE')]);
    expect(installed(left, os(22631), null, 'ie').state).toBe(false);
    expect(installed(left, os(19045), null, 'ie').state).toBe(true);
    expect(installed(NOTHING, os(19045), null, 'edge-legacy').state).toBe(false);
    expect(installed(NOTHING, os(17763), null, 'edge-legacy').state).toBeNull();
  });

  test('where others are declared and no key contradicts it', () => {
    expect(installed(NOTHING, os(17763), asset('edge'), 'firefox').state).toBe(false);
    const found = registryOf([client('HKLM', 'Firefox-308046B0AF4A39CB')]);
    expect(installed(found, os(17763), asset('edge'), 'firefox').state).toBe(true);
  });

  test('is not said where nothing says so', () => {
    expect(installed(NOTHING, os(null), null, 'chrome').state).toBeNull();
  });
});

describe('a browser that is not known', () => {
  test('is seen where it registered itself, for the machine or one user', () => {
    const registry = registryOf([
      client('HKLM', 'Brave'),
      client(`HKU\\${DOMAIN}-1105`, 'OperaStable'),
      { path: 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\App Paths\\vivaldi.exe' },
      { path: 'HKLM\\SOFTWARE\\WOW6432Node\\Clients\\StartMenuInternet\\Pale Moon' },
    ]);
    expect(
      otherBrowsers(registry)
        .map((o) => o.name)
        .sort(),
    ).toEqual(['Brave', 'OperaStable', 'Pale Moon', 'vivaldi.exe']);
  });

  test('is none of those that are, and no other program', () => {
    const names = [
      'IEXPLORE.EXE',
      'Microsoft Edge',
      'Google Chrome',
      'Google Chrome Beta',
      'Google Chrome.ABC',
      'Firefox-308046B0AF4A39CB',
      'VMWAREHOSTOPEN.EXE',
    ];
    const registry = registryOf([
      ...names.map((name) => client('HKLM', name)),
      { path: 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\App Paths\\excel.exe' },
    ]);
    expect(otherBrowsers(registry)).toEqual([]);
  });
});
