/** What the objects of a source or destination cell match ([Check Point] Management API, network objects). */
import {
  type AddressSet,
  ALL_IPV4,
  ALL_IPV6,
  fromRanges,
  parseAddressSet,
  union,
  unionOf,
} from '../../facts/address-set.ts';
import { ANY, type Match } from '../../facts/firewall/model.ts';
import { parseIpAddress } from '../../facts/ip-address.ts';
import { isObject, type JsonObject, type JsonValue, numberOf, textOf } from '../json-value.ts';
import { all, any, not, side } from '../junos/match.ts';
import {
  condition,
  isAny,
  listOf,
  nameOf,
  note,
  type Reading,
  type Ref,
  refsOf,
  typeOf,
  uidOf,
} from './read.ts';

export type Side = 'src' | 'dst';

/** Types of objects that are computers of Check Point; a rule means all their interfaces. */
const MACHINE =
  /^(?:simple-gateway|simple-cluster|cluster-member|checkpoint-host|interoperable-device|gateway-cluster|Cpmi(?:Host|Gateway|Cluster|Vs|Lsm|Appliance).*|lsm-.*)$/i;

const ipText = (value: JsonValue | undefined): string | null => {
  const text = textOf(value);
  return text === '' ? null : text;
};

function hostSets(object: JsonObject): readonly AddressSet[] {
  const own = [object['ipv4-address'], object['ipv6-address']];
  const ports = listOf(object.interfaces).filter(isObject);
  const more = ports.flatMap((p) => [p['ipv4-address'], p['ipv6-address'], p.subnet4, p.subnet6].slice(0, 2));
  return [...own, ...more].flatMap((v) => {
    const text = ipText(v);
    const set = text === null ? null : parseAddressSet(text);
    return set ? [set] : [];
  });
}

function networkSets(object: JsonObject): readonly AddressSet[] | null {
  const out: AddressSet[] = [];
  for (const [net, length] of [
    [ipText(object.subnet4 ?? object.subnet), numberOf(object['mask-length4'] ?? object['mask-length'])],
    [ipText(object.subnet6), numberOf(object['mask-length6'])],
  ] as const) {
    if (net === null) continue;
    const mask = length === null ? ipText(object['subnet-mask']) : String(length);
    const set = mask === null ? null : parseAddressSet(`${net}/${mask}`);
    if (!set) return null;
    out.push(set);
  }
  return out.length > 0 ? out : null;
}

function rangeSets(object: JsonObject): readonly AddressSet[] | null {
  const out: AddressSet[] = [];
  for (const v of ['ipv4', 'ipv6'] as const) {
    const one = ipText(object[`${v}-address`]);
    const first = ipText(object[`${v}-address-first`]) ?? one;
    const last = ipText(object[`${v}-address-last`]) ?? first;
    if (first === null || last === null) continue;
    const a = parseIpAddress(first);
    const b = parseIpAddress(last);
    if (!a || !b || a.version !== b.version || a.value > b.value) return null;
    out.push(fromRanges([{ version: a.version, from: a.value, to: b.value }]));
  }
  return out.length > 0 ? out : null;
}

function wildcardMatch(kind: Side, object: JsonObject): Match | null {
  const parts: Match[] = [];
  for (const v of [4, 6] as const) {
    const base = parseIpAddress(ipText(object[`ipv${v}-address`]) ?? '');
    const wild = parseIpAddress(ipText(object[`ipv${v}-mask-wildcard`]) ?? '');
    if (!base || !wild || base.version !== v || wild.version !== v) continue;
    const mask = ((1n << (v === 4 ? 32n : 128n)) - 1n) ^ wild.value;
    parts.push({ kind: `${kind}-bits`, version: v, value: base.value & mask, mask });
  }
  return parts.length > 0 ? any(parts) : null;
}

const unknown = (reading: Reading, kind: Side, uid: string, ja: string, en: string): Match =>
  condition(reading, `${kind} ${uid}`, 'unknown', { ja, en });

/** Kinds whose members only the gateway, a feed or a name server knows. */
const ELSEWHERE: Readonly<Record<string, readonly [ja: string, en: string]>> = {
  'dns-domain': ['ドメイン オブジェクト', 'the domain object'],
  'updatable-object': ['更新可能オブジェクト', 'the updatable object'],
  'security-zone': ['セキュリティ ゾーン', 'the security zone'],
  'dynamic-object': ['動的オブジェクト', 'the dynamic object'],
  'data-center-object': ['データセンター オブジェクト', 'the data center object'],
  'data-center-query': ['データセンター クエリ', 'the data center query'],
  'network-feed': ['ネットワーク フィード', 'the network feed'],
  Internet: ['Internet オブジェクト (外部インターフェイス)', 'the Internet object (external interfaces)'],
  'logical-server': ['論理サーバー', 'the logical server'],
  'opsec-application': ['OPSEC アプリケーション', 'the OPSEC application'],
};

/** Whoever may log on as such a user chooses. */
const USERS =
  /^(?:access-role|user|user-group|user-template|LegacyUserAtLocation|identity-tag|.*UserGroup.*)$/;

function unread(reading: Reading, kind: Side, object: JsonObject): Match {
  const name = nameOf(object);
  note(reading, uidOf(object), name, 'not-understood', {
    ja: `オブジェクト ${name} (${typeOf(object)}) のアドレスは読めない`,
    en: `the addresses of the object ${name} (${typeOf(object)}) are not understood`,
  });
  return unknown(
    reading,
    kind,
    uidOf(object),
    `読めないオブジェクト ${name}`,
    `the object ${name}, which was not understood`,
  );
}

/** Its one address is told, its other interfaces are not. */
function machine(reading: Reading, kind: Side, object: JsonObject): Match {
  const known = side(kind, unionOf(hostSets(object)));
  if (listOf(object.interfaces).length > 0) return known;
  const name = nameOf(object);
  return any([
    known,
    unknown(reading, kind, uidOf(object), `${name} のほかのインターフェイス`, `other interfaces of ${name}`),
  ]);
}

const MAX_OPEN = 100;

interface Lookup {
  readonly reading: Reading;
  readonly kind: Side;
  readonly open: Set<string>;
}

/** Groups in the dictionary of a rulebase have no members unless they are asked for. */
function group({ reading, kind, open }: Lookup, object: JsonObject): Match {
  const uid = uidOf(object);
  const name = nameOf(object);
  if (object.members === undefined) {
    return unknown(
      reading,
      kind,
      uid,
      `メンバーが証拠にないグループ ${name} (show-groups で採取する)`,
      `the group ${name}, whose members are not among the evidence (collect show-groups)`,
    );
  }
  if (open.has(uid) || open.size > MAX_OPEN) {
    note(reading, uid, name, 'cyclic-group', {
      ja: `グループ ${name} が自分自身を含むか、入れ子が深すぎる`,
      en: `the group ${name} contains itself, or is nested too deeply`,
    });
    return unknown(
      reading,
      kind,
      `${uid} (cyclic)`,
      `循環しているグループ ${name}`,
      `the group ${name}, which contains itself`,
    );
  }
  open.add(uid);
  const found = joined(
    kind,
    refsOf(reading, object.members).map((m) => refMatch({ reading, kind, open }, m, name)),
  );
  open.delete(uid);
  return found;
}

function exclusion(look: Lookup, object: JsonObject): Match {
  const [include] = refsOf(look.reading, object.include);
  const [except] = refsOf(look.reading, object.except);
  if (!include || !except) return unread(look.reading, look.kind, object);
  const uid = uidOf(object);
  if (look.open.has(uid) || look.open.size > MAX_OPEN) return unread(look.reading, look.kind, object);
  look.open.add(uid);
  const name = nameOf(object);
  const found = all(refMatch(look, include, name), not(refMatch(look, except, name)));
  look.open.delete(uid);
  return found;
}

function sets(reading: Reading, kind: Side, object: JsonObject, found: readonly AddressSet[] | null): Match {
  return found && found.length > 0 ? side(kind, unionOf(found)) : unread(reading, kind, object);
}

function objectMatch(look: Lookup, object: JsonObject): Match {
  const { reading, kind } = look;
  const type = typeOf(object);
  if (type === 'host') return sets(reading, kind, object, hostSets(object));
  if (type === 'network') return sets(reading, kind, object, networkSets(object));
  if (type === 'address-range' || type === 'multicast-address-range') {
    return sets(reading, kind, object, rangeSets(object));
  }
  if (type === 'group') return group(look, object);
  if (type === 'group-with-exclusion') return exclusion(look, object);
  if (type === 'wildcard') return wildcardMatch(kind, object) ?? unread(reading, kind, object);
  if (MACHINE.test(type)) return machine(reading, kind, object);
  const name = nameOf(object);
  if (USERS.test(type)) {
    return condition(reading, `${kind} user ${uidOf(object)}`, 'sender', {
      ja: `アクセス ロール・利用者 ${name}`,
      en: `the access role or user ${name}`,
    });
  }
  const elsewhere = ELSEWHERE[type];
  if (elsewhere)
    return unknown(reading, kind, uidOf(object), `${elsewhere[0]} ${name}`, `${elsewhere[1]} ${name}`);
  return unread(reading, kind, object);
}

function refMatch(look: Lookup, ref: Ref | null, by: string): Match {
  const { reading, kind } = look;
  if (isAny(ref)) return ANY;
  if (!ref?.object) {
    const uid = ref?.uid ?? by;
    note(reading, uid, uid, 'undefined-reference', {
      ja: `オブジェクト ${uid} は objects-dictionary にない`,
      en: `the object ${uid} is not in the objects-dictionary`,
    });
    return unknown(
      reading,
      kind,
      uid,
      `証拠にないオブジェクト ${uid}`,
      `the object ${uid}, which is not among the evidence`,
    );
  }
  const key = `${kind} ${ref.uid}`;
  const known = reading.known.get(key);
  if (known) return known;
  const found = objectMatch(look, ref.object);
  reading.known.set(key, found);
  return found;
}

function joined(kind: Side, parts: readonly Match[]): Match {
  const known = parts.flatMap((m) => (m.kind === kind ? [m.set] : []));
  const others = parts.filter((m) => m.kind !== kind);
  return any([...(known.length > 0 ? [side(kind, unionOf(known))] : []), ...new Set(others)]);
}

/** What a cell matches: any of its objects. */
export function addressMatch(reading: Reading, kind: Side, value: JsonValue | undefined, by: string): Match {
  const refs = refsOf(reading, value);
  const look: Lookup = { reading, kind, open: new Set() };
  const [only] = refs;
  if (refs.length === 1) return refMatch(look, only ?? null, by);
  const key = `${kind} [${refs.map((r) => r?.uid).join(' ')}]`;
  const known = reading.known.get(key);
  if (known) return known;
  const found = joined(
    kind,
    refs.map((r) => refMatch(look, r, by)),
  );
  reading.known.set(key, found);
  return found;
}

/** The addresses of a set that is certain; null where a part of it is not. */
export function certainSet(match: Match): AddressSet | null {
  if (match.kind === 'always') return union(ALL_IPV4, ALL_IPV6);
  return match.kind === 'src' || match.kind === 'dst' ? match.set : null;
}

export const isMachine = (object: JsonObject): boolean => MACHINE.test(typeOf(object));
export const machineAddresses = (object: JsonObject): AddressSet => unionOf(hostSets(object));
