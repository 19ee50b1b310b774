/** gPLink, extension names and WMI filters of Group Policy in the directory ([MS-GPOL] 2.2.2, 2.2.4). null: not understood. */
import { dnKey } from '../../facts/directory/dn.ts';
import type { GpoLink } from '../../facts/directory/model.ts';
import { parse as grammar } from '../generated/gp-attributes.js';
import { parseWith } from '../grammar-line.ts';

type Rule = 'GpLink' | 'Extensions' | 'WmiFilter';

const by = <T>(startRule: Rule, text: string): T | null =>
  parseWith<T, { startRule: Rule }>(grammar, text, { startRule });

const DISABLED = 1;
const ENFORCED = 2;

/** GUID in the first part of a DN of a GPO, upper case with braces. */
const guidOf = (key: string): string | null =>
  /^cn=(\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\})(?:,|$)/.exec(key)?.[1]?.toUpperCase() ?? null;

/** A link to a DN, as its options say; bits beyond the two that are defined mean nothing. */
export function gpoLink(dn: string, options: number): GpoLink {
  const gpo = dnKey(dn);
  return {
    gpo,
    guid: guidOf(gpo),
    disabled: (options & DISABLED) !== 0,
    enforced: (options & ENFORCED) !== 0,
  };
}

export function readGpLink(text: string): readonly GpoLink[] | null {
  const links = by<readonly { readonly dn: string; readonly options: number }[]>('GpLink', text);
  return links?.every((l) => Number.isSafeInteger(l.options))
    ? links.map((l) => gpoLink(l.dn, l.options))
    : null;
}

export const readExtensions = (text: string): readonly string[] | null =>
  by<readonly string[]>('Extensions', text)?.map((guid) => guid.toUpperCase()) ?? null;

/** `id` null: the attribute names no filter. */
export function readWmiFilter(text: string): { readonly id: string | null } | null {
  const filter = by<{ readonly id: string | null }>('WmiFilter', text);
  return filter && { id: filter.id?.toUpperCase() ?? null };
}

const MAX_QUERIES = 1000;
const LENGTHS = 3;

/**
 * The queries of msWMI-Parm2: their number, then for each the lengths of its language, name space and text and these
 * three, all closed by semicolons (`1;3;10;45;WQL;root\CIMv2;SELECT …;`).
 */
export function readQueries(text: string): readonly string[] | null {
  let at = 0;
  const number = (): number | null => {
    const found = /^(\d{1,6});/.exec(text.slice(at, at + 7));
    if (!found) return null;
    at += found[0].length;
    return Number(found[1]);
  };
  const field = (length: number): string | null => {
    const value = text.slice(at, at + length);
    if (text.charAt(at + length) !== ';') return null;
    at += length + 1;
    return value;
  };
  const one = (): string | null => {
    const lengths: number[] = [];
    for (let i = 0; i < LENGTHS; i++) lengths.push(number() ?? Number.NaN);
    if (lengths.some(Number.isNaN)) return null;
    const values = lengths.map(field);
    return values[0]?.toUpperCase() === 'WQL' && values[1] !== null ? (values[2] ?? null) : null;
  };
  const count = number();
  if (count === null || count > MAX_QUERIES) return null;
  const queries: string[] = [];
  for (let i = 0; i < count; i++) {
    const query = one();
    if (query === null) return null;
    queries.push(query);
  }
  return text.slice(at).trim() === '' ? queries : null;
}
