/** Assesses a whole invented estate in memory, as a scan would. */

import { CONTROLS } from '../../checks/controls/index.ts';
import { CHECKS } from '../../checks/index.ts';
import type { Assessment, Assignment } from '../../src/assess.ts';
import { assess, assessSite, NOTHING_SHARED, readTarget, sharedFrom } from '../../src/assess.ts';
import { toEvidence } from '../../src/bundle/evidence.ts';
import { rollupCounter } from '../../src/check/rollup.ts';
import type { SharedFacts } from '../../src/facts/target-facts.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Site } from '../../src/model/site.ts';
import type { Status } from '../../src/model/status.ts';
import { pacEngine } from '../pac.ts';

/** Path (`host/file`) to bytes. */
export type EstateFiles = ReadonlyMap<string, Uint8Array>;

/** `host check` to status, and `control X` to the control's status over all targets. */
export type Outcome = ReadonlyMap<string, Status>;

const CATALOGUE = { controls: CONTROLS, checks: CHECKS };
const AS_OF = Date.parse('2026-11-01T00:00:00+09:00');

function byHost(files: EstateFiles): Map<string, [string, Uint8Array][]> {
  const hosts = new Map<string, [string, Uint8Array][]>();
  for (const [path, bytes] of files) {
    const host = path.split('/')[0] ?? '';
    const list = hosts.get(host) ?? [];
    list.push([path, bytes]);
    hosts.set(host, list);
  }
  return hosts;
}

type HostFiles = readonly [string, Uint8Array][];

/** What SHA256SUMS lists of a host; null: there is none. A file that differs from it is not read, as in a scan. */
type Listed = EstateFiles | null;

function evidenceOf(host: string, files: HostFiles, listed: Listed): Evidence[] {
  const own = [...(listed ?? [])].filter(([path]) => path.startsWith(`${host}/`));
  const whole = own.every(([path, bytes]) => files.some(([p, b]) => p === path && b === bytes));
  const read = files.filter(
    ([path, bytes]) => listed === null || !listed.has(path) || listed.get(path) === bytes,
  );
  return read.map(([file, bytes]) => ({
    ...toEvidence({ file, target: host, bytes, verified: listed?.has(file) === true }),
    folderWhole: listed?.has(file) === true && whole,
  }));
}

const ids = new WeakMap<Uint8Array, number>();
let nextId = 0;

/** The same bytes object has the same number: estates that share files share assessments. */
function idOf(bytes: Uint8Array): number {
  const known = ids.get(bytes);
  if (known !== undefined) return known;
  nextId += 1;
  ids.set(bytes, nextId);
  return nextId;
}

const printOf = (files: HostFiles): string =>
  files.map(([path, bytes]) => `${path}=${idOf(bytes)}`).join(' ');

const assessed = new Map<string, Promise<Assessment>>();

function assessOnce(
  name: string,
  evidence: readonly Evidence[],
  job: Assignment,
  key: string,
): Promise<Assessment> {
  const known = assessed.get(key) ?? assess(name, evidence, job);
  assessed.set(key, known);
  return known;
}

interface Shared {
  readonly facts: SharedFacts;
  /** Names the files it was read from. */
  readonly key: string;
}

/** Proxies, PAC files, firewalls and directories, which other hosts' verdicts need. */
async function readShared(
  hosts: ReadonlyMap<string, HostFiles>,
  listed: Listed,
  base: Assignment,
): Promise<Shared> {
  const holders = [...hosts].filter(([, own]) => own.some(([path]) => /squid|\.pac$|firewall/.test(path)));
  const read = [];
  for (const [host, own] of holders) read.push(await readTarget(host, evidenceOf(host, own, listed), base));
  return {
    facts: sharedFrom(read),
    key: holders.map(([, own]) => printOf(own)).join(' '),
  };
}

function outcomeOf(all: readonly Assessment[], site: Site): Outcome {
  const counter = rollupCounter(CATALOGUE);
  const out = new Map<string, Status>();
  for (const a of all) {
    counter.add(a.cells, a.target.role);
    for (const f of a.findings) out.set(`${a.target.name} ${f.check}`, f.status);
  }
  for (const row of counter.result(site.absentRoles)) out.set(`control ${row.control}`, row.status);
  return out;
}

/** `listed`: the estate as SHA256SUMS knew it, so that its files are verified. */
export async function assessEstate(files: EstateFiles, site: Site, listed: Listed = null): Promise<Outcome> {
  const hosts = byHost(files);
  const options = { pacEngine, asOf: AS_OF };
  const base: Assignment = { catalogue: CATALOGUE, site, shared: NOTHING_SHARED, options };
  const shared = await readShared(hosts, listed, base);
  const job = { ...base, shared: shared.facts };
  const common = [site.name, listed ? printOf([...listed]) : 'unlisted', shared.key].join(' ');
  const names = new Set([...hosts.keys(), ...site.assets.map((a) => a.hostname)]);
  const all = [assessSite(job)];
  for (const name of [...names].sort()) {
    const own = hosts.get(name) ?? [];
    all.push(
      await assessOnce(name, evidenceOf(name, own, listed), job, `${name} ${printOf(own)} | ${common}`),
    );
  }
  return outcomeOf(all, site);
}
