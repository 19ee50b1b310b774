/** Makes Evidence for tests from a fixture file or from given bytes or text. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toEvidence } from '../src/bundle/evidence.ts';
import type { Evidence } from '../src/model/evidence.ts';
import type { ParseContext } from '../src/parse/parser.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

export const fixturePath = (name: string): string => `${root}fixtures/evidence/${name}`;

export const fixture = (name: string): Evidence => fromBytes(name, readFileSync(fixturePath(name)));

export const fromBytes = (file: string, bytes: Uint8Array, verified = false): Evidence =>
  toEvidence({ file, target: file.split('/')[0] ?? '', bytes, verified });

export const fromText = (file: string, text: string): Evidence =>
  fromBytes(file, new TextEncoder().encode(text));

export const CONTEXT: ParseContext = {
  sibling: () => null,
  siblings: () => [],
  pacEngine: null,
  asOf: Date.UTC(2026, 10, 1),
};
