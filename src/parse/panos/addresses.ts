/** Sources and destinations of rules: literals, address objects, groups, regions, lists that the device loads. */
import { type AddressSet, union } from '../../facts/address-set.ts';
import { ANY, type Match } from '../../facts/firewall/model.ts';
import type { Bilingual } from '../../model/text.ts';
import { addressValue, type Bits, wildcardValue } from './address-values.ts';
import { any, type Conditions } from './conditions.ts';
import type { Remarks } from './remarks.ts';
import { type Found, lookUp, overridden, type Scope, visible } from './scope.ts';
import { hasNot, holds, parseTagFilter, type TagFilter } from './tag-filter.ts';
import { type ConfNode, child, find, nodesOf, sameContent, value, valueAt, values } from './tree.ts';

export type Side = 'src' | 'dst';

/** What a name stands for, before it is known which side it is on. */
export interface Addresses {
  readonly set: AddressSet;
  readonly bits: readonly Bits[];
  /** Members of which the configuration does not say which addresses they are. */
  readonly unknown: readonly { readonly id: string; readonly what: Bilingual }[];
}

export interface AddressReader {
  /** Of the members of a rule that stands in that line, on one side. */
  match(members: readonly string[], side: Side, line: number): Match;
  /** The set of one name, where nothing about it is unknown. */
  exact(name: string): AddressSet | null;
}

interface Reader {
  /** The device group or vsys that the rules are in force in. */
  readonly scope: Scope;
  /** Where the rules stand: that, or one around it. */
  readonly level: Scope;
  readonly remarks: Remarks;
  readonly conditions: Conditions;
  /** Values of template variables (`$name`). */
  readonly variables: ReadonlyMap<string, ConfNode>;
  readonly known: Map<string, Addresses>;
  readonly matches: Map<string, Match>;
  /** Groups being read, for cycles. */
  readonly open: Set<string>;
  readonly cyclic: Set<string>;
  /** Of the rule that is being read. */
  line: number;
  tagged:
    | readonly { readonly found: Found; readonly section: string; readonly tags: ReadonlySet<string> }[]
    | null;
}

const ofSet = (set: AddressSet): Addresses => ({ set, bits: [], unknown: [] });
const unsure = (id: string, ja: string, en: string): Addresses => ({
  set: [],
  bits: [],
  unknown: [{ id, what: { ja, en } }],
});

const together = (parts: readonly Addresses[]): Addresses => ({
  set: union(...parts.map((p) => p.set)),
  bits: parts.flatMap((p) => p.bits),
  unknown: [...new Map(parts.flatMap((p) => p.unknown).map((u) => [u.id, u])).values()],
});

const MAX_DEPTH = 64;
const SECTIONS = ['address', 'address-group'];

const undefinedName = (name: string): Addresses =>
  unsure(`address ${name}`, `定義のないアドレス ${name}`, `address ${name}, which is not defined`);

const unreadable = (name: string, text: string): Addresses =>
  unsure(
    `address ${name}`,
    `読めないアドレス ${name} (${text})`,
    `address ${name} (${text}), which cannot be read`,
  );

function ofObject(reader: Reader, node: ConfNode): Addresses {
  const { name } = node;
  const kind = nodesOf(node).findLast((k) => OBJECT_KINDS.has(k.name))?.name;
  const text = kind === undefined ? null : valueAt(node, kind);
  if (kind === undefined || text === null) return unreadable(name, '');
  if (kind === 'fqdn') {
    return unsure(
      `fqdn ${text.toLowerCase()}`,
      `FQDN オブジェクト ${name} (${text})`,
      `FQDN object ${name} (${text})`,
    );
  }
  if (text.startsWith('$')) return ofVariable(reader, text);
  if (kind === 'ip-wildcard') {
    const bits = wildcardValue(text);
    return bits ? { set: [], bits: [bits], unknown: [] } : badValue(reader, node, text);
  }
  const set = addressValue(text);
  return set ? ofSet(set) : badValue(reader, node, text);
}

const OBJECT_KINDS = new Set(['ip-netmask', 'ip-range', 'ip-wildcard', 'fqdn']);

function badValue(reader: Reader, node: ConfNode, text: string): Addresses {
  reader.remarks.note(
    'bad-address',
    `address ${node.name}`,
    {
      ja: `アドレス ${node.name} の値 ${text} は読めない`,
      en: `the value ${text} of address ${node.name} cannot be read`,
    },
    node.line,
  );
  return unreadable(node.name, text);
}

function ofVariable(reader: Reader, name: string): Addresses {
  const defined = reader.variables.get(name);
  const type = defined && child(defined, 'type');
  const text = type
    ? (nodesOf(type)
        .map(value)
        .findLast((v) => v !== null) ?? null)
    : null;
  const set = text === null ? null : addressValue(text);
  return set
    ? ofSet(set)
    : unsure(`variable ${name}`, `テンプレート変数 ${name}`, `template variable ${name}`);
}

function twice(found: Found): Addresses {
  const { name } = found.node;
  return unsure(
    `address ${name}`,
    `二重に定義されたアドレス ${name}`,
    `address ${name}, which is defined twice`,
  );
}

function ofFound(reader: Reader, found: Found, section: string, depth: number): Addresses {
  if (found.twice) return twice(found);
  const outer = overridden(found, section);
  if (outer) {
    noteOverride(reader, found, outer);
    if (outer.scope.panorama !== found.scope.panorama) return twice(found);
  }
  if (section === 'address') return ofObject(reader, found.node);
  return ofGroup(reader, found, depth);
}

function noteOverride(reader: Reader, found: Found, outer: Found): void {
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

function cyclic(reader: Reader, found: Found): Addresses {
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
function ofGroup(reader: Reader, found: Found, depth: number): Addresses {
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
function ofMembersOf(reader: Reader, found: Found, depth: number): Addresses {
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
function ofMember(reader: Reader, name: string, from: Scope, depth: number): Addresses {
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
function ofFilter(reader: Reader, found: Found, text: string, depth: number): Addresses {
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

function matching(reader: Reader, group: Found, filter: TagFilter) {
  reader.tagged ??= ['address', 'address-group'].flatMap((section) =>
    visible(reader.scope, section)
      .map((found) => ({ found, section, tags: new Set(values(child(found.node, 'tag'))) }))
      .filter((t) => t.tags.size > 0),
  );
  return reader.tagged.filter((t) => t.found.node !== group.node && holds(filter, t.tags));
}

function named(reader: Reader, name: string, from: Scope, depth: number): Addresses {
  const key = `${from.name}\n${name}`;
  const known = reader.known.get(key);
  if (known) return known;
  const read = resolve(reader, name, from, depth);
  reader.known.set(key, read);
  return read;
}

function resolve(reader: Reader, name: string, from: Scope, depth: number): Addresses {
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

function ofList(reader: Reader, name: string, from: Scope): Addresses {
  if (lookUp(from, 'external-list', name) || SUPPLIED.test(name)) {
    return unsure(`list ${name}`, `外部リスト ${name}`, `external list ${name}`);
  }
  const region = lookUp(from, 'region', name);
  if (region) {
    return together(values(find(region.node, 'address')).map((v) => ofRange(reader, region.node, v)));
  }
  if (/^[A-Z]{2}$/.test(name)) return unsure(`region ${name}`, `地域 ${name}`, `region ${name}`);
  reader.remarks.note(
    'undefined-reference',
    `address ${name}`,
    { ja: `アドレス ${name} の定義がこのファイルにない`, en: `address ${name} is not defined in this file` },
    reader.line,
  );
  return undefinedName(name);
}

function ofRange(reader: Reader, region: ConfNode, text: string): Addresses {
  const set = addressValue(text);
  return set ? ofSet(set) : badValue(reader, region, text);
}

function toMatch(reader: Reader, read: Addresses, side: Side): Match {
  const parts: Match[] = [];
  if (read.set.length > 0) parts.push({ kind: side, set: read.set });
  for (const bits of read.bits) parts.push({ kind: side === 'src' ? 'src-bits' : 'dst-bits', ...bits });
  for (const { id, what } of read.unknown) parts.push(reader.conditions.unknown(`${side} ${id}`, what));
  return any(parts);
}

function one(reader: Reader, name: string, side: Side): Match {
  const key = `${side}\n${name}`;
  const known = reader.matches.get(key);
  if (known) return known;
  const made = toMatch(reader, ofMember(reader, name, reader.level, 0), side);
  reader.matches.set(key, made);
  return made;
}

function ofMembers(reader: Reader, members: readonly string[], side: Side): Match {
  if (members.includes('any')) return ANY;
  const [only] = members;
  if (members.length === 1 && only !== undefined) return one(reader, only, side);
  const key = `${side}\n\n${members.join('\n')}`;
  const known = reader.matches.get(key);
  if (known) return known;
  const made = any(members.map((m) => one(reader, m, side)));
  reader.matches.set(key, made);
  return made;
}

export interface AddressContext {
  readonly scope: Scope;
  readonly level: Scope;
  readonly remarks: Remarks;
  readonly conditions: Conditions;
  readonly variables: ReadonlyMap<string, ConfNode>;
}

export function addressReader(context: AddressContext): AddressReader {
  const reader: Reader = {
    ...context,
    known: new Map(),
    matches: new Map(),
    open: new Set(),
    cyclic: new Set(),
    line: 0,
    tagged: null,
  };
  return {
    match: (members, side, line) => {
      reader.line = line;
      return ofMembers(reader, members, side);
    },
    exact: (name) => {
      const { set, bits, unknown } = ofMember(reader, name, reader.level, 0);
      return bits.length === 0 && unknown.length === 0 ? set : null;
    },
  };
}
