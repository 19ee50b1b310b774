import { describe, expect, it } from 'vitest';
import { buildRegistry, setting } from '../../src/facts/registry.ts';
import { gpoReportXml } from '../../src/parse/gpo-report-xml.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { fixture, fromText } from '../evidence.ts';
import { parsed, parsedText, withstandsDamage } from './policy-report-damage.ts';

const read = (name: string): Promise<Parsed> => parsed(gpoReportXml, fixture(`gpo-report-xml/${name}.xml`));
const LSA = 'SYSTEM\\CurrentControlSet\\Control\\Lsa';
const INTERNET = 'Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const writes = (p: Parsed) => p.sections.registry?.writes ?? [];
const conditions = (p: Parsed): (string | undefined)[] => writes(p).map((w) => w.condition?.en);

describe('Get-GPOReport', () => {
  it('is told by its root and namespace', () => {
    for (const name of ['linked', 'all', 'resaved-utf8']) {
      expect(gpoReportXml.recognise(fixture(`gpo-report-xml/${name}.xml`))).toBe(true);
    }
    expect(gpoReportXml.recognise(fromText('a.xml', '<report><row/></report>'))).toBe(false);
    expect(gpoReportXml.recognise(fromText('a.xml', '<GPO/>'))).toBe(false);
  });

  it('reads a linked GPO with its name and GUID', async () => {
    const p = await read('linked');
    const gpo = { name: 'Tanmatsu-Kyoka', guid: '{3C0F3A52-7B1D-4E0B-9C55-0A1B2C3D4E5F}' };
    expect(p.sections.gpo).toMatchObject(gpo);
    expect(p.sections.security?.rights).toMatchObject([{ constant: 'SeDebugPrivilege', gpo }]);
    expect(writes(p).map((w) => [w.hive, w.name, w.data, w.strength])).toEqual([
      ['HKLM', 'DisableDomainCreds', 1, 'policy'],
      ['HKLM', 'AutoShareWks', 0, 'preference'],
      ['HKLM', 'SMB1', 255, 'preference'],
      ['HKCU', 'ProxyEnable', 1, 'preference'],
      ['HKCU', 'ProxyServer', 'proxy.naibu.example.test:8080', 'preference'],
    ]);
    expect(writes(p).every((w) => w.source === 'gpo-report-xml' && w.layer === 'intended')).toBe(true);
    expect(p.intact).toBe('yes');
    expect(p.lines).toEqual({ understood: 6, irrelevant: 3, notUnderstood: 0 });
  });

  it('leaves items under targeting open, and those without it not', async () => {
    const p = await read('linked');
    expect(conditions(p).map((c) => c !== undefined)).toEqual([false, false, true, false, false]);
    const added = p.sections.security?.groups;
    expect(added).toMatchObject([{ relation: 'memberOf', principals: [{ sid: 'S-1-5-32-544' }] }]);
  });

  it('tells that a stored password is there, and never what it is', async () => {
    const p = await read('linked');
    expect(p.sections.gpo).toMatchObject({
      cpasswords: [{ item: 'hoshu', userName: 'hoshu' }],
      preferencesRead: false,
    });
    expect(JSON.stringify(p)).not.toContain('ZmljdGlvbg');
  });

  it('reads a report that was saved again as UTF-8 alike', async () => {
    const [a, b] = [await read('linked'), await read('resaved-utf8')];
    const bare = (p: Parsed) =>
      JSON.parse(JSON.stringify(p.sections, (k, v) => (k === 'at' ? undefined : v)));
    expect(bare(b)).toEqual(bare(a));
  });

  it('takes nothing from a disabled half, and notes it', async () => {
    const p = await read('disabled-computer-half');
    expect(writes(p).map((w) => w.name)).toEqual(['ProxyEnable', 'ProxyServer']);
    expect(p.sections.security).toBeUndefined();
    expect(p.problems).toMatchObject([{ policy: false }]);
    expect(p.lines).toEqual({ understood: 1, irrelevant: 2, notUnderstood: 0 });
  });

  it.each([
    ['wmi-filter', /WMI filter \(Windows 11/],
    ['security-filter', /security groups/],
    ['not-linked', /no enabled link/],
  ])('leaves every statement of a GPO with %s open', async (name, why) => {
    const p = await read(name);
    expect(conditions(p)).toEqual([expect.stringMatching(why)]);
    expect(p.sections.security?.rights[0]?.condition?.en).toMatch(why);
  });

  it.each([
    ['SDDL', /<SDDL[^>]*>[^<]*<\/SDDL>/],
    ['FilterDataAvailable', /<FilterDataAvailable>true<\/FilterDataAvailable>/],
    ['LinksTo', /<LinksTo>[\s\S]*<\/LinksTo>/],
    ['Enabled', /<Enabled>true<\/Enabled>/],
  ])('is not surer of a report that lost its %s', async (_, part) => {
    const { text } = fixture('gpo-report-xml/linked.xml');
    const p = await parsedText(gpoReportXml, text.replace(part, ''));
    const machine = writes(p).filter((w) => w.hive === 'HKLM');
    expect(machine.length).toBe(3);
    expect(machine.every((w) => w.condition !== null)).toBe(true);
  });

  it('treats a denied apply right as a filter', async () => {
    const { text } = fixture('gpo-report-xml/linked.xml');
    const denied = text.replace(
      '(A;CI;LCRPLORC;;;ED)',
      '(OD;CI;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;DA)',
    );
    expect(conditions(await parsedText(gpoReportXml, denied))[0]).toMatch(/security groups/);
  });

  it('reads all GPOs of a domain, and does not choose between those that disagree', async () => {
    const p = await read('all');
    expect(writes(p).map((w) => [w.gpo?.name, w.data, w.condition !== null])).toEqual([
      ['Tanmatsu-Kyoka', 1, false],
      ['Win11-nomi', 0, true],
      ['Server-Kyoka', 1, false],
    ]);
    expect(p.sections.gpo).toBeUndefined();
    const facts = buildRegistry([p.sections.registry ?? { exported: [], writes: [] }]);
    expect(setting(facts, 'HKLM', LSA, 'DisableDomainCreds').intended.state).toBe('unknown');
    expect(setting(facts, 'HKCU', INTERNET, 'ProxyEnable').intended.state).toBe('unknown');
  });

  it('finds unconditional GPOs of one report in conflict', async () => {
    const { text } = fixture('gpo-report-xml/all.xml');
    const p = await parsedText(gpoReportXml, text.replace(/<FilterName>[^<]*<\/FilterName>/, ''));
    const facts = buildRegistry([p.sections.registry ?? { exported: [], writes: [] }]);
    const { intended } = setting(facts, 'HKLM', LSA, 'DisableDomainCreds');
    expect(intended).toMatchObject({
      state: 'unknown',
      because: { en: expect.stringMatching(/different data/) },
    });
  });

  it('says that a report without a GPO holds nothing', async () => {
    const p = await parsedText(gpoReportXml, '<report></report>');
    expect(p.problems).toMatchObject([{ policy: true }]);
  });

  withstandsDamage(
    gpoReportXml,
    fixture('gpo-report-xml/linked.xml'),
    '<GPO xmlns="http://www.microsoft.com/GroupPolicy/Settings"><Computer>',
    '</Computer></GPO>',
    true,
  );
});
