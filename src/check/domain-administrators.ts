/** Judges whether a host denies every kind of logon to those who administer the domain. */
import { DENY_RIGHTS } from '../facts/rights-query.ts';
import type { Domains } from '../facts/target-facts.ts';
import { RID, ridOf } from '../facts/well-known.ts';
import { judgeDenied } from './rights.ts';
import type { Verdict } from './verdict.ts';
import { allOf } from './verdict.ts';

/** By RID: the domain part of the SID is the organisation's own, and names are localised. */
const GROUPS = [
  { rid: RID.domainAdmins, name: 'Domain Admins' },
  { rid: RID.enterpriseAdmins, name: 'Enterprise Admins' },
  { rid: RID.schemaAdmins, name: 'Schema Admins' },
];

export const judgeDomainAdministratorsDenied = (security: Domains['effectiveSecurity']): Verdict =>
  allOf(
    DENY_RIGHTS.flatMap((right) =>
      GROUPS.map(({ rid, name }) =>
        judgeDenied(security, right, {
          label: { ja: `${name} (-${rid})`, en: `${name} (-${rid})` },
          is: (holder) => ridOf(holder.sid) === rid,
          mayBeNested: true,
        }),
      ),
    ),
  );
