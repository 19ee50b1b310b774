/** One entry of a directory as a file shows it, before it is known what it means. */
import type { SearchKind, SecurityDescriptor } from '../../facts/directory/model.ts';
import type { NonEmpty } from '../../facts/known.ts';
import type { Location } from '../../model/evidence.ts';

/** Text, or bytes where the file gives them encoded. */
export type Value = string | Uint8Array;

export interface Entry {
  readonly dn: string;
  readonly key: string;
  /** By LDAP name, lower case, without options. Never empty lists. */
  readonly values: ReadonlyMap<string, readonly Value[]>;
  /** Attributes of which only some values are here (`member;range=0-1499` without the rest), or that contradict themselves. */
  readonly partial: ReadonlySet<string>;
  /** The ranges in which an attribute came. */
  readonly ranges: ReadonlyMap<string, readonly Range[]>;
  /** Names asked for, lower case; null: not known. `*` stands for all that are not operational. */
  readonly asked: ReadonlySet<string> | null;
  readonly descriptor: SecurityDescriptor | null;
  /** The search it is a result of; null: not known. It tells what an entry is that does not show its classes. */
  readonly search: SearchKind | null;
  readonly at: Location;
}

export interface Range {
  readonly from: number;
  /** null: the last one (`*`). */
  readonly to: number | null;
  readonly values: readonly Value[];
}

const RANGE = /;range=(\d{1,10})-(\d{1,10}|\*)/i;

/** Attributes of an entry while they are gathered. */
export interface Gathering {
  readonly values: Map<string, Value[]>;
  readonly ranges: Map<string, Range[]>;
}

export const gathering = (): Gathering => ({ values: new Map(), ranges: new Map() });

function listIn<T>(map: Map<string, T[]>, name: string): T[] {
  const before = map.get(name);
  if (before) return before;
  const made: T[] = [];
  map.set(name, made);
  return made;
}

/** Values of an attribute description (`member`, `member;range=0-1499`, `userCertificate;binary`). */
export function gather(to: Gathering, description: string, values: readonly Value[]): void {
  const name = description.toLowerCase();
  const end = name.indexOf(';');
  const base = end < 0 ? name : name.slice(0, end);
  const range = end < 0 ? null : RANGE.exec(name);
  if (range) {
    const one = { from: Number(range[1]), to: range[2] === '*' ? null : Number(range[2]), values };
    listIn(to.ranges, base).push(one);
  } else if (values.length > 0) {
    const list = listIn(to.values, base);
    for (const value of values) list.push(value);
  }
}

/** All ranges in order, from 0 to the one that is the last, without a gap ([MS-ADTS] 3.1.1.3.1.3.3). */
function isWhole(ranges: readonly Range[]): boolean {
  let next = 0;
  for (const { from, to, values } of ranges) {
    if (from !== next) return false;
    if (to === null) return true;
    if (values.length !== to - from + 1) return false;
    next = to + 1;
  }
  return false;
}

type Gathered = Pick<Entry, 'values' | 'partial' | 'ranges'>;

/** Puts the ranges of an attribute together. */
function settle(name: string, ranges: readonly Range[], values: Map<string, readonly Value[]>): boolean {
  const order = [...ranges].sort((a, b) => a.from - b.from);
  const all = order.flatMap((r) => r.values);
  if (all.length > 0) values.set(name, all);
  return isWhole(order);
}

/** The values with all ranges put together. */
export function gathered({ values: plain, ranges }: Gathering): Gathered {
  const values = new Map<string, readonly Value[]>(plain);
  const partial = new Set<string>();
  for (const [name, list] of ranges) if (!settle(name, list, values)) partial.add(name);
  return { values, partial, ranges };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** null: bytes that are no text. */
export function textOf(value: Value): string | null {
  if (typeof value === 'string') return value;
  try {
    return utf8.decode(value);
  } catch {
    return null;
  }
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Bytes of base64 (RFC 4648) without blanks; null: it is none. */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0 || !BASE64.test(text)) return null;
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

const sameValue = (a: Value, b: Value): boolean =>
  typeof a === 'string' || typeof b === 'string'
    ? textOf(a) === textOf(b) && textOf(a) !== null
    : a.length === b.length && a.every((byte, i) => byte === b[i]);

const shown = (values: readonly Value[]): string =>
  JSON.stringify(values.map((v) => (typeof v === 'string' ? `t${v}` : `b${v.join()}`)).sort());

/** In any order. Text and the bytes of it are one value only where there is a single one. */
const sameValues = (a: readonly Value[], b: readonly Value[]): boolean => {
  const [one, other] = [a[0], b[0]];
  if (a.length !== b.length) return false;
  if (a.length === 1 && one !== undefined && other !== undefined) return sameValue(one, other);
  return shown(a) === shown(b);
};

/** What the results for one DN show, while they are put together. */
interface Joining {
  readonly values: Map<string, readonly Value[]>;
  readonly ranges: Map<string, Range[]>;
  readonly partial: Set<string>;
}

function take(to: Joining, { values, ranges, partial }: Entry): void {
  for (const name of partial) if (!ranges.has(name)) to.partial.add(name);
  for (const [name, list] of ranges) for (const range of list) listIn(to.ranges, name).push(range);
  for (const [name, list] of values) {
    if (ranges.has(name)) continue;
    const before = to.values.get(name);
    if (before === undefined) to.values.set(name, list);
    else if (!sameValues(before, list)) to.partial.add(name);
  }
}

/** Once for all results: a list of members may come in thousands of ranges. */
function settleAll({ values, ranges, partial }: Joining): void {
  for (const [name, list] of ranges) {
    const plain = values.get(name);
    const whole = settle(name, list, values);
    if (!whole || (plain && !sameValues(plain, values.get(name) ?? []))) partial.add(name);
  }
}

/** What all that show it were asked for together; null: one does not tell. */
function askedOf(entries: readonly Entry[]): ReadonlySet<string> | null {
  const all = new Set<string>();
  for (const asked of new Set(entries.map((e) => e.asked))) {
    if (asked === null) return null;
    for (const name of asked) all.add(name);
  }
  return all;
}

/** All results for one DN: what several show must agree, and ranges must make a whole; else the attribute is left open. */
export function joined(entries: NonEmpty<Entry>): Entry {
  const [first, ...others] = entries;
  if (others.length === 0) return first;
  const joining: Joining = { values: new Map(), ranges: new Map(), partial: new Set() };
  for (const entry of entries) take(joining, entry);
  settleAll(joining);
  const descriptor = entries.find((e) => e.descriptor)?.descriptor ?? null;
  return { ...first, ...joining, asked: askedOf(entries), descriptor };
}
