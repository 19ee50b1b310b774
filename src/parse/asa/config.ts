/** The statements of an ASA configuration, sorted by what they are, before names are resolved. */
import type { Block, ConfigLine } from '../cisco/lines.ts';

/** Release of the software: 9.8(2) is 9.08. */
export interface AsaVersion {
  readonly text: string;
  readonly number: number;
}

export interface AsaObject {
  readonly kind: 'network' | 'service' | 'other';
  /** The lines that say what it is; the last one counts. */
  readonly lines: ConfigLine[];
  readonly at: ConfigLine;
}

export type GroupKind = 'network' | 'service' | 'port' | 'protocol' | 'icmp-type' | 'user' | 'security';

export interface AsaGroup {
  readonly kind: GroupKind;
  readonly lines: ConfigLine[];
  readonly at: ConfigLine;
}

export interface ObjectNat {
  readonly object: string;
  readonly line: ConfigLine;
}

/** An access list as written: rules and remarks in order. */
export interface AsaList {
  readonly name: string;
  readonly lines: ConfigLine[];
}

export interface AsaConfig {
  version: AsaVersion | null;
  hostname: string | null;
  context: boolean;
  transparent: boolean;
  /** Whether its last line (`: end`) is there. */
  ended: boolean;
  /** The first line of this configuration. */
  readonly at: ConfigLine;
  readonly names: Map<string, string>;
  readonly interfaces: Block[];
  readonly objects: Map<string, AsaObject>;
  readonly groups: Map<string, AsaGroup>;
  readonly lists: Map<string, AsaList>;
  /** `ipv6 access-list`, before 9.0. */
  readonly lists6: Map<string, AsaList>;
  readonly timeRanges: Map<string, Block>;
  readonly accessGroups: ConfigLine[];
  readonly twiceNats: ConfigLine[];
  readonly objectNats: ObjectNat[];
  /** `nat`, `global` and `static` up to 8.2. */
  readonly oldNats: ConfigLine[];
  /** `nat-control`; null: not on. */
  natControl: ConfigLine | null;
  readonly routes: ConfigLine[];
  /** Why other routes than those written may exist. */
  routesOpen: boolean;
  interfacesMeet: boolean;
  hairpins: boolean;
  /** `ssh`, `telnet`, `http`, `icmp`, `snmp-server` and what else concerns the device itself. */
  readonly management: ConfigLine[];
  permitVpn: boolean;
  /** Commands that build tunnels: crypto maps, address pools, `webvpn`. */
  readonly vpn: ConfigLine[];
  /** Whether something narrows what users of tunnels may reach (`vpn-filter`). */
  vpnFilters: boolean;
  /** PIX up to 6: `nameif ethernet0 outside security0` and `ip address outside …`. */
  readonly oldInterfaces: ConfigLine[];
}

export const asaConfig = (at: ConfigLine): AsaConfig => ({
  version: null,
  hostname: null,
  context: false,
  transparent: false,
  ended: false,
  at,
  names: new Map(),
  interfaces: [],
  objects: new Map(),
  groups: new Map(),
  lists: new Map(),
  lists6: new Map(),
  timeRanges: new Map(),
  accessGroups: [],
  twiceNats: [],
  objectNats: [],
  oldNats: [],
  natControl: null,
  routes: [],
  routesOpen: false,
  interfacesMeet: false,
  hairpins: false,
  management: [],
  permitVpn: true,
  vpn: [],
  vpnFilters: false,
  oldInterfaces: [],
});

/** `9.8(2)`, `8.2(5)59`, `7.0.4`; null where no release stands there. */
export function asaVersion(text: string): AsaVersion | null {
  const [, major, minor] = /^(\d{1,2})\.(\d{1,3})/.exec(text) ?? [];
  return major === undefined || minor === undefined
    ? null
    : { text, number: Number(major) + Number(minor) / 100 };
}
