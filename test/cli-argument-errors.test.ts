/** Complaints about arguments, in the language asked for. */
import { expect, test } from 'vitest';
import { cli } from './run-cli.ts';

const said = (args: readonly string[], language: 'ja' | 'en'): string => {
  const { status, stderr } = cli([...args, '--lang', language]);
  expect(status).toBe(64);
  return stderr;
};

const RSOP = ['rsop', '--bundle', 'x'] as const;

test.each([
  [['rsop'], 'エラー: オプション --bundle <folder> は省けない\n'],
  [
    [...RSOP, '--format', 'xml'],
    'エラー: オプション --format <name> の値 xml は使えない。使えるもの: text, json\n',
  ],
  [[...RSOP, '--computr', 'y'], 'エラー: --computr というオプションはない\n(--computer のことか)\n'],
  [[...RSOP, 'a', 'b'], 'エラー: 引数が多すぎる (0 個のところに 2 個ある)\n'],
  [['scan'], 'エラー: 引数 evidence がない\n'],
])('%j', (args, ja) => {
  expect(said(args, 'ja')).toBe(ja);
  expect(said(args, 'en')).toMatch(/^error: [ -~]+\n/);
});
