/** zod's issues in words: what stands there, what belongs there. */
import type * as z from 'zod/mini';
import type { Bilingual } from '../model/text.ts';
import type { Path, RuleFault } from './site-fault.ts';
import { shown, suggestion } from './site-words.ts';

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;

interface Inner {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly innerType?: Schema;
  readonly in?: Schema;
}

const inner = (schema: Schema): Inner => schema._zod.def as unknown as Inner;

/** The object schema's keys at a path, through defaults, optionals and lists. */
function keysAt(schema: Schema, path: Path): readonly string[] {
  const def = inner(schema);
  const wrapped = def.innerType ?? def.in;
  if (wrapped) return keysAt(wrapped, path);
  const [step, ...rest] = path;
  if (step === undefined) return Object.keys(def.shape ?? {});
  const next = def.element ?? def.shape?.[String(step)];
  return next ? keysAt(next, rest) : [];
}

const NAMES: Readonly<Record<string, Bilingual>> = {
  string: { ja: '文字列', en: 'a text' },
  number: { ja: '数値', en: 'a number' },
  int: { ja: '整数', en: 'a whole number' },
  boolean: { ja: 'true か false', en: 'true or false' },
  array: { ja: '「- 」で始まる一覧', en: 'a list (lines starting with "- ")' },
  object: { ja: '「キー: 値」の組', en: '"key: value" lines' },
};

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

const nameOf = (kind: string): Bilingual => NAMES[kind] ?? { ja: kind, en: kind };

/** Where the reader meant a text, the way to write it. */
function quoted(expected: string, value: unknown): Bilingual {
  if (expected !== 'string' || !['number', 'boolean'].includes(typeof value)) return { ja: '', en: '' };
  const text = `"${String(value)}"`;
  return { ja: `。引用符で囲む: ${text}`, en: `; put it in quotes: ${text}` };
}

function wrongType(expected: string, value: unknown): Bilingual {
  const wanted = nameOf(expected);
  if (value === undefined)
    return { ja: `必要だが、書かれていない (${wanted.ja})`, en: `it is missing (${wanted.en})` };
  if (value === null)
    return { ja: `値がない (${wanted.ja}を書く)`, en: `it has no value (write ${wanted.en})` };
  const found = nameOf(kindOf(value));
  const hint = quoted(expected, value);
  const detail = typeof value === 'object' ? '' : ` (${shown(value)})`;
  return {
    ja: `${wanted.ja}を書くところに${found.ja}${detail} がある${hint.ja}`,
    en: `it must be ${wanted.en}, not ${found.en}${detail}${hint.en}`,
  };
}

function wrongChoice(values: readonly unknown[], value: unknown): Bilingual {
  const choices = values.map(String);
  if (value === undefined || value === null) {
    const list = choices.slice(0, 20).join(', ');
    return { ja: `必要だが、書かれていない (${list})`, en: `it is missing (${list})` };
  }
  const near = suggestion(typeof value === 'string' ? value : '', choices);
  return { ja: `${shown(value)} は使えない${near.ja}`, en: `${shown(value)} is not known${near.en}` };
}

function outOfRange(limit: unknown, low: boolean, value: unknown): Bilingual {
  return low
    ? {
        ja: `${shown(value)} は小さすぎる (${String(limit)} 以上)`,
        en: `${shown(value)} is too small (at least ${String(limit)})`,
      }
    : {
        ja: `${shown(value)} は大きすぎる (${String(limit)} 以下)`,
        en: `${shown(value)} is too large (at most ${String(limit)})`,
      };
}

/** A judge's fault travels in `params` (src/parse/site-schema.ts). */
const judged = (params: Readonly<Record<string, unknown>> | undefined): Bilingual | undefined =>
  params?.fault as Bilingual | undefined;

function sentence(issue: Issue, value: unknown): Bilingual {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, value);
    case 'invalid_value':
      return wrongChoice(issue.values, value);
    case 'too_small':
      return outOfRange(issue.minimum, true, value);
    case 'too_big':
      return outOfRange(issue.maximum, false, value);
    case 'custom':
      return judged(issue.params) ?? wrongType('string', value);
    default:
      return { ja: `${shown(value)} は使えない`, en: `${shown(value)} cannot stand here` };
  }
}

const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      value !== null && typeof value === 'object'
        ? (value as Record<string, unknown>)[String(step)]
        : undefined,
    root,
  );

/** `a`, `a[0].b`. */
export const showPath = (path: Path): string =>
  path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${shown(step)}`))
    .join('');

function unknownKeys(schema: Schema, path: Path, keys: readonly string[]): RuleFault[] {
  const known = keysAt(schema, path);
  return keys.map((key) => {
    const near = suggestion(key, known);
    return {
      path: [...path, key],
      atKey: true,
      message: { ja: `知らないキー${near.ja}`, en: `this key is not known${near.en}` },
    };
  });
}

/** Nobody reads more, and words cost more than finding that there is something to say. */
const MAX_WORDED = 1000;

/** One fault per issue, one per key for unknown keys. */
export function issueFaults(schema: Schema, root: unknown, issues: readonly Issue[]): readonly RuleFault[] {
  return issues.slice(0, MAX_WORDED).flatMap((issue) => {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    if (issue.code === 'unrecognized_keys') {
      return unknownKeys(schema, path, issue.keys.slice(0, MAX_WORDED));
    }
    return [{ path, message: sentence(issue, valueAt(root, path)) }];
  });
}
