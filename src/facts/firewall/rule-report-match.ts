/** What a rule's match says by itself: conditions whose time is over, and permits that limit nothing. */
import {
  type AddressSet,
  ALL_IPV4,
  ALL_IPV6,
  covers,
  parseAddressSet,
  subtract,
  unionOf,
} from '../address-set.ts';
import { and, diff, exists, FALSE, OVERFLOW, restrict } from '../bdd.ts';
import type { Bounds } from './bounds.ts';
import { entrySet } from './effective.ts';
import { addressSide } from './encode.ts';
import { valueCube } from './encode-fields.ts';
import type { Condition, Match } from './model.ts';
import { freshSpace } from './shadow.ts';
import type { Standing } from './shadow-lists.ts';
import { conditionCube, fieldCube } from './space.ts';

/** Every condition in a match, each once. */
export function conditionsIn(
  match: Match,
  found = new Map<string, Condition>(),
): ReadonlyMap<string, Condition> {
  if (match.kind === 'condition') found.set(match.condition.id, match.condition);
  else if (match.kind === 'not') conditionsIn(match.of, found);
  else if (match.kind === 'all' || match.kind === 'any')
    for (const part of match.of) conditionsIn(part, found);
  return found;
}

/** Multicast and what is reserved (broadcast among it): no host has these addresses, and stages may skip them. */
const OF_NO_HOST: AddressSet = unionOf(
  ['224.0.0.0/4', '240.0.0.0/4', 'ff00::/8'].flatMap((text) => {
    const set = parseAddressSet(text);
    return set ? [set] : [];
  }),
);

/** All addresses that hosts have, by family. */
const FAMILIES = [subtract(ALL_IPV4, OF_NO_HOST), subtract(ALL_IPV6, OF_NO_HOST)] as const;

/** Protocols by 65,536 ports or types: all of them, in however many pieces (a rule for TCP with flags and all others). */
const isWhole = (service: Bounds['service']): boolean =>
  service === null || service.reduce((sum, s) => sum + s.to - s.from + 1, 0) === 256 * 65536;

/** Both sides hold all hosts of one family, any service, as far as bounds tell. */
const mayBeAny = ({ src, dst, service }: Bounds): boolean =>
  isWhole(service) &&
  FAMILIES.some((all) => (src === null || covers(src, all)) && (dst === null || covers(dst, all)));

const NEW = 0n;
const SYN = 2n;

/**
 * Whether new connections of all hosts and services of one family match, on some of the ports, at some time; whatever
 * else it hangs on limits it.
 */
export function isAnyToAny({ examined: { list, workshop }, entry }: Standing): boolean {
  const bounds = list.bounds[entry.index];
  if (!bounds || !mayBeAny(bounds)) return false;
  const space = freshSpace(workshop);
  const { arena, fields, sane } = space;
  const fresh = restrict(arena, entrySet(space, entry), valueCube(arena, fields.state, NEW));
  const first = restrict(arena, fresh, valueCube(arena, fields.flags, SYN));
  const cube = fieldCube(space, ['in', 'out']);
  const anywhere = exists(arena, first, cube);
  const sometime = exists(
    arena,
    anywhere,
    conditionCube(space, (c) => c.condition.choice === 'time'),
  );
  const possible = exists(arena, sane, cube);
  return FAMILIES.some((all) => {
    const hosts = and(arena, addressSide(space, 'src', all), addressSide(space, 'dst', all));
    const packets = and(arena, possible, hosts);
    return packets !== FALSE && packets !== OVERFLOW && diff(arena, packets, sometime) === FALSE;
  });
}
