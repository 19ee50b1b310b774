/** Lines of LDIF (RFC 2849) as records: folded lines put together, comments apart, values decoded. */
import { fromBase64, type Value } from './entry.ts';

/** A line with its continuations. */
export interface LdifLine {
  readonly text: string;
  /** 1-based, of its first physical line. */
  readonly line: number;
  /** Physical lines it is made of. */
  readonly lines: number;
}

/** A physical line that begins with one blank continues the one before, comments included. */
export function unfold(lines: readonly string[]): readonly LdifLine[] {
  const out: LdifLine[] = [];
  let parts: string[] = [];
  let start = 1;
  const flush = (): void => {
    if (parts.length > 0) out.push({ text: parts.join(''), line: start, lines: parts.length });
  };
  for (const [i, text] of lines.entries()) {
    if (text.startsWith(' ') && parts.length > 0 && parts[0] !== '') {
      parts.push(text.slice(1));
      continue;
    }
    flush();
    parts = [text];
    start = i + 1;
  }
  flush();
  return out;
}

/** `value` null: not in its form, or in another file (`:<`). */
export interface LdifValue {
  readonly name: string;
  readonly value: Value | null;
}

const LINE = /^([A-Za-z0-9][A-Za-z0-9.;*=-]*):(:|<)? *(.*)$/s;

/** `name: text`, `name:: base64` or `name:< URL`; null: none of them. */
export function readLine(text: string): LdifValue | null {
  const found = LINE.exec(text);
  if (!found) return null;
  const [, name = '', sort, value = ''] = found;
  if (sort === '<') return { name, value: null };
  return { name, value: sort === ':' ? fromBase64(value.trim()) : value };
}
