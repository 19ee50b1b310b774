/** An address as the lines of ASA objects, groups and ACLs write it. */
import { type Addresses, ANY_IPV4, ANY_IPV6 } from '../cisco/addresses.ts';
import type { Dictionary } from './names.ts';
import type { Read } from './service-words.ts';

const read = (value: Addresses | null, next: number): Read<Addresses> | null => value && { value, next };

function group(names: Dictionary, name: string, next: number): Read<Addresses> | null {
  const value = names.group(name);
  if (value.kind === 'network') return { value: value.addresses, next };
  return value.kind === 'unknown' ? { value: names.unknownGroup(name), next } : null;
}

/** A name stands for its address wherever an address may stand. */
function plain(names: Dictionary, word: string, mask: string | undefined): Read<Addresses> | null {
  const base = names.host(word);
  if (base.includes(':')) return read(names.reader.prefix(base), 1);
  const value = mask === undefined ? null : names.reader.masked(base, names.host(mask), false);
  return read(value, 2);
}

/** `any`, `host A`, `A MASK`, `P/len`, `object N`, `object-group N`, `interface IF` at an index; null: none of them. */
export function readAddress(
  names: Dictionary,
  words: readonly string[],
  at: number,
  any: Addresses,
): Read<Addresses> | null {
  const word = words[at];
  const name = words[at + 1];
  if (word === undefined) return null;
  if (word === 'any') return { value: any, next: at + 1 };
  if (word === 'any4') return { value: ANY_IPV4, next: at + 1 };
  if (word === 'any6') return { value: ANY_IPV6, next: at + 1 };
  if (word === 'host') return name === undefined ? null : read(names.reader.one(names.host(name)), at + 2);
  if (word === 'object') return name === undefined ? null : read(names.networkObject(name), at + 2);
  if (word === 'object-group') return name === undefined ? null : group(names, name, at + 2);
  if (word === 'interface') return name === undefined ? null : read(names.interfaceAddress(name), at + 2);
  const found = plain(names, word, name);
  return found && { value: found.value, next: at + found.next };
}
