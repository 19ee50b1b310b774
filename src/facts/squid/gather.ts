/** What ACLs and a question ask of each part of a request, as sets of that part. */
import { type AddressSet, fromRanges } from '../address-set.ts';
import { oncePer } from '../once.ts';
import type { AclTest, DomainList, NumberRange, SquidAcl, TimeWindow } from './acl.ts';
import { hostText, isUnspecified, numericHost } from './host-address.ts';
import { holdsAddress } from './match.ts';
import type { EntryPoint } from './points.ts';
import type { SquidProgram, SquidRow } from './program.ts';
import type { SquidQuery } from './query.ts';

/** The number of a set in the partition of its dimension, by the name of the ACL it belongs to. */
export type SetNumbers = ReadonlyMap<string, number>;

export type SetOwner =
  | 'method'
  | 'user'
  | 'entry'
  | 'port'
  | 'proto'
  | 'minute'
  | 'src'
  | 'host'
  | 'dst'
  | 'localip';

/** No name of an ACL holds a line end. */
export const QUESTION = '\n?';
export const literalsOf = (acl: string): string => `\n${acl}`;

/** Sets of one dimension as they are found, with the names of their owners. */
export interface Found<T> {
  readonly sets: T[];
  readonly numbers: Map<string, number>;
}

const found = <T>(): Found<T> => ({ sets: [], numbers: new Map() });

export function add<T>(into: Found<T>, owner: string, set: T): number {
  into.numbers.set(owner, into.sets.length);
  return into.sets.push(set) - 1;
}

/** Every ACL that some row asks, groups seen through. */
export function askedAcls(program: SquidProgram, rows: readonly SquidRow[]): readonly SquidAcl[] {
  const seen = new Map<string, SquidAcl>();
  const open = rows.flatMap((r) => r.terms.map((t) => t.name));
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const acl = program.acls.get(name);
    if (!acl || seen.has(name)) continue;
    seen.set(name, acl);
    if (acl.test.test === 'any-of') for (const t of acl.test.terms) open.push(t.name);
    if (acl.test.test === 'all-of') for (const t of acl.test.lines.flat()) open.push(t.name);
  }
  return [...seen.values()].reverse();
}

const windowRanges = (windows: readonly TimeWindow[]): readonly NumberRange[] =>
  windows.flatMap((w) =>
    [0, 1, 2, 3, 4, 5, 6].flatMap((day) =>
      (w.days >> day) & 1 && w.from <= Math.min(w.to, 1439)
        ? [{ from: day * 1440 + w.from, to: day * 1440 + Math.min(w.to, 1439) }]
        : [],
    ),
  );

/** Addresses that a list of domains names as they stand in URLs. */
function writtenAddresses({ exact, below }: DomainList): AddressSet {
  const ranges = [...exact, ...below].flatMap((text) => {
    if (!/^[\d.[\]:a-f]+$/.test(text)) return [];
    const address = numericHost(text.replace(/^\[(.*)\]$/, '$1'));
    if (!address || isUnspecified(address) || hostText(address) !== text) return [];
    return [{ version: address.version, from: address.value, to: address.value }];
  });
  return fromRanges(ranges);
}

export interface Gathered {
  readonly method: Found<ReadonlySet<string>>;
  readonly proto: Found<ReadonlySet<string>>;
  readonly user: Found<Extract<AclTest, { test: 'user' }>>;
  readonly entry: Found<(point: EntryPoint) => boolean>;
  readonly port: Found<readonly NumberRange[]>;
  readonly minute: Found<readonly NumberRange[]>;
  readonly src: Found<AddressSet>;
  readonly host: Found<DomainList>;
  readonly dst: Found<AddressSet>;
  readonly localip: Found<AddressSet>;
}

const written = oncePer(writtenAddresses);

function gatherAcl(into: Gathered, { name, test }: SquidAcl): void {
  if (test.test === 'address') add(into[test.of], name, test.set);
  if (test.test === 'address' && test.of === 'localip') {
    add(into.entry, name, (p) => p.ip !== null && holdsAddress(test.set, p.ip));
  }
  if (test.test === 'domain') {
    add(into.host, name, test.names);
    add(into.dst, literalsOf(name), written(test.names));
  }
  if (test.test === 'number' && test.of === 'port') add(into.port, name, test.ranges);
  if (test.test === 'number' && test.of === 'localport') {
    add(
      into.entry,
      name,
      ({ port }) => port !== null && test.ranges.some((r) => r.from <= port && port <= r.to),
    );
  }
  if (test.test === 'word' && test.of === 'myportname') {
    add(into.entry, name, ({ listener }) => listener !== null && test.words.has(listener.name));
  }
  if (test.test === 'word' && test.of !== 'myportname') add(into[test.of], name, test.words);
  if (test.test === 'time') add(into.minute, name, windowRanges(test.windows));
  if (test.test === 'user') add(into.user, name, test);
}

const domainOf = (domain: string): DomainList => {
  const name = domain.toLowerCase().replace(/^\./, '');
  return domain.startsWith('.')
    ? { exact: new Set(), below: new Set([name]) }
    : { exact: new Set([name]), below: new Set() };
};

function gatherQuestion(into: Gathered, { src, method, port, dst, minute }: SquidQuery): void {
  if (src) add(into.src, QUESTION, src);
  if (method) add(into.method, QUESTION, new Set('only' in method ? method.only : method.but));
  if (port) add(into.port, QUESTION, port);
  if (minute !== null && minute !== undefined) add(into.minute, QUESTION, [{ from: minute, to: minute }]);
  if (dst && 'addresses' in dst) add(into.dst, QUESTION, dst.addresses);
  if (dst && 'domain' in dst) {
    const list = domainOf(dst.domain);
    add(into.host, QUESTION, list);
    add(into.dst, literalsOf(QUESTION), writtenAddresses(list));
  }
}

export function gathered(acls: readonly SquidAcl[], query: SquidQuery | null): Gathered {
  const into: Gathered = {
    method: found(),
    proto: found(),
    user: found(),
    entry: found(),
    port: found(),
    minute: found(),
    src: found(),
    host: found(),
    dst: found(),
    localip: found(),
  };
  for (const acl of acls) gatherAcl(into, acl);
  if (query) gatherQuestion(into, query);
  return into;
}
