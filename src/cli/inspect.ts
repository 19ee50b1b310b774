/** `uchibori inspect`: what a file is, and what was read from it. */
import { statSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { toEvidence } from '../bundle/evidence.ts';
import type { FileEntry } from '../collect/files.ts';
import { listFiles, readFile } from '../collect/files.ts';
import { loadPacEngine } from '../collect/pac-wasm.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Language } from '../model/text.ts';
import type { ReadEvidence } from '../parse/read.ts';
import { readFiles } from '../parse/read.ts';
import { printable, safeJson } from '../report/escape.ts';
import { factLines } from '../report/facts-text.ts';
import { EXIT } from '../report/verdict.ts';
import { suggestion } from './arguments.ts';
import { Failure } from './failure.ts';

export interface InspectOptions {
  readonly language: Language;
  readonly format: string;
  readonly all: boolean;
}

const SHOWN_FACTS = 40;
const MAX_NEIGHBOURS = 500;

function missing(path: string): Failure {
  return new Failure(EXIT.missingInput, {
    ja: `${path}: ファイルがない`,
    en: `${path}: no such file`,
  });
}

function open(entry: FileEntry, target: string): Evidence {
  const read = readFile(entry);
  if (!read.ok) {
    const { ja, en } = read.problem.message;
    throw new Failure(EXIT.io, { ja: `${entry.file}: ${ja}`, en: `${entry.file}: ${en}` });
  }
  return toEvidence({ file: entry.file, target, bytes: read.bytes, verified: false });
}

/** Other files of the folder, which a configuration may include. */
function neighbours(folder: string, target: string, self: string): Evidence[] {
  const { files } = listFiles({ name: target, absolute: folder, deep: true });
  return files
    .filter((f) => f.absolute !== self)
    .slice(0, MAX_NEIGHBOURS)
    .flatMap((f) => {
      const read = readFile(f);
      return read.ok ? [toEvidence({ file: f.file, target, bytes: read.bytes, verified: false })] : [];
    });
}

async function readOne(path: string): Promise<ReadEvidence> {
  const absolute = resolve(path);
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (!found) throw missing(path);
  if (!found.isFile()) {
    throw new Failure(EXIT.usage, {
      ja: `${path}: ファイルではない。フォルダを検査するには uchibori scan を使う`,
      en: `${path}: not a file; to check a folder use uchibori scan`,
    });
  }
  const folder = dirname(absolute);
  const target = basename(folder);
  const evidence = open(
    { file: relative(dirname(folder), absolute).replaceAll('\\', '/'), absolute },
    target,
  );
  const options = { pacEngine: loadPacEngine, asOf: Date.now() };
  const [alone] = await readFiles([evidence], options);
  const needsOthers = alone?.kind === 'squid-conf';
  const [read] = needsOthers
    ? await readFiles([evidence, ...neighbours(folder, target, absolute)], options)
    : [alone];
  if (!read) throw missing(path);
  return read;
}

const LABELS = {
  kind: { ja: '種類', en: 'kind' },
  none: { ja: '認識できない', en: 'not recognised' },
  encoding: { ja: '文字コード', en: 'encoding' },
  target: { ja: '対象', en: 'target' },
  lines: { ja: '行', en: 'lines' },
  understood: { ja: '理解した', en: 'understood' },
  irrelevant: { ja: '無関係', en: 'irrelevant' },
  notUnderstood: { ja: '理解できない', en: 'not understood' },
  intact: { ja: '欠け', en: 'whole' },
  facts: { ja: '読み取った事実', en: 'facts read' },
  problems: { ja: '問題', en: 'problems' },
} as const;

const INTACT = {
  yes: { ja: 'なし (末尾まである)', en: 'yes (its end is there)' },
  cut: { ja: 'あり (途中で切れている)', en: 'NO, it is cut' },
  'cannot-tell': { ja: '確かめられない形式', en: 'this format cannot tell' },
} as const;

function header(read: ReadEvidence, language: Language): string[] {
  const label = (name: keyof typeof LABELS): string => LABELS[name][language];
  const { evidence: e, lines } = read;
  const counts = (['understood', 'irrelevant', 'notUnderstood'] as const)
    .map((n) => `${label(n)} ${lines[n]}`)
    .join(', ');
  return [
    printable(e.file),
    `  ${label('kind')}: ${read.kind ?? label('none')}`,
    `  sha256: ${e.sha256}`,
    `  ${label('encoding')}: ${e.encoding}`,
    `  ${label('target')}: ${printable(e.target)}`,
    `  ${label('lines')}: ${counts}`,
    `  ${label('intact')}: ${INTACT[read.intact][language]}`,
  ];
}

function asText(read: ReadEvidence, o: InspectOptions): string {
  const label = (name: keyof typeof LABELS): string => LABELS[name][o.language];
  const facts = factLines(read.sections);
  const shown = o.all ? facts : facts.slice(0, SHOWN_FACTS);
  const lost = read.notUnderstood.map((n) => `    ${n.line}: ${printable(n.text)}`);
  const problems = read.problems.map((p) => `    ${p.line}: ${printable(p.message[o.language])}`);
  return [
    ...header(read, o.language),
    ...(lost.length > 0 ? [`  ${label('notUnderstood')}:`, ...lost] : []),
    ...(problems.length > 0 ? [`  ${label('problems')}:`, ...problems] : []),
    `  ${label('facts')}: ${facts.length}`,
    ...shown.map((f) => `    ${f.domain}:${f.line}  ${f.text}`),
    ...(shown.length < facts.length ? [`    … +${facts.length - shown.length} (--all)`] : []),
    '',
  ].join('\n');
}

const asJson = (read: ReadEvidence): string =>
  safeJson({
    file: read.evidence.file,
    sha256: read.evidence.sha256,
    encoding: read.evidence.encoding,
    kind: read.kind,
    target: read.evidence.target,
    lines: read.lines,
    intact: read.intact,
    notUnderstood: read.notUnderstood,
    problems: read.problems.map(({ line, message }) => ({ line, message })),
    facts: factLines(read.sections),
  });

/** Exit code 0 when every file was recognised, 65 otherwise. */
export async function inspect(files: readonly string[], o: InspectOptions): Promise<number> {
  if (o.format !== 'text' && o.format !== 'json') {
    const near = suggestion(o.format, ['text', 'json']);
    throw new Failure(EXIT.usage, {
      ja: `--format ${o.format}: text か json を指定する${near.ja}`,
      en: `--format ${o.format}: give text or json${near.en}`,
    });
  }
  const reads: ReadEvidence[] = [];
  for (const file of files) reads.push(await readOne(file));
  process.stdout.write(
    o.format === 'json' ? `[${reads.map(asJson).join(',\n')}]\n` : reads.map((r) => asText(r, o)).join('\n'),
  );
  return reads.every((r) => r.kind !== null) ? EXIT.compliant : EXIT.badInput;
}
