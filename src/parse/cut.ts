/** How each kind of file shows that its end is its real end, for `list evidence` and docs/evidence.md. */
import type { EvidenceKind } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';

/**
 * `yes`: a whole file is told from a cut one. `partly`: a cut inside a line, row or record is noticed, one between them
 * is not. `no`: nothing tells; only a SHA256SUMS made at collection does.
 */
export interface CutSign {
  readonly shows: 'yes' | 'partly' | 'no';
  readonly how: Bilingual;
}

const CLOSING_TAG: CutSign = {
  shows: 'yes',
  how: { ja: 'XML の最後の閉じタグ', en: 'the closing tag of the XML document' },
};

const CLOSING_BRACKET: CutSign = {
  shows: 'yes',
  how: {
    ja: 'JSON の最後の閉じ括弧 (配列のとき。1 行 1 件の形では分からない)',
    en: 'the closing bracket of the JSON array (not where it is one object a line)',
  },
};

const LAST_ROW: CutSign = {
  shows: 'partly',
  how: {
    ja: '行の途中の切れだけ。末尾の行は無くなっても分からない',
    en: 'a cut inside a row only; rows missing at the end do not show',
  },
};

const CLOSING_LINE: CutSign = {
  shows: 'yes',
  how: { ja: 'コマンドが最後に書く行', en: 'the line the command writes last' },
};

const nothing = (ja: string, en: string): CutSign => ({ shows: 'no', how: { ja, en } });

const LINES_ONLY = nothing('行の並びだけで、終わりの印がない', 'lines without any mark of the end');

export const CUT_SIGNS: Readonly<Record<EvidenceKind, CutSign>> = {
  'registry-pol': {
    shows: 'partly',
    how: {
      ja: 'レコードの途中の切れだけ。レコードの数はどこにも書かれていない',
      en: 'a cut inside a record only; the number of records is stated nowhere',
    },
  },
  'reg-export': {
    shows: 'partly',
    how: {
      ja: 'キーの途中の切れ (最後の空行がない)。キーの境目の切れは分からない',
      en: 'a cut inside a key (the last blank line is missing); one between keys does not show',
    },
  },
  'security-template': {
    shows: 'partly',
    how: { ja: '行の途中の切れだけ', en: 'a cut inside a line only' },
  },
  'secedit-export': {
    shows: 'yes',
    how: { ja: '最後に書かれる [Version] の節', en: 'the [Version] section, which is written last' },
  },
  'gpp-xml': CLOSING_TAG,
  'audit-csv': LAST_ROW,
  'auditpol-report': {
    shows: 'yes',
    how: { ja: 'サブカテゴリがすべて並んでいること', en: 'every subcategory is listed' },
  },
  'gpresult-xml': CLOSING_TAG,
  'gpo-report-xml': CLOSING_TAG,
  'gpo-backup-xml': CLOSING_TAG,
  'gpt-ini': LINES_ONLY,
  'net-share': CLOSING_LINE,
  'smb-share-json': CLOSING_BRACKET,
  'netsh-firewall-rules': CLOSING_LINE,
  'netsh-firewall-profiles': CLOSING_LINE,
  'netfirewall-json': CLOSING_BRACKET,
  'net-localgroup': CLOSING_LINE,
  'localgroup-json': CLOSING_BRACKET,
  'local-users-json': CLOSING_BRACKET,
  'winhttp-proxy': {
    shows: 'yes',
    how: { ja: '見出しごとの設定と最後の改行', en: 'a setting for each heading, and the last line end' },
  },
  pac: nothing(
    '終わりの印がない。途中で切れた関数は読み込みに失敗する',
    'no mark of the end; a function cut in the middle fails to load',
  ),
  'services-json': CLOSING_BRACKET,
  'services-csv': LAST_ROW,
  netstat: LINES_ONLY,
  'listeners-json': CLOSING_BRACKET,
  'tasks-csv': LAST_ROW,
  'tasks-json': CLOSING_BRACKET,
  'squid-conf': LAST_ROW,
  'squid-list': LAST_ROW,
  'fortios-config': {
    shows: 'partly',
    how: {
      ja: 'config の途中の切れ (end がない)。節と節の間の切れは分からない',
      en: 'a cut inside a config (its end is missing); one between two of them does not show',
    },
  },
  'iptables-save': {
    shows: 'yes',
    how: { ja: '表ごとの COMMIT', en: 'COMMIT at the end of each table' },
  },
  'cisco-asa-config': {
    shows: 'yes',
    how: {
      ja: '最後の行 : end (show running-config の最初の : Saved があるとき)',
      en: 'the last line : end (where the first, : Saved, is there)',
    },
  },
  'nft-json': CLOSING_BRACKET,
  'cisco-ios-config': {
    shows: 'yes',
    how: {
      ja: '最後の行 end (最初に Current configuration があるとき)',
      en: 'the last line, end (where the first is Current configuration)',
    },
  },
  'cisco-access-list': LINES_ONLY,
  'ipset-save': nothing('終わりの印がない', 'no mark of the end'),
  'panos-xml': CLOSING_TAG,
  'panos-set': LAST_ROW,
  'pfsense-xml': CLOSING_TAG,
  'junos-config': {
    shows: 'partly',
    how: {
      ja: '波括弧の形ではブロックの途中の切れ。set 形式では行の途中の切れ。どちらも、出力の後にプロンプトがあれば終わりと分かる',
      en: 'a cut inside a block in the form with braces, inside a line in the set form; in both a prompt after the output shows its end',
    },
  },
  'firewall-csv': LAST_ROW,
  'yamaha-rtx-config': LAST_ROW,
  'checkpoint-json': {
    shows: 'yes',
    how: {
      ja: 'JSON の最後の閉じ括弧と、ルールの数 (total)',
      en: 'the closing bracket of the JSON, and the number of rules (total)',
    },
  },
  'ad-ndjson': {
    shows: 'yes',
    how: {
      ja: '最後の行 {"end":true,…} と、検索ごとの終わりの行',
      en: 'the last line, {"end":true,…}, and the line that closes each search',
    },
  },
  ldif: {
    shows: 'yes',
    how: {
      ja: 'ldapsearch の最後のコメント (# search result、result: 0 Success) があれば終わりと分かる。ldifde の出力では項目と項目の間の切れは分からない',
      en: 'the closing comments of ldapsearch (# search result, result: 0 Success), where they are there; in the output of ldifde a cut between entries does not show',
    },
  },
  'sharphound-json': {
    shows: 'yes',
    how: {
      ja: 'JSON の最後の閉じ括弧と、項目の数 (meta.count)',
      en: 'the closing bracket of the JSON, and the number of objects (meta.count)',
    },
  },
};
