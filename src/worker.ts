/** One thread of a fleet scan: reads and assesses the folders it is given, one at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { CONTROLS } from '../checks/controls/index.ts';
import { CHECKS } from '../checks/index.ts';
import type { Assignment } from './assess.ts';
import type { Sums } from './bundle/sums.ts';
import type { Digest } from './cli/digest.ts';
import { digester, digestFolder } from './cli/digest.ts';
import { contentOf } from './cli/estate.ts';
import { select } from './cli/selection.ts';
import type { TargetFolder } from './collect/files.ts';
import { loadPacEngine } from './collect/pac-wasm.ts';
import type { SharedFacts } from './facts/target-facts.ts';
import type { Site } from './model/site.ts';

export interface WorkerTask {
  readonly name: string;
  /** null: a declared asset without a folder. */
  readonly folder: TargetFolder | null;
}

export interface WorkerJob {
  readonly site: Site;
  readonly shared: SharedFacts;
  readonly asOf: number;
  readonly sums: Sums;
  readonly wantJson: boolean;
  readonly selected: readonly string[] | null;
}

export interface WorkerReply {
  readonly index: number;
  readonly digest: Digest;
}

const port = parentPort;
if (port) {
  const given = workerData as WorkerJob;
  const job: Assignment = {
    catalogue: select({ controls: CONTROLS, checks: CHECKS }, given.selected),
    site: given.site,
    shared: given.shared,
    options: { pacEngine: loadPacEngine, asOf: given.asOf },
  };
  const toDigest = digester(given.wantJson);
  port.on('message', async ({ index, task }: { index: number; task: WorkerTask }) => {
    const digest = await digestFolder(task.name, contentOf(task, given.sums), job, toDigest);
    port.postMessage({ index, digest } satisfies WorkerReply);
  });
}
