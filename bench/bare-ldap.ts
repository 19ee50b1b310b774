/**
 * A bare LDAP client ([RFC 4511], [RFC 2696]): asks for pages and counts what comes, without looking at it. It is as fast
 * as a controller sends.
 */
import { once } from 'node:events';
import tls from 'node:tls';

const TAG = { integer: 0x02, octets: 0x04, enumerated: 0x0a, boolean: 0x01, sequence: 0x30 } as const;

function lengthBytes(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

const tlv = (tag: number, ...parts: readonly Uint8Array[]): Uint8Array => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Uint8Array.of(tag), lengthBytes(body.length), body]);
};

const octets = (text: string | Uint8Array, tag: number = TAG.octets): Uint8Array =>
  tlv(tag, Buffer.from(text));

/** Numbers below 2^23. */
const integer = (n: number, tag: number = TAG.integer): Uint8Array =>
  tlv(tag, Uint8Array.of((n >> 16) & 0xff, (n >> 8) & 0xff, n & 0xff));

const sequence = (...parts: readonly Uint8Array[]): Uint8Array => tlv(TAG.sequence, ...parts);

const SETS: Readonly<Record<string, number>> = { '&': 0xa0, '|': 0xa1, '!': 0xa2 };

/** Filters of equality and presence, with and, or, not; returns where it ends. */
function filterAt(text: string, at: number): { readonly bytes: Uint8Array; readonly next: number } {
  const set = SETS[text.charAt(at + 1)];
  if (set === undefined) {
    const next = text.indexOf(')', at) + 1;
    const [name = '', value = ''] = text.slice(at + 1, next - 1).split(/=(.*)/s);
    const bytes = value === '*' ? octets(name, 0x87) : tlv(0xa3, octets(name), octets(value));
    return { bytes, next };
  }
  const parts: Uint8Array[] = [];
  let next = at + 2;
  while (text.charAt(next) === '(') {
    const part = filterAt(text, next);
    parts.push(part.bytes);
    next = part.next;
  }
  return { bytes: tlv(set, ...parts), next: next + 1 };
}

interface Search {
  readonly base: string;
  readonly scope: 'base' | 'one' | 'sub';
  readonly filter: string;
  readonly attributes: readonly string[];
}

const SCOPES = { base: 0, one: 1, sub: 2 } as const;
const PAGED = '1.2.840.113556.1.4.319';
const SD_FLAGS = '1.2.840.113556.1.4.801';
const OWNER_GROUP_DACL = 7;

const control = (oid: string, value: Uint8Array): Uint8Array => sequence(octets(oid), octets(value));

function searchRequest(search: Search, pageSize: number, cookie: Uint8Array): Uint8Array[] {
  const request = tlv(
    0x63,
    octets(search.base),
    integer(SCOPES[search.scope], TAG.enumerated),
    integer(0, TAG.enumerated),
    integer(0),
    integer(0),
    tlv(TAG.boolean, Uint8Array.of(0)),
    filterAt(search.filter, 0).bytes,
    sequence(...search.attributes.map((name) => octets(name))),
  );
  const controls = tlv(
    0xa0,
    control(PAGED, sequence(integer(pageSize), octets(cookie))),
    control(SD_FLAGS, sequence(integer(OWNER_GROUP_DACL))),
  );
  return [request, controls];
}

interface Element {
  readonly tag: number;
  readonly body: Buffer;
  /** Bytes of the whole element. */
  readonly size: number;
}

/** null: not all of it has come. */
function elementAt(data: Buffer, at: number): Element | null {
  if (at + 2 > data.length) return null;
  const first = data[at + 1] ?? 0;
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (at + 2 + more > data.length) return null;
  const length = more === 0 ? first : data.readUIntBE(at + 2, more);
  const start = at + 2 + more;
  if (start + length > data.length) return null;
  return { tag: data[at] ?? 0, body: data.subarray(start, start + length), size: start + length - at };
}

function children(body: Buffer): readonly Element[] {
  const all: Element[] = [];
  for (let at = 0; at < body.length; ) {
    const element = elementAt(body, at);
    if (!element) throw new Error('an answer is not BER');
    all.push(element);
    at += element.size;
  }
  return all;
}

const BIND_RESPONSE = 0x61;
const ENTRY = 0x64;
const DONE = 0x65;

interface Counted {
  readonly entries: number;
  readonly bytes: number;
}

/** The result code, and the cookie of the next page. */
function ending(message: Buffer): { readonly code: number; readonly cookie: Uint8Array } {
  const [, operation, controls] = children(message);
  const code = operation ? (children(operation.body)[0]?.body[0] ?? -1) : -1;
  const paged =
    controls && children(controls.body).find((c) => children(c.body)[0]?.body.equals(Buffer.from(PAGED)));
  const value = paged && children(paged.body).at(-1)?.body;
  const cookie = value && children(children(value)[0]?.body ?? Buffer.alloc(0))[1]?.body;
  return { code, cookie: cookie ?? new Uint8Array(0) };
}

export interface BareSession {
  /** All pages of a search. Fails where the server refuses it. */
  readonly search: (search: Search, pageSize: number) => Promise<Counted>;
  readonly close: () => void;
}

/** Messages as they come, each with its whole bytes. */
async function* messages(socket: tls.TLSSocket): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    let at = 0;
    for (let m = elementAt(held, at); m; m = elementAt(held, at)) {
      at += m.size;
      yield m.body;
    }
    held = held.subarray(at);
  }
}

const operationOf = (message: Buffer): number => {
  const id = elementAt(message, 0);
  return message[id?.size ?? 0] ?? 0;
};

/** Over LDAPS, with a simple bind. `ca`: PEM. */
export async function openBare(
  url: string,
  account: { readonly name: string; readonly password: string },
  ca: string,
): Promise<BareSession> {
  const { hostname, port } = new URL(url);
  const socket = tls.connect({ host: hostname, port: Number(port), ca });
  await once(socket, 'secureConnect');
  const incoming = messages(socket);
  let id = 0;
  const send = (...parts: readonly Uint8Array[]): void => {
    id += 1;
    socket.write(sequence(integer(id), ...parts));
  };
  /** Up to the message that ends the operation. */
  async function answer(): Promise<Counted & ReturnType<typeof ending>> {
    let entries = 0;
    let bytes = 0;
    for (let next = await incoming.next(); !next.done; next = await incoming.next()) {
      const operation = operationOf(next.value);
      bytes += next.value.length;
      if (operation === ENTRY) entries += 1;
      else if (operation === DONE || operation === BIND_RESPONSE)
        return { entries, bytes, ...ending(next.value) };
    }
    throw new Error('the connection ended');
  }
  send(tlv(0x60, integer(3), octets(account.name), octets(account.password, 0x80)));
  const bound = await answer();
  if (bound.code !== 0) throw new Error(`bind: ${bound.code}`);
  return {
    search: async (search, pageSize) => {
      let entries = 0;
      let bytes = 0;
      let cookie: Uint8Array = new Uint8Array(0);
      do {
        send(...searchRequest(search, pageSize, cookie));
        const page = await answer();
        if (page.code !== 0) throw new Error(`search of ${search.base}: ${page.code}`);
        entries += page.entries;
        bytes += page.bytes;
        cookie = page.cookie;
      } while (cookie.length > 0);
      return { entries, bytes };
    },
    close: () => socket.destroy(),
  };
}
