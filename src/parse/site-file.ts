/** Reads the site file (`uchibori.yaml`). The only module that loads `yaml` and `zod`, so the CLI loads it on demand. */
import type { Site } from '../model/site.ts';
import type { Bilingual } from '../model/text.ts';
import type { Path, RuleFault } from './site-fault.ts';
import { issueFaults, showPath } from './site-issues.ts';
import { siteFaults } from './site-rules.ts';
import { asSite, siteSchema } from './site-schema.ts';
import { type Place, readYaml } from './site-yaml.ts';

export { EMPTY_SITE } from '../model/site.ts';

export interface SiteError {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  /** `uchibori.yaml:12:5: …`: what is wrong and what to do, in one line. */
  readonly text: Bilingual;
}

export type SiteResult =
  | { readonly ok: true; readonly site: Site }
  | { readonly ok: false; readonly errors: readonly SiteError[] };

interface Fault {
  readonly at: number;
  readonly message: Bilingual;
}

const UNREADABLE: Bilingual = {
  ja: '読めない文字がある。ファイルを UTF-8 で保存し直す',
  en: 'there is a character that cannot be read; save the file as UTF-8',
};
const CONTROL: Bilingual = {
  ja: '制御文字が入っている。消す',
  en: 'there is a control character; delete it',
};

/** Characters that no text editor writes on purpose. */
function strayCharacter(text: string): Fault | null {
  const at = text.search(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd\ufeff]/);
  if (at < 0) return null;
  return { at, message: text[at] === '\ufffd' ? UNREADABLE : CONTROL };
}

/** Where a path leads, or the nearest thing above it that is there. */
function placeAt(place: Place, path: Path): Place {
  const [step, ...rest] = path;
  const child = step === undefined ? undefined : place.children.get(String(step));
  return child ? placeAt(child, rest) : place;
}

const WIDE_INDENT: Bilingual = {
  ja: '字下げに全角スペースが使われている。半角スペースにする',
  en: 'a full-width space (U+3000) indents this line; use plain spaces',
};
const WIDE_COLON: Bilingual = {
  ja: '全角の「：」が使われている。半角の「: 」にする',
  en: 'there is a full-width colon; write ": " instead',
};

/** The full-width forms that Japanese input leaves behind explain most other faults of their line. */
function widthFault(line: string): Bilingual | null {
  if (/^[ \t]*\u3000/.test(line)) return WIDE_INDENT;
  return /^[ \t]*(?:- +)?[A-Za-z]+[ \t]*：/.test(line) ? WIDE_COLON : null;
}

interface Position {
  readonly line: number;
  readonly column: number;
  readonly lineText: string;
}

/** Enough of a line to see how it begins. */
const MAX_LINE_SEEN = 200;

/** Turns offsets into lines; keeps the line starts so that many faults stay cheap. */
function lineFinder(text: string): (at: number) => Position {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return (at) => {
    const offset = Math.min(at, text.length);
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    const start = starts[low] ?? 0;
    const end = text.indexOf('\n', start);
    return {
      line: low + 1,
      column: offset - start + 1,
      lineText: text.slice(start, Math.min(end < 0 ? text.length : end, start + MAX_LINE_SEEN)),
    };
  };
}

const MAX_ERRORS = 50;
const MORE: Bilingual = {
  ja: 'このあとにもエラーがある。まず上のものを直す',
  en: 'there are more errors from here on; correct those above first',
};

function refuse(text: string, file: string, faults: readonly Fault[]): SiteResult {
  const find = lineFinder(text);
  const errors = faults.map(({ at, message }) => {
    const { line, column, lineText } = find(at);
    const said = widthFault(lineText) ?? message;
    const where = `${file}:${line}:${column}: `;
    return { line, column, text: { ja: where + said.ja, en: where + said.en } };
  });
  errors.sort((a, b) => a.line - b.line || a.column - b.column);
  const distinct = errors.filter(
    (e, i) => e.line !== errors[i - 1]?.line || e.text.en !== errors[i - 1]?.text.en,
  );
  const [next] = distinct.slice(MAX_ERRORS);
  if (!next) return { ok: false, errors: distinct };
  const where = `${file}:${next.line}:${next.column}: `;
  const more = { ...next, text: { ja: where + MORE.ja, en: where + MORE.en } };
  return { ok: false, errors: [...distinct.slice(0, MAX_ERRORS), more] };
}

function located(root: Place, { path, atKey, message }: RuleFault): Fault {
  const where = path.length === 0 ? '' : `${showPath(path)}: `;
  const place = placeAt(root, path);
  return {
    at: atKey ? place.keyAt : place.at,
    message: { ja: where + message.ja, en: where + message.en },
  };
}

/** zod overflows the stack where a list holds some hundred thousand faults; one is then enough to say. */
function validate(value: unknown) {
  try {
    return siteSchema.safeParse(value);
  } catch (thrown) {
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}

const TOO_MANY: Bilingual = {
  ja: 'エラーが多すぎる。サイト ファイルかどうか確かめる',
  en: 'there are too many errors; is this a site file?',
};

/** `ids`: every control and check an exception may name; null: not checked. Never throws; every fault is one error with its place. */
export function parseSite(raw: string, file: string, ids: readonly string[] | null = null): SiteResult {
  const text = raw.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const stray = strayCharacter(text);
  if (stray) return refuse(text, file, [stray]);
  const tree = readYaml(text);
  if (!tree.ok) return refuse(text, file, [tree.fault]);
  const checked = validate(tree.value);
  if (!checked) return refuse(text, file, [{ at: 0, message: TOO_MANY }]);
  const faults = checked.success
    ? siteFaults(checked.data, ids)
    : issueFaults(siteSchema, tree.value, checked.error.issues);
  if (!checked.success || faults.length > 0) {
    return refuse(
      text,
      file,
      faults.map((f) => located(tree.place, f)),
    );
  }
  return { ok: true, site: asSite(checked.data) };
}
