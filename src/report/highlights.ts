/** The findings worth a reader's time, one row per check and reason, however many targets share it. */
import type { Finding } from '../model/finding.ts';
import type { Status } from '../model/status.ts';

export interface Highlight {
  readonly example: Finding;
  readonly targets: number;
}

export interface Highlights {
  /** `keys`: one a finding of a target; `examples` must hold the first finding of every key. */
  add(keys: readonly string[], examples: readonly Finding[]): void;
  list(status: Status): readonly Highlight[];
}

/** Findings with the same key are told once. */
export const highlightKey = (f: Finding): string => `${f.status} ${f.check}${f.waived ? ' waived' : ''}`;

/** Keeps one example and a count a key: its size depends on the checks, not on the fleet. */
export function highlights(): Highlights {
  const byKey = new Map<string, { example: Finding; targets: number }>();
  return {
    add(keys, examples) {
      for (const f of examples) {
        const key = highlightKey(f);
        if (!byKey.has(key)) byKey.set(key, { example: f, targets: 0 });
      }
      for (const key of keys) {
        const seen = byKey.get(key);
        if (seen) seen.targets += 1;
      }
    },
    list: (status) => [...byKey.values()].filter((h) => h.example.status === status),
  };
}
