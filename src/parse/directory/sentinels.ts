/**
 * What every domain has and nobody can delete (isCriticalSystemObject, [MS-ADTS] 6.1.1.6, 3.1.1.5.5.3): a search that does
 * not show it has not found everything, whatever its server says.
 */
import type { SearchKind } from '../../facts/directory/model.ts';
import { RID } from '../../facts/well-known.ts';
import type { Bilingual } from '../../model/text.ts';
import { type Entry, textOf } from './entry.ts';
import type { Places, Reason } from './reach.ts';
import { kindOf, type ObjectKind } from './shapes.ts';
import { sidOf } from './values.ts';

const ADMINISTRATORS = 'S-1-5-32-544';
const DEFAULT_POLICY = 'cn={31b2f340-016d-11d2-945f-00c04fb984f9},cn=policies,cn=system';
const CONTROLLERS_UNIT = 'ou=domain controllers';

/** SERVER_TRUST_ACCOUNT ([MS-ADTS] 2.2.16), and the group of controllers. */
const SERVER_TRUST = 0x2000;
const CONTROLLERS = 516;

/** Attributes of the first schema of Active Directory, and not of any that was added. */
const ATTRIBUTES = ['gplink', 'member', 'primarygroupid', 'serviceprincipalname', 'useraccountcontrol'];

const missing = (ja: string, en: string): Bilingual => ({
  ja: `どのドメインにもある${ja}が結果にない`,
  en: `${en}, which every domain has, is not among the results`,
});

const numberIn = (entry: Entry, name: string): number =>
  Number(textOf(entry.values.get(name)?.[0] ?? '') ?? '');

const isController = (entry: Entry): boolean =>
  (numberIn(entry, 'useraccountcontrol') & SERVER_TRUST) !== 0 ||
  numberIn(entry, 'primarygroupid') === CONTROLLERS;

const attributeName = (entry: Entry): string =>
  textOf(entry.values.get('ldapdisplayname')?.[0] ?? '')?.toLowerCase() ?? '';

const MISSING = {
  domain: missing('ドメイン自身の SID', 'the SID of the domain itself'),
  users: missing('既定のアカウント (RID 500 と 502)', 'a built-in account (RID 500 or 502)'),
  groups: missing('既定のグループ (Domain Admins、Administrators)', 'Domain Admins or Administrators'),
  computers: missing('ドメイン コントローラー', 'a domain controller'),
  ous: missing(' OU「Domain Controllers」', 'the OU Domain Controllers'),
  gpos: missing(' Default Domain Policy', 'the Default Domain Policy'),
  sites: missing('サイト', 'a site'),
  schema: missing('属性の定義', 'the definition of a basic attribute'),
} as const satisfies Partial<Record<SearchKind, Bilingual>>;

const isChecked = (what: SearchKind): what is keyof typeof MISSING => Object.hasOwn(MISSING, what);

/** Why a kind cannot be whole; null: what every domain has is there. */
export function sentinelReason(entries: readonly Entry[], { domain }: Places): Reason {
  const byKind = new Map<ObjectKind | null, Entry[]>();
  for (const entry of entries) {
    const kind = kindOf(entry);
    const before = byKind.get(kind);
    if (before) before.push(entry);
    else byKind.set(kind, [entry]);
  }
  const of = (kind: ObjectKind): readonly Entry[] => byKind.get(kind) ?? [];
  const sidIn = (entry: Entry | undefined): string | null => sidOf(entry?.values.get('objectsid')?.[0] ?? '');
  const own = sidIn(entries.find((entry) => entry.key === domain));
  const have = (kind: ObjectKind, ...sids: readonly string[]): boolean => {
    const found = new Set(of(kind).map(sidIn));
    return own !== null && sids.every((sid) => found.has(sid));
  };
  const isAt = (kind: ObjectKind, name: string): boolean =>
    of(kind).some((entry) => entry.key === `${name},${domain}`);
  const has: Readonly<Record<keyof typeof MISSING, () => boolean>> = {
    domain: () => own !== null,
    users: () => have('user', `${own}-${RID.administrator}`, `${own}-${RID.krbtgt}`),
    groups: () => have('group', `${own}-${RID.domainAdmins}`, ADMINISTRATORS),
    computers: () => of('computer').some(isController),
    ous: () => isAt('ou', CONTROLLERS_UNIT),
    gpos: () => isAt('gpo', DEFAULT_POLICY),
    sites: () => of('site').length > 0,
    schema: () => {
      const names = new Set(of('schema-attribute').map(attributeName));
      // A definition that does not show its name may be that of any attribute.
      return !names.has('') && ATTRIBUTES.every((name) => names.has(name));
    },
  };
  return (what) => (isChecked(what) && !has[what]() ? MISSING[what] : null);
}
