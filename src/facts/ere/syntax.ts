/** POSIX extended regular expressions with the extensions of GNU regcomp (glibc), as trees. */

/** A set of bytes as 256 flags. Regular expressions of Squid work on bytes in the C locale. */
export type ByteSet = Uint8Array;

export type Ere =
  | { readonly op: 'empty' }
  | { readonly op: 'set'; readonly bytes: ByteSet }
  /**
   * `^` and `$`. The GNU C library, without REG_NEWLINE, still takes them beside a line feed that the same match reads
   * before or after: `.^a` is found in "\n\na", `^a` is not.
   */
  | { readonly op: 'start' }
  | { readonly op: 'end' }
  /** `` \` `` and `\'`, extensions of GNU. */
  | { readonly op: 'text-start' }
  | { readonly op: 'text-end' }
  /** `\b \B \< \>`, extensions of GNU. */
  | { readonly op: 'edge'; readonly kind: 'b' | 'B' | '<' | '>' }
  | { readonly op: 'concat'; readonly parts: readonly Ere[] }
  | { readonly op: 'either'; readonly parts: readonly Ere[] }
  /** `max` null: without end. */
  | { readonly op: 'repeat'; readonly of: Ere; readonly min: number; readonly max: number | null }
  /** `\1` to `\9`: no finite automaton decides it, so that whatever rests on it is not known. */
  | { readonly op: 'back-reference' };

/**
 * Why a pattern has no tree. Only of `by-regcomp` is it known that Squid has no such pattern either. `not-ascii`: its
 * bytes depend on the encoding of the file. `repeated-anchor`: an anchor or edge is repeated, as in `(^a)+`, and the
 * GNU C library (2.36) forgets it in some of the copies.
 */
export type Refusal = 'by-regcomp' | 'too-large' | 'not-ascii' | 'repeated-anchor';

/** One regular expression of an ACL, as written (without flags). `refused` tells why `tree` is null. */
export interface Pattern {
  readonly source: string;
  readonly caseless: boolean;
  readonly tree: Ere | null;
  readonly refused: Refusal | null;
}
