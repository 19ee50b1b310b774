/** The PAC sandbox with its WebAssembly binary read from the installed package; made once, when the first PAC comes. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createPacEngine } from '../parse/pac-engine.ts';
import type { PacEngine } from '../parse/parser.ts';

let engine: Promise<PacEngine> | null = null;

async function load(): Promise<PacEngine> {
  const path = createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm');
  return createPacEngine(await readFile(path), () => performance.now());
}

export const loadPacEngine = (): Promise<PacEngine> => {
  engine ??= load();
  return engine;
};
