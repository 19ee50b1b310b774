/**
 * The shape of the JSON and JSON-lines output, for those who read it: schemas/result.schema.json and
 * schemas/result-line.schema.json are made from this (scripts/gen-schemas.ts). Not loaded when the program runs.
 */
import * as z from 'zod/mini';
import { type Encoding, EVIDENCE_KINDS, type Intact, type Problem } from '../model/evidence.ts';
import { ANNOTATIONS, type Finding, type LayerFact } from '../model/finding.ts';
import type { EvidenceRow, Notice, RunInfo, Summary, Verdict } from '../model/result.ts';
import { SEVERITIES, STATUSES } from '../model/status.ts';

type Mutable<T> = { -readonly [K in keyof T]: Mutable<T[K]> };

/** Fails to compile where a schema and its type part, in either direction. */
const of =
  <T>() =>
  <S extends z.ZodMiniType<T>>(schema: S & (Mutable<T> extends z.output<S> ? unknown : never)): S =>
    schema;

const about = (ja: string, en: string) => z.describe(`${ja}\n\n${en}`);

/** A part that is written once in the schema, under this name. */
const part = (id: string, ja: string, en: string) => z.meta({ id, description: `${ja}\n\n${en}` });

const count = z.int().check(z.minimum(0));
const sha256 = z.string().check(z.meta({ pattern: '^[0-9a-f]{64}$' }));
const instant = z.string().check(z.meta({ format: 'date-time' }));
const status = z
  .enum(STATUSES)
  .check(part('status', '結果 (XCCDF 1.2 の語)', 'Result, in the words of XCCDF 1.2'));

const bilingual = z
  .strictObject({ ja: z.string(), en: z.string() })
  .check(part('bilingual', '同じ文の日本語と英語', 'One sentence in Japanese and in English'));

const location = z
  .strictObject({
    file: z.string(),
    line: z
      .int()
      .check(
        z.minimum(0),
        about('行 (1 から)。バイナリではレコード番号', 'Line from 1; record number in binary files'),
      ),
    text: z.string().check(about('抜粋。秘密は除く', 'Excerpt, without secrets')),
  })
  .check(part('location', '証拠の位置', 'A place in the evidence'));

const kind = z.enum(EVIDENCE_KINDS);

const layerFact = of<LayerFact>()(
  z
    .strictObject({
      state: z.enum(['set', 'absent', 'unknown', 'not-collected']),
      value: z.nullable(z.string()),
      source: z.nullable(location),
      gpo: z.nullable(z.string()),
    })
    .check(part('layerFact', '設定の一面', 'One of the three facts of a setting')),
);

const layers = z
  .strictObject({
    setting: z.string(),
    intended: layerFact,
    stored: layerFact,
    effective: layerFact,
  })
  .check(
    part(
      'layers',
      '設定について、ポリシーの意図・保存された値・有効な値',
      'A setting as policy intends it, as it is stored, and as it is in effect',
    ),
  );

const waiver = z
  .strictObject({
    kind: z.enum(['exception', 'compensation']),
    reason: z.string(),
    owner: z.string(),
    until: instant,
  })
  .check(part('waiver', '受け入れた逸脱', 'The accepted deviation that covers a finding'));

const findingShape = {
  control: z.string(),
  check: z.string(),
  target: z.string(),
  status,
  severity: z.enum(SEVERITIES),
  because: bilingual,
  evidence: z.array(location),
  missing: z
    .array(kind)
    .check(about('足りない証拠の種類', 'Kinds of evidence whose absence keeps it undecided')),
  howToCollect: z.array(bilingual),
  layers: z.array(layers),
  annotations: z.array(z.enum(ANNOTATIONS)),
  waived: z.nullable(waiver),
};

const ENCODINGS = [
  'ascii',
  'utf-8',
  'utf-8-bom',
  'utf-16le',
  'utf-16le-bom',
  'utf-16be',
  'utf-16be-bom',
  'cp932',
  'unknown-8bit',
  'binary',
] as const satisfies readonly Encoding[];

const evidenceShape = {
  file: z.string(),
  sha256: z
    .union([sha256, z.literal('')])
    .check(about('読めなかったファイルでは空', 'Empty for a file that could not be read')),
  encoding: z.nullable(z.enum(ENCODINGS)),
  kind: z.nullable(kind).check(about('認識できなければ null', 'null when not recognised')),
  target: z.string(),
  lines: z.strictObject({ understood: count, irrelevant: count, notUnderstood: count }),
  intact: z.enum(['yes', 'cut', 'cannot-tell'] as const satisfies readonly Intact[]),
  verified: z.boolean().check(about('採取時のハッシュと一致', 'Matches the hash made when it was collected')),
  problems: z.array(z.strictObject({ line: z.int(), message: bilingual })),
};

const runShape = {
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  asOf: instant.check(about('評価の時点', 'Instant of the assessment')),
  site: z.strictObject({ name: z.string(), file: z.nullable(z.string()), sha256: z.nullable(sha256) }),
  selected: z
    .nullable(z.array(z.string()))
    .check(about('対象の対策。null はすべて', 'Controls asked for; null = all')),
};

const counts = z
  .strictObject({
    pass: count,
    fail: count,
    unknown: count,
    error: count,
    notapplicable: count,
    notchecked: count,
    manual: count,
  })
  .check(part('counts', '結果ごとの数', 'How many of each result'));

const cell = z
  .strictObject({ status, waived: z.boolean(), policyOnly: z.optional(z.literal(true)) })
  .check(part('cell', '対象と対策の交点', 'A control on a target'));

const problem = of<Problem>()(
  z.strictObject({ file: z.string(), line: z.int(), message: bilingual, policy: z.boolean() }),
);

const notice = of<Notice>()(
  z
    .strictObject({
      target: z.string(),
      kind: z.string(),
      message: bilingual,
      at: z.nullable(location),
    })
    .check(
      part(
        'notice',
        '判定に使わないが、証拠から分かる不備 (GPO の版の食い違いなど)',
        'Something wrong that the evidence shows and no verdict rests on (GPO versions that differ, for one)',
      ),
    ),
);

const summaryShape = {
  verdict: z.enum(['compliant', 'non-compliant', 'undecided'] as const satisfies readonly Verdict[]),
  exitCode: z.int(),
  controls: z.strictObject({ total: count, decided: count, undecided: count }),
  byStatus: counts,
  rollup: z.array(z.strictObject({ control: z.string(), status, waived: z.boolean(), targets: counts })),
  groups: z.array(
    z.strictObject({
      role: z.string(),
      roleSource: z.string(),
      targets: z.array(z.string()),
      cells: z.record(z.string(), cell),
    }),
  ),
  targets: count,
  files: z.strictObject({ total: count, recognised: count, cannotShowCut: count }),
  disagreements: count,
  problems: z.array(problem),
  notices: z.array(notice),
};

const finding = of<Finding>()(
  z.strictObject(findingShape).check(part('finding', '検査結果', 'The result of a check')),
);
const evidence = of<EvidenceRow>()(
  z.strictObject(evidenceShape).check(part('evidenceFile', '証拠ファイル', 'A file of evidence')),
);
const summary = of<Summary>()(z.strictObject(summaryShape).check(part('summary', '集計', 'Totals')));

/** `--format json`: one object. */
export const resultSchema = of<
  RunInfo & {
    readonly evidence: readonly EvidenceRow[];
    readonly findings: readonly Finding[];
    readonly summary: Summary;
  }
>()(
  z
    .strictObject({ ...runShape, evidence: z.array(evidence), findings: z.array(finding), summary })
    .check(z.meta({ title: 'uchibori result' }), about('uchibori scan の結果', 'Result of uchibori scan')),
);

/** `--format jsonl`: one object a line; `run` first, `summary` last. */
export const resultLineSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('run'), ...runShape }),
    z.strictObject({ type: z.literal('evidence'), ...evidenceShape }),
    z.strictObject({ type: z.literal('finding'), ...findingShape }),
    z.strictObject({ type: z.literal('summary'), ...summaryShape }),
  ])
  .check(z.meta({ title: 'uchibori result line' }), about('結果の 1 行', 'One line of the result'));
