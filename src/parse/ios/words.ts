/** Words of IOS access lists: ICMP messages, TCP flags, addresses and ports. */
import { NUMBERS_16, oneNumber, subtractNumbers } from '../../facts/firewall/match-packet-numbers.ts';
import type { Match, NumberSet, Service } from '../../facts/firewall/model.ts';
import { either, every } from '../cisco/matches.ts';
import { ICMP_TYPES, ICMP6_TYPES, portNumber, wholeNumber } from '../cisco/names.ts';
import { numbers, operandsOf, portSet } from '../cisco/numbers.ts';

/** Names that stand for a type and a code: `administratively-prohibited` is 3/13 (IOS command reference, RFC 1700). */
const MESSAGES = new Map<string, readonly [type: number, code: number]>([
  ['net-unreachable', [3, 0]],
  ['host-unreachable', [3, 1]],
  ['protocol-unreachable', [3, 2]],
  ['port-unreachable', [3, 3]],
  ['packet-too-big', [3, 4]],
  ['source-route-failed', [3, 5]],
  ['network-unknown', [3, 6]],
  ['host-unknown', [3, 7]],
  ['host-isolated', [3, 8]],
  ['dod-net-prohibited', [3, 9]],
  ['dod-host-prohibited', [3, 10]],
  ['net-tos-unreachable', [3, 11]],
  ['host-tos-unreachable', [3, 12]],
  ['administratively-prohibited', [3, 13]],
  ['host-precedence-unreachable', [3, 14]],
  ['precedence-unreachable', [3, 15]],
  ['net-redirect', [5, 0]],
  ['host-redirect', [5, 1]],
  ['net-tos-redirect', [5, 2]],
  ['host-tos-redirect', [5, 3]],
  ['ttl-exceeded', [11, 0]],
  ['reassembly-timeout', [11, 1]],
  ['general-parameter-problem', [12, 0]],
  ['option-missing', [12, 1]],
  ['no-room-for-option', [12, 2]],
]);

const MESSAGES6 = new Map<string, readonly [type: number, code: number]>([
  ['no-route', [1, 0]],
  ['no-admin', [1, 1]],
  ['beyond-scope', [1, 2]],
  ['destination-unreachable', [1, 3]],
  ['port-unreachable', [1, 4]],
  ['hop-limit', [3, 0]],
  ['reassembly-timeout', [3, 1]],
  ['header', [4, 0]],
  ['next-header', [4, 1]],
  ['parameter-option', [4, 2]],
]);

const TYPES6 = new Map([
  ['nd-ns', 135],
  ['nd-na', 136],
  ['redirect', 137],
  ['renum-command', 138],
  ['router-solicitation', 133],
  ['mld-query', 130],
  ['mld-report', 131],
  ['mld-reduction', 132],
  ['mldv2', 143],
]);

export interface Read<T> {
  readonly value: T;
  readonly next: number;
}

/** A name or `TYPE [CODE]` of ICMP (1) or ICMPv6 (58); null: what stands there is none. */
export function readIcmp(
  words: readonly string[],
  at: number,
  version: 1 | 58,
): Read<Pick<Service, 'icmpType' | 'icmpCode'>> | null {
  const word = words[at]?.toLowerCase();
  if (word === undefined) return null;
  const message = (version === 1 ? MESSAGES : MESSAGES6).get(word);
  if (message)
    return { value: { icmpType: oneNumber(message[0]), icmpCode: oneNumber(message[1]) }, next: at + 1 };
  const named = version === 1 ? ICMP_TYPES.get(word) : (TYPES6.get(word) ?? ICMP6_TYPES.get(word));
  const type = named ?? wholeNumber(word, 255);
  if (type === null) return null;
  const code = named === undefined ? wholeNumber(words[at + 1], 255) : null;
  return {
    value: { icmpType: oneNumber(type), icmpCode: code === null ? null : oneNumber(code) },
    next: at + (code === null ? 1 : 2),
  };
}

/** The port of `eq` where it names one and no more. */
export function onePort(words: readonly string[], at: number): number | null {
  return words[at] === 'eq' && portNumber(words[at + 2]) === null ? portNumber(words[at + 1]) : null;
}

/** `eq` and `neq` take up to ten ports. */
export function readPorts(words: readonly string[], at: number): Read<NumberSet> | null {
  const operator = words[at];
  const operands = operandsOf(operator);
  const first = portNumber(words[at + 1]);
  if (operator === undefined || operands === 0 || first === null) return null;
  if (operands === 2) {
    const second = portNumber(words[at + 2]);
    return second === null ? null : { value: portSet(operator, first, second), next: at + 3 };
  }
  if (operator === 'lt' || operator === 'gt') return { value: portSet(operator, first, first), next: at + 2 };
  const spans = [{ from: first, to: first }];
  let next = at + 2;
  for (let port = portNumber(words[next]); port !== null; port = portNumber(words[next])) {
    spans.push({ from: port, to: port });
    next += 1;
  }
  const set = numbers(spans);
  return { value: operator === 'eq' ? set : subtractNumbers(NUMBERS_16, set), next };
}

const FLAGS: ReadonlyMap<string, number> = new Map([
  ['fin', 1],
  ['syn', 2],
  ['rst', 4],
  ['psh', 8],
  ['ack', 16],
  ['urg', 32],
]);

const flag = (bit: number, set: boolean): Match => ({ kind: 'flags', mask: bit, value: set ? bit : 0 });

/** Replies of a TCP connection, told by their flags alone: ACK or RST (IOS command reference, `established`). */
export const ESTABLISHED: Match = either([flag(16, true), flag(4, true)]);

/** `established`, `ack`, `match-any +syn -ack`, `match-all +syn -ack`. */
export function readFlags(words: readonly string[], at: number): Read<Match> | null {
  const word = words[at]?.toLowerCase() ?? '';
  if (word === 'established') return { value: ESTABLISHED, next: at + 1 };
  const alone = FLAGS.get(word);
  if (alone !== undefined) return { value: flag(alone, true), next: at + 1 };
  if (word !== 'match-any' && word !== 'match-all') return null;
  const tests: Match[] = [];
  let next = at + 1;
  for (;;) {
    const [, sign, name] = /^([+-])(fin|syn|rst|psh|ack|urg)$/.exec(words[next] ?? '') ?? [];
    const bit = FLAGS.get(name ?? '');
    if (bit === undefined) break;
    tests.push(flag(bit, sign === '+'));
    next += 1;
  }
  return tests.length === 0 ? null : { value: word === 'match-any' ? either(tests) : every(...tests), next };
}

/** Tests of a header that no question here asks about: each takes so many words behind its own. */
export const HEADER_TESTS: ReadonlyMap<string, number> = new Map([
  ['dscp', 1],
  ['precedence', 1],
  ['tos', 1],
  ['ttl', 2],
  ['option', 1],
  ['fragments', 0],
  ['flow-label', 1],
  ['dest-option-type', 1],
  ['dest-option', 0],
  ['mobility', 0],
  ['mobility-type', 1],
  ['routing', 0],
  ['routing-type', 1],
  ['auth', 0],
  ['hbh', 0],
  ['undetermined-transport', 0],
]);
