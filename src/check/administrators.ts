/** Judges who belongs to the local Administrators of an endpoint. */
import { type Found, findPrincipal } from '../facts/directory/find.ts';
import type { Account, Group } from '../facts/directory/model.ts';
import { isOwnDomain, sidAuthorities } from '../facts/domain-sids.ts';
import type { GroupMember, LocalGroup, LocalUser } from '../facts/local-groups.ts';
import {
  groupLists,
  isDeclaredAccount,
  isExactAccount,
  resolveMember,
  seenAccounts,
} from '../facts/local-groups-query.ts';
import type { Always, Domains } from '../facts/target-facts.ts';
import { authorityOf, isBroad, isMachineIdentity, RID, ridOf, SID } from '../facts/well-known.ts';
import type { Bilingual } from '../model/text.ts';
import { agreed } from './agreed.ts';
import { judgeOpenedGroup } from './directory/opened-group.ts';
import type { Verdict } from './verdict.ts';
import { allOf, decide, fail, pass, undecided } from './verdict.ts';

type Facts = Pick<Domains, 'localGroups' | 'registry' | 'shared'> & Always;

interface Context {
  readonly facts: Facts;
  readonly accounts: readonly LocalUser[];
  /** SIDs of the groups already opened, against rings of groups. */
  readonly opened: readonly string[];
}

const shown = (m: GroupMember): string => (m.sid && m.sid !== m.name ? `${m.name} (${m.sid})` : m.name);

const say = (m: GroupMember, ja: string, en: string): Bilingual => ({
  ja: `Administrators の ${shown(m)}: ${ja}`,
  en: `${shown(m)} in Administrators: ${en}`,
});

const isDeclared = (m: GroupMember, { site, target }: Facts): boolean =>
  site.adminAccounts.some((a) => isExactAccount(a, m, target.name));

/** Some domain has an account of a name that is declared without one. */
const mayBeDeclared = (m: GroupMember, { site, target }: Facts): boolean =>
  site.adminAccounts.some((a) => isDeclaredAccount(a, m, target.name));

const isGroup = (found: Found<Account | Group>): found is Found<Group> => found.object.kind === 'group';

const isRid500 = (m: GroupMember): boolean => ridOf(m.sid) === RID.administrator;

/**
 * RID 500 of the machine, which Windows does not let leave the group. That of a domain is an account like any other:
 * where the evidence does not say which it is, it is the machine's only if the list has no second one.
 */
const isBuiltIn = (m: GroupMember, group: LocalGroup): boolean =>
  isRid500(m) &&
  (m.origin === 'local' ||
    (m.origin === 'unknown' && group.members.every((other) => !isRid500(other) || other.sid === m.sid)));

/** A group of a domain whose directory is among the evidence of the site. */
function judgeDomainGroup(m: GroupMember, { facts }: Context): Verdict {
  const found = findPrincipal(facts.shared.directories, m);
  if (found && isGroup(found)) return judgeOpenedGroup(found, facts);
  return undecided(
    say(m, 'グループで、その構成員が証拠にない', 'a group, and no evidence lists its members'),
    ['localgroup-json', 'ad-ndjson'],
    { witness: [m.at] },
  );
}

function judgeNested(m: GroupMember, context: Context): Verdict {
  const sid = m.sid;
  const lists = sid && !context.opened.includes(sid) ? groupLists(context.facts.localGroups, sid) : null;
  if (!sid || !lists?.known) return judgeDomainGroup(m, context);
  const inner = { ...context, opened: [...context.opened, sid] };
  return agreed(
    lists.value.map((list) => judgeList(list, inner)),
    { ja: `${m.name} のメンバー`, en: `the members of ${m.name}` },
  );
}

function judgeUnknown(m: GroupMember): Verdict {
  const [ja, en] =
    m.name.toUpperCase() === m.sid
      ? [
          '名前に解決できない SID で、消えたアカウントかグループか分からない',
          'a SID without a name; a deleted account or an unreachable group',
        ]
      : ['利用者かグループか証拠から分からない', 'the evidence does not say whether it is a user or a group'];
  return undecided(say(m, ja, en), ['localgroup-json', 'local-users-json'], { witness: [m.at] });
}

/** The number of Domain Admins is given to that group alone, in every domain. */
const isDomainAdmins = (m: GroupMember): boolean =>
  ridOf(m.sid) === RID.domainAdmins && m.kind !== 'user' && m.origin !== 'local';

function judgeDomainAdmins(m: GroupMember, group: LocalGroup, facts: Facts): Verdict {
  const named = group.members.filter(isDomainAdmins).flatMap((other) => authorityOf(other.sid) ?? []);
  if (isOwnDomain(authorityOf(m.sid) ?? '', sidAuthorities(facts, false), named)) {
    return pass([m.at], say(m, 'Domain Admins (F-6e で判定)', 'Domain Admins (judged by F-6e)'));
  }
  return undecided(
    say(
      m,
      'このホストのドメインの Domain Admins か分からない',
      'whether it is the Domain Admins of the domain of this host is not known',
    ),
    [],
    { witness: [m.at] },
  );
}

/** What `net localgroup` does not tell of a member, its domain's directory may. */
function inDomain(m: GroupMember, { shared }: Facts): GroupMember {
  const found = m.kind === 'unknown' ? findPrincipal(shared.directories, m) : null;
  if (!found) return m;
  return { ...m, sid: m.sid ?? found.object.sid, kind: isGroup(found) ? 'group' : 'user', origin: 'domain' };
}

function judgeMember(raw: GroupMember, group: LocalGroup, context: Context): Verdict {
  const m = inDomain(resolveMember(raw, context.accounts, context.facts.target.name), context.facts);
  if (isBroad(m.sid)) {
    return fail([m.at], say(m, '一般の利用者を含む', 'it contains ordinary users'));
  }
  if (isBuiltIn(m, group)) {
    return pass(
      [m.at],
      say(m, 'ビルトイン アカウント (F-6c で判定)', 'the built-in account (judged by F-6c)'),
    );
  }
  if (isDomainAdmins(m)) return judgeDomainAdmins(m, group, context.facts);
  if (isMachineIdentity(m.sid)) {
    return pass([m.at], say(m, 'サービスの ID', 'an identity of services'));
  }
  if (m.kind === 'group') return judgeNested(m, context);
  if (isDeclared(m, context.facts)) {
    return pass([m.at], say(m, 'サイト ファイルの adminAccounts にある', 'declared under adminAccounts'));
  }
  if (mayBeDeclared(m, context.facts)) {
    return undecided(
      say(
        m,
        'adminAccounts に同じ名前があるが、ドメインの宣言がない。DOMAIN\\name と書けば決まる',
        'adminAccounts has the name without a domain; DOMAIN\\name would decide it',
      ),
      [],
      { witness: [m.at] },
    );
  }
  if (m.kind === 'user') {
    return fail(
      [m.at],
      say(m, '利用者で、adminAccounts に宣言がない', 'a user not declared under adminAccounts'),
    );
  }
  return judgeUnknown(m);
}

const partial = (group: LocalGroup): Verdict =>
  undecided(
    {
      ja: `${group.at.file} のメンバー一覧が途中で切れている可能性がある`,
      en: `the list of members in ${group.at.file} may be cut`,
    },
    ['localgroup-json'],
    { witness: [group.at] },
  );

function judgeList(group: LocalGroup, context: Context): Verdict {
  const parts = group.members.map((m) => judgeMember(m, group, context));
  return allOf(group.complete && parts.length > 0 ? parts : [...parts, partial(group)]);
}

/**
 * Members are told by SID; names of groups are localised. Users must be declared as administrators in the site file,
 * broad identities fail, groups of a domain are opened by its directory, and those whose members no evidence lists stay open. Lists that disagree leave it open.
 */
export function judgeAdministrators(facts: Facts): Verdict {
  return decide(groupLists(facts.localGroups, SID.administrators), (lists) => {
    const context = { facts, accounts: seenAccounts(facts.localGroups), opened: [SID.administrators] };
    return agreed(
      lists.map((list) => judgeList(list, context)),
      { ja: 'Administrators のメンバー', en: 'the members of Administrators' },
    );
  });
}
