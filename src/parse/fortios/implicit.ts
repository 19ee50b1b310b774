/** Rules that no policy writes: traffic within a zone, and traffic that turns back on its interface. */
import { type AddressSet, ALL_IPV4, ALL_IPV6, intersect, NO_ADDRESSES } from '../../facts/address-set.ts';
import { oneNumber } from '../../facts/firewall/match-packet-numbers.ts';
import type { Action, FilterRule, Match } from '../../facts/firewall/model.ts';
import { all, any, both, conditional, setting, unknown, type Vdom } from './context.ts';
import { type Books, ruleOf } from './policies.ts';
import { before } from './release.ts';
import { type Entry, entry, settingsOf, value } from './tree.ts';

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
export function intrazoneRules({ vdom, ports }: Books): readonly FilterRule[] {
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
export function redirectRules(books: Books): readonly FilterRule[] {
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

const SYN_AND_ACK = 18;
const SYN = 2;

const service = (protocol: number, icmpType: number | null): Match => {
  const type = icmpType === null ? null : oneNumber(icmpType);
  return {
    kind: 'service',
    of: [{ protocols: oneNumber(protocol), sport: null, dport: null, icmpType: type, icmpCode: null }],
  };
};

/** What begins no connection: TCP without SYN, replies to echo requests. */
const MIDDLES: Match = any([
  all([service(6, null), { kind: 'not', of: { kind: 'flags', mask: SYN_AND_ACK, value: SYN } }]),
  service(1, 0),
  service(58, 129),
]);

/** With `asymroute` a packet in the middle of no known connection is routed, and no policy is asked (technical tips 198575, 269279). */
export function asymmetricRules({ vdom }: Books): readonly FilterRule[] {
  const settings = vdom.scope.tables.get('system settings')?.own ?? entry('', vdom.scope.line);
  const families = [
    ['asymroute', ALL_IPV4],
    ['asymroute6', ALL_IPV6],
  ] as const;
  return families
    .filter(([name]) => setting(vdom, name) === 'enable')
    .map(([name, family]) => {
      const what = both(
        `セッションの途中を装ったパケット (${name})`,
        `packets sent as if in the middle of a connection (${name})`,
      );
      const sent = conditional(vdom, { id: name, choice: 'sender', what });
      const match = all([MIDDLES, { kind: 'dst', set: family }, sent]);
      return implicitRule(vdom, settings, name, match, { do: 'permit' });
    });
}
