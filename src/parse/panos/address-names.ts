/** Names of addresses: literals, objects, groups of both kinds, regions, lists that the device loads. */
import { type AddressSet, union } from '../../facts/address-set.ts';
import { badValue, type ObjectReader, ofObject, ofVariable } from './address-objects.ts';
import { type Addresses, ofSet, together, unsure } from './address-sets.ts';
import { addressValue } from './address-values.ts';
import { type Found, lookUp, overridden, type Scope, visible } from './scope.ts';
import { hasNot, holds, parseTagFilter, type TagFilter } from './tag-filter.ts';
import { type ConfNode, child, find, nodesOf, sameContent, valueAt, values } from './tree.ts';

interface Tagged {
  readonly found: Found;
  readonly section: string;
  readonly tags: ReadonlySet<string>;
}

export interface NameReader extends ObjectReader {
  /** The device group or vsys that the rules are in force in. */
  readonly scope: Scope;
  readonly known: Map<string, Addresses>;
  /** Groups being read, for cycles. */
  readonly open: Set<string>;
  readonly cyclic: Set<string>;
  /** Of the rule that is being read. */
  line: number;
  tagged: readonly Tagged[] | null;
}

const MAX_DEPTH = 64;
const SECTIONS = ['address', 'address-group'];

const undefinedName = (name: string): Addresses =>
  unsure(`address ${name}`, `定義のないアドレス ${name}`, `address ${name}, which is not defined`);

function twice(found: Found): Addresses {
  const { name } = found.node;
  return unsure(
    `address ${name}`,
    `二重に定義されたアドレス ${name}`,
    `address ${name}, which is defined twice`,
  );
}

function ofFound(reader: NameReader, found: Found, section: string, depth: number): Addresses {
  if (found.twice) return twice(found);
  const outer = overridden(found, section);
  if (outer) {
    noteOverride(reader, found, outer);
    if (outer.scope.panorama !== found.scope.panorama) return twice(found);
  }
  if (section === 'address') return ofObject(reader, found.node);
  return ofGroup(reader, found, depth);
}

function noteOverride(reader: NameReader, found: Found, outer: Found): void {
  const { name } = found.node;
  reader.remarks.note(
    'object-override',
    name,
    {
      ja: `${name} は ${found.scope.name} と ${outer.scope.name} で違う値を持つ。${found.scope.name} の値で読んだ`,
      en: `${name} has another value in ${found.scope.name} than in ${outer.scope.name}; that of ${found.scope.name} was taken`,
    },
    found.node.line,
  );
}

function cyclic(reader: NameReader, found: Found): Addresses {
  const { name } = found.node;
  reader.remarks.note(
    'cyclic-group',
    `address-group ${name}`,
    { ja: `アドレス グループ ${name} が自分自身を含む`, en: `address group ${name} contains itself` },
    found.node.line,
  );
  return unsure(
    `address-group ${name}`,
    `循環するアドレス グループ ${name}`,
    `address group ${name}, which contains itself`,
  );
}

/** Every group on the way round is one that cannot be read; so each is read once, however they are tangled. */
function ofGroup(reader: NameReader, found: Found, depth: number): Addresses {
  const key = `${found.scope.name}\n${found.node.name}`;
  if (reader.open.has(key)) {
    const open = [...reader.open];
    for (const around of open.slice(open.indexOf(key))) reader.cyclic.add(around);
    return cyclic(reader, found);
  }
  if (depth > MAX_DEPTH) return cyclic(reader, found);
  reader.open.add(key);
  const read = ofMembersOf(reader, found, depth + 1);
  reader.open.delete(key);
  return reader.cyclic.has(key) ? cyclic(reader, found) : read;
}

/** Static members or a filter, whichever was set last. */
function ofMembersOf(reader: NameReader, found: Found, depth: number): Addresses {
  const { name } = found.node;
  const kind = nodesOf(found.node).findLast((k) => k.name === 'static' || k.name === 'dynamic') ?? null;
  const filter = kind?.name === 'dynamic' ? valueAt(kind, 'filter') : null;
  if (filter !== null) return ofFilter(reader, found, filter, depth);
  const members = values(kind);
  if (members.length > 0) return together(members.map((m) => ofMember(reader, m, found.scope, depth)));
  return unsure(
    `address-group ${name}`,
    `メンバーのないアドレス グループ ${name}`,
    `address group ${name}, which has no members`,
  );
}

const lookUpAny = (from: Scope, name: string): { readonly found: Found; readonly section: string } | null => {
  for (const section of SECTIONS) {
    const found = lookUp(from, section, name);
    if (found) return { found, section };
  }
  return null;
};

/**
 * Members of groups and rules are looked up from where those stand. Panorama pushes one object a name, though: where the
 * device group that uses them has another one of the name, it is not certain which is meant.
 */
export function ofMember(reader: NameReader, name: string, from: Scope, depth: number): Addresses {
  const nearer = from.panorama && from !== reader.scope ? lookUpAny(reader.scope, name) : null;
  const meant = nearer && lookUpAny(from, name);
  if (!nearer || !meant || sameContent(nearer.found.node, meant.found.node)) {
    return named(reader, name, from, depth);
  }
  return unsure(
    `address ${name}`,
    `${nearer.found.scope.name} で上書きされたアドレス ${name}`,
    `address ${name}, which ${nearer.found.scope.name} overrides`,
  );
}

/** Static objects by their tags, exactly; addresses registered with a tag at run time may come on top. */
function ofFilter(reader: NameReader, found: Found, text: string, depth: number): Addresses {
  const { name } = found.node;
  const more = unsure(
    `dynamic-group ${name}`,
    `ダイナミック グループ ${name} に登録されるアドレス`,
    `addresses registered with dynamic group ${name}`,
  );
  const filter = parseTagFilter(text);
  if (!filter || hasNot(filter)) return more;
  return together([
    ...matching(reader, found, filter).map((t) => ofFound(reader, t.found, t.section, depth)),
    more,
  ]);
}

function matching(reader: NameReader, group: Found, filter: TagFilter): readonly Tagged[] {
  reader.tagged ??= ['address', 'address-group'].flatMap((section) =>
    visible(reader.scope, section)
      .map((found) => ({ found, section, tags: new Set(values(child(found.node, 'tag'))) }))
      .filter((t) => t.tags.size > 0),
  );
  return reader.tagged.filter((t) => t.found.node !== group.node && holds(filter, t.tags));
}

function named(reader: NameReader, name: string, from: Scope, depth: number): Addresses {
  const key = `${from.name}\n${name}`;
  const known = reader.known.get(key);
  if (known) return known;
  const read = resolve(reader, name, from, depth);
  reader.known.set(key, read);
  return read;
}

function resolve(reader: NameReader, name: string, from: Scope, depth: number): Addresses {
  if (name === 'any') return ofSet(EVERYTHING);
  const defined = lookUpAny(from, name);
  if (defined) return ofFound(reader, defined.found, defined.section, depth);
  if (name.startsWith('$')) return ofVariable(reader, name);
  const literal = addressValue(name);
  if (literal) return ofSet(literal);
  return ofList(reader, name, from);
}

const EVERYTHING: AddressSet = union(addressValue('0.0.0.0/0') ?? [], addressValue('::/0') ?? []);

/** Lists that Palo Alto Networks supplies. */
const SUPPLIED = /^panw-[a-z-]+-ip-list$/;

function ofList(reader: NameReader, name: string, from: Scope): Addresses {
  if (lookUp(from, 'external-list', name) || SUPPLIED.test(name)) {
    return unsure(`list ${name}`, `外部リスト ${name}`, `external list ${name}`);
  }
  const region = lookUp(from, 'region', name);
  const written = values(find(region?.node ?? null, 'address'));
  if (region && written.length > 0) return together(written.map((v) => ofRange(reader, region.node, v)));
  if (region) return unsure(`region ${name}`, `地域 ${name}`, `region ${name}`);
  if (/^[A-Z]{2}$/.test(name)) return unsure(`region ${name}`, `地域 ${name}`, `region ${name}`);
  reader.remarks.note(
    'undefined-reference',
    `address ${name}`,
    { ja: `アドレス ${name} の定義がこのファイルにない`, en: `address ${name} is not defined in this file` },
    reader.line,
  );
  return undefinedName(name);
}

function ofRange(reader: NameReader, region: ConfNode, text: string): Addresses {
  const set = addressValue(text);
  return set ? ofSet(set) : badValue(reader, region, text);
}
