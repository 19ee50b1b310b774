/** Small words of the messages about a site file. */
import type { Bilingual } from '../model/text.ts';
import { nearest } from './nearest.ts';

const MAX_SHOWN = 60;
/** As many keys as the site file itself has. */
const MAX_LISTED = 24;

/** A value as a message may quote it: on one line, without control characters, cut. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const flat = text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]/gu,
    '\ufffd',
  );
  const points = [...flat.slice(0, MAX_SHOWN * 2)];
  return points.length > MAX_SHOWN ? `${points.slice(0, MAX_SHOWN).join('')}…` : flat;
}

/** ` もしかして: x` where a known word is near, else what is allowed (when that is short). */
export function suggestion(word: string, candidates: readonly string[]): Bilingual {
  const near = nearest(word, candidates);
  if (near !== null) return { ja: `。もしかして: ${near}`, en: `; did you mean ${near}?` };
  if (candidates.length === 0 || candidates.length > MAX_LISTED) return { ja: '', en: '' };
  const list = candidates.map(shown).join(', ');
  return { ja: `。使えるもの: ${list}`, en: `; one of: ${list}` };
}
