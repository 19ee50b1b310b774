/** One line of an extended ACL (`access-list NAME extended …`), after its name; FTD writes `advanced` for `extended`. */
import { NUMBERS_8, oneNumber } from '../../facts/firewall/match-packet-numbers.ts';
import { ANY, type Match, type NumberSet } from '../../facts/firewall/model.ts';
import { type Addresses, matchOf } from '../cisco/addresses.ts';
import { either, every } from '../cisco/matches.ts';
import { wholeNumber } from '../cisco/names.ts';
import { readAddress } from './address-words.ts';
import type { Dictionary } from './names.ts';
import { icmpType, icmpVersion, protocolNumbers, readPorts, service } from './service-words.ts';

export interface Ace {
  readonly permit: boolean;
  /** FTD: passes without a further look. */
  readonly trust: boolean;
  readonly match: Match;
  readonly enabled: boolean;
  /** What the line says of logging; null: nothing. */
  readonly log: boolean | null;
  readonly hits: number | null;
  /** FTD. */
  readonly ruleId: string | null;
  /** The first word that was not understood; its rule then holds under a condition. */
  readonly unread: string | null;
}

interface AceDraft {
  readonly names: Dictionary;
  readonly words: readonly string[];
  readonly any: Addresses;
  readonly timeRange: (name: string) => Match;
  at: number;
  protocols: NumberSet;
  sport: NumberSet | null;
  dport: NumberSet | null;
  icmpType: NumberSet | null;
  icmpCode: NumberSet | null;
  readonly parts: Match[];
  log: boolean | null;
  enabled: boolean;
  hits: number | null;
  ruleId: string | null;
}

const groupCondition = (d: AceDraft, name: string): Match =>
  d.names.conditions.unknown(
    `group ${name}`,
    `内容の分からないグループ ${name}`,
    `the group ${name}, whose content is not known`,
  );

/** The group's numbers, with open parts as alternatives to the whole test. */
function protocolGroup(d: AceDraft, name: string): void {
  const group = d.names.group(name);
  if (group.kind === 'protocol') {
    d.protocols = group.numbers.set;
    if (group.numbers.open.length > 0) d.protocols = NUMBERS_8;
    const known = d.names.services([service(group.numbers.set)]);
    if (group.numbers.open.length > 0) d.parts.push(either([known, ...group.numbers.open]));
  } else {
    d.parts.push('match' in group ? group.match : groupCondition(d, name));
  }
}

function readProtocol(d: AceDraft): boolean {
  const word = d.words[d.at];
  const name = d.words[d.at + 1];
  if ((word === 'object' || word === 'object-group') && name !== undefined) {
    if (word === 'object') d.parts.push(d.names.serviceObject(name).match);
    else protocolGroup(d, name);
    d.at += 2;
    return true;
  }
  const numbers = protocolNumbers(word);
  if (!numbers) return false;
  d.protocols = numbers;
  d.at += 1;
  return true;
}

/** Words before an address that say who sends or receives, and how many words each takes. */
const IDENTITY: ReadonlyMap<string, number> = new Map([
  ['user', 2],
  ['user-group', 2],
  ['object-group-user', 2],
  ['object-group-security', 2],
  ['security-group', 3],
]);

/** Users and security tags: the device learns at run time whose packet it is. */
function readIdentity(d: AceDraft, side: string): void {
  for (;;) {
    const word = d.words[d.at] ?? '';
    const length = IDENTITY.get(word);
    if (length === undefined) return;
    const what = d.words.slice(d.at, d.at + length).join(' ');
    d.at += length;
    if (what === 'user any') continue;
    const id = `${side} ${what}`;
    d.parts.push(
      d.names.conditions.of(id, 'sender', { ja: `利用者・タグの条件 ${what}`, en: `the identity ${what}` }),
    );
  }
}

/** FTD: `ifc inside` before an address. */
function readInterface(d: AceDraft, side: 'in' | 'out'): void {
  const name = d.words[d.at + 1];
  if (d.words[d.at] !== 'ifc' || name === undefined) return;
  d.parts.push({ kind: side, ports: [name] });
  d.at += 2;
}

function readSide(d: AceDraft, side: 'src' | 'dst'): boolean {
  readIdentity(d, side);
  readInterface(d, side === 'src' ? 'in' : 'out');
  const read = readAddress(d.names, d.words, d.at, d.any);
  if (!read) return false;
  d.at = read.next;
  d.parts.push(matchOf(read.value, side));
  return true;
}

/** `eq www` or a group of ports; a group that is not of ports is left to what follows. */
function portOperand(d: AceDraft, side: 'sport' | 'dport'): void {
  const name = d.words[d.at + 1];
  if (d.words[d.at] === 'object-group' && name !== undefined) {
    const group = d.names.group(name);
    if (group.kind === 'port') {
      if (group.numbers.open.length === 0) d[side] = group.numbers.set;
      else
        d.parts.push(
          either([
            d.names.services([service(d.protocols, { [side]: group.numbers.set })]),
            ...group.numbers.open,
          ]),
        );
    } else if (group.kind === 'service' && side === 'dport') d.parts.push(group.match);
    else return;
    d.at += 2;
    return;
  }
  const read = readPorts(d.words, d.at);
  if (!read) return;
  d[side] = read.value;
  d.at = read.next;
}

function icmpOperand(d: AceDraft, version: 1 | 58): void {
  const word = d.words[d.at];
  const name = d.words[d.at + 1];
  if (word === 'object-group' && name !== undefined) {
    const group = d.names.group(name);
    if (group.kind !== 'icmp-type') return;
    if (group.numbers.open.length === 0) d.icmpType = group.numbers.set;
    else
      d.parts.push(
        either([
          d.names.services([service(d.protocols, { icmpType: group.numbers.set })]),
          ...group.numbers.open,
        ]),
      );
    d.at += 2;
    return;
  }
  const type = icmpType(word, version);
  if (type === null) return;
  d.icmpType = oneNumber(type);
  const code = wholeNumber(name, 255);
  if (code !== null) d.icmpCode = oneNumber(code);
  d.at += code === null ? 1 : 2;
}

function readOperand(d: AceDraft, side: 'sport' | 'dport'): void {
  const version = icmpVersion(d.protocols);
  if (version === null) portOperand(d, side);
  else if (side === 'dport') icmpOperand(d, version);
}

const LEVELS =
  /^(?:[0-7]|emergencies|alerts|critical|errors|warnings|notifications|informational|debugging|default)$/;

function readLog(d: AceDraft): void {
  d.log = true;
  for (;;) {
    const word = d.words[d.at] ?? '';
    if (word === 'disable') d.log = false;
    else if (word === 'interval') d.at += 1;
    else if (!LEVELS.test(word)) return;
    d.at += 1;
  }
}

const EVENT_LOG = /^(?:flow-start|flow-end|both)$/;

/** One option behind the addresses; false: not understood. */
function readOption(d: AceDraft): boolean {
  const word = d.words[d.at] ?? '';
  d.at += 1;
  if (word === 'log') readLog(d);
  else if (word === 'inactive') d.enabled = false;
  else if (word === 'time-range') d.parts.push(d.timeRange(d.words[d.at++] ?? ''));
  else if (word === 'rule-id') d.ruleId = d.words[d.at++] ?? null;
  else if (word === 'event-log') {
    d.log = true;
    if (EVENT_LOG.test(d.words[d.at] ?? '')) d.at += 1;
  } else return listingWord(d, word);
  return true;
}

/** What `show access-list` adds: `(hitcnt=12)`, `(inactive)`, `0x1a2b3c4d`. */
function listingWord(d: AceDraft, word: string): boolean {
  const hits = /^\(hitcnt=(\d{1,15})\)$/.exec(word)?.[1];
  if (hits !== undefined) d.hits = Number(hits);
  else if (word === '(inactive)') d.enabled = false;
  else return /^0x[0-9a-f]{1,16}$/i.test(word);
  return true;
}

function serviceOf(d: AceDraft): Match {
  if (d.sport === null && d.dport === null && d.icmpType === null && d.protocols === NUMBERS_8) return ANY;
  const { sport, dport } = d;
  return d.names.services([
    service(d.protocols, { sport, dport, icmpType: d.icmpType, icmpCode: d.icmpCode }),
  ]);
}

function matchOfParts(d: AceDraft): Match {
  d.parts.push(serviceOf(d));
  return every(...d.parts);
}

function readBody(d: AceDraft): string | null {
  if (!readProtocol(d) || !readSide(d, 'src')) return d.words[d.at] ?? '';
  readOperand(d, 'sport');
  if (!readSide(d, 'dst')) return d.words[d.at] ?? '';
  readIdentity(d, 'dst');
  readOperand(d, 'dport');
  while (d.at < d.words.length) {
    const at = d.at;
    if (!readOption(d)) return d.words[at] ?? '';
  }
  return null;
}

/**
 * A line from its `permit` or `deny` on; null where not even that stands there. What follows a word that was not
 * understood is not read: the rule then may or may not match whatever the rest of it does.
 */
export function readAce(
  names: Dictionary,
  words: readonly string[],
  at: number,
  any: Addresses,
  timeRange: (name: string) => Match,
  line: number,
): Ace | null {
  const action = words[at];
  if (action !== 'permit' && action !== 'deny' && action !== 'trust') return null;
  const d: AceDraft = {
    names,
    words,
    any,
    timeRange,
    at: at + 1,
    protocols: NUMBERS_8,
    sport: null,
    dport: null,
    icmpType: null,
    icmpCode: null,
    parts: [],
    log: null,
    enabled: true,
    hits: null,
    ruleId: null,
  };
  const unread = readBody(d);
  if (unread !== null) {
    const en = `the words from "${unread}" on, which were not understood`;
    d.parts.push(names.conditions.unknown(`line ${line}`, `理解できない語 ${unread} 以降`, en));
  }
  return {
    permit: action !== 'deny',
    trust: action === 'trust',
    match: matchOfParts(d),
    enabled: d.enabled,
    log: d.log,
    hits: d.hits,
    ruleId: d.ruleId,
    unread,
  };
}
