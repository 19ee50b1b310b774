import { describe, expect, it } from 'vitest';
import { listenersJson } from '../../src/parse/listeners-json.ts';
import { netstat } from '../../src/parse/netstat.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { servicesCsv } from '../../src/parse/services-csv.ts';
import { servicesJson } from '../../src/parse/services-json.ts';
import { tasksCsv } from '../../src/parse/tasks-csv.ts';
import { tasksJson } from '../../src/parse/tasks-json.ts';
import { fixture, fromText } from '../evidence.ts';
import { itIsAListParser, read, readFixture } from './list-parser.ts';

const services = (parsed: Parsed) => parsed.sections.services?.items ?? [];
const serviceItems = (parsed: Parsed): readonly string[] =>
  services(parsed).map((s) => `${s.name}|${s.displayName}|${s.state}|${s.start}`);
const listeners = (parsed: Parsed) => parsed.sections.listeners?.items ?? [];
const tasks = (parsed: Parsed) => parsed.sections.tasks?.items ?? [];
const taskItems = (parsed: Parsed): readonly string[] =>
  tasks(parsed).map((t) => `${t.path}|${String(t.enabled)}|${t.runAs}`);

const STATES = [
  ['LanmanServer', 'running', 'automatic'],
  ['RemoteRegistry', 'stopped', 'disabled'],
  ['Spooler', 'stopped', 'manual'],
  ['Wcmsvc', 'other', 'automatic'],
];

describe('services as JSON', () => {
  const same = ['win32-ja.utf-16', 'win32-ja.cp932', 'get-service-ja.cp932'].map(
    (n) => `services-json/${n}.json`,
  );
  const isComplete = (parsed: Parsed): boolean => parsed.sections.services?.complete === true;
  itIsAListParser({ parser: servicesJson, same, items: serviceItems, isComplete, noticesCut: true });

  it.each(['win32-en.utf-8', 'get-service-en.utf-8', 'win32-ja.cp932', 'get-service-ja.cp932'])(
    '%s',
    async (name) => {
      const parsed = await readFixture(`services-json/${name}.json`);
      expect(services(parsed).map((s) => [s.name, s.state, s.start])).toEqual(STATES);
    },
  );
});

describe('services as CSV', () => {
  const same = ['win32-ja.utf-16', 'win32-ja.cp932', 'get-service-ja.cp932'].map(
    (n) => `services-csv/${n}.csv`,
  );
  const isComplete = (parsed: Parsed): boolean => parsed.sections.services?.complete === true;
  itIsAListParser({ parser: servicesCsv, same, items: serviceItems, isComplete, noticesCut: false });

  it.each(['win32-en.utf-8', 'get-service-en.utf-8', 'win32-ja.cp932', 'get-service-ja.cp932'])(
    '%s',
    async (name) => {
      const parsed = await readFixture(`services-csv/${name}.csv`);
      expect(services(parsed).map((s) => [s.name, s.state, s.start])).toEqual(STATES);
      expect(parsed.intact).toBe('cannot-tell');
    },
  );

  it('a row cut short is seen', async () => {
    const { text } = fixture('services-csv/win32-en.utf-8.csv');
    const parsed = await read(fromText('host/x', text.slice(0, -8)));
    expect(services(parsed)).toHaveLength(3);
    expect([parsed.intact, parsed.sections.services?.complete]).toEqual(['cut', false]);
  });

  it('the table of firewall rules is not one of services', () => {
    const head = 'Name,DisplayName,StartType,Status,Direction\r\na,b,c,d,e\r\n';
    expect(servicesCsv.recognise(fromText('host/x', head))).toBe(false);
  });
});

describe('netstat', () => {
  itIsAListParser({
    parser: netstat,
    same: ['netstat/ja.cp932.txt', 'netstat/ja.utf-16.txt', 'netstat/en.txt', 'netstat/de.txt'],
    items: (parsed) => listeners(parsed).map((l) => `${l.proto}|${l.address}|${l.port}|${l.pid}`),
    isComplete: (parsed) => parsed.sections.listeners?.complete === true,
    noticesCut: false,
  });

  it('keeps what listens, by its peer and not by a word', async () => {
    const parsed = await readFixture('netstat/de.txt');
    expect(listeners(parsed).map((l) => [l.proto, l.address, l.port, l.pid, l.at.line])).toEqual([
      ['tcp', '0.0.0.0', 135, 1012, 5],
      ['tcp', '0.0.0.0', 445, 4, 6],
      ['tcp', '::', 3389, 1300, 8],
      ['tcp', 'fe80::1c2d%7', 139, 4, 9],
      ['udp', '0.0.0.0', 137, 4, 10],
      ['udp', '::1', 1900, 2208, 11],
    ]);
    expect(parsed.intact).toBe('cannot-tell');
  });

  it('reads the programs of -b and leaves out what is only bound', async () => {
    const parsed = await readFixture('netstat/anob-en.txt');
    expect(listeners(parsed).map((l) => [l.port, l.process])).toEqual([
      [135, 'svchost.exe'],
      [445, null],
    ]);
    expect(parsed.lines.notUnderstood).toBe(0);
  });

  it('a damaged row is not overlooked', async () => {
    const text = fixture('netstat/en.txt').text.replace('0.0.0.0:445 ', '0.0.0.0:4x5 ');
    const parsed = await read(fromText('host/x', text));
    expect(parsed.lines.notUnderstood).toBe(1);
    expect(parsed.sections.listeners?.complete).toBe(false);
    expect(parsed.problems.map((p) => p.line)).toEqual([6]);
  });

  it('a row that is no address at all is not overlooked either', async () => {
    const parsed = await read(fromText('host/x', `${fixture('netstat/en.txt').text}  TCP    5985\r\n`));
    expect(parsed.sections.listeners?.complete).toBe(false);
  });

  it('netstat of other systems is not taken for it', () => {
    const linux = 'Active Internet connections\ntcp        0      0 0.0.0.0:22     0.0.0.0:*     LISTEN\n';
    expect(netstat.recognise(fromText('host/x', linux))).toBe(false);
  });
});

describe('listeners as JSON', () => {
  itIsAListParser({
    parser: listenersJson,
    same: ['listeners-json/ps5.utf-16.json', 'listeners-json/ps7.json'],
    items: (parsed) => listeners(parsed).map((l) => `${l.proto}|${l.address}|${l.port}|${l.pid}`),
    isComplete: (parsed) => parsed.sections.listeners?.complete === true,
    noticesCut: true,
  });

  it('tells UDP endpoints by their class and does not guess', async () => {
    expect(listeners(await readFixture('listeners-json/udp.json'))).toMatchObject([
      { proto: 'udp', port: 137 },
    ]);
    const bare = await read(fromText('host/x', '[{"LocalAddress":"::","LocalPort":53,"OwningProcess":1}]'));
    expect(listeners(bare)).toEqual([]);
    expect(bare.sections.listeners?.complete).toBe(false);
  });
});

describe('schtasks as CSV', () => {
  itIsAListParser({
    parser: tasksCsv,
    same: ['tasks-csv/ja.cp932.csv', 'tasks-csv/ja.utf-16.csv', 'tasks-csv/en.utf-8.csv'],
    items: taskItems,
    isComplete: (parsed) => parsed.sections.tasks?.complete === true,
    noticesCut: false,
  });

  it('repeated headings, several triggers and fields of several lines', async () => {
    const parsed = await readFixture('tasks-csv/ja.cp932.csv');
    expect(tasks(parsed).map((t) => [t.path, t.enabled, t.runAs, t.at.line])).toEqual([
      ['\\内堀 夜間バックアップ', true, 'UCHIBORI\\backup', 2],
      ['\\Microsoft\\Windows\\Defrag\\ScheduledDefrag', false, 'SYSTEM', 7],
    ]);
    expect(parsed.lines).toEqual({ understood: 4, irrelevant: 1, notUnderstood: 0 });
  });

  it('another language is read by column, without its words', async () => {
    expect(tasks(await readFixture('tasks-csv/fr.csv')).map((t) => [t.enabled, t.runAs])).toEqual([
      [null, 'UCHIBORI\\backup'],
      [null, 'SYSTEM'],
    ]);
  });

  it('the short form, and command lines with quotes', async () => {
    expect(taskItems(await readFixture('tasks-csv/short-ja.cp932.csv'))).toEqual([
      '\\内堀 夜間バックアップ|true|null',
      '\\古い処理|false|null',
    ]);
    expect(taskItems(await readFixture('tasks-csv/quotes-en.csv'))).toEqual(['\\Updater|null|null']);
  });

  it('keeps no command line, where a password may stand', async () => {
    const text = fixture('tasks-csv/en.utf-8.csv').text.replace(
      'D:\\tools\\backup.cmd',
      'net use /user:x p4ss',
    );
    expect(JSON.stringify(await read(fromText('host/x', text)))).not.toContain('p4ss');
  });
});

describe('Get-ScheduledTask', () => {
  itIsAListParser({
    parser: tasksJson,
    same: ['ps7-en', 'ps5-ja.utf-16', 'ps5-ja.cp932'].map((name) => `tasks-json/${name}.json`),
    items: taskItems,
    isComplete: (parsed) => parsed.sections.tasks?.complete === true,
    noticesCut: true,
  });

  it('joins path and name', async () => {
    expect(taskItems(await readFixture('tasks-json/ps5-ja.cp932.json'))).toEqual([
      '\\内堀 夜間バックアップ|true|backup',
      '\\Microsoft\\Windows\\Defrag\\ScheduledDefrag|false|SYSTEM',
    ]);
  });
});
