/** Which computer a file says it was made on, and that it is judged as no other. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONTROLS } from '../../checks/controls/index.ts';
import { CHECKS } from '../../checks/index.ts';
import type { Assignment } from '../../src/assess.ts';
import { assess, NOTHING_SHARED, readTarget } from '../../src/assess.ts';
import { toEvidence } from '../../src/bundle/evidence.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Asset } from '../../src/model/site.ts';
import { EMPTY_SITE } from '../../src/model/site.ts';
import { recognise } from '../../src/parse/index.ts';
import { forMachine } from '../../src/parse/machine.ts';
import { readFiles } from '../../src/parse/read.ts';
import { hostKey, hostName } from '../../src/parse/stated-hosts.ts';
import type { Locale } from '../estate/files.ts';
import { exportFiles } from '../estate/files.ts';
import { ENDPOINT_INTENT, gpresult } from '../estate/gpresult.ts';
import { goodHost, weakHost } from '../estate/state.ts';
import { CONTEXT, fixture, fromText } from '../evidence.ts';
import { pacEngine } from '../pac.ts';

async function namesIn(evidence: Evidence): Promise<readonly string[]> {
  const parsed = await recognise(evidence)?.parse(evidence, CONTEXT);
  expect(parsed, evidence.file).toBeDefined();
  return (parsed?.hosts ?? []).map((h) => `${h.name}:${h.at.line}`);
}

describe('a name', () => {
  test.each([
    ['PC01', 'PC01'],
    ['EXAMPLE\\PC01$', 'PC01'],
    ['pc01.example.test', 'pc01'],
    [' 営業-PC ', '営業-PC'],
    ['10.0.0.5', null],
    ['fe80::1', null],
    ['localhost', null],
    ['.', null],
    ['', null],
    ['PC\ufffd1', null],
  ])('%j is of the computer %j', (text, name) => expect(hostName(text)).toBe(name));

  test('is the same in any case, with a domain, and cut to the 15 characters of NetBIOS', () => {
    expect(hostKey('EXAMPLE\\Uchibori-Keiri-01$')).toBe(hostKey('UCHIBORI-KEIRI-'));
    expect(hostKey('pc01.example.test')).toBe(hostKey('PC01'));
    expect(hostKey('PC01')).not.toBe(hostKey('PC02'));
    expect(hostKey('10.0.0.5')).not.toBe(hostKey('10.0.0.6'));
  });

  test('of any text never throws, and no domain, account or address is left in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', '$', '.example.test'), (text, end) => {
        hostKey(text);
        expect(hostName(`EXAMPLE\\${text}${end}`) ?? '').not.toMatch(/[\\.:]/);
      }),
    );
  });
});

const reg = (...blocks: readonly string[]): Evidence =>
  fromText('a.reg', ['Windows Registry Editor Version 5.00', '', ...blocks, ''].join('\r\n'));
const control = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\ComputerName';
const tcpip = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters';

const member = (name: string, kind: string, source: string, rid: number): Record<string, string> => ({
  Group: 'S-1-5-32-544',
  Name: name,
  SID: `S-1-5-21-1004336348-1177238915-682003330-${rid}`,
  ObjectClass: kind,
  PrincipalSource: source,
});
const json = (...items: readonly unknown[]): Evidence => fromText('a.json', JSON.stringify(items, null, 2));
const service = { Name: 'LanmanServer', State: 'Running', StartMode: 'Auto' };

describe('the computers a file names', () => {
  test('gpresult: the account in ComputerResults, not the user', async () => {
    expect(await namesIn(fixture('gpresult-xml/ja.xml'))).toEqual(['KJ-PC0123:138']);
    expect(await namesIn(fixture('gpresult-xml/user-only.xml'))).toEqual([]);
  });

  test.each(['en.utf-8.csv', 'ja.cp932.csv', 'ja.utf-16.csv', 'fr.csv'])('schtasks: %s', async (name) => {
    const names = await namesIn(fixture(`tasks-csv/${name}`));
    expect(names).toEqual([expect.stringMatching(/^PC-EIGYO01:/)]);
  });

  test('schtasks without /v shows none', async () =>
    expect(await namesIn(fixture('tasks-csv/short-ja.cp932.csv'))).toEqual([]));

  test.each(['en-value.csv', 'ja-words.csv', 'ja-words-utf16.csv'])('auditpol: %s', async (name) => {
    const [first, ...rest] = await namesIn(fixture(`auditpol-report/pc01/${name}`));
    expect([first, rest]).toEqual([expect.stringMatching(/^PC01:/), []]);
  });

  test('auditpol: two outputs in one file', async () => {
    const text = fixture('auditpol-report/pc01/en-value.csv').text;
    const rows = text.split(/\r?\n/).filter((line) => line.startsWith('PC01,'));
    const both = fromText('a.csv', `${text}${rows.join('\r\n').replaceAll('PC01,', 'PC02,')}\r\n`);
    expect((await namesIn(both)).map((n) => n.split(':')[0])).toEqual(['PC01', 'PC02']);
  });

  test('reg export: the present name before that of the next start', async () => {
    const next = [`[${control}\\ComputerName]`, '"ComputerName"="PC02"', ''];
    const present = [`[${control}\\ActiveComputerName]`, '"ComputerName"="PC01"', ''];
    const host = [`[${tcpip}]`, '"NV Hostname"="pc02"', '"Hostname"="pc01"', ''];
    expect(await namesIn(reg(...present, ...next))).toEqual(['PC01:4']);
    expect(await namesIn(reg(...next, ...host))).toEqual(['pc01:8']);
    expect(await namesIn(reg(...next))).toEqual(['PC02:4']);
  });

  test('reg export: a value of that name elsewhere is none', async () => {
    const policy = [
      '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Uchibori]',
      '"ComputerName"="PC01"',
      '"Hostname"="x"',
      '',
    ];
    expect(await namesIn(reg(...policy))).toEqual([]);
  });

  test('local groups: the part before the name of a local user', async () => {
    const local = member('PC01\\Administrator', 'User', 'Local', 500);
    expect(await namesIn(json(local, member('EXAMPLE\\it', 'Group', 'ActiveDirectory', 1105)))).toEqual([
      'PC01:2',
    ]);
    expect(await namesIn(json({ ...local, PrincipalSource: 'Unknown' }))).toEqual([]);
  });

  test('local groups of a domain controller, whose accounts of the domain count as local', async () => {
    const local = member('EXAMPLE\\Administrator', 'User', 'Local', 500);
    expect(await namesIn(json(local, member('EXAMPLE\\Domain Admins', 'Group', 'Local', 512)))).toEqual([]);
  });

  test('objects of PowerShell: of the provider first, and no address', async () => {
    const cim = { CimSystemProperties: { ServerName: 'PC01' }, PSComputerName: 'alias' };
    expect(await namesIn(json({ ...service, ...cim }))).toEqual(['PC01:2']);
    expect(await namesIn(json({ ...service, PSComputerName: 'pc01.example.test' }))).toEqual(['pc01:2']);
    expect(await namesIn(json({ ...service, PSComputerName: '10.0.0.5' }))).toEqual([]);
    expect(await namesIn(json({ ...service, PSComputerName: null }))).toEqual([]);
  });

  test('services as CSV', async () => {
    const rows = ['"Name","State","StartMode","PSComputerName"', '"LanmanServer","Running","Auto","PC01"'];
    expect(await namesIn(fromText('a.csv', `${rows.join('\r\n')}\r\n`))).toEqual(['PC01:2']);
  });
});

const job = (...assets: readonly Asset[]): Assignment => ({
  catalogue: { controls: CONTROLS, checks: CHECKS },
  site: { ...EMPTY_SITE, name: 'machines', assets },
  shared: NOTHING_SHARED,
  options: { pacEngine, asOf: CONTEXT.asOf },
});

const PC01: Asset = { hostname: 'PC01', role: 'user-endpoint', os: 'Windows 11 Enterprise 23H2' };

const folder = (name: string, files: Readonly<Record<string, Uint8Array>>): readonly Evidence[] =>
  Object.entries(files).map(([path, bytes]) =>
    toEvidence({ file: `${name}/${path}`, target: name, bytes, verified: false }),
  );

const exported = (name: string, locale: Locale) => ({
  ...exportFiles(goodHost(name), { locale, filler: null }),
  'gpresult.xml': gpresult(name, ENDPOINT_INTENT),
});

/** Files of which the names that they state are not those of the folder. */
async function setAside(name: string, files: readonly Evidence[], j: Assignment): Promise<readonly string[]> {
  const read = (await readTarget(name, files, j)).files;
  const aside = read.filter((f) => f.hosts && Object.keys(f.sections).length === 0);
  for (const f of aside) {
    const last = f.problems.at(-1);
    expect([f.kind === null, last?.policy, (last?.line ?? 0) > 0], f.evidence.file).toEqual([
      false,
      false,
      true,
    ]);
  }
  return aside.map((f) => f.evidence.file.slice(name.length + 1)).sort();
}

describe.each<Locale>(['ja', 'en'])('a folder of exports from Windows in %s', (locale) => {
  const naming = ['administrators.json', 'auditpol.csv', 'gpresult.xml'];

  test('is used where it is of the computer it is called after', async () => {
    const files = folder('pc01', exported('PC01', locale));
    expect(await setAside('pc01', files, job(PC01))).toEqual([]);
    expect(await setAside('pc01', files, job())).toEqual([]);
  });

  test('is not used where it was made on another, and says so', async () => {
    const files = folder('PC01', exported('PC02', locale));
    expect(await setAside('PC01', files, job(PC01))).toEqual(naming);
    expect(await setAside('PC01', files, job())).toEqual(naming);
    const { facts, files: read } = await readTarget('PC01', files, job(PC01));
    expect([facts.effectiveAudit.known, facts.localGroups.known]).toEqual([false, true]);
    const message = read.find((f) => f.kind === 'auditpol-report')?.problems.at(-1)?.message;
    expect(message?.ja).toMatch(/^PC02 で採取されたファイルが PC01 のフォルダにある/);
    expect(message?.en).toMatch(/^made on PC02, but it lies in the folder of PC01/);
  });

  test('is used where the site file maps it', async () => {
    const files = folder('営業の机', exported('PC01', locale));
    expect(await setAside('営業の机', files, job({ ...PC01, folder: '営業の机' }))).toEqual([]);
    expect(await setAside('営業の机', files, job())).toEqual(naming);
  });

  test('decides nothing by a stray file, also when the right one is taken away', async () => {
    const own = folder('PC01', exported('PC01', locale));
    const stray = exportFiles(weakHost('PC02'), { locale, filler: null });
    for (const j of [job(PC01), job()]) {
      const mixed = [...own, ...folder('PC01', { 'stray.csv': stray['auditpol.csv'] ?? new Uint8Array() })];
      const left = mixed.filter((f) => f.file !== 'PC01/auditpol.csv');
      const before = (await assess('PC01', mixed, j)).findings.filter((f) => f.status === 'fail');
      const clean = (await assess('PC01', own, j)).findings.filter((f) => f.status === 'fail');
      expect(before.map((f) => f.check)).toEqual(clean.map((f) => f.check));
      for (const f of (await assess('PC01', left, j)).findings) {
        expect(f.evidence.map((at) => at.file)).not.toContain('PC01/stray.csv');
      }
    }
  });
});

describe('a file set aside', () => {
  test('keeps its target from being taken for a folder of policy', async () => {
    const only = { 'gpresult.xml': gpresult('PC02', ENDPOINT_INTENT) };
    const { facts } = await readTarget('PC01', folder('PC01', only), job());
    expect(facts.target.role).toBe('unknown');
  });

  test('holds the output of several computers, one of them the right one', async () => {
    const two = json({ ...service, PSComputerName: 'PC01' }, { ...service, PSComputerName: 'PC02' });
    const [read] = await readFiles([two], CONTEXT);
    expect(read?.hosts?.map((h) => h.name)).toEqual(['PC01', 'PC02']);
    const used = read && forMachine(read, 'PC01', 'PC01');
    expect(used?.sections).toEqual({});
    expect(used?.problems.at(-1)?.message.en).toMatch(
      /^holds the output of several computers \(PC01, PC02\)/,
    );
    expect(used?.problems.at(-1)?.line).toBe(two.text.split('\n').lastIndexOf('  {') + 1);
  });

  test('is used as before where it names none', async () => {
    const [read] = await readFiles([json(service)], CONTEXT);
    expect(read && forMachine(read, 'PC01', 'PC01')).toBe(read);
  });
});
