import { agreed } from '../../src/check/agreed.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { isPowerless, judgeDomainTraps } from '../../src/check/directory/traps.ts';
import { judgeTraps, type Trap } from '../../src/check/traps.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import { decide, fail, pass, undecided } from '../../src/check/verdict.ts';
import type { GroupMember, LocalGroup } from '../../src/facts/local-groups.ts';
import {
  groupLists,
  isDeclaredAccount,
  isLocalAccount,
  mayBeLocalAccount,
  resolveMember,
  seenAccounts,
} from '../../src/facts/local-groups-query.ts';
import type { Always, Domains } from '../../src/facts/target-facts.ts';
import { isBroad, isOfTokens, SID } from '../../src/facts/well-known.ts';

type Facts = Pick<Domains, 'localGroups'> & Always;

const isTrap = (trap: Trap, member: GroupMember, host: string): boolean =>
  trap.scope === 'local' ? isLocalAccount(trap, member, host) : isDeclaredAccount(trap, member, host);

/**
 * A trap of the domain may be in any group that is not opened here; a local account is in none of the domain's. Either
 * may log on in a way that gives it a well-known identity.
 */
const mayHide = (trap: Trap, member: GroupMember, host: string): boolean =>
  isOfTokens(member.sid) ||
  (member.sid === null && /^NT AUTHORITY\\/i.test(member.name)) ||
  (trap.scope === 'domain' ? member.kind !== 'user' : mayBeLocalAccount(trap, member, host));

function judgeList(trap: Trap, list: LocalGroup, facts: Facts): Verdict {
  const host = facts.target.name;
  const members = list.members.map((m) => resolveMember(m, seenAccounts(facts.localGroups), host));
  const found = members.find((m) => isTrap(trap, m, host) || isBroad(m.sid));
  if (found) {
    return fail([found.at], {
      ja: `トラップ アカウント ${trap.name} が Administrators に属する (${found.name})`,
      en: `trap account ${trap.name} belongs to Administrators (${found.name})`,
    });
  }
  const hidden = members.find((m) => mayHide(trap, m, host));
  if (hidden || !list.complete || list.members.length === 0) {
    return undecided(
      {
        ja: `トラップ アカウント ${trap.name} が Administrators に属さないと言えない (${hidden ? `${hidden.name} が何か、または誰を含むか分からない` : '一覧が途中で切れている可能性がある'})`,
        en: `whether trap account ${trap.name} is outside Administrators is open (${hidden ? `what ${hidden.name} is, or whom it contains, is not known` : 'the list may be cut'})`,
      },
      ['localgroup-json'],
      { witness: [list.at] },
    );
  }
  return pass([list.at], {
    ja: `トラップ アカウント ${trap.name} は Administrators に属さない`,
    en: `trap account ${trap.name} is not in Administrators`,
  });
}

/** A trap that can do harm is no trap. In its domain, privileged groups and adminCount are asked about. */
export default defineCheck({
  id: 'E-V5a.2',
  control: 'E-V5a',
  title: {
    ja: 'トラップ アカウントが管理者でない',
    en: 'The trap account is not an administrator',
  },
  reads: ['localGroups', 'directory', 'shared'],
  evidence: ['net-localgroup', 'localgroup-json', ...DIRECTORY_EVIDENCE],
  evaluate: (facts) => {
    if (facts.target.role === 'domain') return judgeDomainTraps(facts, isPowerless);
    return judgeTraps(
      facts.site,
      (trap) => facts.target.role !== 'dc' || trap.scope === 'domain',
      (trap) =>
        decide(groupLists(facts.localGroups, SID.administrators), (lists) =>
          agreed(
            lists.map((list) => judgeList(trap, list, facts)),
            { ja: 'Administrators のメンバー', en: 'the members of Administrators' },
          ),
        ),
    );
  },
});
