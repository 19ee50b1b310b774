/** Who somebody is to an access list: the groups that hold him, nested ones included, and those of every logon. */
import { oncePer } from '../once.ts';
import { authorityOf, SID } from '../well-known.ts';
import { wholeness } from './directory.ts';
import { domainKeyOf } from './dn.ts';
import { isDomainLocal, isGlobalSecurityGroup, isSecurityGroup } from './group-type.ts';
import { type GroupGraph, graphOf } from './groups.ts';
import { hides } from './hidden.ts';
import type { Account, Group } from './model.ts';
import type { Access, Directory, OpenMembership, Token } from './query.ts';

/** SIDs that every logon of a domain account has ([MS-DTYP] 2.4.2.4): Everyone, Authenticated Users, This Organization. */
const LOGON_SIDS: readonly string[] = [SID.everyone, SID.authenticatedUsers, 'S-1-5-15'];

const ENTERPRISE_DOMAIN_CONTROLLERS = 'S-1-5-9';

/** The primary group of domain controllers. Read-only ones (521) are no ENTERPRISE DOMAIN CONTROLLERS. */
const OF_CONTROLLERS = 516;

/** Whether a group that holds somebody counts, and what holds it. */
type Counts = (group: Group) => Access;

/** In the token that a domain's controller makes. Domain local groups of others come in on their own machines alone. */
const inTokenOf =
  (domain: string): Counts =>
  (group) => {
    const security = isSecurityGroup(group);
    if (security !== 'yes' || domainKeyOf(group.key) === domain) return security;
    return isDomainLocal(group) === 'no' ? 'yes' : 'open';
  };

/** All that could count for somebody. */
const perhaps: Counts = (group) => (isSecurityGroup(group) === 'no' ? 'no' : 'yes');

/** What is known of the groups above something. */
interface Above {
  readonly sids: ReadonlySet<string>;
  /** null: any group may hold it. */
  readonly open: ReadonlySet<string> | null;
  /** SIDs of other domains may be among its own and its groups' former ones. */
  readonly formerSids: boolean;
}

interface Climb {
  readonly graph: GroupGraph;
  readonly counts: Counts;
  /** Groups that may count. */
  readonly doubtful: Group[];
  readonly seen: Set<string>;
  readonly queue: Group[];
  readonly sids: Set<string>;
  /** A group is not here, or its SID is not. */
  lost: boolean;
  /** Something on the way shows no back link, so that a group with hidden members may hold it. */
  unsettled: boolean;
  formerSids: boolean;
}

const climbIn = (graph: GroupGraph, counts: Counts): Climb => ({
  graph,
  counts,
  doubtful: [],
  seen: new Set(),
  queue: [],
  sids: new Set(),
  lost: false,
  unsettled: false,
  formerSids: false,
});

function enter(climb: Climb, group: Group): void {
  if (climb.seen.has(group.key)) return;
  climb.seen.add(group.key);
  const counted = climb.counts(group);
  if (counted === 'open') climb.doubtful.push(group);
  if (counted !== 'yes') return;
  climb.queue.push(group);
  if (group.sid === null) climb.lost = true;
  else climb.sids.add(group.sid);
}

/** Groups that name it as a member, and those it names itself. */
function enterAll(
  climb: Climb,
  named: readonly Group[] | undefined,
  memberOf: readonly string[] | null,
): void {
  for (const group of named ?? []) enter(climb, group);
  for (const key of memberOf ?? []) {
    const group = climb.graph.groups.get(key);
    if (group) enter(climb, group);
    else climb.lost = true;
  }
  if (memberOf === null) climb.unsettled = true;
}

function climbUp(climb: Climb): void {
  for (let group = climb.queue.pop(); group; group = climb.queue.pop()) {
    enterAll(climb, climb.graph.holders.get(group.key), group.memberOf);
    for (const sid of group.sidHistory) climb.sids.add(sid);
    if (group.sidHistory.length === 0 && hides(group, 'sidhistory')) climb.formerSids = true;
  }
}

/** All that may be above the groups given, themselves included; null: not all of their SIDs are known. */
function upFrom(graph: GroupGraph, groups: readonly Group[]): ReadonlySet<string> | null {
  const climb = climbIn(graph, perhaps);
  for (const group of groups) enter(climb, group);
  climbUp(climb);
  return climb.lost ? null : climb.sids;
}

const aboveClosed = oncePer((graph: GroupGraph) => ({ sids: upFrom(graph, graph.closed) }));
const aboveForeign = oncePer((graph: GroupGraph) => ({ sids: upFrom(graph, graph.throughForeign) }));

/** SIDs of groups that may hold it beside those that do. */
function openOf({ graph, doubtful, lost, unsettled }: Climb): ReadonlySet<string> | null {
  if (lost || (unsettled && !graph.whole)) return null;
  const closed = unsettled ? aboveClosed(graph).sids : new Set<string>();
  const foreign = graph.foreign ? aboveForeign(graph).sids : new Set<string>();
  const perhapsHeld = upFrom(graph, doubtful);
  return closed && foreign && perhapsHeld ? new Set([...closed, ...foreign, ...perhapsHeld]) : null;
}

const finished = (climb: Climb): Above => {
  climbUp(climb);
  return { sids: climb.sids, open: openOf(climb), formerSids: climb.formerSids };
};

/** Well-known identities are members by their foreign principals. */
function enterLogon(climb: Climb, directory: Directory, sid: string): void {
  climb.sids.add(sid);
  const principal = directory.bySid.get(sid);
  if (principal) enterAll(climb, climb.graph.holders.get(principal.key), principal.memberOf);
  // One that is no object is a member of nothing.
  else if (wholeness(directory, 'foreign') !== null) enterAll(climb, undefined, null);
  for (const group of climb.graph.holdersOfSid.get(sid) ?? []) enter(climb, group);
}

function enterPrimary(climb: Climb, directory: Directory, sid: string | null): void {
  const group = sid === null ? undefined : directory.bySid.get(sid);
  if (group?.kind === 'group') enter(climb, group);
  else climb.lost = true;
  if (sid !== null) climb.sids.add(sid);
}

const primarySidOf = ({ sid, primaryGroup }: Account): string | null => {
  const authority = authorityOf(sid);
  return authority === null || primaryGroup === null ? null : `${authority}-${primaryGroup}`;
};

const isController = ({ kind, primaryGroup }: Account): boolean =>
  kind === 'computer' && primaryGroup === OF_CONTROLLERS;

/** The groups above accounts by what those have in common: most computers differ in nothing. */
const shared = oncePer((_directory: Directory) => new Map<string, Above>());

function aboveOf(directory: Directory, account: Account): Above {
  const graph = graphOf(directory);
  const domain = domainKeyOf(account.key);
  const named = graph.holders.get(account.key);
  const primary = account.kind === 'foreign' ? '' : (primarySidOf(account) ?? '?');
  const like = [
    domain,
    primary,
    isController(account),
    account.memberOf === null,
    ...new Set([...(named ?? []).map((g) => g.key), ...(account.memberOf ?? [])].sort()),
  ].join('\n');
  const before = shared(directory).get(like);
  if (before) return before;
  const climb = climbIn(graph, inTokenOf(domain));
  enterAll(climb, named, account.memberOf);
  if (account.kind !== 'foreign') enterPrimary(climb, directory, primarySidOf(account));
  for (const sid of LOGON_SIDS) enterLogon(climb, directory, sid);
  if (isController(account)) enterLogon(climb, directory, ENTERPRISE_DOMAIN_CONTROLLERS);
  const above = finished(climb);
  shared(directory).set(like, above);
  return above;
}

function openMembership(graph: GroupGraph, above: Above, foreign: boolean): OpenMembership | null {
  const sids = new Set([...(above.open ?? [])].filter((sid) => !above.sids.has(sid)));
  return sids.size === 0 && !foreign ? null : { sids, foreign, settled: graph.settled };
}

function makeToken(directory: Directory, account: Account): Token {
  const above = aboveOf(directory, account);
  const graph = graphOf(directory);
  const own = account.sid === null ? [] : [account.sid];
  const sids = new Set([...above.sids, ...own, ...account.sidHistory]);
  if (above.open === null || account.sid === null) return { sids, complete: false };
  const hidesFormer = account.sidHistory.length === 0 && hides(account, 'sidhistory');
  const foreign = graph.foreign || account.kind === 'foreign' || above.formerSids || hidesFormer;
  const open = openMembership(graph, above, foreign);
  return open ? { sids, complete: false, open } : { sids, complete: true };
}

/**
 * The account groups of an account ([MS-DRSR] 4.1.8.1.3, RevMembGetAccountGroups): global security groups, with those
 * that hold it by way of such groups alone. No SIDs of a logon and no former ones are among them.
 */
export function accountGroupsOf(directory: Directory, account: Account): Token {
  const graph = graphOf(directory);
  const climb = climbIn(graph, isGlobalSecurityGroup);
  enterAll(climb, graph.holders.get(account.key), account.memberOf);
  enterPrimary(climb, directory, primarySidOf(account));
  const { sids, open } = finished(climb);
  if (open === null) return { sids, complete: false };
  const membership = openMembership(graph, { sids, open, formerSids: false }, false);
  return membership ? { sids, complete: false, open: membership } : { sids, complete: true };
}

const tokens = oncePer((_directory: Directory) => new Map<Account, Token>());

/** Who the account is. Computed once for each account, and the groups once for all accounts that share them. */
export function tokenOf(directory: Directory, account: Account): Token {
  const known = tokens(directory);
  const before = known.get(account);
  if (before) return before;
  const token = makeToken(directory, account);
  known.set(account, token);
  return token;
}
