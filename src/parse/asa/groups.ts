/** Object groups of an ASA: networks, services, ports, protocols, ICMP types, users and security tags, nested. */
import { type Match, NONE, type NumberSpan, type Service } from '../../facts/firewall/model.ts';
import { type Addresses, ANY_IPV4, joinAddresses } from '../cisco/addresses.ts';
import type { Draft } from '../cisco/draft.ts';
import { type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { either } from '../cisco/matches.ts';
import { numbers } from '../cisco/numbers.ts';
import { readAddress } from './address-words.ts';
import type { AsaConfig, AsaGroup } from './config.ts';
import { type Dictionary, type GroupValue, openAddresses } from './names.ts';
import { icmpType, protocolNumbers, readPorts, readService, service } from './service-words.ts';

const MAX_DEPTH = 100;

/** Members of a group of one kind, as they are read. */
interface Members {
  readonly addresses: Addresses[];
  readonly services: Service[];
  readonly spans: NumberSpan[];
  readonly open: Match[];
}

interface Reading {
  readonly config: AsaConfig;
  readonly draft: Draft;
  readonly names: Dictionary;
  readonly done: Map<string, GroupValue>;
  /** Names from the outermost group to the one being read. */
  readonly path: string[];
}

const TCP_UDP = protocolNumbers('tcp-udp') ?? [];

function unknownGroup(r: Reading, name: string, ja: string, en: string): GroupValue {
  return { kind: 'unknown', match: r.names.conditions.unknown(`group ${name}`, ja, en) };
}

/** What a nested group adds to one of `kind`; ports of a group may stand among services. */
function nest(r: Reading, group: AsaGroup, members: Members, name: string): void {
  const value = groupValue(r, name);
  if (value.kind === 'network') members.addresses.push(value.addresses);
  else if (value.kind === 'service') {
    members.services.push(...value.services.services);
    members.open.push(...value.services.open);
  } else if (value.kind === 'port' && group.kind === 'service') {
    members.services.push(service(TCP_UDP, { dport: value.numbers.set }));
    members.open.push(...value.numbers.open);
  } else if ('numbers' in value) {
    members.spans.push(...value.numbers.set);
    members.open.push(...value.numbers.open);
  } else {
    members.open.push(value.match);
    if (group.kind === 'network') members.addresses.push(r.names.unknownGroup(name));
  }
}

function serviceMember(r: Reading, members: Members, words: readonly string[]): boolean {
  if (words[1] === 'object') {
    const value = r.names.serviceObject(words[2] ?? '');
    members.services.push(...value.services);
    members.open.push(...value.open);
    return words.length === 3;
  }
  const value = readService(words, 1);
  if (value) members.services.push(value);
  return value !== null;
}

/** One line of a group; false: not understood. */
function member(r: Reading, group: AsaGroup, members: Members, words: readonly string[]): boolean {
  const [kind, second] = words;
  if (second === undefined) return false;
  if (kind === 'group-object') {
    nest(r, group, members, second);
    return words.length === 2;
  }
  if (kind === 'network-object') {
    const read = readAddress(r.names, words, 1, ANY_IPV4);
    if (read) members.addresses.push(read.value);
    return read?.next === words.length;
  }
  if (kind === 'service-object') return serviceMember(r, members, words);
  if (kind === 'port-object') {
    const read = readPorts(words, 1);
    if (!read) return false;
    if (group.kind === 'service') members.services.push(service(TCP_UDP, { dport: read.value }));
    else members.spans.push(...read.value);
    return read.next === words.length;
  }
  const one =
    kind === 'protocol-object'
      ? protocolNumbers(second)
      : kind === 'icmp-object'
        ? numberSet(icmpType(second, 1))
        : null;
  members.spans.push(...(one ?? []));
  return one !== null;
}

const numberSet = (n: number | null): readonly NumberSpan[] | null =>
  n === null ? null : [{ from: n, to: n }];

function readMember(r: Reading, name: string, group: AsaGroup, members: Members, line: ConfigLine): void {
  if (member(r, group, members, wordsOf(line.text))) {
    r.draft.tally.understood();
    return;
  }
  const ja = `グループ ${name} の読み取れない行`;
  const en = `a line of the group ${name} that was not understood`;
  r.draft.tally.notUnderstood(r.draft.at(line));
  members.open.push(r.names.conditions.unknown(`group ${name} line`, ja, en));
  members.addresses.push(openAddresses(r.names.conditions, `group ${name} line`, ja, en));
}

/** Users and tags are decided by what the device learns while it runs. */
function whoever(r: Reading, name: string, group: AsaGroup): GroupValue {
  const id = `${group.kind} group ${name}`;
  const ja = `利用者またはセキュリティ タグのグループ ${name}`;
  const en = `the group ${name} of users or security tags`;
  r.draft.tally.understood(group.lines.length);
  return {
    kind: group.kind === 'user' ? 'user' : 'security',
    match: r.names.conditions.of(id, 'sender', { ja, en }),
  };
}

/** Each once: groups that nest the same ones twice must not grow with every level. */
function distinct(services: readonly Service[]): readonly Service[] {
  return [...new Map(services.map((s) => [JSON.stringify(s), s])).values()];
}

function finish(r: Reading, group: AsaGroup, members: Members): GroupValue {
  if (group.kind === 'network') return { kind: 'network', addresses: joinAddresses(members.addresses) };
  const open = [...new Set(members.open)];
  if (group.kind === 'service') {
    const services = distinct(members.services);
    const match = either([services.length > 0 ? r.names.services(services) : NONE, ...open]);
    return { kind: 'service', services: { services, open }, match };
  }
  const kind = group.kind === 'protocol' || group.kind === 'icmp-type' ? group.kind : 'port';
  return { kind, numbers: { set: numbers(members.spans), open } };
}

function read(r: Reading, name: string): GroupValue {
  const group = r.config.groups.get(name);
  if (!group) r.names.missing.push(name);
  if (!group)
    return unknownGroup(r, name, `定義のないグループ ${name}`, `the group ${name}, which is not defined`);
  if (group.kind === 'user' || group.kind === 'security') return whoever(r, name, group);
  const members: Members = { addresses: [], services: [], spans: [], open: [] };
  for (const line of group.lines) readMember(r, name, group, members, line);
  if (group.lines.length === 0)
    r.draft.note(
      'empty-group',
      group.at,
      `空のグループ ${name} はどの通信とも合わない`,
      `the empty group ${name} matches nothing`,
    );
  return finish(r, group, members);
}

function cyclic(r: Reading, name: string): GroupValue {
  const group = r.config.groups.get(name);
  if (group)
    r.draft.note(
      'cyclic-group',
      group.at,
      `グループ ${name} は自分自身を含む`,
      `the group ${name} contains itself`,
    );
  return unknownGroup(r, name, `自分自身を含むグループ ${name}`, `the group ${name}, which contains itself`);
}

function groupValue(r: Reading, name: string): GroupValue {
  const done = r.done.get(name);
  if (done) return done;
  if (r.path.includes(name) || r.path.length >= MAX_DEPTH) return cyclic(r, name);
  r.path.push(name);
  const value = read(r, name);
  r.path.pop();
  r.done.set(name, value);
  return value;
}

export function groupReader(
  config: AsaConfig,
  draft: Draft,
  names: Dictionary,
): (name: string) => GroupValue {
  const reading: Reading = { config, draft, names, done: new Map(), path: [] };
  return (name) => groupValue(reading, name);
}
