/** Judges whether a built-in account of the host is disabled: by the list of accounts, and by the security policy. */
import { builtInAccount } from '../facts/local-groups-query.ts';
import { systemAccess } from '../facts/rights-query.ts';
import type { Domains } from '../facts/target-facts.ts';
import { RID } from '../facts/well-known.ts';
import type { Verdict } from './verdict.ts';
import { allOf, decide, fail, pass } from './verdict.ts';

export type BuiltIn = 'administrator' | 'guest';

/** Names of [System Access] ([MS-GPSB] 2.2.1.1). */
const POLICY_NAMES: Readonly<Record<BuiltIn, string>> = {
  administrator: 'EnableAdminAccount',
  guest: 'EnableGuestAccount',
};

type Facts = Pick<Domains, 'localGroups' | 'effectiveSecurity'>;

const judgeListed = ({ localGroups }: Facts, which: BuiltIn): Verdict =>
  decide(builtInAccount(localGroups, RID[which]), (account, at) =>
    account.enabled
      ? fail(at, {
          ja: `ビルトイン アカウント ${account.name} (RID ${RID[which]}) が有効`,
          en: `the built-in account ${account.name} (RID ${RID[which]}) is enabled`,
        })
      : pass(at, {
          ja: `ビルトイン アカウント ${account.name} (RID ${RID[which]}) は無効`,
          en: `the built-in account ${account.name} (RID ${RID[which]}) is disabled`,
        }),
  );

const judgePolicy = ({ effectiveSecurity }: Facts, which: BuiltIn): Verdict => {
  const name = POLICY_NAMES[which];
  return decide(systemAccess(effectiveSecurity, name), (value, at) => {
    const because = {
      ja: `${name} = ${value} (期待値: 0)`,
      en: `${name} = ${value} (expected 0)`,
    };
    return value.trim() === '0' ? pass(at, because) : fail(at, because);
  });
};

/** Both must say so: either alone may be out of date, and one that says it is enabled is enough to fail. */
export const judgeBuiltInDisabled = (facts: Facts, which: BuiltIn): Verdict =>
  allOf([judgeListed(facts, which), judgePolicy(facts, which)]);
