/** Applications and sets of them; a name that the configuration defines hides the predefined one. */
import { ANY, type Match, type NumberSet, type Service } from '../../facts/firewall/model.ts';
import { type Build, condition, note } from './build.ts';
import { all, any } from './match.ts';
import { ANY_PROTOCOL, icmpSpan, portSpan, protocolSpan } from './numbers.ts';
import { KNOWN_APPLICATIONS, KNOWN_SETS, type KnownTerm } from './predefined.ts';
import { at, type JunosNode, kids, lose, refuse } from './tree.ts';

export interface Applications {
  /** Where names are looked for, nearest first: a logical system may use none of the device's own. */
  readonly node: JunosNode | null;
  readonly known: Map<string, Match>;
  readonly open: Set<string>;
}

export function readApplications(root: JunosNode): Applications {
  const node = at(root, 'applications');
  for (const kind of kids(node)) if (!/^application(?:-set|-group)?$/.test(kind.word)) lose(kind);
  return { node, known: new Map(), open: new Set() };
}

/** Attributes of one term: `protocol tcp destination-port 80` on one line or each on its own. */
function attributes(node: JunosNode, out: Map<string, JunosNode[]>): void {
  for (const key of kids(node)) {
    const values = kids(key);
    out.set(key.word, [...(out.get(key.word) ?? []), ...values]);
    for (const value of values) if (value.first && VALUED.has(key.word)) attributes(value, out);
  }
}

const VALUED: ReadonlySet<string> = new Set([
  'protocol',
  'source-port',
  'destination-port',
  'icmp-type',
  'icmp-code',
  'icmp6-type',
  'icmp6-code',
  'application-protocol',
  'alg',
  'inactivity-timeout',
  'uuid',
  'rpc-program-number',
  'description',
  'ether-type',
]);

/** Say how long a session lives or how it is looked into. */
const NO_MATCH: ReadonlySet<string> = new Set([
  'application-protocol',
  'alg',
  'inactivity-timeout',
  'description',
  'do-not-translate-A-query-to-AAAA-query',
  'do-not-translate-AAAA-query-to-A-query',
  'ttl-threshold',
  'snmp-command',
]);

const TOUCHED: ReadonlySet<string> = new Set([...VALUED, ...NO_MATCH, 'term']);

interface TermPart {
  readonly numbers: NumberSet | null;
  readonly bad: JunosNode | null;
}

function part(
  values: readonly JunosNode[] | undefined,
  read: (text: string) => { from: number; to: number } | null,
): TermPart {
  if (!values || values.length === 0) return { numbers: null, bad: null };
  const last = values.reduce((best, n) => (best.last > n.last ? best : n));
  const found = read(last.word);
  return found ? { numbers: [found], bad: null } : { numbers: null, bad: last };
}

const icmpFamily = (protocols: NumberSet | null): 4 | 6 =>
  protocols?.some((p) => p.from <= 58 && p.to >= 58) ? 6 : 4;

/** What a program or UUID is served at is told to the gateway as it passes: the server chooses. */
function byProgram(build: Build, name: string, found: ReadonlyMap<string, JunosNode[]>): Match {
  const values = [...(found.get('uuid') ?? []), ...(found.get('rpc-program-number') ?? [])];
  if (values.length === 0) return ANY;
  return condition(build, `rpc application ${name}`, 'unknown', {
    ja: `RPC アプリケーション ${name} (ポートはサーバーが決める)`,
    en: `the RPC application ${name}, whose port the server chooses`,
  });
}

function unreadTerm(build: Build, name: string, bad: JunosNode): Match {
  refuse(bad);
  note(build, bad, 'not-understood', {
    ja: `アプリケーション ${name} の「${bad.word}」は読めない`,
    en: `"${bad.word}" of the application ${name} is not understood`,
  });
  return condition(build, `application ${name} (line ${bad.line})`, 'unknown', {
    ja: `読めないアプリケーション ${name}`,
    en: `the application ${name}, which was not understood`,
  });
}

const anyProtocol = (build: Build, name: string): Match =>
  condition(build, `application ${name} (no protocol)`, 'unknown', {
    ja: `プロトコルの指定がないアプリケーション ${name}`,
    en: `the application ${name}, which names no protocol`,
  });

function termMatch(build: Build, name: string, found: ReadonlyMap<string, JunosNode[]>): Match {
  const protocols = part(found.get('protocol'), protocolSpan);
  const family = icmpFamily(protocols.numbers);
  const parts = [
    protocols,
    part(found.get('source-port'), portSpan),
    part(found.get('destination-port'), portSpan),
    part(found.get('icmp-type') ?? found.get('icmp6-type'), (t) => icmpSpan(t, 'type', family)),
    part(found.get('icmp-code') ?? found.get('icmp6-code'), (t) => icmpSpan(t, 'code', family)),
  ];
  const odd = [...found].find(([key]) => !TOUCHED.has(key))?.[1][0];
  const bad = odd ?? parts.find((p) => p.bad)?.bad ?? found.get('ether-type')?.[0];
  const [, sport, dport, icmpType, icmpCode] = parts;
  const service: Service = {
    protocols: protocols.numbers ?? ANY_PROTOCOL,
    sport: sport?.numbers ?? null,
    dport: dport?.numbers ?? null,
    icmpType: icmpType?.numbers ?? null,
    icmpCode: icmpCode?.numbers ?? null,
  };
  return all(
    { kind: 'service', of: [service] },
    byProgram(build, name, found),
    bad ? unreadTerm(build, name, bad) : protocols.numbers ? ANY : anyProtocol(build, name),
  );
}

/** Plain services of several terms make one match. */
export function joinServices(parts: readonly Match[]): Match {
  const services = parts.flatMap((m) => (m.kind === 'service' ? m.of : []));
  const others = parts.filter((m) => m.kind !== 'service');
  return any([...(services.length > 0 ? [{ kind: 'service' as const, of: services }] : []), ...others]);
}

function ownTerms(build: Build, node: JunosNode): Match {
  const terms = kids(at(node, 'term')).map((term) => {
    const found = new Map<string, JunosNode[]>();
    attributes(term, found);
    return termMatch(build, node.word, found);
  });
  const own = new Map<string, JunosNode[]>();
  for (const key of kids(node)) {
    if (key.word === 'term') continue;
    const values = kids(key);
    own.set(key.word, [...(own.get(key.word) ?? []), ...values]);
    for (const value of values) if (value.first && VALUED.has(key.word)) attributes(value, own);
  }
  const told = [...own.keys()].some((key) => !NO_MATCH.has(key));
  if (terms.length > 0 && !told) return joinServices(terms);
  return joinServices([...terms, termMatch(build, node.word, own)]);
}

function knownTerm(build: Build, name: string, term: KnownTerm): Match {
  const service: Match = { kind: 'service', of: [term.service] };
  if (term.varies) {
    return all(
      service,
      condition(build, `predefined application ${name}`, 'unknown', {
        ja: `定義済みアプリケーション ${name} (リリースによって内容が違う)`,
        en: `the predefined application ${name}, which differs between releases`,
      }),
    );
  }
  if (!term.dynamic) return service;
  return all(
    service,
    condition(build, `rpc application ${name}`, 'unknown', {
      ja: `RPC アプリケーション ${name} (ポートはサーバーが決める)`,
      en: `the RPC application ${name}, whose port the server chooses`,
    }),
  );
}

const undefinedApplication = (build: Build, name: string, by: JunosNode): Match => {
  note(build, by, 'undefined-reference', {
    ja: `アプリケーション ${name} は定義されていない`,
    en: `the application ${name} is not defined`,
  });
  return condition(build, `application ${name} (undefined)`, 'unknown', {
    ja: `定義のないアプリケーション ${name}`,
    en: `the application ${name}, which is not defined`,
  });
};

const MAX_OPEN = 100;

function setMatch(build: Build, apps: Applications, set: JunosNode): Match {
  if (apps.open.has(set.word) || apps.open.size >= MAX_OPEN) {
    note(build, set, 'cyclic-group', {
      ja: `アプリケーションセット ${set.word} が自分自身を含むか、入れ子が深すぎる`,
      en: `the application set ${set.word} contains itself, or is nested too deeply`,
    });
    return condition(build, `application-set ${set.word} (cyclic)`, 'unknown', {
      ja: `循環しているアプリケーションセット ${set.word}`,
      en: `the application set ${set.word}, which contains itself`,
    });
  }
  apps.open.add(set.word);
  const members = kids(set).flatMap((n) =>
    n.word === 'application' || n.word === 'application-set' ? kids(n) : [],
  );
  const found = joinServices(members.map((m) => applicationMatch(build, apps, m.word, m)));
  apps.open.delete(set.word);
  return found;
}

function define(build: Build, apps: Applications, name: string, by: JunosNode): Match {
  const own = at(apps.node, 'application', name);
  if (own) return ownTerms(build, own);
  const set = at(apps.node, 'application-set', name);
  if (set) return setMatch(build, apps, set);
  const known = KNOWN_APPLICATIONS.get(name);
  if (known) return joinServices(known.map((term) => knownTerm(build, name, term)));
  const members = KNOWN_SETS.get(name);
  if (members) return joinServices(members.map((m) => applicationMatch(build, apps, m, by)));
  return undefinedApplication(build, name, by);
}

/** What an application or a set of that name matches. */
export function applicationMatch(build: Build, apps: Applications, name: string, by: JunosNode): Match {
  if (name === 'any' || name === 'junos-any') return ANY;
  const known = apps.known.get(name);
  if (known) return known;
  const found = define(build, apps, name, by);
  apps.known.set(name, found);
  return found;
}

/** The applications of a rule: any of them. Rules that name the same ones share one match. */
export function namedApplications(build: Build, apps: Applications, names: readonly JunosNode[]): Match {
  const [only] = names;
  if (only && names.length === 1) return applicationMatch(build, apps, only.word, only);
  const key = `[${names.map((n) => n.word).join(' ')}]`;
  const known = apps.known.get(key);
  if (known) return known;
  const found = joinServices(names.map((n) => applicationMatch(build, apps, n.word, n)));
  apps.known.set(key, found);
  return found;
}

/** Applications that no rule names are read all the same, for the count of lines. */
export function readUnnamed(build: Build, apps: Applications): void {
  for (const kind of ['application', 'application-set']) {
    for (const n of kids(at(apps.node, kind))) applicationMatch(build, apps, n.word, n);
  }
}
