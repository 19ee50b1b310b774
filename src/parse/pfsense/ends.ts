/** One side of a rule: `any`, a network or address of an interface, an alias, a literal; `not` turns it round. */
import {
  type AddressSet,
  intersect,
  isEmpty,
  NO_ADDRESSES,
  parseAddressSet,
  union,
  unionOf,
} from '../../facts/address-set.ts';
import type { Match } from '../../facts/firewall/model.ts';
import { type Aliases, type Unknown, unknownCondition } from './aliases.ts';
import { type Dynamic, FAMILY, type Interface, type Interfaces, tunnelOf } from './interfaces.ts';

export type Family = 4 | 6;

/** `gone`: what is not there, so that the device leaves the rule out. */
export type End = { readonly match: Match; readonly families: readonly Family[] } | { readonly gone: string };

export interface EndContext {
  readonly flavour: 'pfsense' | 'opnsense';
  readonly aliases: Aliases;
  readonly interfaces: Interfaces;
  /** Matches by side, text and negation, shared between rules. */
  readonly ends: Map<string, End>;
}

const BOTH: readonly Family[] = [4, 6];
const LOOPBACK = union(parseAddressSet('127.0.0.0/8') ?? [], parseAddressSet('::1') ?? []);

const always: Match = { kind: 'always' };

const anyOf = (of: readonly Match[]): Match => (of.length === 1 ? (of[0] ?? always) : { kind: 'any', of });

/** A set, and what may belong to it besides. */
function setMatch(side: 'src' | 'dst', set: AddressSet, unknown: readonly Unknown[]): Match {
  const parts: Match[] = unknown.map((u) => ({ kind: 'condition', condition: unknownCondition(side, u) }));
  return isEmpty(set) && parts.length > 0 ? anyOf(parts) : anyOf([{ kind: side, set }, ...parts]);
}

const ofFamily = (side: 'src' | 'dst', family: Family, match: Match): Match => ({
  kind: 'all',
  of: [{ kind: side, set: FAMILY[family] }, match],
});

/** Addresses of an interface that the file does not give, each within its own family. */
const dynamicMatches = (side: 'src' | 'dst', dynamic: readonly Dynamic[]): readonly Match[] =>
  dynamic.map((d) => ofFamily(side, d.version, { kind: 'condition', condition: unknownCondition(side, d) }));

const familiesOf = (set: AddressSet, dynamic: readonly Dynamic[]): readonly Family[] =>
  BOTH.filter((f) => !isEmpty(intersect(set, FAMILY[f])) || dynamic.some((d) => d.version === f));

interface Ref {
  readonly sets: readonly AddressSet[];
  readonly dynamic: readonly Dynamic[];
}

/** `lan` and `lanip`, `(self)`; null: none of these. */
function reference({ interfaces }: EndContext, text: string): Ref | null {
  const all = [...interfaces.byKey.values()];
  if (text === '(self)') {
    const own = union(LOOPBACK, ...all.map((i) => i.port.addresses));
    return { sets: [own], dynamic: all.flatMap((i) => i.dynamic) };
  }
  const network = interfaces.byKey.get(text) ?? tunnelPort(interfaces, text);
  if (network) return { sets: network.networks, dynamic: network.dynamic };
  const host = text.endsWith('ip') ? interfaces.byKey.get(text.slice(0, -2)) : undefined;
  if (host) return { sets: [host.port.addresses], dynamic: host.dynamic };
  const members = interfaces.groups.get(text)?.flatMap((m) => interfaces.byKey.get(m) ?? []);
  return members
    ? { sets: members.flatMap((i) => i.networks), dynamic: members.flatMap((i) => i.dynamic) }
    : null;
}

function tunnelPort({ byKey }: Interfaces, text: string): Interface | undefined {
  const key = tunnelOf(text);
  return key === null ? undefined : byKey.get(key);
}

const negated = (match: Match): Match => ({ kind: 'not', of: match });

/**
 * pfSense writes each subnet of an interface for itself (filter_address_add_vips_subnets), so that of `not` several any
 * may fail to match, and leaves a rule out for a family in which the interface has no address.
 */
function refEnd(context: EndContext, side: 'src' | 'dst', ref: Ref, not: boolean): End {
  const { sets, dynamic } = ref;
  const set = unionOf(sets);
  const families = context.flavour === 'pfsense' ? familiesOf(set, dynamic) : BOTH;
  if (families.length === 0) return { gone: 'address' };
  const open = dynamicMatches(side, dynamic);
  if (!not) return { match: anyOf([{ kind: side, set }, ...open]), families };
  if (context.flavour === 'pfsense' && sets.length > 1) {
    const each = BOTH.flatMap((f) => separate(side, sets, f));
    return { match: anyOf([...each, ...open.map(negated)]), families };
  }
  return { match: negated(anyOf([{ kind: side, set }, ...open])), families };
}

/** One `not` a subnet of the family. */
function separate(side: 'src' | 'dst', sets: readonly AddressSet[], family: Family): readonly Match[] {
  const own = sets.map((s) => intersect(s, FAMILY[family])).filter((s) => !isEmpty(s));
  return own.map((set) => ofFamily(side, family, negated({ kind: side, set })));
}

const undefinedAlias = (text: string): Unknown => ({
  name: `alias ${text}`,
  what: { ja: `このファイルにないエイリアス ${text}`, en: `alias ${text}, which is not in this file` },
});

function nameEnd(context: EndContext, side: 'src' | 'dst', text: string, not: boolean): End {
  const alias = context.aliases.address(text);
  if (alias) {
    const match = setMatch(side, alias.set, alias.unknown);
    return { match: not ? negated(match) : match, families: BOTH };
  }
  // Names with an underscore in front are the system's own; a file without aliases is not whole.
  if (!context.aliases.present || text.startsWith('_')) {
    const match = setMatch(side, NO_ADDRESSES, [undefinedAlias(text)]);
    return { match: not ? negated(match) : match, families: BOTH };
  }
  return { gone: text };
}

/** Ranges stand in aliases only (is_ipaddr, is_subnet; OPNsense Util::isSubnet). */
const LITERAL = /^[0-9a-f.:]+(?:\/\d{1,3})?$/i;

function literalEnd(side: 'src' | 'dst', set: AddressSet, not: boolean): End {
  const match: Match = { kind: side, set };
  const families = BOTH.filter((f) => !isEmpty(intersect(set, FAMILY[f])));
  // A literal fixes the family of its rule, also turned round: pf takes `! 10.0.0.0/8` for IPv4 alone.
  return { match: not ? negated(match) : match, families };
}

function make(context: EndContext, side: 'src' | 'dst', text: string, not: boolean): End {
  const ref = reference(context, text);
  if (ref) return refEnd(context, side, ref, not);
  const set = LITERAL.test(text) ? parseAddressSet(text) : null;
  return set ? literalEnd(side, set, not) : nameEnd(context, side, text, not);
}

/** `text` is what stands in `network` or `address`; `any` matches everything, and `not` has no effect on it. */
export function endOf(context: EndContext, side: 'src' | 'dst', text: string, not: boolean): End {
  const key = `${side}${not ? '!' : ' '}${text}`;
  const known = context.ends.get(key);
  if (known) return known;
  const made: End = text === 'any' ? { match: always, families: BOTH } : make(context, side, text, not);
  context.ends.set(key, made);
  return made;
}
