/** Every pass that real exports give, as the evidence of a target of each role: alone, by GPO, by repository, and in a good host. */
import { readFileSync } from 'node:fs';
import { CONTROLS } from '../checks/controls/index.ts';
import { CHECKS } from '../checks/index.ts';
import type { Assignment } from '../src/assess.ts';
import { assess, NOTHING_SHARED, readTarget, sharedFrom } from '../src/assess.ts';
import { toEvidence } from '../src/bundle/evidence.ts';
import { rolesOf } from '../src/check/engine.ts';
import type { SharedFacts } from '../src/facts/target-facts.ts';
import type { Evidence, EvidenceKind } from '../src/model/evidence.ts';
import { DEVICE_KINDS, DIRECTORY_KINDS } from '../src/model/evidence.ts';
import type { Finding } from '../src/model/finding.ts';
import type { Site } from '../src/model/site.ts';
import type { AssetRole } from '../src/model/target.ts';
import { ASSET_ROLES } from '../src/model/target.ts';
import { recognise } from '../src/parse/index.ts';
import type { PacAnswers, PacEngine } from '../src/parse/parser.ts';
import { EMPTY_SITE } from '../src/parse/site-file.ts';
import { corpusFiles } from './corpus.ts';
import { exportFiles } from './estate/files.ts';
import { goodHost } from './estate/state.ts';
import { pacEngine } from './pac.ts';

/** Files that are the evidence of one target; `name` is a path of the list, or a folder above several. */
interface Group {
  readonly name: string;
  readonly files: readonly Evidence[];
  readonly kinds: ReadonlySet<EvidenceKind>;
}

export interface CorpusPass {
  readonly group: string;
  readonly role: string;
  readonly finding: Finding;
}

const TARGET = 'PC01';
const AS_OF = Date.parse('2026-11-01T09:00:00+09:00');

/** Roles that any check is about. */
const ROLES: readonly AssetRole[] = ASSET_ROLES.filter((role) =>
  CHECKS.some((check) => {
    const control = CONTROLS.find((c) => c.id === check.control);
    return control !== undefined && rolesOf(check, control).includes(role);
  }),
);

const CLIENTS: readonly AssetRole[] = ['user-endpoint', 'admin-workstation'];

/** Says as much as a site can say, so that no verdict waits for it. */
const siteFor = (role: AssetRole, pac: string | null): Site => ({
  ...EMPTY_SITE,
  name: 'corpus',
  segments: [
    { name: 'clients', role: 'user', cidrs: ['10.10.0.0/16', '192.168.0.0/16'] },
    { name: 'admins', role: 'admin', cidrs: ['10.30.0.0/24'] },
    { name: 'servers', role: 'server', cidrs: ['172.16.0.0/16'] },
  ],
  assets: [
    {
      hostname: TARGET,
      role,
      os: CLIENTS.includes(role) ? 'Windows 11 Enterprise 23H2' : 'Windows Server 2022 Standard',
      segment: role === 'admin-workstation' ? 'admins' : CLIENTS.includes(role) ? 'clients' : 'servers',
      browsers: ['edge', 'chrome'],
      listeners: ['tcp/135'],
    },
    { hostname: 'proxy01', role: 'proxy', aliases: ['proxy01.example.test'], ports: [8080] },
  ],
  pacFiles: pac === null ? [] : [{ url: 'http://proxy01.example.test/proxy.pac', file: pac }],
  updateServers: ['wsus01.example.test'],
});

function evidenceOf(path: string, absolute: string): Evidence {
  return toEvidence({ file: path, target: TARGET, bytes: readFileSync(absolute), verified: true });
}

const group = (name: string, files: readonly Evidence[]): Group => ({
  name,
  files,
  kinds: new Set(files.flatMap((f) => recognise(f)?.kind ?? [])),
});

const IN_GPO = /^.*\/\{[0-9a-f-]{36}\}(?=\/)/i;

/** The repository's folder, the folder of a GPO, and the folder of a configuration of Squid. */
function foldersOf(path: string): readonly string[] {
  const repository = path.split('/').slice(0, 2).join('/');
  const gpo = IN_GPO.exec(path)?.[0];
  const squid = path.startsWith('e-squid/') ? path.split('/').slice(0, -1).join('/') : undefined;
  return [...new Set([repository, ...(gpo ? [gpo] : []), ...(squid ? [squid] : [])])];
}

export function corpusGroups(): readonly Group[] {
  const all = corpusFiles().map((f) => evidenceOf(f.path, f.absolute));
  const folders = new Map<string, Evidence[]>();
  for (const file of all) {
    for (const folder of foldersOf(file.file)) {
      folders.set(folder, [...(folders.get(folder) ?? []), file]);
    }
  }
  const single = all.map((file) => group(file.file, [file]));
  const several = [...folders]
    .filter(([, files]) => files.length > 1)
    .map(([name, files]) => group(name, files));
  return [...single, ...several].filter((g) => g.kinds.size > 0);
}

const SHARED_KINDS: ReadonlySet<string> = new Set(['pac', 'squid-conf', ...DEVICE_KINDS, ...DIRECTORY_KINDS]);

/** What a scan gives every target of a proxy's, PAC's or firewall's evidence before any is judged. */
async function sharedFacts(g: Group, files: readonly Evidence[], job: Assignment): Promise<SharedFacts> {
  if (![...g.kinds].some((kind) => SHARED_KINDS.has(kind))) return NOTHING_SHARED;
  const read = await readTarget(TARGET, files, job);
  return {
    ...sharedFrom([read]),
    proxies: read.facts.squid.known ? [{ target: TARGET, squid: read.facts.squid }] : [],
  };
}

let cached: Promise<PacEngine> | null = null;

/** The PAC engine, which is asked of each text and each set of probes once: every role asks the same. */
async function cachingEngine(): Promise<PacEngine> {
  const engine = await pacEngine();
  const answers = new Map<string, Promise<PacAnswers>>();
  return {
    evaluate: (text, probes) => {
      const key = `${text}\n${JSON.stringify(probes)}`;
      const known = answers.get(key) ?? engine.evaluate(text, probes);
      answers.set(key, known);
      return known;
    },
  };
}

function engineOnce(): Promise<PacEngine> {
  cached ??= cachingEngine();
  return cached;
}

async function passesOf(
  g: Group,
  roles: readonly AssetRole[],
  files: readonly Evidence[],
): Promise<readonly CorpusPass[]> {
  const pac = g.files.find((f) => recognise(f)?.kind === 'pac')?.file ?? null;
  const catalogue = { controls: CONTROLS, checks: CHECKS };
  const options = { pacEngine: engineOnce, asOf: AS_OF };
  const jobs = roles.map(
    (role): Assignment => ({ catalogue, site: siteFor(role, pac), options, shared: NOTHING_SHARED }),
  );
  const [first] = jobs;
  if (!first) return [];
  const shared = await sharedFacts(g, files, first);
  const out: CorpusPass[] = [];
  for (const [i, job] of jobs.entries()) {
    const { findings } = await assess(TARGET, files, { ...job, shared });
    const passed = findings.filter((finding) => finding.status === 'pass');
    out.push(...passed.map((finding) => ({ group: g.name, role: roles[i] ?? '', finding })));
  }
  return out;
}

const fits = (g: Group, role: AssetRole): boolean =>
  role === 'proxy' ? g.kinds.has('squid-conf') : [...g.kinds].some((k) => k !== 'squid-conf');

/** With its own folder as the only evidence of a target. */
export async function passesAlone(groups: readonly Group[]): Promise<readonly CorpusPass[]> {
  const out: CorpusPass[] = [];
  for (const g of groups) {
    out.push(
      ...(await passesOf(
        g,
        ROLES.filter((role) => fits(g, role)),
        g.files,
      )),
    );
  }
  return out;
}

/** In place of the files of the same kinds of a host that passes: only what a real file then witnesses is told. */
export async function passesInGoodHost(groups: readonly Group[]): Promise<readonly CorpusPass[]> {
  const good = Object.entries(exportFiles(goodHost(TARGET), { locale: 'ja', filler: null })).map(
    ([file, bytes]) => toEvidence({ file: `good/${file}`, target: TARGET, bytes, verified: true }),
  );
  const out: CorpusPass[] = [];
  for (const g of groups.filter((one) => fits(one, 'user-endpoint'))) {
    const rest = good.filter((f) => !g.kinds.has(recognise(f)?.kind ?? 'squid-list'));
    const own = new Set(g.files.map((f) => f.file));
    const passes = await passesOf(g, ['user-endpoint'], [...rest, ...g.files]);
    out.push(...passes.filter((p) => p.finding.evidence.some((at) => own.has(at.file))));
  }
  return out;
}
