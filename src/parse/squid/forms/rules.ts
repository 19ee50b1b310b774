/** Directives that set something for the requests that some ACLs meet. */
import { address } from './address.ts';
import { badNumber, badWord, cut, type Form, MISSING } from './form.ts';
import { formatCodes } from './format.ts';
import { anyInteger, sizeOf, within } from './numbers.ts';
import { actionRow, oneOf, thenAcls, undefinedAcl } from './words.ts';

const unsigned =
  (most: number): Form =>
  ([word]) => {
    if (word === undefined) return MISSING;
    return within(anyInteger(word), 0, most) ? null : badNumber(cut(word));
  };

export const outgoingAddress: Form = thenAcls(address, 1);
export const tos: Form = thenAcls(unsigned(255), 1);
const unsigned32 = unsigned(2 ** 32 - 1);

/** Squid does not read a plain zero here, and takes no mask. */
export const mark: Form = thenAcls(
  (words, ...more) => (words[0] === '0' ? badNumber('0') : unsigned32(words, ...more)),
  1,
);

/** The ACLs come after the number and its unit, where it has one. */
export const sizeRow: Form = (words, defined) => {
  const found = sizeOf(words, 1);
  return 'next' in found ? undefinedAcl(words.slice(found.next), defined) : found;
};

export const unsupportedProtocol: Form = thenAcls(oneOf('tunnel respond'), 1);

/** A name, a value, and ACLs. Squid dies of a name alone. */
export const namedValue: Form = (words, defined) =>
  words.length < 2 ? MISSING : undefinedAcl(words.slice(2), defined);

/** As before, and a value in quotes holds format codes. */
export const headerAdd: Form = (words, defined, name, rest) => {
  const quoted = /^\S+\s+["']/.test(rest);
  return (quoted ? formatCodes(words[1] ?? '') : null) ?? namedValue(words, defined, name, rest);
};

/** A name without a value makes Squid die; no name at all is passed over. */
export const headerReplace: Form = (words) => (words.length === 1 ? MISSING : null);

export const sslBump: Form = thenAcls(
  oneOf('peek stare bump splice terminate none client-first server-first', 'allow deny'),
  1,
);

export const certSign: Form = thenAcls(oneOf('signTrusted signUntrusted signSelf'), 1);

/** The names of the ACLs are not looked up. A number in front of the page is its status, of which a redirect needs a URL. */
export const denyInfo: Form = ([page = '']) => {
  const [, digits] = /^(\d+)/.exec(page) ?? [];
  const status = Number(digits ?? 0);
  if (status === 0) return null;
  const isUrl = /:\/\/|:mailto:/.test(page);
  const fits = within(status, 200, 599) && within(status, 300, 399) === isUrl;
  return fits ? null : badNumber(cut(page));
};

/** Schemes that cannot be configured at all are refused; of the others the last lines of the file may tell. */
export const authSchemes: Form = ([schemes, ...names], defined) => {
  if (schemes === undefined) return MISSING;
  const bad = schemes.split(',').find((s) => !/^(basic|digest|ntlm|negotiate|ALL)$/.test(s.trim()));
  return bad === undefined
    ? undefinedAcl(names, defined)
    : badWord(cut(bad), 'basic digest ntlm negotiate ALL');
};

export const upgrade: Form = (words, defined, name, rest) =>
  words.length === 0 ? MISSING : actionRow(1)(words, defined, name, rest);
