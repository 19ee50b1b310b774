/** Whether a file is taken or refused, held against `squid -k parse`, which reads the file it is given and nothing else. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toEvidence } from '../../src/bundle/evidence.ts';
import { compileSquid } from '../../src/facts/squid/compile.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { globMatch } from '../../src/parse/glob.ts';
import type { ParseContext } from '../../src/parse/parser.ts';
import { squidConf } from '../../src/parse/squid/conf.ts';
import { DIRECTIVE_NAMES } from '../../src/parse/squid/directives.ts';
import { corpusFiles, corpusPresent } from '../corpus.ts';
import { fixturePath } from '../evidence.ts';
import { random } from './squid/random.ts';

const RELEASE = '5.7';

function noSquid(): string | null {
  try {
    const said = execFileSync('squid', ['-v'], { encoding: 'utf8' });
    return said.includes(`Version ${RELEASE}`) ? null : `squid is not ${RELEASE}`;
  } catch {
    return 'squid is not installed';
  }
}

const NO_SQUID = noSquid();

interface Answer {
  readonly accepts: boolean;
  /** Squid's own words, one line each; without its clock. */
  readonly said: string;
}

function squidSays(file: string, cwd: string): Answer {
  const { status, stdout, stderr } = spawnSync('squid', ['-k', 'parse', '-f', file], {
    cwd,
    encoding: 'latin1',
  });
  const lines = `${stdout}${stderr}`.split('\n').map((l) => l.replace(/^[\d/]+ [\d:.]+\| /, ''));
  const own = lines.filter((l) => !/^(Processing|Startup|Squid Cache)/.test(l));
  return { accepts: status === 0, said: own.join('\n') };
}

/** Files of this machine, as Squid itself would open them. */
function machine(cwd: string): ParseContext {
  const read = (file: string): Evidence => ({
    ...toEvidence({ file, target: '', bytes: readFileSync(path.resolve(cwd, file)), verified: true }),
    folderWhole: true,
  });
  const isFile = (file: string): boolean =>
    existsSync(path.resolve(cwd, file)) && statSync(path.resolve(cwd, file)).isFile();
  return {
    sibling: (file) => (isFile(file) ? read(file) : null),
    siblings: (pattern) => {
      const folder = path.dirname(pattern);
      const names = existsSync(path.resolve(cwd, folder)) ? readdirSync(path.resolve(cwd, folder)) : [];
      const fitting = names.filter((n) => globMatch(path.basename(pattern), n)).sort();
      return fitting
        .map((n) => path.join(folder, n))
        .filter(isFile)
        .map(read);
    },
    pacEngine: null,
    asOf: 0,
  };
}

function weSay(file: string, cwd: string): Answer {
  const bytes = readFileSync(path.resolve(cwd, file));
  const parsed = squidConf.parse(toEvidence({ file, target: '', bytes, verified: true }), machine(cwd));
  if (parsed instanceof Promise || !parsed.sections.squid) throw new Error('no section');
  const { gaps } = compileSquid(parsed.sections.squid, RELEASE);
  const refusing = gaps.filter((g) => g.scope === 'text');
  return {
    accepts: refusing.length === 0,
    said: refusing.map((g) => `${g.at.line}: ${g.because.en}`).join('\n'),
  };
}

const verdict = ({ accepts }: Answer): 'accept' | 'refuse' => (accepts ? 'accept' : 'refuse');

if (NO_SQUID !== null) {
  test('the real Squid is here', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_SQUID}`);
    skip(`skipped: ${NO_SQUID}`);
  });
}

const tricky = fixturePath('squid-conf/tricky');

const expected = readFileSync(path.join(tricky, 'expected.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t'))
  .map(([name = '', answer = '']) => ({ name, answer }));

test('every tricky file has its answer', () => {
  const files = readdirSync(tricky).filter((f) => f.endsWith('.conf'));
  expect(files.sort()).toEqual(expected.map((e) => `${e.name}.conf`).sort());
});

test.each(expected)('$name: $answer', ({ name, answer }) => {
  const ours = weSay(`${name}.conf`, tricky);
  expect(verdict(ours), ours.said).toBe(answer);
});

describe.skipIf(NO_SQUID !== null)('the real Squid', () => {
  test.each(expected)('$name: $answer', ({ name, answer }) => {
    const theirs = squidSays(`${name}.conf`, tricky);
    expect(verdict(theirs), theirs.said).toBe(answer);
  });
});

/** Debian builds Squid without OpenSSL; nothing in a file tells which build runs it, so that we take these options. */
const NO_OPENSSL =
  /FATAL: Unknown https?_port option '(ssl-bump|cert=|key=|cipher=|generate-host-certificates)/;

/** Files of the corpus that Squid refuses here and we do not, by its own words. */
const EXPLAINED: ReadonlyMap<string, { readonly squid: RegExp; readonly why: string }> = new Map([
  ['AniolFernandez+WebFilter/squid.conf', { squid: NO_OPENSSL, why: 'bumps TLS: a build with OpenSSL' }],
  ['China-Jerry+squid3-ssl/squid.conf', { squid: NO_OPENSSL, why: 'bumps TLS: a build with OpenSSL' }],
  ['Sh4gE+squid3/squid/squid.conf', { squid: NO_OPENSSL, why: 'bumps TLS: a build with OpenSSL' }],
  ['Sh4gE+squid3/squid/squid/squid.conf', { squid: NO_OPENSSL, why: 'bumps TLS: a build with OpenSSL' }],
  ['alatas+squid-alpine-ssl/conf/squid.conf', { squid: NO_OPENSSL, why: 'bumps TLS: a build with OpenSSL' }],
  ['alexium+internet-filter/conf/squid.conf', { squid: NO_OPENSSL, why: 'bumps TLS: a build with OpenSSL' }],
  ['jbsky+vyos-deploy/etc/squid/squid.conf', { squid: NO_OPENSSL, why: 'bumps TLS: a build with OpenSSL' }],
  [
    'sko00o+squid-config/usr/local/squid/etc/squid.conf',
    { squid: NO_OPENSSL, why: 'bumps TLS: with OpenSSL' },
  ],
  [
    'Moliholy+cvmfs-squid/squid/squid.conf',
    { squid: /Bad host\/IP: 'cvmfs-stratum-one\.cern\.ch'/, why: 'names that only DNS resolves' },
  ],
]);

describe.skipIf(NO_SQUID !== null || !corpusPresent)('the corpus (where present)', () => {
  const confs = corpusFiles().filter(
    (f) => f.group.startsWith('e-squid') && f.note.startsWith('squid.conf:'),
  );

  test.each(confs)('$path', ({ path: name, absolute }) => {
    const cwd = path.dirname(absolute);
    const [theirs, ours] = [squidSays(absolute, cwd), weSay(absolute, cwd)];
    if (theirs.accepts === ours.accepts) return;
    const known = EXPLAINED.get(name.slice(name.indexOf('/') + 1));
    const message = `${known?.why ?? 'not explained'}; we ${verdict(ours)}: ${ours.said}`;
    expect(verdict(theirs), message).toBe('refuse');
    expect(theirs.said, message).toMatch(known?.squid ?? /^no difference is known$/);
  });
});

/** Values that no form of a directive is made for in particular. */
const VALUES = `
  on off warn 0 5 -5 5x 70000 0x10 010 5_seconds 5_KB 1.5_minutes 5_foo none allow_all deny_!all allow_nobody all
  /nothing 10.0.0.1 10.0.0.300 tcp x=y "quoted" %>a %zz # 300:x http://www.example.test/ 20% icap://127.0.0.1/
`
  .trim()
  .split(/\s+/)
  .map((v) => v.replaceAll('_', ' '));

/** Names to be resolved and files to be read, of which Squid says nothing; rows for a peer or pool there is none of, which it passes over unread. */
const LEFT_OUT = /^(wccp2_router|sslproxy_client_key|cache_peer_access|response_delay_pool_access)$/;
const NAMES = DIRECTIVE_NAMES.filter((name) => !LEFT_OUT.test(name));

const LINES = Number(process.env.UCHIBORI_LINES ?? 250);

/** Words of Squid that tell of this machine or of this build and not of the file. */
const OF_THE_MACHINE =
  /requires (--|GNU|MS|-D)|find (user|group)id|domain name|resolve|assertion|certificate|TLS (flag|options)|SSL version/;

describe.skipIf(NO_SQUID !== null)('random lines', () => {
  const seed = Number(process.env.UCHIBORI_SEED ?? Math.floor(Math.random() * 2 ** 31));
  const draw = random(seed);
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'uchibori-squid-parse-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test(`are taken or refused alike (seed ${seed})`, () => {
    for (let i = 0; i < LINES; i++) {
      const values = Array.from({ length: draw.below(4) }, () => draw.pick(VALUES));
      const line = `${draw.pick(NAMES)} ${values.join(' ')}`;
      writeFileSync(path.join(folder, 'squid.conf'), `${line}\n`);
      const [theirs, ours] = [squidSays('squid.conf', folder), weSay('squid.conf', folder)];
      if (OF_THE_MACHINE.test(theirs.said)) continue;
      expect(verdict(ours), `${line}\n${theirs.said}\nwe: ${ours.said}`).toBe(verdict(theirs));
    }
  });
});
