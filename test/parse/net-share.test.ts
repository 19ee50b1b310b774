import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netShare } from '../../src/parse/net-share.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { corpusFiles, corpusPresent } from '../corpus.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../evidence.ts';
import { itIsAListParser, read, readFixture } from './list-parser.ts';

const sharesOf = (parsed: Parsed) => parsed.sections.shares?.shares ?? [];
const namesOf = (parsed: Parsed): readonly string[] => sharesOf(parsed).map((s) => s.name);

describe('net share', () => {
  itIsAListParser({
    parser: netShare,
    same: ['net-share/en.utf-8.txt', 'net-share/ja.cp932.txt', 'net-share/ja.utf-16.txt'],
    items: (parsed) =>
      sharesOf(parsed).map((s) => `${s.name}|${s.path}|${s.type}|${String(s.administrative)}`),
    isComplete: (parsed) => parsed.sections.shares?.complete === true && parsed.intact === 'yes',
    noticesCut: true,
  });

  it('reads long names, long paths, wide characters and names with blanks', async () => {
    const parsed = await readFixture('net-share/ja.cp932.txt');
    expect(
      sharesOf(parsed).map((s) => [s.name, s.path, s.remark, s.type, s.administrative, s.at.line]),
    ).toEqual([
      ['C$', 'C:\\', 'Default share', 'disk', true, 5],
      ['D$', 'D:\\', 'Default share', 'disk', true, 6],
      ['IPC$', '', 'Remote IPC', 'ipc', true, 7],
      ['ADMIN$', 'C:\\Windows', 'Remote Admin', 'disk', true, 8],
      ['print$', 'C:\\Windows\\system32\\spool\\drivers', 'Printer Drivers', 'disk', false, 9],
      ['営業一課 共有フォルダー', 'D:\\共有\\営業一課', '', 'disk', false, 11],
      ['予算表', 'D:\\経理\\予算表', '機能別の構成', 'disk', false, 13],
      ['scan data', 'D:\\scan', 'Caching disabled', 'disk', false, 14],
      ['能登①', 'D:\\Ⅲ期', 'Ω', 'disk', false, 15],
      ['quarterly-reports-2026', 'E:\\archive\\quarterly\\reports\\2026-first-half', '', 'disk', false, 16],
    ]);
  });

  it('kanji whose second CP932 byte is a backslash are in the fixture', () => {
    const { bytes } = fixture('net-share/ja.cp932.txt');
    const trails = [...'表能予構'].filter((char) => fixture('net-share/ja.cp932.txt').text.includes(char));
    expect(trails).toHaveLength(4);
    expect(bytes.some((b, i) => b === 0x5c && (bytes[i - 1] ?? 0) >= 0x80)).toBe(true);
  });

  it('takes only a printer port for a printer', async () => {
    for (const name of ['net-share/printer-en.txt', 'net-share/printer-ja.cp932.txt']) {
      expect(sharesOf(await readFixture(name)).map((s) => s.type)).toEqual(['ipc', 'print', 'disk']);
    }
  });

  it('reads another language by layout, without being sure of its end', async () => {
    const parsed = await readFixture('net-share/de.txt');
    expect(namesOf(parsed)).toEqual(['C$', 'IPC$', 'Buchhaltung Nord']);
    expect(parsed.sections.shares?.complete).toBe(true);
    expect(parsed.intact).toBe('cannot-tell');
    const { text } = fixture('net-share/de.txt');
    const without = await read(fromText('host/x', text.replace(/Der Befehl.*\r\n/, '')));
    expect(without.sections.shares?.complete).toBe(false);
    expect(without.intact).toBe('cut');
  });

  it('an English or Japanese list needs its own closing sentence', async () => {
    const { text } = fixture('net-share/en.utf-8.txt');
    const other = await read(
      fromText('host/x', text.replace('The command completed', 'That command completed')),
    );
    expect(other.sections.shares?.complete).toBe(false);
    expect(other.problems.some((p) => p.policy)).toBe(true);
  });

  it('a byte that does not decode spoils a name but not a remark', async () => {
    const name = await readFixture('net-share/bad-name.cp932.txt');
    expect(namesOf(name)).toEqual(['C$']);
    expect(name.sections.shares?.complete).toBe(false);
    expect(name.lines.notUnderstood).toBe(1);
    expect(name.problems.map((p) => [p.line, p.policy])).toEqual([[6, true]]);
    const remark = await readFixture('net-share/bad-remark.cp932.txt');
    expect(namesOf(remark)).toEqual(['C$', 'design']);
    expect(remark.sections.shares?.complete).toBe(true);
    expect(remark.problems).toEqual([]);
  });

  it('two lists in one file are no list', async () => {
    const parsed = await readFixture('net-share/two-lists.txt');
    expect(parsed.sections).toEqual({});
    expect(parsed.problems.map((p) => p.policy)).toEqual([true]);
  });

  it('the prompt around the output is nothing', async () => {
    const parsed = await readFixture('net-share/prompt-en.txt');
    expect(namesOf(parsed)).toEqual(['IPC$']);
    expect(parsed.sections.shares?.complete).toBe(true);
  });

  it('a share after the closing sentence is not overlooked', async () => {
    const { text } = fixture('net-share/clean-ja.cp932.txt');
    const parsed = await read(
      fromText('host/x', `${text}C$           C:\\                             Default share\r\n`),
    );
    expect(parsed.problems.map((p) => p.policy)).toEqual([true]);
  });

  it('terminal escapes and NUL in a remark stay data', async () => {
    const text = fixture('net-share/en.utf-8.txt').text.replace(
      'Caching disabled',
      '\u001b]0;x\u0007\u0000end',
    );
    const parsed = await netShare.parse(fromText('host/x', text), CONTEXT);
    expect(sharesOf(parsed).find((s) => s.name === 'scan data')?.remark).toBe('\u001b]0;x\u0007\u0000end');
  });

  it('other tables of net are not share lists', () => {
    const view = '\r\nShared resources at \\\\fs01\r\n\r\nShare name  Type  Used as  Comment\r\n\r\n';
    const rule = `${'-'.repeat(79)}\r\n`;
    expect(netShare.recognise(fromText('host/x', `${view}${rule}data        Disk\r\n`))).toBe(false);
    const use = 'Status       Local     Remote                    Network\r\n\r\n';
    expect(netShare.recognise(fromText('host/x', `${use}${rule}`))).toBe(false);
  });

  it('a printed list reads back', async () => {
    const word = fc.stringMatching(/^[A-Za-z0-9_共有表能構-]{1,5}$/);
    const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
    const path = fc.array(word, { minLength: 1, maxLength: 8 }).map((parts) => `D:\\${parts.join('\\')}`);
    const share = fc.record({ name, path, remark: fc.oneof(fc.constant(''), word) });
    const unlike = fc.uniqueArray(share, { maxLength: 6, selector: (s) => s.name });
    await fc.assert(
      fc.asyncProperty(unlike, async (shares) => {
        const parsed = await netShare.parse(fromText('host/x', print(shares)), CONTEXT);
        expect(sharesOf(parsed).map(({ name, path, remark }) => ({ name, path, remark }))).toEqual(shares);
        expect(parsed.sections.shares?.complete).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

const width = (text: string): number => [...text].reduce((n, char) => n + (char > '\u007f' ? 2 : 1), 0);
const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)));

interface Printed {
  readonly name: string;
  readonly path: string;
  readonly remark: string;
}

/** Lays shares out as `net share` does. */
function print(shares: readonly Printed[]): string {
  const lines = shares.flatMap(({ name, path, remark }) => {
    const long = width(name) > 12;
    const start = pad(long ? '' : name, 13);
    const rows =
      width(path) > 31
        ? [start + path, ...(remark ? [pad('', 45) + remark] : [])]
        : [start + pad(path, 32) + remark];
    return long ? [name, ...rows] : rows;
  });
  const head = ['', `${pad('共有名', 13)}${pad('リソース', 32)}注釈`, '', '-'.repeat(79)];
  return `${[...head, ...lines, 'コマンドは正常に終了しました。', ''].join('\r\n')}\r\n`;
}

describe.skipIf(!corpusPresent)('net share from elsewhere (only where the corpus is present)', () => {
  const files = corpusFiles().filter((f) => f.group === 'd-shares');

  it.each(files.map((f) => [f.path, f.absolute]))('%s', async (_path, absolute) => {
    const evidence = fromBytes('host/x', readFileSync(absolute));
    expect(netShare.recognise(evidence)).toBe(true);
    const parsed = await read(evidence);
    expect(namesOf(parsed)).toContain('C$');
    expect(sharesOf(parsed).filter((s) => s.administrative).length).toBeGreaterThanOrEqual(3);
    expect(sharesOf(parsed).find((s) => s.name === 'IPC$')?.type).toBe('ipc');
    expect(parsed.sections.shares?.complete).toBe(evidence.encoding !== 'unknown-8bit');
  });
});
