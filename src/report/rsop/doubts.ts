/** What keeps a resultant set from being sure, in lines of text. */
import type { Doubt } from '../../facts/rsop/inquiry.ts';
import type { Bilingual, Language } from '../../model/text.ts';
import { HALF_WORDS, OPEN } from './words.ts';

const SHOWN_REASONS = 5;
const SHOWN_DOUBTS = 20;

const more = (left: number): readonly string[] => (left > 0 ? [`   … +${left}`] : []);

/** For the head of an answer. */
export function partialLines(reasons: readonly Bilingual[], language: Language): readonly string[] {
  if (reasons.length === 0) return [];
  const title =
    language === 'ja'
      ? `証拠は部分的である (${reasons.length})`
      : `the evidence is partial (${reasons.length})`;
  const rows = reasons.slice(0, SHOWN_REASONS).map((because) => `   !  ${because[language]}`);
  return [title, ...rows, ...more(reasons.length - rows.length)];
}

/** `? 端末強化: its file … is cut`, each GPO and reason once. */
export function doubtLines(doubts: readonly Doubt[], language: Language): readonly string[] {
  const lines = doubts.map(({ half, gpo, because }) => {
    const who = gpo ? `${gpo.name}: ` : '';
    return `   ?  ${who}${because[language]} (${HALF_WORDS[half][language]})`;
  });
  const unique = [...new Set(lines)];
  return [...unique.slice(0, SHOWN_DOUBTS), ...more(unique.length - SHOWN_DOUBTS)];
}

const HIDDEN: Bilingual = {
  ja: 'ほかにも定められているかもしれない',
  en: 'more may be set',
};

/** What settings beside those shown may be hidden in. */
export function hiddenLines(doubts: readonly Doubt[], language: Language): readonly string[] {
  const hiding = doubts.filter((d) => d.hides);
  if (hiding.length === 0) return [];
  return [`${OPEN[language]}: ${HIDDEN[language]}`, ...doubtLines(hiding, language), ''];
}
