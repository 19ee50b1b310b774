/** What the attributes of an account say of its state. null everywhere: the evidence does not show it. */
import { hides } from './hidden.ts';
import type { Account } from './model.ts';

/** Bits of userAccountControl ([MS-ADTS] 2.2.16). */
export const CONTROL = {
  disabled: 0x2,
  passwordNotRequired: 0x20,
  reversiblePassword: 0x80,
  trustAccount: 0x800,
  domainController: 0x2000,
  passwordNeverExpires: 0x10000,
  smartcardRequired: 0x40000,
  trustedForDelegation: 0x80000,
  notDelegated: 0x100000,
  desKeysOnly: 0x200000,
  noPreauthentication: 0x400000,
  trustedToAuthenticate: 0x1000000,
  readOnlyController: 0x4000000,
} as const;

export type ControlFlag = keyof typeof CONTROL;

export const flagOf = ({ control }: Account, flag: ControlFlag): boolean | null =>
  control === null ? null : (control & CONTROL[flag]) !== 0;

export const isEnabled = (account: Account): boolean | null => {
  const disabled = flagOf(account, 'disabled');
  return disabled === null ? null : !disabled;
};

/** Kleene's and: false wins over what is not known. */
export const both = (a: boolean | null, b: boolean | null): boolean | null => {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
};

export const not = (a: boolean | null): boolean | null => (a === null ? null : !a);

/** Kleene's or. */
export const either = (a: boolean | null, b: boolean | null): boolean | null => not(both(not(a), not(b)));

/** A list is empty only where its attribute is shown; what it holds is there all the same. */
export function isEmpty(account: Account, list: readonly unknown[], attribute: string): boolean | null {
  if (list.length > 0) return false;
  return hides(account, attribute) ? null : true;
}

export const hasServiceName = (account: Account): boolean | null =>
  not(isEmpty(account, account.servicePrincipalNames, 'serviceprincipalname'));
