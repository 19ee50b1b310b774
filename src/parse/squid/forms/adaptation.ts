/** icap_service and ecap_service (ServiceConfig::parse). */
import type { Bilingual } from '../../../model/text.ts';
import { badNumber, badWord, cut, type Form, MISSING, unknownOption } from './form.ts';
import { integerOf } from './numbers.ts';

/** Only the start is compared. */
const POINT = /^(reqmod|respmod)/;
const POINTS = 'reqmod_precache respmod_precache';

const OVERLOAD = /^(block|bypass|wait|force)$/;

const SWITCHES = /^(bypass|routing|ipv6|connection-encryption)$/;

function valued(key: string, value: string): Bilingual | null {
  if (SWITCHES.test(key)) return /^(on|off|0|1)$/.test(value) ? null : badWord(cut(value), 'on off');
  if (key === 'on-overload')
    return OVERLOAD.test(value) ? null : badWord(cut(value), 'block bypass wait force');
  if (key === 'max-conn') return integerOf(value) === null ? badNumber(cut(value)) : null;
  return key === 'uri' || key.startsWith('tls-') ? null : unknownOption(cut(key));
}

/** The address may stand alone, and so may the older form of `bypass`. */
function option(word: string): Bilingual | null {
  const equals = word.indexOf('=');
  const scheme = word.indexOf('://');
  if (scheme >= 0 && (equals < 0 || scheme < equals)) return null;
  if (equals < 0) return /^([01]|tls.*)$/.test(word) ? null : unknownOption(cut(word));
  return valued(word.slice(0, equals), word.slice(equals + 1));
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
