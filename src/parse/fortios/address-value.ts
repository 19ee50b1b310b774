/** What one address object stands for (FortiOS CLI reference, `config firewall address`, `address6`). */
import {
  type AddressSet,
  ALL_IPV4,
  ALL_IPV6,
  NO_ADDRESSES,
  parseAddressSet,
} from '../../facts/address-set.ts';
import type { Match } from '../../facts/firewall/model.ts';
import { parseIpAddress } from '../../facts/ip-address.ts';
import type { Bilingual } from '../../model/text.ts';
import { both, conditional, openBecause, unknown, type Vdom } from './context.ts';
import { type Entry, value, values } from './tree.ts';

export type Side = 'src' | 'dst';
export type Family = 4 | 6;

/** An exact set, and what no set can say, for each side a packet has. */
export interface Addresses {
  readonly set: AddressSet;
  readonly others: readonly Readonly<Record<Side, Match>>[];
}

export const exactly = (set: AddressSet): Addresses => ({ set, others: [] });

export const familyOf = (family: Family): AddressSet => (family === 4 ? ALL_IPV4 : ALL_IPV6);

/** Nothing certain; the condition is of one side, as a list may hold a packet's source and not its destination. */
export const open = (vdom: Vdom, id: string, what: Bilingual): Addresses => ({
  set: NO_ADDRESSES,
  others: [{ src: unknown(vdom, `src ${id}`, what), dst: unknown(vdom, `dst ${id}`, what) }],
});

const named = (vdom: Vdom, of: Entry, ja: string, en: string): Addresses =>
  open(vdom, `address ${of.key}`, both(`${ja} ${of.key}`, `${en} ${of.key}`));

/** `10.1.0.0 255.255.0.0` or `10.1.0.0/16`, as a set or, with a mask that is no prefix, as bits. */
function masked(words: readonly string[]): AddressSet | Match | null {
  const text = words.length > 1 ? `${words[0]}/${words[1]}` : (words[0] ?? '');
  return parseAddressSet(text) ?? bits(text);
}

/** A bit set in the mask is compared (FortiOS admin guide, wildcard addressing). */
function bits(text: string): Match | null {
  const [base = '', mask = ''] = text.split('/');
  const address = parseIpAddress(base);
  const compared = parseIpAddress(mask);
  if (address?.version !== 4 || compared?.version !== 4) return null;
  const value = address.value & compared.value;
  return { kind: 'src-bits', version: 4, value, mask: compared.value };
}

function ofMask(vdom: Vdom, of: Entry, words: readonly string[]): Addresses {
  const found = masked(words);
  if (!found) return named(vdom, of, '読めないアドレス', 'an address that cannot be read:');
  if (!('kind' in found)) return exactly(found);
  if (found.kind !== 'src-bits') return exactly(NO_ADDRESSES);
  return { set: NO_ADDRESSES, others: [{ src: found, dst: { ...found, kind: 'dst-bits' } }] };
}

/** `subnet` is 0.0.0.0/0 where it is not set. */
const ofSubnet = (vdom: Vdom, of: Entry): Addresses =>
  values(of, 'subnet').length === 0 ? exactly(ALL_IPV4) : ofMask(vdom, of, values(of, 'subnet'));

function ofRange(vdom: Vdom, of: Entry): Addresses {
  const from = value(of, 'start-ip');
  const set = from === null ? null : parseAddressSet(`${from}-${value(of, 'end-ip') ?? from}`);
  return set ? exactly(set) : named(vdom, of, '読めない範囲', 'a range that cannot be read:');
}

function ofCountry(vdom: Vdom, of: Entry): Addresses {
  const country = value(of, 'country') ?? of.key;
  return open(vdom, `country ${country}`, both(`国別アドレス ${country}`, `the country ${country}`));
}

function ofName(vdom: Vdom, of: Entry): Addresses {
  const name = value(of, 'fqdn') ?? value(of, 'wildcard-fqdn') ?? '';
  return open(
    vdom,
    `fqdn ${name}`,
    both(`FQDN オブジェクト ${of.key} (${name})`, `the FQDN object ${of.key} (${name})`),
  );
}

/** A sender on the same segment may take any MAC address. */
function ofMac(vdom: Vdom, of: Entry): Addresses {
  const what = both(`MAC アドレスのオブジェクト ${of.key}`, `the MAC address object ${of.key}`);
  const src = conditional(vdom, { id: `src mac ${of.key}`, choice: 'sender', what });
  return { set: NO_ADDRESSES, others: [{ src, dst: unknown(vdom, `dst mac ${of.key}`, what) }] };
}

/** The subnet follows the interface; what is printed is its state at the export. */
const ofInterface = (vdom: Vdom, of: Entry): Addresses =>
  values(of, 'subnet').length > 0
    ? ofMask(vdom, of, values(of, 'subnet'))
    : named(vdom, of, 'インターフェイスのサブネット', 'the subnet of an interface:');

const TYPED = ['fqdn', 'wildcard-fqdn', 'start-ip', 'country', 'wildcard'] as const;

function v4(vdom: Vdom, of: Entry): Addresses {
  const type = value(of, 'type');
  const stray = type === null && TYPED.some((name) => value(of, name) !== null);
  if (stray && values(of, 'subnet').length === 0) {
    return named(vdom, of, '種別 (set type) のないアドレス', 'an address without its type:');
  }
  if (type === null || type === 'ipmask') return ofSubnet(vdom, of);
  if (type === 'iprange') return ofRange(vdom, of);
  if (type === 'wildcard') return ofMask(vdom, of, values(of, 'wildcard'));
  if (type === 'interface-subnet') return ofInterface(vdom, of);
  return ofOther(vdom, of, type);
}

function ofOther(vdom: Vdom, of: Entry, type: string): Addresses {
  if (type === 'fqdn' || type === 'wildcard-fqdn') return ofName(vdom, of);
  if (type === 'geography') return ofCountry(vdom, of);
  if (type === 'mac') return ofMac(vdom, of);
  return named(vdom, of, `動的アドレス (${type})`, `the dynamic address (${type})`);
}

/** `ip6` is ::/0 where it is not set. */
function v6(vdom: Vdom, of: Entry): Addresses {
  const type = value(of, 'type');
  if (type === null || type === 'ipprefix') {
    const set = parseAddressSet(value(of, 'ip6') ?? '::/0');
    return set ? exactly(set) : named(vdom, of, '読めないアドレス', 'an address that cannot be read:');
  }
  return type === 'iprange' ? ofRange(vdom, of) : ofOther(vdom, of, type);
}

/** Multicast addresses are ranges, or since 5.2 masks (`type broadcastmask`). */
function multicast(vdom: Vdom, of: Entry): Addresses {
  if (value(of, 'type') === 'broadcastmask') return ofSubnet(vdom, of);
  return value(of, 'start-ip') === null ? v6(vdom, of) : ofRange(vdom, of);
}

export function addressValue(vdom: Vdom, table: string, of: Entry): Addresses {
  const because = openBecause(of);
  if (because) return open(vdom, `address ${of.key}`, because);
  if (table.startsWith('firewall multicast')) return multicast(vdom, of);
  return table === 'firewall address6' ? v6(vdom, of) : v4(vdom, of);
}
