/**
 * Tunnels that end on an ASA. What comes out of one does not meet the lists of its interface while `sysopt connection
 * permit-vpn` holds, which it does unless it is switched off (ASA command reference, `sysopt connection permit-vpn`).
 */
import { type AddressSet, NO_ADDRESSES, parseAddressSet, union } from '../../facts/address-set.ts';
import { ANY, type FilterList, type Match } from '../../facts/firewall/model.ts';
import { wordsOf } from '../cisco/lines.ts';
import { chosenBy, either, every } from '../cisco/matches.ts';
import { reversed } from '../cisco/reversed.ts';
import type { AsaConfig } from './config.ts';
import type { AsaInterface } from './interfaces.ts';
import type { Dictionary } from './names.ts';

interface CryptoMaps {
  /** Names of the maps on an interface. */
  readonly on: ReadonlyMap<string, readonly string[]>;
  /** Lists of a map, each of the packets it sends into a tunnel. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly dynamic: ReadonlySet<string>;
}

function cryptoMaps(config: AsaConfig): CryptoMaps {
  const on = new Map<string, string[]>();
  const lists = new Map<string, string[]>();
  const dynamic = new Set<string>();
  const add = (to: Map<string, string[]>, key: string, value: string): void => {
    to.set(key, [...(to.get(key) ?? []), value]);
  };
  for (const line of config.vpn) {
    const [first, second, name = '', ...rest] = wordsOf(line.text);
    if (first !== 'crypto' || second !== 'map') continue;
    if (rest[0] === 'interface' && rest[1] !== undefined) add(on, rest[1], name);
    else if (rest[1] === 'match' && rest[3] !== undefined) add(lists, name, rest[3]);
    else if (rest.includes('dynamic')) dynamic.add(name);
  }
  return { on, lists, dynamic };
}

/** `ip local pool NAME first-last mask M`. */
function poolsOf(config: AsaConfig): AddressSet {
  return config.vpn.reduce<AddressSet>((all, line) => {
    const [, second, third, , range = ''] = wordsOf(line.text);
    const set = second === 'local' && third === 'pool' ? parseAddressSet(range) : null;
    return set ? union(all, set) : all;
  }, NO_ADDRESSES);
}

/** `crypto ikev2 enable outside client-services port 443`, `enable outside` below `webvpn`. */
function remoteAccess(config: AsaConfig, maps: CryptoMaps, nameif: string): boolean {
  const web = config.vpn.some((l) => wordsOf(l.text)[0] === 'enable' && wordsOf(l.text)[1] === nameif);
  return web || (maps.on.get(nameif) ?? []).some((name) => maps.dynamic.has(name));
}

/** Peers of a site-to-site tunnel that are not named by address may bring any networks into a dynamic map. */
const anyPeer = (config: AsaConfig): boolean =>
  config.vpn.some((l) =>
    /^tunnel-group (?:DefaultL2LGroup ipsec-attributes|(?!\d+\.\d+\.\d+\.\d+ )\S+ type ipsec-l2l)/.test(
      l.text,
    ),
  );

function sources(
  config: AsaConfig,
  maps: CryptoMaps,
  nameif: string,
  lists: ReadonlyMap<string, FilterList>,
): Match {
  const named = (maps.on.get(nameif) ?? []).flatMap((map) => maps.lists.get(map) ?? []);
  const sites = named.map((name) => {
    const list = lists.get(name);
    return list ? reversed(chosenBy(list.rules)) : ANY;
  });
  if (!remoteAccess(config, maps, nameif)) return either(sites);
  const pools = poolsOf(config);
  const dynamic = (maps.on.get(nameif) ?? []).some((name) => maps.dynamic.has(name)) && anyPeer(config);
  return dynamic || pools.length === 0 ? ANY : either([...sites, { kind: 'src', set: pools }]);
}

/** Packets that come out of tunnels into an interface and pass its lists by; null: none do. */
export function tunnelsInto(
  config: AsaConfig,
  names: Dictionary,
  interfaces: readonly AsaInterface[],
  lists: ReadonlyMap<string, FilterList>,
): (nameif: string) => Match | null {
  const maps = cryptoMaps(config);
  const open = (nameif: string, known: boolean): Match =>
    names.conditions.of(`tunnel ${nameif}`, known ? 'sender' : 'unknown', {
      ja: `${nameif} に終端する VPN から来た通信か (sysopt connection permit-vpn)`,
      en: `whether it comes out of a VPN that ends on ${nameif} (sysopt connection permit-vpn)`,
    });
  return (nameif) => {
    if (!config.permitVpn) return null;
    if (interfaces.some((i) => i.name === nameif && /^tunnel/i.test(i.hardware))) return open(nameif, false);
    const from = sources(config, maps, nameif, lists);
    if (from.kind === 'never') return null;
    return every(from, open(nameif, from.kind !== 'always' && !config.vpnFilters));
  };
}
