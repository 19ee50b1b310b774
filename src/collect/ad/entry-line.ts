/** What the server sent of an object, as lines of the bundle. */
import { createHash } from 'node:crypto';
import type { BundleDescriptor, BundleEntry } from '../../model/directory-bundle.ts';
import type { SearchEntryMessage } from './message.ts';
import { BINARY_ATTRIBUTES, SECRET_ATTRIBUTES } from './searches.ts';

const DESCRIPTOR = 'ntsecuritydescriptor';

const RANGE = /;range=(\d{1,10})-(\d{1,10}|\*)$/i;

/** A part of an attribute's values ([MS-ADTS] 3.1.1.3.1.3.3): more follow from `next` on. */
export interface OpenRange {
  readonly attribute: string;
  readonly next: number;
}

export const baseName = (description: string): string => {
  const end = description.indexOf(';');
  return (end < 0 ? description : description.slice(0, end)).toLowerCase();
};

/** The attributes of which the server keeps values back. */
export function openRanges(entry: SearchEntryMessage): readonly OpenRange[] {
  return entry.attributes.flatMap(([name]) => {
    const range = RANGE.exec(name);
    if (!range || range[2] === '*') return [];
    return [{ attribute: name.slice(0, range.index), next: Number(range[2]) + 1 }];
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function asText(values: readonly Buffer[]): readonly string[] | null {
  try {
    return values.map((v) => utf8.decode(v));
  } catch {
    return null;
  }
}

/** Names descriptors as they come and tells which are new. */
export interface Descriptors {
  readonly name: (bytes: Buffer) => { readonly name: string; readonly line: BundleDescriptor | null };
}

export function descriptors(): Descriptors {
  const known = new Map<string, string>();
  return {
    name(bytes) {
      const digest = createHash('sha256').update(bytes).digest('base64');
      const before = known.get(digest);
      if (before !== undefined) return { name: before, line: null };
      const name = `d${known.size + 1}`;
      known.set(digest, name);
      return { name, line: { descriptor: name, b64: bytes.toString('base64') } };
    },
  };
}

export interface EntryLines {
  /** Its descriptor, where it is a new one. */
  readonly descriptor: BundleDescriptor | null;
  readonly entry: BundleEntry;
}

/** `asked`: names in lower case; what was not asked for is not written. */
export function entryLines(
  entry: SearchEntryMessage,
  asked: ReadonlySet<string>,
  names: Descriptors,
): EntryLines {
  const a: [string, readonly string[]][] = [];
  const b: [string, readonly string[]][] = [];
  let named: ReturnType<Descriptors['name']> | null = null;
  for (const [name, values] of entry.attributes) {
    const base = baseName(name);
    if (!asked.has(base) || SECRET_ATTRIBUTES.has(base) || values.length === 0) continue;
    if (base === DESCRIPTOR) {
      const [bytes] = values;
      // A server that may not show it sends an empty one.
      if (bytes && bytes.length > 0) named = names.name(bytes);
      continue;
    }
    const text = BINARY_ATTRIBUTES.has(base) ? null : asText(values);
    if (text) a.push([name, text]);
    else b.push([name, values.map((v) => v.toString('base64'))]);
  }
  return {
    descriptor: named?.line ?? null,
    entry: {
      dn: entry.dn,
      a: Object.fromEntries(a),
      ...(b.length > 0 && { b: Object.fromEntries(b) }),
      ...(named && { sd: named.name }),
    },
  };
}
