/** A fault of a site file, by the keys that lead to it. */
import type { Bilingual } from '../model/text.ts';

export type Path = readonly (string | number)[];

export interface RuleFault {
  readonly path: Path;
  /** The key itself is wrong, not its value. */
  readonly atKey?: true;
  readonly message: Bilingual;
}
