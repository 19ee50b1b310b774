/** The lines of a first site file: remarks, YAML that counts, YAML to uncomment; and texts made safe to stand in them. */
import type { Location } from '../model/evidence.ts';
import type { Bilingual, Language } from '../model/text.ts';

/** `head`: the remark that opens a section. `say`: a remark. `set`: YAML that counts. `ask`: YAML to uncomment and complete. */
export type TemplateLine =
  | { readonly kind: 'head' | 'say'; readonly text: Bilingual }
  | { readonly kind: 'set' | 'ask'; readonly yaml: string; readonly note?: Bilingual };

export const MAX_LISTED = 200;

export const head = (text: Bilingual): TemplateLine => ({ kind: 'head', text });
export const say = (text: Bilingual): TemplateLine => ({ kind: 'say', text });
export const set = (yaml: string, note?: Bilingual): TemplateLine => ({
  kind: 'set',
  yaml,
  ...(note ? { note } : {}),
});
export const ask = (yaml: string, note?: Bilingual): TemplateLine => ({
  kind: 'ask',
  yaml,
  ...(note ? { note } : {}),
});

const PLAIN = /^\p{L}[\p{L}\p{N}_.-]*$/u;
const RESERVED = /^(?:true|false|null)$/i;
// What the site file may not hold as it is: controls, line separators, BOM, bidirectional marks, U+FFFD, halves of pairs.
const UNSAFE =
  /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A YAML scalar that is this very text, on one line, whatever the text holds. */
export function scalar(text: string): string {
  if (PLAIN.test(text) && !RESERVED.test(text)) return text;
  return JSON.stringify(text).replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const PLAIN_PATH = /^[\p{L}\p{N}_./-]+$/u;

/** `pc01/lsa.reg:12` */
export const place = (at: Location): string =>
  `${PLAIN_PATH.test(at.file) ? at.file : scalar(at.file)}:${at.line}`;

export const seen = (at: Location, targets = 1): Bilingual => {
  const more = targets - 1;
  return {
    ja: `${place(at)} で確認${more > 0 ? `、ほか ${more} 台` : ''}`,
    en: `seen in ${place(at)}${more > 0 ? ` and on ${more} more` : ''}`,
  };
};

export const joined = (...parts: readonly (Bilingual | null)[]): Bilingual => {
  const there = parts.filter((p) => p !== null);
  return { ja: there.map((p) => p.ja).join('。'), en: there.map((p) => p.en).join('; ') };
};

/** The first entries, and how many are left out. */
export function listed<T>(items: readonly T[], line: (item: T) => readonly TemplateLine[]): TemplateLine[] {
  const left = items.length - MAX_LISTED;
  const lines = items.slice(0, MAX_LISTED).flatMap(line);
  return left > 0 ? [...lines, say({ ja: `ほか ${left} 件`, en: `and ${left} more` })] : lines;
}

/** A name the site file takes: one line, not blank, not too long. */
export const isUsable = (name: string): boolean =>
  name.trim() !== '' && name.length <= 4000 && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name);

/** The line as the file holds it. */
export function render(line: TemplateLine, language: Language): string {
  if ('text' in line) return `${line.kind === 'head' ? '\n' : ''}# ${line.text[language]}`;
  const note = line.note?.[language] ?? '';
  return `${line.kind === 'ask' ? '# ' : ''}${line.yaml}${note === '' ? '' : `  # ${note}`}`;
}
