/** Object groups of IOS as sets of addresses and services; each is worked out once and shared. */
import { NUMBERS_8, oneNumber } from '../../facts/firewall/match-packet-numbers.ts';
import { type Match, NONE, type NumberSet, type Service } from '../../facts/firewall/model.ts';
import {
  type Addresses,
  type AddressReader,
  ANY_IPV4,
  addresses,
  addressReader,
  ip4,
  joinAddresses,
  range4,
} from '../cisco/addresses.ts';
import type { Draft } from '../cisco/draft.ts';
import { type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { type Conditions, conditions, either, type Services, serviceTable } from '../cisco/matches.ts';
import { PROTOCOL_NAMES, wholeNumber } from '../cisco/names.ts';
import type { IosConfig } from './config.ts';
import { readIcmp, readPorts } from './words.ts';

export interface Dictionary {
  readonly reader: AddressReader;
  readonly conditions: Conditions;
  readonly services: (of: readonly Service[]) => Match;
  readonly plainService: Services['plain'];
  networkGroup(name: string): Addresses;
  serviceGroup(name: string): Match;
  /** Names of groups asked for and not defined, to be taken from here by who asked. */
  readonly missing: string[];
}

export const service = (protocols: NumberSet, parts: Partial<Service> = {}): Service => ({
  protocols,
  sport: null,
  dport: null,
  icmpType: null,
  icmpCode: null,
  ...parts,
});

const PROTOCOLS4: ReadonlyMap<string, NumberSet> = new Map([
  ...[...PROTOCOL_NAMES].map(([name, number]) => [name, oneNumber(number)] as const),
  ['ip', NUMBERS_8],
  ['ipv4', NUMBERS_8],
  ['ipv6', NUMBERS_8],
  ['tcp-udp', [...oneNumber(6), ...oneNumber(17)]],
]);
const PROTOCOLS6: ReadonlyMap<string, NumberSet> = new Map([...PROTOCOLS4, ['icmp', oneNumber(58)]]);

/** `ip` and `ipv6` are every protocol; `icmp` is that of the family. */
export function protocolOf(word: string | undefined, six: boolean): NumberSet | null {
  if (word === undefined) return null;
  const names = six ? PROTOCOLS6 : PROTOCOLS4;
  const named = names.get(word) ?? names.get(word.toLowerCase());
  if (named) return named;
  const number = wholeNumber(word, 255);
  return number === null ? null : oneNumber(number);
}

export const hasPorts = (protocols: NumberSet): boolean =>
  protocols.every(({ from, to }) => from === to && (from === 6 || from === 17 || from === 132));

interface Groups {
  readonly config: IosConfig;
  readonly draft: Draft;
  readonly names: Omit<Dictionary, 'networkGroup' | 'serviceGroup'>;
  readonly networks: Map<string, Addresses>;
  readonly servicesOf: Map<string, readonly Match[]>;
  readonly path: string[];
}

const MAX_DEPTH = 100;

const openGroup = (g: Groups, id: string, ja: string, en: string): Addresses =>
  addresses(
    [],
    [],
    [
      {
        src: g.names.conditions.unknown(`src ${id}`, ja, en),
        dst: g.names.conditions.unknown(`dst ${id}`, ja, en),
      },
    ],
  );

const unknownGroup = (g: Groups, name: string): Addresses =>
  openGroup(
    g,
    `group ${name}`,
    `内容の分からないグループ ${name}`,
    `the group ${name}, whose content is not known`,
  );

function unreadLine(g: Groups, name: string, line: ConfigLine): Addresses {
  g.draft.tally.notUnderstood(g.draft.at(line));
  if (!/^(?:host|range|group-object)\b|^\d/.test(line.text)) g.draft.doubt(line);
  const en = `a line of the group ${name} that was not understood`;
  return openGroup(g, `group ${name} line`, `グループ ${name} の読み取れない行`, en);
}

function networkLine(g: Groups, words: readonly string[]): Addresses | null {
  const [first = '', second = '', third = ''] = words;
  if (first === 'any') return ANY_IPV4;
  if (first === 'host') return g.names.reader.one(second);
  if (first === 'group-object') return network(g, second);
  if (first === 'range') {
    const from = ip4(second);
    const to = ip4(third);
    return from === null || to === null || from > to ? null : addresses(range4(from, to));
  }
  // Masks of groups are masks of networks, not wildcards.
  return second === '' ? g.names.reader.prefix(first) : g.names.reader.masked(first, second, false);
}

/** Whether a group may be opened now; what it then is comes from `make`. */
function nested<T>(g: Groups, name: string, make: () => T): T | null {
  if (g.path.includes(name) || g.path.length >= MAX_DEPTH) {
    const at = g.config.groups.get(name)?.at;
    if (at)
      g.draft.note(
        'cyclic-group',
        at,
        `グループ ${name} は自分自身を含む`,
        `the group ${name} contains itself`,
      );
    return null;
  }
  g.path.push(name);
  const value = make();
  g.path.pop();
  return value;
}

function readNetwork(g: Groups, name: string): Addresses {
  const group = g.config.groups.get(name);
  if (group?.kind !== 'network') {
    if (!group) g.names.missing.push(name);
    return unknownGroup(g, name);
  }
  const parts = group.lines.map((line) => {
    const value = networkLine(g, wordsOf(line.text));
    if (value) g.draft.tally.understood();
    return value ?? unreadLine(g, name, line);
  });
  return joinAddresses(parts);
}

function network(g: Groups, name: string): Addresses {
  const before = g.networks.get(name);
  if (before) return before;
  const value = nested(g, name, () => readNetwork(g, name));
  if (value) g.networks.set(name, value);
  return value ?? unknownGroup(g, name);
}

/** `tcp source range 1 2 eq www`, `icmp echo`, `ip`, `47`. */
function serviceLine(g: Groups, words: readonly string[]): readonly Match[] | null {
  if (words[0] === 'group-object') return serviceParts(g, words[1] ?? '');
  const protocols = protocolOf(words[0], false);
  if (!protocols) return null;
  const of = (parts: Partial<Service>): readonly Match[] => [g.names.services([service(protocols, parts)])];
  if (words.length === 1) return of({});
  if (words[0] === 'icmp') {
    const icmp = readIcmp(words, 1, 1);
    return icmp?.next === words.length ? of(icmp.value) : null;
  }
  if (!hasPorts(protocols)) return null;
  const source = words[1] === 'source' ? readPorts(words, 2) : null;
  const at = source?.next ?? 1;
  const end = at < words.length ? readPorts(words, at) : null;
  if ((end?.next ?? at) !== words.length) return null;
  return of({ ...(source && { sport: source.value }), ...(end && { dport: end.value }) });
}

const openService = (g: Groups, name: string): Match =>
  g.names.conditions.unknown(
    `service group ${name}`,
    `内容の分からないサービス グループ ${name}`,
    `the group of services ${name}, whose content is not known`,
  );

function readServices(g: Groups, name: string): readonly Match[] {
  const group = g.config.groups.get(name);
  if (group?.kind !== 'service') {
    if (!group) g.names.missing.push(name);
    return [openService(g, name)];
  }
  const parts = group.lines.flatMap((line) => {
    const value = serviceLine(g, wordsOf(line.text));
    if (value) g.draft.tally.understood();
    else g.draft.unread(line);
    return value ?? [openService(g, name)];
  });
  return [...new Set(parts)];
}

function serviceParts(g: Groups, name: string): readonly Match[] {
  const before = g.servicesOf.get(name);
  if (before) return before;
  const value = nested(g, name, () => readServices(g, name));
  if (value) g.servicesOf.set(name, value);
  return value ?? [openService(g, name)];
}

export function dictionary(config: IosConfig, draft: Draft): Dictionary {
  const services = serviceTable();
  const names = {
    reader: addressReader(),
    conditions: conditions(),
    services: services.of,
    plainService: services.plain,
    missing: [],
  };
  const groups: Groups = { config, draft, names, networks: new Map(), servicesOf: new Map(), path: [] };
  const matches = new Map<string, Match>();
  return {
    ...names,
    networkGroup: (name) => network(groups, name),
    serviceGroup: (name) => {
      const parts = serviceParts(groups, name);
      const match = matches.get(name) ?? (parts.length === 0 ? NONE : either(parts));
      matches.set(name, match);
      return match;
    },
  };
}
