/** The PAC sandbox with its WebAssembly binary read from the installed package; made once, when the first PAC comes. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import type { PacEngine } from '../parse/parser.ts';

declare global {
  namespace WebAssembly {
    function compile(bytes: Uint8Array): Promise<Module>;
  }
}

let engine: Promise<PacEngine> | null = null;

/** Optimising the sandbox takes longer than all questions to a PAC, and a second machine would wait for it. */
const BASELINE_COMPILER = '--liftoff-only';

async function load(): Promise<PacEngine> {
  setFlagsFromString(BASELINE_COMPILER);
  const path = createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm');
  const [{ createPacEngine }, wasm] = await Promise.all([import('../parse/pac-engine.ts'), readFile(path)]);
  return createPacEngine(await WebAssembly.compile(wasm), () => performance.now());
}

export const loadPacEngine = (): Promise<PacEngine> => {
  engine ??= load();
  return engine;
};
