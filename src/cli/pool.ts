/** Assesses targets in worker threads and hands the digests back in the order of the targets. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { WorkerJob, WorkerReply, WorkerTask } from '../worker.ts';
import type { Digest } from './digest.ts';

/** Below this many targets, starting threads costs more than it saves. */
const WORTHWHILE = 24;
/** How far a worker may run ahead of the slowest one: bounds what waits in memory. */
const LEAD = 32;

/** Threads need the built program: worker.js stands beside the bundle this module is part of. */
const compiled = import.meta.url.endsWith('.js');

/** Threads for this many targets; 1 = none, work in the main thread. */
export const threadsFor = (targets: number, wanted: number | null): number => {
  if (!compiled || targets < WORTHWHILE) return 1;
  return Math.max(1, Math.min(wanted ?? availableParallelism(), 16));
};

interface Slot {
  readonly worker: Worker;
  busy: boolean;
}

/** Yields one digest a task, in the order of the tasks. A worker that dies ends the scan with its error. */
export async function* inWorkers(
  tasks: readonly WorkerTask[],
  job: WorkerJob,
  threads: number,
): AsyncGenerator<Digest> {
  const done = new Map<number, Digest>();
  let wake: () => void = () => {};
  let failure: Error | null = null;
  let next = 0;
  let emitted = 0;
  const slots: Slot[] = [];
  const feed = (slot: Slot): void => {
    const task = tasks[next];
    if (slot.busy || !task || next - emitted >= LEAD * threads) return;
    slot.busy = true;
    slot.worker.postMessage({ index: next, task });
    next += 1;
  };
  for (let i = 0; i < threads; i++) {
    const slot: Slot = {
      worker: new Worker(new URL('./worker.js', import.meta.url), { workerData: job }),
      busy: false,
    };
    slot.worker.on('message', (reply: WorkerReply) => {
      done.set(reply.index, reply.digest);
      slot.busy = false;
      feed(slot);
      wake();
    });
    slot.worker.on('error', (error) => {
      failure = error;
      wake();
    });
    slots.push(slot);
  }
  try {
    slots.forEach(feed);
    while (emitted < tasks.length) {
      if (failure) throw failure;
      const digest = done.get(emitted);
      if (!digest) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      done.delete(emitted);
      emitted += 1;
      slots.forEach(feed);
      yield digest;
    }
  } finally {
    await Promise.all(slots.map((s) => s.worker.terminate()));
  }
}
