/** What a program says to all requests of a question: http_access, and the gates after it that take an allow back. */
import type { Interval } from '../address-set.ts';
import { and, type Bdd, diff, FALSE, OVERFLOW, or, TRUE } from '../bdd.ts';
import { type Piece, walkSets } from './access.ts';
import { IPV4 } from './dimensions.ts';
import { type Gate, type GatePiece, laterGates } from './gate-sets.ts';
import { literalsOf, QUESTION } from './gather.ts';
import type { Asking } from './leaf.ts';
import type { SquidQuery } from './query.ts';
import { conditionOf, inClasses, inSet, isLiteral, noCredentials, type Space } from './space.ts';
import { walkerOf } from './walker.ts';

const noCondition = (): boolean => false;

const proxyHeaders = () => ({
  ja: 'PROXY ヘッダーで名乗られた送信元がどこまで信用されるかは分からない',
  en: 'how far sources named in PROXY headers are trusted is not known',
});

/** Clients that src ACLs may see under an address that they name themselves. */
export function trustedClients(space: Space): Bdd {
  const { arena, program, dimensions } = space;
  if (!dimensions.follows) return FALSE;
  const asking: Asking = {
    key: 'follow ',
    lookups: '',
    undecided: noCondition,
    direct: true,
    trusted: FALSE,
  };
  const rows = program.rows.follow_x_forwarded_for;
  const pieces = rows.length === 0 ? [] : walkSets(walkerOf(space, asking), rows, space.universe);
  const named = inSet(space, space.entry, dimensions.proxyHeader);
  const byHeader =
    named === FALSE ? FALSE : and(arena, named, conditionOf(space, 'proxy header', proxyHeaders));
  return or(arena, setOf(space, pieces, 'allow'), byHeader);
}

/** Everything that ends in one verdict. */
export const setOf = ({ arena }: Space, pieces: readonly Piece[], verdict: Piece['verdict']): Bdd =>
  pieces.reduce((all, p) => (p.verdict === verdict ? or(arena, all, p.set) : all), FALSE);

function destinations(space: Space, { dst }: SquidQuery): Bdd {
  const { arena } = space;
  if (!dst) return TRUE;
  if ('unlisted' in dst) return unlisted(space);
  const address = and(arena, isLiteral(space), inSet(space, space.dst, numbers(space, 'dst', QUESTION)));
  if ('addresses' in dst) return or(arena, address, resolving(space));
  const written = inSet(space, space.dst, numbers(space, 'dst', literalsOf(QUESTION)));
  const name = inSet(space, space.host, numbers(space, 'host', QUESTION));
  return or(arena, diff(arena, name, isLiteral(space)), and(arena, isLiteral(space), written));
}

const V4 = 1n << 129n;

/** Ranges larger than these are no named destination: a /16 of IPv4, a /48 of IPv6. */
const isSmall = ({ from, to }: Interval): boolean => to - from < (from >= V4 ? 1n << 16n : 1n << 80n);

/** The first class of names is that of names in no list; below some domains of lists anybody can have a name. */
function openNames(space: Space): readonly number[] {
  const { members } = space.host.partition;
  return members.flatMap((member, index) => (index === 0 || member.wide ? [index] : []));
}

/** Addresses in no dst ACL, and in those that are too wide to name anything. */
function openAddresses(space: Space): readonly number[] {
  const { members, classesOf } = space.dst.partition;
  const named = [...space.dimensions.sets.dst].flatMap(([name, set]) =>
    name === IPV4 ? [] : (classesOf[set] ?? []),
  );
  const listed = new Set(named);
  return members.flatMap((ranges, index) => (listed.has(index) && ranges.every(isSmall) ? [] : [index]));
}

function unlisted(space: Space): Bdd {
  const { arena } = space;
  const names = openNames(space);
  const reverse = space.dimensions.reverse ? inClasses(space, space.rdns, names) : TRUE;
  const address = and(arena, reverse, inClasses(space, space.dst, openAddresses(space)));
  const name = diff(arena, inClasses(space, space.host, names), isLiteral(space));
  return or(arena, name, and(arena, isLiteral(space), address));
}

const numbers = (space: Space, owner: 'dst' | 'host' | 'src' | 'port' | 'method' | 'minute', name: string) =>
  space.dimensions.sets[owner].get(name);

const resolution = () => ({
  ja: 'ホスト名が問われたアドレスに解決されるかは分からない',
  en: 'whether names of hosts resolve to the addresses in question is not known',
});

/** Names of hosts, as far as they resolve to an address of the question. */
function resolving(space: Space): Bdd {
  const classes = space.dst.partition.classesOf[numbers(space, 'dst', QUESTION) ?? -1] ?? [];
  const any = classes
    .map((index) => conditionOf(space, `resolve ${index}`, resolution))
    .reduceRight((sum, one) => or(space.arena, one, sum), FALSE);
  return diff(space.arena, any, isLiteral(space));
}

function methods(space: Space, { method }: SquidQuery): Bdd {
  if (!method) return TRUE;
  const set = inSet(space, space.method, numbers(space, 'method', QUESTION));
  return 'only' in method ? set : diff(space.arena, TRUE, set);
}

function credentials(space: Space, { unauthenticated }: SquidQuery): Bdd {
  if (unauthenticated === undefined) return TRUE;
  return unauthenticated ? noCredentials(space) : diff(space.arena, TRUE, noCredentials(space));
}

/** The requests that a question means. */
export function questionSet(space: Space, query: SquidQuery): Bdd {
  const part = (owner: 'src' | 'port' | 'minute', asked: boolean): Bdd =>
    asked ? inSet(space, space[owner], numbers(space, owner, QUESTION)) : TRUE;
  return [
    methods(space, query),
    credentials(space, query),
    part('port', query.port !== undefined),
    part('minute', query.minute !== undefined && query.minute !== null),
    part('src', query.src !== undefined),
    destinations(space, query),
  ].reduce((all, one) => and(space.arena, all, one), space.universe);
}

/** The allowed ones go on to the next gate. */
function onward(space: Space, pieces: readonly GatePiece[], next: Gate): readonly GatePiece[] {
  const allowed = setOf(space, pieces, 'allow');
  if (allowed === FALSE) return pieces;
  const after = next(allowed);
  return [
    ...pieces.filter((p) => p.verdict !== 'allow'),
    ...after.filter((p) => p.verdict !== 'allow'),
    ...stillAllowed(space, pieces, setOf(space, after, 'allow')),
  ].filter((p) => p.set !== FALSE);
}

/** An allow is that of the row of http_access which gave it. */
const stillAllowed = (space: Space, pieces: readonly GatePiece[], allowed: Bdd): readonly GatePiece[] =>
  pieces.filter((p) => p.verdict === 'allow').map((p) => ({ ...p, set: and(space.arena, p.set, allowed) }));

/** Where each of some requests ends. */
export function verdictSets(space: Space, from: Bdd): readonly GatePiece[] {
  const { http_access } = space.program.rows;
  const asking: Asking = {
    key: '',
    lookups: '',
    undecided: noCondition,
    direct: false,
    trusted: trustedClients(space),
  };
  const first = walkSets(walkerOf(space, asking), http_access, from);
  const pieces = first.map((p) => ({ ...p, gate: 'http_access' }));
  return laterGates(space, asking).reduce<readonly GatePiece[]>(
    (all, gate) => onward(space, all, gate),
    pieces,
  );
}

export const hasOverflow = (pieces: readonly Piece[]): boolean => pieces.some((p) => p.set === OVERFLOW);
