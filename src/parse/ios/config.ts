/** The statements of an IOS or IOS-XE configuration, sorted by what they are, before names are resolved. */
import type { Block, ConfigLine } from '../cisco/lines.ts';

export interface IosList {
  readonly name: string;
  readonly kind: 'standard' | 'extended' | 'ipv6';
  /** As written: of numbered lists with their head, else with a sequence number or without. */
  readonly lines: ConfigLine[];
  readonly at: ConfigLine;
}

export interface IosGroup {
  readonly kind: 'network' | 'service' | 'other';
  readonly lines: ConfigLine[];
  readonly at: ConfigLine;
}

/** `class-map type inspect`, `policy-map type inspect`, `vlan access-map` and the like, by name. */
export interface Named {
  readonly words: readonly string[];
  readonly block: Block;
}

export interface IosConfig {
  version: string | null;
  hostname: string | null;
  readonly at: ConfigLine;
  readonly interfaces: Block[];
  readonly lists: Map<string, IosList>;
  readonly lists6: Map<string, IosList>;
  readonly groups: Map<string, IosGroup>;
  readonly timeRanges: Map<string, Block>;
  readonly nat: ConfigLine[];
  readonly routes: ConfigLine[];
  routesOpen: boolean;
  /** `no ip routing`: frames are switched, packets are not routed. */
  noRouting: boolean;
  /** `ipv6 unicast-routing`, off as delivered (IOS IPv6 command reference): else no packet of IPv6 is forwarded. */
  ipv6Routing: boolean;
  /** Whether its last line (`end`) is there. */
  ended: boolean;
  readonly vrfs: Set<string>;
  /** Whether routes cross from one VRF to another. */
  vrfsLeak: boolean;
  readonly zones: Set<string>;
  readonly zonePairs: Named[];
  readonly classMaps: Map<string, Named>;
  readonly policyMaps: Map<string, Named>;
  /** `ip port-map`: names of protocols stand for other ports than usual. */
  portMaps: boolean;
  readonly vlanMaps: Named[];
  readonly vlanFilters: ConfigLine[];
  readonly routeMaps: Named[];
  readonly vtys: Block[];
  /** `crypto map NAME N …`. */
  readonly cryptoMaps: Block[];
}

export const iosConfig = (at: ConfigLine): IosConfig => ({
  version: null,
  hostname: null,
  at,
  interfaces: [],
  lists: new Map(),
  lists6: new Map(),
  groups: new Map(),
  timeRanges: new Map(),
  nat: [],
  routes: [],
  routesOpen: false,
  noRouting: false,
  ipv6Routing: false,
  ended: false,
  vrfs: new Set(),
  vrfsLeak: false,
  zones: new Set(),
  zonePairs: [],
  classMaps: new Map(),
  policyMaps: new Map(),
  portMaps: false,
  vlanMaps: [],
  vlanFilters: [],
  routeMaps: [],
  vtys: [],
  cryptoMaps: [],
});
