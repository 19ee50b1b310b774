/**
 * Stored passwords in the text of a Preferences file that are no attribute of an item: in a comment, in CDATA, under
 * another case of the name. Windows does not read them, but whoever reads SYSVOL does.
 */
import type { Cpassword } from '../facts/gpo.ts';
import type { Evidence, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { locate, problem } from './parser.ts';

const WRITTEN = /cpassword\s{0,64}=\s{0,64}(?:"([^"]{0,4096})"?|'([^']{0,4096})'?|([^\s"'<>]{1,4096}))/gi;

/** Base64 of one block of AES at least ([MS-GPPREF] 2.2.1.1.4), the padding left out or not. */
const ENCRYPTED = /^[A-Za-z0-9+/]{20,}={0,2}$/;

const MAY_BE: Bilingual = {
  ja: '項目の属性でない所に cpassword= がある。パスワードが残っていないかファイルを見て、消す',
  en: 'cpassword= stands where it is no attribute of an item; look whether a password is left there, and remove it',
};

export interface RawPasswords {
  readonly found: readonly Cpassword[];
  /** Where something is written that may be one; null: nowhere. */
  readonly doubt: Problem | null;
}

/** `read`: values of the attributes of that name, which are told already. */
export function rawPasswords(evidence: Evidence, read: readonly string[]): RawPasswords {
  const told = new Map<string, number>();
  for (const value of read) told.set(value, (told.get(value) ?? 0) + 1);
  const found: Cpassword[] = [];
  let doubt: Problem | null = null;
  let line = 1;
  let from = 0;
  for (const match of evidence.text.matchAll(WRITTEN)) {
    const value = match[1] ?? match[2] ?? match[3] ?? '';
    const before = told.get(value) ?? 0;
    told.set(value, before - 1);
    if (value === '' || before > 0) continue;
    line += evidence.text.slice(from, match.index).split('\n').length - 1;
    from = match.index;
    if (ENCRYPTED.test(value)) {
      const item = evidence.file.split('/').at(-1) ?? '';
      found.push({ item, userName: '', aside: true, at: locate(evidence, line, 'cpassword="********"') });
    } else doubt ??= problem(evidence, line, MAY_BE, true);
  }
  return { found, doubt };
}
