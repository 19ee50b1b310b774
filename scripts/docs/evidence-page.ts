/** Kinds of evidence: how to collect each, and whether a cut file shows. */
import { howToCollect } from '../../src/check/how-to-collect.ts';
import type { EvidenceKind } from '../../src/model/evidence.ts';
import { EVIDENCE_KINDS } from '../../src/model/evidence.ts';
import type { Language } from '../../src/model/text.ts';
import { CUT_SIGNS } from '../../src/parse/cut.ts';
import { code, escaped, NOTE, row } from './markdown.ts';

const SHOWS = {
  ja: { yes: '示す', partly: '一部', no: '示さない' },
  en: { yes: 'yes', partly: 'partly', no: 'no' },
} as const;

function kindRow(kind: EvidenceKind, language: Language): string {
  const how = howToCollect(kind);
  const command = how.ja === how.en ? code(how.ja) : escaped(how[language]);
  const { shows, how: sign } = CUT_SIGNS[kind];
  return row([code(kind), command, SHOWS[language][shows], escaped(sign[language])]);
}

const half = (language: Language, head: readonly string[], intro: readonly string[]): string[] => [
  ...intro.flatMap((p) => [p, '']),
  row(head),
  row(head.map(() => '---')),
  ...EVIDENCE_KINDS.map((k) => kindRow(k, language)),
  '',
];

const JA = [
  '読める証拠の種類と、採取の方法。ファイル名は問わない。種類は内容で見分ける。文字コードは UTF-8、UTF-16、CP932 のいずれでもよい。',
  '「途中切れ」は、転送や保存の失敗でファイルが途中で切れたとき、それが分かるかどうかを示す。切れたと分かったファイルに基づく判定は「不明」になる。分からない形式に基づく判定には印 `cannot-show-cut` が付く。採取した場で SHA256SUMS を作って添えれば、どの形式でも切れが分かり、この印は付かない。',
  'コンピューター名を書いている証拠 (gpresult、auditpol、schtasks /v、コンピューター名を含む reg export、ローカル グループ、PSComputerName などのある JSON と CSV) は、その名前のフォルダにあるときだけ判定に使う。フォルダの名前が違うときは、サイト ファイルの assets に hostname と folder を書いて対応させる。',
];

const EN = [
  'The kinds of evidence that can be read, and how to collect them. File names do not matter: the content tells the kind. Text may be UTF-8, UTF-16 or CP932.',
  '"Shows a cut" tells whether a file that was cut short by a failed transfer or a full disk gives itself away. What rests on a file known to be cut is unknown. A verdict that rests on a format that cannot show it bears the mark `cannot-show-cut`. With a SHA256SUMS made where the files are collected, a cut shows in every format and the mark is not needed.',
  'Evidence that names its computer (gpresult, auditpol, schtasks /v, a reg export with the computer name, local groups, JSON and CSV with PSComputerName or the like) is used only in the folder of that name. Where the folder is called otherwise, an asset of the site file maps it by hostname and folder.',
];

const SUMS = [
  '```',
  'find . -type f ! -name SHA256SUMS -exec sha256sum {} + > SHA256SUMS',
  '```',
  '',
  '```',
  'Get-ChildItem -Recurse -File | ? Name -ne SHA256SUMS | % { "$((Get-FileHash $_.FullName).Hash)  $(Resolve-Path -Relative $_.FullName)" } | Set-Content SHA256SUMS -Encoding UTF8',
  '```',
  '',
];

export const evidencePage = (): string =>
  [
    NOTE,
    '# 証拠 / Evidence',
    '',
    '## 日本語',
    '',
    ...half('ja', ['種類', '採取', '途中切れ', '見分け方'], JA),
    ...SUMS,
    '## English',
    '',
    ...half('en', ['kind', 'collect', 'shows a cut', 'by'], EN),
    ...SUMS,
  ].join('\n');
