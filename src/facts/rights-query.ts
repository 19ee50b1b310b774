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

type Exports = Fact<NonEmpty<SecurityPolicySection>>;

interface Statement<T> {
  readonly value: T;
  readonly at: Location;
}

/**
 * What all statements of the host's exports agree on. Only a section that is there and closed answers; a statement in
 * any other can still contradict, and so can a second one of the same name: which of the two holds nothing tells.
 */
function agreed<T>(
  security: Exports,
  section: string,
  read: (s: SecurityPolicySection, whole: boolean) => readonly Statement<T>[],
  key: (value: T) => string,
  what: string,
): Fact<T> {
  if (!security.known) return security;
  const isWhole = (s: SecurityPolicySection): boolean => s.sections.includes(section);
  const found = security.value.filter(isWhole).flatMap((s) => read(s, true));
  if (!isNonEmpty(found)) return notExported(what);
  const [first, ...rest] = found;
  const partial = security.value.filter((s) => !isWhole(s)).flatMap((s) => read(s, false));
  const other = [...rest, ...partial].find((f) => key(f.value) !== key(first.value));
  if (other) return differing(what, first.at, other.at);
  return known(first.value, [first.at]);
}

const principalKey = (p: Principal): string => (p.sid ?? p.name ?? '').toLowerCase();

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
    (s, whole) => {
      const lines = s.rights.filter((r) => same(r.constant, constant));
      if (lines.length === 0) return whole && !s.onlyNamed ? [{ value: [], at: s.at }] : [];
      return lines.map((r) => ({ value: r.principals, at: r.at }));
    },
    (list) => list.map(principalKey).sort().join(','),
    constant,
  );
}

/** One value of [System Access], e.g. `EnableGuestAccount`. */
export function systemAccess(security: Exports, name: string): Fact<string> {
  return agreed(
    security,
    SYSTEM_ACCESS,
    (s) => s.systemAccess.filter((a) => same(a.name, name)),
    (value) => value,
    name,
  );
}

/**
 * True for a holder that may be a group with anybody in it: an account of a domain whose number does not tell its kind,
 * or a `DOMAIN\name`. A bare name in an export is an account of the host itself (secedit writes domain accounts as SIDs);
 * in a template it is anybody's.
 */
export const isOpaque = (p: Principal, inTemplate: boolean): boolean =>
  p.sid === null ? inTemplate || (p.name ?? '').includes('\\') : isOwnAccount(p.sid);

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
