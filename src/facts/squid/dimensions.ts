/** What the ACLs of a program and a question ask of each part of a request, as partitions of that part. */
import { type AddressSet, ALL_IPV4, fromRanges, type Interval } from '../address-set.ts';
import { oncePer } from '../once.ts';
import type { AclTest, SquidAcl } from './acl.ts';
import {
  add,
  askedAcls,
  type Found,
  type Gathered,
  gathered,
  type SetNumbers,
  type SetOwner,
} from './gather.ts';
import { type NameClass, partitionNames } from './name-classes.ts';
import { type Partition, partitionAddresses, partitionNumbers, partitionPoints } from './partition.ts';
import { type EntryPoint, entryPoints, holdsUser, type UserPoint, userPoints } from './points.ts';
import type { SquidProgram } from './program.ts';
import type { SquidQuery } from './query.ts';
import type { SquidSection } from './section.ts';
import { usesIndirect } from './switches.ts';

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
  /** Ports that stand before a server; that may open TLS; that serve nobody. */
  readonly accel: number;
  readonly bump: number;
  readonly closed: number;
  /** Addresses that no client has. */
  readonly nobody: number;
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

const WEEK_MINUTES = 7 * 1440;

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

/** Sets that tell the ports of the proxy apart whatever the ACLs ask. */
const addEntrySets = ({ entry }: Gathered) => ({
  off: add(entry, '\noff', (p) => p.off),
  proxyHeader: add(entry, '\nproxy', (p) => p.proxyHeader),
  unknownIp: add(entry, '\nip', (p) => p.ip === null),
  unknownPort: add(entry, '\nport', (p) => p.port === null),
  only4: add(entry, '\nonly4', (p) => p.ip?.version === 4),
  only6: add(entry, '\nonly6', (p) => p.ip?.version === 6),
  accel: add(entry, '\naccel', (p) => p.listener?.mode === 'accel'),
  bump: add(entry, '\nbump', (p) => p.listener?.sslBump === true),
  closed: add(entry, '\nclosed', (p) => p.closed),
});

/** The long lists are cut into classes once, as long as no question adds to them. */
const cached = oncePer((_: SquidProgram): { names: Partition<NameClass> | null } => ({ names: null }));

function namesOf(program: SquidProgram, { host }: Gathered): Partition<NameClass> {
  const kept = cached(program);
  kept.names ??= partitionNames(host.sets);
  return kept.names;
}

/** The set of all addresses of IPv4, which no ACL asks for by itself. */
export const IPV4 = '\nipv4';

const UNSPECIFIED = fromRanges([
  { version: 4, from: 0n, to: 0n },
  { version: 6, from: 0n, to: 0n },
]);

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
  const ipv4 = add(sets.dst, IPV4, ALL_IPV4);
  const clients4 = add(sets.src, IPV4, ALL_IPV4);
  const nobody = add(sets.src, '\nnobody', UNSPECIFIED);
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
    nobody,
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
