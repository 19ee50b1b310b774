/**
 * What http_access lets through, by walking its rows for one request of each kind. `no` is said only where no row can
 * allow for any host, `yes` only with a request that a row certainly allows; everything else is unknown.
 */
import type { Location } from '../model/evidence.ts';
import { type IpAddress, type IpRange, parseIpAddress, showIpAddress } from './ip-address.ts';
import { directivesOf, type SquidSection } from './squid/section.ts';
import { ANY_CLIENT, samples } from './squid-addresses.ts';
import { mayAsk, type SquidMatcher, type SquidRequest, squidMatcher, term } from './squid-match.ts';
import { type SquidRow, squidProgram } from './squid-program.ts';

interface Walk {
  /** Set where some row, or the end of the list, certainly decides and nothing before it might have. */
  readonly certain: 'allow' | 'deny' | 'challenge' | null;
  readonly mayAllow: boolean;
  /** The row that decides at the latest. */
  readonly by: SquidRow | null;
}

type RowResult = 'match' | 'maybe' | 'miss' | 'challenge' | 'maybe-challenge';

/** Left to right; stops at the first term that is not met, so that a challenge may or may not come before it. */
function tryRow(matcher: SquidMatcher, row: SquidRow, r: SquidRequest): RowResult {
  let sure = !row.open;
  let asked = row.open;
  for (const t of row.terms) {
    const match = term(matcher, t, r);
    if (match === 'no') return asked ? 'maybe-challenge' : 'miss';
    if (match === 'challenge') return sure ? 'challenge' : 'maybe-challenge';
    if (match === 'maybe') {
      sure = false;
      asked ||= mayAsk(matcher, t);
    }
  }
  return sure ? 'match' : 'maybe';
}

/** Without a match the answer is the opposite of the last row's; without rows it is deny. */
function walk(matcher: SquidMatcher, r: SquidRequest): Walk {
  const { rows } = matcher.program;
  let sure = true;
  let mayAllow = false;
  const end = (action: 'allow' | 'deny' | 'challenge', by: SquidRow | null): Walk => ({
    certain: sure ? action : null,
    mayAllow: mayAllow || action === 'allow',
    by,
  });
  for (const row of rows) {
    const result = tryRow(matcher, row, r);
    if (result === 'miss') continue;
    if (result === 'challenge') return end('challenge', row);
    if (result === 'match') return end(row.allow ? 'allow' : 'deny', row);
    if (result === 'maybe') mayAllow ||= row.allow;
    sure = false;
  }
  const last = rows.at(-1) ?? null;
  return end(last !== null && !last.allow ? 'allow' : 'deny', last);
}

/** A host that no list names, at an address that is in none: some such host exists whatever the lists are. */
const UNLISTED = 'www.uchibori-probe.net';
const UNLISTED_ADDRESS = parseIpAddress('93.184.215.14');
const MAX_HOSTS = 200;

/** Where a listed host is, nobody here knows. */
const addressOf = (host: string): IpAddress | null => (host === UNLISTED ? UNLISTED_ADDRESS : null);

/** The unlisted host, and those a list names: a rule may let these through alone. */
function hosts(matcher: SquidMatcher): readonly string[] {
  const listed = [...matcher.domains.values()].flatMap((set) => [...set].slice(0, MAX_HOSTS));
  return [UNLISTED, ...listed.slice(0, MAX_HOSTS).map((v) => (v.startsWith('.') ? `www${v}` : v))];
}

interface Setting {
  readonly matcher: SquidMatcher;
  /** Directives may be missing, or there is more to try than is reasonable: nothing is said. */
  readonly closed: boolean;
  /** Some value list is missing: `no` is not said. */
  readonly partial: boolean;
  readonly clients: readonly (IpAddress | null)[];
  readonly ports: readonly { readonly from: number; readonly to: number }[];
  /** Directives beside http_access that may still deny. */
  readonly laterGates: boolean;
}

const gates = (section: SquidSection): boolean =>
  ['adapted_http_access', 'miss_access'].some((name) => directivesOf(section, name).length > 0);

/** With X-Forwarded-For followed, `src` is what that header says. */
const followsForwarded = (section: SquidSection): boolean =>
  directivesOf(section, 'follow_x_forwarded_for').some((d) => d.args[0] === 'allow');

/** Ports that every port ACL answers alike lie in one piece. */
function portPieces(matcher: SquidMatcher): Setting['ports'] {
  const cuts = new Set([1]);
  for (const acl of matcher.program.acls.values()) {
    if (acl.type !== 'port') continue;
    for (const value of acl.lines.flat()) {
      const [from = 0, to = from] = value.split('-').map(Number);
      for (const cut of [from, to + 1]) if (cut >= 1 && cut <= 65535) cuts.add(cut);
    }
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.map((from, i) => ({ from, to: (sorted[i + 1] ?? 65536) - 1 }));
}

/** One client address for each way in which the src ACLs can answer. */
function clientKinds(matcher: SquidMatcher, space: readonly IpRange[]): IpAddress[] {
  const acls = [...matcher.program.acls.values()].filter((a) => a.type === 'src');
  const lists = acls.flatMap((a) => matcher.addresses.get(a.name) ?? []);
  const kinds = new Map<string, IpAddress>();
  for (const src of samples(space, lists)) {
    const request: SquidRequest = { src, method: 'GET', port: 80, auth: 'none', host: null, address: null };
    const answers = acls.map((a) => term(matcher, { name: a.name, negated: false }, request));
    if (!kinds.has(answers.join())) kinds.set(answers.join(), src);
  }
  return [...kinds.values()];
}

const MAX_LISTED = 100_000;
const MAX_TRIES = 20_000_000;

function prepare(
  section: SquidSection,
  sources: readonly IpRange[] | null,
  perPort: (matcher: SquidMatcher) => number,
): Setting {
  const matcher = squidMatcher(squidProgram(section));
  const methodCount = perPort(matcher);
  const { gaps, rows, acls } = matcher.program;
  const listed = [...matcher.addresses.values()].reduce((n, l) => n + l.must.length + l.may.length, 0);
  const ports = portPieces(matcher);
  const huge =
    listed * acls.size > MAX_LISTED * 100 || ports.length * rows.length * methodCount > MAX_TRIES / 100;
  const clients = followsForwarded(section) || huge ? [null] : clientKinds(matcher, sources ?? ANY_CLIENT);
  const terms = rows.reduce((n, r) => n + r.terms.length, 0);
  return {
    matcher,
    clients,
    ports,
    laterGates: gates(section),
    closed:
      gaps.some((g) => g.scope === 'text') ||
      huge ||
      clients.length * ports.length * methodCount * terms > MAX_TRIES,
    partial: gaps.length > 0,
  };
}

export interface Witness {
  readonly row: SquidRow | null;
  readonly request: SquidRequest;
}

/** The first certain allow among these requests; for every client, where the clients are not declared. */
function witness(
  s: Setting,
  declared: boolean,
  requestsFor: (src: IpAddress | null) => readonly SquidRequest[],
): Witness | null {
  if (s.laterGates) return null;
  const found = s.clients.map((src) => {
    const request = requestsFor(src).find((r) => walk(s.matcher, r).certain === 'allow');
    return request ? { request, row: walk(s.matcher, request).by } : null;
  });
  if (!declared && found.includes(null)) return null;
  return found.find((w) => w !== null) ?? null;
}

export interface PortAnswer {
  readonly from: number;
  readonly to: number;
  readonly answer: 'yes' | 'no' | 'unknown';
  /** With `yes`: not only to hosts that a list names. */
  readonly anyHost: boolean;
  readonly row: Location | null;
}

const everyAuth = ['none', 'valid', 'off'] as const;

/**
 * For each piece of 1-65535: may a client of `sources` CONNECT to it, with credentials or without?
 * `sources` null: the user segment is not declared; `no` then holds for every client and `yes` needs all of them.
 */
export function connectPorts(
  section: SquidSection,
  sources: readonly IpRange[] | null,
): readonly PortAnswer[] {
  const s = prepare(section, sources, () => everyAuth.length);
  if (s.closed) return [{ from: 1, to: 65535, answer: 'unknown', anyHost: false, row: null }];
  const known = hosts(s.matcher);
  return s.ports.map(({ from, to }) => {
    const base = { method: 'CONNECT', port: from };
    const over = s.clients.flatMap((src) =>
      everyAuth.map((auth) => walk(s.matcher, { ...base, src, auth, host: null, address: null })),
    );
    const last = over.find((w) => w.by)?.by?.at ?? null;
    if (over.every((w) => !w.mayAllow)) {
      return { from, to, answer: s.partial ? 'unknown' : 'no', anyHost: false, row: last };
    }
    const found = witness(s, sources !== null, (src) =>
      known.flatMap((host) =>
        (['none', 'valid'] as const).map((auth) => ({ ...base, src, auth, host, address: addressOf(host) })),
      ),
    );
    return {
      from,
      to,
      answer: found ? 'yes' : 'unknown',
      anyHost: found?.request.host === UNLISTED,
      row: found?.row?.at ?? null,
    };
  });
}

export type UnauthenticatedPath =
  | {
      readonly answer: 'yes';
      readonly row: Location | null;
      readonly example: string;
      readonly narrow: boolean;
    }
  /** `rows`: those that ask for credentials or deny. */
  | { readonly answer: 'no'; readonly rows: readonly Location[] }
  | { readonly answer: 'unknown'; readonly row: Location | null };

const METHODS = ['GET', 'CONNECT', 'POST', 'UCHIBORI'];

function methods(matcher: SquidMatcher): readonly string[] {
  const named = [...matcher.program.acls.values()]
    .filter((a) => a.type === 'method')
    .flatMap((a) => a.lines.flat().map((v) => v.toUpperCase()));
  return [...new Set([...METHODS, ...named])];
}

const show = ({ request }: Witness): string => {
  const target =
    request.method === 'CONNECT'
      ? `${request.host}:${request.port}`
      : `http://${request.host}:${request.port}/`;
  return `${request.method} ${target}${request.src ? ` from ${showIpAddress(request.src)}` : ''}`;
};

/** Whether some request of a client reaches an allow without credentials. */
export function unauthenticatedPath(
  section: SquidSection,
  sources: readonly IpRange[] | null,
): UnauthenticatedPath {
  const s = prepare(section, sources, (matcher) => methods(matcher).length);
  if (s.closed) return { answer: 'unknown', row: null };
  const kinds = methods(s.matcher).flatMap((method) => s.ports.map(({ from }) => ({ method, port: from })));
  const auths = asksNobody(section) ? (['none', 'off'] as const) : (['none'] as const);
  const over = s.clients.flatMap((src) =>
    kinds.flatMap((k) =>
      auths.map((auth) => walk(s.matcher, { ...k, src, auth, host: null, address: null })),
    ),
  );
  if (over.every((w) => !w.mayAllow)) {
    if (s.partial) return { answer: 'unknown', row: null };
    const rows = new Map(over.flatMap((w) => (w.by ? [[w.by.at.line, w.by.at] as const] : [])));
    return { answer: 'no', rows: [...rows.values()] };
  }
  for (const host of hosts(s.matcher)) {
    const found = witness(s, sources !== null, (src) =>
      kinds.map((k) => ({ ...k, src, auth: 'none' as const, host, address: addressOf(host) })),
    );
    if (found) {
      return { answer: 'yes', row: found.row?.at ?? null, example: show(found), narrow: host !== UNLISTED };
    }
  }
  return { answer: 'unknown', row: over.find((w) => w.mayAllow)?.by?.at ?? null };
}

/** Whether some request of a client of `sources` may be let through at all, with credentials or without. */
export function mayServe(section: SquidSection, sources: readonly IpRange[] | null): boolean {
  const s = prepare(section, sources, (matcher) => methods(matcher).length * everyAuth.length);
  if (s.closed) return true;
  const kinds = methods(s.matcher).flatMap((method) => s.ports.map(({ from }) => ({ method, port: from })));
  return s.clients.some((src) =>
    kinds.some((k) =>
      everyAuth.some((auth) => walk(s.matcher, { ...k, src, auth, host: null, address: null }).mayAllow),
    ),
  );
}

/** A port on which Squid does not ask for credentials. */
const asksNobody = (section: SquidSection): boolean =>
  ['http_port', 'https_port'].some((name) =>
    directivesOf(section, name).some((d) =>
      d.args.some((a) => /^(intercept|tproxy|transparent|accel)$/.test(a)),
    ),
  );
