/** What files that are no evidence look like, and what to do about each: first bytes, XML root, or shape of the text. */
import type { Bilingual } from '../model/text.ts';
import { DEVICE_SHAPES, type Shape } from './unrecognised-devices.ts';

export interface Magic {
  /** First bytes, one character each. */
  readonly head: string;
  readonly reason: Bilingual;
}

const say = (ja: string, en: string): Bilingual => ({ ja, en });

const HIVE = say(
  'レジストリ ハイブ (netsh advfirewall export の .wfw、reg save の出力、NTUSER.DAT) は読まない。reg export のテキストか Get-NetFirewallRule の JSON を採取する',
  'a registry hive (.wfw of netsh advfirewall export, the output of reg save, NTUSER.DAT) is not read; collect the text of reg export, or Get-NetFirewallRule as JSON',
);

const PACKED = say(
  '圧縮ファイル (ZIP、Office 文書など) の中は読まない。展開してから置く',
  'an archive (ZIP, Office document and the like) is not opened; unpack it first',
);

const PICTURE = say(
  '画像や PDF は読まない。コマンドの出力をテキストで保存する',
  'pictures and PDF are not read; save the output of the command as text',
);

const PROGRAM = say('プログラムであり、証拠ではない', 'a program, which is no evidence');

const PROFILE = say(
  'ブラウザのプロファイルは読まない。強制された設定を書き出す: reg export "HKLM\\SOFTWARE\\Policies"',
  'a browser profile is not read; export the settings that are enforced: reg export "HKLM\\SOFTWARE\\Policies"',
);

export const MAGIC: readonly Magic[] = [
  { head: 'regf', reason: HIVE },
  {
    head: 'ElfFile\0',
    reason: say(
      'イベント ログ (EVTX) はこの版では読まない',
      'event logs (EVTX) are not read by this version',
    ),
  },
  ...['PK\u0003\u0004', '\u001f\u008b', '7z\u00bc\u00af', 'MSCF', 'Rar!', '\u00d0\u00cf\u0011\u00e0'].map(
    (head) => ({ head, reason: PACKED }),
  ),
  ...['%PDF-', '\u0089PNG', '\u00ff\u00d8\u00ff', 'GIF8', 'BM'].map((head) => ({ head, reason: PICTURE })),
  ...['MZ', '\u007fELF'].map((head) => ({ head, reason: PROGRAM })),
  { head: 'SQLite format 3\0', reason: PROFILE },
];

const REFUSED = say(
  'コマンドのエラーが保存されている。管理者として実行し直して採取する',
  'holds the error of a command; run it again as an administrator',
);

const GPO_PART = say(
  'GPO の部品だが、判定に使う設定を含まない (スクリプト、コメント、テンプレートなど)',
  'a part of a GPO that holds no setting this version judges (scripts, comments, templates)',
);

const BASELINE = say(
  '推奨値の一覧であり、この組織の設定ではない',
  'a list of recommended values, not the settings of this organisation',
);

const DIRECTORY = say(
  'Active Directory のデータらしいが、LDIF (最初の行が dn: か version: 1) でも SharpHound 4 版以降の JSON でもない。出力をそのまま保存する',
  'looks like Active Directory data, but is neither LDIF (whose first line is dn: or version: 1) nor JSON of SharpHound from version 4 on; save the output unaltered',
);

const FOR_PEOPLE = say(
  'PowerShell の画面表示は読まない。出力を ConvertTo-Json に渡して保存する',
  'what PowerShell displays is not read; pass the output to ConvertTo-Json and save that',
);

const EVENTS = say('イベントの XML はこの版では読まない', 'XML of events is not read by this version');

const ONE_TASK = say(
  'タスク 1 件の定義は読まない。一覧を採取する: schtasks /query /fo csv /v',
  'the definition of one task is not read; collect the list: schtasks /query /fo csv /v',
);

/** By the name of the document element. */
export const ROOTS: ReadonlyMap<string, Bilingual> = new Map([
  ['Event', EVENTS],
  ['Events', EVENTS],
  ['PolicyRules', BASELINE],
  ['policyComments', GPO_PART],
  ['policyDefinitions', GPO_PART],
  ['policyDefinitionResources', GPO_PART],
  ['MigrationTable', GPO_PART],
  ['Objs', FOR_PEOPLE],
  ['Task', ONE_TASK],
]);

/** Of text that is no XML. In order: the first that fits. */
export const SHAPES: readonly Shape[] = [
  ...DEVICE_SHAPES,
  {
    shape:
      /FullyQualifiedErrorId|^(?:ERROR|エラー): |Access (?:is )?denied|アクセスが拒否されました|^System error \d+ has occurred|^システム エラー \d+ が発生しました|requires elevation|管理者特権が必要です|(?:Error|エラー) 0x[0-9A-Fa-f]{8}|is not recognized as (?:an internal|the name)|として認識され(?:て)?いません/m,
    reason: REFUSED,
  },
  {
    shape: /^(?:<!doctype html|<html)\b/i,
    reason: say(
      'HTML は読まない。gpresult や GPMC のレポートは XML で書き出す: gpresult /x、Get-GPOReport -ReportType Xml',
      'HTML is not read; export reports of gpresult and GPMC as XML: gpresult /x, Get-GPOReport -ReportType Xml',
    ),
  },
  {
    shape:
      /^RSOP (?:data|データ)|のRSOP データ|^Microsoft \(R\) Windows \(R\) (?:Operating System )?Group Policy Result/im,
    reason: say(
      'gpresult の画面表示は読まない。XML で書き出す: gpresult /x gpresult.xml /f',
      'what gpresult displays is not read; export XML: gpresult /x gpresult.xml /f',
    ),
  },
  {
    shape: /^\[(?:Startup|Shutdown|Logon|Logoff|ScriptsConfig|Folder_Redirection|FolderStatus)\]/im,
    reason: GPO_PART,
  },
  { shape: /^"?ID"?,"?Category"?,"?Name"?,"?Method"?,/, reason: BASELINE },
  { shape: /^dn: |^# extended LDIF|^version: 1\r?\n+dn: /m, reason: DIRECTORY },
  { shape: /^\{"(?:data|meta)":[\s\S]*"ObjectIdentifier"/, reason: DIRECTORY },
  { shape: /^\/\/ Mozilla User Preferences|^user_pref\(/m, reason: PROFILE },
  { shape: /^\{"(?:account_id_migration_state|account_info|browser|profile)":/, reason: PROFILE },
  {
    shape: /^\d{9,10}\.\d{3}[ \t]+\d+ \S+ [A-Z_]+\/\d{3} /,
    reason: say(
      'Squid の access.log はこの版では読まない。squid.conf を採取する',
      "Squid's access.log is not read by this version; collect squid.conf",
    ),
  },
  {
    shape: /^\[HKEY_|^\[-HKEY_/m,
    reason: say(
      'レジストリの書き出しの先頭行 (Windows Registry Editor Version 5.00) がない。採取し直す',
      'a registry export without its first line (Windows Registry Editor Version 5.00); export it again',
    ),
  },
  { shape: /^[A-Za-z]\w*[ \t]+: [^\n]*\r?\n[A-Za-z]\w*[ \t]+: /m, reason: FOR_PEOPLE },
  {
    shape: /^(?:#!|@echo off|param[ \t]*\(|function[ \t]+\S+[ \t]*\{)/i,
    reason: say('スクリプトであり、証拠ではない', 'a script, which is no evidence'),
  },
  {
    shape: /^(?:#[^\n]*\n|[ \t\r]*\n)*(?:(?:\.|\*\.|\d{1,3}\.)[\w.*/-]+[ \t\r]*\n){2}/,
    reason: say(
      '名前やアドレスの一覧だが、証拠の中の squid.conf はこのファイルを名指していない',
      'a list of names or addresses that no squid.conf among the evidence names',
    ),
  },
  {
    shape: /^[[{]\s*["{[\]}]/,
    reason: say(
      'JSON だが、項目がどの一覧とも合わない。uchibori list evidence のコマンドで採取し直す',
      'JSON whose fields fit no list this version reads; collect it with a command of uchibori list evidence',
    ),
  },
  {
    shape: /^"?[\p{L}][^"\n]{0,60}"?[,;\t]"?[^\n]*[,;\t]/u,
    reason: say(
      '表だが、列がどの一覧とも合わない。uchibori list evidence のコマンドで採取し直す',
      'a table whose columns fit no list this version reads; collect it with a command of uchibori list evidence',
    ),
  },
];

export const OTHER_XML: Bilingual = say(
  'XML だが、この版が読む種類ではない。読める種類は uchibori list evidence',
  'XML, but of no kind this version reads; uchibori list evidence shows those it reads',
);
