import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSum, differs, isSums, missingFiles, parseSums } from '../../src/bundle/sums.ts';

const A = 'a'.repeat(64);
const B = 'B'.repeat(64);

describe('told by content', () => {
  test.each([
    ['text mode', `${A}  PC01/net-share.txt\n`],
    ['binary mode, CRLF', `${A} *PC01\\net-share.txt\r\n${B} *PC01\\lsa.reg\r\n`],
    ['blank lines', `\n${A}  a\n\n`],
    ['an escaped name', `\\${A}  a\\nb\n`],
  ])('%s', (_name, text) => {
    expect(isSums(text)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['only blank lines', '\n\n'],
    ['a shorter hash', `${'a'.repeat(63)}  a\n`],
    ['no name', `${A}  \n`],
    ['a line of something else', `${A}  a\nhttp_access deny all\n`],
    ["BSD's form", `SHA256 (a) = ${A}\n`],
  ])('not %s', (_name, text) => {
    expect(isSums(text)).toBe(false);
  });
});

describe('names', () => {
  test('stand below the folder of the list, with / between the parts', () => {
    const sums = parseSums(`${A} *sub\\Lsa.reg\r\n${B}  ./net share.txt\r\n`, 'PC01');
    expect([...sums.values()]).toEqual([
      { file: 'PC01/sub/Lsa.reg', sha256: A },
      { file: 'PC01/net share.txt', sha256: B.toLowerCase() },
    ]);
  });

  test('are found whatever their case, as tools on Windows write them differently', () => {
    const sums = parseSums(`${A}  PC01/Lsa.REG\n`, '');
    expect(checkSum(sums, 'pc01/lsa.reg', A)).toBe('verified');
    expect(checkSum(sums, 'PC01/Lsa.REG', A)).toBe('verified');
  });

  test('the later of two lines for one file counts', () => {
    expect(checkSum(parseSums(`${A}  a\n${B}  a\n`, ''), 'a', B.toLowerCase())).toBe('verified');
  });
});

describe('a file', () => {
  const sums = parseSums(`${A}  a\n`, '');

  test('is verified by its hash alone', () => {
    expect(checkSum(sums, 'a', A)).toBe('verified');
    expect(checkSum(sums, 'a', 'c'.repeat(64))).toBe('different');
    expect(checkSum(sums, 'b', A)).toBe('unlisted');
  });

  test('that differs carries policy; one that is missing is told by the name it was listed with', () => {
    expect(differs('a').policy).toBe(true);
    const listed = parseSums(`${A}  PC01/B.txt\n${A}  PC01/A.txt\n${A}  PC01/here\n`, '');
    const missing = missingFiles(listed, new Set(['pc01/here']));
    expect(missing.map((p) => p.file)).toEqual(['PC01/A.txt', 'PC01/B.txt']);
  });
});

test('what sha256sum writes is read back', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_ .$-]*[A-Za-z0-9]$/).filter((n) => !n.startsWith('./'));
  fc.assert(
    fc.property(fc.uint8Array(), name, (bytes, file) => {
      const hash = createHash('sha256').update(bytes).digest('hex');
      expect(isSums(`${hash}  ${file}\n`)).toBe(true);
      expect(checkSum(parseSums(`${hash}  ${file}\n`, 'PC01'), `PC01/${file}`, hash)).toBe('verified');
    }),
  );
});
