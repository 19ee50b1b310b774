/** `uchibori rsop` and a scan with a domain among the evidence, as a user runs them. */
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    // The replica of SYSVOL that was read is behind AD.
    expect(told.settings.find((s) => s.name.endsWith('\\NoInplaceSharing'))).toMatchObject({
      state: 'open',
      candidates: [{ value: '1' }],
    });
  });
});

describe('bad input gets one line', () => {
  test.each([
    [['--computer', 'NAI01'], 66, /NAI01: the evidence holds no computer/],
    [['--why', 'AutoShareWks'], 64, /go with a --computer/],
    [['--address', '10.0.0.1'], 64, /go with a --computer/],
    [['--computer', 'KANRI01', '--wmi', 'x'], 64, /--wmi x: write name=true/],
    [['--user', 'nai'], 66, /nai: the evidence holds no user/],
    [['--computer', 'KANRI01', '--address', '10.0.2.999'], 64, /--address 10\.0\.2\.999: is no IP address/],
    [['--computer', 'KANRI01', '--wmi', 'nosuch=true'], 64, /--wmi nosuch=true: .* \(it holds: Windows 11\)/],
    [['--computer', 'KANRI01', '--why', 'HKCU\\Software\\A\\B'], 64, /give --user too/],
    [['--user', 'yamada', '--why', 'SeDebugPrivilege'], 64, /give --computer too/],
  ] as const)('%j', (args, status, line) => {
    const said = ofDemo(...args);
    expect(said.status).toBe(status);
    expect(said.stdout).toBe('');
    expect(said.stderr.trim().split('\n')).toHaveLength(1);
    expect(said.stderr).toMatch(line);
  });

  test.each([
    [
      'SeDebugPriviledge',
      /SeDebugPriviledge: is not known as the name of a setting; did you mean SeDebugPrivilege\?/,
    ],
    ['ネットワーク経由のアクセスを拒否', /is not known as the name of a setting/],
    ['AutoShareWsk', /is not known as the name of a setting; did you mean AutoShareWks\?/],
  ])('--why %s: which forms are understood', (name, line) => {
    const said = ofDemo('--computer', 'PC-EIGYO02', '--why', name);
    expect(said.status).toBe(64);
    expect(said.stdout).toBe('');
    expect(said.stderr).toMatch(line);
    expect(said.stderr).toContain('SeDenyNetworkLogonRight');
  });

  test('a folder without a domain', () => {
    const said = rsop('--bundle', folderOf({ 'PC01/x.txt': 'x' }), '--computer', 'PC01');
    expect(said.status).toBe(66);
    expect(said.stderr).toContain('collect ad');
  });
});

const DOMAIN = 'example.test';
const BASE_GPO = '{3B1F4A52-7B1D-4E0B-9C55-0A1B2C3D4E60}';
const TEMPLATE = 'Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf';

type Line = Record<string, unknown>;

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Makes SHA256SUMS anew, as a collection ends. */
function sealed(folder: string): string {
  const sums = filesBelow(folder)
    .filter((file) => !file.endsWith('SHA256SUMS'))
    .map((file) => {
      const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
      return `${hash}  ${file.slice(folder.length + 1)}\n`;
    });
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
  return folder;
}

/** The domain of the demo as it is after a change of its folder, of lines of its directory (null: left out), or both. */
function changed(
  line: (line: Line) => Line | null,
  files: (folder: string) => void = () => {},
  name: string = DOMAIN,
  into: string = folderOf({}),
): string {
  const domain = join(into, name);
  cpSync(join(demo, DOMAIN), domain, { recursive: true });
  const file = join(domain, 'directory.ndjson');
  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .flatMap((text): readonly Line[] => {
      const made = line(JSON.parse(text) as Line);
      return made ? [made] : [];
    });
  const counted = lines.map((one, i) => (one.end === true ? { ...one, lines: i } : one));
  writeFileSync(file, counted.map((one) => `${JSON.stringify(one)}\n`).join(''));
  files(domain);
  return sealed(into);
}

const gpoFolder = (domain: string, id: string): string => join(domain, 'sysvol/Policies', id);

describe('what was not collected is not known', () => {
  const PC = ['--computer', 'PC-EIGYO02'] as const;

  const bundles = {
    'no SYSVOL': () =>
      changed(
        (line) => (line.sysvol ? null : line),
        (domain) => rmSync(join(domain, 'sysvol'), { recursive: true }),
      ),
    'SYSVOL that could not be listed': () =>
      changed(
        (line) => (line.sysvol ? { ...line, files: [], complete: false, because: 'access is denied' } : line),
        (domain) => rmSync(join(domain, 'sysvol'), { recursive: true }),
      ),
  };

  test.each(Object.entries(bundles))('%s', (_, make) => {
    const folder = make();
    const said = rsop('--bundle', folder, ...PC);
    expect(said.status).toBe(2);
    expect(said.stdout).toContain('the evidence is partial');
    expect(said.stdout).not.toContain('no setting reaches it');
    expect(said.stdout).toMatch(/undetermined: more may be set\n {3}\? {2}全社基準: /);
    const why = rsop('--bundle', folder, ...PC, '--why', 'AutoShareWks');
    expect(why.status).toBe(2);
    expect(why.stdout).toContain('AutoShareWks: undetermined: nothing that was read names it');
    const told = jsonOf(rsop('--bundle', folder, ...PC, '--why', 'AutoShareWks', '--format', 'json'));
    expect(told).toMatchObject({ sure: false, settings: [] });
  });

  const withoutTemplate = (): string =>
    changed(
      (line) => (line.sysvol === BASE_GPO ? { ...line, complete: false, because: 'access is denied' } : line),
      (domain) => rmSync(join(gpoFolder(domain, BASE_GPO), TEMPLATE)),
    );

  test('one file of one GPO: what it alone can hold is open, and the rest is not', () => {
    const folder = withoutTemplate();
    const right = rsop('--bundle', folder, ...PC, '--why', 'SeDebugPrivilege');
    expect(right.status).toBe(2);
    expect(right.stdout).toMatch(/端末強化 {2}\[applied\] {2}\(may name it: .*GptTmpl\.inf/);
    expect(right.stdout).toMatch(/=> result: undetermined: .*GptTmpl\.inf/);
    const audit = '{0CCE9215-69AE-11D9-BED3-505054503030}';
    expect(rsop('--bundle', folder, ...PC, '--why', audit).status).toBe(0);
    expect(rsop('--bundle', folder, ...PC).status).toBe(2);
  });

  test('a GPO that is linked and not shown may name anything', () => {
    const cut = changed(
      (line) => {
        if (String(line.dn).toUpperCase().startsWith(`CN=${BASE_GPO},`) || line.sysvol === BASE_GPO)
          return null;
        if (line.searched !== 'gpos') return line;
        return {
          ...line,
          entries: Number(line.entries) - 1,
          complete: false,
          because: 'the connection was lost',
        };
      },
      (domain) => rmSync(gpoFolder(domain, BASE_GPO), { recursive: true }),
    );
    const said = rsop('--bundle', cut, ...PC, '--why', 'SeBackupPrivilege');
    expect(said.stdout).toMatch(/=> result: undetermined/);
    expect(said.status).toBe(2);
  });

  test('a GPO whose flags are hidden', () => {
    const folder = changed((line) => {
      const { dn, a } = line as { readonly dn?: string; readonly a?: Record<string, unknown> };
      if (!dn?.toUpperCase().startsWith(`CN=${BASE_GPO},`) || !a) return line;
      const { flags: _, ...shown } = a;
      return { ...line, a: shown, sd: undefined };
    });
    const said = rsop('--bundle', folder, ...PC);
    expect(said.stdout).toMatch(/端末強化 .* undetermined: /);
    expect(said.status).toBe(2);
  });

  test('all of it here: nobody names a setting, for certain, save local policy', () => {
    const said = ofDemo(...PC, '--why', 'HKLM\\SOFTWARE\\Nobody\\Names');
    expect(said.status).toBe(0);
    expect(said.stdout).toMatch(/no GPO of the domain .* names it; local Group Policy .* is not known/);
    expect(ofDemo(...PC).stdout).toMatch(/Local Group Policy .*not in the evidence/);
  });
});

/** `id`: of a GPO that no object and no link names. */
const FOLDER_ONLY = '{0F0F0F0F-1111-4222-8333-444444444444}';

/** The demo with a folder of SYSVOL that belongs to no GPO. */
const withFolder = (): string =>
  changed(
    (line) => line,
    (domain) => {
      cpSync(gpoFolder(domain, BASE_GPO), gpoFolder(domain, FOLDER_ONLY), { recursive: true });
    },
  );

describe('a whole domain', () => {
  interface Overview {
    readonly domains: readonly {
      readonly domain: string;
      readonly gpos: readonly {
        readonly id: string;
        readonly name: string;
        readonly state: string;
        readonly versions: Record<string, unknown>;
        readonly links: readonly { readonly to: string; readonly enforced: boolean }[];
      }[];
      readonly findings: readonly { readonly kind: string; readonly gpo: string | null }[];
    }[];
  }

  const overview = (folder: string) => {
    const said = rsop('--bundle', folder, '--format', 'json');
    const [domain] = (JSON.parse(said.stdout) as Overview).domains;
    return { status: said.status, domain, kinds: domain?.findings.map((f) => `${f.kind} ${f.gpo}`) };
  };

  test('every GPO with its state, versions and links', () => {
    const { domain } = overview(demo);
    const by = (name: string) => domain?.gpos.find((g) => g.name === name);
    expect(domain?.domain).toBe('example.test');
    expect(by('キッティング (旧)')).toMatchObject({ state: 'machine-disabled' });
    expect(by('一般端末のブラウザー')).toMatchObject({
      versions: { directory: { machine: 5, user: 4 }, sysvol: { machine: 5, user: 3 } },
    });
    expect(by('全社基準')?.links).toEqual([{ to: 'DC=example,DC=test', enforced: true, disabled: false }]);
  });

  test('links to nothing, and versions that differ, whomever they reach', () => {
    const { kinds } = overview(demo);
    expect(kinds).toContain('link-orphaned {9D0A5C1E-2F4B-4C7A-8E11-6B5A4C3D2E1F}');
    expect(kinds).toContain('version-mismatch {4C2D8E10-5A3F-4B6E-9D21-7F1E2A3B4C5D}');
  });

  test('a folder of SYSVOL without a GPO, and a GPO without a folder', () => {
    const folder = overview(withFolder());
    expect(folder.domain?.gpos.find((g) => g.id === FOLDER_ONLY)?.state).toBe('no-object');
    expect(folder.kinds?.some((k) => k.endsWith(FOLDER_ONLY))).toBe(true);
    const gone = changed(
      (line) => (line.sysvol === BASE_GPO ? { ...line, files: null } : line),
      (domain) => rmSync(gpoFolder(domain, BASE_GPO), { recursive: true }),
    );
    expect(overview(gone).kinds).toContain(`sysvol-missing ${BASE_GPO}`);
  });

  test('in words', () => {
    const said = rsop('--bundle', demo);
    expect(said.stdout).toMatch(/^domain: example\.test\n/);
    expect(said.stdout).toMatch(
      / {2}全社基準 {2}\{7E5A.*enabled\n.*AD 2, SYSVOL 2.*\n {6}<- DC=example,DC=test \[enforced\]/,
    );
    expect(said.stdout).toMatch(/link to a GPO that does not exist: OU=経理/);
  });
});

test('one domain collected twice: which files hold it', () => {
  const same = (line: Line): Line => line;
  const into = folderOf({});
  changed(same, () => {}, 'old', into);
  changed(same, () => {}, 'new', into);
  const said = rsop('--bundle', into, '--computer', 'PC-EIGYO02');
  expect(said.status).toBe(65);
  expect(said.stderr).toContain('the evidence holds the domain example.test more than once');
  expect(said.stderr).toMatch(/new\/directory\.ndjson \(2026-.*old\/directory\.ndjson \(2026-/);
});

test('a computer that a search may have missed', () => {
  const folder = changed((line) =>
    line.searched === 'computers' ? { ...line, complete: false, because: 'the connection was lost' } : line,
  );
  const said = rsop('--bundle', folder, '--computer', 'NAI01');
  expect(said.status).toBe(66);
  expect(said.stderr).toMatch(
    /NAI01: the evidence holds no computer of this name; but not all .*connection was lost/,
  );
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

  test('what is wrong with the GPOs of the domain is told, and changes no verdict', () => {
    interface Result {
      readonly findings: readonly Finding[];
      readonly summary: {
        readonly notices: readonly { readonly target: string; readonly kind: string }[];
        readonly verdict: string;
      };
    }
    const run = (folder: string): Result =>
      JSON.parse(
        cli(['scan', folder, '--quiet', '--as-of', '2026-11-01', '--format', 'json']).stdout,
      ) as Result;
    const plain = run(changed((line) => line));
    const more = run(withFolder());
    expect(plain.summary.notices).toContainEqual(
      expect.objectContaining({ target: 'example.test', kind: 'version-mismatch' }),
    );
    expect(more.summary.notices.length).toBeGreaterThan(plain.summary.notices.length);
    const verdicts = ({ findings: all }: Result) => all.map((f) => `${f.check} ${f.target} ${f.status}`);
    expect(verdicts(more)).toEqual(verdicts(plain));
  });

  test('PSOs that were not read: who can read them is told, and what has none is not asked for', () => {
    const folder = changed((line) =>
      line.searched === 'psos' ? { ...line, complete: false, because: 'access is denied' } : line,
    );
    const { stdout } = cli(['scan', folder, '--quiet', '--control', 'D-5-S1', '--format', 'json']);
    const { findings: all } = JSON.parse(stdout) as {
      readonly findings: readonly {
        readonly check: string;
        readonly because: { readonly en: string };
        readonly howToCollect: readonly { readonly en: string }[];
      }[];
    };
    const pso = all.find((f) => f.check === 'D-5-S1.2');
    expect(pso?.because.en).toContain('a reader who may list the Password Settings Container');
    expect(pso?.howToCollect.some((how) => how.en.includes('uchibori collect ad'))).toBe(true);
    expect(pso?.howToCollect.some((how) => how.en.includes('SharpHound'))).toBe(false);
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
