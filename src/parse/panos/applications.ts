/**
 * Applications of rules, with the services beside them: what an application speaks, the sender chooses, so that a permit
 * under it is a way through, and a denial under it stops only who does speak it. The first packets of a session pass
 * before the firewall knows the application, too.
 */
import { ANY, type Match, type NumberSet, type Service } from '../../facts/firewall/model.ts';
import { STANDARD_PORTS } from './application-ports.ts';
import { all, any, type Conditions } from './conditions.ts';
import type { Remarks } from './remarks.ts';
import { type Found, lookUp, type Scope } from './scope.ts';
import { ports, protocolNumber, type ServiceReader, service } from './services.ts';
import { type ConfNode, child, find, value, values } from './tree.ts';

export interface ApplicationReader {
  /** Applications and services of the rule that stands in that line. */
  match(applications: readonly string[], services: readonly string[], line: number): Match;
}

/** An application as rules ask for it. */
interface Application {
  readonly name: string;
  readonly condition: Match;
  /** Where `application-default` expects it; null: the configuration does not say. */
  readonly standard: Match | null;
  /** Where it may be expected besides. */
  readonly maybe: Match | null;
  /** Protocols that it can be; null: any. */
  readonly protocols: Match | null;
}

interface Reader {
  readonly scope: Scope;
  readonly services: ServiceReader;
  readonly remarks: Remarks;
  readonly conditions: Conditions;
  /** Applications that override rules give to traffic by its ports. */
  readonly given: ReadonlySet<string>;
  readonly known: Map<string, readonly Application[]>;
  readonly matches: Map<string, Match>;
}

const sender = (reader: Reader, kind: string, name: string): Match => {
  const ja = kind === 'application-filter' ? 'アプリケーション フィルタ' : 'アプリケーション';
  return reader.conditions.sender(`${kind} ${name}`, {
    ja: `${ja} ${name}`,
    en: `${kind.replace('-', ' ')} ${name}`,
  });
};

const protocolsOf = (services: readonly Service[]): Match => {
  const protocols = [...new Set(services.flatMap((s) => s.protocols.map((p) => p.from)))].sort(
    (a, b) => a - b,
  );
  return {
    kind: 'service',
    of: [
      service(
        protocols.map((n) => ({ from: n, to: n })),
        null,
      ),
    ],
  };
};

const asMatch = (of: readonly Service[]): Match | null => (of.length > 0 ? { kind: 'service', of } : null);

function builtIn(reader: Reader, name: string): Application {
  const known = reader.given.has(name) ? undefined : STANDARD_PORTS.get(name);
  return {
    name,
    condition: sender(reader, 'application', name),
    standard: known ? asMatch(known.standard) : null,
    maybe: known ? asMatch(known.secure) : null,
    protocols: known ? protocolsOf(known.standard) : null,
  };
}

const number = (text: string | null, limit: number): NumberSet | null => {
  const n = text !== null && /^\d{1,3}$/.test(text) ? Number(text) : -1;
  return n >= 0 && n <= limit ? [{ from: n, to: n }] : null;
};

/** `tcp/80,443`, `udp/dynamic`. */
function portText(text: string): Service | null {
  const [protocol, list, more] = text.split('/');
  const protocols = protocolNumber(protocol?.trim() ?? '');
  if (!protocols || list === undefined || more !== undefined) return null;
  if (list.trim() === 'dynamic') return service(protocols, null);
  const dport = ports([list]);
  return dport && service(protocols, dport);
}

function icmp(of: ConfNode, protocol: number): Service | null {
  const type = value(child(of, 'type'));
  const code = value(child(of, 'code'));
  const icmpType = type === null || type === 'any' ? null : number(type, 255);
  const icmpCode = code === null || code === 'any' ? null : number(code, 255);
  if ((type !== null && type !== 'any' && !icmpType) || (code !== null && code !== 'any' && !icmpCode))
    return null;
  return { protocols: [{ from: protocol, to: protocol }], sport: null, dport: null, icmpType, icmpCode };
}

/** Where an application of one's own says that it is; null where it says nothing that can be read. */
function ownPorts(node: ConfNode): readonly Service[] | null {
  const at = find(node, 'default');
  const texts = values(child(at, 'port'));
  const protocol = value(child(at, 'ident-by-ip-protocol'));
  const v4 = child(at, 'ident-by-icmp-type');
  const v6 = child(at, 'ident-by-icmp6-type');
  const byNumber = protocol === null ? null : number(protocol, 255);
  const out = [
    ...texts.map(portText),
    ...(protocol === null ? [] : [byNumber && service(byNumber, null)]),
    ...(v4 ? [icmp(v4, 1)] : []),
    ...(v6 ? [icmp(v6, 58)] : []),
  ];
  return out.length > 0 && out.every((s) => s !== null) ? out : null;
}

function own(reader: Reader, found: Found): Application {
  const { name } = found.node;
  const services = reader.given.has(name) || found.twice ? null : ownPorts(found.node);
  return {
    name,
    condition: sender(reader, 'application', name),
    standard: services && asMatch(services),
    maybe: null,
    protocols: null,
  };
}

const MAX_DEPTH = 64;

function named(reader: Reader, name: string, depth: number): readonly Application[] {
  const known = reader.known.get(name);
  if (known) return known;
  // What a group that contains itself stands for is not known.
  reader.known.set(name, [opaque(reader, 'application-group', name)]);
  const read = resolve(reader, name, depth);
  reader.known.set(name, read);
  return read;
}

function resolve(reader: Reader, name: string, depth: number): readonly Application[] {
  const group = lookUp(reader.scope, 'application-group', name);
  if (group && depth < MAX_DEPTH) {
    const members = values(child(group.node, 'members'));
    if (group.twice || members.length === 0) return [opaque(reader, 'application-group', name)];
    return members.flatMap((m) => named(reader, m, depth + 1));
  }
  if (lookUp(reader.scope, 'application-filter', name)) return [opaque(reader, 'application-filter', name)];
  const object = lookUp(reader.scope, 'application', name);
  return [object ? own(reader, object) : builtIn(reader, name)];
}

/** A set of applications of which the configuration does not say which they are. */
const opaque = (reader: Reader, kind: string, name: string): Application => ({
  name,
  condition: sender(reader, kind, name),
  standard: null,
  maybe: null,
  protocols: null,
});

const portsUnknown = (reader: Reader, name: string): Match =>
  reader.conditions.unknown(`standard ports ${name}`, {
    ja: `${name} の標準ポート (application-default)`,
    en: `the standard ports of ${name} (application-default)`,
  });

const decrypted = (reader: Reader, name: string): Match =>
  reader.conditions.unknown(`decrypted ${name}`, {
    ja: `復号した ${name} の標準ポート (application-default)`,
    en: `the standard port of decrypted ${name} (application-default)`,
  });

function onStandardPorts(reader: Reader, app: Application): Match {
  if (!app.standard) return portsUnknown(reader, app.name);
  return app.maybe ? any([app.standard, all([app.maybe, decrypted(reader, app.name)])]) : app.standard;
}

/** Some application is at home on any port, whatever it is. */
const anyOnStandardPorts = (reader: Reader): Match =>
  reader.conditions.sender('application-default', {
    ja: '標準ポートを使うアプリケーション (application-default)',
    en: 'an application on its standard port (application-default)',
  });

function combine(
  reader: Reader,
  applications: readonly string[],
  services: readonly string[],
  line: number,
): Match {
  const standard = services.includes('application-default');
  const written = services.filter((s) => s !== 'application-default');
  const byService = written.length > 0 ? reader.services.match(written, line) : null;
  if (applications.includes('any')) {
    return any([...(byService ? [byService] : []), ...(standard ? [anyOnStandardPorts(reader)] : [])]);
  }
  return any(
    applications
      .flatMap((name) => named(reader, name, 0))
      .flatMap((app) => [
        ...(byService ? [all([app.condition, app.protocols ?? ANY, byService])] : []),
        ...(standard ? [all([app.condition, onStandardPorts(reader, app)])] : []),
      ]),
  );
}

export function applicationReader(
  scope: Scope,
  services: ServiceReader,
  remarks: Remarks,
  conditions: Conditions,
  given: ReadonlySet<string>,
): ApplicationReader {
  const reader: Reader = {
    scope,
    services,
    remarks,
    conditions,
    given,
    known: new Map(),
    matches: new Map(),
  };
  return {
    match: (applications, list, line) => {
      const key = `${applications.join('\n')}\n\n${list.join('\n')}`;
      const known = reader.matches.get(key);
      if (known) return known;
      const made = combine(reader, applications, list, line);
      reader.matches.set(key, made);
      return made;
    },
  };
}
