/** POSIX extended regular expressions with the extensions of GNU regcomp (glibc), as trees. */

/** A set of bytes as 256 flags. Regular expressions of Squid work on bytes in the C locale. */
export type ByteSet = Uint8Array;

export type Ere =
  | { readonly op: 'empty' }
  | { readonly op: 'set'; readonly bytes: ByteSet }
  | { readonly op: 'start' }
  | { readonly op: 'end' }
  /** `\b \B \< \>`, extensions of GNU. */
  | { readonly op: 'edge'; readonly kind: 'b' | 'B' | '<' | '>' }
  | { readonly op: 'concat'; readonly parts: readonly Ere[] }
  | { readonly op: 'either'; readonly parts: readonly Ere[] }
  /** `max` null: without end. */
  | { readonly op: 'repeat'; readonly of: Ere; readonly min: number; readonly max: number | null }
  /** `\1` to `\9`: no finite automaton decides it, so that whatever rests on it is not known. */
  | { readonly op: 'back-reference' };

/**
 * One regular expression of an ACL, as written (without flags). `tree` null: regcomp refuses it, it is larger than is
 * read here, or it holds characters whose bytes depend on the encoding of the file; `refused` then tells which. Only
 * of `by-regcomp` is it known that Squid has no such pattern either.
 */
export interface Pattern {
  readonly source: string;
  readonly caseless: boolean;
  readonly tree: Ere | null;
  readonly refused: 'by-regcomp' | 'too-large' | 'not-ascii' | null;
}
