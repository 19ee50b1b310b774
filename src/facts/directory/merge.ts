/**
 * One object from two files. What one of them hides is taken from the other; where they differ, the field is left open:
 * files of different days or readers are never chosen between silently.
 */
import { hides } from './hidden.ts';
import type { DirectoryObject } from './model.ts';

/** LDAP attribute of each field. */
export type Fields = Readonly<Record<string, string>>;

type Bag = Readonly<Record<string, unknown>>;

/** Lists whose order means nothing. */
const SETS: ReadonlySet<string> = new Set([
  'memberOf',
  'members',
  'sidHistory',
  'servicePrincipalNames',
  'delegatesTo',
  'actedForBy',
  'workstations',
  'appliesTo',
]);

/** Fields that hold an empty list, not null, where nothing is known. */
const NEVER_NULL: ReadonlySet<string> = new Set([
  'sidHistory',
  'servicePrincipalNames',
  'delegatesTo',
  'actedForBy',
  'workstations',
  'appliesTo',
]);

const SECOND = 10_000_000n;

const isUnset = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

/** Some collectors give times to the second only. */
const closeTo = (a: bigint, b: bigint): boolean => (a > b ? a - b : b - a) < SECOND;

const sorted = (list: readonly unknown[]): readonly string[] =>
  list.map((v) => String(v).toLowerCase()).sort();

function sameRecord(a: Bag, b: Bag): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => same(a[name], b[name], name));
}

const isBag = (value: unknown): value is Bag =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function sameList(a: readonly unknown[], b: readonly unknown[], field: string): boolean {
  if (a.length !== b.length) return false;
  if (!SETS.has(field)) return a.every((v, i) => same(v, b[i], field));
  const other = sorted(b);
  return sorted(a).every((v, i) => v === other[i]);
}

function same(a: unknown, b: unknown, field: string): boolean {
  if (a === b) return true;
  if (typeof a === 'bigint' && typeof b === 'bigint') return a > 0n && b > 0n && closeTo(a, b);
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase();
  if (Array.isArray(a) && Array.isArray(b)) return sameList(a, b, field);
  return isBag(a) && isBag(b) && sameRecord(a, b);
}

/** Of two times to different precision, the finer. */
const finer = (a: unknown, b: unknown): unknown =>
  typeof a === 'bigint' && typeof b === 'bigint' && a % SECOND === 0n ? b : a;

interface Side {
  readonly value: unknown;
  readonly hidden: boolean;
}

function chosen(a: Side, b: Side, field: string): { readonly value: unknown; readonly open: boolean } {
  if (a.hidden) return { value: b.value, open: b.hidden };
  if (b.hidden || same(a.value, b.value, field)) {
    return { value: b.hidden ? a.value : finer(a.value, b.value), open: false };
  }
  if (field === 'name') return { value: a.value, open: true };
  return { value: NEVER_NULL.has(field) ? [] : null, open: true };
}

/** `rules`: fields of its `password`. */
export function merged<T extends DirectoryObject>(a: T, b: T, fields: Fields, rules: Fields = {}): T {
  const open = new Set<string>();
  const pick = (from: Bag, other: Bag, names: Fields): Record<string, unknown> => {
    const out: Record<string, unknown> = {};
    for (const [field, attribute] of Object.entries(names)) {
      if (!(field in from)) continue;
      const side = (bag: Bag, object: T): Side => ({
        value: bag[field],
        hidden: (isUnset(bag[field]) || field === 'name') && hides(object, attribute),
      });
      const choice = chosen(side(from, a), side(other, b), field);
      out[field] = choice.value;
      if (choice.open) open.add(attribute);
    }
    return out;
  };
  const [left, right] = [a as unknown as Bag, b as unknown as Bag];
  const result: Record<string, unknown> = { ...left, ...pick(left, right, fields) };
  if (isBag(left.password) && isBag(right.password)) {
    result.password = { ...left.password, ...pick(left.password, right.password, rules) };
  }
  return { ...result, hidden: [...open].sort() } as unknown as T;
}
