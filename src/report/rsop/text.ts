/** A resultant set in lines of text: the GPOs in order, each setting with its winner and losers, what was found. */
import { type Inquiry, NO_LOCAL } from '../../facts/rsop/inquiry.ts';
import type {
  Contribution,
  GpoList,
  Half,
  ListedGpo,
  Loser,
  ResultantSetting,
  Rsop,
  RsopFinding,
  SettingKind,
} from '../../facts/rsop/model.ts';
import { computerName } from '../../facts/rsop/subjects.ts';
import { isLocal } from '../../facts/rsop/view.ts';
import type { Location } from '../../model/evidence.ts';
import type { Bilingual, Language } from '../../model/text.ts';
import { hiddenLines, partialLines } from './doubts.ts';
import {
  APPLIED,
  FILTER_WORDS,
  FINDING_WORDS,
  HALF_WORDS,
  KIND_WORDS,
  LOOPBACK_WORDS,
  LOSE_WORDS,
  OPEN,
} from './words.ts';

const place = (at: Location): string => `${at.file}:${at.line}`;

/** `applied`, or why not. Local policy that nobody collected is not said to apply. */
export function standingText(gpo: ListedGpo, hasLocal: boolean, language: Language): string {
  const { standing } = gpo;
  if (isLocal(gpo) && !hasLocal) return NO_LOCAL[language];
  if (standing.applies === 'yes') return APPLIED[language];
  if (standing.applies === 'no') return FILTER_WORDS[standing.reason][language];
  return `${OPEN[language]}: ${standing.because[language]}`;
}

const LOCAL = { ja: 'ローカル グループ ポリシー', en: 'local Group Policy' };

const NO_LINK = { ja: '見えるリンクはない', en: 'no link that is shown' };

/** DN of what it is linked to. */
export function somText(gpo: ListedGpo, language: Language): string {
  if (gpo.som) return gpo.som.dn;
  return isLocal(gpo) ? LOCAL[language] : NO_LINK[language];
}

function listLines(list: GpoList, hasLocal: boolean, language: Language): readonly string[] {
  const enforced = language === 'ja' ? ' [強制]' : ' [enforced]';
  const loopback =
    list.loopback === 'none'
      ? ''
      : language === 'ja'
        ? ` (ループバック: ${LOOPBACK_WORDS[list.loopback].ja})`
        : ` (loopback: ${LOOPBACK_WORDS[list.loopback].en})`;
  const head =
    language === 'ja'
      ? `${HALF_WORDS[list.half].ja}の GPO (上が優先)${loopback}`
      : `GPOs of ${HALF_WORDS[list.half].en}, the winner first${loopback}`;
  const rows = list.gpos.map(
    (g, i) =>
      `  ${String(i + 1).padStart(2)}. ${g.name}${g.enforced ? enforced : ''}  <- ${somText(g, language)}  ${standingText(g, hasLocal, language)}`,
  );
  const open = list.open.map((because) => `   ?  ${OPEN[language]}: ${because[language]}`);
  return [head, ...rows, ...open, ''];
}

const sayOf = (c: Contribution): string => `${c.gpo.name} = ${c.shown}`;

const loserLine = ({ contribution, because, reason }: Loser, language: Language): string => {
  const why = because[language] === '' ? LOSE_WORDS[reason][language] : because[language];
  return `      - ${sayOf(contribution)}  (${why})  ${place(contribution.at)}`;
};

/** What a setting comes to, in one piece: the data, `(deleted)`, or why it is open. */
export function resultText({ result }: ResultantSetting, language: Language): string {
  if (result.state === 'set') return result.winner.shown;
  if (result.state === 'deleted') return language === 'ja' ? '(ポリシーが削除)' : '(deleted by policy)';
  return `${OPEN[language]}: ${result.because[language]}`;
}

function settingLines(setting: ResultantSetting, language: Language): readonly string[] {
  const { result } = setting;
  const winner =
    result.state === 'open'
      ? result.candidates.map((c) => `      ? ${sayOf(c)}  ${place(c.at)}`)
      : [`      + ${result.winner.gpo.name}  ${place(result.winner.at)}`];
  return [
    `  ${setting.name} = ${resultText(setting, language)}`,
    ...winner,
    ...setting.losers.map((l) => loserLine(l, language)),
  ];
}

const KINDS: readonly SettingKind[] = [
  'registry',
  'user-right',
  'restricted-group',
  'group-preference',
  'system-access',
  'kerberos',
  'event-audit',
  'audit',
  'service',
];

const HALVES = ['machine', 'user'] as const;

function settingsOf(rsop: Rsop, half: Half, language: Language): readonly string[] {
  return KINDS.flatMap((kind) => {
    const own = rsop.settings.filter((s) => s.half === half && s.kind === kind);
    if (own.length === 0) return [];
    const title = `${HALF_WORDS[half][language]} / ${KIND_WORDS[kind][language]} (${own.length})`;
    return [title, ...own.flatMap((s) => settingLines(s, language)), ''];
  });
}

/** Who the set is for: `PC01  CN=PC01,OU=…`. */
function subjectLines({ subject }: Pick<Rsop, 'subject'>, language: Language): readonly string[] {
  const { computer, user } = subject;
  const name = language === 'ja' ? ['コンピューター', 'ユーザー'] : ['computer', 'user'];
  return [
    ...(computer ? [`${name[0]}: ${computerName(computer.name)}  ${computer.dn}`] : []),
    ...(user ? [`${name[1]}: ${user.name}  ${user.dn}`] : []),
  ];
}

export function findingLines(findings: readonly RsopFinding[], language: Language): readonly string[] {
  if (findings.length === 0) return [];
  const title = language === 'ja' ? `所見 (${findings.length})` : `findings (${findings.length})`;
  const rows = findings.map(
    (f) => `  ${FINDING_WORDS[f.kind][language]}: ${f.because[language]}${f.at ? `  ${place(f.at)}` : ''}`,
  );
  return [title, ...rows, ''];
}

const NO_SETTINGS: Bilingual = {
  ja: '適用される設定はない',
  en: 'no setting reaches it',
};

const NONE_READ: Bilingual = {
  ja: '読めた設定はない',
  en: 'no setting could be read',
};

/** An answer, and how far the evidence it rests on is whole. */
export interface Told {
  readonly inquiry: Inquiry;
  readonly partial: readonly Bilingual[];
}

/** Who the answer is for, and what it lacks. */
export const headLines = ({ inquiry, partial }: Told, language: Language): readonly string[] => [
  ...subjectLines(inquiry.rsop, language),
  ...partialLines(partial, language),
];

/** Lines without control characters removed: the caller prints them one by one through `printable`. */
export function rsopText(told: Told, language: Language): readonly string[] {
  const { rsop, doubts, hasLocal } = told.inquiry;
  const settings = HALVES.flatMap((half) => settingsOf(rsop, half, language));
  const none = doubts.some((d) => d.hides) ? NONE_READ : NO_SETTINGS;
  return [
    ...headLines(told, language),
    '',
    ...rsop.lists.flatMap((list) => listLines(list, hasLocal, language)),
    ...(settings.length > 0 ? settings : [none[language], '']),
    ...hiddenLines(doubts, language),
    ...findingLines(rsop.findings, language),
  ];
}
