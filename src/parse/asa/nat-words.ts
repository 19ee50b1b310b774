/** The words of ASA NAT commands since 8.3: object NAT below `object network`, and twice NAT (`nat … source …`). */
import { wordsOf } from '../cisco/lines.ts';

/** What addresses become: an object, group or address by its word, the address of an interface, or the same. */
export interface NatOperand {
  readonly word: string;
  /** Besides, or instead, the address of the interface that the packet leaves by. */
  readonly interface: boolean;
}

export interface NatLine {
  /** `any`: every interface. */
  readonly real: string;
  readonly mapped: string;
  readonly afterAuto: boolean;
  readonly dynamic: boolean;
  /** Word of what is translated; null: the object the line stands below. */
  readonly source: string | null;
  /** null: only the address of the interface. */
  readonly to: NatOperand;
  /** As senders on the real side see it, and what it is. */
  readonly destination: { readonly mapped: NatOperand; readonly real: string } | null;
  /** Twice NAT: names of service objects. Object NAT: protocol and ports, real before mapped. */
  readonly service: readonly string[] | null;
  readonly oneWay: boolean;
  readonly inactive: boolean;
}

interface Cursor {
  readonly words: readonly string[];
  at: number;
}

const peek = (c: Cursor): string => c.words[c.at] ?? '';
function take(c: Cursor): string {
  const word = peek(c);
  c.at += 1;
  return word;
}
function accept(c: Cursor, word: string): boolean {
  if (peek(c) !== word) return false;
  c.at += 1;
  return true;
}

const POOL_OPTIONS = new Set(['extended', 'flat', 'include-reserve', 'round-robin', 'block-allocation']);
const OPTIONS = new Set(['dns', 'no-proxy-arp', 'route-lookup', 'net-to-net', ...POOL_OPTIONS]);

/** `OBJ`, `interface`, `pat-pool OBJ [flat] [interface]`, `OBJ interface`. */
function operand(c: Cursor): NatOperand {
  accept(c, 'pat-pool');
  const word = take(c);
  while (OPTIONS.has(peek(c))) c.at += 1;
  const also = word === 'interface' || accept(c, 'interface');
  return { word: word === 'interface' ? '' : word, interface: also };
}

function interfaces(c: Cursor): readonly [string, string] | null {
  const [, real, mapped] = /^\(([^,()]+),([^,()]+)\)$/.exec(peek(c)) ?? [];
  if (real !== undefined && mapped !== undefined) {
    c.at += 1;
    return [real, mapped];
  }
  return peek(c).startsWith('(') ? null : ['any', 'any'];
}

interface Tail {
  destination: NatLine['destination'];
  service: readonly string[] | null;
  oneWay: boolean;
  inactive: boolean;
}

/** What follows the translation of the source; false: a word was not understood. */
function tail(c: Cursor, twice: boolean, to: Tail): boolean {
  while (c.at < c.words.length) {
    const word = take(c);
    if (word === 'description') return true;
    if (word === 'unidirectional') to.oneWay = true;
    else if (word === 'inactive') to.inactive = true;
    else if (word === 'destination' && twice && accept(c, 'static'))
      to.destination = { mapped: operand(c), real: take(c) };
    else if (word === 'service') {
      const length = twice ? 2 : 3;
      to.service = c.words.slice(c.at, c.at + length);
      c.at += length;
      if (to.service.length < length) return false;
    } else if (!OPTIONS.has(word)) return false;
  }
  return true;
}

function kindOf(c: Cursor): 'static' | 'dynamic' | null {
  const word = take(c);
  return word === 'static' || word === 'dynamic' ? word : null;
}

/** A line from `nat` on; null where it is not understood. */
export function natLine(text: string, twice: boolean): NatLine | null {
  const c: Cursor = { words: wordsOf(text), at: 1 };
  const ports = interfaces(c);
  if (!ports) return null;
  const afterAuto = twice && accept(c, 'after-auto');
  if (twice && /^\d+$/.test(peek(c))) c.at += 1;
  if (twice && !accept(c, 'source')) return null;
  const kind = kindOf(c);
  if (!kind) return null;
  const source = twice ? take(c) : null;
  const to = operand(c);
  const rest: Tail = { destination: null, service: null, oneWay: false, inactive: false };
  if (!tail(c, twice, rest) || (to.word === '' && !to.interface)) return null;
  return { real: ports[0], mapped: ports[1], afterAuto, dynamic: kind === 'dynamic', source, to, ...rest };
}
