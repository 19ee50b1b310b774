/** Facts as `inspect` shows them: one line a fact, with the line it was read from. */
import type { RegistryWrite } from '../facts/registry.ts';
import { showData } from '../facts/registry.ts';
import type { Sections } from '../facts/sections.ts';
import { printable } from './escape.ts';

export interface FactLine {
  readonly domain: string;
  readonly line: number;
  readonly text: string;
}

const MAX_TEXT = 240;
const HIDDEN: readonly string[] = ['at', 'layer'];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

const isWrite = (value: Record<string, unknown>): boolean =>
  'hive' in value && 'op' in value && 'data' in value;

function flat(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : value.map(flat).join(', ');
  if (isRecord(value)) {
    return Object.entries(value)
      .filter(([name]) => !HIDDEN.includes(name))
      .map(([name, v]) => `${name}=${flat(v)}`)
      .join(' ');
  }
  return String(value);
}

const describeWrite = (w: RegistryWrite): string =>
  `${w.layer} ${w.op} ${w.hive}\\${w.key}\\${w.name || '(default)'} = ${w.op.startsWith('set') ? `${w.type} ${showData(w)}` : '-'}`;

function describe(value: Record<string, unknown>): string {
  const text = isWrite(value) ? describeWrite(value as unknown as RegistryWrite) : flat(value);
  return printable(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);
}

const lineOf = (value: Record<string, unknown>): number => {
  const at = value.at;
  return isRecord(at) && typeof at.line === 'number' ? at.line : 0;
};

/** Items are the records that carry their own `at`, at any depth of a section. */
function* items(value: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(value)) {
    for (const v of value) yield* items(v);
  } else if (isRecord(value)) {
    const inner = Object.entries(value)
      .filter(([name]) => name !== 'at')
      .map(([, v]) => v);
    const nested = inner.flatMap((v) => (Array.isArray(v) || isRecord(v) ? [...items(v)] : []));
    if (nested.length > 0) yield* nested;
    else if ('at' in value) yield value;
  }
}

/** Every fact of a file, in the order of its lines within a domain. */
export function factLines(sections: Sections): readonly FactLine[] {
  return Object.entries(sections).flatMap(([domain, section]) =>
    [...items(section)].map((item) => ({ domain, line: lineOf(item), text: describe(item) })),
  );
}
