import { defineCheck } from '../../src/check/define-check.ts';
import { judgeDenied } from '../../src/check/rights.ts';
import { allOf } from '../../src/check/verdict.ts';
import { DENY_RIGHTS } from '../../src/facts/rights-query.ts';
import { RID, ridOf } from '../../src/facts/well-known.ts';

/** By RID: the domain part of the SID is the organisation's own, and names are localised. */
const GROUPS = [
  { rid: RID.domainAdmins, name: 'Domain Admins' },
  { rid: RID.enterpriseAdmins, name: 'Enterprise Admins' },
  { rid: RID.schemaAdmins, name: 'Schema Admins' },
];

export default defineCheck({
  id: 'F-6e.1',
  control: 'F-6e',
  title: {
    ja: 'ドメイン管理者のログオンが五種類とも拒否される',
    en: 'All five kinds of logon are denied to domain administrators',
  },
  reads: ['effectiveSecurity'],
  evidence: ['secedit-export'],
  evaluate: ({ effectiveSecurity }) =>
    allOf(
      DENY_RIGHTS.flatMap((right) =>
        GROUPS.map(({ rid, name }) =>
          judgeDenied(effectiveSecurity, right, {
            label: { ja: `${name} (-${rid})`, en: `${name} (-${rid})` },
            is: (holder) => ridOf(holder.sid) === rid,
            mayBeNested: true,
          }),
        ),
      ),
    ),
});
