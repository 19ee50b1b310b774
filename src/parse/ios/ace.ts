/** One line of an IOS access list: standard, extended, or of IPv6. */
import { NUMBERS_8, oneNumber, soleNumber } from '../../facts/firewall/match-packet-numbers.ts';
import { ANY, type Match, type NumberSet } from '../../facts/firewall/model.ts';
import { type Addresses, ANY_IPV4, ANY_IPV6, matchOf } from '../cisco/addresses.ts';
import { every, type Side } from '../cisco/matches.ts';
import { type Dictionary, hasPorts, protocolOf, service } from './dictionary.ts';
import { HEADER_TESTS, onePort, readFlags, readIcmp, readPorts } from './words.ts';

export interface Ace {
  readonly permit: boolean;
  readonly match: Match;
  readonly log: boolean;
  readonly hits: number | null;
  /** Name of the reflexive list that its sessions go to. */
  readonly reflect: string | null;
  /** It is for fragments behind the first one only, and no packet that is whole is one. */
  readonly fragments: boolean;
  /** The first word that was not understood; its rule then holds under a condition. */
  readonly unread: string | null;
}

export interface AceContext {
  readonly names: Dictionary;
  readonly timeRange: (name: string) => Match;
}

interface AceDraft {
  readonly context: AceContext;
  readonly words: readonly string[];
  readonly six: boolean;
  at: number;
  protocols: NumberSet;
  /** Of `object-group` in the place of a protocol. */
  group: Match | null;
  src: Match | null;
  dst: Match | null;
  /** What else it asks; null: nothing, as most lines. */
  tests: Match[] | null;
  /** A number: that port alone. */
  sport: NumberSet | number | null;
  dport: NumberSet | number | null;
  icmpType: NumberSet | null;
  icmpCode: NumberSet | null;
  log: boolean;
  hits: number | null;
  reflect: string | null;
  flagged: boolean;
  fragments: boolean;
}

function addTest(d: AceDraft, test: Match): void {
  if (d.tests) d.tests.push(test);
  else d.tests = [test];
}

/** What stands at the next `count` words, which are read then where it is something. */
function taken(d: AceDraft, count: number, value: Addresses | null): Addresses | null {
  if (value) d.at += count;
  return value;
}

/** `any`, `host A`, `object-group G`, `A WILDCARD`, `P/len`. A lone address of a standard list is a host. */
function readAddress(d: AceDraft, standard: boolean): Addresses | null {
  const { names } = d.context;
  const { six } = d;
  const word = d.words[d.at] ?? '';
  const next = d.words[d.at + 1];
  if (word === 'any') return taken(d, 1, six ? ANY_IPV6 : ANY_IPV4);
  if (next !== undefined && word === 'host') return taken(d, 2, names.reader.one(next));
  if (next !== undefined && word === 'object-group') return taken(d, 2, names.networkGroup(next));
  if (word.includes('/')) return taken(d, 1, names.reader.prefix(word));
  const masked = next === undefined ? null : names.reader.masked(word, next, true);
  if (masked) return taken(d, 2, masked);
  return standard ? taken(d, 1, names.reader.one(word)) : null;
}

function readSide(d: AceDraft, side: Side): boolean {
  const read = readAddress(d, false);
  if (read) d[side] = matchOf(read, side);
  return read !== null;
}

function readProtocol(d: AceDraft): boolean {
  const word = d.words[d.at];
  const name = d.words[d.at + 1];
  if (word === 'object-group' && name !== undefined) {
    d.group = d.context.names.serviceGroup(name);
    d.at += 2;
    return true;
  }
  const protocols = protocolOf(word, d.six);
  if (!protocols) return false;
  d.protocols = protocols;
  d.at += 1;
  return true;
}

function readOperand(d: AceDraft, part: 'sport' | 'dport'): void {
  if (!hasPorts(d.protocols)) return;
  const port = onePort(d.words, d.at);
  const read = port === null ? readPorts(d.words, d.at) : { value: port, next: d.at + 2 };
  if (!read) return;
  d[part] = read.value;
  d.at = read.next;
}

const isTcp = (d: AceDraft): boolean => d.protocols[0]?.from === 6 && d.protocols[0].to === 6;

function icmpVersion(d: AceDraft): 1 | 58 | null {
  const span = d.protocols[0];
  if (!span || span.from !== span.to) return null;
  return span.from === 1 ? 1 : span.from === 58 ? 58 : null;
}

/** Tests of flags, ICMP messages and other headers. */
function readTest(d: AceDraft): boolean {
  const flags = isTcp(d) ? readFlags(d.words, d.at) : null;
  if (flags && !d.flagged) {
    // Several single flags in a row: whether one or all of them must be set, releases do not agree.
    d.flagged = true;
    addTest(d, flags.value);
    d.at = flags.next;
    return true;
  }
  const version = icmpVersion(d);
  const icmp = version === null || d.icmpType ? null : readIcmp(d.words, d.at, version);
  if (icmp) {
    d.icmpType = icmp.value.icmpType;
    d.icmpCode = icmp.value.icmpCode;
    d.at = icmp.next;
    return true;
  }
  return headerTest(d);
}

/** Whoever sends a packet chooses its marks, options and fragments. */
function headerTest(d: AceDraft): boolean {
  const word = d.words[d.at]?.toLowerCase() ?? '';
  if (word === 'fragments') d.fragments = true;
  const operands = HEADER_TESTS.get(word);
  if (operands === undefined) return false;
  const what = d.words.slice(d.at, d.at + 1 + operands).join(' ');
  const condition = { ja: `ヘッダーの条件 ${what}`, en: `the header test ${what}` };
  addTest(d, d.context.names.conditions.of(`header ${what}`, 'sender', condition));
  d.at += 1 + operands;
  return true;
}

function readLog(d: AceDraft): void {
  d.log = true;
  // A cookie, or the interval of IPv6 lists.
  if (/^[\w-]+$/.test(d.words[d.at] ?? '') && !/^(?:time-range|reflect|sequence)$/.test(d.words[d.at] ?? ''))
    d.at += 1;
}

function readOption(d: AceDraft): boolean {
  const word = d.words[d.at] ?? '';
  // By far the most frequent, and no test.
  const logs = word === 'log' || word === 'log-input';
  if (!logs && readTest(d)) return true;
  d.at += 1;
  if (logs) readLog(d);
  else if (word === 'time-range') addTest(d, d.context.timeRange(d.words[d.at++] ?? ''));
  else if (word === 'reflect') d.reflect = d.words[d.at++] ?? null;
  else if (word === 'timeout' || word === 'sequence') d.at += 1;
  else return listingWord(d, word);
  return true;
}

/** What `show access-lists` adds: `(12 matches)`, `(active)`. */
function listingWord(d: AceDraft, word: string): boolean {
  const count = /^\((\d{1,15})$/.exec(word)?.[1];
  if (count !== undefined && /^match(?:es)?\)$/.test(d.words[d.at] ?? '')) {
    d.hits = Number(count);
    d.at += 1;
    return true;
  }
  return /^\((?:active|inactive)\)$/.test(word);
}

function readExtended(d: AceDraft): string | null {
  if (!readProtocol(d) || !readSide(d, 'src')) return d.words[d.at] ?? '';
  readOperand(d, 'sport');
  if (!readSide(d, 'dst')) return d.words[d.at] ?? '';
  readOperand(d, 'dport');
  return readOptions(d);
}

function readOptions(d: AceDraft): string | null {
  while (d.at < d.words.length) {
    const { at } = d;
    if (!readOption(d)) return d.words[at] ?? '';
  }
  return null;
}

function readStandard(d: AceDraft): string | null {
  const read = readAddress(d, true);
  if (!read) return d.words[d.at] ?? '';
  d.src = matchOf(read, 'src');
  return readOptions(d);
}

const portsOf = (ports: NumberSet | number | null): NumberSet | null =>
  typeof ports === 'number' ? oneNumber(ports) : ports;

function serviceMatch(d: AceDraft): Match {
  if (d.protocols === NUMBERS_8) return ANY;
  const { protocols, sport, dport, icmpType, icmpCode } = d;
  const protocol = sport === null && icmpType === null ? soleNumber(protocols) : null;
  if (protocol !== null && (dport === null || typeof dport === 'number'))
    return d.context.names.plainService(protocol, dport);
  const parts = { sport: portsOf(sport), dport: portsOf(dport), icmpType, icmpCode };
  return d.context.names.services([service(protocols, parts)]);
}

function matchOfParts(d: AceDraft): Match {
  const service = serviceMatch(d);
  const { group, src, dst, tests } = d;
  if (src && dst && !group && !tests) return every(src, dst, service);
  return every(group ?? ANY, src ?? ANY, dst ?? ANY, ...(tests ?? []), service);
}

/** A line from its `permit` or `deny` (`at`) on; null where neither stands there. */
export function readAce(
  context: AceContext,
  words: readonly string[],
  at: number,
  kind: 'standard' | 'extended' | 'ipv6',
  line: number,
): Ace | null {
  const action = words[at];
  if (action !== 'permit' && action !== 'deny') return null;
  const d: AceDraft = {
    context,
    words,
    six: kind === 'ipv6',
    at: at + 1,
    protocols: NUMBERS_8,
    group: null,
    src: null,
    dst: null,
    tests: null,
    sport: null,
    dport: null,
    icmpType: null,
    icmpCode: null,
    log: false,
    hits: null,
    reflect: null,
    flagged: false,
    fragments: false,
  };
  const unread = kind === 'standard' ? readStandard(d) : readExtended(d);
  if (unread !== null) {
    const en = `the words from "${unread}" on, which were not understood`;
    addTest(d, context.names.conditions.unknown(`line ${line}`, `理解できない語 ${unread} 以降`, en));
  }
  return {
    permit: action === 'permit',
    match: matchOfParts(d),
    log: d.log,
    hits: d.hits,
    reflect: d.reflect,
    fragments: d.fragments,
    unread,
  };
}
