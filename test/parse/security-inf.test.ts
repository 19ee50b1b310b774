import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { seceditExport } from '../../src/parse/secedit-export.ts';
import { securityTemplate } from '../../src/parse/security-template.ts';
import { CONTEXT, fixture, fromBytes, fromText } from '../evidence.ts';

const GPO = '{5A0C3E11-7B42-4D0E-9C1A-0A2B3C4D5E6F}';
const parse = (evidence: Evidence): Parsed => {
  const parser = seceditExport.recognise(evidence) ? seceditExport : securityTemplate;
  return parser.parse(evidence, CONTEXT) as Parsed;
};
const writes = (parsed: Parsed) => parsed.sections.registry?.writes ?? [];
const security = (parsed: Parsed) => {
  if (!parsed.sections.security) throw new Error('no security section');
  return parsed.sections.security;
};
const rights = (parsed: Parsed) => security(parsed).rights.map((r) => [r.constant, r.principals]);

describe('secedit /export', () => {
  const parsed = parse(fixture('secedit-export/pc01/secpol.inf'));

  test('is what is in effect, and known to its end', () => {
    expect(parsed).toMatchObject({ kind: 'secedit-export', intact: 'yes', problems: [] });
    expect(security(parsed).layer).toBe('effective');
    expect(security(parsed).sections).toEqual([
      'unicode',
      'system access',
      'event audit',
      'registry values',
      'privilege rights',
    ]);
  });

  test('gives rights by SID and by name, and nobody for an empty one', () => {
    expect(rights(parsed)).toEqual([
      [
        'SeNetworkLogonRight',
        [
          { sid: 'S-1-5-32-544', name: null },
          { sid: 'S-1-5-32-555', name: null },
        ],
      ],
      [
        'SeDenyNetworkLogonRight',
        [
          { sid: null, name: '来客' },
          { sid: 'S-1-5-113', name: null },
          { sid: null, name: 'UCHIBORI\\保守 担当' },
        ],
      ],
      ['SeTcbPrivilege', []],
    ]);
  });

  test('gives registry values as stored, of every type', () => {
    expect(writes(parsed).map((w) => [w.key.split('\\').at(-1), w.name, w.type, w.data])).toEqual([
      ['Winlogon', 'CachedLogonsCount', 'REG_SZ', '0'],
      ['Winlogon', 'DefaultPassword', 'REG_SZ', '********'],
      ['System', 'LegalNoticeText', 'REG_MULTI_SZ', ['関係者以外', '使用禁止']],
      ['Lsa', 'DisableDomainCreds', 'REG_DWORD', 1],
      ['Lsa', 'FullPrivilegeAuditing', 'REG_BINARY', Uint8Array.from([0])],
      ['AllowedPaths', 'Machine', 'REG_MULTI_SZ', ['Software\\A', 'Software\\B']],
      ['SubSystems', 'optional', 'REG_MULTI_SZ', []],
    ]);
    expect(writes(parsed).every((w) => w.layer === 'stored' && w.hive === 'HKLM')).toBe(true);
  });

  test('keeps no password', () => {
    expect(JSON.stringify(parsed)).not.toContain('uchibori-lab');
  });

  test('gives account policy as written', () => {
    const names = new Map(security(parsed).systemAccess.map((a) => [a.name, a.value]));
    expect(names.get('NewGuestName')).toBe('来客');
    expect(names.get('LockoutDuration')).toBe('-1');
    expect(security(parsed).eventAudit).toHaveLength(9);
  });

  test.each(['utf16-no-bom', 'cp932', 'doubled-lines'])('(%s) is read in its encoding and layout', (name) => {
    const other = parse(fixture(`secedit-export/pc01/${name}.inf`));
    expect(other).toMatchObject({ kind: 'secedit-export', intact: 'yes', problems: [] });
    expect(writes(other)).toHaveLength(7);
  });

  test('without [Version] is cut, and the half line is not believed', () => {
    const cut = parse(fixture('secedit-export/cut/in-rights.inf'));
    expect(cut).toMatchObject({ kind: 'secedit-export', intact: 'cut' });
    expect(cut.problems.every((p) => p.policy)).toBe(true);
    expect(rights(cut).map(([name]) => name)).toEqual(['SeNetworkLogonRight']);
    expect(security(cut).sections).not.toContain('privilege rights');
  });

  test('that lacks any mark of an export is taken for a template', () => {
    const { text } = fixture('secedit-export/pc01/doubled-lines.inf');
    for (const mark of ['NewGuestName', 'EnableAdminAccount', 'AuditDSAccess', '[Privilege Rights]']) {
      const edited = parse(
        fromText('pc/x.inf', text.replace(mark, mark.startsWith('[') ? '[Strings]' : ';')),
      );
      expect(security(edited).layer).toBe('intended');
    }
    const swapped = text
      .replace('[Version]', '[Profile Description]')
      .replace('[Event Audit]', '[Version]\r\n[Event Audit]');
    expect(security(parse(fromText('pc/x.inf', swapped))).layer).toBe('intended');
  });
});

describe('a template', () => {
  const file = `security-template/sysvol/${GPO}/Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf`;
  const parsed = parse(fixture(file));

  test('is what a GPO intends', () => {
    expect(parsed).toMatchObject({ kind: 'security-template', intact: 'cannot-tell', problems: [] });
    expect(writes(parsed)).toMatchObject([
      { hive: 'HKLM', name: 'AutoShareWks', data: 0, layer: 'intended', gpo: { guid: GPO } },
    ]);
    expect(rights(parsed)[0]?.[1]).toEqual([
      { sid: 'S-1-5-21-1111111111-2222222222-3333333333-512', name: null },
      { sid: null, name: 'ドメイン, 管理' },
    ]);
  });

  test('gives groups and services', () => {
    expect(security(parsed).groups.map((g) => [g.group, g.relation, g.principals])).toEqual([
      [
        { sid: 'S-1-5-32-544', name: null },
        'members',
        [{ sid: 'S-1-5-21-1111111111-2222222222-3333333333-500', name: null }],
      ],
      [{ sid: null, name: 'UCHIBORI\\HelpDesk' }, 'memberOf', [{ sid: 'S-1-5-32-555', name: null }]],
      [{ sid: 'S-1-5-32-555', name: null }, 'members', []],
    ]);
    expect(security(parsed).services.map((s) => [s.name, s.start])).toEqual([
      ['LanmanServer', 4],
      ['RemoteRegistry', 4],
    ]);
  });

  test('closes a section by the next header only', () => {
    expect(security(parsed).sections).toContain('privilege rights');
    expect(security(parsed).sections).not.toContain('kerberos policy');
  });

  test('gives the Kerberos policy', () => {
    const text =
      '[Unicode]\r\nUnicode=yes\r\n[Kerberos Policy]\r\nMaxTicketAge = 10\r\n\\\r\n[Version]\r\nRevision=1\r\n';
    const odd = parse(fromText(`sysvol/${GPO}/Machine/GptTmpl.inf`, text));
    expect(security(odd).kerberos).toMatchObject([{ name: 'MaxTicketAge', value: '10', gpo: { guid: GPO } }]);
    expect(security(odd).sections).not.toContain('kerberos policy');
    expect(odd.problems).toMatchObject([{ line: 5, policy: true }]);
  });

  test('with lines it does not understand has no whole section around them', () => {
    const bad = parse(fixture('security-template/bad/GptTmpl.inf'));
    expect(bad.notUnderstood.map((l) => l.line)).toEqual([4, 7, 8, 13]);
    expect(bad.problems).toMatchObject([{ line: 4, policy: true }]);
    expect(security(bad).sections).toEqual(['unicode', 'version']);
    expect(rights(bad)).toEqual([['SeDenyBatchLogonRight', [{ sid: 'S-1-5-113', name: null }]]]);
  });
});

describe.each([
  'secedit-export/pc01/secpol.inf',
  `security-template/sysvol/${GPO}/Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf`,
])('a cut of %s', (name) => {
  test('at any byte changes nothing it still says and closes no section early', () => {
    const whole = fixture(name);
    const full = parse(whole);
    const wholeRights = new Map(security(full).rights.map((r) => [r.constant, r.principals]));
    const wholeData = new Map(writes(full).map((w) => [`${w.key}\\${w.name}`, w.data]));
    for (let n = 0; n < whole.bytes.length; n++) {
      const parsed = parse(fromBytes(whole.file, whole.bytes.subarray(0, n)));
      for (const r of security(parsed).rights) expect(r.principals).toEqual(wholeRights.get(r.constant));
      for (const w of writes(parsed)) expect(w.data).toEqual(wholeData.get(`${w.key}\\${w.name}`));
      if (security(parsed).sections.includes('privilege rights'))
        expect(rights(parsed)).toEqual(rights(full));
      if (full.kind === 'secedit-export' && parsed.kind === full.kind && parsed.intact === 'yes') {
        expect(writes(parsed)).toEqual(writes(full));
      }
    }
  });
});

test('a line that is not understood shows no password', () => {
  const line = 'MACHINE\\Software\\Winlogon\\DefaultPassword=9,"uchibori-lab"';
  const parsed = parse(fromText('x/y.inf', `[Registry Values]\r\n${line}\r\n${line}`));
  expect(parsed.notUnderstood).toHaveLength(2);
  expect(JSON.stringify(parsed)).not.toContain('uchibori-lab');
});

test('no text makes it throw', () => {
  const bits = fc.constantFrom(
    '[',
    ']',
    '[Privilege Rights]\n',
    '[Registry Values]\n',
    'Se',
    'MACHINE\\a\\b',
    '=',
    '4,',
    '"',
    ',',
    '*S-1-',
    '\n',
    '__Members',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(bits, fc.string())), (parts) => {
      expect(parse(fromText('x/y.inf', `[Version]\n${parts.join('')}`)).kind).toBe('security-template');
    }),
  );
});
