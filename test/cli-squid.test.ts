/** The squid commands, as a user runs them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CliResult, cli, folderOf, root } from './run-cli.ts';

const conf = join(root, 'fixtures/examples/squid.conf');
const requests = join(root, 'fixtures/examples/requests.jsonl');

const find = (...args: readonly string[]): CliResult =>
  cli(['squid', 'find', '--config', conf, '--lang', 'en', ...args]);

const json = (line: string | undefined): Record<string, unknown> => JSON.parse(line ?? '') as never;

const lines = ({ stdout }: CliResult): readonly string[] => stdout.trimEnd().split('\n');

describe('find', () => {
  const CONNECT = ['--verdict', 'allow', '--src', '10.20.0.0/16', '--method', 'CONNECT', '--port', '!443'];

  test('a request that gets through, its line, and exit code 1', () => {
    const found = find(...CONNECT);
    expect(found.status).toBe(1);
    const [request, decision] = lines(found);
    expect(json(request)).toMatchObject({ method: 'CONNECT' });
    expect(json(decision)).toMatchObject({ verdict: 'allow', line: 18, file: 'examples/squid.conf' });
  });

  test('decide says of that request what find said', () => {
    const [request = '', decision] = lines(find(...CONNECT));
    const file = join(folderOf({ 'requests.jsonl': `${request}\n` }), 'requests.jsonl');
    const said = cli(['squid', 'decide', '--config', conf, '--requests', file, '--lang', 'en']);
    expect(lines(said)).toEqual([decision]);
    expect(said.status).toBe(0);
  });

  test('a proof, the rows that settle it, and exit code 0', () => {
    const found = find('--verdict', 'allow', '--src', '10.90.0.0/24');
    expect(found.status).toBe(0);
    expect(lines(found)[0]).toBe('none: proved');
    expect(found.stdout).toContain('examples/squid.conf:23 http_access deny all');
  });

  test('releases that differ leave it undecided, and one that is named does not', () => {
    const asked = ['--verdict', 'allow', '--src', '10.20.30.0/24'];
    const open = find(...asked);
    expect(open.status).toBe(2);
    expect(open.stdout).toMatch(/^undecided: /);
    expect(find(...asked, '--squid-version', '7').status).toBe(1);
    expect(find(...asked, '--squid-version', '5.7').status).toBe(0);
  });

  test.each([
    ['--port', '70000'],
    ['--port', '443,x'],
    ['--src', '10.0.0.0/40'],
    ['--method', 'GET POST'],
    ['--dst', 'not a host'],
    ['--time', '2026-13-01T09:00'],
    ['--time', 'noon'],
    ['--squid-version', '2.7'],
  ])('%s %s is a usage error in one line', (flag, value) => {
    const found = find('--verdict', 'allow', flag, value);
    expect(found.status).toBe(64);
    expect(found.stdout).toBe('');
    expect(found.stderr).toMatch(new RegExp(`^uchibori: ${flag} [^\n]*\n$`));
  });
});

describe('decide', () => {
  const decide = (file: string, ...args: readonly string[]): CliResult =>
    cli(['squid', 'decide', '--config', conf, '--requests', file, '--lang', 'en', ...args]);

  test('one answer a request; 2 where one is unknown', () => {
    const said = decide(requests);
    expect(lines(said).map((l) => json(l).verdict)).toEqual(['challenge', 'allow', 'deny', 'unknown']);
    expect(said.status).toBe(2);
    expect(decide(requests, '--squid-version', '5.7').status).toBe(0);
  });

  test('the same in Japanese, save for the reason', () => {
    const verdicts = (lang: string) => lines(decide(requests, '--lang', lang)).map((l) => json(l).verdict);
    expect(verdicts('ja')).toEqual(verdicts('en'));
  });

  test.each([
    ['{"src":"10.1.1.1","method":"GET"}', 'write url as in'],
    ['{"src":"10.1.1.300","method":"GET","url":"http://a/"}', 'write src as in'],
    ['{"src":"10.1.1.1","method":"GET","url":"http://a/","usr":"x"}', 'is no request'],
    ['GET http://a/', 'is not JSON'],
    ['[]', 'is no request'],
  ])('a bad line is told with its number, and nothing is written: %s', (line, why) => {
    const good = '{"src":"10.1.1.1","method":"GET","url":"http://a/"}';
    const file = join(folderOf({ 'r.jsonl': `${good}\n\n${line}\n` }), 'r.jsonl');
    const said = decide(file);
    expect(said.status).toBe(65);
    expect(said.stdout).toBe('');
    expect(said.stderr).toContain(`r.jsonl:3: `);
    expect(said.stderr).toContain(why);
  });

  test('files that are not there, paths that lead nowhere', () => {
    expect(decide('no-such.jsonl').status).toBe(66);
    const through = join(folderOf({ 'a.txt': 'hello\n' }), 'a.txt/squid.conf');
    for (const config of ['/no/such.conf', through]) {
      const said = cli(['squid', 'decide', '--config', config, '--requests', requests]);
      expect(said.status).toBe(66);
      expect(said.stderr.trim().split('\n')).toHaveLength(1);
    }
  });

  test('what a user names is a squid.conf, and one that Squid refuses decides nothing', () => {
    const other = join(folderOf({ 'a.txt': 'hello\n' }), 'a.txt');
    const said = cli(['squid', 'decide', '--config', other, '--requests', requests, '--lang', 'en']);
    expect(said.status).toBe(2);
    for (const line of lines(said)) expect(json(line)).toMatchObject({ verdict: 'unknown' });
    expect(said.stdout).toContain('a.txt:1 ');
  });

  test('an include that is not there leaves everything open', () => {
    const text = 'http_port 3128\ninclude more.conf\nhttp_access allow all\n';
    const config = join(folderOf({ 'px/squid.conf': text }), 'px/squid.conf');
    const said = cli(['squid', 'decide', '--config', config, '--requests', requests, '--lang', 'en']);
    for (const line of lines(said)) expect(json(line)).toMatchObject({ verdict: 'unknown' });
  });

  test('requests as Windows writes them', () => {
    const line = '{"src":"10.20.10.7","method":"GET","url":"http://www.example.com/"}\r\n';
    const bytes = Buffer.from(`\ufeff${line}`, 'utf16le');
    const file = join(folderOf({ 'r.jsonl': bytes }), 'r.jsonl');
    expect(lines(decide(file)).map((l) => json(l).verdict)).toEqual(['challenge']);
  });
});

describe('lint', () => {
  const lint = (text: string, ...args: readonly string[]): CliResult =>
    cli([
      'squid',
      'lint',
      join(folderOf({ 'px/squid.conf': text }), 'px/squid.conf'),
      '--lang',
      'en',
      ...args,
    ]);

  test('the example: a row that is ignored, a value that is dropped, a row that cannot match', () => {
    const { status, stdout } = cli(['squid', 'lint', conf, '--squid-version', '5.7', '--lang', 'en']);
    expect(status).toBe(1);
    for (const line of [6, 17, 19]) expect(stdout).toContain(`examples/squid.conf:${line}: `);
  });

  test('nothing to say of a plain file', () => {
    const plain = 'acl lan src 10.0.0.0/8\nhttp_port 3128\nhttp_access deny !lan\nhttp_access allow all\n';
    expect(lint(plain)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('a file that Squid refuses is said to be not in force', () => {
    const { status, stdout } = lint('http_port 3128\nhttp_access allow nobody\n', '--format', 'json');
    expect(status).toBe(1);
    expect(json(stdout.split('\n')[0])).toMatchObject({ kind: 'not-in-force', line: 2 });
  });
});

describe('files that a configuration includes by pattern', () => {
  const files = {
    'px/squid.conf': 'http_port 3128\ninclude /etc/squid/conf.d/*.conf\nhttp_access deny all\n',
    'px/conf.d/10-lan.conf': 'acl lan src 10.0.0.0/8\nhttp_access allow lan\n',
  };

  test('are all of them only where the user says so', () => {
    const config = join(folderOf(files), 'px/squid.conf');
    const ask = (...more: readonly string[]) =>
      cli(['squid', 'find', '--config', config, '--verdict', 'allow', '--src', '192.0.2.0/24', ...more]);
    expect(ask().status).toBe(2);
    expect(ask('--whole-folder').status).toBe(0);
  });

  test('a further file that lets them by is among them', () => {
    const folder = folderOf(files);
    writeFileSync(join(folder, 'px/conf.d/20-more.conf'), 'http_access allow all\n');
    const config = join(folder, 'px/squid.conf');
    const found = cli([
      'squid',
      'find',
      '--config',
      config,
      '--verdict',
      'allow',
      '--src',
      '192.0.2.0/24',
      '--whole-folder',
    ]);
    expect(found.status).toBe(1);
  });
});
