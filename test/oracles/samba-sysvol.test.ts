/** SYSVOL by smbclient, against a domain controller: what is copied is what lies there, as an ordinary user reads it. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SysvolFolder } from '../../src/collect/ad/sysvol.ts';
import { sysvolFromFolder, sysvolFromSmbclient } from '../../src/collect/ad/sysvol.ts';
import { noSamba, openSamba, type SambaDomain } from './samba.ts';

const NO_SAMBA = noSamba();

if (NO_SAMBA !== null) {
  test('a domain controller can run here', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_SAMBA}`);
    skip(`skipped: ${NO_SAMBA}`);
  });
}

const FULL = '{0A0A0A0A-1111-4222-8333-000000000001}';
const CLOSED = '{0A0A0A0A-1111-4222-8333-000000000002}';
const TWICE = '{0A0A0A0A-1111-4222-8333-000000000003}';
const NONE = '{0A0A0A0A-1111-4222-8333-000000000004}';
/** As FRS calls the folder that came second. */
const MORPHED = `${FULL}_NTFRS_000a1b2c`;
const LEFT = 'Machine/Preferences/Groups/Groups.xml';
const DEFAULT = '{31B2F340-016D-11D2-945F-00C04FB984F9}';

const READ = [
  'GPT.INI',
  'Machine/Registry.pol',
  'Machine/comment.cmtx',
  'Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf',
  'Machine/Microsoft/Windows NT/Audit/audit.csv',
  'User/Preferences/Groups/Groups.xml',
];
const NOT_READ = [
  'Machine/Scripts/Startup/起動 スクリプト; その"2".ps1'.replaceAll('"', "'"),
  'User/Documents & Settings/a name that is longer than thirty characters.ini',
];

/** Command line and environment of every process; empty where it has ended. */
const processes = (): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => ['cmdline', 'environ'].map((name) => `/proc/${pid}/${name}`))
    .map((file) => {
      try {
        return readFileSync(file, 'utf8');
      } catch {
        return '';
      }
    });

describe.skipIf(NO_SAMBA !== null)('SYSVOL of a domain controller', () => {
  let samba: SambaDomain;
  let out: string;
  const policies = (): string => path.join(samba.sysvol, 'Policies');
  const put = (gpo: string, file: string, content: string | Uint8Array): void => {
    const at = path.join(policies(), gpo, file);
    mkdirSync(path.dirname(at), { recursive: true, mode: 0o755 });
    writeFileSync(at, content);
    chmodSync(at, 0o644);
  };
  /** Folders that the harness made are for root alone. */
  const openFolders = (gpo: string): void => {
    for (const entry of readdirSync(path.join(policies(), gpo), { recursive: true, withFileTypes: true }))
      if (entry.isDirectory()) chmodSync(path.join(entry.parentPath, entry.name), 0o755);
    chmodSync(path.join(policies(), gpo), 0o755);
  };

  beforeAll(async () => {
    samba = await openSamba();
    for (const [i, file] of [...READ, ...NOT_READ].entries())
      put(FULL, file, Buffer.alloc(i * 70_001, `${file}\u0000\r\n`));
    for (let i = 0; i < 120; i++)
      put(FULL, `Machine/Preferences/Registry/Registry${i}.xml`, `<RegistrySettings n="${i}"/>`);
    put(CLOSED, 'GPT.INI', '[General]\r\nVersion=1\r\n');
    put(CLOSED, 'Machine/Registry.pol', 'PReg');
    put(CLOSED, 'User/Registry.pol', 'PReg');
    put(TWICE, 'GPT.INI', '[General]\r\nVersion=1\r\n');
    put(TWICE, 'MACHINE/Registry.pol', 'one');
    put(TWICE, 'Machine/Registry.pol', 'two');
    put(MORPHED, LEFT, '<Groups/>');
    put('.', 'Drives.xml', '<Drives/>');
    for (const gpo of [FULL, CLOSED, TWICE, MORPHED]) openFolders(gpo);
    chmodSync(path.join(policies(), CLOSED, 'Machine/Registry.pol'), 0o600);
    chmodSync(path.join(policies(), CLOSED, 'User'), 0o700);
  }, 120_000);
  afterAll(() => samba?.stop());
  beforeEach(() => {
    out = mkdtempSync(path.join(tmpdir(), 'uchibori-test-'));
  });
  afterEach(() => rmSync(out, { recursive: true, force: true }));

  const source = (user: string, password: string) => {
    const made = sysvolFromSmbclient({
      ...{ server: samba.hostName, address: samba.address, dnsName: samba.dnsName },
      ...{ user, password, timeout: 20_000 },
    });
    return made ?? expect.fail('smbclient is not installed');
  };
  const copy = (user: string, password: string, gpos: readonly string[]): Promise<readonly SysvolFolder[]> =>
    source(user, password).copy({ folder: out, gpos, signal: new AbortController().signal });
  const of = (folders: readonly SysvolFolder[], gpo: string) =>
    folders.find((folder) => folder.gpo === gpo) ?? expect.fail(`${gpo} is not in the list`);
  const filesIn = (folder: string): readonly string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .toSorted();

  test('what is copied is what lies there, however the user is written', async () => {
    const { name, password } = samba.reader;
    const short = name.slice(0, name.indexOf('@'));
    for (const user of [name, short, `${samba.netbios}\\${short}`]) {
      rmSync(out, { recursive: true });
      mkdirSync(out, { mode: 0o700 });
      const folders = await copy(user, password, [DEFAULT, NONE]);
      expect(of(folders, FULL)).toStrictEqual({
        ...{ gpo: FULL, complete: true },
        files: filesIn(path.join(policies(), FULL)),
      });
      expect(of(folders, DEFAULT)).toMatchObject({ complete: true, files: ['GPT.INI'] });
      expect(of(folders, NONE)).toStrictEqual({ gpo: NONE, files: null, complete: true });
      const copied = filesIn(path.join(out, FULL));
      expect(copied).toHaveLength(READ.length + 120);
      expect(copied).toEqual(expect.arrayContaining(READ));
      for (const file of copied) {
        const [ours, theirs] = [out, policies()].map((at) => readFileSync(path.join(at, FULL, file)));
        expect(ours?.equals(theirs ?? Buffer.alloc(0)), file).toBe(true);
      }
    }
  });

  test('the same as from the folder', async () => {
    const byFolder = path.join(out, 'folder');
    mkdirSync(byFolder);
    const { signal } = new AbortController();
    const theirs = await sysvolFromFolder(samba.sysvol, samba.dnsName).copy({
      folder: byFolder,
      gpos: [],
      signal,
    });
    const ours = await copy(samba.administrator.name, samba.administrator.password, []);
    expect(ours.map(({ gpo, files }) => [gpo, files])).toStrictEqual(
      theirs.map(({ gpo, files }) => [gpo, files]),
    );
    expect(filesIn(path.join(out, FULL))).toStrictEqual(filesIn(path.join(byFolder, FULL)));
  });

  test('what stands beside the folders of GPOs is listed, and what may hold a password copied', async () => {
    const folders = await copy(samba.reader.name, samba.reader.password, []);
    expect(of(folders, MORPHED)).toStrictEqual({ gpo: MORPHED, files: [LEFT], complete: true });
    expect(of(folders, '.')).toStrictEqual({ gpo: '.', files: ['Drives.xml'], complete: true });
    expect(filesIn(path.join(out, MORPHED))).toStrictEqual([LEFT]);
    expect(readFileSync(path.join(out, 'Drives.xml'), 'utf8')).toBe('<Drives/>');
  });

  test('what the user may not read is said, and never absent', async () => {
    const folders = await copy(samba.reader.name, samba.reader.password, []);
    const closed = of(folders, CLOSED);
    expect(closed.files).toStrictEqual(['GPT.INI', 'Machine/Registry.pol']);
    expect(closed.complete).toBe(false);
    expect(closed.because).toContain('access is denied (NT_STATUS_ACCESS_DENIED) (and 1 more)');
    expect(filesIn(path.join(out, CLOSED))).toStrictEqual(['GPT.INI']);
    expect(of(folders, TWICE).because).toContain('only in case');
    expect(filesIn(path.join(out, TWICE))).toStrictEqual(['GPT.INI']);
  });

  test('a wrong password, and a server that is not there: one line', async () => {
    const [wrong] = await copy(samba.reader.name, 'Wrong-1-password', [DEFAULT]);
    expect(wrong).toMatchObject({ gpo: DEFAULT, files: null, complete: false });
    expect(wrong?.because).toMatch(
      /^SYSVOL was not listed: the user name or the password is wrong \(NT_STATUS_\w+\)$/,
    );
    const nowhere = sysvolFromSmbclient({
      ...{ server: samba.hostName, address: '127.255.255.254', dnsName: samba.dnsName },
      ...{ user: samba.reader.name, password: samba.reader.password, timeout: 5000 },
    });
    const [gone] =
      (await nowhere?.copy({ folder: out, gpos: [DEFAULT], signal: new AbortController().signal })) ?? [];
    expect(gone?.because).toMatch(/^SYSVOL was not listed: .*NT_STATUS_/);
    expect(readdirSync(out)).toStrictEqual([]);
  });

  test('odd passwords are taken as they are, and are in no process list and no result', async () => {
    const passwords = ['p a%s=s;#"x1A', '%lead\\1Aaaa', "日本語のパス1A'x"];
    for (const [i, password] of passwords.entries()) {
      rmSync(out, { recursive: true });
      mkdirSync(out, { mode: 0o700 });
      await samba.sambaTool(['user', 'create', `odd${i}`, password]);
      const seen: string[] = [];
      const look = setInterval(() => seen.push(...processes()), 3);
      const folders = await copy(`odd${i}@${samba.dnsName}`, password, []);
      clearInterval(look);
      expect(of(folders, FULL).complete).toBe(true);
      expect(seen.some((text) => text.includes('smbclient') && text.includes(samba.hostName))).toBe(true);
      expect(seen.some((text) => text.includes(password))).toBe(false);
      expect(JSON.stringify(folders)).not.toContain(JSON.stringify(password).slice(1, -1));
    }
  });
});
