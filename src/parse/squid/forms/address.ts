/** Addresses and names of hosts. What only DNS can answer is taken as it stands. */
import { parseIpAddress } from '../../../facts/ip-address.ts';
import type { Bilingual } from '../../../model/text.ts';
import { badAddress, badNumber, cut, type Form, MISSING, NO_PORT } from './form.ts';
import { anyInteger, integerOf, within } from './numbers.ts';

const isIpAddress = (word: string): boolean => parseIpAddress(word) !== null;

/** inet_aton: `10.1` is 10.0.0.1, `012` is octal. The last part fills what is left. */
function isShortAddress(word: string): boolean {
  const parts = word.split('.');
  if (parts.length > 4 || !/^[0-9][0-9a-fA-FxX.]*$/.test(word)) return false;
  const numbers = parts.map(anyInteger);
  return numbers.every((n, i) => within(n, 0, i === parts.length - 1 ? 256 ** (5 - parts.length) - 1 : 255));
}

/** A name that some resolver may know. One that looks like an address, and is none, is known to none. */
const HOST =
  /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?$/;

export const isHost = (word: string): boolean =>
  isIpAddress(word) ||
  isShortAddress(word) ||
  (word.length < 256 && HOST.test(word) && /[A-Za-z]/.test(word.split('.').at(-1) ?? ''));

/** TYPE address. */
export const address: Form = ([word]) => {
  if (word === undefined) return MISSING;
  return /^(any_addr|no_addr|full_mask)$/.test(word) || isHost(word) ? null : badAddress(cut(word));
};

/** What stands in front of the port: a name, an address, or an IPv6 address in brackets; null: none of them. */
function hostAndPort(word: string): { host: string | null; port: string } | null {
  if (!word.startsWith('[')) {
    const colon = word.indexOf(':');
    return colon < 0
      ? { host: null, port: word }
      : { host: word.slice(0, colon), port: word.slice(colon + 1) };
  }
  const close = word.indexOf(']:');
  return close < 0 ? null : { host: word.slice(1, close), port: word.slice(close + 2) };
}

/** parsePortSpecification: a number, alone or after a host and a colon. */
export function portSpecification(word: string): Bilingual | null {
  const found = hostAndPort(word);
  const number = integerOf(found?.port ?? '');
  if (!found || number === null || (number === 0 && found.host === null)) return NO_PORT;
  if (!within(number, 1, 65535)) return badNumber(cut(word));
  if (found.host === null) return null;
  const known = word.startsWith('[') ? isIpAddress(found.host) : isHost(found.host);
  return known ? null : badAddress(cut(found.host));
}
