/** `uchibori inspect`: what a file is, and what was read from it. */
import type { Language } from '../model/text.ts';
import type { ReadEvidence } from '../parse/read.ts';
import { printable, safeJson } from '../report/escape.ts';
import { factLines } from '../report/facts-text.ts';
import { EXIT } from '../report/verdict.ts';
import { suggestion } from './arguments.ts';
import { Failure } from './failure.ts';
import { readOne } from './read-one.ts';

export interface InspectOptions {
  readonly language: Language;
  readonly format: string;
  readonly all: boolean;
}

const SHOWN_FACTS = 40;
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
