/** What the ACLs of a program and a question ask of each part of a request, as partitions of that part. */
import { type AddressSet, ALL_IPV4, fromRanges, type Interval } from '../address-set.ts';
import { oncePer } from '../once.ts';
import type { AclTest, DomainList, NumberRange, SquidAcl, TimeWindow } from './acl.ts';
import { hostText, isUnspecified, numericHost } from './host-address.ts';
import { holdsAddress } from './match.ts';
import { type NameClass, partitionNames } from './name-classes.ts';
import { type Partition, partitionAddresses, partitionNumbers, partitionPoints } from './partition.ts';
import { type EntryPoint, entryPoints, holdsUser, type UserPoint, userPoints } from './points.ts';
import type { SquidProgram, SquidRow } from './program.ts';
import type { SquidQuery } from './query.ts';
import type { SquidSection } from './section.ts';

/** The number of a set in the partition of its dimension, by the name of the ACL it belongs to. */
export type SetNumbers = ReadonlyMap<string, number>;

export interface Dimensions {
  readonly method: Partition<readonly string[]>;
  readonly user: Partition<readonly UserPoint[]>;
  readonly entry: Partition<readonly EntryPoint[]>;
  readonly port: Partition<readonly Interval[]>;
  readonly proto: Partition<readonly string[]>;
  readonly minute: Partition<readonly Interval[]>;
  readonly src: Partition<AddressSet>;
  readonly host: Partition<NameClass>;
  readonly dst: Partition<AddressSet>;
  readonly localip: Partition<AddressSet>;
  /** Sets of ACLs by name; those of the question and of addresses that a list of domains writes have names of their own. */
  readonly sets: Readonly<Record<SetOwner, SetNumbers>>;
  /** Users of whom it is not known whether an ACL holds them. */
  readonly unsettledUsers: SetNumbers;
  readonly ipv4: number;
  /** Clients of IPv4, and ports of the proxy that only one family reaches. */
  readonly clients4: number;
  readonly only4: number;
  readonly only6: number;
  readonly connect: number;
  readonly noScheme: number;
  readonly purge: number;
  readonly urn: number;
  readonly portZero: number;
  readonly off: number;
  readonly proxyHeader: number;
  readonly unknownIp: number;
  readonly unknownPort: number;
  /** Some ACL asks for names of addresses. */
  readonly reverse: boolean;
  /** src ACLs may see another address than that of the client. */
  readonly follows: boolean;
}

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

const WEEK_MINUTES = 7 * 1440;

/** Sets of one dimension as they are found, with the names of their owners. */
interface Found<T> {
  readonly sets: T[];
  readonly numbers: Map<string, number>;
}

const found = <T>(): Found<T> => ({ sets: [], numbers: new Map() });

function add<T>(into: Found<T>, owner: string, set: T): number {
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

interface Gathered {
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

const OTHER_WORD = '';
/** What clients use; the class of a word that no ACL lists shows the first of these that is in it. */
const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'DELETE', 'CONNECT'];
const SCHEMES = ['HTTP', 'HTTPS', 'FTP', 'NONE'];

function partitionWords(
  usual: readonly string[],
  sets: readonly ReadonlySet<string>[],
): Partition<readonly string[]> {
  const words = new Set([...usual, ...sets.flatMap((s) => [...s]), OTHER_WORD]);
  return partitionPoints([...words], sets.length, (word) =>
    sets.flatMap((set, index) => (word !== OTHER_WORD && set.has(word) ? [index] : [])),
  );
}

function partitionUsers(
  acls: readonly SquidAcl[],
  { sets }: Found<Extract<AclTest, { test: 'user' }>>,
): Partition<readonly UserPoint[]> {
  return partitionPoints(userPoints(acls), sets.length * 2, (point) =>
    sets.flatMap((test, index) => {
      const held = holdsUser(test, point);
      return held === null ? [sets.length + index] : held ? [index] : [];
    }),
  );
}

function gathered(acls: readonly SquidAcl[], query: SquidQuery | null): Gathered {
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

/** Sets that tell the ports of the proxy apart whatever the ACLs ask. */
const addEntrySets = ({ entry }: Gathered) => ({
  off: add(entry, '\noff', (p) => p.off),
  proxyHeader: add(entry, '\nproxy', (p) => p.proxyHeader),
  unknownIp: add(entry, '\nip', (p) => p.ip === null),
  unknownPort: add(entry, '\nport', (p) => p.port === null),
  only4: add(entry, '\nonly4', (p) => p.ip?.version === 4),
  only6: add(entry, '\nonly6', (p) => p.ip?.version === 6),
});

const usesIndirect = (section: SquidSection): boolean =>
  section.directives.findLast((d) => d.name === 'acl_uses_indirect_client' && d.state === 'known')
    ?.args[0] !== 'off';

/** The long lists are cut into classes once, as long as no question adds to them. */
const cached = oncePer((_: SquidProgram): { names: Partition<NameClass> | null } => ({ names: null }));

function namesOf(program: SquidProgram, { host }: Gathered): Partition<NameClass> {
  const kept = cached(program);
  kept.names ??= partitionNames(host.sets);
  return kept.names;
}

const GATES = ['http_access', 'adapted_http_access', 'miss_access'] as const;

export function dimensionsOf(
  program: SquidProgram,
  section: SquidSection,
  query: SquidQuery | null,
): Dimensions {
  const followed = usesIndirect(section) ? program.rows.follow_x_forwarded_for : [];
  const acls = askedAcls(program, [...GATES.flatMap((gate) => program.rows[gate]), ...followed]);
  const sets = gathered(acls, query);
  const entrySets = addEntrySets(sets);
  const ipv4 = add(sets.dst, '\nipv4', ALL_IPV4);
  const clients4 = add(sets.src, '\nipv4', ALL_IPV4);
  const connect = add(sets.method, '\nconnect', new Set(['CONNECT']));
  const purge = add(sets.method, '\npurge', new Set(['PURGE']));
  const urn = add(sets.proto, '\nurn', new Set(['URN']));
  const portZero = add(sets.port, '\nzero', [{ from: 0, to: 0 }]);
  const noScheme = add(sets.proto, '\nnone', new Set(['NONE']));
  const points = entryPoints(section);
  const entry = partitionPoints(points, sets.entry.sets.length, (point) =>
    sets.entry.sets.flatMap((holds, index) => (holds(point) ? [index] : [])),
  );
  return {
    ...entrySets,
    ipv4,
    clients4,
    connect,
    noScheme,
    purge,
    urn,
    portZero,
    entry,
    method: partitionWords(METHODS, sets.method.sets),
    proto: partitionWords(SCHEMES, sets.proto.sets),
    user: partitionUsers(acls, sets.user),
    port: partitionNumbers({ from: 0, to: 65535 }, sets.port.sets),
    minute: partitionNumbers({ from: 0, to: WEEK_MINUTES - 1 }, sets.minute.sets),
    src: partitionAddresses(sets.src.sets),
    host: query?.dst && 'domain' in query.dst ? partitionNames(sets.host.sets) : namesOf(program, sets),
    dst: partitionAddresses(sets.dst.sets),
    localip: partitionAddresses(sets.localip.sets),
    sets: {
      method: sets.method.numbers,
      proto: sets.proto.numbers,
      user: sets.user.numbers,
      entry: sets.entry.numbers,
      port: sets.port.numbers,
      minute: sets.minute.numbers,
      src: sets.src.numbers,
      host: sets.host.numbers,
      dst: sets.dst.numbers,
      localip: sets.localip.numbers,
    },
    unsettledUsers: new Map([...sets.user.numbers].map(([name, n]) => [name, sets.user.sets.length + n])),
    reverse: acls.some(
      ({ test }) =>
        (test.test === 'domain' || (test.test === 'pattern' && test.of === 'dst-host')) && !test.literalOnly,
    ),
    follows: followed.length > 0 || points.some((p) => p.proxyHeader),
  };
}
