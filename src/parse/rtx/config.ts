/** A YAMAHA configuration as it stands after its last line: commands overwrite, and `no` removes. */
import type { Match } from '../../facts/firewall/model.ts';
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';

/** A command's words with the line it began on. */
export interface Said {
  readonly line: number;
  readonly words: readonly string[];
}

export type Version = 4 | 6;

/** A static filter. Many are written and never applied, so its words are told apart where it first is. */
export interface Filter {
  readonly line: number;
  /** What follows its number. */
  readonly text: string;
  /** What it is to all interfaces that apply it; null: none does so far. */
  read: ReadFilter | null;
}

export interface ReadFilter {
  /** `pass`, `reject-nolog`, as written. */
  readonly type: string;
  readonly match: Match;
  readonly at: Location;
}

/** `in` and `out` of an interface: numbers of static and dynamic filters, or the name of a set. */
export interface Applied extends Said {
  readonly statics: readonly string[];
  readonly dynamics: readonly string[];
  /** Of `secure filter name`. */
  readonly set: string | null;
}

export interface Interface {
  readonly name: string;
  readonly line: number;
  /** By `4 in`, `6 out`. */
  readonly filters: Map<string, Applied>;
  /** Of `address`, `secondary address`, `vrrp`: as they are written, with their mask. */
  readonly addresses: Map<string, string>;
  /** Numbers of NAT descriptors in order; `reverse` and what follows it among them. */
  descriptors: Said | null;
  enabled: boolean;
  leased: boolean;
  /** `description`. */
  alias: string | null;
}

export interface Descriptor {
  readonly id: string;
  type: Said | null;
  outer: Said | null;
  inner: Said | null;
  incoming: Said | null;
  /** By their number: `outer=inner [count]`. */
  readonly statics: Map<string, Said>;
  /** By their number: `inner protocol [outer=]inner`. */
  readonly masquerades: Map<string, Said>;
}

export interface Remark {
  readonly kind: string;
  readonly line: number;
  readonly text: string;
  readonly because: Bilingual;
}

export interface Config {
  readonly filters: Readonly<Record<Version, Map<string, Filter>>>;
  readonly dynamics: Readonly<Record<Version, Map<string, Said>>>;
  /** By `4 NAME in`. */
  readonly sets: Map<string, Said>;
  readonly interfaces: Map<string, Interface>;
  readonly descriptors: Map<string, Descriptor>;
  /** By family and destination. */
  readonly routes: Map<string, Said>;
  readonly gaps: Remark[];
  readonly notes: Remark[];
  /** Dynamic routing or policies of forwarding. */
  moreRoutes: boolean;
  /** `ipv6 routing off`. */
  ipv6Off: Said | null;
  /** Whether some command gives an interface an address of IPv6, or a route. */
  ipv6: boolean;
  /** Whether what a router shows behind its interfaces is there: they are all in the file. */
  pastInterfaces: boolean;
  notice: boolean;
  prompt: string | null;
  sysname: Said | null;
}

export const config = (): Config => ({
  filters: { 4: new Map(), 6: new Map() },
  dynamics: { 4: new Map(), 6: new Map() },
  sets: new Map(),
  interfaces: new Map(),
  descriptors: new Map(),
  routes: new Map(),
  gaps: [],
  notes: [],
  moreRoutes: false,
  ipv6Off: null,
  ipv6: false,
  pastInterfaces: false,
  notice: false,
  prompt: null,
  sysname: null,
});

export function interfaceIn(of: Config, name: string, line: number): Interface {
  const known = of.interfaces.get(name);
  if (known) return known;
  const made: Interface = {
    name,
    line,
    filters: new Map(),
    addresses: new Map(),
    descriptors: null,
    enabled: true,
    leased: false,
    alias: null,
  };
  of.interfaces.set(name, made);
  return made;
}

export function descriptorIn(of: Config, id: string): Descriptor {
  const known = of.descriptors.get(id);
  if (known) return known;
  const made: Descriptor = {
    id,
    type: null,
    outer: null,
    inner: null,
    incoming: null,
    statics: new Map(),
    masquerades: new Map(),
  };
  of.descriptors.set(id, made);
  return made;
}
