/** Small devices and packets for tests of the engine. */
import { type AddressSet, parseAddressSet, union } from '../../../src/facts/address-set.ts';
import type {
  Action,
  Condition,
  FilterList,
  FilterRule,
  FirewallDevice,
  FirewallPort,
  Match,
  Route,
  Service,
  Stage,
} from '../../../src/facts/firewall/model.ts';
import { ANY } from '../../../src/facts/firewall/model.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import { type IpAddress, parseIpAddress } from '../../../src/facts/ip-address.ts';
import { at } from '../builders.ts';

export const PERMIT: Action = { do: 'permit' };
export const DENY: Action = { do: 'deny' };

/** Any number of addresses, prefixes and ranges, with commas. */
export const net = (text: string): AddressSet =>
  union(
    ...text.split(',').map((t) => {
      const set = parseAddressSet(t);
      if (!set) throw new Error(`no addresses: ${t}`);
      return set;
    }),
  );

export const ip = (text: string): IpAddress => {
  const address = parseIpAddress(text);
  if (!address) throw new Error(`no address: ${text}`);
  return address;
};

export const src = (text: string): Match => ({ kind: 'src', set: net(text) });
export const dst = (text: string): Match => ({ kind: 'dst', set: net(text) });
export const all = (...of: readonly Match[]): Match => ({ kind: 'all', of });
export const tcpTo = (port: number): Match => ({ kind: 'service', of: [tcpService(port)] });
export const tcpService = (port: number): Service => ({
  protocols: [{ from: 6, to: 6 }],
  sport: null,
  dport: [{ from: port, to: port }],
  icmpType: null,
  icmpCode: null,
});
export const condition = (id: string, choice: Condition['choice'] = 'unknown'): Match => ({
  kind: 'condition',
  condition: { id, choice, what: { ja: `条件 ${id}`, en: `condition ${id}` } },
});

export const rule = (
  id: string,
  match: Match,
  action: Action,
  more: Partial<FilterRule> = {},
): FilterRule => ({
  id,
  name: null,
  at: at(Number.parseInt(id.replace(/\D/g, '') || '1', 10), 'FW01/config.txt'),
  enabled: true,
  match,
  action,
  log: null,
  hits: null,
  comment: null,
  ...more,
});

export const list = (id: string, rules: readonly FilterRule[], end: Action = DENY): FilterList => ({
  id,
  name: id,
  rules,
  end,
  endLog: null,
  at: at(1, 'FW01/config.txt'),
});

export const filterStage = (id: string, more: Partial<Stage> = {}): Stage => ({
  kind: 'filter',
  list: id,
  when: ANY,
  ...more,
});
export const natStage = (id: string, more: Partial<Stage> = {}): Stage => ({
  ...filterStage(id, more),
  kind: 'nat',
});

export const port = (name: string, connected: string | null, own: string | null = null): FirewallPort => ({
  name,
  aliases: [],
  addresses: own === null ? [] : net(own),
  connected: connected === null ? [] : net(connected),
  enabled: true,
});

export const route = (to: string, by: string | null): Route => ({ to: net(to), port: by, at: at() });

export const device = (
  lists: readonly FilterList[],
  forward: readonly Stage[],
  more: Partial<FirewallDevice> = {},
): FirewallDevice => ({
  context: '',
  vendor: 'csv',
  hostname: null,
  version: null,
  families: [4, 6],
  stateful: true,
  ports: [],
  routes: [],
  routesComplete: false,
  lists,
  forward,
  input: null,
  gaps: [],
  notes: [],
  at: at(),
  ...more,
});

/** A device of one list of filter rules. */
export const filter = (
  rules: readonly FilterRule[],
  more: Partial<FirewallDevice> = {},
  end: Action = DENY,
): FirewallDevice => device([list('L', rules, end)], [filterStage('L')], more);

export const tcp = (from: string, to: string, dport: number, more: Partial<Packet> = {}): Packet => ({
  in: null,
  out: null,
  src: ip(from),
  dst: ip(to),
  protocol: 6,
  sport: 49152,
  dport,
  icmpType: null,
  icmpCode: null,
  flags: 2,
  state: 'new',
  ...more,
});
