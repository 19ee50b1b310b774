/** Passwords and the like in what is kept and shown: known by the name they stand under, or by what stands before them in a text. */
import { hiddenUser } from './proxy-text.ts';

export const HIDDEN = '********';

/** The key and the name of a registry value. */
export interface ValuePlace {
  readonly key: string;
  readonly name: string;
}

export type ValueData = number | bigint | string | readonly string[] | Uint8Array;

const NAME = /passw|passphrase|pwd|secret|credential|token|communit/i;

/** Which provider asks for a password, and where one is changed, is policy. */
const HARMLESS_NAME = /credentialprovider|url$|^password(?:manager|protection)/i;

/** All below such a key is secret: `…\SNMP\Parameters\ValidCommunities`, `SECURITY\Policy\Secrets`. */
const KEY = /(?:passwords?|passwd|passphrases?|pwd|secrets?|credentials?|tokens?|communit(?:y|ies))(?:\\|$)/i;

/** Policies about passwords: legacy LAPS, and which servers are handed credentials. */
const HARMLESS_KEY = /\\(?:AdmPwd|CredentialsDelegation)(?:\\|$)/i;

/** No password, but a switch. */
const SWITCH = /^\s*(?:\d?|true|false|yes|no|on|off)\s*$/i;

const isNamed = ({ key, name }: ValuePlace): boolean =>
  (NAME.test(name) && !HARMLESS_NAME.test(name)) || (KEY.test(key) && !HARMLESS_KEY.test(key));

/** Whether a value holds a password or the like, by where it stands. Numbers are none. */
export function isSecret(place: ValuePlace, data: ValueData): boolean {
  if (typeof data === 'number' || typeof data === 'bigint') return false;
  return isNamed(place) && !(typeof data === 'string' && SWITCH.test(data));
}

/** `user:password@` in the address of a proxy or server. A path (`C:\…`) is none. */
const CREDENTIALS = /[^\s=;,/@":\\]{1,256}:[^\s=;,/@"\\]{1,256}@/g;

/** The end of it, found without trying every character as the beginning: nearly no text has one. */
const PASSWORD = /:[^\s=;,/@"\\]{1,256}@/;

const withoutUsers = (text: string): string =>
  text.includes('@') && PASSWORD.test(text)
    ? text.replace(CREDENTIALS, (user) => hiddenUser(user.slice(0, -1)))
    : text;

/** What any of the forms below has: nearly no text has any. */
const MAY_TELL = /passw|passphrase|pwd|secret|credential|token|communit|\bnet1?\b|[-/]r?pw?\b|[-/]pass\b/i;

/** A value up to its closing quote; without one, to what `plain` says. */
const VALUE = (plain: string): string => String.raw`(\\?"[^"]*"?|'[^']*'?|${plain})`;

/** `Password=…;`, `"token": "…"`. To the end of the item: a password may have blanks in it. */
const ASSIGNED = new RegExp(
  String.raw`((?:passw(?:or)?d|passphrase|pwd|secret|credential|token|community)\w{0,32}\\?["']?[ \t]{0,8}[=:](?![ \t]{0,8}\\?["']?\*{8})[ \t]{0,8})${VALUE(String.raw`[^;&"\r\n]+`)}`,
  'gi',
);

/** `/p:…`, `-pw …`, `/password …`. */
const OPTION = new RegExp(
  String.raw`((?:^|[\s"'])(?:[-/]|--)(?:r?pw?|pass(?:w(?:or)?d|phrase)?|pwd|secret|token)(?:[:=]|[ \t]{1,8}))${VALUE(String.raw`[^\s"']+`)}`,
  'gi',
);

/** `-p 80` is a port, `-p /x` has no value, and `*` asks for one. */
function isHarmless(head: string, value: string): boolean {
  if (value === '*') return true;
  if (/[:=]$/.test(head)) return false;
  return /^[-/]/.test(value) || (/[-/]p[ \t]+$/i.test(head) && /^\d{1,5}$/.test(value));
}

/** The words after `net use` and `net user`: what is no switch, no share and no drive may be a password. */
const NET = /(\bnet1?(?:\.exe)?["']?[ \t]{1,8}(?:use|user)[ \t]{1,8})([^&|\r\n]+)/gi;
const PLAIN_WORD = /^(?:\/\S*|\\\\\S*|["']?\\\\\S*|[a-z]:|\*+["']?)$/i;

const withoutNetPasswords = (words: string): string =>
  words.replace(/[^\s"',]+/g, (word) => (PLAIN_WORD.test(word) ? word : HIDDEN));

function withoutWords(text: string): string {
  if (!MAY_TELL.test(text)) return text;
  return text
    .replace(NET, (_, head: string, words: string) => head + withoutNetPasswords(words))
    .replace(OPTION, (all, head: string, value: string) => (isHarmless(head, value) ? all : head + HIDDEN))
    .replace(ASSIGNED, `$1${HIDDEN}`);
}

/** A text in which no address, command or connection string carries a password. */
export const withoutPasswords = (text: string): string => withoutWords(withoutUsers(text));

const NO_BYTES = new Uint8Array(0);

function withoutPasswordsEach(texts: readonly string[]): readonly string[] {
  const shown = texts.map(withoutPasswords);
  return shown.every((text, index) => text === texts[index]) ? texts : shown;
}

/** The data that may be kept of a value: secrets are replaced, so that no fact can show them. The same where nothing was. */
export function withoutSecret(place: ValuePlace, data: ValueData): ValueData {
  const isHidden = isSecret(place, data);
  if (typeof data === 'string') return isHidden ? HIDDEN : withoutPasswords(data);
  if (data instanceof Uint8Array) return isHidden ? NO_BYTES : data;
  if (typeof data === 'number' || typeof data === 'bigint') return data;
  return isHidden ? [] : withoutPasswordsEach(data);
}

/** Whether something of it was hidden, here or where it was read. */
export function hidesSecret(place: ValuePlace, data: ValueData): boolean {
  if (isSecret(place, data)) return true;
  const texts = typeof data === 'string' ? [data] : Array.isArray(data) ? data : [];
  return texts.some((text) => text.includes(HIDDEN));
}

/** A line that was not understood, as it may be shown: cut after what may be the name of a secret. */
export function shownLine(text: string): string {
  const found = NAME.exec(text);
  return found ? `${text.slice(0, found.index + found[0].length)}${HIDDEN}` : withoutPasswords(text);
}
