/**
 * The filter objects of Get-NetFirewall*Filter, and the same properties where a report joined them to the rule.
 * Enumerations: MSFT_NetFirewall* classes of root/standardcimv2.
 */
import type { FilterKind, FirewallFilter } from '../facts/windows-firewall/model.ts';
import {
  addressTokens,
  interfaceTokens,
  isAny,
  portTokens,
  protocolToken,
  subjectToken,
} from './firewall-tokens.ts';
import type { JsonObject, JsonValue } from './json-value.ts';
import { booleanOf, isObject, numberOf, property } from './json-value.ts';

export type Conditions = FirewallFilter['conditions'];

export interface ReadFilter {
  readonly conditions: Conditions;
  readonly notUnderstood: readonly string[];
}

/** A property that holds one text or several; null where it holds neither (too deep for ConvertTo-Json, for one). */
export function textList(value: JsonValue | undefined): readonly string[] | null {
  if (typeof value === 'string') return value === '' ? null : value.split(',').map((t) => t.trim());
  if (typeof value === 'number') return [String(value)];
  if (isObject(value)) return textList(value.value as JsonValue | undefined);
  if (!Array.isArray(value) || value.length === 0) return null;
  const lists = value.map((v: JsonValue) => (Array.isArray(v) ? null : textList(v)));
  return lists.some((l) => l === null) ? null : lists.flatMap((l) => l ?? []);
}

interface Reader {
  readonly object: JsonObject;
  readonly odd: string[];
}

function texts(r: Reader, name: string): readonly string[] {
  const list = textList(property(r.object, name));
  if (list) return list;
  r.odd.push(name);
  return ['Any'];
}

function optionalTexts(r: Reader, name: string): readonly string[] {
  const value = property(r.object, name);
  return value === undefined || value === null ? ['Any'] : texts(r, name);
}

function taken<T>(
  r: Reader,
  name: string,
  tokens: { readonly list: readonly T[]; readonly notUnderstood: readonly string[] },
): readonly T[] {
  for (const token of tokens.notUnderstood) r.odd.push(`${name}=${token}`);
  return tokens.list;
}

function protocolOf(r: Reader): number | null {
  const [token = 'Any'] = texts(r, 'Protocol');
  const protocol = protocolToken(token);
  if (protocol === undefined) r.odd.push(`Protocol=${token}`);
  return protocol ?? null;
}

/** DynamicTarget (DynamicTransport) other than Any ties a rule to Wi-Fi Direct and the like. */
function dynamicTarget(r: Reader): void {
  for (const name of ['DynamicTarget', 'DynamicTransport']) {
    const value = property(r.object, name);
    if (value === undefined || value === null || value === 0 || value === 'Any') continue;
    r.odd.push(name);
  }
}

function portFilter(r: Reader): Conditions {
  dynamicTarget(r);
  return {
    protocol: protocolOf(r),
    localPorts: taken(r, 'LocalPort', portTokens(texts(r, 'LocalPort'))),
    remotePorts: taken(r, 'RemotePort', portTokens(optionalTexts(r, 'RemotePort'))),
  };
}

function addressFilter(r: Reader): Conditions {
  const keywords = property(r.object, 'RemoteDynamicKeywordAddresses');
  if (Array.isArray(keywords) && keywords.length > 0) r.odd.push('RemoteDynamicKeywordAddresses');
  return {
    remoteAddresses: taken(r, 'RemoteAddress', addressTokens(texts(r, 'RemoteAddress'))),
    localAddresses: taken(r, 'LocalAddress', addressTokens(optionalTexts(r, 'LocalAddress'))),
  };
}

/** Program paths and service names hold commas, so they are taken whole. */
function subjectOf(r: Reader, name: string): string | null {
  const value = property(r.object, name);
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return subjectToken(value);
  r.odd.push(name);
  return null;
}

const applicationFilter = (r: Reader): Conditions => ({
  program: subjectOf(r, 'Program'),
  package: subjectOf(r, 'Package'),
});

const serviceFilter = (r: Reader): Conditions => ({ service: subjectOf(r, 'Service') });

const interfaceFilter = (r: Reader): Conditions => ({
  interfaceTypes: interfaceTokens(texts(r, 'InterfaceAlias')),
});

/** Flags of InterfaceType, as a number. */
const INTERFACE_FLAGS: readonly (readonly [number, string])[] = [
  [1, 'Lan'],
  [2, 'Wireless'],
  [4, 'RemoteAccess'],
];

function interfaceTypeFilter(r: Reader): Conditions {
  const flags = numberOf(property(r.object, 'InterfaceType'));
  if (flags === null) return { interfaceTypes: interfaceTokens(texts(r, 'InterfaceType')) };
  if (flags < 0 || flags > 7) r.odd.push('InterfaceType');
  return {
    interfaceTypes: INTERFACE_FLAGS.flatMap(([bit, name]) => ((flags & bit) === 0 ? [] : [name])).sort(),
  };
}

const NOT_REQUIRED: readonly JsonValue[] = [0, '0', 'NotRequired'];

const isSet = (value: JsonValue | undefined): boolean =>
  value !== undefined && value !== null && !(typeof value === 'string' && (value === '' || isAny(value)));

function securityFilter(r: Reader): Conditions {
  const authentication = property(r.object, 'Authentication');
  const open = authentication === undefined || NOT_REQUIRED.includes(authentication);
  const limited = ['RemoteUser', 'RemoteMachine'].some((name) => isSet(property(r.object, name)));
  if (isSet(property(r.object, 'LocalUser'))) r.odd.push('LocalUser');
  if (booleanOf(property(r.object, 'OverrideBlockRules')) === true) r.odd.push('OverrideBlockRules');
  return { authenticated: !open || limited };
}

const READERS: Readonly<Record<FilterKind, (r: Reader) => Conditions>> = {
  port: portFilter,
  address: addressFilter,
  application: applicationFilter,
  service: serviceFilter,
  interface: interfaceFilter,
  'interface-type': interfaceTypeFilter,
  security: securityFilter,
};

/** The property that only this kind of filter has. */
const MARKS: Readonly<Record<FilterKind, string>> = {
  port: 'LocalPort',
  address: 'RemoteAddress',
  application: 'Program',
  service: 'Service',
  interface: 'InterfaceAlias',
  'interface-type': 'InterfaceType',
  security: 'Authentication',
};

const present = (object: JsonObject, kind: FilterKind): boolean => {
  const value = property(object, MARKS[kind]);
  return value !== undefined && !(value === null && kind !== 'application' && kind !== 'service');
};

/** The kinds of filters whose properties an object holds. */
export const filterKinds = (object: JsonObject): readonly FilterKind[] =>
  (Object.keys(MARKS) as FilterKind[]).filter((kind) => present(object, kind));

export function readFilter(object: JsonObject, kind: FilterKind): ReadFilter {
  const reader: Reader = { object, odd: [] };
  const conditions = READERS[kind](reader);
  return { conditions, notUnderstood: reader.odd };
}
