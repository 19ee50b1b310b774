/** Addresses of filters (YAMAHA command reference Rev.23, 8.1.10 and 30.7.1). */
import { type AddressSet, parseAddressSet, union } from '../../facts/address-set.ts';
import type { Match } from '../../facts/firewall/model.ts';
import { parseIpAddress } from '../../facts/ip-address.ts';
import type { Bilingual } from '../../model/text.ts';

export type Side = 'src' | 'dst';

/** Named conditions are made by the reader, one object an id. */
export type Unknown = (id: string, what: Bilingual) => Match;

/** `0xffffff00`, `255.255.255.0` or `24` as a form that addresses take. */
export function maskText(mask: string): string {
  if (!/^0x[0-9a-f]{1,8}$/i.test(mask)) return mask;
  const n = Number.parseInt(mask.slice(2), 16);
  return [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.');
}

/** An address or network with a mask in any form; null for anything else. */
export function network(text: string): AddressSet | null {
  const [base = '', mask] = text.split('/');
  return parseAddressSet(mask === undefined ? base : `${base}/${maskText(mask)}`);
}

/** `192.168.*.*`: an octet `*` is any. */
function wildcard(text: string, side: Side): Match | null {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.includes('*')) return null;
  const low = parseIpAddress(octets.map((o) => (o === '*' ? '0' : o)).join('.'));
  if (low?.version !== 4) return null;
  const mask = octets.reduce((sum, o) => (sum << 8n) | (o === '*' ? 0n : 255n), 0n);
  return { kind: side === 'src' ? 'src-bits' : 'dst-bits', version: 4, value: low.value, mask };
}

/** `a-b`, `-b`, `a-`. */
function range(text: string): AddressSet | null {
  const dash = text.indexOf('-');
  if (dash < 0 || text.includes(':')) return null;
  const from = dash === 0 ? '0.0.0.0' : text.slice(0, dash);
  const to = dash === text.length - 1 ? '255.255.255.255' : text.slice(dash + 1);
  return parseAddressSet(`${from}-${to}`);
}

const NAME = /^\*?[A-Za-z0-9_@.-]{1,255}$/;

/** What only the router or a name server knows. */
function named(text: string, side: Side, unknown: Unknown): Match | null {
  if (!NAME.test(text) || !/[A-Za-z]/.test(text)) return null;
  const what = text.startsWith('@')
    ? { ja: `アプリケーション ${text}`, en: `the application ${text}` }
    : text === 'map-e' || text === 'hb46pp'
      ? { ja: `${text} で得たアドレス`, en: `the address obtained by ${text}` }
      : { ja: `FQDN ${text}`, en: `the FQDN ${text}` };
  return unknown(`${side} fqdn ${text}`, what);
}

function one(text: string, side: Side, unknown: Unknown): Match | AddressSet | null {
  return network(text) ?? range(text) ?? wildcard(text, side) ?? named(text, side, unknown);
}

const isSet = (found: Match | AddressSet): found is AddressSet => !('kind' in found);

/** Null: cannot be read. */
export function addressMatch(text: string, side: Side, unknown: Unknown): Match | null {
  if (text === '*') return { kind: 'always' };
  const parts = text.split(',').map((t) => one(t, side, unknown));
  const found = parts.filter((p) => p !== null);
  if (found.length < parts.length) return null;
  const set = union([], ...found.filter(isSet));
  const matches = [
    ...(set.length > 0 ? [{ kind: side, set } as const] : []),
    ...found.filter((f): f is Match => !isSet(f)),
  ];
  const [first] = matches;
  return matches.length === 1 && first ? first : { kind: 'any', of: matches };
}
