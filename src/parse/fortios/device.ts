/** One VDOM as a device of the rule model (FortiOS administration guide, "Life of a packet"). */
import {
  type AddressSet,
  ALL_IPV4,
  ALL_IPV6,
  intersect,
  NO_ADDRESSES,
  parseAddressSet,
} from '../../facts/address-set.ts';
import type {
  Action,
  FilterList,
  FilterRule,
  FirewallDevice,
  Match,
  Stage,
} from '../../facts/firewall/model.ts';
import { addressBook } from './addresses.ts';
import { all, any, at, both, gap, not, note, unknown, type Vdom } from './context.ts';
import { type Ports, readPorts } from './interfaces.ts';
import { localLists } from './local-in.ts';
import { type Books, looseMatch, type PolicyFamily, policyRule, ruleOf } from './policies.ts';
import { before, type Header } from './release.ts';
import { readRoutes } from './routes.ts';
import { serviceBook } from './services.ts';
import { centralSnat, policySnat } from './snat.ts';
import { type Entry, entriesOf, entry, isEnabled, settingsOf, value } from './tree.ts';
import { readVips } from './vips.ts';

const setting = (vdom: Vdom, name: string): string | null => {
  const settings = settingsOf(vdom.scope, 'system settings');
  return settings && value(settings, name);
};

const implicitRule = (vdom: Vdom, of: Entry, id: string, match: Match, action: Action): FilterRule => ({
  ...ruleOf(vdom, of, match, action),
  id,
  implicit: true,
  enabled: true,
  log: false,
});

/**
 * Members of a zone with `intrazone allow` reach each other where no policy says otherwise; of a zone with one member
 * only since 7.4.4 (technical tips 264457, 279733).
 */
function intrazoneRules({ vdom, ports }: Books): readonly FilterRule[] {
  return [...ports.zones.values()]
    .filter((zone) => zone.intrazone && zone.members.length > 0)
    .flatMap((zone) => {
      const older = before(vdom.release, 7, 4, 4);
      const single = zone.members.length === 1;
      if (single && older) return [];
      const what = both(
        `インターフェイスが 1 つのゾーン ${zone.name} の中の通信`,
        `traffic within zone ${zone.name} of one interface`,
      );
      const match = all([
        { kind: 'in', ports: zone.members },
        { kind: 'out', ports: zone.members },
        ...(single && older === null ? [unknown(vdom, `intrazone ${zone.name}`, what)] : []),
      ]);
      return [implicitRule(vdom, zone.entry, `intrazone ${zone.name}`, match, { do: 'permit' })];
    });
}

/** `allow-traffic-redirect` is on by default, but not from 7.4.10, 7.6.5 and 8.0 on (technical tip 196651). */
function redirects(vdom: Vdom, name: string): boolean | null {
  const settings = settingsOf(vdom.global, 'system global');
  const written = settings && value(settings, name);
  if (written) return written === 'enable';
  if (!settings) return null;
  const old = before(vdom.release, 7, 4, 10);
  const { release } = vdom;
  if (release?.major === 7 && release.minor > 4) return before(release, 7, 6, 5);
  return old;
}

const REDIRECT = both(
  '同じインターフェイスへ折り返す通信 (allow-traffic-redirect)',
  'traffic that turns back on its interface (allow-traffic-redirect)',
);

/** Sources beyond the interface's own network: since 7.0.16, 7.2.11 and 7.4.4; null: the release is not known. */
function redirectsFurther({ release }: Vdom): boolean | null {
  if (!release) return null;
  if (release.major !== 7) return release.major > 7;
  const since = new Map([
    [0, 16],
    [1, 0],
    [2, 11],
    [4, 4],
  ]).get(release.minor);
  if (since === undefined) return release.minor > 4;
  const older = before(release, 7, release.minor, since);
  return older === null ? null : !older;
}

const turnedBack = (name: string, family: AddressSet, further: boolean): Match =>
  all([
    { kind: 'in', ports: [name] },
    { kind: 'out', ports: [name] },
    { kind: further ? 'dst' : 'src', set: family },
    { kind: 'not', of: { kind: 'translated', side: 'dst' } },
  ]);

/** By whether it surely passes. */
interface Redirected {
  readonly sure: boolean;
  readonly match: Match;
}

function redirected({ vdom, ports }: Books, name: string, family: AddressSet): readonly Redirected[] {
  const on = redirects(vdom, name);
  const further = redirectsFurther(vdom);
  if (on === false) return [];
  return [...ports.entries.keys()].flatMap((key) => {
    const port = ports.ports.get(key);
    const near = port?.enabled ? intersect(port.connected, family) : NO_ADDRESSES;
    if (near.length === 0) return [];
    const close = { sure: on === true, match: turnedBack(key, near, false) };
    const far = { sure: on === true && further === true, match: turnedBack(key, family, true) };
    return further === false ? [close] : [close, far];
  });
}

/** What comes in and goes out by one interface passes before any policy (technical tip 196651). */
function redirectRules(books: Books): readonly FilterRule[] {
  const { vdom } = books;
  const found = [
    ...redirected(books, 'allow-traffic-redirect', ALL_IPV4),
    ...redirected(books, 'ipv6-allow-traffic-redirect', ALL_IPV6),
  ];
  const settings = vdom.global.tables.get('system global')?.own ?? entry('', vdom.scope.line);
  const rule = (id: string, parts: readonly Redirected[], more: readonly Match[]): readonly FilterRule[] => {
    const match = all([any(parts.map((p) => p.match)), ...more]);
    return parts.length > 0 ? [implicitRule(vdom, settings, id, match, { do: 'permit' })] : [];
  };
  const open = unknown(vdom, 'allow-traffic-redirect', REDIRECT);
  return [
    ...rule(
      'redirect',
      found.filter((f) => f.sure),
      [],
    ),
    ...rule(
      'redirect (open)',
      found.filter((f) => !f.sure),
      [open],
    ),
  ];
}

const TURNED: ReadonlyMap<string, string> = new Map([
  ['srcintf', 'dstintf'],
  ['dstintf', 'srcintf'],
  ['srcaddr', 'dstaddr'],
  ['dstaddr', 'srcaddr'],
]);

/** A policy-based VPN lets both directions through its policy. */
function turned(of: Entry): Entry {
  const names = of.names.map((n) => TURNED.get(n) ?? n);
  return { ...of, names };
}

function rulesOf(
  books: Books,
  path: string,
  family: PolicyFamily,
): readonly { of: Entry; rule: FilterRule }[] {
  return entriesOf(books.vdom.scope, path).flatMap((of) => {
    const rule = policyRule(books, of, family);
    if (value(of, 'action') !== 'ipsec') return [{ of, rule }];
    const back = policyRule(books, turned(of), family);
    return [
      { of, rule },
      { of, rule: { ...back, id: `${rule.id} (back)`, implicit: true as const } },
    ];
  });
}

const list = (
  vdom: Vdom,
  id: string,
  rules: readonly FilterRule[],
  end: Action,
  endLog: boolean | null,
  line: number,
): FilterList => ({ id, name: id, rules, end, endLog, at: at(vdom, line) });

const lineOf = (vdom: Vdom, path: string): number => vdom.scope.tables.get(path)?.line ?? vdom.scope.line;

/** Disabled by default (CLI reference, `config log setting`); null where the file has no such section. */
function implicitLog(vdom: Vdom, name: string): boolean | null {
  const settings = settingsOf(vdom.scope, 'log setting');
  if (!settings) return vdom.whole ? false : null;
  return isEnabled(settings, name);
}

const MULTICAST_SET = [...(parseAddressSet('ff00::/8') ?? []), ...(parseAddressSet('224.0.0.0/4') ?? [])];
const MULTICAST: Match = { kind: 'dst', set: MULTICAST_SET };
const SIX: Match = { kind: 'dst', set: ALL_IPV6 };
const FOUR: Match = { kind: 'dst', set: ALL_IPV4 };
const DENY: Action = { do: 'deny' };
const PERMIT: Action = { do: 'permit' };

interface Part {
  readonly lists: readonly FilterList[];
  readonly stages: readonly Stage[];
}

const part = (kind: Stage['kind'], made: FilterList, when: Match): Part => ({
  lists: [made],
  stages: [{ kind, list: made.id, when }],
});

/** Denials on an interface, before anything else. */
function aclPart(books: Books): readonly Part[] {
  const { vdom } = books;
  const rules = ([4, 6] as const).flatMap((family) =>
    entriesOf(vdom.scope, family === 4 ? 'firewall acl' : 'firewall acl6').map((of) =>
      ruleOf(vdom, of, looseMatch(books, of, family), DENY),
    ),
  );
  return rules.length > 0
    ? [
        part('filter', list(vdom, 'acl', rules, PERMIT, null, lineOf(vdom, 'firewall acl')), {
          kind: 'always',
        }),
      ]
    : [];
}

/** Multicast has policies of its own, and passes only by them. */
function multicastPart(books: Books): Part {
  const { vdom } = books;
  const skip = setting(vdom, 'multicast-skip-policy') === 'enable';
  const rules = ([4, 6] as const).flatMap((family) =>
    entriesOf(vdom.scope, family === 4 ? 'firewall multicast-policy' : 'firewall multicast-policy6').map(
      (of) => ruleOf(vdom, of, looseMatch(books, of, family), value(of, 'action') === 'deny' ? DENY : PERMIT),
    ),
  );
  const path = 'firewall multicast-policy';
  return part(
    'filter',
    list(vdom, 'multicast-policy', rules, skip ? PERMIT : DENY, null, lineOf(vdom, path)),
    MULTICAST,
  );
}

interface Tables {
  readonly path: string;
  readonly id: string;
  readonly family: PolicyFamily;
  readonly log: string;
}

const POLICY: Tables = {
  path: 'firewall policy',
  id: 'policy',
  family: 'both',
  log: 'fwpolicy-implicit-log',
};
const POLICY6: Tables = { path: 'firewall policy6', id: 'policy6', family: 6, log: 'fwpolicy6-implicit-log' };
const CONSOLIDATED: Tables = {
  path: 'firewall consolidated policy',
  id: 'consolidated policy',
  family: 'both',
  log: 'fwpolicy-implicit-log',
};

function tablesOf(vdom: Vdom): readonly (readonly [Tables, Match])[] {
  const unicast = not(MULTICAST);
  if (entriesOf(vdom.scope, CONSOLIDATED.path).length > 0) return [[CONSOLIDATED, unicast]];
  if (entriesOf(vdom.scope, POLICY6.path).length === 0) return [[POLICY, unicast]];
  return [
    [POLICY, all([unicast, FOUR])],
    [POLICY6, all([unicast, SIX])],
  ];
}

function policyParts(books: Books, vips: ReturnType<typeof readVips>): readonly Part[] {
  const { vdom } = books;
  const before_ = redirectRules(books);
  const after = intrazoneRules(books);
  const read = tablesOf(vdom).map(([t, when]) => ({ t, when, rules: rulesOf(books, t.path, t.family) }));
  const filters = read.map(({ t, when, rules }) => {
    const all_ = [...before_, ...rules.map((r) => r.rule), ...after];
    return part('filter', list(vdom, t.id, all_, DENY, implicitLog(vdom, t.log), lineOf(vdom, t.path)), when);
  });
  const snat = books.centralNat
    ? centralSnat(books)
    : read.flatMap(({ rules }) => policySnat(books, rules, vips.reversed));
  const nat = list(vdom, 'snat', snat, PERMIT, null, lineOf(vdom, 'firewall policy'));
  return snat.length > 0 ? [...filters, part('nat', nat, { kind: 'always' })] : filters;
}

const NGFW = both(
  'NGFW モードがポリシーベースで、通信の可否を決める security-policy はこの版では読まない',
  'NGFW mode is policy-based: security policies, which then decide, are not read by this version',
);
const NO_POLICIES = both(
  'ポリシー (config firewall policy) がこのファイルにない',
  'the policies (config firewall policy) are not in this file',
);
const FRAGMENT = both(
  '先頭の見出し (#config-version=) がない。設定の一部だけの可能性がある',
  'its first line (#config-version=) is missing: it may be a part of a configuration',
);
const NAT46 = both(
  'IPv4 と IPv6 の間の変換 (policy46 / policy64) は読まない',
  'translation between IPv4 and IPv6 (policy46, policy64) is not read',
);

const enabledIn = (vdom: Vdom, path: string): Entry | undefined =>
  entriesOf(vdom.scope, path).find((e) => value(e, 'status') !== 'disable');

function findGaps(vdom: Vdom): void {
  const tables = vdom.scope.tables;
  if (setting(vdom, 'ngfw-mode') === 'policy-based')
    gap(vdom, 'ngfw-mode', lineOf(vdom, 'system settings'), NGFW);
  if (!tables.has(POLICY.path) && !tables.has(CONSOLIDATED.path)) {
    gap(vdom, 'policies-not-in-file', vdom.scope.line, NO_POLICIES);
  }
  if (!vdom.whole) gap(vdom, 'fragment', vdom.scope.line, FRAGMENT);
  for (const path of ['firewall policy46', 'firewall policy64']) {
    const used = enabledIn(vdom, path);
    if (used) gap(vdom, 'nat46', used.line, NAT46);
  }
}

function noteUsed(vdom: Vdom, path: string, ja: string, en: string): void {
  const used = enabledIn(vdom, path);
  if (used) note(vdom, 'may-block', used.line, both(ja, en));
}

function findNotes(vdom: Vdom): void {
  noteUsed(
    vdom,
    'firewall DoS-policy',
    'DoS ポリシーが通信を落とすことがある',
    'DoS policies may drop packets',
  );
  noteUsed(
    vdom,
    'firewall DoS-policy6',
    'DoS ポリシーが通信を落とすことがある',
    'DoS policies may drop packets',
  );
  noteUsed(
    vdom,
    'firewall interface-policy',
    'インターフェイスポリシーの検査が通信を落とすことがある',
    'inspection by interface policies may drop packets',
  );
  noteUsed(
    vdom,
    'firewall ttl-policy',
    'TTL ポリシーが通信を落とすことがある',
    'TTL policies may drop packets',
  );
  const inspected = entriesOf(vdom.scope, POLICY.path).find((e) => isEnabled(e, 'utm-status'));
  if (inspected) {
    note(
      vdom,
      'may-block',
      inspected.line,
      both(
        'UTM の検査は許可された通信の一部を遮断しうるが、通り道は残る',
        'security profiles may block part of what is permitted; the way exists all the same',
      ),
    );
  }
  for (const name of ['asymroute', 'asymroute6']) {
    if (setting(vdom, name) === 'enable') {
      note(
        vdom,
        'asymmetric-routing',
        lineOf(vdom, 'system settings'),
        both(
          `${name} が有効で、途中からの通信がポリシーなしに通ることがある`,
          `${name} is on: packets in the middle of a connection may pass without a policy`,
        ),
      );
    }
  }
  const proxy = settingsOf(vdom.scope, 'web-proxy explicit');
  if (proxy && isEnabled(proxy, 'status')) {
    note(
      vdom,
      'explicit-proxy',
      proxy.line,
      both(
        '明示プロキシが有効で、装置自身が通信を中継する。その通り道はここでは扱わない',
        'an explicit proxy is on: the device itself relays traffic, which is not followed here',
      ),
    );
  }
}

function booksOf(
  vdom: Vdom,
  ports: Ports,
): { readonly books: Books; readonly vips: ReturnType<typeof readVips> } {
  const vips = readVips(vdom, ports);
  const centralNat = setting(vdom, 'central-nat') === 'enable';
  return {
    vips,
    books: {
      vdom,
      ports,
      addresses: addressBook(vdom, vips),
      services: serviceBook(vdom),
      centralNat,
      hasVips: vips.rules.length > 0,
      portMatches: new Map(),
    },
  };
}

export function readDevice(
  vdom: Vdom,
  header: Header | null,
  hostname: string | null,
  context: string,
): FirewallDevice {
  const ports = readPorts(vdom);
  const { books, vips } = booksOf(vdom, ports);
  const acl = aclPart(books);
  const vip = vips.rules.length
    ? [
        part('nat', list(vdom, 'vip', vips.rules, PERMIT, null, lineOf(vdom, 'firewall vip')), {
          kind: 'always',
        }),
      ]
    : [];
  const ways = [...acl, ...vip, ...policyParts(books, vips), multicastPart(books)];
  const local = localLists(books);
  const routes = readRoutes(books.addresses, ports);
  findGaps(vdom);
  findNotes(vdom);
  const before_ = [...acl, ...vip].flatMap((p) => p.stages);
  return {
    context,
    vendor: 'fortios',
    hostname,
    version: header?.version ?? null,
    families: [4, 6],
    stateful: true,
    ports: [...ports.ports.values()],
    routes: routes.routes,
    routesComplete: routes.complete,
    lists: [...ways.flatMap((p) => p.lists), ...local],
    forward: ways.flatMap((p) => p.stages),
    input: [
      ...before_,
      ...local.map((l): Stage => ({ kind: 'filter', list: l.id, when: { kind: 'always' } })),
    ],
    gaps: vdom.gaps,
    notes: vdom.notes,
    at: at(vdom, vdom.scope.line),
  };
}
