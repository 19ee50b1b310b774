/** Packets to be decided: one JSON object a line. */
import * as z from 'zod/mini';
import { CONNECTION_STATES } from '../facts/firewall/model.ts';
import type { Packet } from '../facts/firewall/packet.ts';
import { FLAG_LETTERS, PROTOCOL_NUMBERS } from '../facts/firewall/packet-text.ts';
import { parseIpAddress } from '../facts/ip-address.ts';
import type { Bilingual } from '../model/text.ts';

const address = z.string().check(z.refine((text) => parseIpAddress(text) !== null));
const whole = (last: number) => z.int().check(z.minimum(0), z.maximum(last));
const name = z.string().check(z.minLength(1));
const port = z.optional(whole(65535));

const packet = z.strictObject({
  in: z.optional(name),
  out: z.optional(name),
  src: address,
  dst: address,
  proto: z.union([whole(255), z.string().check(z.refine((text) => protocolOf(text) !== null))]),
  sport: port,
  dport: port,
  flags: z.optional(z.string().check(z.regex(/^[FSRPAUEC]*$/))),
  type: z.optional(whole(255)),
  code: z.optional(whole(255)),
  state: z.optional(z.enum(CONNECTION_STATES)),
});

type Given = z.infer<typeof packet>;

export type ReadPackets =
  | { readonly ok: true; readonly packets: readonly Packet[] }
  /** `line` is 1-based. */
  | { readonly ok: false; readonly line: number; readonly because: Bilingual };

function protocolOf(proto: string | number): number | null {
  if (typeof proto === 'number') return proto;
  const number = /^\d{1,3}$/.test(proto) ? Number(proto) : PROTOCOL_NUMBERS.get(proto.toLowerCase());
  return number !== undefined && number <= 255 ? number : null;
}

const fault = (ja: string, en: string): Bilingual => ({ ja, en });

const NOT_JSON = fault(
  'JSON ではない。1 行に 1 個のパケットを {"src","dst","proto","dport"} の形で書く',
  'is not JSON; write one packet a line as {"src","dst","proto","dport"}',
);

const EXPECTED: Readonly<Record<string, string>> = {
  src: '10.1.0.10',
  dst: '192.0.2.10',
  proto: 'tcp',
  sport: '49152',
  dport: '443',
  flags: 'S',
  type: '8',
  code: '0',
  in: 'lan1',
  out: 'wan1',
  state: 'new',
};

function faultOf(issue: z.core.$ZodIssue | undefined): Bilingual {
  const [key] = issue?.path ?? [];
  const example = typeof key === 'string' ? EXPECTED[key] : undefined;
  if (example)
    return fault(`${String(key)} は ${example} のように書く`, `write ${String(key)} as in ${example}`);
  const known = Object.keys(EXPECTED).join(', ');
  return fault(
    `パケットの形ではない。書けるのは ${known} (src、dst、proto は必須)`,
    `is no packet; its keys are ${known}, of which src, dst and proto are needed`,
  );
}

/** TCP, UDP, DCCP, SCTP, UDP-Lite. */
const WITH_PORTS: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);
/** Where a client's ports begin (RFC 6335). */
const CLIENT_PORT = 49152;
const ECHO: Readonly<Record<number, number>> = { 1: 8, 58: 128 };

const TWO_FAMILIES = fault('src と dst のアドレス族が違う', 'src and dst are of different families');
const ODD_PART = fault(
  'このプロトコルにない項目がある (ポートは TCP、UDP など、flags は TCP、type と code は ICMP だけ)',
  'has a part that its protocol has not (ports: TCP, UDP and the like; flags: TCP; type and code: ICMP)',
);

const flagsOf = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum | (1 << FLAG_LETTERS.indexOf(letter)), 0);

function isOdd(p: Given, protocol: number): boolean {
  if ((p.sport ?? p.dport) !== undefined && !WITH_PORTS.has(protocol)) return true;
  if (p.flags !== undefined && protocol !== 6) return true;
  return (p.type ?? p.code) !== undefined && ECHO[protocol] === undefined;
}

/** Ports, types and flags, where the protocol has them, and what is not written of them. */
function fieldsOf(p: Given, protocol: number): Omit<Packet, 'in' | 'out' | 'src' | 'dst' | 'state'> {
  const echo = ECHO[protocol];
  return {
    protocol,
    sport: WITH_PORTS.has(protocol) ? (p.sport ?? CLIENT_PORT) : null,
    dport: p.dport ?? null,
    icmpType: echo === undefined ? null : (p.type ?? echo),
    icmpCode: echo === undefined ? null : (p.code ?? 0),
    flags: protocol === 6 ? flagsOf(p.flags ?? 'S') : null,
  };
}

function asPacket(p: Given): Packet | Bilingual {
  const src = parseIpAddress(p.src);
  const dst = parseIpAddress(p.dst);
  const protocol = protocolOf(p.proto);
  if (!src || !dst || protocol === null) return NOT_JSON;
  if (src.version !== dst.version) return TWO_FAMILIES;
  if (isOdd(p, protocol)) return ODD_PART;
  const fields = fieldsOf(p, protocol);
  return { in: p.in ?? null, out: p.out ?? null, src, dst, ...fields, state: p.state ?? 'new' };
}

function json(line: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(line) };
  } catch {
    return null;
  }
}

function readLine(line: string): Packet | Bilingual {
  const read = json(line);
  if (!read) return NOT_JSON;
  const parsed = z.safeParse(packet, read.value);
  return parsed.success ? asPacket(parsed.data) : faultOf(parsed.error.issues[0]);
}

/**
 * Every line or none: the first bad one is told. Empty lines are left out. What is not written: source port 49152, flags
 * SYN, an echo request, the first packet of a connection. A destination port that is not written may be any.
 */
export function readPackets(text: string): ReadPackets {
  const packets: Packet[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = readLine(line);
    if ('ja' in read) return { ok: false, line: i + 1, because: read };
    packets.push(read);
  }
  return { ok: true, packets };
}
