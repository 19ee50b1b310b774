/** The directories of the organisation: each is read once and given to every target. */
import type { Bilingual } from '../../model/text.ts';
import type { GpoContent } from '../rsop/model.ts';
import type { Directory } from './query.ts';

/** What the evidence of one target says of its domain. */
export interface SiteDirectory {
  readonly target: string;
  readonly directory: Directory;
  /** What its GPOs hold, by id; null: local policy. */
  readonly contents: ReadonlyMap<string | null, GpoContent>;
  /** Why some of its files were not understood as a whole: what they do not show may be there all the same. */
  readonly hidden: readonly Bilingual[];
  /** Its files that cannot show where they were cut. */
  readonly silent: readonly string[];
}
