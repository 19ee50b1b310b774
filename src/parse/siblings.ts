/** Files of the evidence that a configuration names by path, when the paths of both machines are not the same. */
import type { Evidence } from '../model/evidence.ts';
import { globMatch, isGlob } from './glob.ts';
import type { ParseContext } from './parser.ts';

/** The last parts of a path, lower case, with `/`. */
const parts = (path: string): string[] =>
  path
    .replace(/\\/g, '/')
    .toLowerCase()
    .split('/')
    .filter((p) => p !== '');

function sharedTail(a: readonly string[], b: readonly string[]): number {
  let n = 0;
  while (n < a.length && n < b.length && a[a.length - 1 - n] === b[b.length - 1 - n]) n += 1;
  return n;
}

/**
 * What stands above the shared tail must be a folder the reader itself stands in (or its parents): where lists of one
 * name lie in two folders and one was not collected, the other must not be taken for it.
 */
function isAbove(folder: readonly string[], reader: Evidence): boolean {
  const home = parts(reader.file).slice(0, -1);
  return folder.every((part, i) => home[i] === part);
}

/** The file that shares the longest tail with the path a configuration names. */
function findSibling(
  files: readonly Evidence[],
  path: string,
  reader: Evidence,
): Evidence | 'ambiguous' | null {
  const wanted = parts(path);
  const ranked = files
    .map((f) => ({ file: f, at: parts(f.file), tail: sharedTail(parts(f.file), wanted) }))
    .filter((r) => r.tail > 0 && isAbove(r.at.slice(0, r.at.length - r.tail), reader))
    .sort((a, b) => b.tail - a.tail);
  const [first, second] = ranked;
  return first && second?.tail === first.tail ? 'ambiguous' : (first?.file ?? null);
}

interface Fitting {
  readonly file: Evidence;
  /** How many parts of the pattern, from its end, fit those of the file. */
  readonly tail: number;
}

/**
 * The pattern must fit the name and the folder it names, so that `conf.d/*` does not take the whole evidence folder;
 * and what stands above must be one folder and no pattern. The folder of a target fits its own name alone.
 */
function findSiblings(
  files: readonly Evidence[],
  pattern: string,
  reader: Evidence,
): readonly Fitting[] | 'ambiguous' {
  const wanted = parts(pattern).reverse();
  const needed = Math.min(2, wanted.length);
  const tailOf = (file: Evidence): number => {
    const path = parts(file.file).reverse();
    const inTarget = path.length - (file.target === '' ? 0 : 1);
    const stop = wanted.findIndex((part, i) =>
      i < inTarget ? !globMatch(part, path[i] ?? '') : part !== path[i],
    );
    return stop < 0 ? wanted.length : stop;
  };
  const ranked = files
    .map((file) => ({ file, at: parts(file.file), tail: tailOf(file) }))
    .filter((r) => r.tail >= needed && !wanted.slice(r.tail).some(isGlob))
    .filter((r) => isAbove(r.at.slice(0, r.at.length - r.tail), reader));
  const longest = ranked.reduce((n, r) => Math.max(n, r.tail), 0);
  const found = ranked.filter((r) => r.tail === longest);
  const roots = new Set(found.map((r) => r.at.slice(0, r.at.length - r.tail).join('/')));
  return roots.size > 1 ? 'ambiguous' : found.sort((a, b) => (a.file.file < b.file.file ? -1 : 1));
}

/** A path as it is written, without what changes nothing. Case counts, and so does `..`, which a link may turn aside. */
const samePath = (path: string): string =>
  path
    .replace(/\\/g, '/')
    .replace(/\/(\.?\/)+/g, '/')
    .replace(/^(\.\/)+/, '');

/** The path that a file stands for where a pattern names it. */
function namedBy(pattern: string, { file, tail }: Fitting): string {
  const written = samePath(pattern).split('/');
  return [...written.slice(0, -tail), ...file.file.split('/').slice(-tail)].join('/');
}

type Lookup = Pick<ParseContext, 'sibling' | 'siblings'>;

/** What one configuration names, over all readings of it. */
export interface Named {
  /** Files that it names, by the paths it names each by. */
  readonly paths: ReadonlyMap<string, ReadonlySet<string>>;
  /**
   * A look-up for one reading, which gives no file that two different paths stand for: it can be one of them only, and
   * nothing tells which. `settled` false: a file was given before its second path came, so the reading is void and has
   * to be made anew. `trusting` false gives no file at all.
   */
  reading(trusting: boolean): Lookup & { readonly settled: () => boolean };
}

export function namedFiles(files: readonly Evidence[], reader: Evidence): Named {
  const others = files.filter((f) => f !== reader);
  const paths = new Map<string, Set<string>>();
  const reading = (trusting: boolean): Lookup & { readonly settled: () => boolean } => {
    const given = new Set<string>();
    const isOne = ({ file }: Evidence, path: string): boolean => {
      const names = paths.get(file) ?? new Set();
      paths.set(file, names.add(path));
      if (trusting && names.size === 1) given.add(file);
      return trusting && names.size === 1;
    };
    return {
      sibling: (path) => {
        const found = findSibling(others, path, reader);
        if (found === null || found === 'ambiguous') return found;
        return isOne(found, samePath(path)) ? found : 'ambiguous';
      },
      siblings: (pattern) => {
        const found = findSiblings(others, pattern, reader);
        if (found === 'ambiguous') return found;
        const ones = found.filter((f) => isOne(f.file, namedBy(pattern, f)));
        return ones.length < found.length ? 'ambiguous' : ones.map((f) => f.file);
      },
      settled: () => [...given].every((file) => paths.get(file)?.size === 1),
    };
  };
  return { paths, reading };
}
