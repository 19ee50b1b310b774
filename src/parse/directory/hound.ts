/** Objects of a SharpHound file as objects of the model. What is empty there counts as not shown. */
import { guidKey, sidKey } from '../../facts/directory/alternative.ts';
import {
  COMPUTER_FIELDS,
  DOMAIN_FIELDS,
  DOMAIN_PASSWORD_FIELDS,
  GPO_FIELDS,
  GROUP_FIELDS,
  SOM_FIELDS,
  TRUST_FIELDS,
  USER_FIELDS,
} from '../../facts/directory/attributes.ts';
import { dnKey, dnsNameOf, nameOf } from '../../facts/directory/dn.ts';
import type {
  Account,
  DirectoryObject,
  DirectorySection,
  Domain,
  GpoContainer,
  GpoLink,
  Group,
  Som,
  Trust,
} from '../../facts/directory/model.ts';
import { ridOf } from '../../facts/well-known.ts';
import type { Location } from '../../model/evidence.ts';
import { sidIn } from '../account-name.ts';
import { isObject, type JsonObject, type JsonValue, numberOf, property, textOf } from '../json-value.ts';
import { guidOfText } from './sid.ts';

/** One object of the file. */
export interface Hound {
  readonly value: JsonObject;
  readonly properties: JsonObject;
  readonly dn: string;
  readonly at: Location;
}

type Names = Readonly<Record<string, string>>;

const isUnset = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

/** With everything that is unset hidden. */
function hideUnset<T extends DirectoryObject>(object: T, fields: Names, rules: Names = {}): T {
  const bag = object as unknown as Readonly<Record<string, unknown>>;
  const password = (bag.password ?? {}) as Readonly<Record<string, unknown>>;
  const unset = [
    ...Object.entries(fields).filter(([field]) => isUnset(bag[field])),
    ...Object.entries(rules).filter(([field]) => isUnset(password[field])),
  ];
  return { ...object, hidden: [...new Set(unset.map(([, attribute]) => attribute))].sort() };
}

/** SIDs of builtin groups and well-known identities come with the name of their domain before them. */
const sidOf = (value: JsonValue | undefined): string | null => {
  const text = textOf(value);
  return text === null ? null : sidIn(text.slice(Math.max(0, text.indexOf('S-1-'))));
};

const list = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

const texts = (value: JsonValue | undefined): readonly string[] =>
  list(value).filter((v): v is string => typeof v === 'string' && v !== '');

/** `[{"ObjectIdentifier": SID, …}]`; null where one of them is no SID. */
function sidsOf(value: JsonValue | undefined): readonly string[] | null {
  const sids = list(value).map((v) => (isObject(v) ? sidOf(property(v, 'ObjectIdentifier')) : sidOf(v)));
  return sids.every((sid) => sid !== null) ? sids : null;
}

const filled = <T>(values: readonly T[] | null): readonly T[] | null =>
  values && values.length > 0 ? values : null;

const EPOCH_1601 = 11_644_473_600n;

/** Seconds since 1970 to FILETIME. 0 and -1 stand for several things. */
function fileTime(value: JsonValue | undefined): bigint | null {
  const seconds = numberOf(value);
  return seconds !== null && seconds > 0 ? (BigInt(seconds) + EPOCH_1601) * 10_000_000n : null;
}

const base = (h: Hound) => ({
  dn: h.dn,
  key: dnKey(h.dn),
  guid: guidOfText(textOf(property(h.value, 'ObjectIdentifier')) ?? ''),
  hidden: [],
  descriptor: null,
  at: h.at,
});

const p = (h: Hound, name: string): JsonValue | undefined => property(h.properties, name);

function principal(h: Hound) {
  return {
    ...base(h),
    guid: null,
    sid: sidOf(property(h.value, 'ObjectIdentifier')),
    name: textOf(p(h, 'samaccountname')) ?? nameOf(h.dn),
    memberOf: null,
    sidHistory: sidsOf(p(h, 'sidhistory')) ?? [],
    adminCount: p(h, 'admincount') === true ? 1 : null,
  };
}

function account(h: Hound, kind: 'user' | 'computer'): Account {
  const created = numberOf(p(h, 'whencreated'));
  const object: Account = {
    ...principal(h),
    kind,
    control: numberOf(p(h, 'useraccountcontrol')),
    primaryGroup: ridOf(sidOf(property(h.value, 'PrimaryGroupSID'))),
    servicePrincipalNames: texts(p(h, 'serviceprincipalnames')),
    encryptionTypes: null,
    delegatesTo: texts(p(h, 'allowedtodelegate')),
    actedForBy: sidsOf(property(h.value, 'AllowedToAct')) ?? [],
    workstations: [],
    passwordLastSet: fileTime(p(h, 'pwdlastset')),
    lastLogon: fileTime(p(h, 'lastlogontimestamp')),
    expires: null,
    created: created !== null && created > 0 ? created * 1000 : null,
    dnsHostName: null,
    operatingSystem: textOf(p(h, 'operatingsystem')),
    operatingSystemVersion: textOf(p(h, 'operatingsystemversion')),
    lapsExpiry: null,
    legacyLapsExpiry: null,
  };
  return hideUnset(object, kind === 'computer' ? COMPUTER_FIELDS : USER_FIELDS);
}

function group(h: Hound): Group {
  const members = sidsOf(property(h.value, 'Members'));
  return hideUnset<Group>(
    { ...principal(h), kind: 'group', type: null, members: filled(members)?.map(sidKey) ?? null },
    GROUP_FIELDS,
  );
}

/** Links that are disabled are left out of these files; the order of the others is kept. */
function links(h: Hound): readonly GpoLink[] | null {
  const read = list(property(h.value, 'Links')).map((v): GpoLink | null => {
    const guid = isObject(v) ? guidOfText(textOf(property(v, 'GUID')) ?? '') : null;
    const enforced = isObject(v) ? property(v, 'IsEnforced') : null;
    if (guid === null || typeof enforced !== 'boolean') return null;
    return { gpo: guidKey(guid), guid: null, disabled: false, enforced };
  });
  return filled(read.every((l) => l !== null) ? read : null);
}

const ou = (h: Hound): Som =>
  hideUnset<Som>(
    {
      ...base(h),
      kind: 'ou',
      name: nameOf(h.dn),
      links: links(h),
      blocksInheritance: p(h, 'blocksinheritance') === true ? true : null,
    },
    SOM_FIELDS,
  );

/** Words for msDS-Behavior-Version. */
const LEVELS: ReadonlyMap<string, number> = new Map([
  ['2003', 2],
  ['2008', 3],
  ['2008 r2', 4],
  ['2012', 5],
  ['2012 r2', 6],
  ['2016', 7],
  ['2025', 10],
]);

function domain(h: Hound): Domain {
  const key = dnKey(h.dn);
  return hideUnset<Domain>(
    {
      ...base(h),
      guid: null,
      kind: 'domain',
      name: nameOf(h.dn),
      links: links(h),
      blocksInheritance: null,
      dnsName: dnsNameOf(key),
      netbiosName: null,
      sid: sidOf(property(h.value, 'ObjectIdentifier')),
      functionalLevel: LEVELS.get((textOf(p(h, 'functionallevel')) ?? '').toLowerCase()) ?? null,
      machineAccountQuota: numberOf(p(h, 'machineaccountquota')),
      password: {
        minimumLength: numberOf(p(h, 'minpwdlength')),
        complexity: null,
        reversible: null,
        history: numberOf(p(h, 'pwdhistorylength')),
        lockoutThreshold: numberOf(p(h, 'lockoutthreshold')),
        lockoutDuration: null,
        lockoutWindow: null,
        maximumAge: null,
        minimumAge: null,
      },
    },
    DOMAIN_FIELDS,
    DOMAIN_PASSWORD_FIELDS,
  );
}

/** Trust types of these files are not those of trustType; directions are. */
function trusts(h: Hound): readonly Trust[] {
  return list(property(h.value, 'Trusts'))
    .filter(isObject)
    .flatMap((value) => {
      const partner = textOf(property(value, 'TargetDomainName'));
      if (partner === null) return [];
      const dn = `CN=${partner},CN=System,${h.dn}`;
      const trust: Trust = {
        ...base(h),
        guid: null,
        dn,
        key: dnKey(dn),
        partner: partner.toLowerCase(),
        partnerSid: sidOf(property(value, 'TargetDomainSid')),
        direction: numberOf(property(value, 'TrustDirection')),
        type: null,
        attributes: numberOf(property(value, 'TrustAttributes')),
      };
      return [hideUnset(trust, TRUST_FIELDS)];
    });
}

const GPO_ID = /\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}/i;

/** The identifier in the file is the GUID of the object, not that of the GPO, which its path and DN name. */
function gpo(h: Hound): GpoContainer | null {
  const path = textOf(p(h, 'gpcpath'));
  const id = GPO_ID.exec(nameOf(h.dn))?.[0] ?? GPO_ID.exec(path ?? '')?.[0];
  if (id === undefined) return null;
  const name = textOf(p(h, 'name'));
  const flags = numberOf(p(h, 'gpostatus'));
  const object: GpoContainer = {
    ...base(h),
    id: id.toUpperCase(),
    displayName: name?.replace(/@[^@]*$/, '') ?? null,
    userDisabled: flags === null ? null : (flags & 1) !== 0,
    machineDisabled: flags === null ? null : (flags & 2) !== 0,
    version: null,
    functionality: null,
    sysvolPath: path,
    machineExtensions: null,
    userExtensions: null,
    wmiFilter: null,
  };
  return hideUnset(object, GPO_FIELDS);
}

/** `type`: as the file's `meta` says. */
export function houndObjects(
  type: string,
  hounds: readonly Hound[],
): Omit<DirectorySection, 'searches' | 'at'> {
  const of = <T>(wanted: string, make: (h: Hound) => T): readonly T[] =>
    type === wanted ? hounds.map(make) : [];
  return {
    soms: of('ous', ou),
    domains: of('domains', domain),
    gpos: of('gpos', gpo).filter((g) => g !== null),
    wmiFilters: [],
    accounts: [...of('users', (h) => account(h, 'user')), ...of('computers', (h) => account(h, 'computer'))],
    groups: of('groups', group),
    passwordSettings: [],
    trusts: of('domains', trusts).flat(),
    subnets: [],
    sysvol: [],
    schemaHas: null,
    reader: null,
    readAt: null,
  };
}
