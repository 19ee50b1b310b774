/**
 * The law of the program over directories: evidence of a domain that says less (a search broken off or not made, an
 * attribute or an access list hidden, an entry lost, a file cut) may turn a verdict into unknown and into nothing else.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CONTROLS } from '../../../checks/controls/index.ts';
import { CHECKS } from '../../../checks/index.ts';
import type { Assignment } from '../../../src/assess.ts';
import { assess, NOTHING_SHARED, readTarget, sharedFrom } from '../../../src/assess.ts';
import { toEvidence } from '../../../src/bundle/evidence.ts';
import { inScope, rolesOf } from '../../../src/check/engine.ts';
import type { Site } from '../../../src/model/site.ts';
import { EMPTY_SITE } from '../../../src/model/site.ts';
import type { Status } from '../../../src/model/status.ts';
import { domainFiles } from '../../domain-notation.ts';
import { pacEngine } from '../../pac.ts';

const AS_OF = Date.parse('2026-11-01T09:00:00+09:00');
const FOLDER = 'corp.example.test';
const HOST = 'PC01';

/** Checks of domains, and those of hosts that ask a directory. */
const ASKED = CHECKS.filter((check) => {
  const control = CONTROLS.find((c) => c.id === check.control);
  return control && inScope(rolesOf(check, control), 'domain');
});
const OF_HOSTS = CHECKS.filter((check) => ['F-6a.1', 'F-6b.1', 'F-6c.2', 'F-6d.6'].includes(check.id));

const SITE: Site = {
  ...EMPTY_SITE,
  name: 'laws',
  assets: [{ hostname: HOST, role: 'user-endpoint', os: 'Windows 11 Enterprise 23H2' }],
  adminAccounts: ['adm-0', 'adm-1', 'hoshu'].map((name) => ({ name: `CORP\\${name}` })),
  trapAccounts: [{ name: 'CORP\\trap', scope: 'domain' }],
};

const SID = 'S-1-5-21-2846712345-3319876540-1257093344';

const HOST_FILES: readonly (readonly [string, string])[] = [
  [
    'admins.json',
    JSON.stringify([
      {
        Group: 'S-1-5-32-544',
        Name: 'CORP\\pc-hoshu',
        SID: { Value: `${SID}-1300` },
        ObjectClass: 'Group',
        PrincipalSource: 'ActiveDirectory',
      },
    ]),
  ],
  [
    'laps.reg',
    [
      'Windows Registry Editor Version 5.00',
      '',
      '[HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Policies\\LAPS]',
      '',
      '[HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\LAPS]',
      '"BackupDirectory"=dword:00000002',
      '',
      '',
    ].join('\r\n'),
  ],
];

type Files = ReadonlyMap<string, Uint8Array>;
type Outcome = ReadonlyMap<string, Status>;

const evidenceOf = (target: string, files: Iterable<readonly [string, Uint8Array]>) =>
  [...files].map(([path, bytes]) =>
    toEvidence({ file: `${target}/${path}`, target, bytes, verified: false }),
  );

const hostEvidence = evidenceOf(
  HOST,
  HOST_FILES.map(([path, text]) => [path, Buffer.from(text)] as const),
);

async function outcome(files: Files): Promise<Outcome> {
  const job: Assignment = {
    catalogue: { controls: CONTROLS, checks: ASKED },
    site: SITE,
    shared: NOTHING_SHARED,
    options: { pacEngine, asOf: AS_OF },
  };
  const domain = evidenceOf(FOLDER, files);
  const shared = sharedFrom([await readTarget(FOLDER, domain, job)]);
  const ofDomain = await assess(FOLDER, domain, { ...job, shared });
  const ofHost = await assess(HOST, hostEvidence, {
    ...job,
    catalogue: { controls: CONTROLS, checks: OF_HOSTS },
    shared,
  });
  return new Map(
    [...ofDomain.findings, ...ofHost.findings].map((f) => [`${f.target} ${f.check}`, f.status] as const),
  );
}

const UNDECIDED: readonly Status[] = ['unknown', 'notchecked', 'manual'];

const broken = (before: Outcome, after: Outcome): string[] =>
  [...after]
    .filter(([key, status]) => status !== before.get(key) && !UNDECIDED.includes(status))
    .map(([key, status]) => `${key}: ${before.get(key) ?? 'none'} -> ${status}`);

const CONTROLS_OF_USERS = [512, 514, 66048, 1049088, 4194816, 524800, 544, 640, 2097664, 16777728];

const user = (name: string, rid: number) =>
  fc.record({
    name: fc.constant(name),
    rid: fc.constant(rid),
    control: fc.constantFrom(...CONTROLS_OF_USERS),
    lastLogon: fc.constantFrom(3, 3, 50, 100, null),
    passwordAge: fc.constantFrom(10, 400),
    spns: fc.constantFrom([], ['HTTP/web01']),
    encryption: fc.constantFrom(4, 24, 28),
    delegatesTo: fc.constantFrom([], [], ['cifs/dc01.corp.example.test']),
    protected: fc.boolean(),
  });

const PEOPLE = ['adm-0', 'adm-1', 'hoshu', 'trap', 'sato', 'pc-hoshu', 'nested', 'Domain Users'];
const some = fc.subarray(PEOPLE, { maxLength: 3 });

const pso = fc.record({
  name: fc.constantFrom('p1', 'p2'),
  precedence: fc.integer({ min: 1, max: 3 }),
  appliesTo: fc.constantFrom(['Domain Admins'], ['adm-0'], ['nested']),
  length: fc.constantFrom(8, 14, 20),
  reversible: fc.boolean(),
});

const domain = fc.record({
  users: fc.tuple(...['adm-0', 'adm-1', 'hoshu', 'trap', 'sato'].map((name, i) => user(name, 1200 + i))),
  groups: fc.record({ a: some, b: fc.subarray(['adm-1', 'trap', 'sato']) }).map(({ a, b }) => [
    { name: 'pc-hoshu', rid: 1300, members: a.filter((m) => m !== 'pc-hoshu' && m !== 'nested') },
    { name: 'nested', rid: 1301, members: b },
  ]),
  computers: fc.tuple(
    fc.record({
      name: fc.constant('PC01'),
      rid: fc.constant(1400),
      os: fc.constantFrom('Windows 11 Enterprise', 'Windows Server 2022 Standard'),
      osVersion: fc.constant('10.0 (22631)'),
      laps: fc.constantFrom(20, -20, undefined),
    }),
  ),
  members: fc.record({
    'Domain Admins': some,
    Administrators: some,
    'Backup Operators': some,
    'Protected Users': fc.subarray(['adm-0', 'adm-1', 'hoshu', 'sato', 'nested']),
  }),
  password: fc.record({ length: fc.constantFrom(8, 14), reversible: fc.boolean() }),
  psos: fc.uniqueArray(pso, { maxLength: 2, selector: (p) => p.name }),
  machineAccountQuota: fc.constantFrom(0, 10),
  functionalLevel: fc.constantFrom(5, 7),
  age: fc.constantFrom(1, 30, 90),
});

const KINDS = ['domain', 'users', 'computers', 'groups', 'foreign', 'psos', 'trusts', 'schema', 'gpos'];

/** How evidence may say less. `at` chooses what it happens to. */
const LESS = ['hide', 'close', 'partial', 'without', 'lose', 'cut', 'reader'] as const;
const less = fc.record({ how: fc.constantFrom(...LESS), at: fc.nat(), of: fc.nat() });

interface Line {
  dn?: string;
  a?: Record<string, readonly string[]>;
  sd?: string;
  search?: string;
  searched?: string;
  complete?: boolean;
  because?: string;
  reader?: { sids: readonly string[] | null };
}

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];

const entriesOf = (lines: readonly Line[]): Line[] =>
  lines.filter((l) => l.dn !== undefined && l.a !== undefined);

function hide(lines: Line[], at: number, of: number): void {
  const entry = pick(entriesOf(lines), at);
  const name = pick(Object.keys(entry?.a ?? {}), of);
  // The class says what an entry is; no directory hides it.
  if (!entry?.a || name === undefined || name === 'objectClass') return;
  delete entry.a[name];
  delete entry.sd;
}

function weaken(lines: Line[], how: (typeof LESS)[number], at: number, of: number): Line[] {
  const kind = pick(KINDS, at);
  const entry = pick(entriesOf(lines), at);
  if (how === 'hide') hide(lines, at, of);
  if (how === 'close') delete entry?.sd;
  if (how === 'partial') {
    const end = lines.find((l) => l.searched === kind);
    if (end) Object.assign(end, { complete: false, because: 'the connection was lost' });
  }
  if (how === 'without') {
    const from = lines.findIndex((l) => l.search === kind);
    const to = lines.findIndex((l) => l.searched === kind);
    if (from >= 0 && to > from) return [...lines.slice(0, from), ...lines.slice(to + 1)];
  }
  if (how === 'lose') return lines.filter((l) => l !== entry);
  if (how === 'reader' && lines[0]?.reader) lines[0].reader.sids = null;
  return lines;
}

function weakened(
  files: Files,
  { how, at, of }: { how: (typeof LESS)[number]; at: number; of: number },
): Files {
  const bytes = files.get('directory.ndjson') ?? new Uint8Array();
  if (how === 'cut') {
    // Without its head it is no directory, and the folder no domain.
    const head = bytes.indexOf(10) < 0 ? bytes.length : bytes.indexOf(10) + 1;
    const end = head + (at % Math.max(1, bytes.length - head));
    return new Map(files).set('directory.ndjson', bytes.subarray(0, end));
  }
  const lines = Buffer.from(bytes)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((l) => JSON.parse(l) as Line);
  const left = weaken(lines, how, at, of).map((l) => JSON.stringify(l));
  return new Map(files).set('directory.ndjson', Buffer.from(`${left.join('\n')}\n`));
}

test('a domain is decided enough for the law to bite', async () => {
  const sound = await outcome(domainFiles(['{}'], AS_OF).files);
  expect([...sound.values()].filter((s) => s === 'pass').length).toBeGreaterThan(20);
});

test('evidence that says less opens verdicts and makes none', async () => {
  await fc.assert(
    fc.asyncProperty(domain, fc.array(less, { minLength: 1, maxLength: 3 }), async (spec, steps) => {
      const { files } = domainFiles([JSON.stringify(spec)], AS_OF);
      const left = steps.reduce((now: Files, step) => {
        try {
          return weakened(now, step);
        } catch {
          return now;
        }
      }, files);
      expect(broken(await outcome(files), await outcome(left)), JSON.stringify(steps)).toEqual([]);
    }),
    { numRuns: 300 },
  );
}, 240_000);
