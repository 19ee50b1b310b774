/** Interfaces of an ASA: only those with a `nameif` carry traffic. */
import { type AddressSet, NO_ADDRESSES, parseAddressSet, union } from '../../facts/address-set.ts';
import type { FirewallPort } from '../../facts/firewall/model.ts';
import type { Draft } from '../cisco/draft.ts';
import { type Block, type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { wholeNumber } from '../cisco/names.ts';
import type { AsaConfig } from './config.ts';
import { isIrrelevantToInterface } from './irrelevant.ts';

export interface AsaInterface {
  readonly name: string;
  readonly hardware: string;
  readonly level: number;
  readonly addresses: AddressSet;
  readonly connected: AddressSet;
  /** False where an address is learnt (DHCP, PPPoE, SLAAC) or was not understood. */
  readonly addressKnown: boolean;
  /** A default route is learnt with the address. */
  readonly setsRoute: boolean;
  readonly managementOnly: boolean;
  readonly enabled: boolean;
  /** Whether IPv6 runs on it, by an address of any kind or `ipv6 enable`. */
  readonly six: boolean;
  readonly at: ConfigLine;
}

interface InterfaceDraft {
  name: string | null;
  level: number | null;
  addresses: AddressSet;
  connected: AddressSet;
  addressKnown: boolean;
  setsRoute: boolean;
  managementOnly: boolean;
  enabled: boolean;
  six: boolean;
}

const emptyInterface = (): InterfaceDraft => ({
  name: null,
  level: null,
  addresses: NO_ADDRESSES,
  connected: NO_ADDRESSES,
  addressKnown: true,
  setsRoute: false,
  managementOnly: false,
  enabled: true,
  six: false,
});

/** `10.1.0.1/255.255.255.0`, `2001:db8::1/64`: the address and its network. */
function addAddress(to: InterfaceDraft, address: string, length: string): boolean {
  const own = parseAddressSet(address);
  const net = parseAddressSet(`${address}/${length}`);
  if (!own || !net || address.includes('/')) return false;
  to.addresses = union(to.addresses, own);
  to.connected = union(to.connected, net);
  return true;
}

function ipAddress(config: AsaConfig, to: InterfaceDraft, words: readonly string[]): boolean {
  const host = words[0] === undefined ? '' : (config.names.get(words[0]) ?? words[0]);
  if (host === 'dhcp' || host === 'pppoe') {
    to.addressKnown = false;
    to.setsRoute = words.includes('setroute');
    return true;
  }
  if (words[1] !== undefined && addAddress(to, host, words[1])) return true;
  to.addressKnown = false;
  return false;
}

function ipv6Address(to: InterfaceDraft, words: readonly string[]): boolean {
  const [address = '', length] = (words[0] ?? '').split('/');
  if (words[0] === 'autoconfig' || words[0] === 'dhcp' || words.includes('eui-64')) {
    to.addressKnown = false;
    return true;
  }
  if (words[1] === 'link-local') return true;
  if (length !== undefined && addAddress(to, address, length)) return true;
  to.addressKnown = false;
  return false;
}

type Read = 'understood' | 'irrelevant' | 'unread';
const readIf = (ok: boolean): Read => (ok ? 'understood' : 'unread');

function interfaceLine(config: AsaConfig, to: InterfaceDraft, words: readonly string[]): Read {
  const [first = '', second = '', ...rest] = words;
  to.six ||= first === 'ipv6';
  if (first === 'nameif') to.name = second;
  else if (first === 'security-level') to.level = wholeNumber(second, 100);
  else if (first === 'shutdown') to.enabled = false;
  else if (first === 'management-only') to.managementOnly = true;
  else if (first === 'ip' && second === 'address') return readIf(ipAddress(config, to, rest));
  else if (first === 'ipv6' && second === 'address') return readIf(ipv6Address(to, rest));
  else if (first === 'ipv6' || (first === 'ip' && second === 'verify')) return 'irrelevant';
  else if (first === 'policy-route' && second === 'route-map') config.routesOpen = true;
  else if (first === 'bridge-group' && !config.transparent) return 'unread';
  else if (first === 'policy-route' || first === 'no' || first === 'bridge-group') return 'irrelevant';
  else return isIrrelevantToInterface(first) ? 'irrelevant' : 'unread';
  return 'understood';
}

function finish(to: InterfaceDraft, hardware: string, at: ConfigLine): AsaInterface | null {
  const { name } = to;
  if (name === null || name === '') return null;
  return { ...to, name, hardware, level: to.level ?? (name.toLowerCase() === 'inside' ? 100 : 0), at };
}

function readInterface(config: AsaConfig, draft: Draft, block: Block): AsaInterface | null {
  const to = emptyInterface();
  for (const line of block.body) {
    const read = interfaceLine(config, to, wordsOf(line.text));
    if (read === 'understood') draft.tally.understood();
    else if (read === 'irrelevant') draft.tally.irrelevant();
    else if (/^ip(?:v6)? /.test(line.text)) {
      config.routesOpen = true;
      draft.tally.notUnderstood(draft.at(line));
    } else draft.unread(line);
  }
  return finish(to, wordsOf(block.line.text).slice(1).join(' '), block.line);
}

/** PIX up to 6: `nameif ethernet0 outside security0`, `ip address outside 192.0.2.1 255.255.255.0`. */
function oldInterfaces(config: AsaConfig): readonly AsaInterface[] {
  const found = new Map<string, { to: InterfaceDraft; hardware: string; at: ConfigLine }>();
  for (const line of config.oldInterfaces) {
    const [first, second = '', third = '', ...rest] = wordsOf(line.text);
    const level = /^security(\d{1,3})$/i.exec(rest[0] ?? '')?.[1];
    if (first === 'nameif')
      found.set(third, {
        to: { ...emptyInterface(), name: third, level: level === undefined ? null : Number(level) },
        hardware: second,
        at: line,
      });
    else {
      const known = found.get(third);
      if (known) ipAddress(config, known.to, rest);
    }
  }
  return [...found.values()].flatMap(({ to, hardware, at }) => finish(to, hardware, at) ?? []);
}

export const readInterfaces = (config: AsaConfig, draft: Draft): readonly AsaInterface[] => [
  ...config.interfaces.flatMap((block) => readInterface(config, draft, block) ?? []),
  ...oldInterfaces(config),
];

export const portOf = (i: AsaInterface): FirewallPort => ({
  name: i.name,
  aliases: i.hardware === '' ? [] : [i.hardware],
  addresses: i.addresses,
  connected: i.connected,
  enabled: i.enabled,
});
