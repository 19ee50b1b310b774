/** icap_service and ecap_service (ServiceConfig::parse). */
import type { Bilingual } from '../../../model/text.ts';
import { badNumber, badWord, cut, type Form, MISSING, unknownOption } from './form.ts';
import { integerOf } from './numbers.ts';

/** Only the start is compared. */
const POINT = /^(reqmod|respmod)/;
const POINTS = 'reqmod_precache respmod_precache';

const SWITCHES = /^(bypass|routing|ipv6|connection-encryption)$/;

function option(word: string): Bilingual | null {
  const equals = word.indexOf('=');
  if (equals < 0)
    return word.includes('://') || /^[01]$/.test(word) || /^tls/.test(word) ? null : unknownOption(cut(word));
  const key = word.slice(0, equals);
  const value = word.slice(equals + 1);
  if (word.indexOf('://') >= 0 && word.indexOf('://') < equals) return null;
  if (SWITCHES.test(key)) return /^(on|off|0|1)$/.test(value) ? null : badWord(cut(word), 'on off');
  if (key === 'on-overload')
    return /^(block|bypass|wait|force)$/.test(value) ? null : badWord(cut(value), 'block bypass wait force');
  if (key === 'max-conn') return integerOf(value) === null ? badNumber(cut(word)) : null;
  return key === 'uri' || key.startsWith('tls-') ? null : unknownOption(cut(word));
}

export const icapService: Form = ([name, point, ...rest]) => {
  if (name === undefined || point === undefined) return MISSING;
  if (!POINT.test(point)) return badWord(cut(point), POINTS);
  const refused = rest.map(option).find((r) => r !== null);
  return refused ?? (rest.some((w) => w.includes('://')) ? null : MISSING);
};

export const ecapService: Form = ([name, point]) => {
  if (name === undefined || point === undefined) return MISSING;
  return POINT.test(point) ? null : badWord(cut(point), POINTS);
};
