/** Services of rules: protocol, ports, groups, and the two that PAN-OS supplies. */
import type { Match, NumberSet, NumberSpan, Service } from '../../facts/firewall/model.ts';
import { ANY } from '../../facts/firewall/model.ts';
import { any, type Conditions } from './conditions.ts';
import type { Remarks } from './remarks.ts';
import { type Found, lookUp, overridden, type Scope } from './scope.ts';
import { child, nodesOf, values } from './tree.ts';

/** Services of one name; null: the configuration does not say. */
type Named = readonly Service[] | null;

export interface ServiceReader {
  /** Of the members of a rule that stands in that line; `application-default` is not for it. */
  match(members: readonly string[], line: number): Match;
}

const one = (n: number): NumberSet => [{ from: n, to: n }];

const PROTOCOLS: ReadonlyMap<string, NumberSet> = new Map([
  ['tcp', one(6)],
  ['udp', one(17)],
  ['sctp', one(132)],
]);

export const service = (
  protocols: NumberSet,
  dport: NumberSet | null,
  sport: NumberSet | null = null,
): Service => ({
  protocols,
  sport,
  dport,
  icmpType: null,
  icmpCode: null,
});

export const protocolNumber = (name: string): NumberSet | null => PROTOCOLS.get(name) ?? null;

/** PAN-OS, Objects > Services: `service-http` is TCP 80 and 8080, `service-https` TCP 443. */
const SUPPLIED: ReadonlyMap<string, readonly Service[]> = new Map([
  ['service-http', [service(one(6), [...one(80), ...one(8080)])]],
  ['service-https', [service(one(6), one(443))]],
]);

const PORT = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/;

function span(text: string): NumberSpan | null {
  const found = PORT.exec(text.trim());
  if (!found) return null;
  const from = Number(found[1]);
  const to = Number(found[2] ?? found[1]);
  return from <= to && to <= 65_535 ? { from, to } : null;
}

export function joined(spans: readonly NumberSpan[]): NumberSet {
  const out: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else out.push({ from, to });
  }
  return out;
}

/** `80,443,1-9`; null where a part is not a port. */
export function ports(texts: readonly string[]): NumberSet | null {
  const spans = texts.flatMap((t) => t.split(',')).map(span);
  return spans.every((s) => s !== null) ? joined(spans) : null;
}

interface Reader {
  readonly scope: Scope;
  readonly level: Scope;
  readonly remarks: Remarks;
  readonly conditions: Conditions;
  readonly known: Map<string, Named>;
  readonly matches: Map<string, Match>;
  readonly open: Set<string>;
  /** Of the rule that is being read. */
  line: number;
}

function ofObject(found: Found): Named {
  if (found.twice) return null;
  const protocol = nodesOf(child(found.node, 'protocol')).at(-1);
  const number = protocol && protocolNumber(protocol.name);
  if (!protocol || !number) return null;
  const to = values(child(protocol, 'port'));
  const from = values(child(protocol, 'source-port'));
  const dport = to.length > 0 ? ports(to) : null;
  const sport = from.length > 0 ? ports(from) : null;
  if ((to.length > 0 && !dport) || (from.length > 0 && !sport)) return null;
  return [service(number, dport, sport)];
}

const MAX_DEPTH = 64;

function ofGroup(reader: Reader, found: Found): Named {
  const key = `${found.scope.name}\n${found.node.name}`;
  const members = values(child(found.node, 'members'));
  if (found.twice || members.length === 0 || reader.open.has(key) || reader.open.size > MAX_DEPTH)
    return null;
  reader.open.add(key);
  const parts = members.map((m) => ofMember(reader, m, found.scope));
  reader.open.delete(key);
  return parts.every((p) => p !== null) ? parts.flat() : null;
}

/** As for addresses: one that the using device group overrides is not certain. */
function ofMember(reader: Reader, name: string, from: Scope): Named {
  const read = named(reader, name, from);
  if (!from.panorama || from === reader.scope) return read;
  const nearer = named(reader, name, reader.scope);
  return JSON.stringify(nearer) === JSON.stringify(read) ? read : null;
}

/** Local against pushed: which of two is meant is not certain. */
const uncertain = (found: Found, section: string): boolean => {
  const outer = overridden(found, section);
  return outer !== null && outer.scope.panorama !== found.scope.panorama;
};

function named(reader: Reader, name: string, from: Scope): Named {
  const key = `${from.name}\n${name}`;
  const known = reader.known.get(key);
  if (known !== undefined) return known;
  // Whoever asks for it again while it is being read is in a circle.
  reader.known.set(key, null);
  const read = resolve(reader, name, from);
  reader.known.set(key, read);
  return read;
}

function resolve(reader: Reader, name: string, from: Scope): Named {
  const object = lookUp(from, 'service', name);
  if (object) return uncertain(object, 'service') ? null : ofObject(object);
  const group = lookUp(from, 'service-group', name);
  if (group) return uncertain(group, 'service-group') ? null : ofGroup(reader, group);
  return SUPPLIED.get(name) ?? null;
}

function defined(reader: Reader, name: string): boolean {
  return (
    lookUp(reader.scope, 'service', name) !== null || lookUp(reader.scope, 'service-group', name) !== null
  );
}

function unknown(reader: Reader, name: string): Match {
  reader.remarks.note(
    defined(reader, name) ? 'unreadable-service' : 'undefined-reference',
    `service ${name}`,
    {
      ja: `サービス ${name} の定義がこのファイルにないか、読めない`,
      en: `service ${name} is not defined in this file, or cannot be read`,
    },
    lookUp(reader.scope, 'service', name)?.node.line ?? reader.line,
  );
  return reader.conditions.unknown(`service ${name}`, { ja: `サービス ${name}`, en: `service ${name}` });
}

function ofName(reader: Reader, name: string): Match {
  const known = reader.matches.get(name);
  if (known) return known;
  const read = name === 'any' ? null : ofMember(reader, name, reader.level);
  const made: Match = name === 'any' ? ANY : read ? { kind: 'service', of: read } : unknown(reader, name);
  reader.matches.set(name, made);
  return made;
}

function ofMembers(reader: Reader, members: readonly string[]): Match {
  const [only] = members;
  if (members.length === 1 && only !== undefined) return ofName(reader, only);
  const key = `\n${members.join('\n')}`;
  const known = reader.matches.get(key);
  if (known) return known;
  const made = any(members.map((m) => ofName(reader, m)));
  reader.matches.set(key, made);
  return made;
}

export function serviceReader(
  scope: Scope,
  level: Scope,
  remarks: Remarks,
  conditions: Conditions,
): ServiceReader {
  const reader: Reader = {
    scope,
    level,
    remarks,
    conditions,
    known: new Map(),
    matches: new Map(),
    open: new Set(),
    line: 0,
  };
  return {
    match: (members, line) => {
      reader.line = line;
      return ofMembers(reader, members);
    },
  };
}
