/** Runs a PAC in QuickJS inside WebAssembly: no file, network, process or clock is there, only what the probe gives. */
import { type JSValueHandle, QuickJS } from 'quickjs-wasi';
import { PAC_PRELUDE } from './pac-builtins.ts';
import type { PacAnswers, PacEngine, PacProbe } from './parser.ts';

const MEMORY_BYTES = 16_000_000;
const STACK_BYTES = 128 * 1024;
/** For the whole of one PAC and its probes. */
const TIME_MS = 3000;
/** A longer answer is no route list. */
const MAX_ANSWER = 8192;
/** Japan time, as the sites have it: minutes, west positive. */
const TIMEZONE = -540;

interface Sandbox {
  readonly vm: QuickJS;
  readonly run: JSValueHandle;
}

const reason = (thrown: unknown): string =>
  (thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)).slice(0, 200);

/** The binary, or what compiling it once gave. */
type Wasm = Uint8Array | WebAssembly.Module;

async function open(wasm: Wasm, now: () => number): Promise<Sandbox> {
  const deadline = now() + TIME_MS;
  const vm = await QuickJS.create({
    wasm,
    memoryLimit: MEMORY_BYTES,
    maxStackSize: STACK_BYTES,
    timezoneOffset: TIMEZONE,
    interruptHandler: () => now() > deadline,
  });
  return { vm, run: vm.evalCode(PAC_PRELUDE, 'builtins') };
}

interface Answer {
  readonly answer: string | null;
  readonly asked: readonly string[];
}

const NO_ANSWER: Answer = { answer: null, asked: [] };

function ask({ vm, run }: Sandbox, probe: PacProbe): Answer {
  const dns = probe.resolvesTo === null ? vm.null : vm.newString(probe.resolvesTo);
  const args = [
    vm.newString(probe.url),
    vm.newString(probe.host),
    dns,
    vm.newString(probe.clientAddress),
    vm.newNumber(probe.at),
  ];
  const result = vm.callFunction(run, vm.undefined, ...args);
  const { answer, asked } = JSON.parse(result.toString()) as Answer;
  for (const handle of [...args, result]) handle.dispose();
  return { answer: answer !== null && answer.length > MAX_ANSWER ? null : answer, asked };
}

/** A limit ends the run: what a script does after one says nothing. */
const isLimit = (text: string): boolean =>
  /interrupted|out of memory|stack|too long|RuntimeError/i.test(text);

function askAll(sandbox: Sandbox, probes: readonly PacProbe[]): PacAnswers {
  const answers: Answer[] = [];
  let failure: string | null = null;
  for (const probe of probes) {
    if (failure !== null) {
      answers.push(NO_ANSWER);
      continue;
    }
    try {
      answers.push(ask(sandbox, probe));
    } catch (thrown) {
      const text = reason(thrown);
      if (isLimit(text)) failure = text;
      answers.push(NO_ANSWER);
    }
  }
  return { answers: answers.map((a) => a.answer), asked: answers.map((a) => a.asked), failure };
}

const failed = (probes: readonly PacProbe[], failure: string): PacAnswers => ({
  answers: probes.map(() => null),
  asked: probes.map(() => []),
  failure,
});

function evaluateIn(sandbox: Sandbox, text: string, probes: readonly PacProbe[]): PacAnswers {
  try {
    sandbox.vm.evalCode(text, 'pac').dispose();
  } catch (thrown) {
    return failed(probes, reason(thrown));
  }
  return askAll(sandbox, probes);
}

/** `now`: a clock in milliseconds, for the time limit alone. A fresh machine for each PAC: none sees another's leavings. */
export const createPacEngine = (wasm: Wasm, now: () => number): PacEngine => ({
  async evaluate(text, probes) {
    try {
      const sandbox = await open(wasm, now);
      const answers = evaluateIn(sandbox, text, probes);
      if (answers.failure === null) sandbox.vm.dispose();
      return answers;
    } catch (thrown) {
      return failed(probes, reason(thrown));
    }
  },
});
