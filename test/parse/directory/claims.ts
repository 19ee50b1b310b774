/** Everything a file of a directory says for certain, one text a claim: less evidence may claim less, never something else. */
import {
  COMPUTER_FIELDS,
  DOMAIN_FIELDS,
  DOMAIN_PASSWORD_FIELDS,
  GPO_FIELDS,
  GROUP_FIELDS,
  PSO_FIELDS,
  PSO_PASSWORD_FIELDS,
  SOM_FIELDS,
  SUBNET_FIELDS,
  TRUST_FIELDS,
  USER_FIELDS,
  WMI_FIELDS,
} from '../../../src/facts/directory/attributes.ts';
import { hides } from '../../../src/facts/directory/hidden.ts';
import type { DirectoryObject, DirectorySection } from '../../../src/facts/directory/model.ts';
import type { Parsed } from '../../../src/parse/parser.ts';

type Names = Readonly<Record<string, string>>;

const text = (value: unknown): string =>
  JSON.stringify(value, (_name, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v));

const isUnset = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

function claimsOf(object: DirectoryObject, bag: object, fields: Names): readonly string[] {
  const values = bag as Readonly<Record<string, unknown>>;
  return Object.entries(fields).flatMap(([field, attribute]) => {
    const value = values[field];
    if (isUnset(value) && hides(object, attribute)) return [];
    // A name that is not shown is that of the DN.
    if (field === 'name' && hides(object, attribute)) return [];
    return [`${object.key} ${field} ${text(value)}`];
  });
}

function sectionClaims(d: DirectorySection): readonly string[] {
  const of = <T extends DirectoryObject>(list: readonly T[], fields: Names): readonly string[] =>
    list.flatMap((o) => claimsOf(o, o, fields));
  return [
    ...of(d.domains, DOMAIN_FIELDS),
    ...d.domains.flatMap((o) => claimsOf(o, o.password, DOMAIN_PASSWORD_FIELDS)),
    ...of(d.soms, SOM_FIELDS),
    ...of(d.gpos, GPO_FIELDS),
    ...of(d.wmiFilters, WMI_FIELDS),
    ...of(
      d.accounts.filter((a) => a.kind === 'user'),
      USER_FIELDS,
    ),
    ...of(
      d.accounts.filter((a) => a.kind === 'computer'),
      COMPUTER_FIELDS,
    ),
    ...of(d.groups, GROUP_FIELDS),
    ...of(d.passwordSettings, PSO_FIELDS),
    ...d.passwordSettings.flatMap((o) => claimsOf(o, o.password, PSO_PASSWORD_FIELDS)),
    ...of(d.trusts, TRUST_FIELDS),
    ...of(d.subnets, SUBNET_FIELDS),
    ...d.sysvol.map((s) => `${s.gpo} ${s.complete} ${text(s.files)}`),
    ...(d.schemaHas ? [`schema ${[...d.schemaHas].sort().join()}`] : []),
  ];
}

/** Kinds of which a section says that all are in it. */
export const wholeKinds = (d: DirectorySection | undefined): ReadonlySet<string> => {
  const partial = new Set(d?.searches.filter((s) => !s.complete).map((s) => s.what));
  return new Set(d?.searches.map((s) => s.what).filter((what) => !partial.has(what)));
};

/** How many objects there are of each kind of search. */
function counts(d: DirectorySection): Readonly<Record<string, number>> {
  return {
    domain: d.domains.length,
    ous: d.soms.filter((s) => s.kind === 'ou').length,
    sites: d.soms.filter((s) => s.kind === 'site').length,
    subnets: d.subnets.length,
    gpos: d.gpos.length,
    'wmi-filters': d.wmiFilters.length,
    users: d.accounts.filter((a) => a.kind === 'user').length,
    computers: d.accounts.filter((a) => a.kind === 'computer').length,
    groups: d.groups.length,
    foreign: d.accounts.filter((a) => a.kind === 'foreign').length,
    psos: d.passwordSettings.length,
    trusts: d.trusts.length,
  };
}

/** `that all`: a kind of which everything is here, with how many that are. */
export function claims({ sections }: Parsed): ReadonlySet<string> {
  const d = sections.directory;
  if (!d) return new Set();
  const count = counts(d);
  return new Set([
    ...sectionClaims(d),
    ...[...wholeKinds(d)].map((what) => `that all ${what} ${count[what]}`),
  ]);
}

/** What `part` claims and `whole` does not. */
export const newClaims = (part: Parsed, whole: ReadonlySet<string>): readonly string[] =>
  [...claims(part)].filter((claim) => !whole.has(claim));
