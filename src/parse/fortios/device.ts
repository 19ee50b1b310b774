/** One VDOM as a device of the rule model (FortiOS administration guide, "Life of a packet"). */
import { ALL_IPV4, ALL_IPV6, parseAddressSet } from '../../facts/address-set.ts';
import type {
  Action,
  FilterList,
  FilterRule,
  FirewallDevice,
  Match,
  Stage,
} from '../../facts/firewall/model.ts';
import { addressBook } from './addresses.ts';
import { all, at, lineOf, not, setting, type Vdom } from './context.ts';
import { findGaps, findNotes } from './doubts.ts';
import { asymmetricRules, intrazoneRules, redirectRules } from './implicit.ts';
import { type Ports, readPorts } from './interfaces.ts';
import { localLists } from './local-in.ts';
import { type Books, looseMatch, type PolicyFamily, policyRule, ruleOf } from './policies.ts';
import type { Header } from './release.ts';
import { readRoutes } from './routes.ts';
import { serviceBook } from './services.ts';
import { centralSnat, policySnat } from './snat.ts';
import { type Entry, entriesOf, isEnabled, settingsOf, value } from './tree.ts';
import { readVips } from './vips.ts';

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
  const before_ = [...redirectRules(books), ...asymmetricRules(books)];
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
