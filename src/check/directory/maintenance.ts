/** Judges whether those who administer an endpoint also rule its domain. */
import { domainKeyOf } from '../../facts/directory/dn.ts';
import { domainOfHost, type Found, findPrincipal, membersOf } from '../../facts/directory/find.ts';
import type { Membership } from '../../facts/directory/members.ts';
import type { Account, Group } from '../../facts/directory/model.ts';
import { type Person, peopleOf, TIER_ZERO } from '../../facts/directory/privileged.ts';
import type { GroupMember, LocalGroup } from '../../facts/local-groups.ts';
import { groupLists, resolveMember, seenAccounts } from '../../facts/local-groups-query.ts';
import type { Always, Domains } from '../../facts/target-facts.ts';
import { authorityOf, isMachineIdentity, RID, ridOf, SID } from '../../facts/well-known.ts';
import type { Bilingual } from '../../model/text.ts';
import { agreed } from '../agreed.ts';
import { allOf, decide, fail, pass, undecided, type Verdict } from '../verdict.ts';
import { type Answer, asMember, DIRECTORY_EVIDENCE, FINE, judgeAnswers } from './accounts.ts';
import { FOREIGN } from './administrators.ts';
import { withDoubts } from './site.ts';

type Facts = Pick<Domains, 'localGroups' | 'shared'> & Always;

const say = (m: GroupMember, ja: string, en: string): Bilingual => ({
  ja: `Administrators の ${m.name}: ${ja}`,
  en: `${m.name} in Administrators: ${en}`,
});

const isDomainAdmins = (m: GroupMember): boolean =>
  ridOf(m.sid) === RID.domainAdmins && m.kind !== 'user' && m.origin !== 'local';

/** Accounts a member stands for, and why there may be others. */
function accountsOf({ object, in: found }: Found<Account | Group>): {
  readonly accounts: readonly Pick<Membership, 'account' | 'sure'>[];
  readonly open: readonly Bilingual[];
} {
  if (object.kind !== 'group') return { accounts: [{ account: object, sure: true }], open: [] };
  const { members, open } = membersOf({ object, in: found });
  return { accounts: members, open };
}

const RULES = (person: Person): Answer => ({
  state: 'fault',
  because: {
    ja: `${person.of.join(', ')} にも属する`,
    en: `also a member of ${person.of.join(', ')}`,
  },
});

const answerOther = ({ kind }: Account): Answer =>
  kind === 'foreign' ? { state: 'open', because: FOREIGN } : FINE;

const isRuling = ({ object }: Found<Account | Group>): boolean =>
  object.kind === 'group' && TIER_ZERO.some((kind) => kind.is(object));

function judgeFound(m: GroupMember, found: Found<Account | Group>): Verdict {
  const { directory } = found.in;
  const domain = directory.domains.find((d) => d.key === domainKeyOf(found.object.key));
  if (!domain) return notInEvidence(m);
  if (isRuling(found)) {
    return fail([m.at], say(m, 'ドメインの特権グループ', 'a privileged group of the domain'));
  }
  const rulers = peopleOf(directory, domain, TIER_ZERO);
  const byKey = new Map(rulers.people.map((p) => [p.account.key, p]));
  const { accounts, open } = accountsOf(found);
  const answers = accounts.map((member) => {
    const { account } = member;
    const person = byKey.get(account.key);
    return {
      account,
      as: m.name,
      answer: person ? asMember(member, asMember(person, RULES(person))) : answerOther(account),
    };
  });
  const verdict = judgeAnswers(answers, {
    open: [...open, ...rulers.open],
    at: [m.at, found.object.at, ...rulers.at],
    fine: say(
      m,
      `${accounts.length} 件のアカウントはドメインの特権グループに属さない`,
      `none of its ${accounts.length} accounts is in a privileged group of the domain`,
    ),
  });
  return withDoubts(found.in, verdict);
}

const notInEvidence = (m: GroupMember): Verdict =>
  undecided(
    say(
      m,
      'どのアカウントを指すか、AD のデータからは分からない',
      'which accounts it stands for the directories in the evidence do not show',
    ),
    DIRECTORY_EVIDENCE,
    { witness: [m.at] },
  );

/** Identities that whoever rules the domain has too, once logged on. */
const WITH_RULERS: ReadonlySet<string> = new Set([
  SID.everyone,
  SID.network,
  SID.interactive,
  SID.authenticatedUsers,
  SID.remoteInteractive,
  SID.users,
]);

/** Identities of local accounts alone. */
const LOCAL: ReadonlySet<string> = new Set([SID.localAccount, SID.localAccountAndAdministrator]);

function judgeMember(raw: GroupMember, facts: Facts): Verdict {
  const m = resolveMember(raw, seenAccounts(facts.localGroups), facts.target.name);
  const found = findPrincipal(facts.shared.directories, m);
  if (isDomainAdmins(m)) {
    const own = domainOfHost(facts.shared.directories, facts.target.name);
    if (own && own.sid !== authorityOf(m.sid)) return notInEvidence(m);
    return pass([m.at], say(m, 'Domain Admins (F-6e で判定)', 'Domain Admins (judged by F-6e)'));
  }
  if (found) return judgeFound(m, found);
  if (isMachineIdentity(m.sid)) return pass([m.at], say(m, 'サービスの ID', 'an identity of services'));
  if (WITH_RULERS.has(m.sid ?? '')) {
    return fail(
      [m.at],
      say(m, 'ドメインを管理する者も含む', 'it contains those who rule the domain as well'),
    );
  }
  if ((m.origin === 'local' && m.kind === 'user') || LOCAL.has(m.sid ?? '')) {
    return pass([m.at], say(m, 'ローカル アカウント', 'a local account'));
  }
  return notInEvidence(m);
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

function judgeList(group: LocalGroup, facts: Facts): Verdict {
  const parts = group.members.map((m) => judgeMember(m, facts));
  return allOf(group.complete && parts.length > 0 ? parts : [...parts, partial(group)]);
}

/** Members of the local Administrators, opened by the directory, against the groups that rule the domain. */
export const judgeMaintenance = (facts: Facts): Verdict =>
  decide(groupLists(facts.localGroups, SID.administrators), (lists) =>
    agreed(
      lists.map((list) => judgeList(list, facts)),
      { ja: 'Administrators のメンバー', en: 'the members of Administrators' },
    ),
  );
