/** `class-map type inspect`: access lists, protocols and other classes, of which any or all must hold. */
import { oneNumber } from '../../facts/firewall/match-packet-numbers.ts';
import type { Match } from '../../facts/firewall/model.ts';
import { type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { chosenBy, either, every } from '../cisco/matches.ts';
import { PORT_NAMES } from '../cisco/names.ts';
import { type Dictionary, service } from './dictionary.ts';
import { listId } from './lists.ts';
import type { StageInput } from './stages.ts';

export interface ClassReader {
  readonly input: StageInput;
  readonly names: Dictionary;
  readonly done: Map<string, Match>;
  readonly path: string[];
}

export const classReader = (input: StageInput, names: Dictionary): ClassReader => ({
  input,
  names,
  done: new Map(),
  path: [],
});

const MAX_DEPTH = 50;

/** Transport and port of protocols whose name in a class is not that of a port, or that have both transports. */
const PROTOCOLS: ReadonlyMap<string, readonly (readonly ['tcp' | 'udp', number])[]> = new Map([
  [
    'dns',
    [
      ['udp', 53],
      ['tcp', 53],
    ],
  ],
  ['http', [['tcp', 80]]],
  ['https', [['tcp', 443]]],
  ['ftp', [['tcp', 21]]],
  ['ftps', [['tcp', 990]]],
  ['ssh', [['tcp', 22]]],
  ['telnet', [['tcp', 23]]],
  ['smtp', [['tcp', 25]]],
  ['pop3', [['tcp', 110]]],
  ['pop3s', [['tcp', 995]]],
  ['imap', [['tcp', 143]]],
  ['imaps', [['tcp', 993]]],
  ['imap3', [['tcp', 220]]],
  ['ldap', [['tcp', 389]]],
  ['ldaps', [['tcp', 636]]],
  ['ntp', [['udp', 123]]],
  ['snmp', [['udp', 161]]],
  ['snmptrap', [['udp', 162]]],
  ['syslog', [['udp', 514]]],
  ['tftp', [['udp', 69]]],
  [
    'radius',
    [
      ['udp', 1812],
      ['udp', 1813],
      ['udp', 1645],
      ['udp', 1646],
    ],
  ],
  [
    'tacacs',
    [
      ['tcp', 49],
      ['udp', 49],
    ],
  ],
  [
    'kerberos',
    [
      ['tcp', 88],
      ['udp', 88],
    ],
  ],
  ['isakmp', [['udp', 500]]],
  [
    'sip',
    [
      ['tcp', 5060],
      ['udp', 5060],
    ],
  ],
  ['nntp', [['tcp', 119]]],
  ['bgp', [['tcp', 179]]],
  ['pptp', [['tcp', 1723]]],
  ['rtsp', [['tcp', 554]]],
  ['bootps', [['udp', 67]]],
  ['bootpc', [['udp', 68]]],
] as const);

function protocolMatch(r: ClassReader, name: string): Match {
  const of = (protocol: number, port: number | null): Match =>
    r.names.services([service(oneNumber(protocol), port === null ? {} : { dport: oneNumber(port) })]);
  if (name === 'tcp') return of(6, null);
  if (name === 'udp') return of(17, null);
  if (name === 'icmp') return either([of(1, null), of(58, null)]);
  const known = r.input.config.portMaps ? undefined : PROTOCOLS.get(name);
  if (known) return either(known.map(([transport, port]) => of(transport === 'tcp' ? 6 : 17, port)));
  const port = PORT_NAMES.get(name);
  const hint = port === undefined ? '' : ` (${port})`;
  return r.names.conditions.unknown(
    `protocol ${name}`,
    `プロトコル ${name}${hint} の判別`,
    `whether it is of the protocol ${name}${hint}`,
  );
}

/** `match access-group 101`, `match access-group name NAME`: a list of either family. */
function listMatch(r: ClassReader, words: readonly string[]): Match | null {
  const name = words[0] === 'name' ? words[1] : words[0];
  const { config, lists } = r.input;
  const found = [config.lists.get(name ?? ''), config.lists6.get(name ?? '')].flatMap((l) => l ?? []);
  if (name === undefined || found.length === 0) return null;
  return either(found.map((l) => chosenBy(lists.get(listId(l))?.rules ?? [])));
}

function oneMatch(r: ClassReader, words: readonly string[], line: ConfigLine): Match | null {
  const [first, ...rest] = words;
  if (first === 'not') {
    const inner = oneMatch(r, rest, line);
    return inner && { kind: 'not', of: inner };
  }
  if (first === 'access-group') return listMatch(r, rest);
  if (first === 'protocol' && rest[0] !== undefined) return protocolMatch(r, rest[0]);
  if (first === 'class-map' && rest[0] !== undefined) return classMatch(r, rest[0], line);
  return first === 'any' ? { kind: 'always' } : null;
}

const openClass = (r: ClassReader, name: string): Match =>
  r.names.conditions.unknown(
    `class ${name}`,
    `内容の分からないクラス ${name}`,
    `the class ${name}, whose content is not known`,
  );

function readClass(r: ClassReader, name: string, line: ConfigLine): Match {
  const map = r.input.config.classMaps.get(name);
  if (!map) {
    r.input.draft.note(
      'undefined-reference',
      line,
      `クラス ${name} は定義されていない`,
      `the class ${name} is not defined`,
    );
    return openClass(r, name);
  }
  const parts: Match[] = [];
  for (const inner of map.block.body) {
    const words = wordsOf(inner.text);
    if (words[0] !== 'match') {
      if (words[0] === 'description' || words[0] === 'exit') r.input.draft.tally.irrelevant();
      else r.input.draft.unread(inner);
      continue;
    }
    const match = oneMatch(r, words.slice(1), inner);
    if (match) r.input.draft.tally.understood();
    else r.input.draft.tally.notUnderstood(r.input.draft.at(inner));
    parts.push(match ?? openClass(r, name));
  }
  if (parts.length === 0) return { kind: 'never' };
  return map.words.includes('match-any') ? either(parts) : every(...parts);
}

/** Packets of a class; one that contains itself is not known. */
export function classMatch(r: ClassReader, name: string, line: ConfigLine): Match {
  const before = r.done.get(name);
  if (before) return before;
  if (r.path.includes(name) || r.path.length >= MAX_DEPTH) {
    r.input.draft.note(
      'cyclic-group',
      line,
      `クラス ${name} は自分自身を含む`,
      `the class ${name} contains itself`,
    );
    return openClass(r, name);
  }
  r.path.push(name);
  const match = readClass(r, name, line);
  r.path.pop();
  r.done.set(name, match);
  return match;
}
