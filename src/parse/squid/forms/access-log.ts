/** access_log and icap_log (parse_access_log in cache_cf.cc, FormattedLog). */
import type { Bilingual } from '../../../model/text.ts';
import {
  badNumber,
  badUnit,
  badWord,
  cut,
  type Defined,
  type Form,
  MISSING,
  undefinedName,
  unknownOption,
} from './form.ts';
import { bytesOf, integerOf } from './numbers.ts';
import { undefinedAcl } from './words.ts';

const BUFFER = 'buffer-size=';

function option(word: string, { formats }: Defined): Bilingual | null {
  const equals = word.indexOf('=');
  const key = word.slice(0, equals);
  const value = word.slice(equals + 1);
  if (key === 'logformat') return formats.has(value) || value === 'auto' ? null : undefinedName(cut(value));
  if (key === 'rotate') return integerOf(value) === null ? badNumber(cut(word)) : null;
  if (key === 'on-error') return /^(die|drop)$/.test(value) ? null : badWord(cut(value), 'die, drop');
  if (!word.startsWith(BUFFER)) return unknownOption(cut(word));
  const [, unit] = /^\d+(.*)$/s.exec(value) ?? [];
  return unit !== undefined && bytesOf(unit) !== null ? null : badUnit(cut(word));
}

/** A format by its name, or options; then ACLs. */
export const accessLog: Form = ([place, ...rest], defined) => {
  if (place === undefined) return MISSING;
  if (place === 'none') return undefinedAcl(rest, defined);
  const [first] = rest;
  if (first !== undefined && !first.includes('=')) {
    const named = defined.formats.has(first) || first === 'auto';
    return undefinedAcl(named ? rest.slice(1) : rest, defined);
  }
  const end = rest.findIndex((w) => !w.includes('='));
  const options = end < 0 ? rest : rest.slice(0, end);
  return (
    options.map((o) => option(o, defined)).find((r) => r !== null) ??
    undefinedAcl(rest.slice(options.length), defined)
  );
};
