/** What the values of a directive must be for Squid to take the file: one form for each type of cf.data.pre. */
import type { Bilingual } from '../../../model/text.ts';

/** What directives further up have defined. */
export interface Defined {
  /** Lower case: names of ACLs and of peers are compared without case. */
  readonly acls: Set<string>;
  readonly peers: Set<string>;
  readonly formats: Set<string>;
  readonly delayClasses: Map<number, number>;
  delayPools: number;
  clientDelayPools: number;
  /** Numbers of dynamic services. */
  readonly wccpServices: Set<number>;
  /** `ftp_epsv on|off`, or rows of it: they cannot be mixed. */
  ftpEpsv: 'switch' | 'rows' | null;
  /** request_header_max_size and client_request_buffer_max_size in bytes; null: not known. */
  headerBytes: number | null;
  bufferBytes: number | null;
}

/** Why Squid refuses the words after a directive's name; null where it takes them. `rest`: the line after the name. */
export type Form = (
  words: readonly string[],
  defined: Defined,
  name: string,
  rest: string,
) => Bilingual | null;

const refuses = (ja: string, en: string): Bilingual => ({
  ja: `${ja}、Squid はファイル全体を拒む`,
  en: `${en}, and Squid refuses the file`,
});

export const MISSING = refuses('値がなく', 'lacks a value');

export const NO_PORT = refuses(
  'ポート番号がなく (雛形の置き換え忘れなど)',
  'names no port number (a template that was not filled in, for one)',
);

export const badNumber = (word: string): Bilingual =>
  refuses(`「${word}」は使える範囲の数ではなく`, `"${word}" is no number within range`);

export const badUnit = (word: string): Bilingual =>
  refuses(`「${word}」は使える単位ではなく`, `"${word}" is no unit that is known here`);

export const badAddress = (word: string): Bilingual =>
  refuses(`「${word}」はアドレスではなく`, `"${word}" is no address`);

export const badWord = (word: string, allowed: string): Bilingual =>
  refuses(`「${word}」は使える語 (${allowed}) ではなく`, `"${word}" is none of ${allowed}`);

export const unknownOption = (word: string): Bilingual =>
  refuses(`「${word}」という指定はなく`, `there is no option "${word}"`);

export const conflicting = (word: string): Bilingual =>
  refuses(`「${word}」はほかの指定と両立せず`, `"${word}" does not go with the other options`);

export const undefinedName = (word: string): Bilingual =>
  refuses(`「${word}」が定義されておらず`, `"${word}" is not defined`);

export const badFormat = (code: string): Bilingual =>
  refuses(`書式コード「${code}」がなく`, `there is no format code "${code}"`);

/** A word as it may be quoted: no password stands among the words that are checked. */
export const cut = (word: string): string => (word.length > 40 ? `${word.slice(0, 40)}…` : word);
