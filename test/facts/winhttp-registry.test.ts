import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildRegistry } from '../../src/facts/registry.ts';
import { storedWinHttp } from '../../src/facts/winhttp-registry.ts';
import { INTERNET_SETTINGS } from '../../src/facts/wininet.ts';
import { at } from './builders.ts';

const key = `${INTERNET_SETTINGS}\\Connections`;

const stored = (data: Uint8Array) =>
  storedWinHttp(
    buildRegistry([
      {
        exported: [{ hive: 'HKLM', key, at: at(), complete: true, recursive: false }],
        writes: [
          {
            hive: 'HKLM',
            key,
            name: 'WinHttpSettings',
            op: 'set',
            type: 'REG_BINARY',
            data,
            layer: 'stored',
            source: 'reg-export',
            gpo: null,
            strength: 'stored',
            condition: null,
            at: at(),
          },
        ],
      },
    ]),
  );

const dword = (n: number): number[] => [n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >>> 24) & 255];
const text = (value: string): number[] => [...dword(value.length), ...Buffer.from(value, 'latin1')];
const settings = (flags: number, proxy: string, bypass: string): Uint8Array =>
  Uint8Array.from([...dword(0x28), ...dword(7), ...dword(flags), ...text(proxy), ...text(bypass)]);

const readBack = (data: Uint8Array) => {
  const fact = stored(data);
  return fact.known ? { proxy: fact.value.proxy, bypass: fact.value.bypass } : null;
};

test('a proxy and what bypasses it', () => {
  expect(readBack(settings(3, 'proxy01:8080', '<local>;*.example.test'))).toEqual({
    proxy: 'proxy01:8080',
    bypass: ['<local>', '*.example.test'],
  });
});

test('direct access', () => {
  expect(readBack(settings(1, '', ''))).toEqual({ proxy: null, bypass: [] });
});

test('flags that disagree with the text, and texts beyond the end, are not understood', () => {
  expect(readBack(settings(1, 'proxy01:8080', ''))).toBeNull();
  expect(readBack(settings(3, '', ''))).toBeNull();
  const whole = settings(3, 'proxy01:8080', '<local>');
  for (let n = 0; n < whole.length; n++) expect(readBack(whole.subarray(0, n))).toBeNull();
});

test('any bytes are understood or not, and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(typeof stored(bytes).known).toBe('boolean');
    }),
  );
});
