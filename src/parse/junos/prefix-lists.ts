/** `apply-path "interfaces <*> unit <*> family inet address <*>"`: the prefixes that stand at such paths. */
import { wildcard } from './groups.ts';
import { consume, type JunosNode, kids } from './tree.ts';

const MAX_FOUND = 100_000;

export function applyPath(root: JunosNode, node: JunosNode): readonly JunosNode[] {
  const [path] = kids(node);
  if (!path) return [];
  consume(path);
  let found: readonly JunosNode[] = [root];
  for (const word of path.word.split(/\s+/).filter((w) => w !== '')) {
    const pattern = word.startsWith('<') ? wildcard(word) : null;
    found = found
      .flatMap((n) => kids(n).filter((k) => (pattern ? pattern.test(k.word) : k.word === word)))
      .slice(0, MAX_FOUND);
  }
  return found;
}
