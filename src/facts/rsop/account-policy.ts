/**
 * Settings that domain controllers take from GPOs linked to the domain alone, since they share one account database:
 * account policies, and the security options that are kept there too (KB 259576; Microsoft's "Account Policies").
 * Computers that are members take them from every GPO, for the accounts of their own.
 */
import type { Bilingual } from '../../model/text.ts';
import type { ListedGpo, SettingKind } from './model.ts';

const NAMES: ReadonlySet<string> = new Set([
  'minimumpasswordage',
  'maximumpasswordage',
  'minimumpasswordlength',
  'minimumpasswordlengthaudit',
  'relaxminimumpasswordlengthlimits',
  'passwordcomplexity',
  'passwordhistorysize',
  'cleartextpassword',
  'requirelogontochangepassword',
  'lockoutbadcount',
  'resetlockoutcount',
  'lockoutduration',
  'allowadministratorlockout',
  'forcelogoffwhenhourexpire',
  'newadministratorname',
  'newguestname',
  'enableadminaccount',
  'enableguestaccount',
  'lsaanonymousnamelookup',
]);

export const isAccountPolicy = (kind: SettingKind, id: string): boolean =>
  kind === 'kerberos' || (kind === 'system-access' && NAMES.has(id));

const NOT_OF_DOMAIN: Bilingual = {
  ja: 'ドメイン コントローラーは、アカウント ポリシーをドメインにリンクされた GPO からだけ受け取る',
  en: 'domain controllers take account policies only from GPOs that are linked to the domain',
};

const ROLE_UNKNOWN: Bilingual = {
  ja: 'ドメイン コントローラーかどうかが分からず、ドメイン以外にリンクされた GPO のアカウント ポリシーが効くか決まらない',
  en: 'whether this is a domain controller is not known, and so whether account policies of GPOs linked elsewhere count',
};

/** Whether a GPO's account policy is passed over; `open` where the role of the computer is not known. */
export function passedOver(
  gpo: ListedGpo,
  controller: boolean | null,
): { readonly not: Bilingual | null; readonly open: Bilingual | null } {
  if (controller === false || gpo.som?.kind === 'domain') return { not: null, open: null };
  return controller ? { not: NOT_OF_DOMAIN, open: null } : { not: null, open: ROLE_UNKNOWN };
}
