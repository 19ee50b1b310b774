/** One setting's way through the GPOs, as a picture in text. */
import { type Doubt, type Inquiry, listFor, silenceOf } from '../../facts/rsop/inquiry.ts';
import type { Contribution, GpoList, ListedGpo, ResultantSetting } from '../../facts/rsop/model.ts';
import { isLocal } from '../../facts/rsop/view.ts';
import type { Bilingual, Language } from '../../model/text.ts';
import { doubtLines } from './doubts.ts';
import { headLines, resultText, somText, standingText, type Told } from './text.ts';
import { HALF_WORDS, LOSE_WORDS, OPEN } from './words.ts';

/** GPOs of one scope, in order of strength. */
interface Stop {
  readonly name: string;
  readonly blocks: boolean;
  readonly gpos: readonly ListedGpo[];
}

/** From what is processed first (local policy, sites) to what is nearest to the subject. */
function stopsOf(list: GpoList, language: Language): readonly Stop[] {
  const stops = new Map<string, ListedGpo[]>();
  for (const gpo of list.gpos.toReversed()) {
    const key = gpo.som?.key ?? '';
    stops.set(key, [gpo, ...(stops.get(key) ?? [])]);
  }
  const depth = (gpos: readonly ListedGpo[]): number => {
    const som = gpos[0]?.som;
    if (!som) return -2;
    return som.kind === 'site' ? -1 : som.key.length;
  };
  return [...stops.values()]
    .sort((a, b) => depth(a) - depth(b))
    .flatMap((gpos) => {
      const [first] = gpos;
      if (!first) return [];
      return [{ name: somText(first, language), blocks: first.som?.blocksInheritance === true, gpos }];
    });
}

const saysOf = (setting: ResultantSetting): readonly Contribution[] => [
  ...(setting.result.state === 'open' ? setting.result.candidates : [setting.result.winner]),
  ...setting.losers.map((l) => l.contribution),
];

const WORDS = {
  wins: { ja: '◀ これが勝つ', en: '<- wins' },
  may: { ja: '◀ 勝つかもしれない', en: '<- may win' },
  silent: { ja: '(定めない)', en: '(does not name it)' },
  unread: { ja: '定めるかもしれない', en: 'may name it' },
  enforced: { ja: '強制', en: 'enforced' },
  blocks: { ja: '継承のブロック', en: 'blocks inheritance' },
} as const;

/** What is to be told of a GPO that speaks of the setting. */
function mark(setting: ResultantSetting, say: Contribution, language: Language): string {
  const { result } = setting;
  if (result.state !== 'open' && result.winner === say) return WORDS.wins[language];
  if (result.state === 'open' && result.candidates.includes(say)) return WORDS.may[language];
  const loser = setting.losers.find((l) => l.contribution === say);
  if (!loser) return '';
  const because = loser.because[language];
  return `(${because === '' ? LOSE_WORDS[loser.reason][language] : because})`;
}

/** A setting and the list it comes from, as they are drawn. */
interface Drawn {
  readonly setting: ResultantSetting;
  readonly hasLocal: boolean;
  /** Why it is not known that a GPO says nothing of it. */
  readonly silence: (gpo: ListedGpo) => Bilingual | null;
}

/** Of a GPO that does not apply it does not matter what it may say. */
function silenceText(gpo: ListedGpo, { silence, hasLocal }: Drawn, language: Language): string {
  const because = silence(gpo);
  if (because === null) return `  ${WORDS.silent[language]}`;
  if (gpo.standing.applies === 'no' || (isLocal(gpo) && !hasLocal)) return '';
  return `  (${WORDS.unread[language]}: ${because[language]})`;
}

function gpoLines(drawn: Drawn, gpo: ListedGpo, language: Language): readonly string[] {
  const { setting, hasLocal } = drawn;
  const enforced = gpo.enforced ? `, ${WORDS.enforced[language]}` : '';
  const head = `${gpo.name}  [${standingText(gpo, hasLocal, language)}${enforced}]`;
  const says = saysOf(setting).filter((c) => c.gpo === gpo);
  if (says.length === 0) return [`${head}${silenceText(gpo, drawn, language)}`];
  return says.map((c) => `${head}  = ${c.shown}  ${mark(setting, c, language)}  ${c.at.file}:${c.at.line}`);
}

function stopLines(drawn: Drawn, stop: Stop, last: boolean, language: Language): readonly string[] {
  const rows = stop.gpos.flatMap((gpo) => gpoLines(drawn, gpo, language));
  const head = `${last ? '└─' : '├─'} ${stop.name}${stop.blocks ? `  [${WORDS.blocks[language]}]` : ''}`;
  const stem = last ? '   ' : '│  ';
  return [head, ...rows.map((row, i) => `${stem}${i === rows.length - 1 ? '└─' : '├─'} ${row}`)];
}

/** The stops of Group Policy from top to bottom, what each GPO says of the setting, and what it comes to. */
function whyLines(inquiry: Inquiry, setting: ResultantSetting, language: Language): readonly string[] {
  const list = listFor(inquiry, setting.half);
  if (!list) return [];
  const { hasLocal } = inquiry;
  const drawn: Drawn = { setting, hasLocal, silence: silenceOf(inquiry, list, setting) };
  const stops = stopsOf(list, language);
  const end = language === 'ja' ? '結果' : 'result';
  return [
    `${setting.name}  (${HALF_WORDS[setting.half][language]})`,
    ...stops.flatMap((stop, i) => stopLines(drawn, stop, i === stops.length - 1, language)),
    ...list.open.map((because) => `?  ${because[language]}`),
    `=> ${end}: ${resultText(setting, language)}`,
    '',
  ];
}

/** What was found for one name that was asked for. */
export interface WhyAnswer {
  readonly asked: string;
  readonly settings: readonly ResultantSetting[];
  /** What other settings of this name may be hidden in; empty: these are all. */
  readonly doubts: readonly Doubt[];
}

const NOT_NAMED: Bilingual = {
  ja: 'ドメインの GPO のうち、適用されるもの、適用されうるもののどれも定めていない',
  en: 'no GPO of the domain that applies, or may, names it',
};

const LOCAL_UNKNOWN: Bilingual = {
  ja: '。コンピューター自身のローカル グループ ポリシーは証拠になく、分からない',
  en: '; local Group Policy is the computer’s own, and what it says is not known',
};

const NONE_READ: Bilingual = {
  ja: '読めたものの中にはないが、次のところで定められているかもしれない',
  en: 'nothing that was read names it, but it may be set here',
};

const OTHERS: Bilingual = {
  ja: 'この名前の設定は、次のところにもあるかもしれない',
  en: 'other settings of this name may be set here',
};

function answerLines(inquiry: Inquiry, answer: WhyAnswer, language: Language): readonly string[] {
  const { asked, settings, doubts } = answer;
  const rows = settings.flatMap((setting) => whyLines(inquiry, setting, language));
  if (doubts.length > 0) {
    const what = settings.length > 0 ? OTHERS : NONE_READ;
    return [...rows, `${asked}: ${OPEN[language]}: ${what[language]}`, ...doubtLines(doubts, language), ''];
  }
  if (rows.length > 0) return rows;
  const local = inquiry.hasLocal ? '' : LOCAL_UNKNOWN[language];
  return [`${asked}: ${NOT_NAMED[language]}${local}`, ''];
}

export const whyText = (
  told: Told & { readonly answers: readonly WhyAnswer[] },
  language: Language,
): readonly string[] => [
  ...headLines(told, language),
  '',
  ...told.answers.flatMap((answer) => answerLines(told.inquiry, answer, language)),
];

const isOpen = ({ result }: ResultantSetting): boolean => result.state === 'open';

/** Whether all is known of what was asked for; without names, of every GPO and setting. */
export function isSure({ rsop, doubts }: Inquiry, answers: readonly WhyAnswer[]): boolean {
  if (answers.length === 0) return doubts.length === 0 && !rsop.settings.some(isOpen);
  return answers.every((answer) => answer.doubts.length === 0 && !answer.settings.some(isOpen));
}
