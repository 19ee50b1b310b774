/** Why a file that no parser takes is no evidence: one reason, told from its content and never from its name. */
import type { Evidence, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { problem } from './parser.ts';
import { MAGIC, OTHER_XML, ROOTS, SHAPES } from './unrecognised-signs.ts';
import { rootName } from './xml.ts';

const HEAD = 8192;

const EMPTY: Bilingual = {
  ja: '空である。コマンドが何も書かなかった。管理者として実行し直して採取する',
  en: 'is empty: the command wrote nothing; run it again as an administrator',
};

const ONLY_NULS: Bilingual = {
  ja: 'NUL バイトしかない。書き込みかコピーの途中で内容が失われている。採取し直す',
  en: 'holds NUL bytes only: its content was lost when it was written or copied. Collect it again',
};

const BINARY: Bilingual = {
  ja: 'テキストではなく、この版が読むバイナリ (Registry.pol) でもない',
  en: 'is neither text nor a binary file that this version reads (Registry.pol)',
};

const ENCODING: Bilingual = {
  ja: 'UTF-8、UTF-16、Shift_JIS (CP932) のどれでもない文字があり、内容を判別できない。UTF-8 で採取し直す',
  en: 'has characters that are neither UTF-8, UTF-16 nor Shift_JIS (CP932), and its content fits no kind; collect it as UTF-8',
};

const NO_KIND: Bilingual = {
  ja: '内容がどの種類の証拠とも合わない。読める種類は uchibori list evidence',
  en: 'no kind of evidence fits its content; uchibori list evidence shows what can be read',
};

const headOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 16));

const binaryReason = ({ bytes }: Evidence): Bilingual => {
  if (bytes.every((b) => b === 0)) return ONLY_NULS;
  const head = headOf(bytes);
  return MAGIC.find((m) => head.startsWith(m.head))?.reason ?? BINARY;
};

function textReason(head: string, fallback: Bilingual): Bilingual {
  const root = head.startsWith('<') ? rootName(head) : null;
  if (root !== null && !/^html$/i.test(root)) return ROOTS.get(root) ?? OTHER_XML;
  return SHAPES.find((s) => s.shape.test(head))?.reason ?? fallback;
}

function reasonOf(evidence: Evidence): Bilingual {
  if (evidence.bytes.length === 0) return EMPTY;
  if (evidence.encoding === 'binary') return binaryReason(evidence);
  const head = evidence.text.slice(0, HEAD).replace(/^[\s\ufeff]+/, '');
  if (head === '') return EMPTY;
  return textReason(head, evidence.encoding === 'unknown-8bit' ? ENCODING : NO_KIND);
}

/** It holds nothing that was read, so nothing rests on it: no pass depends on it, and none is kept from being one. */
export const whyUnrecognised = (evidence: Evidence): Problem =>
  problem(evidence, 0, reasonOf(evidence), false);
