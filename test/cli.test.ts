import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { exportFiles } from './estate/files.ts';
import { random } from './estate/random.ts';
import { goodHost, mixedHost, serverHost, weakHost } from './estate/state.ts';
import { bin, cli, demo, demoSite, folderOf, startCli } from './run-cli.ts';

const hostFiles = (name: string, state = goodHost(name)): Record<string, Uint8Array> =>
  Object.fromEntries(
    Object.entries(exportFiles(state, { locale: 'ja', filler: null })).map(([path, bytes]) => [
      `${name}/${path}`,
      bytes,
    ]),
  );

const SITE = `name: test
segments:
  - { name: clients, role: user, cidrs: [10.10.0.0/16] }
assets:
  - { hostname: PC1, role: user-endpoint, segment: clients, browsers: [edge] }
`;

const fleet = (hosts: number): Record<string, Uint8Array> => {
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < hosts; i++) {
    const draw = random(i);
    const name = `PC${String(i).padStart(3, '0')}`;
    const made = exportFiles(mixedHost(name, draw), {
      locale: 'en',
      filler: { draw, rules: 400, services: 100, values: 100 },
    });
    for (const [path, bytes] of Object.entries(made)) files[`${name}/${path}`] = bytes;
  }
  return files;
};

describe('exit codes', () => {
  test('0: every counted control is decided and none fails', () => {
    const { status, stdout } = cli([
      'scan',
      folderOf(hostFiles('PC1')),
      '--control',
      'E-7b',
      '--as-of',
      '2026-11-01',
    ]);
    expect(stdout).toContain('compliant');
    expect(status).toBe(0);
  });

  test('1: a control fails', () => {
    const folder = folderOf(hostFiles('PC1', weakHost('PC1')));
    expect(cli(['scan', folder, '--control', 'E-7b', '--as-of', '2026-11-01']).status).toBe(1);
  });

  test('2: something is undecided, and nothing fails', () => {
    const { 'PC1/net-share.txt': _share, ...files } = hostFiles('PC1');
    expect(cli(['scan', folderOf(files), '--control', 'E-7b', '--as-of', '2026-11-01']).status).toBe(2);
  });

  test.each([
    ['an unknown command', ['scam']],
    ['an unknown option', ['scan', demo, '--nope']],
    ['an unknown format', ['scan', demo, '--format', 'jsn']],
    ['two formats for standard output', ['scan', demo, '--format', 'json', '--format', 'table']],
    ['an unknown control', ['scan', demo, '--control', 'E-7z']],
    ['a date that is none', ['scan', demo, '--as-of', '2026-13-45']],
    ['a file where a folder is due', ['scan', demoSite]],
    ['a list that is none', ['list', 'contrals']],
    ['a control to explain that is none', ['explain', 'E-77']],
  ])('64: %s', (_name, args) => {
    const { status, stderr } = cli(args);
    expect(status).toBe(64);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });

  test('64 comes with the nearest word', () => {
    expect(cli(['scan', demo, '--format', 'jsn']).stderr).toContain('json');
    expect(cli(['scan', demo, '--control', 'E-7bb']).stderr).toContain('E-7b');
  });

  test('65: a site file with an unknown key, told with line, column and the nearest key', () => {
    const folder = folderOf({ ...hostFiles('PC1'), 'uchibori.yaml': `${SITE}asets: []\n` });
    const { status, stderr } = cli(['scan', folder, '--site', join(folder, 'uchibori.yaml')]);
    expect(status).toBe(65);
    expect(stderr).toMatch(/uchibori\.yaml:6:1: .*assets/);
  });

  test('65: inspect meets a file that it does not recognise', () => {
    const folder = folderOf({ 'PC1/readme.txt': 'hello\n' });
    expect(cli(['inspect', join(folder, 'PC1/readme.txt')]).status).toBe(65);
  });

  test.each([
    ['scan', ['scan', '/no/such/folder']],
    ['site', ['scan', demo, '--site', '/no/such/site.yaml']],
    ['inspect', ['inspect', '/no/such/file']],
  ])('66: missing input (%s)', (_name, args) => {
    expect(cli(args).status).toBe(66);
  });

  test('70: a bug, here a clock that throws', () => {
    const bug = "data:text/javascript,Date.now=()=>{throw new Error('broken clock')}";
    const { status, stderr } = cli(['scan', demo], {}, ['--import', bug]);
    expect(stderr).toContain('broken clock');
    expect(status).toBe(70);
  });

  test('74: an output that cannot be written, told before the scan', () => {
    const { status, stderr } = cli(['scan', demo, '--format', 'json:/no/such/folder/result.json']);
    expect(status).toBe(74);
    expect(stderr).toContain('result.json');
  });

  test('130: an interrupt leaves nothing behind', async () => {
    const evidence = folderOf(fleet(60));
    const out = folderOf({});
    const child = startCli([
      'scan',
      evidence,
      '--as-of',
      '2026-11-01',
      '--format',
      `json:${join(out, 'result.json')}`,
    ]);
    const done = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
    while (readdirSync(out).length === 0) await sleep(5);
    child.kill('SIGINT');
    expect(await done).toBe(130);
    expect(readdirSync(out)).toEqual([]);
  });

  test('--exit-zero keeps the codes of errors', () => {
    const folder = folderOf(hostFiles('PC1', weakHost('PC1')));
    expect(cli(['scan', folder, '--exit-zero']).status).toBe(0);
    expect(cli(['scan', '/no/such/folder', '--exit-zero']).status).toBe(66);
  });
});

describe('outputs', () => {
  test('the same input gives the same bytes, whatever the threads', () => {
    const evidence = folderOf(fleet(30));
    const run = (jobs: string): string =>
      cli(['scan', evidence, '--as-of', '2026-11-01', '--format', 'json', '--jobs', jobs]).stdout;
    const one = run('1');
    expect(one.length).toBeGreaterThan(100_000);
    expect(run('2')).toBe(one);
    expect(run('3')).toBe(one);
  });

  test('several formats at once: a file appears whole, the table goes to standard output', () => {
    const out = folderOf({});
    const { stdout } = cli([
      'scan',
      demo,
      '--site',
      demoSite,
      '--as-of',
      '2026-11-01',
      '--format',
      'table',
      '--format',
      `json:${join(out, 'r.json')}`,
    ]);
    expect(stdout).toContain('E-7b');
    const result = JSON.parse(readFileSync(join(out, 'r.json'), 'utf8'));
    expect(Object.keys(result)).toEqual([
      'tool',
      'asOf',
      'site',
      'selected',
      'evidence',
      'findings',
      'summary',
    ]);
    expect(readdirSync(out)).toEqual(['r.json']);
  });

  test('table, JSON and JSON lines tell the same totals', () => {
    const args = ['scan', demo, '--site', demoSite, '--as-of', '2026-11-01'];
    const result = JSON.parse(cli([...args, '--format', 'json']).stdout);
    const lines = cli([...args, '--format', 'jsonl'])
      .stdout.trim()
      .split('\n')
      .map((l) => JSON.parse(l));
    const table = cli([...args, '--lang', 'en']).stdout;
    expect(lines.filter((l) => l.type === 'finding').length).toBe(result.findings.length);
    expect(lines.filter((l) => l.type === 'evidence').length).toBe(result.evidence.length);
    expect(lines.at(-1).verdict).toBe(result.summary.verdict);
    const { decided, total } = result.summary.controls;
    expect(table.split('\n')[0]).toContain(`controls decided ${decided} of ${total}`);
  });

  test('no colour and no cursor movement where no terminal is, none with NO_COLOR', () => {
    const { stdout, stderr } = cli(['scan', demo, '--site', demoSite], { FORCE_COLOR: '1' });
    expect(stdout).not.toContain('\u001b');
    expect(stderr).toBe('');
  });

  test('a link leads to its file, which keeps its mode', () => {
    const out = folderOf({ 'real.json': 'old' });
    chmodSync(join(out, 'real.json'), 0o640);
    symlinkSync('real.json', join(out, 'link.json'));
    cli(['scan', demo, '--format', `json:${join(out, 'link.json')}`]);
    expect(JSON.parse(readFileSync(join(out, 'real.json'), 'utf8')).tool.name).toBe('uchibori');
    expect(lstatSync(join(out, 'link.json')).isSymbolicLink()).toBe(true);
    expect(statSync(join(out, 'real.json')).mode & 0o777).toBe(0o640);
  });

  test.skipIf(!existsSync('/dev/full'))(
    'a device is written to and never replaced; a full one is one line and 74',
    () => {
      const direct = cli(['scan', demo, '--format', 'json:/dev/full']);
      expect(direct.status).toBe(74);
      expect(direct.stderr.trim().split('\n')).toHaveLength(1);
      expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
      const full = openSync('/dev/full', 'w');
      const { status, stderr } = spawnSync(process.execPath, [bin, 'list', 'controls'], {
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      expect(status).toBe(74);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    },
  );

  test('an existing file stays as it was when the scan cannot run', () => {
    const out = folderOf({ 'r.json': 'precious' });
    expect(cli(['scan', '/no/such/folder', '--format', `json:${join(out, 'r.json')}`]).status).toBe(66);
    expect(readFileSync(join(out, 'r.json'), 'utf8')).toBe('precious');
  });
});

describe('evidence that is not what was collected', () => {
  test('a file that differs from SHA256SUMS decides nothing', () => {
    const files = hostFiles('PC1');
    const folder = folderOf(files);
    writeFileSync(join(folder, 'SHA256SUMS'), `${'0'.repeat(64)}  PC1/net-share.txt\n`);
    const { status, stdout } = cli([
      'scan',
      folder,
      '--control',
      'E-7b',
      '--as-of',
      '2026-11-01',
      '--lang',
      'en',
    ]);
    expect(status).toBe(2);
    expect(stdout).toContain('does not match its hash in SHA256SUMS');
  });

  test('a file that SHA256SUMS lists and that is missing is told', () => {
    const folder = folderOf(hostFiles('PC1'));
    writeFileSync(join(folder, 'SHA256SUMS'), `${'0'.repeat(64)}  PC1/gone.reg\n`);
    expect(cli(['scan', folder, '--lang', 'en', '--as-of', '2026-11-01']).stdout).toContain('PC1/gone.reg');
  });
});

test("a stored password is a fault in any folder, a domain controller's SYSVOL among them", () => {
  const xml = readFileSync(
    join(demo, 'gpo/{5F0A4F0E-0F34-4B6A-9C5C-3D6C7E3B1A22}/User/Preferences/Groups/Groups.xml'),
  );
  const folder = folderOf({
    ...hostFiles('DC01', serverHost('DC01', 'LanmanNT')),
    'DC01/sysvol/Groups.xml': xml,
  });
  const { stdout, status } = cli(['scan', folder, '--control', 'F-6c', '--as-of', '2026-11-01']);
  expect(stdout).toContain('cpassword');
  expect(stdout).not.toContain('AAAAAAAA');
  expect(status).toBe(1);
});

describe('an include with a pattern', () => {
  const conf = [
    'http_port 8080',
    'auth_param negotiate program /usr/lib/squid/negotiate_kerberos_auth',
    'acl a proxy_auth REQUIRED',
    'include /etc/squid/conf.d/*.conf',
    'http_access deny !a',
    'http_access allow a',
    'http_access deny all',
    '',
  ].join('\n');
  const files = { 'P1/squid.conf': conf, 'P1/conf.d/log.conf': 'logfile_rotate 0\n' };
  const site = 'name: t\nassets: [{ hostname: P1, role: proxy }]\n';
  const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex');
  const sums = Object.entries(files)
    .map(([path, text]) => `${sumOf(text)}  ${path}\n`)
    .join('');
  const run = (evidence: Record<string, string>): number | null => {
    const folder = folderOf(evidence);
    const where = folderOf({ 'uchibori.yaml': site });
    return cli([
      'scan',
      folder,
      '--site',
      join(where, 'uchibori.yaml'),
      '--control',
      'B-3a',
      '--as-of',
      '2026-11-01',
    ]).status;
  };

  test('is whole only where SHA256SUMS shows that no file of the folder is missing', () => {
    expect(run(files)).toBe(2);
    expect(run({ ...files, SHA256SUMS: sums })).toBe(0);
    expect(run({ 'P1/squid.conf': conf, SHA256SUMS: sums })).toBe(2);
  });
});

test('--version answers without the program', () => {
  expect(cli(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(existsSync(demo)).toBe(true);
});
