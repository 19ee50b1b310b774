/** Judges whether a host denies every kind of logon to those who administer the domain. */
import { isOwnDomain, isRootDomain, sidAuthorities } from '../facts/domain-sids.ts';
import { DENY_RIGHTS, rightHolders } from '../facts/rights-query.ts';
import type { Principal } from '../facts/security-policy.ts';
import type { Always, Domains } from '../facts/target-facts.ts';
import { authorityOf, RID, ridOf } from '../facts/well-known.ts';
import type { Bilingual } from '../model/text.ts';
import { judgeDenied } from './rights.ts';
import type { Verdict } from './verdict.ts';
import { allOf, undecided } from './verdict.ts';

type Facts = Pick<Domains, 'effectiveSecurity' | 'localGroups' | 'registry' | 'shared'> & Always;

/** Names are localised, so that groups are told by RID; `root`: of the forest's root domain, which may be another. */
const GROUPS = [
  { rid: RID.domainAdmins, name: 'Domain Admins', root: false },
  { rid: RID.enterpriseAdmins, name: 'Enterprise Admins', root: true },
  { rid: RID.schemaAdmins, name: 'Schema Admins', root: true },
] as const;

type Group = (typeof GROUPS)[number];

const ROOT_RIDS: readonly number[] = [RID.enterpriseAdmins, RID.schemaAdmins];

/** Of which domains the groups of these numbers are that any of the five rights names. */
const namedAuthorities = (
  { effectiveSecurity }: Pick<Facts, 'effectiveSecurity'>,
  rids: readonly number[],
): readonly string[] =>
  DENY_RIGHTS.flatMap((right) => {
    const holders = rightHolders(effectiveSecurity, right);
    const groups = holders.known ? holders.value.filter((h) => rids.includes(ridOf(h.sid) ?? -1)) : [];
    return groups.flatMap((h) => authorityOf(h.sid) ?? []);
  });

/** Per group: whether the domain of a SID of its number is the right one. A machine and every domain have that number. */
type IsRight = (group: Group, authority: string) => boolean;

function rightDomains(facts: Facts): IsRight {
  const shown = sidAuthorities(facts, true);
  const administrators = namedAuthorities(facts, [RID.domainAdmins]);
  const roots = namedAuthorities(facts, ROOT_RIDS);
  const isShown = shown.directory !== null || shown.others.size > 0;
  return ({ root }, authority) =>
    root ? isRootDomain(authority, shown, roots) : isShown && isOwnDomain(authority, shown, administrators);
}

const elsewhere = (right: string, label: string): Bilingual => ({
  ja: `${right} の ${label} がこのホストのドメインのものか分からない (端末自身の SID であるか、ほかの証拠か行にあるドメインと食い違う)`,
  en: `whether the ${label} in ${right} is of this host's domain is not known (its SID is the machine's own, or differs from the domain that other lines show)`,
});

function judgeGroup(facts: Facts, right: string, group: Group, isRight: IsRight): Verdict {
  const label = `${group.name} (-${group.rid})`;
  const hasNumber = (holder: Principal): boolean => ridOf(holder.sid) === group.rid;
  const judge = (is: (holder: Principal) => boolean): Verdict =>
    judgeDenied(facts.effectiveSecurity, right, { label: { ja: label, en: label }, is, mayBeNested: true });
  const named = judge(hasNumber);
  if (named.status !== 'pass') return named;
  const own = judge((h) => hasNumber(h) && isRight(group, authorityOf(h.sid) ?? ''));
  return own.status === 'pass' ? own : undecided(elsewhere(right, label), [], { witness: named.witness });
}

export function judgeDomainAdministratorsDenied(facts: Facts): Verdict {
  const isRight = rightDomains(facts);
  return allOf(
    DENY_RIGHTS.flatMap((right) => GROUPS.map((group) => judgeGroup(facts, right, group, isRight))),
  );
}
