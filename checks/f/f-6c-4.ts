import { judgeBuiltInDisabled } from '../../src/check/built-in-accounts.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { judgeDenied } from '../../src/check/rights.ts';
import { judgeSetting } from '../../src/check/setting.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import { allOf, anyOf, undecided } from '../../src/check/verdict.ts';
import {
  ENABLE_LUA,
  FILTER_ADMINISTRATOR_TOKEN,
  LOCAL_ACCOUNT_TOKEN_FILTER_POLICY,
} from '../../src/check/windows-settings.ts';
import type { Domains } from '../../src/facts/target-facts.ts';
import { SID } from '../../src/facts/well-known.ts';

type Facts = Pick<Domains, 'registry' | 'os' | 'localGroups' | 'effectiveSecurity'>;

/** Windows 8.1 and Server 2012 R2 know S-1-5-113 and -114; older ones only with KB2871997. */
const FIRST_WITH_LOCAL_ACCOUNT = 9600;

const LOCAL_ACCOUNTS = {
  label: {
    ja: 'ローカル アカウント (S-1-5-113 か S-1-5-114)',
    en: 'local accounts (S-1-5-113 or S-1-5-114)',
  },
  is: ({ sid }: { readonly sid: string | null }): boolean =>
    sid === SID.localAccount || sid === SID.localAccountAndAdministrator,
  mayBeNested: false,
};

function judgeRight({ effectiveSecurity, os }: Facts, right: string): Verdict {
  const denied = judgeDenied(effectiveSecurity, right, LOCAL_ACCOUNTS);
  if (denied.status !== 'pass' || (os.build !== null && os.build >= FIRST_WITH_LOCAL_ACCOUNT)) return denied;
  return undecided(
    {
      ja: `${denied.because.ja}。ただし Windows 8.1 / Server 2012 R2 より前では KB2871997 がないと効かず、OS の版からは効くと言えない`,
      en: `${denied.because.en}; but before Windows 8.1 and Server 2012 R2 this needs KB2871997, and the OS version does not show that it works`,
    },
    ['reg-export'],
    { witness: denied.witness },
  );
}

/**
 * RID 500 is exempt from LocalAccountTokenFilterPolicy: only FilterAdministratorToken, or disabling it, stops its remote
 * use with a full token. EnableLUA = 0 voids both.
 */
export default defineCheck({
  id: 'F-6c.4',
  control: 'F-6c',
  title: {
    ja: 'ローカル アカウントを遠隔から使えない',
    en: 'Local accounts cannot be used from afar',
  },
  reads: ['registry', 'os', 'localGroups', 'effectiveSecurity'],
  evidence: ['reg-export', 'secedit-export', 'local-users-json'],
  evaluate(facts) {
    const { registry, os } = facts;
    return allOf([
      judgeSetting(registry, os, ENABLE_LUA),
      judgeSetting(registry, os, LOCAL_ACCOUNT_TOKEN_FILTER_POLICY),
      anyOf([
        judgeSetting(registry, os, FILTER_ADMINISTRATOR_TOKEN),
        judgeBuiltInDisabled(facts, 'administrator'),
      ]),
      judgeRight(facts, 'SeDenyNetworkLogonRight'),
      judgeRight(facts, 'SeDenyRemoteInteractiveLogonRight'),
    ]);
  },
});
