/** Policies as rules (FortiOS administration guide, "Firewall policy"; CLI reference, `config firewall policy`). */
import type { Action, FilterRule, Match } from '../../facts/firewall/model.ts';
import type { Family } from './address-value.ts';
import { type AddressBook, addressMatch } from './addresses.ts';
import { all, any, at, both, note, unknown, type Vdom } from './context.ts';
import { type Ports, portNames } from './interfaces.ts';
import { internetService, otherConditions } from './policy-parts.ts';
import { before } from './release.ts';
import { expiryMatch, scheduleMatch } from './schedules.ts';
import { type ServiceBook, serviceMatch } from './services.ts';
import { type Entry, isEnabled, value, values } from './tree.ts';

export interface Books {
  readonly vdom: Vdom;
  readonly ports: Ports;
  readonly addresses: AddressBook;
  readonly services: ServiceBook;
  /** Central NAT: policies name mapped addresses, and see translated packets as any other. */
  readonly centralNat: boolean;
  readonly hasVips: boolean;
  readonly portMatches: Map<string, Match>;
}

/** Of which family a table's names are; both where policies hold `srcaddr` and `srcaddr6`. */
export type PolicyFamily = Family | 'both';

/** A list that FortiOS demands and this file does not have: the device would not have taken the policy. */
function missing(vdom: Vdom, of: Entry, name: string): Match {
  const what = both(`ポリシー ${of.key} に ${name} がない`, `policy ${of.key} without ${name}`);
  note(vdom, 'incomplete-rule', of.line, what);
  return unknown(vdom, `missing ${name} ${of.line}`, what);
}

export function portMatch(books: Books, side: 'in' | 'out', names: readonly string[], of: Entry): Match {
  const key = `${side} ${names.join('\n')}`;
  const known = books.portMatches.get(key);
  if (known) return known;
  const ports = portNames(books.vdom, books.ports, names, of);
  const made: Match = ports ? { kind: side, ports } : { kind: 'always' };
  books.portMatches.set(key, made);
  return made;
}

/** Names of one side in one family; `srcaddr4` is of consolidated policies (6.2). */
function addressNames(
  of: Entry,
  side: 'src' | 'dst',
  family: Family,
  tables: PolicyFamily,
): readonly string[] {
  if (tables !== 'both' || family === 4) {
    const plain = values(of, `${side}addr`);
    return plain.length > 0 ? plain : values(of, `${side}addr4`);
  }
  return values(of, `${side}addr6`);
}

function isNegated(of: Entry, side: 'src' | 'dst', family: Family, tables: PolicyFamily): boolean {
  if (tables === 'both' && family === 6) return isEnabled(of, `${side}addr6-negate`);
  return isEnabled(of, `${side}addr-negate`) || isEnabled(of, `${side}addr4-negate`);
}

function sideMatch(
  books: Books,
  of: Entry,
  side: 'src' | 'dst',
  family: Family,
  tables: PolicyFamily,
): Match | null {
  const service = internetService(books.vdom, of, side, family);
  if (service) return service;
  const names = addressNames(of, side, family, tables);
  if (names.length === 0) return null;
  return addressMatch(books.addresses, family, side, names, isNegated(of, side, family, tables), of);
}

/** Both sides of one family; null where the policy says nothing of it. */
function familyMatch(books: Books, of: Entry, family: Family, tables: PolicyFamily): Match | null {
  const src = sideMatch(books, of, 'src', family, tables);
  const dst = sideMatch(books, of, 'dst', family, tables);
  if (!src && !dst) return null;
  return all([src ?? missing(books.vdom, of, 'srcaddr'), dst ?? missing(books.vdom, of, 'dstaddr')]);
}

function addresses(books: Books, of: Entry, tables: PolicyFamily): Match {
  const families: readonly Family[] = tables === 'both' ? [4, 6] : [tables];
  const parts = families.map((f) => familyMatch(books, of, f, tables)).filter((m) => m !== null);
  return parts.length > 0 ? any(parts) : missing(books.vdom, of, 'srcaddr, dstaddr');
}

/** An Internet service as the destination brings its own ports: `service` is then not used (CLI reference). */
function services(books: Books, of: Entry): Match {
  if (isEnabled(of, 'internet-service') || isEnabled(of, 'internet-service6')) return { kind: 'always' };
  const names = values(of, 'service');
  if (names.length === 0) return missing(books.vdom, of, 'service');
  return serviceMatch(books.services, names, isEnabled(of, 'service-negate'), of);
}

/** Only `accept` and `deny` are printed when they differ from the default, which is deny. */
function times(books: Books, of: Entry): readonly Match[] {
  const name = value(of, 'schedule');
  return [
    ...(name === null ? [] : [scheduleMatch(books.vdom, name, of)]),
    ...(isEnabled(of, 'policy-expiry') ? [expiryMatch(books.vdom, of)] : []),
  ];
}

const TRANSLATED: Match = { kind: 'translated', side: 'dst' };
const NOT_TRANSLATED: Match = { kind: 'not', of: TRANSLATED };

/** `match-vip` is on by default for deny since 7.2.4, and not to be had for accept since 6.4.3. */
function denySeesVips({ vdom }: Books, of: Entry): boolean | null {
  const written = value(of, 'match-vip');
  if (written !== null) return written === 'enable';
  return before(vdom.release, 7, 2, 4) === null ? null : !before(vdom.release, 7, 2, 4);
}

function vipTerm(books: Books, of: Entry, sees: boolean | null): Match {
  if (sees) return { kind: 'always' };
  const what = both(
    `VIP で変換された通信にポリシー ${of.key} が当たるかどうか`,
    `whether policy ${of.key} matches traffic that a VIP has translated`,
  );
  const id = sees === null ? 'match-vip' : `accept of vip ${of.key}`;
  if (sees === false && value(of, 'action') !== 'accept') return NOT_TRANSLATED;
  return any([NOT_TRANSLATED, unknown(books.vdom, id, what)]);
}

/**
 * Whether destinations are matched as they came or as a VIP made them. A policy that names VIPs matches what they
 * translated; one that does not, matches it only with `match-vip`.
 */
function destinations(books: Books, of: Entry): readonly Match[] {
  if (books.centralNat || !books.hasVips) return [];
  if (isEnabled(of, 'match-vip-only')) return [TRANSLATED];
  const names = [...values(of, 'dstaddr'), ...values(of, 'dstaddr6')];
  const tables = ['firewall vip', 'firewall vipgrp', 'firewall vip6', 'firewall vipgrp6'];
  const named = tables.some((t) => names.some((n) => books.vdom.scope.tables.get(t)?.entries.has(n)));
  if (named) return [];
  const accepts = value(of, 'action') === 'accept';
  return [vipTerm(books, of, accepts ? isEnabled(of, 'match-vip') : denySeesVips(books, of))];
}

function ports(books: Books, of: Entry): readonly Match[] {
  const from = [...values(of, 'srcintf'), ...values(of, 'intf'), ...values(of, 'interface')];
  const to = values(of, 'dstintf');
  return [
    from.length > 0 ? portMatch(books, 'in', from, of) : missing(books.vdom, of, 'srcintf'),
    to.length > 0 ? portMatch(books, 'out', to, of) : missing(books.vdom, of, 'dstintf'),
  ];
}

/** What a policy of a table of that family is about, as it is after destination NAT. */
export function policyMatch(books: Books, of: Entry, tables: PolicyFamily): Match {
  return all([
    ...ports(books, of),
    addresses(books, of, tables),
    services(books, of),
    ...times(books, of),
    ...otherConditions(books.vdom, of),
    ...destinations(books, of),
  ]);
}

/** As of local-in policies and lists of denials: no interface out, and what is not set is any. */
export function looseMatch(books: Books, of: Entry, family: Family): Match {
  const from = [...values(of, 'intf'), ...values(of, 'interface'), ...values(of, 'srcintf')];
  const to = values(of, 'dstintf');
  const side = (s: 'src' | 'dst'): Match => {
    const names = values(of, `${s}addr`);
    const negated = isEnabled(of, `${s}addr-negate`);
    return names.length > 0
      ? addressMatch(books.addresses, family, s, names, negated, of)
      : addressMatch(books.addresses, family, s, ['all'], false, of);
  };
  const names = values(of, 'service');
  return all([
    from.length > 0 ? portMatch(books, 'in', from, of) : { kind: 'always' },
    to.length > 0 ? portMatch(books, 'out', to, of) : { kind: 'always' },
    side('src'),
    side('dst'),
    names.length > 0
      ? serviceMatch(books.services, names, isEnabled(of, 'service-negate'), of)
      : { kind: 'always' },
    ...times(books, of),
    ...otherConditions(books.vdom, of),
  ]);
}

const UNKNOWN_ACTIONS: Readonly<Record<string, ReturnType<typeof both>>> = {
  ipsec: both('ポリシーベースの IPsec', 'policy-based IPsec'),
  'ssl-vpn': both('SSL-VPN のポリシー', 'a policy of SSL VPN'),
};

export function policyAction(of: Entry): Action {
  const action = value(of, 'action') ?? 'deny';
  if (isEnabled(of, 'nat46') || isEnabled(of, 'nat64')) {
    return { do: 'unknown', what: both('NAT46 / NAT64 のポリシー', 'a policy of NAT46 or NAT64') };
  }
  if (of.children?.has('firewall policy/identity-based-policy')) {
    return { do: 'unknown', what: both('利用者ごとのポリシー (identity-based)', 'an identity-based policy') };
  }
  if (action === 'accept' || action === 'learn') return { do: 'permit' };
  if (action === 'deny') return { do: 'deny' };
  return {
    do: 'unknown',
    what: UNKNOWN_ACTIONS[action] ?? both(`動作 ${action}`, `the action ${action}`),
  };
}

/** `all` logs every session; `utm`, the default, what security profiles find (CLI reference). */
const logOf = (of: Entry): boolean => {
  const log = value(of, 'logtraffic');
  return log === 'all' || log === 'enable';
};

export function ruleOf(vdom: Vdom, of: Entry, match: Match, action: Action): FilterRule {
  return {
    id: of.key,
    name: value(of, 'name'),
    at: at(vdom, of.line),
    enabled: value(of, 'status') !== 'disable',
    match,
    action,
    log: logOf(of),
    hits: null,
    comment: value(of, 'comments') ?? value(of, 'comment'),
  };
}

export const policyRule = (books: Books, of: Entry, tables: PolicyFamily): FilterRule =>
  ruleOf(books.vdom, of, policyMatch(books, of, tables), policyAction(of));
