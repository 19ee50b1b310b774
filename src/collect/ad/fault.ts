/** Why something could not be collected: one line in both languages, without secrets. */
import type { Bilingual } from '../../model/text.ts';

export type FaultKind =
  /** The machine cannot be reached, its certificate is not believed, or the connection ended. */
  | 'connection'
  /** An answer did not come in time. */
  | 'timeout'
  /** What came is not LDAP, or not what was asked for. */
  | 'protocol'
  /** The server said no. */
  | 'refused'
  /** The user ended it. */
  | 'interrupted'
  /** What was asked for cannot be done; nothing was sent. */
  | 'usage'
  /** A file could not be written. */
  | 'output';

/** Thrown where a collection cannot go on; a class, so that bugs are told from it by instanceof. */
export class CollectFault extends Error {
  readonly kind: FaultKind;
  readonly text: Bilingual;
  /** LDAP result code of a refusal. */
  readonly code: number | null;

  constructor(kind: FaultKind, text: Bilingual, code: number | null = null) {
    super(text.en);
    this.kind = kind;
    this.text = text;
    this.code = code;
  }
}

export const errorCode = (thrown: unknown): string =>
  (thrown as NodeJS.ErrnoException).code ?? (thrown instanceof Error ? thrown.message : String(thrown));

export const INTERRUPTED: Bilingual = { ja: '中断された', en: 'it was interrupted' };

export const interrupted = (): CollectFault => new CollectFault('interrupted', INTERRUPTED);
