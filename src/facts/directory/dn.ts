/** Distinguished names (RFC 4514) as keys: two spellings of one name give one key. */

/** Only such a name needs its characters looked at one by one. */
const NEEDS_READING = /[\\"+#\x00-\x1f]|\s[,=]|[,=]\s|^\s|\s$/;

const HEX_PAIR = /^[0-9a-f]{2}$/i;
const ESCAPED = /[\\,+"]/g;

const decodeUtf8 = (bytes: readonly number[]): string => new TextDecoder().decode(Uint8Array.from(bytes));

const encodeUtf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Piece {
  readonly text: string;
  /** What stands after it: `,`, `+`, or '' at the end. */
  readonly end: string;
  readonly next: number;
}

/** Blanks that are escaped or in quotes are part of the value: a trailing one is kept by this mark. */
interface Taking {
  readonly bytes: number[];
  /** Length up to which bytes may not be trimmed. */
  kept: number;
}

function takeEscape(taking: Taking, dn: string, at: number): number {
  const pair = dn.slice(at + 1, at + 3);
  if (HEX_PAIR.test(pair)) {
    taking.bytes.push(Number.parseInt(pair, 16));
    taking.kept = taking.bytes.length;
    return at + 3;
  }
  const char = String.fromCodePoint(dn.codePointAt(at + 1) ?? 0x5c);
  taking.bytes.push(...encodeUtf8(char));
  taking.kept = taking.bytes.length;
  return at + 1 + char.length;
}

/** The text from `from` to the next separator that is neither escaped nor in quotes. */
function takePiece(dn: string, from: number): Piece {
  const taking: Taking = { bytes: [], kept: 0 };
  let quoted = false;
  let at = from;
  while (at < dn.length) {
    const char = String.fromCodePoint(dn.codePointAt(at) ?? 0);
    if (char === '\\') {
      at = takeEscape(taking, dn, at);
      continue;
    }
    if (!quoted && (char === ',' || char === '+')) {
      return { text: trimmed(taking), end: char, next: at + 1 };
    }
    if (char === '"') quoted = !quoted;
    else taking.bytes.push(...encodeUtf8(char));
    if (quoted) taking.kept = taking.bytes.length;
    at += char.length;
  }
  return { text: trimmed(taking), end: '', next: at };
}

function trimmed({ bytes, kept }: Taking): string {
  let end = bytes.length;
  while (end > kept && bytes[end - 1] === 0x20) end -= 1;
  return decodeUtf8(bytes.slice(0, end));
}

const controls = (text: string): string =>
  text.replace(/[\x00-\x1f]/g, (c) => `\\${c.charCodeAt(0).toString(16).padStart(2, '0')}`);

function escapedValue(value: string): string {
  const inner = controls(value.replace(ESCAPED, '\\$&'));
  const head = /^[ #]/.test(inner) ? `\\${inner}` : inner;
  return value.length > 1 && value.endsWith(' ') ? `${head.slice(0, -1)}\\ ` : head;
}

const blank = /\s/;

function skipBlanks(dn: string, from: number): number {
  let at = from;
  while (at < dn.length && blank.test(dn.charAt(at))) at += 1;
  return at;
}

/** One `type=value` from `from`; a piece without `=` is taken as it is. */
function takeRdn(
  dn: string,
  from: number,
): { readonly text: string; readonly end: string; readonly next: number } {
  const start = skipBlanks(dn, from);
  const equals = dn.indexOf('=', start);
  const comma = dn.indexOf(',', start);
  if (equals < 0 || (comma >= 0 && comma < equals)) {
    const piece = takePiece(dn, start);
    return { ...piece, text: escapedValue(piece.text) };
  }
  const type = dn.slice(start, equals).trim();
  const piece = takePiece(dn, skipBlanks(dn, equals + 1));
  return { ...piece, text: `${type}=${escapedValue(piece.text)}` };
}

function readDn(dn: string): string {
  let out = '';
  let at = 0;
  while (at < dn.length) {
    const rdn = takeRdn(dn, at);
    out += rdn.text + rdn.end;
    at = rdn.next;
  }
  return out;
}

/** Lower case, one spelling for every escape, no blanks around separators. Any text gives a key. */
export const dnKey = (dn: string): string => (NEEDS_READING.test(dn) ? readDn(dn) : dn).toLowerCase();

/** Where the first part of a key ends: index of the comma, or its length. */
function firstEnd(key: string): number {
  for (let i = 0; i < key.length; i++) {
    const c = key.charCodeAt(i);
    if (c === 0x5c) i += 1;
    else if (c === 0x2c) return i;
  }
  return key.length;
}

/** The key of what is above; null at the root. */
export function parentKey(key: string): string | null {
  const end = firstEnd(key);
  return end >= key.length - 1 ? null : key.slice(end + 1);
}

/** `ou`, `dc`, `cn` …: the type of the first part of a key. */
export const typeOf = (key: string): string => key.slice(0, Math.max(0, key.indexOf('=')));

/** The value of the first part of a DN as people read it, with the case of the DN. */
export function nameOf(dn: string): string {
  const equals = dn.indexOf('=');
  return takePiece(dn, skipBlanks(dn, equals + 1)).text;
}

/** The key of the domain: the parts `dc=` at the end, or '' where there are none. */
export const domainKeyOf = (key: string): string => /(?:^|,)(dc=[^,]*(?:,dc=[^,]*)*)$/.exec(key)?.[1] ?? '';

/** `dc=corp,dc=example` as `corp.example`. */
export const dnsNameOf = (domainKey: string): string =>
  domainKey
    .split(',')
    .map((part) => part.replace(/^dc=/, ''))
    .join('.');

/** Whether a key is the base itself or below it. */
export const isBelow = (key: string, base: string): boolean => key === base || key.endsWith(`,${base}`);
