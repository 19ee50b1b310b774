/** User rights and [System Access] values of the host, from `secedit /export`. */
import type { Location } from '../model/evidence.ts';
import type { Fact, NonEmpty } from './known.ts';
import { isNonEmpty, known, unknown } from './known.ts';
import { oncePer } from './once.ts';
import type { Principal, SecurityPolicySection } from './security-policy.ts';
import { isOwnAccount } from './well-known.ts';

const RIGHTS = 'privilege rights';
const SYSTEM_ACCESS = 'system access';

export const DENY_RIGHTS = [
  'SeDenyNetworkLogonRight',
  'SeDenyInteractiveLogonRight',
  'SeDenyRemoteInteractiveLogonRight',
  'SeDenyBatchLogonRight',
  'SeDenyServiceLogonRight',
] as const;

/** Names of the policy are ASCII, so that equal ones are equally long. */
const same = (a: string, b: string): boolean =>
  a.length === b.length && (a === b || a.toLowerCase() === b.toLowerCase());

/** What every export of the host agrees on, of those whose section is there and closed. */
function agreed<T>(
  security: Fact<NonEmpty<SecurityPolicySection>>,
  section: string,
  read: (s: SecurityPolicySection) => { readonly value: T; readonly at: Location } | null,
  key: (value: T) => string,
  what: string,
): Fact<T> {
  if (!security.known) return security;
  const whole = security.value.filter((s) => s.sections.includes(section));
  const found = whole.flatMap((s) => read(s) ?? []);
  if (!isNonEmpty(found)) return notExported(what);
  const [first, ...rest] = found;
  const other = rest.find((f) => key(f.value) !== key(first.value));
  if (other) return differing(what, first.at, other.at);
  return known(first.value, [first.at]);
}

const principalKey = (p: Principal): string => (p.sid ?? p.name ?? '').toLowerCase();

type Exports = Fact<NonEmpty<SecurityPolicySection>>;

/** By right: checks of denied logons ask a host for the same five many times over. */
const rightsAsked = oncePer((_: Exports) => new Map<string, Fact<readonly Principal[]>>());

/**
 * Those who hold a right. `secedit /export` leaves out a right that nobody holds, so absence from a section that is
 * there and closed means nobody; absence of the section says nothing.
 */
export function rightHolders(security: Exports, constant: string): Fact<readonly Principal[]> {
  const answers = rightsAsked(security);
  const holders = answers.get(constant) ?? findHolders(security, constant);
  answers.set(constant, holders);
  return holders;
}

function findHolders(security: Exports, constant: string): Fact<readonly Principal[]> {
  return agreed(
    security,
    RIGHTS,
    (s) => {
      const lines = s.rights.filter((r) => same(r.constant, constant));
      return { value: lines.flatMap((r) => r.principals), at: lines[0]?.at ?? s.at };
    },
    (list) => list.map(principalKey).sort().join(','),
    constant,
  );
}

/** One value of [System Access], e.g. `EnableGuestAccount`. */
export function systemAccess(security: Fact<NonEmpty<SecurityPolicySection>>, name: string): Fact<string> {
  return agreed(
    security,
    SYSTEM_ACCESS,
    (s) => {
      const line = s.systemAccess.find((a) => same(a.name, name));
      return line ? { value: line.value, at: line.at } : null;
    },
    (value) => value,
    name,
  );
}

/**
 * True for a holder that may be a group with anybody in it: an account of a domain whose number does not tell its kind,
 * or a `DOMAIN\name`. A bare name is an account of the host itself (secedit writes domain accounts as SIDs).
 */
export const isOpaque = (p: Principal): boolean =>
  p.sid === null ? (p.name ?? '').includes('\\') : isOwnAccount(p.sid);

export const showPrincipal = (p: Principal): string => p.name ?? p.sid ?? '';

const notExported = (what: string) =>
  unknown(
    {
      ja: `${what} を示す secedit の節が証拠にない (または途中で切れている)`,
      en: `no whole section of a secedit export shows ${what}`,
    },
    ['secedit-export'],
  );

const differing = (what: string, a: Location, b: Location) =>
  unknown({
    ja: `${what} が証拠の間で食い違う (${a.file}:${a.line} と ${b.file}:${b.line})`,
    en: `${what} differs between ${a.file}:${a.line} and ${b.file}:${b.line}`,
  });
