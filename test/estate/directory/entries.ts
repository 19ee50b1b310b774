/** The objects of a description as LDAP gives them, before descriptors are named. */

import type { AskedKind } from '../../../src/collect/ad/searches.ts';
import { base64, filetime, generalizedTime, guidBytes, guidOf, sidBytes, span } from './binary.ts';
import { DEFAULTS, gpoDescriptor, lapsComputer } from './descriptors.ts';
import { extensionNames, versionNumber, versionOf } from './gpo-files.ts';
import type { Names } from './names.ts';
import { rdnOf } from './names.ts';
import { attributeSchemas } from './schema.ts';
import { descriptorBytes } from './sddl.ts';
import type {
  ComputerSpec,
  DomainSpec,
  GpoSpec,
  GroupSpec,
  LinkSpec,
  PasswordSpec,
  PsoSpec,
  UserSpec,
} from './spec.ts';
import { CONTROL, GROUP_TYPE } from './standard.ts';

type Value = string | number | readonly string[] | null | undefined;

export interface RawEntry {
  readonly dn: string;
  readonly a: Readonly<Record<string, readonly string[]>>;
  readonly b: Readonly<Record<string, readonly string[]>>;
  /** SDDL; null: the server gave no descriptor. */
  readonly sddl: string | null;
}

interface Context {
  readonly spec: DomainSpec;
  readonly names: Names;
}

/** Attributes without a value are left out, as LDAP leaves them out. */
function texts(values: Readonly<Record<string, Value>>): Record<string, readonly string[]> {
  const all: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === '') continue;
    const list = typeof value === 'object' ? value : [String(value)];
    if (list.length > 0) all[name] = list;
  }
  return all;
}

const entry = (
  dn: string,
  values: Readonly<Record<string, Value>>,
  sddl: string | null,
  binary: Readonly<Record<string, Uint8Array | readonly Uint8Array[]>> = {},
): RawEntry => ({
  dn,
  a: texts(values),
  b: Object.fromEntries(
    Object.entries({ objectGUID: guidBytes(guidOf(dn)), ...binary }).map(([name, value]) => [
      name,
      (value instanceof Uint8Array ? [value] : value).map(base64),
    ]),
  ),
  sddl,
});

/** gPLink ([MS-GPOL] 2.2.2). */
function linkText(links: readonly LinkSpec[] | undefined, names: Names): string {
  const one = ({ gpo, enforced, disabled }: LinkSpec): string =>
    `[LDAP://${names.gpo(gpo).replace(/^CN=|CN=Policies,CN=System/g, (m) => m.toLowerCase())};${(disabled ? 1 : 0) + (enforced ? 2 : 0)}]`;
  return (links ?? []).map(one).join('');
}

/** An observation window or lockout of no length is written as 0; a maximum age without end as the least number. */
const NO_END = '-9223372036854775808';

function domainPassword(p: PasswordSpec): Readonly<Record<string, Value>> {
  return {
    minPwdLength: p.length,
    pwdProperties: (p.complexity ? 1 : 0) + (p.reversible ? 16 : 0),
    pwdHistoryLength: p.history,
    lockoutThreshold: p.threshold,
    lockoutDuration: span(p.lockoutDays),
    lockOutObservationWindow: span(p.windowDays),
    maxPwdAge: p.maximumDays === 0 ? NO_END : span(p.maximumDays),
    minPwdAge: span(p.minimumDays),
  };
}

const domainEntry = ({ spec, names }: Context): RawEntry =>
  entry(
    names.domain,
    {
      objectClass: ['top', 'domain', 'domainDNS'],
      name: spec.dnsName.split('.')[0],
      gPLink: linkText(spec.links, names),
      'msDS-Behavior-Version': spec.functionalLevel,
      'ms-DS-MachineAccountQuota': spec.machineAccountQuota,
      ...domainPassword(spec.password),
    },
    DEFAULTS.domain,
    { objectSid: sidBytes(spec.sid) },
  );

const ouEntries = ({ spec, names }: Context): readonly RawEntry[] =>
  spec.ous.map((ou) =>
    entry(
      names.container(ou.path),
      {
        objectClass: ['top', 'organizationalUnit'],
        name: ou.path.split('/').at(-1),
        gPLink: linkText(ou.links, names),
        gPOptions: ou.blocks ? 1 : undefined,
      },
      DEFAULTS.ou,
    ),
  );

const siteDn = (names: Names, site: string): string => `CN=${site},CN=Sites,${names.configuration}`;

const siteEntries = ({ spec, names }: Context): readonly RawEntry[] =>
  spec.sites.map((site) =>
    entry(
      siteDn(names, site.name),
      { objectClass: ['top', 'site'], name: site.name, gPLink: linkText(site.links, names) },
      DEFAULTS.site,
    ),
  );

const subnetEntries = ({ spec, names }: Context): readonly RawEntry[] =>
  spec.sites.flatMap((site) =>
    site.subnets.map((cidr) =>
      entry(
        `CN=${cidr},CN=Subnets,CN=Sites,${names.configuration}`,
        { objectClass: ['top', 'subnet'], name: cidr, siteObject: siteDn(names, site.name) },
        DEFAULTS.subnet,
      ),
    ),
  );

const wmiId = (spec: DomainSpec, name: string): string =>
  `{${guidOf(`${spec.dnsName} wmi ${name}`).toUpperCase()}}`;

const NAME_SPACE = 'root\\CIMv2';

/** msWMI-Parm2: how many queries, then each with the lengths of its parts. */
const wmiText = (queries: readonly string[]): string =>
  `${queries.length};${queries.map((q) => `3;${NAME_SPACE.length};${q.length};WQL;${NAME_SPACE};${q};`).join('')}`;

const wmiEntries = ({ spec, names }: Context): readonly RawEntry[] =>
  spec.wmiFilters.map(({ name, queries }) => {
    const id = wmiId(spec, name);
    return entry(
      `CN=${id},CN=SOM,CN=WMIPolicy,CN=System,${names.domain}`,
      {
        objectClass: ['top', 'msWMI-Som'],
        'msWMI-ID': id,
        'msWMI-Name': name,
        'msWMI-Parm2': wmiText(queries),
      },
      DEFAULTS.wmi,
    );
  });

/** SIDs and aliases of SDDL stay; names become SIDs. */
const trustees = (names: Names, list: readonly string[]): readonly string[] =>
  list.map((who) => (/^(?:[A-Z]{2}|S-1-.*)$/.test(who) ? who : names.of(who).sid));

/** With a filter, computers still have to read the GPO (MS16-072): the console leaves Authenticated Users their read. */
function gpoSddl(gpo: GpoSpec, names: Names): string {
  const apply = trustees(names, gpo.apply ?? ['AU']);
  return gpoDescriptor({
    apply,
    read: apply.includes('AU') ? [] : ['AU'],
    deny: trustees(names, gpo.deny ?? []),
  });
}

function gpoEntry(gpo: GpoSpec, { spec, names }: Context): RawEntry {
  const dn = `CN=${gpo.id},${names.policies}`;
  if (gpo.unreadable) return { dn, a: {}, b: {}, sddl: null };
  return entry(
    dn,
    {
      objectClass: ['top', 'container', 'groupPolicyContainer'],
      name: gpo.id,
      displayName: gpo.name,
      flags: gpo.flags ?? 0,
      versionNumber: versionNumber(versionOf(gpo)),
      gPCFunctionalityVersion: 2,
      gPCFileSysPath: `\\\\${spec.dnsName}\\SysVol\\${spec.dnsName}\\Policies\\${gpo.id}`,
      gPCMachineExtensionNames: extensionNames(gpo.machine, 'Machine'),
      gPCUserExtensionNames: extensionNames(gpo.user, 'User'),
      gPCWQLFilter: gpo.wmi && `[${spec.dnsName};${wmiId(spec, gpo.wmi)};0]`,
    },
    gpoSddl(gpo, names),
  );
}

const DAY = 86_400_000;

/** So many days before the collection; 0 where it never was. */
function ago(spec: DomainSpec, days: number | null | undefined): string | undefined {
  if (days === undefined) return undefined;
  return days === null ? '0' : filetime(spec.collectedAt - Math.round(days * DAY));
}

/** What all principals have. A group of the builtin domain is found by its own SID. */
function principal(
  { names }: Context,
  name: string,
): { dn: string; memberOf: readonly string[]; sid: Uint8Array } {
  const { dn, sid } = names.of(name);
  return { dn, memberOf: names.groupsOf(dn), sid: sidBytes(sid) };
}

const NO_EXPIRY = '9223372036854775807';

const CREATED_DAYS = 900;

function accountValues(context: Context, account: UserSpec | ComputerSpec): Readonly<Record<string, Value>> {
  const { spec } = context;
  return {
    pwdLastSet: ago(spec, account.passwordAge ?? (account.passwordAge === null ? null : 30)),
    lastLogonTimestamp: account.lastLogon === null ? undefined : ago(spec, account.lastLogon ?? 3),
    accountExpires: NO_EXPIRY,
    whenCreated: generalizedTime(spec.collectedAt - CREATED_DAYS * DAY),
    'msDS-AllowedToDelegateTo': account.delegatesTo,
  };
}

const former = ({ formerSids }: UserSpec | GroupSpec) =>
  formerSids && { sIDHistory: formerSids.map(sidBytes) };

const PERSON = ['top', 'person', 'organizationalPerson', 'user'];

function userEntry(user: UserSpec, context: Context): RawEntry {
  const { dn, memberOf, sid } = principal(context, user.name);
  return entry(
    dn,
    {
      objectClass: user.managed ? [...PERSON, 'computer', 'msDS-GroupManagedServiceAccount'] : PERSON,
      sAMAccountName: user.name,
      displayName: rdnOf(user),
      memberOf,
      adminCount: user.protected ? 1 : undefined,
      userAccountControl: user.control ?? CONTROL.normal,
      primaryGroupID: user.name === 'Guest' ? 514 : 513,
      servicePrincipalName: user.spns,
      'msDS-SupportedEncryptionTypes': user.encryption,
      userWorkstations: user.workstations?.join(','),
      ...accountValues(context, user),
    },
    user.protected ? DEFAULTS.protected : DEFAULTS.user,
    { objectSid: sid, ...former(user) },
  );
}

/** A descriptor that lets these accounts act for others ([MS-ADTS] 2.2.20.x: an allowing entry each). */
const actors = (context: Context, who: readonly string[]): Uint8Array =>
  descriptorBytes(
    `O:BAD:${who.map((name) => `(A;;0xf01ff;;;${context.names.of(name).sid})`).join('')}`,
    context.spec.sid,
  );

const primaryGroupOf = (control: number): number => ((control & CONTROL.server) === 0 ? 515 : 516);

function lapsValues(pc: ComputerSpec, { spec }: Context): Readonly<Record<string, Value>> {
  const at = (days: number | undefined): Value =>
    days === undefined ? undefined : filetime(spec.collectedAt + Math.round(days * DAY));
  return {
    'msLAPS-PasswordExpirationTime': at(pc.laps),
    'ms-Mcs-AdmPwdExpirationTime': at(pc.legacyLaps),
  };
}

function hostValues(pc: ComputerSpec, { spec }: Context): Readonly<Record<string, Value>> {
  const host = `${pc.name.toLowerCase()}.${spec.dnsName}`;
  return {
    dNSHostName: host,
    servicePrincipalName: [`HOST/${pc.name}`, `HOST/${host}`],
    operatingSystem: pc.os,
    operatingSystemVersion: pc.osVersion,
    'msDS-SupportedEncryptionTypes': 28,
  };
}

function computerEntry(pc: ComputerSpec, context: Context): RawEntry {
  const { dn, memberOf, sid } = principal(context, `${pc.name}$`);
  const control = pc.control ?? CONTROL.workstation;
  return entry(
    dn,
    {
      objectClass: [...PERSON, 'computer'],
      sAMAccountName: `${pc.name}$`,
      memberOf,
      userAccountControl: control,
      primaryGroupID: primaryGroupOf(control),
      ...hostValues(pc, context),
      ...accountValues(context, pc),
      ...lapsValues(pc, context),
    },
    context.spec.laps.includes('windows') ? lapsComputer('DA') : DEFAULTS.computer,
    {
      objectSid: sid,
      ...(pc.actedForBy && { 'msDS-AllowedToActOnBehalfOfOtherIdentity': actors(context, pc.actedForBy) }),
    },
  );
}

function groupEntry(group: GroupSpec, context: Context): RawEntry {
  const { dn, memberOf, sid } = principal(context, group.name);
  return entry(
    dn,
    {
      objectClass: ['top', 'group'],
      sAMAccountName: group.name,
      memberOf,
      groupType: group.type ?? GROUP_TYPE.global,
      adminCount: group.protected ? 1 : undefined,
      member: group.members?.map((name) => context.names.of(name).dn),
    },
    group.protected ? DEFAULTS.protected : DEFAULTS.group,
    { objectSid: sid, ...former(group) },
  );
}

const foreignEntries = ({ names }: Context): readonly RawEntry[] =>
  names.foreign.map(({ dn, sid }) =>
    entry(
      dn,
      { objectClass: ['top', 'foreignSecurityPrincipal'], memberOf: names.groupsOf(dn) },
      DEFAULTS.foreign,
      { objectSid: sidBytes(sid) },
    ),
  );

const flag = (value: boolean | undefined): string => (value ? 'TRUE' : 'FALSE');

const psoEntry = (pso: PsoSpec, { names }: Context): RawEntry =>
  entry(
    `CN=${pso.name},CN=Password Settings Container,CN=System,${names.domain}`,
    {
      objectClass: ['top', 'msDS-PasswordSettings'],
      name: pso.name,
      'msDS-PasswordSettingsPrecedence': pso.precedence,
      'msDS-MinimumPasswordLength': pso.length,
      'msDS-PasswordComplexityEnabled': flag(pso.complexity),
      'msDS-PasswordReversibleEncryptionEnabled': flag(pso.reversible),
      'msDS-PasswordHistoryLength': pso.history,
      'msDS-LockoutThreshold': pso.threshold,
      'msDS-LockoutDuration': span(pso.lockoutDays),
      'msDS-LockoutObservationWindow': span(pso.windowDays),
      'msDS-MaximumPasswordAge': pso.maximumDays === 0 ? NO_END : span(pso.maximumDays),
      'msDS-MinimumPasswordAge': span(pso.minimumDays),
      'msDS-PSOAppliesTo': pso.appliesTo.map((name) => names.of(name).dn),
    },
    DEFAULTS.pso,
  );

const trustEntries = ({ spec, names }: Context): readonly RawEntry[] =>
  spec.trusts.map((trust) =>
    entry(
      `CN=${trust.partner},CN=System,${names.domain}`,
      {
        objectClass: ['top', 'leaf', 'trustedDomain'],
        trustPartner: trust.partner,
        trustDirection: trust.direction,
        trustType: trust.type,
        trustAttributes: trust.attributes,
      },
      DEFAULTS.trust,
      { securityIdentifier: sidBytes(trust.sid) },
    ),
  );

/** Attributes of the schema have no descriptor in the evidence: everybody reads them. */
const schemaEntries = ({ spec, names }: Context): readonly RawEntry[] =>
  attributeSchemas(spec.laps).map(({ name, guid, propertySet, searchFlags }) => ({
    dn: `CN=${name},CN=Schema,${names.configuration}`,
    a: texts({ objectClass: ['top', 'attributeSchema'], lDAPDisplayName: name, searchFlags }),
    b: {
      schemaIDGUID: [base64(guidBytes(guid))],
      ...(propertySet && { attributeSecurityGUID: [base64(guidBytes(propertySet))] }),
    },
    sddl: null,
  }));

const CONTAINERS: readonly (readonly [dn: string, objectClass: string])[] = [
  ['CN=Users', 'container'],
  ['CN=Computers', 'container'],
  ['CN=Builtin', 'builtinDomain'],
  ['CN=ForeignSecurityPrincipals', 'container'],
  ['CN=System', 'container'],
  ['CN=Policies,CN=System', 'container'],
  ['CN=WMIPolicy,CN=System', 'container'],
  ['CN=SOM,CN=WMIPolicy,CN=System', 'container'],
  ['CN=Password Settings Container,CN=System', 'msDS-PasswordSettingsContainer'],
];

const container = (dn: string, objectClass: string): RawEntry =>
  entry(dn, { objectClass: ['top', objectClass] }, DEFAULTS.container);

/** The one of all sites first. */
const siteContainers = ({ names }: Context): readonly RawEntry[] => [
  container(`CN=Sites,${names.configuration}`, 'sitesContainer'),
  container(`CN=Subnets,CN=Sites,${names.configuration}`, 'subnetContainer'),
];

const containerEntries = ({ names }: Context): readonly RawEntry[] =>
  CONTAINERS.map(([dn, objectClass]) => container(`${dn},${names.domain}`, objectClass));

const partitionEntries = ({ spec, names }: Context): readonly RawEntry[] => [
  entry(
    `CN=${spec.netbios},CN=Partitions,${names.configuration}`,
    { objectClass: ['top', 'crossRef'], nCName: names.domain, nETBIOSName: spec.netbios },
    DEFAULTS.crossRef,
  ),
];

/** All objects of one kind, in the order of the description. */
export function entriesOf(kind: AskedKind, context: Context): readonly RawEntry[] {
  const { spec, names } = context;
  const by: Readonly<Record<AskedKind, () => readonly RawEntry[]>> = {
    domain: () => [domainEntry(context)],
    partitions: () => partitionEntries(context),
    containers: () => containerEntries(context),
    sweep: () => [],
    'sites-container': () => siteContainers(context).slice(0, 1),
    'schema-container': () => [container(`CN=Schema,${context.names.configuration}`, 'dMD')],
    ous: () => ouEntries(context),
    sites: () => [...siteContainers(context).slice(1), ...siteEntries(context)],
    subnets: () => subnetEntries(context),
    gpos: () => spec.gpos.map((gpo) => gpoEntry(gpo, context)),
    'wmi-filters': () => wmiEntries(context),
    users: () => names.users.map((user) => userEntry(user, context)),
    computers: () => names.computers.map((pc) => computerEntry(pc, context)),
    groups: () => names.groups.map((group) => groupEntry(group, context)),
    foreign: () => foreignEntries(context),
    psos: () => spec.psos.map((pso) => psoEntry(pso, context)),
    trusts: () => trustEntries(context),
    schema: () => schemaEntries(context),
  };
  return by[kind]();
}
