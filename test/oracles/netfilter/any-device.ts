/** A device of any evidence set between network devices, so that the kernel can be asked what it passes. */
import {
  type AddressSet,
  ALL_ADDRESSES,
  parseAddressSet,
  subtract,
  union,
} from '../../../src/facts/address-set.ts';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import { portUniverse } from '../../../src/facts/firewall/ports.ts';
import { compileToNft } from '../../firewall/nft-compiler.ts';
import { settledDevice } from '../../firewall/settled.ts';
import type { OraclePort } from '../netfilter.ts';

/** What the kernel never forwards, and the addresses of the harness itself. */
const NOT_FORWARDED: AddressSet = union(
  ...[
    '0.0.0.0/8',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '198.18.0.0/15',
    '224.0.0.0-255.255.255.255',
    '::/8',
    'fe80::/10',
    'fec0::/10',
    'ff00::/8',
    '2001:db8:ffff::/48',
  ].map((text) => parseAddressSet(text) ?? []),
);

/** Sources and destinations that can be tried. */
export const FORWARDED: AddressSet = subtract(ALL_ADDRESSES, NOT_FORWARDED);

export interface AnyDevice {
  readonly device: FirewallDevice;
  /** Network devices by the names of its ports. */
  readonly ports: ReadonlyMap<string, string>;
  readonly names: readonly string[];
}

const MAX_PORTS = 12;

const own = (i: number): readonly string[] => [`198.18.${i}.1`, `2001:db8:ffff:${i}::1`];

/** null: more ports than are tried. Conditions hold or not by their names. */
export function anyDevice(of: FirewallDevice, seed: number): AnyDevice | null {
  const names = portUniverse(of);
  if (names.length > MAX_PORTS) return null;
  const device = settledDevice(of, (id) => (id.length + seed) % 2 === 0);
  return { device, names, ports: new Map(names.map((name, i) => [name, `n${i}`])) };
}

/** With everything routed to one port. */
export const routedTo = ({ device, names }: AnyDevice, out: string): FirewallDevice => ({
  ...device,
  ports: names.map((name, i) => ({
    name,
    aliases: [],
    addresses: union(...own(i).map((a) => parseAddressSet(a) ?? [])),
    connected: [],
    enabled: true,
  })),
  routes: [{ to: ALL_ADDRESSES, port: out, at: device.at }],
  routesComplete: true,
});

/** As the site file says it: what comes in comes from anywhere, which the routes of the kernel's own device would contradict. */
export const askedOf = (any: AnyDevice, out: string): FirewallDevice => ({
  ...routedTo(any, out),
  routes: [],
  routesComplete: false,
});

export const oraclePorts = ({ names, ports }: AnyDevice, out: string): readonly OraclePort[] =>
  names.map((name, i) => ({
    name: ports.get(name) ?? '',
    addresses: own(i).map((a) => `${a}/${a.includes(':') ? 128 : 32}`),
    routes: name === out ? ['0.0.0.0/0', '::/0'] : [],
  }));

export const compiled = (any: AnyDevice, out: string) =>
  compileToNft(routedTo(any, out), 'compiled', any.ports);
