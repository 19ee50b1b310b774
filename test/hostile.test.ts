/** Evidence is hostile: each of these gets one clear line, and the rest of the scan goes on. */
import { ftruncateSync, openSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportFiles } from './estate/files.ts';
import { goodHost } from './estate/state.ts';
import { cli, folderOf } from './run-cli.ts';

const good = (): Record<string, Uint8Array> =>
  Object.fromEntries(
    Object.entries(exportFiles(goodHost('PC1'), { locale: 'ja', filler: null })).map(([p, b]) => [
      `PC1/${p}`,
      b,
    ]),
  );

const POL_HEAD = Buffer.from('505265670100000', 'hex');
const deep = (n: number): string => `<?xml version="1.0"?><Groups>${'<a>'.repeat(n)}`;
const BOMB = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "${'a'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]><Groups>&b;</Groups>`;

/** Adds one hostile file to a good host; the good host's own verdict must stand, and the run must end well. */
function scanWith(extra: Record<string, string | Uint8Array>, prepare: (folder: string) => void = () => {}) {
  const folder = folderOf({ ...good(), ...extra });
  prepare(folder);
  const result = cli([
    'scan',
    folder,
    '--control',
    'E-7b',
    '--as-of',
    '2026-11-01',
    '--lang',
    'en',
    '--format',
    'table',
  ]);
  expect([0, 1, 2], result.stderr).toContain(result.status);
  expect(result.stderr).toBe('');
  expect(result.stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  return result;
}

test.each([
  ['a Registry.pol that is only its head', { 'PC1/Machine/Registry.pol': POL_HEAD }],
  [
    'a Registry.pol whose sizes lie',
    {
      'PC1/Machine/Registry.pol': Buffer.concat([
        Buffer.from('5052656701000000', 'hex'),
        Buffer.from('[A\0;B\0;', 'utf16le'),
        Buffer.from('04000000', 'hex'),
        Buffer.from(';', 'utf16le'),
        Buffer.from('ffffffff', 'hex'),
        Buffer.from(';', 'utf16le'),
      ]),
    },
  ],
  ['a document type with entities', { 'PC1/Groups.xml': BOMB }],
  ['200,000 levels of XML', { 'PC1/Groups.xml': deep(200_000) }],
  ['200,000 levels of JSON', { 'PC1/a.json': '['.repeat(200_000) }],
  ['200,000 levels of JSON objects', { 'PC1/a.json': '{"Name":'.repeat(200_000) }],
  ['NUL bytes in text', { 'PC1/share2.txt': 'Share name   Resource\0\0\0Remark\r\n\0\0\0' }],
  ['only NUL bytes', { 'PC1/zero.bin': new Uint8Array(100_000) }],
  [
    'terminal escapes and line breaks in names',
    { 'PC1/\u001b[31mred\nline.reg': 'REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\\u001b[2J]\r\n' },
  ],
  [
    'terminal escapes in values',
    {
      'PC1/esc.reg':
        'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\X]\r\n"\u001b]0;owned\u0007"="\u202e"\r\n\r\n',
    },
  ],
  ['an 8 MB single line', { 'PC1/line.txt': 'A'.repeat(8_000_000) }],
  [
    'a regular expression trap in a share list',
    {
      'PC1/s.txt': `Share name   Resource                        Remark\r\n\r\n${'-'.repeat(79)}\r\n${`${' '.repeat(2000)}x\r\n`.repeat(50)}`,
    },
  ],
  ['an empty file', { 'PC1/empty.reg': '' }],
])('%s', (_name, extra) => {
  expect(scanWith(extra as Record<string, string | Uint8Array>).stdout).toContain('E-7b');
});

test('symbolic links are told and not followed, loops included', () => {
  const { stdout } = scanWith({}, (folder) => {
    symlinkSync('..', join(folder, 'PC1/loop'));
    symlinkSync('/etc/passwd', join(folder, 'PC1/passwd.txt'));
    symlinkSync('nowhere', join(folder, 'PC1/dangling'));
  });
  expect(stdout).toContain('PC1/loop');
  expect(stdout).toContain('a symbolic link is not followed');
});

test('a file of 1 GB is hashed, listed and not parsed', () => {
  const { stdout } = scanWith({}, (folder) =>
    ftruncateSync(openSync(join(folder, 'PC1/huge.txt'), 'w'), 1024 ** 3),
  );
  expect(stdout).toContain('PC1/huge.txt');
  expect(stdout).toContain('over the limit');
});
