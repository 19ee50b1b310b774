/** SYSVOL from a folder, and from a smbclient that is played by a script: what a server may do that Samba does not. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CollectFault } from '../../../src/collect/ad/fault.ts';
import {
  type SysvolFolder,
  type SysvolSource,
  sysvolFromFolder,
  sysvolFromSmbclient,
} from '../../../src/collect/ad/sysvol.ts';
import { planOf } from '../../../src/collect/ad/sysvol-plan.ts';
import { readListing } from '../../../src/collect/ad/sysvol-smb-list.ts';

const A = '{AAAAAAAA-0000-4000-8000-00000000000A}';
const B = '{BBBBBBBB-0000-4000-8000-00000000000B}';
const DOMAIN = 'corp.example';

let base: string;
let out: string;

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'uchibori-test-'));
  out = path.join(base, 'out');
  mkdirSync(out);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(base, { recursive: true, force: true });
});

const share = (): string => path.join(base, 'share');
const policies = (): string => path.join(share(), DOMAIN, 'Policies');

function put(file: string, content: string | Uint8Array = 'x'): void {
  const at = path.join(policies(), file);
  mkdirSync(path.dirname(at), { recursive: true });
  writeFileSync(at, content);
}

const copy = (source: SysvolSource | null, gpos: readonly string[] = [], signal?: AbortSignal) => {
  if (source === null) throw new Error('there is no source');
  return source.copy({ folder: out, gpos, signal: signal ?? new AbortController().signal });
};

const fromFolder = (gpos: readonly string[] = []) => copy(sysvolFromFolder(policies(), DOMAIN), gpos);

const copied = (): readonly string[] =>
  readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(out, path.join(entry.parentPath, entry.name)))
    .toSorted();

const ofGpos = (folders: readonly SysvolFolder[]): readonly SysvolFolder[] =>
  folders.filter(({ gpo }) => gpo.startsWith('{'));

const only = (folders: readonly SysvolFolder[]): SysvolFolder => {
  const [own, ...others] = ofGpos(folders);
  expect(others).toEqual([]);
  return own ?? expect.fail('there is no folder of a GPO');
};

function faultOf(act: () => unknown): CollectFault {
  try {
    act();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(CollectFault);
    return thrown as CollectFault;
  }
  return expect.fail('nothing was thrown');
}

const READ = [
  'gpt.ini',
  'MACHINE/Registry.pol',
  'MACHINE/comment.cmtx',
  'MACHINE/Microsoft/Windows NT/SecEdit/GptTmpl.inf',
  'MACHINE/Microsoft/Windows NT/Audit/AUDIT.CSV',
  'MACHINE/Preferences/Groups/Groups.xml',
  'user/registry.POL',
];
const NOT_READ = [
  'MACHINE/Scripts/Startup/run.ps1',
  'MACHINE/Applications/a.aas',
  'user/Documents & Settings/fdeploy.ini',
  'Adm/x.adm',
];

describe('a folder', () => {
  test('all names are listed; what an extension reads is copied, with the case as found', async () => {
    for (const file of [...READ, ...NOT_READ]) put(`${A.toLowerCase()}/${file}`, `content of ${file}`);
    put('PolicyDefinitions/windows.admx');
    const folder = only(await fromFolder());
    expect(folder).toStrictEqual({ gpo: A, files: [...READ, ...NOT_READ].toSorted(), complete: true });
    expect(copied()).toStrictEqual(READ.map((file) => `${A}/${file}`).toSorted());
    for (const file of READ) {
      const at = path.join(out, A, file);
      expect(readFileSync(at, 'utf8')).toBe(`content of ${file}`);
      expect(statSync(at).mode & 0o777).toBe(0o600);
      expect(statSync(path.dirname(at)).mode & 0o777).toBe(0o700);
    }
  });

  test('is found as Policies, as the domain, and as the share, in any case', async () => {
    put(`${A}/GPT.INI`);
    for (const given of [policies(), path.dirname(policies()), share()]) {
      rmSync(out, { recursive: true });
      mkdirSync(out);
      const source = sysvolFromFolder(given, DOMAIN.toUpperCase());
      expect(only(await copy(source)).files).toStrictEqual(['GPT.INI']);
    }
  });

  test('a bundle is one too, its folder and that of its domain', async () => {
    put(`${A}/GPT.INI`);
    const bundle = path.join(base, 'bundle');
    mkdirSync(path.join(bundle, DOMAIN), { recursive: true });
    renameSync(path.dirname(policies()), path.join(bundle, DOMAIN, 'sysvol'));
    for (const given of [bundle, path.join(bundle, DOMAIN), path.join(bundle, DOMAIN, 'sysvol')]) {
      rmSync(out, { recursive: true });
      mkdirSync(out);
      expect(only(await copy(sysvolFromFolder(given, DOMAIN))).files).toStrictEqual(['GPT.INI']);
    }
  });

  test('what stands beside the folders of GPOs is listed, and what may hold a password copied', async () => {
    const morphed = `${A}_NTFRS_000a1b2c`;
    const groups = 'Machine/Preferences/Groups';
    const copies = ['Groups.xml.bak', 'Groups - Copy.xml', 'Groups.old'].map((f) => `${groups}/${f}`);
    for (const file of [...copies, 'old/Groups.xml', 'Machine/x.xml']) put(`${A}/${file}`);
    for (const file of [`${groups}/Groups.xml`, 'Machine/Registry.pol']) put(`${morphed}/${file}`);
    put('PolicyDefinitions/a.admx');
    put('Drives.xml');
    put('note.txt');
    put(`odd;name/${groups}/Groups.xml`);
    put(`large/${groups}/Groups.xml`);
    truncateSync(path.join(policies(), 'large', groups, 'Groups.xml'), 4 * 1024 * 1024 + 1);
    const folders = await fromFolder();
    const of = (gpo: string) => folders.find((folder) => folder.gpo === gpo);
    expect(folders.map(({ gpo }) => gpo).toSorted()).toStrictEqual(
      ['.', 'PolicyDefinitions', 'large', 'odd;name', A, morphed].toSorted(),
    );
    expect(of('.')).toStrictEqual({ gpo: '.', files: ['Drives.xml', 'note.txt'], complete: true });
    expect(of(morphed)).toStrictEqual({
      ...{ gpo: morphed, complete: true },
      files: ['Machine/Preferences/Groups/Groups.xml', 'Machine/Registry.pol'],
    });
    expect(of('odd;name')).toMatchObject({ files: [`${groups}/Groups.xml`], complete: false });
    expect(of('large')).toMatchObject({ complete: false, because: expect.stringContaining('larger than') });
    expect(copied()).toStrictEqual(
      [
        'Drives.xml',
        `${morphed}/${groups}/Groups.xml`,
        ...[...copies, 'old/Groups.xml'].map((file) => `${A}/${file}`),
      ].toSorted(),
    );
  });

  test('what is no SYSVOL is said at once', () => {
    mkdirSync(path.join(base, 'other/folder'), { recursive: true });
    for (const given of ['other', 'none']) {
      const fault = faultOf(() => sysvolFromFolder(path.join(base, given), DOMAIN));
      expect(fault.kind).toBe('usage');
      expect(fault.text.en).toContain(path.join(base, given));
    }
    put(`${A}/GPT.INI`);
    mkdirSync(path.join(share(), DOMAIN, 'POLICIES'));
    expect(faultOf(() => sysvolFromFolder(share(), DOMAIN)).text.en).toContain('only in case');
  });

  test('a GPO that was asked for and is not there has no folder', async () => {
    put(`${A}/GPT.INI`);
    expect(await fromFolder([A, B, B])).toStrictEqual([
      { gpo: A, files: ['GPT.INI'], complete: true },
      { gpo: B, files: null, complete: true },
    ]);
  });

  test('links are listed and not followed', async () => {
    const secret = path.join(base, 'secret');
    writeFileSync(secret, 'secret');
    put(`${A}/GPT.INI`);
    mkdirSync(path.join(policies(), A, 'Machine'));
    symlinkSync(secret, path.join(policies(), A, 'Machine/Registry.pol'));
    symlinkSync('..', path.join(policies(), A, 'Machine/up'));
    symlinkSync(path.join(policies(), A), path.join(policies(), B));
    const [a, b] = await fromFolder([A, B]);
    expect(a?.files).toStrictEqual(['GPT.INI', 'Machine/Registry.pol', 'Machine/up']);
    expect(a?.complete).toBe(false);
    expect(a?.because).toMatch(/is a link, which is not followed \(and 1 more\)$/);
    expect(b).toStrictEqual({
      ...{ gpo: B, files: [], complete: false },
      because: `"${B}" is not a folder, or a link to one`,
    });
    expect(copied()).toStrictEqual([`${A}/GPT.INI`]);
  });

  test('two names that differ in case leave the folder incomplete, and neither is copied', async () => {
    put(`${A}/Machine/Registry.pol`, 'one');
    put(`${A}/MACHINE/Registry.pol`, 'two');
    put(`${A}/GPT.INI`);
    const folder = only(await fromFolder());
    expect(folder.because).toContain('differs from');
    expect(folder.complete).toBe(false);
    expect(copied()).toStrictEqual([`${A}/GPT.INI`]);
  });

  test('two folders of one GPO: neither is believed', async () => {
    put(`${A}/GPT.INI`);
    put(`${A.toLowerCase()}/GPT.INI`);
    expect(only(await fromFolder([A]))).toMatchObject({ gpo: A, files: [], complete: false });
    expect(copied()).toStrictEqual([]);
  });

  test.each([
    ['back\\slash.xml', 'is not one of SYSVOL'],
    ['new\nline.xml', 'is not one of SYSVOL'],
    ['a:b.xml', 'has a name that is not copied'],
    ['a;!id;.xml', 'has a name that is not copied'],
  ])('the name %j is not copied', async (name, why) => {
    put(`${A}/User/Preferences/Drives/${name}`);
    const folder = only(await fromFolder());
    expect(folder.complete).toBe(false);
    expect(folder.because).toContain(why);
    expect(folder.because).not.toMatch(/[\n\r]/);
    expect(copied()).toStrictEqual([]);
  });

  test('a pipe is no file, and nothing waits for it', async () => {
    put(`${A}/Machine/x.txt`);
    execFileSync('mkfifo', [path.join(policies(), A, 'Machine/Registry.pol')]);
    expect(only(await fromFolder()).because).toContain('neither a file nor a folder');
  });

  test('a large file is copied only where it is read, and then not', async () => {
    put(`${A}/Machine/Applications/setup.msi`);
    put(`${B}/Machine/Registry.pol`);
    for (const file of [`${A}/Machine/Applications/setup.msi`, `${B}/Machine/Registry.pol`])
      truncateSync(path.join(policies(), file), 64 * 1024 * 1024 + 1);
    const [a, b] = await fromFolder();
    expect(a?.complete).toBe(true);
    expect(b?.because).toContain('larger than');
    expect(copied()).toStrictEqual([]);
  });

  test('depth and number are bounded', async () => {
    put(`${A}/${'d/'.repeat(20)}x`);
    mkdirSync(path.join(policies(), B));
    for (let i = 0; i < 20_001; i++) writeFileSync(path.join(policies(), B, String(i)), '');
    const [a, b] = await fromFolder();
    expect(a?.because).toContain('too deep');
    expect(b?.because).toContain('20000 names');
    expect(b?.files?.length).toBeLessThanOrEqual(20_000);
  });

  // Root reads everything.
  test.skipIf(process.geteuid?.() === 0)('what cannot be read is said', async () => {
    put(`${A}/Machine/Registry.pol`);
    put(`${B}/Machine/x`);
    chmodSync(path.join(policies(), A, 'Machine/Registry.pol'), 0);
    chmodSync(path.join(policies(), B, 'Machine'), 0);
    try {
      const folders = await fromFolder();
      expect(folders.map(({ complete }) => complete)).toStrictEqual([false, false]);
      expect(folders[0]?.files).toStrictEqual(['Machine/Registry.pol']);
      for (const { because } of folders) expect(because).toContain('cannot be read (EACCES)');
    } finally {
      chmodSync(path.join(policies(), B, 'Machine'), 0o700);
    }
  });

  test('nothing is written over, and an interruption is one', async () => {
    put(`${A}/GPT.INI`, 'new');
    mkdirSync(path.join(out, A));
    writeFileSync(path.join(out, A, 'GPT.INI'), 'old');
    await expect(fromFolder()).rejects.toMatchObject({ kind: 'output' });
    expect(readFileSync(path.join(out, A, 'GPT.INI'), 'utf8')).toBe('old');
    const source = sysvolFromFolder(policies(), DOMAIN);
    await expect(copy(source, [], AbortSignal.abort())).rejects.toMatchObject({ kind: 'interrupted' });
  });
});

const DATE = 'Mon Nov 23 12:56:25 2026';
/** A line as smbclient prints it. */
function line(name: string, attributes: string, size = 0): string {
  const padded = name + ' '.repeat(Math.max(0, 30 - Buffer.byteLength(name)));
  return `  ${padded}${attributes.padStart(7)} ${String(size).padStart(8)}  ${DATE}`;
}
const dots = [line('.', 'D'), line('..', 'D')];
const ROOT = `\\${DOMAIN}\\Policies`;
const listing = (...folders: readonly (readonly [string, ...string[]])[]): string =>
  [
    ...folders.flatMap(([at, ...lines], i) => (i === 0 ? lines : ['', ROOT + at, ...lines])),
    '',
    '\t\t264212084 blocks of size 1024. 76062292 blocks available',
    '',
  ].join('\n');

const SIMPLE = listing(
  ['', ...dots, line(A, 'D'), line('PolicyDefinitions', 'D')],
  [`\\${A}`, ...dots, line('GPT.INI', 'A', 3), line('Machine', 'D')],
  ['\\PolicyDefinitions', ...dots, line('a.admx', 'A', 9)],
  [`\\${A}\\Machine`, ...dots, line('Registry.pol', 'A', 4)],
);

const PASSWORD = 'Zq7-not-to-be-seen';

/** A program named smbclient, first on the path. It puts down what it was called with. */
function play(script: string): void {
  const bin = path.join(base, 'bin');
  mkdirSync(bin);
  writeFileSync(
    path.join(bin, 'smbclient'),
    `#!${process.execPath}\nconst fs = require('node:fs');
const at = ${JSON.stringify(base)};
const command = process.argv.at(-1);
const file = process.argv[process.argv.indexOf('-A') + 1];
fs.appendFileSync(at + '/calls', JSON.stringify({ argv: process.argv.slice(2), env: process.env,
  mode: fs.statSync(file).mode & 0o777, credentials: fs.readFileSync(file, 'utf8'), cwd: process.cwd() }) + '\\n');
const list = command.startsWith('recurse');
const gets = [...command.matchAll(/get "([^"]*)" "([^"]*)"/g)];
const put = (content) => { for (const [, , to] of gets) fs.writeFileSync(to, content); };
${script}`,
    { mode: 0o700 },
  );
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
}

interface Call {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly mode: number;
  readonly credentials: string;
  readonly cwd: string;
}
const calls = (): readonly Call[] =>
  readFileSync(path.join(base, 'calls'), 'utf8')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as Call);

const OPTIONS = {
  ...{ server: 'dc1.corp.example', dnsName: DOMAIN, user: 'reader', password: PASSWORD },
  ...{ timeout: 20_000, address: '192.0.2.1' },
};
const smb = (options: Partial<typeof OPTIONS> = {}): SysvolSource | null =>
  sysvolFromSmbclient({ ...OPTIONS, ...options });

const say = (text: string): string => `if (list) process.stdout.write(${JSON.stringify(text)});\n`;

describe('smbclient', () => {
  test('is not there', () => {
    vi.stubEnv('PATH', `bin:${base}`);
    expect(smb()).toBeNull();
  });

  test('lists, fetches, and leaves no trace of the password', async () => {
    vi.stubEnv('UCHIBORI_TEST_PASSWORD', PASSWORD);
    play(
      `${say(SIMPLE)}else for (const [, from, to] of gets) fs.writeFileSync(to, from.endsWith('pol') ? 'PReg' : 'ini');`,
    );
    const folders = await copy(smb(), [A, B]);
    expect(folders).toStrictEqual([
      { gpo: 'PolicyDefinitions', files: ['a.admx'], complete: true },
      { gpo: A, files: ['GPT.INI', 'Machine/Registry.pol'], complete: true },
      { gpo: B, files: null, complete: true },
    ]);
    expect(readFileSync(path.join(out, A, 'Machine/Registry.pol'), 'utf8')).toBe('PReg');
    expect(statSync(path.join(out, A, 'GPT.INI')).mode & 0o777).toBe(0o600);
    expect(calls()).toHaveLength(2);
    for (const { argv, env, mode, credentials, cwd } of calls()) {
      expect(JSON.stringify([argv, env])).not.toContain(PASSWORD);
      expect(mode).toBe(0o600);
      expect(credentials).toBe(`username = reader@${DOMAIN}\npassword = ${PASSWORD}\n`);
      expect(argv).toEqual(
        expect.arrayContaining(['//dc1.corp.example/SYSVOL', '--client-protection=sign', '-I']),
      );
      expect(existsSync(cwd)).toBe(false);
      expect(existsSync(argv[argv.indexOf('-A') + 1] ?? base)).toBe(false);
    }
  });

  test.each([
    [
      'session setup failed: NT_STATUS_LOGON_FAILURE',
      'the user name or the password is wrong (NT_STATUS_LOGON_FAILURE)',
    ],
    [
      'tree connect failed: NT_STATUS_BAD_NETWORK_NAME',
      'the server has no share SYSVOL (NT_STATUS_BAD_NETWORK_NAME)',
    ],
    ['Zq7-not-to-be-seen NT_STATUS_STRANGE', 'NT_STATUS_STRANGE'],
    ['Zq7-not-to-be-seen', 'smbclient ended with 1'],
  ])('%s', async (said, because) => {
    play(`console.log(${JSON.stringify(said)}); process.exitCode = 1;`);
    expect(only(await copy(smb(), [A]))).toStrictEqual({
      ...{ gpo: A, files: null, complete: false },
      because: `SYSVOL was not listed: ${because}`,
    });
    // With nothing to hang it on, it is still no SYSVOL without GPOs.
    await expect(copy(smb())).rejects.toMatchObject({ kind: 'connection' });
  });

  test('an end without a word is no listing', async () => {
    play('');
    expect(only(await copy(smb(), [A])).because).toContain('showed no Policies folder');
  });

  test('a listing that is cut, with whatever exit code', async () => {
    const cut = SIMPLE.slice(0, SIMPLE.indexOf(`\n${ROOT}\\${A}\\Machine`));
    for (const code of [0, 1]) {
      rmSync(path.join(base, 'bin'), { recursive: true, force: true });
      rmSync(path.join(out, A), { recursive: true, force: true });
      play(`${say(cut)}else put('ini'); process.exitCode = list ? ${code} : 0;`);
      const folder = only(await copy(smb(), [A]));
      expect(folder.files).toStrictEqual(['GPT.INI']);
      expect(folder.because).toBe('the folder "Machine" was not listed');
    }
  });

  test('a failure that no folder accounts for leaves all in doubt', async () => {
    play(`${say(SIMPLE)}else put('ini'); process.exitCode = list ? 1 : 0;`);
    const [a, b] = ofGpos(await copy(smb(), [A, B]));
    expect(a?.because).toContain('not listed to its end');
    expect(b).toMatchObject({ files: null, complete: false });
  });

  test('files that do not come, or come with another size', async () => {
    play(`${say(SIMPLE)}else { put('ini'); process.exitCode = 1;
console.log('NT_STATUS_ACCESS_DENIED opening remote file ' + gets[1][1]); }`);
    const folder = only(await copy(smb()));
    expect(folder.because).toContain('"Machine/Registry.pol" was not copied: access is denied');
    expect(copied()).toStrictEqual([`${A}/GPT.INI`]);
  });

  test('one that hangs is ended; what was listed is listed', async () => {
    play(`${say(SIMPLE)}setTimeout(() => {}, 60_000);`);
    const started = performance.now();
    const [a, b] = ofGpos(await copy(smb({ timeout: 400 }), [A, B]));
    expect(performance.now() - started).toBeLessThan(5000);
    expect(a).toMatchObject({ files: ['GPT.INI', 'Machine/Registry.pol'], complete: false });
    for (const folder of [a, b]) expect(folder?.because).toContain('did not answer smbclient for 0.4 s');
    expect(calls()).toHaveLength(1);
  });

  test('one that hangs while it fetches', async () => {
    play(`${say(SIMPLE)}else setTimeout(() => {}, 60_000);`);
    const folder = only(await copy(smb({ timeout: 400 })));
    expect(folder.because).toContain('"GPT.INI" was not copied: the server did not answer');
    expect(copied()).toStrictEqual([]);
  });

  test('an interruption ends it at once, and its files', async () => {
    play(`${say(SIMPLE)}fs.writeFileSync(at + '/pid', String(process.pid)); setTimeout(() => {}, 60_000);`);
    const abort = new AbortController();
    const work = copy(smb(), [A], abort.signal);
    await vi.waitUntil(() => existsSync(path.join(base, 'pid')), { timeout: 5000 });
    abort.abort();
    await expect(work).rejects.toMatchObject({ kind: 'interrupted' });
    expect(existsSync(calls()[0]?.cwd ?? base)).toBe(false);
    const pid = Number(readFileSync(path.join(base, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('a server that names what leads elsewhere', async () => {
    const hostile = listing(
      ['', ...dots, line(A, 'D'), line('..\\..', 'D'), line(`x${B}"; !id; "`, 'D')],
      [`\\${A}`, ...dots, line('..\\x', 'A', 1), line('../x', 'A', 1), line('User', 'D')],
      [`\\${A}\\User`, ...dots, line('Preferences', 'D')],
      [`\\${A}\\..\\..`, ...dots, line('Registry.pol', 'A', 4)],
      [
        `\\${A}\\User\\Preferences`,
        ...[...dots, line('a" "b"; !touch pwned; ".xml', 'A', 4), line('ok.xml', 'A', 4), line('..', 'A', 4)],
      ],
    );
    play(`${say(hostile)}else put('PReg');`);
    const folder = only(await copy(smb()));
    expect(folder.complete).toBe(false);
    expect(folder.files).toStrictEqual([
      'User/Preferences/a" "b"; !touch pwned; ".xml',
      'User/Preferences/ok.xml',
    ]);
    expect(copied()).toStrictEqual([`${A}/User/Preferences/ok.xml`]);
    expect(calls()[1]?.argv.at(-1)).toBe(`get "${ROOT.slice(1)}\\${A}\\User\\Preferences\\ok.xml" "0"`);
  });

  test.each([
    [{ password: 'a\nusername = b' }, 'control characters'],
    [{ password: ' a' }, 'space'],
    [{ user: 'a\nb' }, 'user name'],
    [{ dnsName: 'x"; !id; "' }, 'the domain'],
    [{ server: '-c' }, 'the server'],
  ])('options that cannot be given to it: %j', (options, why) => {
    const fault = faultOf(() => smb(options));
    expect(fault.kind).toBe('usage');
    expect(fault.text.en).toContain(why);
  });
});

describe('a listing', () => {
  const name = fc
    .string({ unit: fc.constantFrom(...'abAZ09 .{}-日本語é;\'"()'), minLength: 1, maxLength: 45 })
    .filter((text) => text.trim() === text && text !== '.' && text !== '..');
  const entry = fc.record({
    name,
    size: fc.nat({ max: 2 ** 40 }),
    attributes: fc.constantFrom('', 'A', 'AHSRN', 'N'),
  });

  test('gives the names and sizes that were printed', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
        const lines = entries.map((e) => line(e.name, e.attributes, e.size));
        const text = listing(['', ...dots, line(A, 'D')], [`\\${A}`, ...dots, ...lines]);
        const { trees, listed } = readListing(text, `${DOMAIN}\\Policies`);
        expect(listed).toBe(true);
        expect(trees[0]?.problems).toStrictEqual([]);
        expect(trees[0]?.nodes).toStrictEqual(
          entries.map((e) => ({ path: e.name, kind: 'file', size: e.size })),
        );
      }),
    );
  });

  test('of any text: no name leads out of its folder', () => {
    const pieces = fc.constantFrom(
      ...SIMPLE.split('\n'),
      ROOT,
      '\\..',
      line('..\\..', 'D'),
      line('/etc', 'A'),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }), (lines) => {
        const { trees } = readListing(lines.join('\n'), `${DOMAIN}\\Policies`);
        for (const tree of trees)
          for (const file of planOf(tree).files)
            expect(
              file.split('/').every((part) => part !== '' && part !== '..' && !part.includes('\\')),
            ).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('reparse points are not followed, and a folder below a link is not taken', () => {
    const text = listing(
      ['', ...dots, line(A, 'D')],
      [`\\${A}`, ...dots, line('Machine', 'Dr')],
      [`\\${A}\\Machine`, ...dots, line('Registry.pol', 'A', 4)],
    );
    const [tree] = readListing(text, `${DOMAIN}\\Policies`).trees;
    expect(tree?.nodes).toStrictEqual([{ path: 'Machine', kind: 'link', size: 0 }]);
  });
});
