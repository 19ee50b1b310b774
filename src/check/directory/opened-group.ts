/** Judges the members of a domain's group that a host names as administrators. */
import { declaredAmong } from '../../facts/directory/declared.ts';
import { domainKeyOf } from '../../facts/directory/dn.ts';
import { type Found, membersOf } from '../../facts/directory/find.ts';
import { groupsToward, type Membership } from '../../facts/directory/members.ts';
import type { Account, Domain, Group } from '../../facts/directory/model.ts';
import type { Always } from '../../facts/target-facts.ts';
import { isBroad } from '../../facts/well-known.ts';
import type { Bilingual } from '../../model/text.ts';
import { fail, type Verdict } from '../verdict.ts';
import { type Answer, asMember, FINE, judgeAnswers, NO_DOMAIN } from './accounts.ts';
import { BROAD, DECLARE, FOREIGN, UNDECLARED } from './administrators.ts';
import { withDoubts } from './site.ts';

const domainOf = ({ in: { directory } }: Found<Group>, account: Account): Domain | undefined =>
  directory.domains.find((d) => d.key === domainKeyOf(account.key));

function answer(found: Found<Group>, { account }: Membership, { site }: Pick<Always, 'site'>): Answer {
  const domain = domainOf(found, account);
  if (isBroad(account.sid)) return { state: 'fault', because: BROAD };
  if (!domain) return { state: 'open', because: NO_DOMAIN };
  const match = declaredAmong(site.adminAccounts, account, domain);
  if (match === 'yes') return FINE;
  if (match === 'maybe') return { state: 'open', because: DECLARE };
  return account.kind === 'foreign'
    ? { state: 'open', because: FOREIGN }
    : { state: 'fault', because: UNDECLARED };
}

const prefixed = (group: Group, { ja, en }: Bilingual): Bilingual => ({
  ja: `Administrators の ${group.name}: ${ja}`,
  en: `${group.name} in Administrators: ${en}`,
});

/** Every member must be declared under adminAccounts; a group that holds all users fails whoever they are. */
export function judgeOpenedGroup(found: Found<Group>, facts: Pick<Always, 'site'>): Verdict {
  const group = found.object;
  const { members, open } = membersOf(found);
  const broad = groupsToward(members.filter((m) => m.sure)).find((g) => isBroad(g.sid));
  if (broad) {
    return fail(
      [group.at, broad.at],
      prefixed(group, { ja: `${broad.name}: ${BROAD.ja}`, en: `${broad.name}: ${BROAD.en}` }),
    );
  }
  const verdict = judgeAnswers(
    members.map((m) => ({
      account: m.account,
      as: group.name,
      answer: asMember(m, answer(found, m, facts)),
    })),
    {
      open: open.map((because) => prefixed(group, because)),
      at: [group.at, ...members.map((m) => m.account.at)],
      fine: prefixed(group, {
        ja: `構成員 ${members.length} 件はすべて adminAccounts にある`,
        en: `all ${members.length} members are declared under adminAccounts`,
      }),
    },
  );
  return withDoubts(found.in, verdict);
}
