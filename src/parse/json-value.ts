/** JSON values and how PowerShell's ways of writing one thing are read alike. */

export interface JsonObject {
  readonly [name: string]: JsonValue;
}
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Windows PowerShell writes some enumerations as `{"value":n,"Value":"Name"}`: the one pair that differs by case alone. */
const isEnumPair = (names: readonly string[]): boolean =>
  names.length === 2 && names.includes('value') && names.includes('Value');

/** How many names an object holds, in all depth; those that PowerShell takes for one another are counted once. */
export function distinctNames(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce<number>((sum, one) => sum + distinctNames(one), 0);
  if (Array.isArray(value)) return inner;
  const names = Object.keys(value);
  return inner + (isEnumPair(names) ? 2 : new Set(names.map((name) => name.toLowerCase())).size);
}

/** A property by name; case is ignored, as PowerShell does, where the exact name is not there. */
export function property(object: JsonObject, name: string): JsonValue | undefined {
  if (Object.hasOwn(object, name)) return object[name];
  const wanted = name.toLowerCase();
  const found = Object.keys(object).find((key) => key.toLowerCase() === wanted);
  return found === undefined ? undefined : object[found];
}

export const textOf = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' ? value : null;

/** A whole number, written as such or as digits. */
export function numberOf(value: JsonValue | undefined): number | null {
  if (typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value);
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

/** true and false, also as words in any case. Numbers are not taken: what 1 and 2 mean differs between cmdlets. */
export function booleanOf(value: JsonValue | undefined): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return null;
  return /^true$/i.test(value) ? true : /^false$/i.test(value) ? false : null;
}

/**
 * An enumeration, by number or by name without case; also the object `{"value":n,"Value":"Name"}` that some exports hold.
 * `names` maps each accepted spelling (lower case, or the number as digits) to its meaning.
 */
export function enumOf<T>(value: JsonValue | undefined, names: ReadonlyMap<string, T>): T | null {
  if (typeof value === 'number' || typeof value === 'string')
    return names.get(String(value).toLowerCase()) ?? null;
  if (!isObject(value)) return null;
  return enumOf(value.value ?? value.Value ?? null, names);
}
