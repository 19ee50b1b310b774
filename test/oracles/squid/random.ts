/** Numbers and choices that one seed gives in one order. */

export interface Random {
  /** 0 to n - 1. */
  readonly below: (n: number) => number;
  /** true once in n times. */
  readonly once: (n: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  /** `from` to `to` times what `make` gives. */
  readonly some: <T>(from: number, to: number, make: () => T) => T[];
}

/** mulberry32. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  const pick = <T>(list: readonly T[]): T => {
    const one = list[below(list.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  };
  return {
    below,
    once: (n) => below(n) === 0,
    pick,
    some: (from, to, make) => Array.from({ length: from + below(to - from + 1) }, make),
  };
}
