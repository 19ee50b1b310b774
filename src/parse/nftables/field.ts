/** What an expression of nftables reads of a packet (nft(8), EXPRESSIONS), as far as the model knows it. */
import { ANY, type ConditionChoice, type Match, type NumberSet } from '../../facts/firewall/model.ts';
import { isObject, type JsonObject, type JsonValue } from '../json-value.ts';
import { allOf, ofFamily, services } from '../netfilter/matches.ts';
import { oneNumber } from '../netfilter/numbers.ts';
import { serviceOf } from '../netfilter/protocols.ts';

export type Field =
  | { readonly kind: 'address'; readonly side: 'src' | 'dst'; readonly version: 4 | 6 }
  | { readonly kind: 'port'; readonly side: 'sport' | 'dport'; readonly protocols: NumberSet }
  /** `th` port: of a protocol without ports it reads other bytes. */
  | { readonly kind: 'any-port'; readonly side: 'sport' | 'dport' }
  | { readonly kind: 'protocol' }
  | { readonly kind: 'family' }
  | { readonly kind: 'interface'; readonly side: 'in' | 'out' }
  | { readonly kind: 'icmp'; readonly version: 4 | 6; readonly part: 'icmpType' | 'icmpCode' }
  | { readonly kind: 'flags' }
  | { readonly kind: 'state' }
  | { readonly kind: 'status' }
  | { readonly kind: 'direction' }
  | { readonly kind: 'address-type'; readonly side: 'src' | 'dst' }
  | { readonly kind: 'clock'; readonly of: 'hour' | 'day' | 'time' }
  /** Not decided by the evidence. `fresh`: two rules need not see the same. */
  | {
      readonly kind: 'other';
      readonly choice: ConditionChoice;
      readonly fresh: boolean;
      readonly text: string;
    };

export interface Reading {
  readonly field: Field;
  /** Packets in which it can be read; of others the rule does not hold, whatever it asks. */
  readonly needs: Match;
  /** Whether the expression is one that is known here. */
  readonly understood: boolean;
}

const reading = (field: Field, needs: Match = ANY): Reading => ({ field, needs, understood: true });

/** Made where it is needed only. */
type Text = () => string;

/** An expression that the evidence cannot decide. */
const other = (choice: ConditionChoice, fresh: boolean, text: Text, needs: Match = ANY): Reading =>
  reading({ kind: 'other', choice, fresh, text: text() }, needs);

const unclear = (text: Text): Reading => ({ ...other('unknown', true, text), understood: false });

const ofProtocol = (number: number): Match => services([serviceOf(oneNumber(number))]);

const TRANSPORT: Readonly<Record<string, number>> = { tcp: 6, udp: 17, dccp: 33, sctp: 132, udplite: 136 };

const IPV4_SIDES: Readonly<Record<string, 'src' | 'dst'>> = { saddr: 'src', daddr: 'dst' };

function ipPayload(version: 4 | 6, field: string, text: Text): Reading {
  const family = ofFamily(version);
  const side = IPV4_SIDES[field];
  if (side) return reading({ kind: 'address', side, version }, family);
  if (field === (version === 4 ? 'protocol' : 'nexthdr')) return reading({ kind: 'protocol' }, family);
  return other('sender', false, text, family);
}

function icmpPayload(version: 4 | 6, field: string, text: Text): Reading {
  const needs = allOf([ofFamily(version), ofProtocol(version === 4 ? 1 : 58)]);
  if (field === 'type') return reading({ kind: 'icmp', version, part: 'icmpType' }, needs);
  if (field === 'code') return reading({ kind: 'icmp', version, part: 'icmpCode' }, needs);
  return other('sender', false, text, needs);
}

function payload(of: JsonObject, text: Text): Reading {
  const { protocol, field } = of;
  if (typeof protocol !== 'string' || typeof field !== 'string') return other('unknown', false, text);
  const transport = TRANSPORT[protocol];
  const port = field === 'sport' || field === 'dport' ? field : null;
  if (transport !== undefined && port) {
    return reading({ kind: 'port', side: port, protocols: oneNumber(transport) }, ofProtocol(transport));
  }
  if (protocol === 'tcp' && field === 'flags') return reading({ kind: 'flags' }, ofProtocol(6));
  if (transport !== undefined) return other('sender', false, text, ofProtocol(transport));
  switch (protocol) {
    case 'th':
      return port ? reading({ kind: 'any-port', side: port }) : other('sender', false, text);
    case 'ip':
      return ipPayload(4, field, text);
    case 'ip6':
      return ipPayload(6, field, text);
    case 'icmp':
      return icmpPayload(4, field, text);
    case 'icmpv6':
      return icmpPayload(6, field, text);
    case 'esp':
      return other('sender', false, text, ofProtocol(50));
    case 'ah':
      return other('sender', false, text, ofProtocol(51));
    case 'comp':
      return other('sender', false, text, ofProtocol(108));
    default:
      return other('unknown', false, text);
  }
}

const META: Readonly<Record<string, Field>> = {
  iif: { kind: 'interface', side: 'in' },
  iifname: { kind: 'interface', side: 'in' },
  oif: { kind: 'interface', side: 'out' },
  oifname: { kind: 'interface', side: 'out' },
  l4proto: { kind: 'protocol' },
  nfproto: { kind: 'family' },
  protocol: { kind: 'family' },
  hour: { kind: 'clock', of: 'hour' },
  day: { kind: 'clock', of: 'day' },
  time: { kind: 'clock', of: 'time' },
};

/** Known keys that circumstances of the device decide; `length` is the sender's. */
const OTHER_META: ReadonlyMap<string, ConditionChoice> = new Map([
  ['length', 'sender'],
  ['random', 'sender'],
  ...'mark priority rtclassid skuid skgid iiftype oiftype iifgroup oifgroup iifkind oifkind ibrname obrname ibrpvid ibrvproto sdif sdifname pkttype cpu cgroup secmark nftrace secpath ipsec broute'
    .split(' ')
    .map((key) => [key, 'unknown'] as const),
]);

function meta(of: JsonObject, text: Text): Reading {
  const key = typeof of.key === 'string' ? of.key : '';
  const field = META[key];
  if (field) return reading(field);
  const choice = OTHER_META.get(key);
  return choice ? other(choice, key !== 'length', text) : unclear(text);
}

/** In a connection of either direction: the first packet is always of the original one. */
function ct(of: JsonObject, text: Text): Reading {
  if (of.dir !== undefined) return other('unknown', true, text);
  switch (of.key) {
    case 'state':
      return reading({ kind: 'state' });
    case 'status':
      return reading({ kind: 'status' });
    case 'direction':
      return reading({ kind: 'direction' });
    default:
      return other('unknown', true, text);
  }
}

/** Only the type of an address is known of routing, and of that only what the address itself shows. */
function fib(of: JsonObject, text: Text): Reading {
  const flags = Array.isArray(of.flags) ? of.flags : [of.flags];
  const [side] = flags;
  const alone = flags.length === 1 && (side === 'saddr' || side === 'daddr');
  return of.result === 'type' && alone
    ? reading({ kind: 'address-type', side: side === 'saddr' ? 'src' : 'dst' })
    : other('unknown', false, text);
}

/** Headers that the sender writes. */
const SENDERS: ReadonlySet<string> = new Set([
  'exthdr',
  'tcp option',
  'sctp chunk',
  'ip option',
  'dccp option',
  'osf',
]);
const CIRCUMSTANCES: ReadonlySet<string> = new Set(['rt', 'socket', 'ipsec', 'numgen', 'jhash', 'symhash']);

/** The field that an expression reads. */
export function readField(expression: JsonValue | undefined): Reading {
  const text: Text = () => JSON.stringify(expression ?? null);
  const [name, ...more] = isObject(expression) ? Object.keys(expression) : [];
  if (!isObject(expression) || name === undefined || more.length > 0) return unclear(text);
  const of = expression[name];
  if (SENDERS.has(name)) return other('sender', false, text);
  if (CIRCUMSTANCES.has(name)) return other('unknown', true, text);
  if (!isObject(of)) return unclear(text);
  switch (name) {
    case 'payload':
      return payload(of, text);
    case 'meta':
      return meta(of, text);
    case 'ct':
      return ct(of, text);
    case 'fib':
      return fib(of, text);
    default:
      return unclear(text);
  }
}
