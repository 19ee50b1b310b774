/** `uchibori rsop` and a scan with a domain among the evidence, as a user runs them. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CliResult, cli, demo, demoSite, folderOf } from './run-cli.ts';

const rsop = (...args: readonly string[]): CliResult => cli(['rsop', ...args, '--lang', 'en']);

const ofDemo = (...args: readonly string[]): CliResult => rsop('--bundle', demo, ...args);

interface Listed {
  readonly name: string;
  readonly applies: string;
  readonly reason?: string;
}

interface Told {
  readonly lists: readonly {
    readonly half: string;
    readonly loopback: string;
    readonly gpos: readonly Listed[];
  }[];
  readonly settings: readonly {
    readonly name: string;
    readonly state: string;
    readonly winner?: { readonly value: string; readonly gpo: { readonly name: string } };
    readonly losers: readonly { readonly reason: string }[];
  }[];
  readonly findings: readonly { readonly kind: string }[];
}

const jsonOf = (said: CliResult): Told => JSON.parse(said.stdout) as Told;

describe('a computer', () => {
  test('GPOs in order, those that do not apply with their reason', () => {
    const { lists } = jsonOf(ofDemo('--computer', 'pc-eigyo02', '--format', 'json'));
    const [machine] = lists;
    expect(lists).toHaveLength(1);
    const by = (name: string) => machine?.gpos.find((g) => g.name === name);
    expect(machine?.gpos[0]).toMatchObject({ name: '全社基準', enforced: true, applies: 'yes' });
    expect(by('外回り PC')).toMatchObject({ applies: 'no', reason: 'security-filter' });
    expect(by('キッティング (旧)')).toMatchObject({ applies: 'no', reason: 'link-disabled' });
    expect(by('Windows 11 の配信の最適化')).toMatchObject({ applies: 'open', reason: 'wmi-filter' });
  });

  test('a WMI filter that is told decides', () => {
    const told = jsonOf(ofDemo('--computer', 'PC-EIGYO02', '--wmi', 'Windows 11=true', '--format', 'json'));
    expect(told.lists[0]?.gpos.find((g) => g.name === 'Windows 11 の配信の最適化')?.applies).toBe('yes');
  });

  test.each(['PC-EIGYO02', 'pc-eigyo02$', 'CN=PC-EIGYO02,OU=端末,OU=営業,DC=example,DC=test'])(
    'by the name %s',
    (name) => {
      expect(ofDemo('--computer', name, '--why', 'AutoShareWks').stdout).toMatch(
        /AutoShareWks .*\n[\s\S]*=> result: 0/,
      );
    },
  );

  test('a setting as a picture: winner, losers, and who does not name it', () => {
    const { stdout, status } = ofDemo('--computer', 'PC-EIGYO02', '--why', 'CachedLogonsCount');
    expect(stdout).toMatch(/端末強化 {2}\[applied\] {2}= 2 {2}<- wins/);
    expect(stdout).toMatch(/Default Domain Policy {2}\[applied\] {2}= 4 {2}\(lower precedence\)/);
    expect(stdout).toMatch(/外回り PC {2}\[denied \(security filtering\)\] {2}= 10/);
    expect(stdout).toContain('=> result: 2');
    expect(status).toBe(0);
  });

  test('both languages tell the same', () => {
    const ja = cli(['rsop', '--bundle', demo, '--computer', 'KANRI01', '--lang', 'ja']).stdout;
    const en = ofDemo('--computer', 'KANRI01').stdout;
    expect(ja).toContain('コンピューターの構成の GPO');
    expect(ja.split('\n')).toHaveLength(en.split('\n').length);
  });
});

describe('a user', () => {
  test('loopback replaces what his own OU gives', () => {
    const told = jsonOf(ofDemo('--computer', 'KANRI01', '--user', 'yamada', '--format', 'json'));
    const user = told.lists.find((l) => l.half === 'user');
    expect(user?.loopback).toBe('replace');
    expect(user?.gpos.find((g) => g.name === '一般端末のブラウザー')).toMatchObject({
      applies: 'no',
      reason: 'replaced-by-loopback',
    });
  });

  test('alone, he gets what his own OU gives', () => {
    const told = jsonOf(ofDemo('--user', 'yamada', '--format', 'json'));
    expect(told.lists.map((l) => l.half)).toEqual(['user']);
    expect(told.settings.find((s) => s.name.endsWith('\\NoInplaceSharing'))).toMatchObject({
      state: 'set',
      winner: { value: '1' },
    });
  });
});

describe('bad input gets one line', () => {
  test.each([
    [['--computer', 'NAI01'], 66, /NAI01: the evidence holds no computer/],
    [[], 64, /--computer/],
    [['--computer', 'KANRI01', '--wmi', 'x'], 64, /--wmi x: write name=true/],
    [['--user', 'nai'], 66, /nai: the evidence holds no user/],
  ] as const)('%j', (args, status, line) => {
    const said = ofDemo(...args);
    expect(said.status).toBe(status);
    expect(said.stdout).toBe('');
    expect(said.stderr.trim().split('\n')).toHaveLength(1);
    expect(said.stderr).toMatch(line);
  });

  test('a folder without a domain', () => {
    const said = rsop('--bundle', folderOf({ 'PC01/x.txt': 'x' }), '--computer', 'PC01');
    expect(said.status).toBe(66);
    expect(said.stderr).toContain('collect ad');
  });
});

/** The domain of the demo without the last lines of its directory. */
function cutDomain(): string {
  const folder = folderOf({});
  cpSync(join(demo, 'example.test'), join(folder, 'example.test'), { recursive: true });
  const file = join(folder, 'example.test/directory.ndjson');
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, `${lines.slice(0, Math.floor(lines.length * 0.8)).join('\n')}\n`);
  return folder;
}

test('a directory that is cut leaves open what it may have lost', () => {
  const whole = jsonOf(ofDemo('--computer', 'PC-EIGYO02', '--format', 'json'));
  const folder = cutDomain();
  const said = rsop('--bundle', folder, '--computer', 'PC-EIGYO02', '--format', 'json');
  expect(said.status).toBe(2);
  const sure = new Map(whole.settings.map((s) => [s.name, s.winner?.value]));
  for (const s of jsonOf(said).settings.filter((one) => one.state === 'set')) {
    expect(s.winner?.value).toBe(sure.get(s.name));
  }
});

describe('in a scan', () => {
  const scan = (...args: readonly string[]): CliResult =>
    cli(['scan', demo, '--site', demoSite, '--as-of', '2026-11-01', '--quiet', ...args]);

  interface Finding {
    readonly check: string;
    readonly target: string;
    readonly status: string;
    readonly annotations: readonly string[];
    readonly layers: readonly {
      readonly setting: string;
      readonly intended: { readonly gpo: string | null };
    }[];
  }

  const findings = (): readonly Finding[] =>
    (JSON.parse(scan('--format', 'json').stdout) as { readonly findings: readonly Finding[] }).findings;

  test('a host without gpresult has the GPO that wins beside what it holds', () => {
    const cached = findings().find((f) => f.check === 'F-6d.1' && f.target === 'PC-KAIHATSU01');
    expect(cached?.layers[0]?.intended.gpo).toBe('端末強化');
  });

  test('computers without evidence are judged by policy alone, and such a pass is marked', () => {
    const own = findings().filter(
      (f) => f.target === 'example.test' && f.annotations.includes('policy-only'),
    );
    expect(own.some((f) => f.status === 'pass')).toBe(true);
    expect(own.some((f) => f.status === 'unknown')).toBe(true);
    expect(scan('--lang', 'ja').stdout).toContain('適合(方針)');
  });
});
