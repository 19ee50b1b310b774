import { describe, expect, it } from 'vitest';
import { gpoBackupXml } from '../../src/parse/gpo-backup-xml.ts';
import { fixture, fromText } from '../evidence.ts';
import { parsed, parsedText, withstandsDamage } from './policy-report-damage.ts';

const NAMES = ['Backup', 'bkupInfo', 'manifest'];
const read = (name: string) => parsed(gpoBackupXml, fixture(`gpo-backup-xml/${name}.xml`));
const GPO = { guid: '{3C0F3A52-7B1D-4E0B-9C55-0A1B2C3D4E5F}', name: '端末強化' };

describe('files of a GPO backup', () => {
  it('are told by root and namespace', () => {
    for (const name of NAMES)
      expect(gpoBackupXml.recognise(fixture(`gpo-backup-xml/${name}.xml`))).toBe(true);
    expect(gpoBackupXml.recognise(fromText('a.xml', '<Backups><x/></Backups>'))).toBe(false);
  });

  it.each(['Backup', 'bkupInfo'])('%s names its GPO and holds no policy', async (name) => {
    const p = await read(name);
    expect(p.sections.gpo).toMatchObject({ ...GPO, cpasswords: [], preferencesRead: false });
    expect(Object.keys(p.sections)).toEqual(['gpo']);
    expect(p.intact).toBe('yes');
    expect(p.lines.notUnderstood).toBe(0);
  });

  it('a manifest of several GPOs names none of them alone', async () => {
    const p = await read('manifest');
    expect(p.sections.gpo).toMatchObject({ guid: null, name: null });
    expect(p.lines.understood).toBe(2);
  });

  it('a whole manifest lists the folders of its backups, a cut one or one without ids does not', async () => {
    const { text } = fixture('gpo-backup-xml/manifest.xml');
    const folders = async (t: string) => (await parsedText(gpoBackupXml, t)).sections.gpo?.backups;
    expect(await folders(text)).toEqual([
      '{0B1C2D3E-4F50-4162-8374-95A6B7C8D9E0}',
      '{1B1C2D3E-4F50-4162-8374-95A6B7C8D9E0}',
    ]);
    expect(await folders(text.slice(0, -5))).toBeUndefined();
    expect(await folders(text.replace(/<ID>.*?<\/ID>/, ''))).toBeUndefined();
  });

  it('a manifest tells which GPO each folder holds', async () => {
    expect((await read('manifest')).sections.gpo?.instances?.map((i) => i.folder)).toEqual([
      '{0B1C2D3E-4F50-4162-8374-95A6B7C8D9E0}',
      '{1B1C2D3E-4F50-4162-8374-95A6B7C8D9E0}',
    ]);
  });

  it('a whole Backup.xml tells versions, extensions and files', async () => {
    const { text } = fixture('gpo-backup-xml/Backup.xml');
    const settings = (more: string) =>
      text
        .replace(
          /<(User|Machine)(VersionNumber|ExtensionGuids)>.*?<\/\1\2>|<(?:User|Machine)ExtensionGuids\/>/g,
          '',
        )
        .replace('</GroupPolicyCoreSettings>', `${more}</GroupPolicyCoreSettings>`);
    const backup = async (t: string) => (await parsedText(gpoBackupXml, t)).sections.gpo?.backup;
    const told = settings(
      '<UserVersionNumber>0</UserVersionNumber><MachineVersionNumber>131074</MachineVersionNumber><UserExtensionGuids/><MachineExtensionGuids>[{35378eac-683f-11d2-a89a-00c04fbbcfa2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}]</MachineExtensionGuids>',
    );
    expect(await backup(told)).toMatchObject({
      version: { machine: 2, user: 0 },
      machineExtensions: ['{35378EAC-683F-11D2-A89A-00C04FBBCFA2}'],
      userExtensions: [],
    });
    expect(await backup(settings(''))).toMatchObject({ version: null, machineExtensions: null });
    expect(await backup(told.slice(0, -5))).toBeUndefined();
  });

  it('a whole Backup.xml lists the Preferences files of the backup', async () => {
    const { text } = fixture('gpo-backup-xml/Backup.xml');
    const more = text.replace(
      '</GroupPolicyExtension>',
      '<FSObjectFile bkp:Path="%GPO_MACH_FSPATH%\\Preferences\\Groups\\Groups.xml" bkp:Location="DomainSysvol\\GPO\\Machine\\Preferences\\Groups\\Groups.xml"/></GroupPolicyExtension>',
    );
    const files = async (t: string) => (await parsedText(gpoBackupXml, t)).sections.gpo?.preferenceFiles;
    expect(await files(text)).toEqual([]);
    expect(await files(more)).toEqual(['DomainSysvol/GPO/Machine/Preferences/Groups/Groups.xml']);
    expect(await files(more.slice(0, -5))).toBeUndefined();
  });

  it('notes a WMI filter and a disabled half', async () => {
    const p = await read('Backup');
    expect(p.problems.map((x) => x.policy)).toEqual([false, false]);
    expect(p.problems[0]?.message.en).toMatch(/WMI filter/);
    expect(p.problems[1]?.message.en).toMatch(/disabled/);
  });

  it('counts an instance without a GUID as not understood', async () => {
    const { text } = fixture('gpo-backup-xml/bkupInfo.xml');
    const p = await parsedText(gpoBackupXml, text.replace(/<GPOGuid>.*<\/GPOGuid>/, ''));
    expect(p.lines).toMatchObject({ understood: 0, notUnderstood: 1 });
  });

  withstandsDamage(
    gpoBackupXml,
    fixture('gpo-backup-xml/Backup.xml'),
    '<GroupPolicyBackupScheme xmlns="http://www.microsoft.com/GroupPolicy/GPOOperations">',
    '</GroupPolicyBackupScheme>',
    false,
  );
});
