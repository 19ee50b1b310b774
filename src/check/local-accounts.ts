/** Judges whether local accounts are of use over the network: the token they get, and the logon rights they are denied. */
import { OS_KEYS } from '../facts/os.ts';
import type { Domains } from '../facts/target-facts.ts';
import { SID } from '../facts/well-known.ts';
import { judgeBuiltInDisabled } from './built-in-accounts.ts';
import { judgeDenied } from './rights.ts';
import { judgeSetting } from './setting.ts';
import type { Verdict } from './verdict.ts';
import { allOf, anyOf, undecided } from './verdict.ts';
import {
  ENABLE_LUA,
  FILTER_ADMINISTRATOR_TOKEN,
  LOCAL_ACCOUNT_TOKEN_FILTER_POLICY,
} from './windows-settings.ts';

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

/**
 * RID 500 is exempt from LocalAccountTokenFilterPolicy: only FilterAdministratorToken, or disabling it, stops its remote
 * use with a full token. EnableLUA = 0 voids both.
 */
export function judgeFilteredTokens(
  facts: Pick<Domains, 'registry' | 'os' | 'localGroups' | 'effectiveSecurity'>,
): Verdict {
  const { registry, os } = facts;
  return allOf([
    judgeSetting(registry, os, ENABLE_LUA),
    judgeSetting(registry, os, LOCAL_ACCOUNT_TOKEN_FILTER_POLICY),
    anyOf([
      judgeSetting(registry, os, FILTER_ADMINISTRATOR_TOKEN),
      judgeBuiltInDisabled(facts, 'administrator'),
    ]),
  ]);
}

/** Whether a kind of logon (`SeDeny…`) is denied to local accounts, or to those of them that are administrators. */
export function judgeLocalAccountsDenied(
  { effectiveSecurity, os }: Pick<Domains, 'os' | 'effectiveSecurity'>,
  right: string,
): Verdict {
  const denied = judgeDenied(effectiveSecurity, right, LOCAL_ACCOUNTS);
  if (denied.status !== 'pass' || (os.build !== null && os.build >= FIRST_WITH_LOCAL_ACCOUNT)) return denied;
  return undecided(
    {
      ja: `${denied.because.ja}。ただし Windows 8.1 / Server 2012 R2 より前では KB2871997 がないと効かず、OS の版からは効くと言えない`,
      en: `${denied.because.en}; but before Windows 8.1 and Server 2012 R2 this needs KB2871997, and the OS version does not show that it works`,
    },
    ['reg-export'],
    { witness: denied.witness, keys: OS_KEYS },
  );
}
