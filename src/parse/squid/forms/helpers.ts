/** Helper programs: how many of them, how long they are waited for, and what auth_param and external_acl_type say. */
import type { Bilingual } from '../../../model/text.ts';
import { badNumber, badWord, conflicting, cut, type Form, MISSING, unknownOption } from './form.ts';
import { formatCodes, helperCodes } from './format.ts';
import { decimalOf, integer, integerOf, seconds, timeUnit, within } from './numbers.ts';
import { oneOf, onOff, something } from './words.ts';

const MOST = 2 ** 32 - 1;

function childrenOption(word: string): Bilingual | null {
  const [, key, value = ''] =
    /^(startup|idle|concurrency|queue-size|reservation-timeout|on-persistent-overload)=(.*)$/s.exec(word) ??
    [];
  if (key === undefined) return unknownOption(cut(word));
  if (key === 'on-persistent-overload')
    return /^(die|ERR)$/.test(value) ? null : badWord(cut(value), 'die, ERR');
  return within(integerOf(value), 0, MOST) ? null : badNumber(cut(word));
}

/** TYPE HelperChildConfig. */
export const children: Form = ([count, ...options]) => {
  if (count === undefined) return MISSING;
  if (!within(integerOf(count), 1, MOST)) return badNumber(cut(count));
  return options.map(childrenOption).find((r) => r !== null) ?? null;
};

const ACTIONS = 'bypass fail retry use_configured_response';

/** `key=value` pairs. A key goes on to its `=`, blanks and all; words without one are passed over. */
const pairsOf = (words: readonly string[]): readonly (readonly [string, string])[] =>
  [...words.join(' ').matchAll(/([^=]+)=(\S*) ?/g)].map(([, key = '', value = '']) => [key, value] as const);

function timeoutOptions(words: readonly string[]): Bilingual | null {
  let action = '';
  let response = false;
  for (const [key, value] of pairsOf(words)) {
    if (/^response$/i.test(key)) response = true;
    else if (!/^on_timeout$/i.test(key)) return unknownOption(cut(key));
    else action = value.toLowerCase();
  }
  if (action !== '' && !ACTIONS.split(' ').includes(action)) return badWord(cut(action), ACTIONS);
  return response === (action === 'use_configured_response') ? null : conflicting('response=');
}

/** TYPE UrlHelperTimeout: the unit may be missing, if something else stands there. */
export const rewriteTimeout: Form = ([number, ...rest]) => {
  if (number === undefined) return MISSING;
  const value = decimalOf(number);
  if (value === null || value < 0) return badNumber(cut(number));
  const [unit] = rest;
  if (value !== 0 && unit === undefined) return MISSING;
  const hasUnit = value !== 0 && timeUnit(unit ?? '') !== null;
  return timeoutOptions(hasUnit ? rest.slice(1) : rest);
};

/** A format of one word. */
const extras: Form = ([format]) => (format === undefined ? MISSING : formatCodes(format));

/** Parameters of each scheme whose values Squid checks; it passes over those that it does not know. */
const PARAMETERS: Readonly<Record<string, readonly (readonly [string, Form])[]>> = {
  '': [
    ['program', something],
    ['realm', something],
    ['children', children],
    ['key_extras', extras],
    ['keep_alive', onOff],
    ['utf8', onOff],
  ],
  basic: [
    ['credentialsttl', seconds],
    ['casesensitive', onOff],
  ],
  digest: [
    ['nonce_garbage_interval', seconds],
    ['nonce_max_duration', seconds],
    ['nonce_max_count', integer],
    ['nonce_strictness', onOff],
    ['check_nonce_count', onOff],
    ['post_workaround', onOff],
  ],
  ntlm: [],
  negotiate: [],
};

export const authParam: Form = ([scheme, parameter, ...values], defined, name, rest) => {
  if (scheme === undefined || parameter === undefined) return MISSING;
  const refused = oneOf('basic digest ntlm negotiate')([scheme], defined, name, rest);
  const own = [...(PARAMETERS[scheme] ?? []), ...(PARAMETERS[''] ?? [])];
  return refused ?? own.find(([word]) => word === parameter)?.[1](values, defined, name, rest) ?? null;
};

const CLASS_OPTION =
  /^((ttl|negative_ttl|children|children-max|children-startup|children-idle|concurrency|queue-size|cache|grace)=.*|protocol=(2\.5|3\.0|3\.4)|quote=(url|shell)|ipv[46])$/s;

/** Options, format codes, and the command line of the program. */
export const externalAclType: Form = ([name, ...rest]) => {
  if (name === undefined) return MISSING;
  const start = rest.findIndex((w) => w.startsWith('%'));
  const options = start < 0 ? rest : rest.slice(0, start);
  const bad = options.find((o) => !CLASS_OPTION.test(o));
  if (bad !== undefined) return unknownOption(cut(bad));
  const after = rest.slice(options.length);
  const end = after.findIndex((w) => !w.startsWith('%'));
  if (start < 0 || end < 0) return MISSING;
  return (
    after
      .slice(0, end)
      .map(helperCodes)
      .find((r) => r !== null) ?? null
  );
};
