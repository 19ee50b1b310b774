import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { listFiles, listTargets, readFile, readHead } from '../../src/collect/files.ts';

const whenRead = vi.hoisted(() => ({ act: (): void => {} }));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  const readSync = (...args: Parameters<typeof real.readSync>): number => {
    whenRead.act();
    return real.readSync(...args);
  };
  return { ...real, readSync };
});

const folder = mkdtempSync(join(tmpdir(), 'uchibori-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const put = (path: string, text: string): string => {
  const absolute = join(folder, path);
  mkdirSync(join(absolute, '..'), { recursive: true });
  writeFileSync(absolute, text);
  return absolute;
};

test('a file that grows while it is read is told, not parsed', () => {
  const absolute = put('a/grows.txt', 'x'.repeat(1000));
  whenRead.act = () => {
    appendFileSync(absolute, 'more');
  };
  const read = readFile({ file: 'a/grows.txt', absolute });
  whenRead.act = () => {};
  expect(read.ok).toBe(false);
  expect(!read.ok && read.problem.message.en).toContain('changed while it was read');
});

test('a file that shrinks while it is read is told, not parsed', () => {
  const absolute = put('a/shrinks.txt', 'x'.repeat(1000));
  whenRead.act = () => {
    writeFileSync(absolute, 'x');
  };
  const read = readFile({ file: 'a/shrinks.txt', absolute });
  whenRead.act = () => {};
  expect(read.ok).toBe(false);
});

test('a file that stands still is read whole', () => {
  const read = readFile({ file: 'a/still.txt', absolute: put('a/still.txt', 'still') });
  expect(read.ok && Buffer.from(read.bytes).toString()).toBe('still');
});

test('a folder of folders names targets; a folder of files is one target', () => {
  put('estate/pc2/x.txt', 'x');
  put('estate/pc1/sub/y.txt', 'y');
  expect(listTargets(join(folder, 'estate')).map((t) => t.name)).toEqual(['pc1', 'pc2']);
  expect(listTargets(join(folder, 'estate/pc2')).map((t) => t.name)).toEqual(['pc2']);
  const [pc1] = listTargets(join(folder, 'estate'));
  expect(pc1 && listFiles(pc1).files.map((f) => f.file)).toEqual(['pc1/sub/y.txt']);
});

test('the head of a long file ends with a line', () => {
  const absolute = put('long.txt', `${'あ'.repeat(100)}\n`.repeat(100));
  const head = Buffer.from(readHead({ file: 'long.txt', absolute })).toString();
  expect(head.endsWith('\n')).toBe(true);
  expect(head).not.toContain('\ufffd');
});
