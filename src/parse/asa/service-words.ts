/** Protocols, ports and ICMP types as the lines of ASA objects, groups and ACLs write them. */
import { NUMBERS_8, oneNumber } from '../../facts/firewall/match-packet-numbers.ts';
import type { NumberSet, Service } from '../../facts/firewall/model.ts';
import {
  ICMP_TYPES,
  ICMP6_TYPES,
  PORT_NAMES,
  PROTOCOL_NAMES,
  portNumber,
  wholeNumber,
} from '../cisco/names.ts';
import { operandsOf, portSet } from '../cisco/numbers.ts';

const TCP_UDP: NumberSet = [
  { from: 6, to: 6 },
  { from: 17, to: 17 },
];
const WITH_PORTS: ReadonlySet<number> = new Set([6, 17, 132]);

/** `tcp`, `ip`, `tcp-udp`, `47`; null for anything else. */
export function protocolNumbers(word: string | undefined): NumberSet | null {
  if (word === undefined) return null;
  const name = word.toLowerCase();
  if (name === 'ip') return NUMBERS_8;
  if (name === 'tcp-udp') return TCP_UDP;
  const number = PROTOCOL_NAMES.get(name) ?? wholeNumber(name, 255);
  return number === null ? null : number === 0 ? NUMBERS_8 : oneNumber(number);
}

export const service = (protocols: NumberSet, parts: Partial<Service> = {}): Service => ({
  protocols,
  sport: null,
  dport: null,
  icmpType: null,
  icmpCode: null,
  ...parts,
});

export const hasPorts = (protocols: NumberSet): boolean =>
  protocols.every((s) => s.from === s.to && WITH_PORTS.has(s.from));

/** 1 of ICMP, 58 of ICMPv6; null: neither alone. */
export function icmpVersion(protocols: NumberSet): 1 | 58 | null {
  const [span] = protocols;
  if (protocols.length !== 1 || span?.from !== span?.to) return null;
  return span?.from === 1 ? 1 : span?.from === 58 ? 58 : null;
}

export const icmpType = (word: string | undefined, version: 1 | 58): number | null =>
  word === undefined
    ? null
    : (wholeNumber(word, 255) ?? (version === 1 ? ICMP_TYPES : ICMP6_TYPES).get(word.toLowerCase()) ?? null);

export interface Read<T> {
  readonly value: T;
  /** The index after it. */
  readonly next: number;
}

/** `eq www`, `range 1024 65535`. */
export function readPorts(words: readonly string[], at: number): Read<NumberSet> | null {
  const operator = words[at];
  const operands = operandsOf(operator);
  const first = portNumber(words[at + 1]);
  if (operator === undefined || operands === 0 || first === null) return null;
  const second = operands === 2 ? portNumber(words[at + 2]) : first;
  return second === null ? null : { value: portSet(operator, first, second), next: at + 1 + operands };
}

function readIcmp(words: readonly string[], at: number, version: 1 | 58): Read<Partial<Service>> | null {
  if (at >= words.length) return { value: {}, next: at };
  const type = icmpType(words[at], version);
  if (type === null) return null;
  const code = wholeNumber(words[at + 1], 255);
  const icmpType_ = { icmpType: oneNumber(type) };
  return code === null
    ? { value: icmpType_, next: at + 1 }
    : { value: { ...icmpType_, icmpCode: oneNumber(code) }, next: at + 2 };
}

/** `[source OP …] [[destination] OP …]`: the word `destination` may be left out. */
function readBothPorts(words: readonly string[], at: number): Read<Partial<Service>> | null {
  const source = words[at] === 'source' ? readPorts(words, at + 1) : null;
  if (words[at] === 'source' && !source) return null;
  const middle = source?.next ?? at;
  const start = words[middle] === 'destination' ? middle + 1 : middle;
  const end = start < words.length ? readPorts(words, start) : null;
  if (start < words.length && !end) return null;
  return {
    value: { ...(source && { sport: source.value }), ...(end && { dport: end.value }) },
    next: end?.next ?? start,
  };
}

/** `tcp source range 1 2 destination eq www`, `icmp echo 0`, `esp`; null where a word is not understood. */
export function readService(words: readonly string[], at: number): Service | null {
  const protocols = protocolNumbers(words[at]);
  if (!protocols) return null;
  const version = icmpVersion(protocols);
  const parts =
    version !== null
      ? readIcmp(words, at + 1, version)
      : hasPorts(protocols)
        ? readBothPorts(words, at + 1)
        : { value: {}, next: at + 1 };
  return parts && parts.next === words.length ? service(protocols, parts.value) : null;
}

/** Service objects that every ASA has: `tcp-https`, `udp-domain`, `icmp-echo`, `icmp6-echo`, `ospf`. */
export function builtInService(name: string): Service | null {
  const [, kind, rest] = /^(tcp|udp|sctp|icmp6?)-(.+)$/i.exec(name) ?? [];
  if (kind === undefined || rest === undefined) {
    const alone = protocolNumbers(name);
    return alone && service(alone);
  }
  const protocols = protocolNumbers(kind);
  const version = protocols && icmpVersion(protocols);
  if (!protocols) return null;
  if (version !== null) {
    const type = icmpType(rest, version);
    return type === null ? null : service(protocols, { icmpType: oneNumber(type) });
  }
  const port = PORT_NAMES.get(rest.toLowerCase());
  return port === undefined ? null : service(protocols, { dport: oneNumber(port) });
}
