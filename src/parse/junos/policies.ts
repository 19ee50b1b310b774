/**
 * Security policies: those of the pair of zones in order, then the global ones, then the default ([Junos] Security
 * Policies Overview). Within a zone a policy is needed too.
 */
import { type Action, ANY, type FilterRule, type Match } from '../../facts/firewall/model.ts';
import { type Book, type Books, bookOf, namedAddresses } from './addresses.ts';
import { type Applications, namedApplications } from './applications.ts';
import { type Build, condition, located, note, unread } from './build.ts';
import { all, any, not } from './match.ts';
import { schedulerMatch } from './schedulers.ts';
import { allKids, consume, ignore, type JunosNode, kid, kids, newest, refuse, textOf } from './tree.ts';

export interface PolicyReader {
  readonly build: Build;
  readonly books: Books;
  readonly applications: Applications;
  /** Matches of zones by name, for the global policies. */
  readonly zone: (name: string, way: 'in' | 'out', by: JunosNode) => Match;
}

interface Context {
  readonly reader: PolicyReader;
  readonly source: Book;
  readonly destination: Book;
  readonly global: boolean;
}

/** What the sender chooses: the application it speaks, the user who is logged on. */
const SENDER: ReadonlySet<string> = new Set([
  'dynamic-application',
  'url-category',
  'source-identity',
  'source-end-user-profile',
]);

/** Asked for no application or category in particular. */
const NONE_OF_IT: ReadonlySet<string> = new Set(['none', 'unspecified']);

function chosen(build: Build, kind: JunosNode, values: readonly JunosNode[]): Match {
  const isUser = kind.word === 'source-identity';
  const open = (word: string): boolean => word === 'any' || (!isUser && NONE_OF_IT.has(word));
  if (values.length === 0 || values.some((v) => open(v.word))) return ANY;
  return any(
    values.map((v) => {
      const text = `${kind.word} ${v.word}`;
      return condition(build, text, 'sender', { ja: text, en: text });
    }),
  );
}

/** A mandatory statement that this file does not hold. */
function missing(build: Build, policy: JunosNode, word: string): Match {
  note(build, policy, 'incomplete-rule', {
    ja: `ポリシー ${policy.word} に ${word} がない。装置はこのままではコミットできない`,
    en: `the policy ${policy.word} has no ${word}; the device would not commit it so`,
  });
  return condition(build, `policy ${policy.word} line ${policy.line} ${word}`, 'unknown', {
    ja: `このファイルにない、ポリシー ${policy.word} の ${word}`,
    en: `the ${word} of the policy ${policy.word}, which this file does not hold`,
  });
}

function addresses(
  c: Context,
  policy: JunosNode,
  match: JunosNode | null,
  way: 'source' | 'destination',
): Match {
  const { build, books } = c.reader;
  const names = kids(kid(match, `${way}-address`));
  if (names.length === 0) return missing(build, policy, `${way}-address`);
  const book = way === 'source' ? c.source : c.destination;
  const found = namedAddresses(build, books, book, way === 'source' ? 'src' : 'dst', names);
  return kid(match, `${way}-address-excluded`) ? not(found) : found;
}

function zones(c: Context, match: JunosNode | null, way: 'from-zone' | 'to-zone'): Match {
  const names = kids(kid(match, way));
  if (names.length === 0 || names.some((n) => n.word === 'any')) return ANY;
  return any(names.map((n) => c.reader.zone(n.word, way === 'from-zone' ? 'in' : 'out', n)));
}

const READ: ReadonlySet<string> = new Set([
  'source-address',
  'destination-address',
  'application',
  'source-address-excluded',
  'destination-address-excluded',
]);

function other(c: Context, part: JunosNode): Match {
  if (READ.has(part.word)) return ANY;
  if (c.global && (part.word === 'from-zone' || part.word === 'to-zone')) return ANY;
  if (SENDER.has(part.word)) return chosen(c.reader.build, part, kids(part));
  if (part.word === 'source-l3vpn-vrf-group' || part.word === 'destination-l3vpn-vrf-group') {
    if (kids(part).some((n) => n.word === 'any')) return ANY;
  }
  return unread(c.reader.build, part, 'match');
}

function matchOf(c: Context, policy: JunosNode): Match {
  const { build, applications } = c.reader;
  const match = kid(policy, 'match');
  const apps = kids(kid(match, 'application'));
  const dynamic = kid(match, 'dynamic-application') !== null;
  const application =
    apps.length > 0 || dynamic ? namedApplicationsOf(c, apps) : missing(build, policy, 'application');
  const scheduler = textOf(policy, 'scheduler-name');
  return all(
    c.global ? all(zones(c, match, 'from-zone'), zones(c, match, 'to-zone')) : ANY,
    addresses(c, policy, match, 'source'),
    addresses(c, policy, match, 'destination'),
    application,
    ...kids(match).map((part) => other(c, part)),
    scheduler === null ? ANY : schedulerMatch(build, scheduler, policy),
  );

  function namedApplicationsOf(context: Context, names: readonly JunosNode[]): Match {
    const defaults = names.filter((n) => n.word === 'junos-defaults');
    const rest = names.filter((n) => n.word !== 'junos-defaults');
    if (defaults.length === 0) return names.length === 0 ? ANY : namedApplications(build, applications, rest);
    const ports = condition(context.reader.build, 'application junos-defaults', 'unknown', {
      ja: 'junos-defaults (動的アプリケーションの既定ポート)',
      en: 'junos-defaults (the default ports of the dynamic application)',
    });
    return rest.length === 0 ? ports : any([ports, namedApplications(build, applications, rest)]);
  }
}

interface Decided {
  readonly action: Action;
  /** A condition of the permit alone. */
  readonly under: Match;
  /** Of the packets it would permit, those whose destination was (or was not) translated are dropped. */
  readonly drops: 'translated' | 'untranslated' | null;
}

/** Looked into, and dropped for what is in it: the sender may send what passes. */
const INSPECTED: ReadonlySet<string> = new Set([
  'application-services',
  'firewall-authentication',
  'services-offload',
  'tcp-options',
]);

function firewallAuthentication(build: Build, n: JunosNode): Match {
  consume(n);
  return condition(build, 'firewall-authentication', 'sender', {
    ja: 'ファイアウォール認証を済ませた利用者',
    en: 'a user who has passed firewall authentication',
  });
}

function tunnel(build: Build, n: JunosNode): Match {
  const vpn = textOf(n, 'ipsec-vpn') ?? '';
  consume(n);
  return condition(build, `ipsec-vpn ${vpn}`, 'unknown', {
    ja: `IPsec VPN ${vpn} のトンネルを通る通信`,
    en: `traffic of the IPsec VPN ${vpn}`,
  });
}

const DROPS: Readonly<Record<string, Decided['drops']>> = {
  'drop-translated': 'translated',
  'drop-untranslated': 'untranslated',
};

/** A condition of the permit: null, none. */
function permitPart(build: Build, n: JunosNode): Match | null {
  if (n.word === 'tunnel') return tunnel(build, n);
  if (n.word === 'firewall-authentication') return firewallAuthentication(build, n);
  if (!INSPECTED.has(n.word)) return unread(build, n, 'then permit');
  ignore(n);
  return null;
}

function permit(build: Build, node: JunosNode): Decided {
  const [how] = kids(kid(node, 'destination-address'));
  const drops = (how && DROPS[how.word]) ?? null;
  const odd = how && drops === null ? [unread(build, how, 'then permit destination-address')] : [];
  const parts = kids(node)
    .filter((n) => n.word !== 'destination-address')
    .flatMap((n) => permitPart(build, n) ?? []);
  return { action: { do: 'permit' }, under: all(...odd, ...parts), drops };
}

const NO_ACTION: ReadonlySet<string> = new Set(['log', 'count']);

function decided(build: Build, policy: JunosNode): Decided {
  const then = kid(policy, 'then');
  const actions = kids(then).filter((n) => !NO_ACTION.has(n.word));
  const last = newest(actions);
  if (last?.word === 'permit') return permit(build, last);
  consume(last);
  if (last?.word === 'deny') return { action: { do: 'deny' }, under: ANY, drops: null };
  if (last?.word === 'reject')
    return { action: { do: 'deny', reject: 'tcp-reset' }, under: ANY, drops: null };
  const text = last ? `then ${last.word}` : 'then';
  if (last) refuse(last);
  return {
    action: {
      do: 'unknown',
      what: last
        ? { ja: `読めない動作「${text}」`, en: `the action "${text}", which was not understood` }
        : { ja: '動作 (then) がこのファイルにない', en: 'the action (then), which this file does not hold' },
    },
    under: ANY,
    drops: null,
  };
}

function logs(policy: JunosNode): boolean {
  const then = kid(policy, 'then');
  const log = kid(then, 'log');
  consume(log);
  consume(kid(then, 'count'));
  return log !== null;
}

const OF_POLICY: ReadonlySet<string> = new Set(['match', 'then', 'scheduler-name', 'description']);

/** One policy, or two where the permit has an exception of its own. */
function policyRules(c: Context, policy: JunosNode): readonly FilterRule[] {
  const { build } = c.reader;
  if (policy.inactive) {
    consume(policy);
  }
  const match = matchOf(c, policy);
  const { action, under, drops } = decided(build, policy);
  const rule: FilterRule = {
    id: policy.word,
    name: policy.word,
    at: located(build, policy),
    enabled: !policy.inactive,
    match: all(match, under, ...oddParts(c, policy)),
    action,
    log: logs(policy),
    hits: null,
    comment: textOf(policy, 'description'),
  };
  if (drops === null) return [rule];
  const translated: Match = { kind: 'translated', side: 'dst' };
  const dropped = drops === 'translated' ? translated : not(translated);
  const id = `${policy.word} drop-${drops}`;
  return [{ ...rule, id, match: all(rule.match, dropped), action: { do: 'deny' } }, rule];
}

function oddParts(c: Context, policy: JunosNode): readonly Match[] {
  return kids(policy)
    .filter((n) => !OF_POLICY.has(n.word))
    .map((n) => unread(c.reader.build, n, 'policy'));
}

export function pairRules(
  reader: PolicyReader,
  from: string,
  to: string,
  node: JunosNode,
): readonly FilterRule[] {
  const c: Context = {
    reader,
    source: bookOf(reader.books, from),
    destination: bookOf(reader.books, to),
    global: false,
  };
  return allKids(kid(node, 'policy')).flatMap((p) => policyRules(c, p));
}

export function globalRules(reader: PolicyReader, node: JunosNode | null): readonly FilterRule[] {
  const { global } = reader.books;
  const c: Context = { reader, source: global, destination: global, global: true };
  return allKids(kid(node, 'policy')).flatMap((p) => policyRules(c, p));
}
