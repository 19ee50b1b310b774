import { describe, expect, test } from 'vitest';
import { contentsOf } from '../../../src/facts/rsop/content.ts';
import type { GpoContent, Half } from '../../../src/facts/rsop/model.ts';
import { placeOf } from '../../../src/facts/rsop/place.ts';
import { auditCsv, securityTemplate } from '../../estate/directory/gpo-files.ts';
import { registryPol } from '../../estate/directory/registry-pol.ts';
import { type Files, guid, inSysvol, listing, listingsOf, read } from './policies.ts';
import { groupsXml, registryXml } from './random-gpos.ts';

const ID = guid(1);
const POL = registryPol([{ key: 'Software\\A', name: 'x', data: 1 }]);
const GPT = '[General]\r\nVersion=65538\r\n';
const REGISTRY = inSysvol(ID, 'Machine/Registry.pol');

function held(files: Files, listings = listingsOf(files, [ID]), verified = true) {
  const { files: sections, states } = read(files, verified);
  return contentsOf(sections, listings, states);
}

const of = (files: Files, listings?: ReturnType<typeof listingsOf>, verified = true): GpoContent => {
  const content = held(files, listings, verified).get(ID);
  if (!content) throw new Error('no content');
  return content;
};

const gaps = (content: GpoContent, half: Half = 'machine') =>
  content[half].gaps.map((g) => [g.of, g.absenceOnly, g.because.en]);

describe('the place of a file', () => {
  test.each([
    [inSysvol(ID, 'Machine/Registry.pol'), 'sysvol', ID, 'machine', 'registry.pol'],
    [inSysvol(ID.toLowerCase(), 'USER/x/Y.xml'), 'sysvol', ID, 'user', 'x/y.xml'],
    [inSysvol(ID, 'gpt.ini'), 'sysvol', ID, null, 'gpt.ini'],
    [`b/${ID}/DomainSysvol/GPO/Machine/registry.pol`, 'backup', ID, 'machine', 'registry.pol'],
    ['pc01/Windows/System32/GroupPolicy/User/Registry.pol', 'local', null, 'user', 'registry.pol'],
  ])('%s', (file, origin, folder, half, path) => {
    expect(placeOf(file)).toMatchObject({ origin, folder, half, path });
  });

  test.each([
    'pc01/Registry.pol',
    `x/${ID}/Adm/system.adm`,
    `x/${ID}/gpreport.xml`,
    'x/Machine/Registry.pol',
  ])('%s is none of a GPO', (file) => expect(placeOf(file)).toBeNull());
});

describe('the content of a GPO', () => {
  const FILES: Files = {
    [inSysvol(ID, 'GPT.INI')]: GPT,
    [REGISTRY]: POL,
    [inSysvol(ID, 'Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf')]: securityTemplate({
      'Privilege Rights': ['SeDebugPrivilege = *S-1-5-32-544'],
      'Registry Values': ['MACHINE\\Software\\A\\y=4,1'],
    }),
    [inSysvol(ID, 'MACHINE/microsoft/windows nt/Audit/Audit.csv')]: auditCsv({ 15: 3 }),
    [inSysvol(ID, 'User/Preferences/Registry/Registry.xml')]: registryXml([
      { action: 'U', key: 'Software\\A', name: 'z', data: 1, targeted: false },
    ]),
    [inSysvol(ID, 'Machine/Preferences/Groups/Groups.xml')]: groupsXml([]),
  };

  test('is put together by half and extension, and its version is that of GPT.INI', () => {
    const content = of(FILES);
    expect(content).toMatchObject({ id: ID, listing: 'whole', version: { machine: 2, user: 1 } });
    expect(content.machine.files).toEqual([
      'registry.pol',
      'preferences/groups/groups.xml',
      'microsoft/windows nt/secedit/gpttmpl.inf',
      'microsoft/windows nt/audit/audit.csv',
    ]);
    expect(content.machine.registry.flatMap((s) => s.writes.map((w) => w.source))).toEqual([
      'registry-pol',
      'security-template',
    ]);
    expect(content.machine.audit).toHaveLength(1);
    expect(content.user.preferences.flatMap((s) => s.writes.map((w) => w.name))).toEqual(['z']);
    expect([...gaps(content), ...gaps(content, 'user')]).toEqual([]);
  });

  test('of a file that is listed and not there is not all known', () => {
    const { [REGISTRY]: _, ...rest } = FILES;
    const content = of(rest, listingsOf(FILES, [ID]));
    expect(gaps(content)).toEqual([['registry', false, expect.stringContaining('Machine/Registry.pol')]]);
    expect(gaps(content, 'user')).toEqual([]);
  });

  test.each([
    ['without a listing', new Map()],
    ['with a listing that is not whole', new Map([[ID, listing(ID, ['Machine/Registry.pol'], false)]])],
  ])('%s may have had more files', (_, listings) => {
    const content = of({ [REGISTRY]: POL }, listings);
    expect(gaps(content)).toEqual([['all', true, expect.stringContaining('not all files')]]);
    expect(gaps(content, 'user')).toEqual([['all', true, expect.stringContaining('not all files')]]);
  });

  test('that is not covered by SHA256SUMS may be cut where the format does not show it', () => {
    const content = of(FILES, undefined, false);
    expect(content.machine.gaps.map((g) => [g.of, g.absenceOnly])).toEqual([
      ['registry', true],
      ['security', true],
      ['audit', true],
    ]);
    expect(gaps(content, 'user')).toEqual([]);
  });

  test('that is cut or is no such file is open', () => {
    const cut = of({ [REGISTRY]: POL.subarray(0, POL.length - 4) });
    expect(gaps(cut)).toEqual([['registry', false, expect.stringContaining('damaged')]]);
    const other = of({ [REGISTRY]: 'hello' });
    expect(gaps(other)).toEqual([['registry', false, expect.stringContaining('cannot be read as')]]);
    expect(other.machine.files).toEqual([]);
  });

  test('a file of no bytes holds nothing where SHA256SUMS says so', () => {
    expect(gaps(of({ [REGISTRY]: '' }))).toEqual([]);
    expect(gaps(of({ [REGISTRY]: '' }, undefined, false))).toHaveLength(1);
  });

  test('of an export that stands in the place of a template is intended all the same', () => {
    const names = ['NewAdministratorName', 'NewGuestName', 'EnableAdminAccount', 'EnableGuestAccount'];
    const more =
      'LSAAnonymousNameLookup,AuditSystemEvents,AuditLogonEvents,AuditObjectAccess,AuditPrivilegeUse,AuditPolicyChange,AuditAccountManage,AuditProcessTracking,AuditDSAccess,AuditAccountLogon';
    const text = [
      '[Unicode]',
      'Unicode=yes',
      '[System Access]',
      ...[...names, ...more.split(',')].map((n) => `${n} = 0`),
    ];
    const rest = [
      '[Registry Values]',
      'MACHINE\\Software\\A\\y=4,1',
      '[Privilege Rights]',
      'SeDebugPrivilege = *S-1-5-32-544',
      '[Version]',
      'signature="$CHICAGO$"',
      'Revision=1',
      '',
    ];
    const content = of({
      [inSysvol(ID, 'Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf')]: [...text, ...rest].join('\r\n'),
    });
    expect(content.machine.security.map((s) => s.layer)).toEqual(['intended']);
    expect(content.machine.registry.flatMap((s) => s.writes)).toMatchObject([
      { layer: 'intended', source: 'security-template', strength: 'policy' },
    ]);
  });

  test('two copies of a folder cannot be told apart', () => {
    const content = of({ [REGISTRY]: POL, [`copy/Policies/${ID}/Machine/Registry.pol`]: POL });
    expect(gaps(content)).toContainEqual(['all', false, expect.stringContaining('several times')]);
  });

  test('a folder that does not exist, and one of which only the listing is here', () => {
    expect(of({}, new Map([[ID, listing(ID, null)]]))).toMatchObject({ listing: 'no-folder' });
    const content = of({}, new Map([[ID, listing(ID, ['User/registry.pol', 'User/comment.cmtx'])]]));
    expect(gaps(content, 'user')).toEqual([
      ['registry', false, expect.stringContaining('User/registry.pol')],
    ]);
    expect(gaps(content)).toEqual([]);
  });

  test('what is of no GPO, and a folder of which nothing is known, are no content', () => {
    const unknown = { ...listing(ID, null), complete: false, because: { ja: '', en: 'not listed' } };
    const other = `${ID}_NTFRS_000a1b2c`;
    const listings = new Map([
      [ID, unknown],
      [other, listing(other, ['Machine/Registry.pol'])],
      ['PolicyDefinitions', listing('PolicyDefinitions', ['a.admx'])],
    ]);
    expect([...held({}, listings).keys()]).toEqual([]);
  });

  test('local policy has no id', () => {
    const content = held({ 'pc01/Windows/System32/GroupPolicy/Machine/Registry.pol': POL }, new Map());
    expect([...content.keys()]).toEqual([null]);
    expect(content.get(null)?.machine.gaps).toEqual([]);
  });
});

describe('a backup', () => {
  const FOLDER = guid(9);
  const file = `b/${FOLDER}/DomainSysvol/GPO/Machine/Registry.pol`;
  const NS = 'xmlns="http://www.microsoft.com/GroupPolicy/GPOOperations/Manifest"';
  const inst = (id: string, folder: string): string =>
    `<BackupInst ${NS}><GPOGuid><![CDATA[${id}]]></GPOGuid><ID><![CDATA[${folder}]]></ID><GPODisplayName>n</GPODisplayName></BackupInst>`;
  const backup = (files: readonly string[]): string =>
    `<?xml version="1.0"?><GroupPolicyBackupScheme bkp:version="2.0" xmlns:bkp="http://www.microsoft.com/GroupPolicy/GPOOperations" xmlns="http://www.microsoft.com/GroupPolicy/GPOOperations"><GroupPolicyObject><GroupPolicyCoreSettings><ID>${ID}</ID><DisplayName>n</DisplayName><UserVersionNumber>0</UserVersionNumber><MachineVersionNumber>196611</MachineVersionNumber></GroupPolicyCoreSettings>${files.map((f) => `<FSObjectFile bkp:Location="DomainSysvol\\GPO\\${f}"/>`).join('')}</GroupPolicyObject></GroupPolicyBackupScheme>`;

  test.each([
    ['bkupInfo.xml', `b/${FOLDER}/bkupInfo.xml`, inst(ID, FOLDER)],
    ['Backup.xml', `b/${FOLDER}/Backup.xml`, backup([])],
    [
      'manifest.xml',
      'b/manifest.xml',
      `<Backups ${NS}>${inst(ID, FOLDER)}${inst(guid(3), guid(8))}</Backups>`,
    ],
  ])('is of the GPO that %s names', (_, path, text) => {
    const content = held({ [file]: POL, [path]: text }, new Map());
    expect([...content.keys()]).toEqual([ID]);
  });

  test('of which nothing tells the GPO keeps the name of its folder, and so one that is told two ways', () => {
    expect([...held({ [file]: POL }, new Map()).keys()]).toEqual([FOLDER]);
    const two = {
      [file]: POL,
      [`b/${FOLDER}/bkupInfo.xml`]: inst(guid(2), FOLDER),
      [`b/${FOLDER}/Backup.xml`]: backup([]),
    };
    expect([...held(two, new Map()).keys()]).toEqual([FOLDER]);
  });

  test('holds the files that Backup.xml lists, and its version', () => {
    const text = backup(['Machine\\Registry.pol', 'Machine\\Preferences\\Registry\\Registry.xml']);
    const content = of({ [file]: POL, [`b/${FOLDER}/Backup.xml`]: text }, new Map());
    expect(content).toMatchObject({ listing: 'whole', version: { machine: 3, user: 0 } });
    expect(gaps(content)).toEqual([['preferences', false, expect.stringContaining('Registry.xml')]]);
  });

  test('gives way to SYSVOL', () => {
    const files = { [file]: registryPol([]), [`b/${FOLDER}/Backup.xml`]: backup([]), [REGISTRY]: POL };
    const content = of(files, listingsOf(files, [ID]));
    expect(content.machine.registry.flatMap((s) => s.writes)).toHaveLength(1);
    expect(gaps(content)).toEqual([]);
  });
});
