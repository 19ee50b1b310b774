import type { Catalogue } from '../check/engine.ts';
import type { Combine } from '../model/control.ts';

const leaves = (rule: Combine): string[] => {
  if (typeof rule === 'string') return [rule];
  return ('all' in rule ? rule.all : rule.any).flatMap(leaves);
};

/** The controls asked for, with those their verdicts rest on; null = all. Ids must exist. */
export function select(catalogue: Catalogue, ids: readonly string[] | null): Catalogue {
  if (ids === null) return catalogue;
  const wanted = new Set(ids);
  const byId = new Map(catalogue.controls.map((c) => [c.id, c]));
  for (const id of wanted) {
    const rule = byId.get(id)?.combine;
    if (rule) for (const leaf of leaves(rule)) wanted.add(byId.has(leaf) ? leaf : leaf.replace(/\.\d+$/, ''));
  }
  return {
    controls: catalogue.controls.filter((c) => wanted.has(c.id)),
    checks: catalogue.checks.filter((k) => wanted.has(k.control)),
  };
}

/** `E` or `E-7b`, case-insensitive, to control ids; what fits nothing comes back as `unknown`. */
export function resolveControls(
  catalogue: Catalogue,
  words: readonly string[],
): { ids: string[]; unknown: string[] } {
  const ids: string[] = [];
  const unknown: string[] = [];
  for (const word of words
    .flatMap((w) => w.split(','))
    .map((w) => w.trim())
    .filter((w) => w !== '')) {
    const hits = catalogue.controls.filter(
      (c) => c.id.toLowerCase() === word.toLowerCase() || c.set.toLowerCase() === word.toLowerCase(),
    );
    if (hits.length === 0) unknown.push(word);
    ids.push(...hits.map((c) => c.id));
  }
  return { ids: [...new Set(ids)], unknown };
}
