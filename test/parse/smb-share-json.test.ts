import { describe, expect, it } from 'vitest';
import type { Parsed } from '../../src/parse/parser.ts';
import { smbShareJson } from '../../src/parse/smb-share-json.ts';
import { fixture, fromText } from '../evidence.ts';
import { itIsAListParser, read, readFixture } from './list-parser.ts';

const sharesOf = (parsed: Parsed) => parsed.sections.shares?.shares ?? [];

describe('shares as JSON', () => {
  itIsAListParser({
    parser: smbShareJson,
    same: ['win32-ja.utf-16', 'win32-ja.cp932', 'smb-ps5', 'smb-ps7'].map(
      (name) => `smb-share-json/${name}.json`,
    ),
    items: (parsed) =>
      sharesOf(parsed).map((s) => `${s.name}|${s.path}|${s.type}|${String(s.administrative)}`),
    isComplete: (parsed) => parsed.sections.shares?.complete === true,
    noticesCut: true,
  });

  it('reads types and the administrative bit', async () => {
    const parsed = await readFixture('smb-share-json/win32-ja.cp932.json');
    expect(sharesOf(parsed).map((s) => [s.name, s.type, s.administrative, s.at.line])).toEqual([
      ['C$', 'disk', true, 2],
      ['IPC$', 'ipc', true, 10],
      ['ADMIN$', 'disk', true, 18],
      ['予算表', 'disk', false, 26],
      ['Laser3F', 'print', false, 34],
    ]);
  });

  it('one indented object is a list of one; on one line it may be the rest of more', async () => {
    const one = await readFixture('smb-share-json/one.json');
    expect([one.sections.shares?.complete, one.intact]).toEqual([true, 'cannot-tell']);
    const flat = JSON.stringify(JSON.parse(fixture('smb-share-json/one.json').text));
    for (const text of [`${flat}\n`, `${flat}\n${flat}\n`]) {
      const parsed = await read(fromText('host/x', text));
      expect(parsed.sections.shares?.complete).toBe(false);
      expect(parsed.problems.map((p) => p.policy)).toEqual([true]);
    }
  });

  it.each([
    [{ Type: -2147483648 }, 'disk', true],
    [{ Type: 2147483649, Path: 'Laser' }, 'print', true],
    [{ Type: 1 }, 'disk', false],
    [{ Type: 1, Path: '\\\\?\\D:\\x' }, 'disk', false],
    [{ Type: 3, Path: '' }, 'ipc', false],
    [{ Type: 1, ShareType: 'FileSystemDirectory', Path: 'Laser' }, 'disk', false],
    [{ Name: 'C$', Type: 1, Path: '' }, 'disk', true],
    [{ Name: 'admin$', ShareType: 'PrintQueue', Path: '' }, 'disk', true],
    [{ Name: 'IPC$', Type: 0 }, 'ipc', true],
    [{ Type: 7 }, 'disk', false],
    [{ ShareType: 'Surprise', Special: false }, 'disk', false],
    [{ ShareType: 'interprocesscommunication', Special: false, Path: '' }, 'ipc', false],
    [{ Special: true }, 'disk', true],
  ])('%j', async (properties, type, administrative) => {
    const text = JSON.stringify([{ Name: 'x', Path: 'D:\\x', ...properties }]);
    expect(sharesOf(await read(fromText('host/x', text)))).toMatchObject([{ type, administrative }]);
  });

  it('a share whose name or path did not decode is not understood', async () => {
    const text = fixture('smb-share-json/smb-ps7.json').text.replace('D:\\\\経理', 'D:\\\\\ufffd\ufffd');
    const parsed = await read(fromText('host/x', text));
    expect(sharesOf(parsed)).toHaveLength(4);
    expect(parsed.sections.shares?.complete).toBe(false);
    expect(parsed.problems.map((p) => [p.line, p.policy])).toEqual([[23, true]]);
  });
});
