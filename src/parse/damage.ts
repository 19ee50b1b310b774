/** Damage that any text shows, whatever its format: what stands on it must not pass. */
import type { Evidence, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { problem } from './parser.ts';

const NUL: Bilingual = {
  ja: 'NUL 文字がある。ファイルが壊れているか、途中から別の文字コードで追記されている。採取し直す',
  en: 'holds a NUL character: damaged, or appended to in another encoding. Collect it again',
};

const CUT: Bilingual = {
  ja: '文字の途中で終わっている。末尾が欠けている。採取し直す',
  en: 'ends inside a character: its end is missing. Collect it again',
};

const NO_ENCODING: Bilingual = {
  ja: 'UTF-8、UTF-16、Shift_JIS (CP932) のどれでもない文字がある。ASCII 以外の文字は読めない。UTF-8 で採取し直す',
  en: 'has characters that are neither UTF-8, UTF-16 nor Shift_JIS (CP932); only its ASCII is read. Collect it as UTF-8',
};

const REPLACEMENT = '\ufffd';

function lineOf(text: string, at: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line += 1;
  return line;
}

/** A strictly decoded text has U+FFFD at its end only where the last character is not whole. */
export const endsInsideCharacter = ({ encoding, text }: Evidence): boolean =>
  encoding !== 'unknown-8bit' && text.endsWith(REPLACEMENT);

/** Empty for binary evidence, whose formats have signs of their own. */
export function textDamage(evidence: Evidence): readonly Problem[] {
  const { encoding, text } = evidence;
  const nul = text.indexOf('\0');
  return [
    ...(nul >= 0 ? [problem(evidence, lineOf(text, nul), NUL, true)] : []),
    ...(endsInsideCharacter(evidence) ? [problem(evidence, lineOf(text, text.length), CUT, true)] : []),
    ...(encoding === 'unknown-8bit' ? [problem(evidence, 0, NO_ENCODING, false)] : []),
  ];
}
