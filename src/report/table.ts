/** The matrix for people: what is decided first, then controls by groups of equal targets, then why and what to collect. */
import { getBorderCharacters, table } from 'table';
import type { Control } from '../model/control.ts';
import type { Layers } from '../model/finding.ts';
import type { RunInfo, Summary, TargetGroup } from '../model/result.ts';
import type { Status } from '../model/status.ts';
import type { Role } from '../model/target.ts';
import type { Language } from '../model/text.ts';
import { printable } from './escape.ts';
import type { Highlight, Highlights } from './highlights.ts';
import { POLICY_ONLY, ROLE_WORDS, STATUS_WORDS, VERDICT_WORDS, WAIVED } from './words.ts';

export interface TableOptions {
  readonly language: Language;
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

export interface TableInput {
  readonly run: RunInfo;
  readonly summary: Summary;
  readonly controls: readonly Control[];
  readonly highlights: Highlights;
}

const CODES: Readonly<Record<Status, string>> = {
  pass: '32',
  fail: '31;1',
  unknown: '33',
  error: '35;1',
  notapplicable: '2',
  notchecked: '2',
  manual: '36',
};

const TITLE_WIDTH = 40;
const GROUP_WIDTH = 14;
/** Id column, overall column and borders. */
const FIXED_WIDTH = 32;
const SHOWN = 400;

const paint = (text: string, status: Status, o: TableOptions): string =>
  o.colour ? `\u001b[${CODES[status]}m${text}\u001b[0m` : text;

function cellText(cell: TargetGroup['cells'][string] | undefined, o: TableOptions): string {
  if (!cell) return '·';
  const waived = cell.waived ? WAIVED[o.language] : '';
  const word = STATUS_WORDS[cell.status][o.language] + waived;
  return paint(cell.policyOnly ? word + POLICY_ONLY[o.language] : word, cell.status, o);
}

function groupName(group: TargetGroup, o: TableOptions): string {
  const [first = ''] = group.targets;
  const more = group.targets.length - 1;
  const rest = o.language === 'ja' ? `\n他${more}台` : `\n+${more}`;
  const inferred = o.language === 'ja' ? '推定' : 'inferred';
  const role =
    ROLE_WORDS[group.role as Role][o.language] + (group.roleSource === 'inferred' ? `\n(${inferred})` : '');
  return `${printable(first)}${more > 0 ? rest : ''}\n${role}`;
}

/** Horizontal lines: around the head, and between the guide's sets. */
const betweenSets =
  (controls: readonly Control[]) =>
  (i: number, n: number): boolean =>
    i < 2 || i === n || controls[i - 1]?.set !== controls[i - 2]?.set;

/** The first table shows titles and the overall status; those that continue it to the right only the ids. */
function matrix(input: TableInput, groups: readonly TargetGroup[], first: boolean, o: TableOptions): string {
  const ja = o.language === 'ja';
  const overall = new Map(input.summary.rollup.map((r) => [r.control, r]));
  const lead = (c: Control): string[] => {
    const all = overall.get(c.id);
    return first ? [c.id, c.title[o.language], cellText(all, o)] : [c.id];
  };
  const rows = input.controls.map((c) => [...lead(c), ...groups.map((g) => cellText(g.cells[c.id], o))]);
  const names = first
    ? [ja ? '統制' : 'control', ja ? '内容' : 'title', ja ? '全体' : 'overall']
    : [ja ? '統制' : 'control'];
  return table([[...names, ...groups.map((g) => groupName(g, o))], ...rows], {
    border: getBorderCharacters('norc'),
    columns: [
      {},
      ...(first ? [{ width: TITLE_WIDTH, wrapWord: o.language === 'en' }, {}] : []),
      ...groups.map(() => ({ width: GROUP_WIDTH, wrapWord: o.language === 'en' })),
    ],
    drawHorizontalLine: betweenSets(input.controls),
  });
}

/** As many groups side by side as the terminal holds; the rest in further tables. */
function matrices(input: TableInput, o: TableOptions): string {
  const groups = input.summary.groups.filter((g) => Object.keys(g.cells).length > 0);
  const groupsBeside = (fixed: number): number =>
    Math.max(1, Math.floor((o.width - fixed) / (GROUP_WIDTH + 3)));
  const leading = groupsBeside(TITLE_WIDTH + FIXED_WIDTH);
  const out = [matrix(input, groups.slice(0, leading), true, o)];
  const following = groupsBeside(FIXED_WIDTH / 2);
  for (let i = leading; i < groups.length; i += following) {
    out.push(matrix(input, groups.slice(i, i + following), false, o));
  }
  return out.join('\n');
}

/** A verdict that rests on accepted deviations says so. */
function waivedNote(s: Summary, o: TableOptions): string {
  const waived = s.rollup.filter((r) => r.waived).length;
  if (waived === 0) return '';
  return o.language === 'ja' ? ` (許容した不適合 ${waived} 件)` : ` (waived failures: ${waived})`;
}

function headLines(input: TableInput, o: TableOptions): string[] {
  const { summary: s, run } = input;
  const { total, decided, undecided } = s.controls;
  const counts = Object.entries(s.byStatus)
    .filter(([, n]) => n > 0)
    .map(([status, n]) => paint(`${STATUS_WORDS[status as Status][o.language]} ${n}`, status as Status, o))
    .join(', ');
  const verdict = VERDICT_WORDS[s.verdict][o.language] + waivedNote(s, o);
  if (o.language === 'ja') {
    return [
      `判定できた統制 ${decided} / ${total} (判定できない ${undecided})  総合: ${verdict}`,
      counts,
      `サイト: ${printable(run.site.name)}  基準日時: ${run.asOf}  対象 ${s.targets}、ファイル ${s.files.total} (認識 ${s.files.recognised})、食い違い ${s.disagreements} 件`,
    ];
  }
  return [
    `controls decided ${decided} of ${total} (undecided ${undecided})  overall: ${verdict}`,
    counts,
    `site: ${printable(run.site.name)}  as of: ${run.asOf}  ${s.targets} targets, ${s.files.total} files (${s.files.recognised} recognised), ${s.disagreements} disagreements`,
  ];
}

const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

function highlightLines(h: Highlight, o: TableOptions): string[] {
  const f = h.example;
  const more = h.targets - 1;
  const rest = more > 0 ? (o.language === 'ja' ? ` 他${more}台` : ` and ${more} more`) : '';
  const waived = f.waived ? ` ${WAIVED[o.language]} ${printable(f.waived.reason)}` : '';
  const lines = [
    `  ${f.check}  ${printable(f.target)}${rest}: ${printable(cut(f.because[o.language]))}${waived}`,
  ];
  const at = f.evidence[0];
  if (at) lines.push(`      ${printable(at.file)}:${at.line}  ${printable(cut(at.text))}`);
  if (!f.annotations.includes('policy-not-applied')) return lines;
  return [...lines, ...f.layers.filter(disagrees).map((l) => layerLine(l, o))];
}

const LAYER_WORDS = {
  ja: { intended: '意図', stored: '保存', effective: '有効', absent: 'なし' },
  en: { intended: 'intended', stored: 'stored', effective: 'in effect', absent: 'absent' },
} as const;

/** Policy, registry and effect side by side, for a finding in which they disagree. */
function layerLine(layers: Layers, o: TableOptions): string {
  const words = LAYER_WORDS[o.language];
  const parts = (['intended', 'stored', 'effective'] as const).flatMap((name) => {
    const { state, value, gpo, source } = layers[name];
    if (state !== 'set' && state !== 'absent') return [];
    const by = gpo ? ` (GPO ${gpo}${source ? `, ${source.file}:${source.line}` : ''})` : '';
    return [`${words[name]} ${value ?? words.absent}${by}`];
  });
  return `      ${printable(layers.setting)}: ${printable(parts.join(' / '))}`;
}

const disagrees = (l: Layers): boolean =>
  l.intended.state === 'set' && (l.stored.state === 'absent' || l.stored.value !== l.intended.value);

function section(title: string, list: readonly Highlight[], o: TableOptions): string[] {
  if (list.length === 0) return [];
  return ['', title, ...list.flatMap((h) => highlightLines(h, o))];
}

/** The commands that would decide what is undecided, each once. */
function toCollect(input: TableInput, o: TableOptions): string[] {
  const commands = new Map<string, Set<string>>();
  for (const { example } of input.highlights.list('unknown')) {
    for (const how of example.howToCollect) {
      const text = how[o.language];
      commands.set(text, (commands.get(text) ?? new Set()).add(example.check));
    }
  }
  if (commands.size === 0) return [];
  const title =
    o.language === 'ja' ? '不明を判定するために採取するもの' : 'To decide what is unknown, collect';
  const rows = [...commands]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([text, checks]) => `  ${text}   (${[...checks].join(', ')})`);
  return ['', title, ...rows];
}

const MAX_PROBLEMS = 20;

function problemLines(input: TableInput, o: TableOptions): string[] {
  const list = input.summary.problems;
  if (list.length === 0) return [];
  const title =
    o.language === 'ja' ? `読み取りの問題 ${list.length} 件` : `${list.length} problems while reading`;
  const rows = list
    .slice(0, MAX_PROBLEMS)
    .map((p) => `  ${printable(p.file)}:${p.line} ${printable(p.message[o.language])}`);
  const more = list.length - rows.length;
  return ['', title, ...rows, ...(more > 0 ? [`  … +${more}`] : [])];
}

const MAX_NOTICES = 20;

/** What is wrong with the GPOs of a domain; `rsop` without a name lists it all. */
function noticeLines(input: TableInput, o: TableOptions): string[] {
  const list = input.summary.notices;
  if (list.length === 0) return [];
  const title =
    o.language === 'ja'
      ? `ドメインの GPO の所見 ${list.length} 件 (判定には使わない)`
      : `${list.length} findings on GPOs of domains (no verdict rests on them)`;
  const rows = list.slice(0, MAX_NOTICES).map(({ target, message, at }) => {
    const place = at ? `  ${printable(at.file)}:${at.line}` : '';
    return `  ${printable(target)}: ${printable(cut(message[o.language]))}${place}`;
  });
  const more = list.length - rows.length;
  return ['', title, ...rows, ...(more > 0 ? [`  … +${more} (uchibori rsop --bundle)`] : [])];
}

function cutNote(input: TableInput, o: TableOptions): string[] {
  const n = input.summary.files.cannotShowCut;
  if (n === 0) return [];
  return [
    '',
    o.language === 'ja'
      ? `${n} 個のファイルは、途中で切れていても分からない形式。SHA256SUMS を添えると確かめられる (docs/evidence.md)`
      : `${n} files are in formats that cannot show a cut; a SHA256SUMS beside them would (docs/evidence.md)`,
  ];
}

/** The whole report as text that ends in a line end. */
export function renderTable(input: TableInput, o: TableOptions): string {
  const ja = o.language === 'ja';
  const failures = input.highlights.list('fail');
  return [
    ...headLines(input, o),
    '',
    matrices(input, o).trimEnd(),
    ...section(ja ? '不適合の根拠' : 'Why it fails', failures, o),
    ...section(ja ? '検査の内部エラー' : 'Internal errors', input.highlights.list('error'), o),
    ...section(ja ? '不明の理由' : 'Why it is unknown', input.highlights.list('unknown'), o),
    ...toCollect(input, o),
    ...noticeLines(input, o),
    ...problemLines(input, o),
    ...cutNote(input, o),
    '',
  ].join('\n');
}
