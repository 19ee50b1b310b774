import type { ConfNode } from './tree.ts';

/** Something that stands in the file and was not understood. */
export interface Unread {
  /** Names from the top of the configuration down to it. */
  readonly path: readonly string[];
  readonly line: number;
}

/** A configuration as it was read, of either syntax. */
export interface ReadTree {
  /** Its kids are what stands below `<config>` or after `set`; of a pushed policy, below `<policy>`. */
  readonly root: ConfNode;
  readonly version: string | null;
  readonly unread: readonly Unread[];
  /** Elements, or lines. */
  readonly understood: number;
  readonly irrelevant: number;
}
