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
    expect(p.sections).toEqual({});
    expect(p.lines.understood).toBe(2);
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
