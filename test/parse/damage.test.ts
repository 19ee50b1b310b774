import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../src/model/evidence.ts';
import type { ReadEvidence } from '../../src/parse/read.ts';
import { readFiles } from '../../src/parse/read.ts';
import { CONTEXT, fromBytes } from '../evidence.ts';

const bytes = (...parts: readonly (string | Uint8Array)[]): Uint8Array =>
  Buffer.concat(parts.map((p) => (typeof p === 'string' ? Buffer.from(p, 'utf8') : p)));

const readAll = (files: readonly Evidence[]): Promise<readonly ReadEvidence[]> =>
  readFiles(files, { pacEngine: null, asOf: CONTEXT.asOf });

async function readOne(file: string, data: Uint8Array): Promise<ReadEvidence> {
  const [read] = await readAll([fromBytes(file, data)]);
  if (!read) throw new Error('nothing was read');
  return read;
}

const policyOf = (read: ReadEvidence): string[] =>
  read.problems.filter((p) => p.policy).map((p) => p.message.en);

const REG = 'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Uchibori]\r\n';
const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le');

describe('damage that any text shows', () => {
  test('none in a whole file', async () => {
    const read = await readOne('PC01/a.reg', utf16(`${REG}"名前"="値"\r\n\r\n`));
    expect(read.kind).toBe('reg-export');
    expect(policyOf(read)).toEqual([]);
  });

  test.each([
    ['a block of NULs at the end', bytes(REG, '"A"="1"\r\n\r\n', new Uint8Array(12))],
    ['UTF-16 appended to a byte text', bytes(REG, Buffer.from('"A"="1"\r\n\r\n', 'utf16le'))],
  ])('%s', async (_name, data) => {
    expect(policyOf(await readOne('PC01/a.reg', data))).toContainEqual(expect.stringContaining('NUL'));
  });

  test('the line of the first NUL is told', async () => {
    const { problems } = await readOne('PC01/a.reg', bytes(`${REG}"A"="1\0"\r\n\r\n`));
    expect(problems.find((p) => p.policy)?.line).toBe(4);
  });

  test.each([
    ['an odd number of bytes in UTF-16', utf16(`${REG}"A"="1"\r\n\r\n`).subarray(0, -1)],
    ['half a character in UTF-8', bytes(`${REG}"名前"="値`).subarray(0, -1)],
  ])('%s: the file is cut', async (_name, data) => {
    const read = await readOne('PC01/a.reg', data);
    expect(read.intact).toBe('cut');
    expect(policyOf(read)).toContainEqual(expect.stringContaining('inside a character'));
  });

  test('an encoding that is not known is told, and keeps nothing from passing', async () => {
    const read = await readOne(
      'PC01/a.reg',
      bytes(`${REG}"Nombre"="Descripci`, Buffer.of(0xa2), 'n"\r\n\r\n'),
    );
    expect(read.evidence.encoding).toBe('unknown-8bit');
    expect(read.problems.map((p) => p.message.en)).toContainEqual(expect.stringContaining('neither UTF-8'));
    expect(policyOf(read)).toEqual([]);
  });
});

const SQUID = 'http_port 3128\nacl office src 10.20.0.0/16\n';
const gapsOf = async (files: readonly Evidence[]) =>
  (await readAll(files)).flatMap((r) => r.sections.squid?.gaps.map((g) => g.because.en) ?? []);

describe('squid.conf and its lists, which Squid reads as bytes', () => {
  // 予 and 表 end in the byte of a backslash in CP932.
  const comment = (last: readonly number[]) =>
    bytes(SQUID, 'http_access allow office # ', Buffer.of(0x90, 0xdd, ...last), '\nhttp_access deny all\n');

  test('a comment in CP932 whose last character ends in a backslash takes in the next line', async () => {
    for (const last of [
      [0x97, 0x5c],
      [0x95, 0x5c, 0x0d],
    ]) {
      const file = fromBytes('px/squid.conf', comment(last));
      expect(file.encoding).toBe('cp932');
      expect(await gapsOf([file])).toEqual([expect.stringContaining('backslash')]);
    }
  });

  test('other characters, and lines that are comments alone, do not', async () => {
    const alone = bytes('# ', Buffer.of(0x90, 0xdd, 0x97, 0x5c), `\n${SQUID}http_access deny all\n`);
    expect(await gapsOf([fromBytes('px/squid.conf', comment([0x92, 0xe8]))])).toEqual([]);
    expect(await gapsOf([fromBytes('px/squid.conf', alone)])).toEqual([]);
  });

  test.each([
    ['UTF-16', utf16('.bad.example.test\n')],
    ['binary data', new Uint8Array(64)],
    ['a text with NULs', bytes('.bad.example.test\n.worse.example.test\n\0'.repeat(2))],
  ])(
    'a list that is %s counts as missing, and the file says nothing of an unknown kind',
    async (_name, list) => {
      const conf = bytes(`${SQUID}acl bad dstdomain "/etc/squid/bad.txt"\nhttp_access deny bad\n`);
      const files = [fromBytes('px/squid.conf', conf), fromBytes('px/bad.txt', list)];
      expect(await gapsOf(files)).toEqual([expect.stringContaining('/etc/squid/bad.txt')]);
      const [, read] = await readAll(files);
      expect(read?.kind).toBe('squid-list');
      expect(read?.problems.filter((p) => !p.policy)).toEqual([]);
    },
  );
});
