import { describe, expect, it } from 'vitest';
import type { LocalGroup } from '../../src/facts/local-groups.ts';
import { localUsersJson } from '../../src/parse/local-users-json.ts';
import { localgroupJson } from '../../src/parse/localgroup-json.ts';
import { netLocalgroup } from '../../src/parse/net-localgroup.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { CONTEXT, fixture, fromText } from '../evidence.ts';
import { factsOf, itIsAListParser, read, readFixture } from './list-parser.ts';

const groupsOf = (parsed: Parsed): readonly LocalGroup[] => parsed.sections.localGroups?.groups ?? [];
const membersOf = (group: LocalGroup): readonly string[] =>
  group.members.map((m) => `${group.sid ?? group.name}|${m.sid}|${m.name}|${m.kind}|${m.origin}`);
const items = (parsed: Parsed): readonly string[] => groupsOf(parsed).flatMap(membersOf);
const allComplete = (parsed: Parsed): boolean =>
  groupsOf(parsed).length > 0 && groupsOf(parsed).every((g) => g.complete);

describe('net localgroup', () => {
  const same = ['net-localgroup/en.utf-8.txt', 'net-localgroup/ja.cp932.txt', 'net-localgroup/ja.utf-16.txt'];
  // A file may hold several groups, each with its own closing line, so a lost group is simply not there.
  itIsAListParser({ parser: netLocalgroup, same, items, isComplete: allComplete, noticesCut: false });

  it('names well-known groups and members by SID, and nobody else', async () => {
    const parsed = await readFixture('net-localgroup/ja.cp932.txt');
    expect(groupsOf(parsed).map((g) => [g.sid, g.name, g.members.length, g.at.line])).toEqual([
      ['S-1-5-32-544', 'Administrators', 6, 1],
      ['S-1-5-32-555', 'Remote Desktop Users', 2, 15],
      [null, '端末保守', 0, 25],
    ]);
    const [admins, remote] = groupsOf(parsed);
    expect(admins?.members.map((m) => [m.sid, m.name, m.origin])).toEqual([
      [null, 'Administrator', 'local'],
      [null, 'UCHIBORI\\Domain Admins', 'domain'],
      [null, 'UCHIBORI\\保守要員', 'domain'],
      ['S-1-5-11', 'NT AUTHORITY\\Authenticated Users', 'unknown'],
      [
        'S-1-5-21-1004336348-1177238915-682003330-1107',
        'S-1-5-21-1004336348-1177238915-682003330-1107',
        'unknown',
      ],
      [null, '予備 能登', 'local'],
    ]);
    expect(remote?.members.map((m) => m.sid)).toEqual([null, 'S-1-1-0']);
  });

  it('a group whose closing line is gone is not complete, wherever the text is cut', async () => {
    const { text } = fixture('net-localgroup/ja.cp932.txt');
    const whole = groupsOf(await netLocalgroup.parse(fromText('host/x', text), CONTEXT));
    for (let n = 0; n < text.length; n++) {
      const part = await netLocalgroup.parse(fromText('host/x', text.slice(0, n)), CONTEXT);
      for (const group of groupsOf(part).filter((g) => g.complete)) {
        expect(membersOf(group)).toEqual(whole.filter((g) => g.name === group.name).flatMap(membersOf));
      }
      expect(part.problems.length > 0).toBe(groupsOf(part).some((g) => !g.complete));
    }
  });

  it('a member whose name did not decode is counted and keeps the list from being whole', async () => {
    const text = fixture('net-localgroup/en.utf-8.txt').text.replace('保守要員', '\ufffd\ufffd要員');
    const parsed = await read(fromText('host/x', text));
    expect(groupsOf(parsed).map((g) => g.complete)).toEqual([false, true, true]);
    expect(parsed.lines.notUnderstood).toBe(1);
    expect(parsed.problems.map((p) => [p.line, p.policy])).toEqual([[9, true]]);
  });

  it('the output for the next group does not close the one before', async () => {
    const text = fixture('net-localgroup/en.utf-8.txt').text.replace(
      'The command completed successfully.\r\n',
      '',
    );
    const parsed = await read(fromText('host/x', text));
    expect(groupsOf(parsed).map((g) => g.complete)).toEqual([false, true, true]);
    expect(parsed.intact).toBe('cut');
  });
});

describe('local groups as JSON', () => {
  const same = ['localgroup-json/ps5-ja.utf-16.json', 'localgroup-json/ps5-ja.cp932.json'];
  itIsAListParser({ parser: localgroupJson, same, items, isComplete: allComplete, noticesCut: true });

  it('Windows PowerShell and PowerShell 7, Japanese and English, say the same', async () => {
    const [old, now] = await Promise.all([
      readFixture(same[0] ?? ''),
      readFixture('localgroup-json/ps7-en.json'),
    ]);
    expect(items(now)).toEqual(items(old));
    expect(groupsOf(now).map((g) => [g.sid, g.complete])).toEqual([
      ['S-1-5-32-544', true],
      ['S-1-5-32-555', true],
    ]);
    expect(groupsOf(now)[0]?.members[2]).toMatchObject({
      sid: 'S-1-5-21-2000478354-1708537768-1957994488-1104',
      name: 'UCHIBORI\\内堀 太郎',
      kind: 'user',
      origin: 'domain',
      at: { line: 16 },
    });
  });

  it('members without their group are no facts', async () => {
    const parsed = await readFixture('localgroup-json/no-group.json');
    expect(parsed.sections).toEqual({});
    expect(parsed.problems.map((p) => p.policy)).toEqual([true]);
    expect(parsed.problems[0]?.message.en).toContain('Group');
  });

  it('groups with Members: an empty list is empty, null is not known', async () => {
    const parsed = await readFixture('localgroup-json/with-members.json');
    expect(groupsOf(parsed).map((g) => [g.sid, g.members.length, g.complete])).toEqual([
      ['S-1-5-32-544', 3, true],
      ['S-1-5-32-546', 0, true],
      ['S-1-5-32-545', 0, false],
    ]);
  });

  it('is not taken for Active Directory, local users or firewall rules', () => {
    const not = (object: unknown) => localgroupJson.recognise(fromText('host/x', JSON.stringify([object])));
    expect(not({ distinguishedName: 'CN=x', name: 'x', objectClass: 'user', SID: 'S-1-5-32-544' })).toBe(
      false,
    );
    expect(not({ Name: 'x', SID: 'S-1-5-32-544', Enabled: true, ObjectClass: 'User' })).toBe(false);
    expect(not({ Name: 'x', Group: 'g', Direction: 1 })).toBe(false);
  });
});

describe('Get-LocalUser', () => {
  itIsAListParser({
    parser: localUsersJson,
    same: [
      'local-users-json/ps7-en.json',
      'local-users-json/ps5-ja.utf-16.json',
      'local-users-json/ps5-ja.cp932.json',
    ],
    items: (parsed) =>
      (parsed.sections.localGroups?.users?.list ?? []).map((u) => `${u.name}|${u.sid}|${String(u.enabled)}`),
    isComplete: (parsed) => parsed.sections.localGroups?.users?.complete === true,
    noticesCut: true,
  });

  it('keeps names, SIDs and whether an account is enabled', async () => {
    const parsed = await readFixture('local-users-json/ps5-ja.cp932.json');
    const list = parsed.sections.localGroups?.users?.list ?? [];
    expect(list.map((u) => [u.name, u.sid?.split('-').at(-1), u.enabled])).toEqual([
      ['Administrator', '500', false],
      ['Guest', '501', false],
      ['otori', '1001', true],
      ['保守', '1002', true],
    ]);
  });

  it('an account without a readable Enabled is not understood', async () => {
    const text = fixture('local-users-json/ps7-en.json').text.replace('"Enabled": true', '"Enabled": 2');
    const parsed = await read(fromText('host/x', text));
    expect(parsed.lines.notUnderstood).toBe(1);
    expect(parsed.sections.localGroups?.users?.complete).toBe(false);
    expect(factsOf(parsed)).toMatchObject({ localGroups: { users: { list: [{}, {}, { name: '保守' }] } } });
  });
});
