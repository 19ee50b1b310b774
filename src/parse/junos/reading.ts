/** State of one reading of a configuration file: its tree, where its lines end in it, what is wrong with it. */
import { type JunosNode, makeNode } from './tree.ts';
import type { FaultKind } from './words.ts';

export interface Fault {
  readonly kind: FaultKind;
  readonly line: number;
}

export interface Reading {
  readonly root: JunosNode;
  /** Node in which each line ends, by line; none for blank lines, comments and prompts. */
  readonly ends: (JunosNode | undefined)[];
  readonly faults: Fault[];
  fault(line: number, kind: FaultKind): void;
  /** The same text for the same word. */
  intern(word: string): string;
  /** The text ends inside a block. */
  cut: boolean;
  /** A prompt stands after the configuration: all of it was shown. */
  closed: boolean;
}

const MAX_FAULTS = 1000;

export function startReading(): Reading {
  const words = new Map<string, string>();
  const faults: Fault[] = [];
  return {
    root: makeNode('', 1),
    ends: [],
    faults,
    fault: (line, kind) => {
      if (faults.length < MAX_FAULTS) faults.push({ line, kind });
    },
    intern: (word) => {
      const found = words.get(word);
      if (found !== undefined) return found;
      words.set(word, word);
      return word;
    },
    cut: false,
    closed: false,
  };
}
