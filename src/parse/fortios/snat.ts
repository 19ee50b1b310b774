/** Source NAT: by policy (`nat enable`, pools), or by the central table. */
import { type AddressSet, NO_ADDRESSES, parseAddressSet, union } from '../../facts/address-set.ts';
import type { AddressTarget, FilterRule, Match } from '../../facts/firewall/model.ts';
import { addressMatch } from './addresses.ts';
import { all, at, both, gap, note } from './context.ts';
import { type Books, policyAction, portMatch } from './policies.ts';
import { type Entry, entriesOf, isEnabled, value, values } from './tree.ts';

function poolSet(books: Books, names: readonly string[], used: Entry): AddressSet | null {
  const tables = ['firewall ippool', 'firewall ippool6'];
  const pools = names.map((n) =>
    tables.map((t) => books.vdom.scope.tables.get(t)?.entries.get(n)).find((e) => e),
  );
  const sets = pools.map(
    (p) => p && parseAddressSet(`${value(p, 'startip') ?? ''}-${value(p, 'endip') ?? ''}`),
  );
  if (sets.length > 0 && sets.every((s) => s !== null && s !== undefined)) {
    return union(NO_ADDRESSES, ...sets.filter((s) => s !== null && s !== undefined));
  }
  note(
    books.vdom,
    'undefined-reference',
    used.line,
    both(`IP プール ${names.join(' ')} を読めない`, `the IP pools ${names.join(' ')} cannot be read`),
  );
  return null;
}

const POOL = both('IP プールのアドレス', 'an address of an IP pool');
const BY_VIP = both('VIP に対応する送信元アドレス', 'the source address that belongs to a VIP');

function target(books: Books, of: Entry, names: readonly string[]): AddressTarget {
  if (names.length === 0) return { to: 'interface' };
  const set = poolSet(books, names, of);
  return set ? { to: 'addresses', set } : { to: 'unknown', what: POOL };
}

const snatRule = (books: Books, of: Entry, match: Match, src: AddressTarget | null): FilterRule => ({
  id: of.key,
  name: value(of, 'name'),
  at: at(books.vdom, of.line),
  enabled: value(of, 'status') !== 'disable',
  match,
  action: src ? { do: 'translate', to: { src } } : { do: 'permit' },
  log: null,
  hits: null,
  comment: null,
});

/** A VIP of a whole address also names the sources behind it, unless the policy has a pool (technical tip 193423). */
function byVip(rule: FilterRule, reversed: AddressSet): readonly FilterRule[] {
  if (reversed.length === 0) return [rule];
  const match = all([rule.match, { kind: 'src', set: reversed }]);
  return [
    { ...rule, match, action: { do: 'translate', to: { src: { to: 'unknown', what: BY_VIP } } } },
    rule,
  ];
}

/** The rules of a policy table again, as what they make of sources: only those that permit matter here. */
export function policySnat(
  books: Books,
  permitted: readonly { readonly of: Entry; readonly rule: FilterRule }[],
  reversed: AddressSet,
): readonly FilterRule[] {
  const accepting = permitted.filter(({ of, rule }) => rule.enabled && policyAction(of).do === 'permit');
  const last = accepting.findLastIndex(({ of }) => isEnabled(of, 'nat'));
  return accepting.slice(0, last + 1).flatMap(({ of, rule }) => {
    if (!isEnabled(of, 'nat')) return [snatRule(books, of, rule.match, null)];
    const pools = isEnabled(of, 'ippool') ? [...values(of, 'poolname'), ...values(of, 'poolname6')] : [];
    const made = snatRule(books, of, rule.match, target(books, of, pools));
    return pools.length > 0 ? [made] : byVip(made, reversed);
  });
}

function centralMatch(books: Books, of: Entry, family: 4 | 6): Match {
  const suffix = family === 6 ? '6' : '';
  const protocol = value(of, 'protocol');
  const number = protocol === null ? 0 : Number(protocol);
  const side = (name: string, s: 'src' | 'dst'): Match => {
    const names = values(of, `${name}${suffix}`);
    return addressMatch(books.addresses, family, s, names.length > 0 ? names : ['all'], false, of);
  };
  return all([
    portMatch(books, 'in', values(of, 'srcintf').length > 0 ? values(of, 'srcintf') : ['any'], of),
    portMatch(books, 'out', values(of, 'dstintf').length > 0 ? values(of, 'dstintf') : ['any'], of),
    side('orig-addr', 'src'),
    side('dst-addr', 'dst'),
    number > 0 && number < 256
      ? {
          kind: 'service',
          of: [
            {
              protocols: [{ from: number, to: number }],
              sport: null,
              dport: null,
              icmpType: null,
              icmpCode: null,
            },
          ],
        }
      : { kind: 'always' },
  ]);
}

/** `config firewall central-snat-map`: the first that matches; `nat disable` leaves the source as it is. */
export function centralSnat(books: Books): readonly FilterRule[] {
  return entriesOf(books.vdom.scope, 'firewall central-snat-map').map((of) => {
    if (isEnabled(of, 'nat46') || isEnabled(of, 'nat64')) {
      gap(books.vdom, 'nat46', of.line, both('NAT46 / NAT64 は読まない', 'NAT46 and NAT64 are not read'));
    }
    const family = value(of, 'type') === 'ipv6' ? 6 : 4;
    const pools = [...values(of, 'nat-ippool'), ...values(of, 'nat-ippool6')];
    const nat = value(of, 'nat') !== 'disable';
    return snatRule(books, of, centralMatch(books, of, family), nat ? target(books, of, pools) : null);
  });
}
