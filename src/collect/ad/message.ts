/**
 * Messages of LDAP (RFC 4511) out of bytes that a server sent: strict, so that nothing malformed is taken for an answer.
 * (ldapts' own reader loops for ever on a value that is longer than its message, and drops messages without a number.)
 */

export interface SearchEntryMessage {
  readonly kind: 'entry';
  readonly id: number;
  readonly dn: string;
  /** As the server spells them, `;range=` and other options included. */
  readonly attributes: readonly (readonly [name: string, values: readonly Buffer[]])[];
}

export interface ReferenceMessage {
  readonly kind: 'reference';
  readonly id: number;
  readonly urls: readonly string[];
}

/** The answer that ends a request: of a bind, an extended request or a search. */
export interface ResultMessage {
  readonly kind: 'bind' | 'extended' | 'search';
  readonly id: number;
  readonly code: number;
  readonly diagnostic: string;
  /** Cookie of the paged results control (RFC 2696); null: the server sent no such control. */
  readonly cookie: Buffer | null;
  /** responseName and responseValue of an extended one. */
  readonly name: string | null;
  readonly value: Buffer | null;
}

export type Message = SearchEntryMessage | ReferenceMessage | ResultMessage;

/** Larger messages are refused: no object of a directory comes near. */
export const MAX_MESSAGE = 64 * 1024 * 1024;

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  enumerated: 0x0a,
  sequence: 0x30,
  set: 0x31,
  bind: 0x61,
  entry: 0x64,
  search: 0x65,
  reference: 0x73,
  extended: 0x78,
  controls: 0xa0,
  responseName: 0x8a,
  responseValue: 0x8b,
} as const;

const PAGED_RESULTS = '1.2.840.113556.1.4.319';

interface Element {
  readonly tag: number;
  readonly from: number;
  readonly to: number;
}

/** Thrown and caught in this file only. */
class Malformed extends Error {}

/** Tag and length at `at` (X.690 8.1); the content may be longer than the bytes. null: more bytes are needed. */
function headerAt(b: Buffer, at: number): Element | null {
  const tag = b[at];
  const first = b[at + 1];
  if (tag === undefined || first === undefined) return null;
  if ((tag & 0x1f) === 0x1f) throw new Malformed();
  if (first < 0x80) return { tag, from: at + 2, to: at + 2 + first };
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new Malformed();
  if (at + 2 + count > b.length) return null;
  const from = at + 2 + count;
  return { tag, from, to: from + b.readUIntBE(at + 2, count) };
}

/** The elements that fill a range exactly. */
function elements(b: Buffer, from: number, to: number): readonly Element[] {
  const list: Element[] = [];
  for (let at = from; at < to; ) {
    const element = headerAt(b, at);
    if (!element || element.to > to) throw new Malformed();
    list.push(element);
    at = element.to;
  }
  return list;
}

const within = (b: Buffer, e: Element): readonly Element[] => elements(b, e.from, e.to);

function expect(e: Element | undefined, tag: number): Element {
  if (e?.tag !== tag) throw new Malformed();
  return e;
}

function integer(b: Buffer, e: Element): number {
  const length = e.to - e.from;
  if (length < 1 || length > 4) throw new Malformed();
  return b.readIntBE(e.from, length);
}

const text = (b: Buffer, e: Element): string => b.toString('utf8', e.from, e.to);
const bytes = (b: Buffer, e: Element): Buffer => b.subarray(e.from, e.to);

const octets = (b: Buffer, e: Element): string => text(b, expect(e, TAG.octets));

function attribute(b: Buffer, e: Element): readonly [string, readonly Buffer[]] {
  const [name, set, ...rest] = within(b, expect(e, TAG.sequence));
  if (!name || rest.length > 0) throw new Malformed();
  const values = within(b, expect(set, TAG.set)).map((v) => bytes(b, expect(v, TAG.octets)));
  return [octets(b, name), values];
}

function entry(b: Buffer, id: number, op: Element): SearchEntryMessage {
  const [dn, list, ...rest] = within(b, op);
  if (!dn || rest.length > 0) throw new Malformed();
  const attributes = within(b, expect(list, TAG.sequence)).map((e) => attribute(b, e));
  return { kind: 'entry', id, dn: octets(b, dn), attributes };
}

/** Value of the paged results control: SEQUENCE { size INTEGER, cookie OCTET STRING }. */
function cookieOf(b: Buffer, value: Element): Buffer {
  const [sequence, ...none] = within(b, value);
  const [size, cookie, ...rest] = within(b, expect(sequence, TAG.sequence));
  if (none.length > 0 || rest.length > 0) throw new Malformed();
  integer(b, expect(size, TAG.integer));
  return bytes(b, expect(cookie, TAG.octets));
}

function pagingCookie(b: Buffer, controls: Element | undefined): Buffer | null {
  if (!controls) return null;
  let cookie: Buffer | null = null;
  for (const control of within(b, expect(controls, TAG.controls))) {
    const [type, ...more] = within(b, expect(control, TAG.sequence));
    if (!type) throw new Malformed();
    const value = more.find((e) => e.tag === TAG.octets);
    if (octets(b, type) === PAGED_RESULTS && value) cookie = cookieOf(b, value);
  }
  return cookie;
}

function result(
  b: Buffer,
  id: number,
  op: Element,
  kind: ResultMessage['kind'],
  controls: Element | undefined,
): ResultMessage {
  const [code, matched, diagnostic, ...more] = within(b, op);
  if (!matched || !diagnostic) throw new Malformed();
  octets(b, matched);
  const name = more.find((e) => e.tag === TAG.responseName);
  const value = more.find((e) => e.tag === TAG.responseValue);
  return {
    kind,
    id,
    code: integer(b, expect(code, TAG.enumerated)),
    diagnostic: octets(b, diagnostic),
    cookie: pagingCookie(b, controls),
    name: name ? text(b, name) : null,
    value: value ? bytes(b, value) : null,
  };
}

function message(b: Buffer): Message {
  const [whole, ...none] = elements(b, 0, b.length);
  const [number, op, controls, ...rest] = within(b, expect(whole, TAG.sequence));
  if (!op || none.length > 0 || rest.length > 0) throw new Malformed();
  const id = integer(b, expect(number, TAG.integer));
  switch (op.tag) {
    case TAG.entry:
      return entry(b, id, op);
    case TAG.reference:
      return { kind: 'reference', id, urls: within(b, op).map((e) => octets(b, e)) };
    case TAG.search:
      return result(b, id, op, 'search', controls);
    case TAG.bind:
      return result(b, id, op, 'bind', controls);
    case TAG.extended:
      return result(b, id, op, 'extended', controls);
    default:
      throw new Malformed();
  }
}

/** null: the bytes are no message that a server sends to a client that reads. */
export function decodeMessage(b: Buffer): Message | null {
  try {
    return message(b);
  } catch (thrown) {
    if (thrown instanceof Malformed) return null;
    throw thrown;
  }
}

/** Cuts a stream into messages. */
export interface Framer {
  push(chunk: Buffer): void;
  /** The next whole message; null: more bytes are needed; `bad`: what comes is no message, or too large a one. */
  next(): Buffer | null | 'bad';
  /** Bytes that are left over. */
  left(): number;
}

const HEADER = 6;

export function framer(): Framer {
  let parts: Buffer[] = [];
  let size = 0;
  const join = (): Buffer => {
    const [first] = parts;
    const whole = parts.length === 1 && first ? first : Buffer.concat(parts);
    parts = [whole];
    return whole;
  };
  const wanted = (): number | null | 'bad' => {
    const [first] = parts;
    if (!first) return null;
    const head = first.length < HEADER ? join() : first;
    try {
      const header = headerAt(head, 0);
      if (head[0] !== TAG.sequence || (header && header.to > MAX_MESSAGE)) return 'bad';
      return header ? header.to : null;
    } catch {
      return 'bad';
    }
  };
  return {
    push(chunk) {
      parts.push(chunk);
      size += chunk.length;
    },
    next() {
      const length = wanted();
      if (length === null || length === 'bad') return length;
      if (size < length) return null;
      const [first] = parts;
      const all = first && first.length >= length ? first : join();
      const rest = all.subarray(length);
      parts = rest.length > 0 ? [rest, ...parts.slice(1)] : parts.slice(1);
      size -= length;
      return all.subarray(0, length);
    },
    left: () => size,
  };
}
