/**
 * Where a name of an object is looked up: a vsys and then shared; a device group, those around it from inner to outer,
 * and then shared (the default; a setting of Panorama, `Objects defined in ancestors will take higher precedence`, turns
 * the order round).
 */
import { type ConfNode, entriesIn, sameContent } from './tree.ts';

export interface Scope {
  readonly name: string;
  /** Sections of one place that stands in several parts of the file. */
  readonly places: readonly ConfNode[];
  readonly parent: Scope | null;
  /** Objects that Panorama pushed, or pushes: what wins over a local one of the same name is not certain. */
  readonly panorama: boolean;
  readonly index: Map<string, ReadonlyMap<string, readonly ConfNode[]>>;
}

export const scope = (
  name: string,
  places: readonly (ConfNode | null)[],
  parent: Scope | null,
  panorama: boolean,
): Scope => ({ name, places: places.filter((p) => p !== null), parent, panorama, index: new Map() });

function indexOf(at: Scope, section: string): ReadonlyMap<string, readonly ConfNode[]> {
  const known = at.index.get(section);
  if (known) return known;
  const made = new Map<string, ConfNode[]>();
  for (const entry of entriesIn(at.places, section)) {
    const same = made.get(entry.name);
    if (same) same.push(entry);
    else made.set(entry.name, [entry]);
  }
  at.index.set(section, made);
  return made;
}

export interface Found {
  readonly node: ConfNode;
  readonly scope: Scope;
  /** Defined there twice, and not alike. */
  readonly twice: boolean;
}

/** The nearest definition of that name. */
export function lookUp(from: Scope, section: string, name: string): Found | null {
  for (let at: Scope | null = from; at; at = at.parent) {
    const [node, ...others] = indexOf(at, section).get(name) ?? [];
    if (node) return { node, scope: at, twice: others.some((o) => !sameContent(o, node)) };
  }
  return null;
}

/** Another definition of that name further out which says something else, where Panorama is one of the two. */
export function overridden(found: Found, section: string): Found | null {
  const outer = found.scope.parent && lookUp(found.scope.parent, section, found.node.name);
  if (!outer || sameContent(outer.node, found.node)) return null;
  return found.scope.panorama || outer.scope.panorama ? outer : null;
}

/** Every definition that can be seen from there, nearer ones hiding those further out. */
export function visible(from: Scope, section: string): readonly Found[] {
  const seen = new Set<string>();
  const out: Found[] = [];
  for (let at: Scope | null = from; at; at = at.parent) {
    for (const [name, [node]] of indexOf(at, section)) {
      if (!node || seen.has(name)) continue;
      seen.add(name);
      out.push({ node, scope: at, twice: false });
    }
  }
  return out;
}
