/** One setting's way through the GPOs, as a picture in text. */
import type { Contribution, GpoList, ListedGpo, ResultantSetting } from '../../facts/rsop/model.ts';
import type { Language } from '../../model/text.ts';
import { resultText, somText, standingText } from './text.ts';
import { HALF_WORDS, LOSE_WORDS } from './words.ts';

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

function gpoLines(setting: ResultantSetting, gpo: ListedGpo, language: Language): readonly string[] {
  const enforced = gpo.enforced ? `, ${WORDS.enforced[language]}` : '';
  const head = `${gpo.name}  [${standingText(gpo, language)}${enforced}]`;
  const says = saysOf(setting).filter((c) => c.gpo === gpo);
  if (says.length === 0) return [`${head}  ${WORDS.silent[language]}`];
  return says.map((c) => `${head}  = ${c.shown}  ${mark(setting, c, language)}  ${c.at.file}:${c.at.line}`);
}

function stopLines(
  setting: ResultantSetting,
  stop: Stop,
  last: boolean,
  language: Language,
): readonly string[] {
  const rows = stop.gpos.flatMap((gpo) => gpoLines(setting, gpo, language));
  const head = `${last ? '└─' : '├─'} ${stop.name}${stop.blocks ? `  [${WORDS.blocks[language]}]` : ''}`;
  const stem = last ? '   ' : '│  ';
  return [head, ...rows.map((row, i) => `${stem}${i === rows.length - 1 ? '└─' : '├─'} ${row}`)];
}

/** The stops of Group Policy from top to bottom, what each GPO says of the setting, and what it comes to. */
export function whyLines(setting: ResultantSetting, list: GpoList, language: Language): readonly string[] {
  const stops = stopsOf(list, language);
  const end = language === 'ja' ? '結果' : 'result';
  return [
    `${setting.name}  (${HALF_WORDS[setting.half][language]})`,
    ...stops.flatMap((stop, i) => stopLines(setting, stop, i === stops.length - 1, language)),
    ...list.open.map((because) => `?  ${because[language]}`),
    `=> ${end}: ${resultText(setting, language)}`,
  ];
}
