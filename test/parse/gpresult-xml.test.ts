import { describe, expect, it } from 'vitest';
import { buildRegistry, setting } from '../../src/facts/registry.ts';
import { gpresultXml } from '../../src/parse/gpresult-xml.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { fixture, fromText } from '../evidence.ts';
import { parsed, parsedText, withstandsDamage } from './policy-report-damage.ts';

const NAMES = ['gpresult-xml/ja.xml', 'gpresult-xml/en.xml'] as const;
const READ = Object.fromEntries(
  await Promise.all(NAMES.map(async (name) => [name, await parsed(gpresultXml, fixture(name))] as const)),
) as Record<(typeof NAMES)[number], Parsed>;
const JA = READ['gpresult-xml/ja.xml'];
const EN = READ['gpresult-xml/en.xml'];

const ENHANCE = { name: 'Tanmatsu-Kyoka', guid: '{3C0F3A52-7B1D-4E0B-9C55-0A1B2C3D4E5F}' };
const OTHER = '{91D6B0C4-52E7-4D0F-8F1A-6B7C8D9E0F10}';
const LSA = 'SYSTEM\\CurrentControlSet\\Control\\Lsa';
const LANMAN = 'SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters';

const write = (p: Parsed, name: string, hive = 'HKLM') =>
  p.sections.registry?.writes.filter((w) => w.name === name && w.hive === hive) ?? [];

/** Facts without what speaks of the file or repeats display words. */
function essence(p: Parsed): unknown {
  const drop = new Set(['at', 'because', 'condition', 'problems']);
  return JSON.parse(
    JSON.stringify(p.sections, (key, v) => {
      if (key === 'gpo' && v?.guid === null) return null;
      if (key === 'data' && typeof v === 'string' && /UEFI/.test(v)) return 'words';
      return drop.has(key) ? undefined : v;
    }),
  );
}

describe('gpresult /x', () => {
  it('is told by its root and namespace', () => {
    for (const name of NAMES) expect(gpresultXml.recognise(fixture(name))).toBe(true);
    expect(gpresultXml.recognise(fromText('a.xml', '<Rsop/>'))).toBe(false);
    expect(gpresultXml.recognise(fromText('a.html', '<html><head><title>RSoP</title>'))).toBe(false);
  });

  it('reads Japanese and English reports of one state alike', () => {
    expect(essence(JA)).toEqual(essence(EN));
    expect(JA.lines).toEqual(EN.lines);
    expect(JA.intact).toBe('yes');
  });

  it('keeps the winner, with the policies that lost to it', () => {
    const [credentials, ...more] = write(JA, 'DisableDomainCreds');
    expect(more).toEqual([]);
    expect(credentials).toMatchObject({ data: 1, type: 'REG_DWORD', gpo: ENHANCE, strength: 'policy' });
    expect(credentials?.losers?.map((l) => l.gpo.name)).toEqual([OTHER]);
    expect(write(JA, 'AutoShareWks')).toMatchObject([
      { key: LANMAN, data: 0, losers: [{ gpo: { guid: OTHER } }] },
    ]);
    expect(write(JA, 'DisablePasswordSaving')).toMatchObject([{ data: 1 }]);
    const rights = JA.sections.security?.rights ?? [];
    expect(rights.map((r) => r.constant)).toEqual(['SeDenyNetworkLogonRight', 'SeTcbPrivilege']);
    expect(rights[0]?.losers).toHaveLength(1);
    expect(JA.sections.security?.systemAccess.find((a) => a.name === 'MinimumPasswordLength')?.value).toBe(
      '12',
    );
    expect(JA.sections.audit?.settings[0]).toMatchObject({ success: true, failure: true, losers: [{}] });
  });

  it('reads security options whatever form their value has', () => {
    expect(write(JA, 'CachedLogonsCount')).toMatchObject([{ type: 'REG_SZ', data: '0' }]);
    expect(write(JA, 'RestrictRemoteSAM')).toMatchObject([
      { type: 'REG_SZ', data: 'O:BAG:BAD:(A;;RC;;;BA)' },
    ]);
    expect(write(JA, 'NullSessionPipes')).toMatchObject([
      { type: 'REG_MULTI_SZ', data: ['netlogon', 'samr'] },
    ]);
  });

  it('reads rights, groups, accounts, services and legacy audit by constant and SID', () => {
    const { security } = JA.sections;
    expect(security?.rights[0]?.principals).toEqual([
      { sid: 'S-1-5-32-546', name: 'BUILTIN\\Guests' },
      { sid: 'S-1-5-114', name: null },
      { sid: 'S-1-5-21-1004336348-1177238915-682003330-512', name: 'NAIBU\\Domain Admins' },
    ]);
    expect(security?.rights[1]?.principals).toEqual([]);
    expect(security?.groups).toMatchObject([{ group: { sid: 'S-1-5-32-544' }, relation: 'members' }]);
    expect(security?.systemAccess.map((a) => [a.name, a.value])).toEqual([
      ['MinimumPasswordLength', '12'],
      ['PasswordComplexity', '1'],
      ['LockoutDuration', '-1'],
      ['EnableGuestAccount', '0'],
    ]);
    expect(security?.services).toMatchObject([{ name: 'RemoteRegistry', start: 4 }]);
    expect(security?.eventAudit).toMatchObject([{ name: 'AuditLogonEvents', value: '1' }]);
    expect(security?.layer).toBe('intended');
  });

  it('reads audit values by number: 4 is none, 0 does not contribute', () => {
    expect(
      JA.sections.audit?.settings.map((a) => [a.subcategory, a.success, a.failure, a.unchanged]),
    ).toEqual([
      ['{0CCE9215-69AE-11D9-BED3-505054503030}', true, true, false],
      ['{0CCE9224-69AE-11D9-BED3-505054503030}', false, false, false],
      ['{0CCE9244-69AE-11D9-BED3-505054503030}', false, false, true],
    ]);
    expect(JA.sections.audit?.complete).toBe(false);
  });

  it('maps administrative templates by their names in either language, and by category where names repeat', () => {
    expect(write(JA, 'AllowBasic')).toMatchObject([{ data: 0, op: 'set' }]);
    expect(write(JA, 'EnableModuleLogging')).toMatchObject([{ data: 1 }]);
    expect(write(JA, '*')).toMatchObject([{ data: '*', type: 'REG_SZ' }]);
    expect(write(JA, 'WUServer')).toMatchObject([{ data: 'http://haifu.naibu.example.test:8530' }]);
    expect(write(JA, 'NoInplaceSharing', 'HKCU')).toMatchObject([{ data: 1, gpo: { guid: null } }]);
    expect(write(JA, 'NoInplaceSharing')).toEqual([]);
    expect(write(JA, 'FormSuggest Passwords', 'HKCU')).toMatchObject([{ data: 'no' }, { data: 1 }]);
  });

  it('leaves open what the report shows only in words, or not at all', () => {
    const facts = buildRegistry([JA.sections.registry ?? { exported: [], writes: [] }]);
    const guard = 'SOFTWARE\\Policies\\Microsoft\\Windows\\DeviceGuard';
    expect(setting(facts, 'HKLM', guard, 'LsaCfgFlags').intended.state).toBe('unknown');
    expect(setting(facts, 'HKLM', guard, 'EnableVirtualizationBasedSecurity').intended.state).toBe('set');
    expect(setting(facts, 'HKLM', LSA, 'RunAsPPL').intended.state).toBe('unknown');
    expect(setting(facts, 'HKLM', 'SOFTWARE\\Policies\\Naibu', 'Blob').intended.state).toBe('unknown');
    expect(setting(facts, 'HKLM', 'SOFTWARE\\Policies\\Google\\Chrome', 'ProxyMode').intended.state).toBe(
      'absent',
    );
    expect(JA.notUnderstood.map((at) => at.text)).toEqual(['RegistrySetting', 'RegistryRsopSetting']);
  });

  it('reads the firewall: winners only, never as the whole store', () => {
    const { firewall } = JA.sections;
    expect(firewall?.rules).toMatchObject([
      {
        name: 'SMB',
        action: 'block',
        enabled: true,
        direction: 'in',
        localPorts: [
          { from: 139, to: 139 },
          { from: 445, to: 445 },
        ],
        profiles: ['domain'],
        store: 'policy',
        notUnderstood: [],
      },
      { name: 'Outbound', direction: 'out' },
    ]);
    expect(firewall?.rules[0]?.remoteAddresses).toHaveLength(1);
    expect(firewall?.profiles).toMatchObject([
      { profile: 'domain', enabled: true, defaultInbound: 'block', allowLocalRules: false, logDropped: null },
    ]);
    expect(firewall?.completeStores).toEqual([]);
    expect(firewall?.problems).toHaveLength(1);
    const exception = 'SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\DomainProfile\\Services\\FileAndPrint';
    expect(write(JA, 'Enabled')).toMatchObject([{ key: exception, data: 1 }]);
  });

  it('tells that a stored password is there, and never what it is', () => {
    expect(JA.sections.gpo?.cpasswords).toMatchObject([
      { item: 'Administrator (built-in)', userName: 'Administrator (built-in)' },
    ]);
    expect(JSON.stringify(JA)).not.toContain('ZmljdGlvbg');
    expect(JA.sections.gpo?.preferencesRead).toBe(false);
  });

  it('notes GPOs that a filter kept away', () => {
    expect(JA.problems).toMatchObject([{ policy: false }]);
    expect(JA.problems[0]?.message.ja).toContain('Server-Kyoka');
  });

  it('takes a report of the user alone for no statement on the computer', async () => {
    const p = await parsed(gpresultXml, fixture('gpresult-xml/user-only.xml'));
    expect(p.problems).toMatchObject([{ policy: false }]);
    expect(p.problems[0]?.message.ja).toContain('ComputerResults');
    expect(p.sections.registry?.writes.every((w) => w.hive === 'HKCU')).toBe(true);
    expect(p.sections.security).toBeUndefined();
    expect(p.sections.firewall).toBeUndefined();
  });

  it('lets nothing pass beside an extension that failed, but for harmless ones', async () => {
    const p = await parsed(gpresultXml, fixture('gpresult-xml/failed-extension.xml'));
    expect(p.problems.map((x) => x.policy)).toEqual([true, false, true]);
    expect(p.problems[0]?.message.ja).toContain('2147942405');
  });

  it('takes a simulation for no result of the host', async () => {
    const { text } = fixture('gpresult-xml/en.xml');
    const p = await parsedText(gpresultXml, text.replace('LoggedData', 'PlannedData'));
    expect(p.problems.some((x) => x.policy && x.message.en.includes('simulation'))).toBe(true);
  });

  it('leaves a setting without a precedence open', async () => {
    const { text } = fixture('gpresult-xml/en.xml');
    const bare = text.replace(/<Precedence[^>]*>\d+<\/Precedence>/g, '');
    const p = await parsedText(gpresultXml, bare);
    expect(p.sections.registry?.writes.every((w) => w.condition !== null)).toBe(true);
    expect(p.sections.security?.rights.every((r) => r.condition !== undefined)).toBe(true);
    expect(p.sections.firewall?.profiles[0]).toMatchObject({ enabled: null, defaultInbound: null });
  });

  it('marks a security setting it does not know as hidden policy, once', async () => {
    const { text } = fixture('gpresult-xml/en.xml');
    const odd = text.replaceAll('UserRightsAssignment', 'UserRightsGiven');
    const p = await parsedText(gpresultXml, odd);
    expect(p.problems.filter((x) => x.policy)).toHaveLength(1);
    expect(p.lines.notUnderstood).toBe(EN.lines.notUnderstood + 3);
  });

  it('keeps at most a bounded part of one setting and says so', async () => {
    const { text } = fixture('gpresult-xml/en.xml');
    const many = '<q11:Member />'.repeat(100_001);
    const p = await parsedText(gpresultXml, text.replace('<q11:Member>', `${many}<q11:Member>`));
    expect(p.problems.some((x) => x.policy)).toBe(true);
  });

  withstandsDamage(
    gpresultXml,
    fixture('gpresult-xml/ja.xml'),
    '<Rsop xmlns="http://www.microsoft.com/GroupPolicy/Rsop"><ComputerResults>',
    '</ComputerResults></Rsop>',
    true,
  );
});
