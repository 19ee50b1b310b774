/**
 * A small domain as plain data, and the directory that evidence of it would give. What random tests draw, what the naive
 * evaluator judges and what is written into a real controller are all this.
 */
import { APPLY_GROUP_POLICY, RIGHT } from '../../../src/facts/directory/access.ts';
import { buildDirectory } from '../../../src/facts/directory/directory.ts';
import { dnKey } from '../../../src/facts/directory/dn.ts';
import type {
  Account,
  DirectoryAce,
  DirectoryObject,
  DirectorySection,
  Domain,
  GpoContainer,
  GpoLink,
  Group,
  PasswordRules,
  SearchKind,
  SearchState,
  Som,
  Subnet,
} from '../../../src/facts/directory/model.ts';
import type { Directory } from '../../../src/facts/directory/query.ts';

export interface LinkSpec {
  readonly gpo: string;
  readonly enforced?: boolean;
  readonly disabled?: boolean;
}

export interface SomSpec {
  readonly links: readonly LinkSpec[];
  readonly blocks?: boolean;
}

/** `parent`: index of an OU above; -1: the domain. */
export interface OuSpec extends SomSpec {
  readonly name: string;
  readonly parent: number;
}

export interface SiteSpec extends SomSpec {
  readonly name: string;
}

/** `who`: name of an account or a group, or a SID. */
export interface AceSpec {
  readonly kind: 'allow' | 'deny';
  readonly right: 'read' | 'apply';
  readonly who: string;
}

export interface GpoSpec {
  /** Upper case GUID with braces. */
  readonly id: string;
  readonly name: string;
  readonly userDisabled?: boolean;
  /** null: absent. */
  readonly functionality?: number | null;
  readonly machineDisabled?: boolean;
  readonly acl: readonly AceSpec[];
  readonly wmi?: string;
  /** 1 of each half where it is left out. */
  readonly version?: { readonly machine: number; readonly user: number };
  readonly machineExtensions?: readonly string[];
  readonly userExtensions?: readonly string[];
}

/** `members`: names of accounts and groups. */
export interface GroupSpec {
  readonly name: string;
  readonly members: readonly string[];
}

/** `ou`: index; -1: `CN=Computers` or `CN=Users`. */
export interface AccountSpec {
  readonly name: string;
  readonly kind: 'computer' | 'user';
  readonly ou: number;
}

export interface World {
  readonly base: string;
  readonly domain: SomSpec;
  readonly ous: readonly OuSpec[];
  readonly sites: readonly SiteSpec[];
  readonly subnets: readonly { readonly cidr: string; readonly site: string }[];
  readonly gpos: readonly GpoSpec[];
  readonly groups: readonly GroupSpec[];
  readonly accounts: readonly AccountSpec[];
}

export const DOMAIN_SID = 'S-1-5-21-1-2-3';
export const AUTHENTICATED = 'S-1-5-11';
const REGISTRY_CSE = '{35378EAC-683F-11D2-A89A-00C04FBBCFA2}';

const AT = { file: 'ad/directory.ndjson', line: 1, text: '' };

export const EVERYBODY: readonly AceSpec[] = [
  { kind: 'allow', right: 'read', who: AUTHENTICATED },
  { kind: 'allow', right: 'apply', who: AUTHENTICATED },
];

export const policiesDn = (world: World): string => `CN=Policies,CN=System,${world.base}`;
export const gpoDn = (world: World, id: string): string => `CN=${id},${policiesDn(world)}`;

export function ouDn(world: World, index: number): string {
  const ou = world.ous[index];
  return ou ? `OU=${ou.name},${ouDn(world, ou.parent)}` : world.base;
}

export function accountDn(world: World, { name, kind, ou }: AccountSpec): string {
  if (ou >= 0) return `CN=${name},${ouDn(world, ou)}`;
  return `CN=${name},CN=${kind === 'computer' ? 'Computers' : 'Users'},${world.base}`;
}

export const groupDn = (world: World, name: string): string => `CN=${name},CN=Users,${world.base}`;
export const siteDn = (world: World, name: string): string =>
  `CN=${name},CN=Sites,CN=Configuration,${world.base}`;

/** RIDs by position, groups first. */
export function sidOf(world: World, who: string): string {
  if (who.startsWith('S-1-')) return who;
  const group = world.groups.findIndex((g) => g.name === who);
  const account = world.accounts.findIndex((a) => a.name === who);
  return `${DOMAIN_SID}-${group >= 0 ? 2000 + group : 5000 + account}`;
}

const object = (dn: string): DirectoryObject => ({
  dn,
  key: dnKey(dn),
  guid: null,
  hidden: [],
  descriptor: null,
  at: AT,
});

const linkOf = (world: World, link: LinkSpec): GpoLink => ({
  gpo: dnKey(gpoDn(world, link.gpo)),
  guid: link.gpo,
  disabled: link.disabled ?? false,
  enforced: link.enforced ?? false,
});

const som = (world: World, dn: string, kind: Som['kind'], name: string, spec: SomSpec): Som => ({
  ...object(dn),
  kind,
  name,
  links: spec.links.map((link) => linkOf(world, link)),
  blocksInheritance: spec.blocks ?? false,
});

const NO_RULES: PasswordRules = {
  minimumLength: null,
  complexity: null,
  reversible: null,
  history: null,
  lockoutThreshold: null,
  lockoutDuration: null,
  lockoutWindow: null,
  maximumAge: null,
  minimumAge: null,
};

const dnsName = (base: string): string => base.replace(/^DC=/, '').replaceAll(',DC=', '.').toLowerCase();

const domainOf = (world: World): Domain => ({
  ...som(world, world.base, 'domain', dnsName(world.base), world.domain),
  kind: 'domain',
  dnsName: dnsName(world.base),
  netbiosName: null,
  sid: DOMAIN_SID,
  functionalLevel: 7,
  machineAccountQuota: 0,
  password: NO_RULES,
});

const READ = RIGHT.readProperty | RIGHT.readControl | RIGHT.listContents;

const aceOf = (world: World, { kind, right, who }: AceSpec): DirectoryAce => ({
  kind,
  mask: right === 'read' ? READ : RIGHT.controlAccess,
  objectType: right === 'read' ? null : APPLY_GROUP_POLICY,
  inheritedObjectType: null,
  inheritOnly: false,
  sid: sidOf(world, who),
});

const gpoOf = (world: World, gpo: GpoSpec): GpoContainer => ({
  ...object(gpoDn(world, gpo.id)),
  descriptor: {
    owner: `${DOMAIN_SID}-512`,
    group: `${DOMAIN_SID}-512`,
    dacl: gpo.acl.map((ace) => aceOf(world, ace)),
    isProtected: true,
  },
  id: gpo.id,
  displayName: gpo.name,
  userDisabled: gpo.userDisabled ?? false,
  machineDisabled: gpo.machineDisabled ?? false,
  version: gpo.version ?? { machine: 1, user: 1 },
  functionality: gpo.functionality === undefined ? 2 : gpo.functionality,
  sysvolPath: null,
  machineExtensions: gpo.machineExtensions ?? [REGISTRY_CSE],
  userExtensions: gpo.userExtensions ?? [REGISTRY_CSE],
  wmiFilter: gpo.wmi ?? null,
});

const memberKey = (world: World, name: string): string => {
  const account = world.accounts.find((a) => a.name === name);
  return dnKey(account ? accountDn(world, account) : groupDn(world, name));
};

const holders = (world: World, name: string): readonly string[] =>
  world.groups.filter((g) => g.members.includes(name)).map((g) => dnKey(groupDn(world, g.name)));

const principal = (world: World, dn: string, name: string) => ({
  ...object(dn),
  sid: sidOf(world, name),
  name,
  memberOf: holders(world, name),
  sidHistory: [],
  adminCount: null,
});

const accountOf = (world: World, account: AccountSpec): Account => ({
  ...principal(world, accountDn(world, account), account.name),
  kind: account.kind,
  control: account.kind === 'computer' ? 0x1000 : 0x200,
  primaryGroup: account.kind === 'computer' ? 515 : 513,
  servicePrincipalNames: [],
  encryptionTypes: null,
  delegatesTo: [],
  actedForBy: [],
  workstations: [],
  passwordLastSet: null,
  lastLogon: null,
  expires: null,
  created: null,
  dnsHostName: null,
  operatingSystem: account.kind === 'computer' ? 'Windows 11 Enterprise' : null,
  operatingSystemVersion: account.kind === 'computer' ? '10.0 (26100)' : null,
  lapsExpiry: null,
  legacyLapsExpiry: null,
});

const PRIMARY: readonly (readonly [name: string, rid: number])[] = [
  ['Domain Admins', 512],
  ['Domain Users', 513],
  ['Domain Computers', 515],
];

const primaryGroup = (world: World, name: string, rid: number): Group => ({
  ...principal(world, groupDn(world, name), name),
  sid: `${DOMAIN_SID}-${rid}`,
  kind: 'group',
  type: -2147483646,
  members: [],
});

const groupOf = (world: World, group: GroupSpec): Group => ({
  ...principal(world, groupDn(world, group.name), group.name),
  kind: 'group',
  type: -2147483646,
  members: group.members.map((name) => memberKey(world, name)),
});

const KINDS: readonly SearchKind[] = [
  ...(['domain', 'ous', 'sites', 'subnets', 'gpos', 'wmi-filters', 'users'] as const),
  ...(['computers', 'groups', 'foreign', 'psos', 'trusts', 'schema'] as const),
];

export const searchState = (what: SearchKind, complete: boolean): SearchState => ({
  what,
  complete,
  because: complete ? null : { ja: '途中で切れた', en: 'it was cut short' },
  at: AT,
});

const subnetOf = (world: World, cidr: string, site: string): Subnet => ({
  ...object(`CN=${cidr},CN=Subnets,CN=Sites,CN=Configuration,${world.base}`),
  cidr,
  site: dnKey(siteDn(world, site)),
});

/** Whole evidence of it. */
export const sectionOf = (world: World): DirectorySection => ({
  soms: [
    ...world.ous.map((ou, i) => som(world, ouDn(world, i), 'ou', ou.name, ou)),
    ...world.sites.map((site) => som(world, siteDn(world, site.name), 'site', site.name, site)),
  ],
  domains: [domainOf(world)],
  gpos: world.gpos.map((gpo) => gpoOf(world, gpo)),
  wmiFilters: [],
  accounts: world.accounts.map((account) => accountOf(world, account)),
  groups: [
    ...PRIMARY.map(([name, rid]) => primaryGroup(world, name, rid)),
    ...world.groups.map((group) => groupOf(world, group)),
  ],
  passwordSettings: [],
  trusts: [],
  subnets: world.subnets.map(({ cidr, site }) => subnetOf(world, cidr, site)),
  searches: KINDS.map((what) => searchState(what, true)),
  sysvol: [],
  schemaHas: null,
  reader: null,
  readAt: null,
  at: AT,
});

export const directoryOf = (world: World): Directory => buildDirectory([sectionOf(world)]);

export function accountIn(directory: Directory, name: string): Account {
  const found = directory.accounts.find((a) => a.name === name);
  if (!found) throw new Error(`no account ${name}`);
  return found;
}
