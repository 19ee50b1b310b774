/** `uchibori scan`: a folder of exports in, the matrix out. */
import { basename } from 'node:path';
import { CONTROLS } from '../../checks/controls/index.ts';
import { CHECKS } from '../../checks/index.ts';
import type { Assignment } from '../assess.ts';
import { assessSite, NOTHING_SHARED } from '../assess.ts';
import type { Catalogue } from '../check/engine.ts';
import { loadPacEngine } from '../collect/pac-wasm.ts';
import type { RunInfo, Summary } from '../model/result.ts';
import type { Site } from '../model/site.ts';
import type { Language } from '../model/text.ts';
import type { Highlights } from '../report/highlights.ts';
import { highlights } from '../report/highlights.ts';
import { totals } from '../report/summary.ts';
import type { WorkerTask } from '../worker.ts';
import type { Digest } from './digest.ts';
import { digester, digestFolder } from './digest.ts';
import type { Estate } from './estate.ts';
import { contentOf, holdsEvidence, openEstate } from './estate.ts';
import type { FormatRequest } from './formats.ts';
import { openWriters } from './formats.ts';
import { inWorkers, threadsFor } from './pool.ts';
import type { Progress } from './progress.ts';
import { select } from './selection.ts';
import { readShared } from './shared.ts';
import type { LoadedSite } from './site.ts';

export interface ScanOptions {
  readonly evidence: string;
  readonly site: LoadedSite;
  readonly formats: readonly FormatRequest[];
  readonly language: Language;
  readonly colour: boolean;
  readonly width: number;
  readonly asOf: number;
  readonly asOfText: string;
  readonly selected: readonly string[] | null;
  readonly threads: number | null;
  readonly version: string;
  readonly progress: Progress;
}

/** Folders, and declared assets that have none, in order of their names. */
function tasksOf(estate: Estate, site: Site): readonly WorkerTask[] {
  const folders = estate.folders
    .filter((f) => f.deep || estate.folders.length === 1)
    .map((folder): WorkerTask => ({ name: folder.name, folder }));
  const present = new Set(estate.folders.map((f) => f.name.toLowerCase()));
  const bare = site.assets
    .filter((a) => !present.has((a.folder ?? a.hostname).toLowerCase()))
    .map((a): WorkerTask => ({ name: a.folder ?? a.hostname, folder: null }));
  const loose = estate.folders.filter((f) => !f.deep && estate.folders.length > 1 && holdsEvidence(f));
  return [
    ...loose.map((folder): WorkerTask => ({ name: basename(estate.root), folder })),
    ...[...folders, ...bare].sort((a, b) => (a.name < b.name ? -1 : 1)),
  ];
}

async function* digests(
  estate: Estate,
  tasks: readonly WorkerTask[],
  job: Assignment,
  o: ScanOptions,
): AsyncGenerator<Digest> {
  const wantJson = o.formats.some((f) => f.name !== 'table');
  const toDigest = digester(wantJson);
  yield toDigest(assessSite(job), null);
  const threads = threadsFor(tasks.length, o.threads);
  if (threads > 1) {
    const { site, shared } = job;
    yield* inWorkers(
      tasks,
      { site, shared, asOf: o.asOf, sums: estate.sums, wantJson, selected: o.selected },
      threads,
    );
    return;
  }
  for (const task of tasks) yield await digestFolder(task.name, contentOf(task, estate.sums), job, toDigest);
}

function runInfo(o: ScanOptions): RunInfo {
  const { site, file, sha256 } = o.site;
  return {
    tool: { name: 'uchibori', version: o.version },
    asOf: o.asOfText,
    site: { name: site.name, file, sha256 },
    selected: o.selected,
  };
}

export interface ScanResult {
  readonly summary: Summary;
  readonly highlights: Highlights;
}

/** Runs a scan and writes every format asked for. Outputs appear only when the whole scan is done. */
export async function scan(o: ScanOptions): Promise<ScanResult> {
  const estate = openEstate(o.evidence);
  const catalogue: Catalogue = select({ controls: CONTROLS, checks: CHECKS }, o.selected);
  const { site } = o.site;
  const options = { pacEngine: loadPacEngine, asOf: o.asOf };
  const first: Assignment = { catalogue, site, shared: NOTHING_SHARED, options };
  const run = runInfo(o);
  const writers = openWriters(o.formats, run);
  try {
    const job: Assignment = { ...first, ...(await readShared(estate, first)) };
    const tasks = tasksOf(estate, site);
    const sums = totals(catalogue);
    const marks = highlights();
    let done = 0;
    for await (const digest of digests(estate, tasks, job, o)) {
      sums.add(digest);
      marks.add(digest.keys, digest.examples);
      for (const p of digest.problems) sums.problem(p);
      for (const n of digest.notices) sums.notice(n);
      for (const writer of writers) await writer.digest(digest);
      o.progress.step(done, tasks.length);
      done += 1;
    }
    o.progress.end();
    const summary = sums.summary(site.absentRoles);
    const view = { run, summary, controls: catalogue.controls, highlights: marks };
    for (const writer of writers) await writer.finish(view, o);
    return { summary, highlights: marks };
  } finally {
    for (const writer of writers) writer.discard();
  }
}
