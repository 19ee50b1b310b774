/** What the objects of a service cell match ([Check Point] Management API, service and application objects). */
import {
  ANY,
  type Match,
  type NumberSet,
  type NumberSpan,
  type Service,
} from '../../facts/firewall/model.ts';
import { toPorts } from '../../facts/firewall/service-text.ts';
import { type JsonObject, type JsonValue, numberOf, textOf } from '../json-value.ts';
import { all, any, one } from '../junos/match.ts';
import { numberSet } from '../number-set.ts';
import { condition, isAny, nameOf, note, type Reading, type Ref, refsOf, typeOf, uidOf } from './read.ts';

const LAST = 65535;

/** `80`, `1000-2000`, `>1023`, `<1024`. */
function portSpan(part: string): NumberSpan | null {
  const [, sign, first, last] = /^([<>]?)(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? [];
  if (first === undefined || (sign && last !== undefined)) return null;
  const n = Number(first);
  const spans: Readonly<Record<string, NumberSpan>> = {
    '>': { from: n + 1, to: LAST },
    '<': { from: 0, to: n - 1 },
  };
  const span = spans[sign ?? ''] ?? { from: n, to: Number(last ?? first) };
  return span.from <= span.to && span.to <= LAST ? span : null;
}

/** A port, a span or a list of them. null: not understood. */
export function ports(value: JsonValue | undefined): NumberSet | null | 'any' {
  const text = typeof value === 'number' ? String(value) : (textOf(value) ?? '').replace(/\s+/g, '');
  if (text === '') return 'any';
  const spans = text.split(',').map(portSpan);
  const known = spans.filter((s) => s !== null);
  return known.length < spans.length ? null : numberSet(known);
}

const service = (protocol: number): Service => ({
  protocols: one(protocol),
  sport: null,
  dport: null,
  icmpType: null,
  icmpCode: null,
});

const match = (of: Service): Match => ({ kind: 'service', of: [of] });

function unknown(reading: Reading, object: JsonObject, ja: string, en: string): Match {
  return condition(reading, `service ${uidOf(object)}`, 'unknown', { ja, en });
}

function unread(reading: Reading, object: JsonObject): Match {
  const name = nameOf(object);
  note(reading, uidOf(object), name, 'not-understood', {
    ja: `サービス ${name} (${typeOf(object)}) は読めない`,
    en: `the service ${name} (${typeOf(object)}) is not understood`,
  });
  return unknown(
    reading,
    object,
    `読めないサービス ${name}`,
    `the service ${name}, which was not understood`,
  );
}

const PORTED: Readonly<Record<string, number>> = {
  'service-tcp': 6,
  'service-udp': 17,
  'service-sctp': 132,
  'service-citrix-tcp': 6,
  'service-compound-tcp': 6,
};

function ported(reading: Reading, object: JsonObject, protocol: number): Match {
  const dport = ports(object.port);
  const sport = ports(object['source-port']);
  if (dport === null || sport === null || dport === 'any') return unread(reading, object);
  return match({ ...service(protocol), dport, sport: sport === 'any' ? null : sport });
}

function icmp(object: JsonObject, protocol: 1 | 58): Match {
  const type = numberOf(object['icmp-type']);
  const code = numberOf(object['icmp-code']);
  return match({
    ...service(protocol),
    icmpType: type === null ? null : one(type),
    icmpCode: code === null ? null : one(code),
  });
}

/** A protocol, and an INSPECT expression that looks deeper. */
function other(reading: Reading, object: JsonObject): Match {
  const protocol = numberOf(object['ip-protocol']);
  if (protocol === null || protocol < 0 || protocol > 255) return unread(reading, object);
  const expression = textOf(object.match) ?? '';
  const name = nameOf(object);
  if (expression === '') return match(service(protocol));
  return all(
    match(service(protocol)),
    unknown(
      reading,
      object,
      `サービス ${name} の照合式 (INSPECT)`,
      `the INSPECT expression of the service ${name}`,
    ),
  );
}

/** The port is told by a directory service as the call is made. */
function rpc(reading: Reading, object: JsonObject): Match {
  const name = nameOf(object);
  const both = typeOf(object) === 'service-dce-rpc' ? [service(6)] : [service(6), service(17)];
  return all(
    { kind: 'service', of: both },
    unknown(
      reading,
      object,
      `RPC サービス ${name} (ポートはサーバーが決める)`,
      `the RPC service ${name}, whose port the server chooses`,
    ),
  );
}

/** Web ports, by which an application is reached where nothing else is said of it. */
const WEB: Match = { kind: 'service', of: [toPorts('tcp', 80, 443, 8080), toPorts('udp', 443)] };

/** The sender chooses what it speaks; on which other ports the application is looked for is not told. */
function application(reading: Reading, object: JsonObject): Match {
  const name = nameOf(object);
  const spoken = condition(reading, `application ${uidOf(object)}`, 'sender', {
    ja: `アプリケーション・サイト ${name}`,
    en: `the application or site ${name}`,
  });
  const elsewhere = unknown(reading, object, `${name} のポート`, `the ports of ${name}`);
  return all(spoken, any([WEB, elsewhere]));
}

const APPLICATION = /^application-site/;
const RPC = /^service-(?:rpc|dce-rpc)$/;
const MAX_OPEN = 100;

function group(reading: Reading, object: JsonObject, open: Set<string>): Match {
  const uid = uidOf(object);
  const name = nameOf(object);
  if (object.members === undefined) {
    return unknown(
      reading,
      object,
      `メンバーが証拠にないサービス グループ ${name} (show-service-groups で採取する)`,
      `the service group ${name}, whose members are not among the evidence (collect show-service-groups)`,
    );
  }
  if (open.has(uid) || open.size > MAX_OPEN) {
    note(reading, uid, name, 'cyclic-group', {
      ja: `サービス グループ ${name} が自分自身を含むか、入れ子が深すぎる`,
      en: `the service group ${name} contains itself, or is nested too deeply`,
    });
    return unknown(
      reading,
      object,
      `循環しているサービス グループ ${name}`,
      `the service group ${name}, which contains itself`,
    );
  }
  open.add(uid);
  const found = joined(refsOf(reading, object.members).map((m) => refMatch(reading, m, name, open)));
  open.delete(uid);
  return found;
}

function objectMatch(reading: Reading, object: JsonObject, open: Set<string>): Match {
  const type = typeOf(object);
  const protocol = PORTED[type];
  if (protocol !== undefined) return ported(reading, object, protocol);
  if (type === 'service-icmp') return icmp(object, 1);
  if (type === 'service-icmp6') return icmp(object, 58);
  if (type === 'service-other') return other(reading, object);
  if (type === 'service-group') return group(reading, object, open);
  if (RPC.test(type)) return rpc(reading, object);
  if (APPLICATION.test(type)) return application(reading, object);
  return unread(reading, object);
}

function refMatch(reading: Reading, ref: Ref | null, by: string, open: Set<string>): Match {
  if (isAny(ref)) return ANY;
  if (!ref?.object) {
    const uid = ref?.uid ?? by;
    note(reading, uid, uid, 'undefined-reference', {
      ja: `サービス ${uid} は objects-dictionary にない`,
      en: `the service ${uid} is not in the objects-dictionary`,
    });
    return condition(reading, `service ${uid}`, 'unknown', {
      ja: `証拠にないサービス ${uid}`,
      en: `the service ${uid}, which is not among the evidence`,
    });
  }
  const key = `service ${ref.uid}`;
  const known = reading.known.get(key);
  if (known) return known;
  const found = objectMatch(reading, ref.object, open);
  reading.known.set(key, found);
  return found;
}

function joined(parts: readonly Match[]): Match {
  const services = parts.flatMap((m) => (m.kind === 'service' ? m.of : []));
  const others = parts.filter((m) => m.kind !== 'service');
  return any([...(services.length > 0 ? [{ kind: 'service' as const, of: services }] : []), ...others]);
}

export function serviceMatch(reading: Reading, value: JsonValue | undefined, by: string): Match {
  const refs = refsOf(reading, value);
  const [only] = refs;
  if (refs.length === 1) return refMatch(reading, only ?? null, by, new Set());
  const key = `service [${refs.map((r) => r?.uid).join(' ')}]`;
  const known = reading.known.get(key);
  if (known) return known;
  const found = joined(refs.map((r) => refMatch(reading, r, by, new Set())));
  reading.known.set(key, found);
  return found;
}
