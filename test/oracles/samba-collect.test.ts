/** `collect ad` against a real domain controller: what it writes, how it says no, and that nothing partial looks whole. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BundleEntry, BundleSearched } from '../../src/model/directory-bundle.ts';
import { type CliResult, cli, cliAsync } from '../run-cli.ts';
import { noSamba, openSamba, type SambaDomain } from './samba.ts';

const NO_SAMBA = noSamba();

if (NO_SAMBA !== null) {
  test('a domain controller can run here', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_SAMBA}`);
    skip(`skipped: ${NO_SAMBA}`);
  });
}

const COMPUTERS = 2_100;
const PAGE = 500;

const computerLdif = (i: number, { baseDn }: SambaDomain): string =>
  `dn: CN=営業${i},OU=端末,${baseDn}\nchangetype: add\nobjectClass: computer\nsAMAccountName: PC${String(i).padStart(5, '0')}$\nuserAccountControl: 4096\n\n`;

interface Line {
  readonly search?: string;
  readonly searched?: string;
  readonly end?: boolean;
  readonly complete?: boolean;
  readonly dn?: string;
}

describe.skipIf(NO_SAMBA !== null)('a domain controller', () => {
  let samba: SambaDomain;
  let passwordFile = '';
  let next = 0;

  beforeAll(async () => {
    samba = await openSamba();
    passwordFile = join(samba.folder, 'reader.password');
    writeFileSync(passwordFile, `${samba.reader.password}\n`, { mode: 0o600 });
    await samba.ldif(`dn: OU=端末,${samba.baseDn}\nchangetype: add\nobjectClass: organizationalUnit\n\n`);
    for (let from = 0; from < COMPUTERS; from += 300) {
      const batch = Array.from({ length: Math.min(300, COMPUTERS - from) }, (_, i) =>
        computerLdif(from + i, samba),
      );
      await samba.ldif(batch.join(''));
    }
  }, 240_000);
  afterAll(() => samba?.stop(), 60_000);

  const out = (): string => {
    next += 1;
    return join(samba.folder, `out${next}`);
  };

  const words = (folder: string, extra: readonly string[] = [], url = samba.ldapsUrl): readonly string[] => [
    'collect',
    'ad',
    '--url',
    url,
    '--user',
    samba.reader.name,
    '--out',
    folder,
    '--lang',
    'en',
    '--ca',
    samba.caFile,
    '--password-file',
    passwordFile,
    ...extra,
  ];

  /** The controller's process serves the request meanwhile, so that the command must not block this one. */
  const collect = (folder: string, extra: readonly string[] = [], url?: string): Promise<CliResult> =>
    cliAsync(words(folder, extra, url));

  const linesOf = (folder: string): readonly Line[] =>
    readFileSync(join(folder, samba.dnsName, 'directory.ndjson'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);

  const oneLine = (said: CliResult): string => {
    const lines = said.stderr.trim().split('\n');
    expect(lines).toHaveLength(1);
    return lines[0] ?? '';
  };

  test('everything in pages, Japanese names intact, private files, sums last', async () => {
    const folder = out();
    const said = await collect(folder, ['--sysvol', samba.sysvol]);
    expect(said.stderr).toContain('objects');
    const lines = linesOf(folder);
    const computers = lines.find((l) => l.searched === 'computers') as BundleSearched | undefined;
    expect(computers).toMatchObject({ complete: true });
    expect(computers?.entries).toBeGreaterThanOrEqual(COMPUTERS);
    expect(computers?.pages).toBe(Math.ceil((computers?.entries ?? 0) / PAGE));
    const names = lines.filter((l): l is BundleEntry => l.dn !== undefined).map((l) => l.dn);
    expect(names).toContain(`CN=営業42,OU=端末,${samba.baseDn}`);
    expect(lines.at(-1)).toMatchObject({ end: true });
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
    for (const file of files) expect(statSync(join(file.parentPath, file.name)).mode & 0o077).toBe(0);
    expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toContain('directory.ndjson');
    expect(JSON.stringify(lines)).not.toContain(samba.reader.password);
    const inspected = cli(['inspect', join(folder, samba.dnsName, 'directory.ndjson'), '--lang', 'en']);
    expect(inspected.stdout).toContain('ad-ndjson');
    expect(inspected.stdout).toContain('not understood 0');
  }, 120_000);

  test('by StartTLS the same objects', async () => {
    const [tls, start] = [out(), out()];
    await collect(tls, ['--no-sysvol']);
    await collect(start, ['--no-sysvol', '--starttls'], samba.ldapUrl);
    const dns = (folder: string) =>
      linesOf(folder)
        .flatMap((l) => l.dn ?? [])
        .sort();
    expect(dns(start)).toEqual(dns(tls));
  }, 120_000);

  test('its computers get a resultant set', async () => {
    const folder = out();
    await collect(folder, ['--sysvol', samba.sysvol]);
    const said = cli(['rsop', '--bundle', folder, '--computer', 'PC00042', '--lang', 'en']);
    expect(said.stdout).toContain('Default Domain Policy');
  }, 120_000);

  test.each([
    ['no authority', () => ['--ca', join(samba.folder, 'other.pem')], /cannot be read/],
    ['another name', () => ['--servername', 'elsewhere.example'], /is for another name/],
  ] as const)(
    '%s: one line, nothing written',
    async (_, extra, line) => {
      const folder = out();
      const said = await collect(folder, [...extra(), '--no-sysvol']);
      expect(said.status).not.toBe(0);
      expect(oneLine(said)).toMatch(line);
      expect(existsSync(folder)).toBe(false);
    },
    60_000,
  );

  test('an authority that is not trusted', async () => {
    const folder = out();
    const args = words(folder, ['--no-sysvol']).filter((w, i, all) => w !== '--ca' && all[i - 1] !== '--ca');
    const said = await cliAsync(args);
    expect(oneLine(said)).toMatch(/not signed by a trusted authority/);
    expect(existsSync(folder)).toBe(false);
  }, 60_000);

  test('a wrong password', async () => {
    const wrong = join(samba.folder, 'wrong.password');
    writeFileSync(wrong, 'Not-the-one-1', { mode: 0o600 });
    const said = await collect(out(), ['--password-file', wrong, '--no-sysvol']);
    expect(oneLine(said)).toMatch(/user name or the password is wrong/);
    expect(said.stderr).not.toContain('Not-the-one-1');
  }, 60_000);

  test('plain LDAP is refused before anything is sent', async () => {
    const said = await collect(out(), ['--no-sysvol'], samba.ldapUrl);
    expect(said.status).toBe(64);
    expect(oneLine(said)).toMatch(/no password is sent over plain LDAP/);
  }, 60_000);

  /** A wire of our own between client and controller. `after` bytes from the controller it is cut, or goes quiet. */
  async function wire(after: number, then: 'cut' | 'quiet'): Promise<{ server: Server; url: string }> {
    const { hostname, port } = new URL(samba.ldapsUrl);
    const server = createServer((client: Socket) => {
      const controller = dial({ host: hostname, port: Number(port || 636) });
      let passed = 0;
      client.pipe(controller);
      controller.on('data', (chunk) => {
        passed += chunk.length;
        if (passed <= after) client.write(chunk);
        else if (then === 'cut') client.destroy();
      });
      for (const socket of [client, controller]) socket.on('error', () => {});
      client.on('close', () => controller.destroy());
      controller.on('close', () => client.destroy());
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    return { server, url: `ldaps://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` };
  }

  test.each([
    ['cut', /the connection was lost/],
    ['quiet', /did not answer within/],
  ] as const)(
    'a connection that is %s in mid-page leaves a bundle that says it is partial',
    async (then, line) => {
      const folder = out();
      const { server, url } = await wire(1_500_000, then);
      try {
        const named = ['--servername', samba.hostName, '--no-sysvol', '--timeout', '3'];
        const said = await collect(folder, named, url);
        expect(said.status).toBe(2);
        expect(said.stderr).toContain('PARTIAL');
        expect(said.stderr).toMatch(line);
      } finally {
        server.close();
      }
      const lines = linesOf(folder);
      expect(lines.at(-1)).toMatchObject({ end: true, complete: false });
      expect(lines.some((l) => l.searched !== undefined && l.complete === false)).toBe(true);
      expect(existsSync(join(folder, 'SHA256SUMS'))).toBe(false);
      const rsop = cli(['rsop', '--bundle', folder, '--computer', 'PC00042', '--lang', 'en']);
      expect(rsop.status).not.toBe(0);
    },
    120_000,
  );

  test('a server that goes quiet after it is reached', async () => {
    const { server, url } = await wire(0, 'quiet');
    try {
      const folder = out();
      const said = await collect(folder, ['--no-sysvol', '--timeout', '2'], url);
      expect(oneLine(said)).toMatch(/was not ready within/);
      expect(existsSync(folder)).toBe(false);
    } finally {
      server.close();
    }
  }, 60_000);

  test('what is there is not overwritten, and a partial run can be redone', async () => {
    const folder = out();
    const first = await collect(folder, ['--no-sysvol']);
    expect(first.stderr).toMatch(/PARTIAL: SYSVOL was left out, as --no-sysvol asks/);
    expect(first.stderr).toMatch(/the same command with --force collects again/);
    const again = await collect(folder, ['--no-sysvol']);
    expect(again.status).toBe(64);
    expect(oneLine(again)).toMatch(/is there already; add --force/);
    const forced = await collect(folder, ['--no-sysvol', '--force']);
    expect(forced.stderr).toContain('objects');
    expect(readdirSync(folder).toSorted()).toEqual(['SHA256SUMS', samba.dnsName]);
  }, 120_000);

  test('beside the folders of hosts, whose sums stay; what is no collection is not replaced', async () => {
    const folder = out();
    mkdirSync(join(folder, 'PC01'), { recursive: true });
    writeFileSync(join(folder, 'PC01', 'a.txt'), 'a');
    const sum = `\ufeff${'A'.repeat(64)}  .\\PC01\\a.txt\r\n`;
    const stale = `${'b'.repeat(64)}  ${samba.dnsName}/gone\n`;
    writeFileSync(join(folder, 'SHA256SUMS'), sum + stale);
    await collect(folder, ['--no-sysvol']);
    const sums = readFileSync(join(folder, 'SHA256SUMS'), 'utf8');
    expect(sums.startsWith(sum)).toBe(true);
    expect(sums).not.toContain('/gone');
    const bytes = readFileSync(join(folder, samba.dnsName, 'directory.ndjson'));
    const hash = createHash('sha256').update(bytes).digest('hex');
    expect(sums).toContain(`${hash}  ${samba.dnsName}/directory.ndjson\n`);
    expect(readFileSync(join(folder, 'PC01', 'a.txt'), 'utf8')).toBe('a');
    const other = out();
    mkdirSync(join(other, samba.dnsName), { recursive: true });
    writeFileSync(join(other, samba.dnsName, 'a.txt'), 'a');
    const said = await collect(other, ['--no-sysvol', '--force']);
    expect(oneLine(said)).toMatch(/was not made by collect ad/);
    expect(readdirSync(join(other, samba.dnsName))).toEqual(['a.txt']);
  }, 120_000);

  test('a run that ends early takes nothing from an earlier one', async () => {
    const folder = out();
    await collect(folder, ['--no-sysvol']);
    const before = readFileSync(join(folder, samba.dnsName, 'directory.ndjson'), 'utf8');
    const { server, url } = await wire(1_500_000, 'cut');
    try {
      const said = await collect(folder, ['--servername', samba.hostName, '--no-sysvol', '--force'], url);
      expect(said.status).toBe(2);
      expect(said.stderr).toMatch(
        /the earlier collection was kept; this one ended early: the connection was lost/,
      );
    } finally {
      server.close();
    }
    expect(readFileSync(join(folder, samba.dnsName, 'directory.ndjson'), 'utf8')).toBe(before);
    expect(readdirSync(folder).toSorted()).toEqual(['SHA256SUMS', samba.dnsName]);
  }, 120_000);

  test('an authority that is another one, and one that is damaged', async () => {
    const key = join(samba.folder, 'other.key');
    const other = join(samba.folder, 'other-ca.pem');
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=other'];
    execFileSync('openssl', [...made, '-keyout', key, '-out', other], { stdio: 'pipe' });
    const wrong = await collect(out(), ['--ca', other, '--no-sysvol']);
    expect(oneLine(wrong)).toMatch(/the PEM of --ca is not of the authority that signed/);
    writeFileSync(other, readFileSync(other, 'utf8').replace(/\n[A-Za-z0-9+/]{20}/, '\nAAAA'));
    const damaged = await collect(out(), ['--ca', other, '--no-sysvol']);
    expect(damaged.status).toBe(65);
    expect(oneLine(damaged)).toMatch(/a damaged one/);
  }, 60_000);

  test('LDAPS at the port of LDAP, and a user without a domain', async () => {
    const at389 = samba.ldapUrl.replace('ldap:', 'ldaps:');
    const said = await collect(out(), ['--no-sysvol', '--timeout', '3'], at389);
    expect(oneLine(said)).toMatch(/at port 389 use ldap:\/\/ with --starttls/);
    const bare = await collect(out(), ['--user', 'nobody', '--no-sysvol']);
    expect(oneLine(bare)).toMatch(/wrong .*write --user as user@domain/);
  }, 60_000);

  test('a password file as an editor leaves it', async () => {
    const edited = join(samba.folder, 'edited.password');
    writeFileSync(edited, `\ufeff${samba.reader.password}\r\n\r\n`, { mode: 0o600 });
    const said = await collect(out(), ['--password-file', edited, '--no-sysvol']);
    expect(said.stderr).toContain('objects');
  }, 60_000);

  test('a password file that others may read is not used', async () => {
    const open = join(samba.folder, 'open.password');
    writeFileSync(open, samba.reader.password, { mode: 0o644 });
    const said = await collect(out(), ['--password-file', open, '--no-sysvol']);
    expect(oneLine(said)).toMatch(/others may read it/);
  }, 60_000);
});
