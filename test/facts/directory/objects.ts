/** Objects of a directory for tests: everything known and empty, but for what a test says. */
import { dnKey, dnsNameOf, nameOf } from '../../../src/facts/directory/dn.ts';
import type {
  Account,
  DirectorySection,
  Domain,
  Group,
  SearchKind,
  SearchState,
  Som,
} from '../../../src/facts/directory/model.ts';
import { ALL_KINDS } from '../../../src/parse/directory/states.ts';

export const DOMAIN = 'S-1-5-21-1-2-3';
export const BASE = 'DC=example,DC=test';

const at = (text: string) => ({ file: 'example.test/directory.ndjson', line: 1, text });

const object = (dn: string) => ({
  dn,
  key: dnKey(dn),
  guid: null,
  hidden: [],
  descriptor: null,
  at: at(dn),
});

const principal = (name: string, rid: number) => ({
  ...object(`CN=${name},CN=Users,${BASE}`),
  sid: `${DOMAIN}-${rid}`,
  name,
  memberOf: [],
  sidHistory: [],
  adminCount: null,
});

export const account = (name: string, rid: number, more: Partial<Account> = {}): Account => ({
  ...principal(name, rid),
  kind: 'user',
  control: 512,
  primaryGroup: 513,
  servicePrincipalNames: [],
  encryptionTypes: null,
  delegatesTo: [],
  actedForBy: [],
  workstations: [],
  passwordLastSet: 1n,
  lastLogon: null,
  expires: 0n,
  created: 0,
  dnsHostName: null,
  operatingSystem: null,
  operatingSystemVersion: null,
  lapsExpiry: null,
  legacyLapsExpiry: null,
  ...more,
});

export const group = (name: string, rid: number, more: Partial<Group> = {}): Group => ({
  ...principal(name, rid),
  kind: 'group',
  type: -2147483646,
  members: [],
  ...more,
});

export const keyOf = (name: string): string => dnKey(`CN=${name},CN=Users,${BASE}`);

export const ou = (path: string, more: Partial<Som> = {}): Som => ({
  ...object(`${path},${BASE}`),
  kind: 'ou',
  name: nameOf(path),
  links: [],
  blocksInheritance: false,
  ...more,
});

export const domain = (more: Partial<Domain> = {}): Domain => ({
  ...object(BASE),
  kind: 'domain',
  name: 'example',
  links: [],
  blocksInheritance: false,
  dnsName: dnsNameOf(dnKey(BASE)),
  netbiosName: 'EXAMPLE',
  sid: DOMAIN,
  functionalLevel: 7,
  machineAccountQuota: 10,
  password: {
    minimumLength: 14,
    complexity: true,
    reversible: false,
    history: 24,
    lockoutThreshold: 5,
    lockoutDuration: 0n,
    lockoutWindow: 0n,
    maximumAge: 0n,
    minimumAge: 0n,
  },
  ...more,
});

export const state = (what: SearchKind, complete = true): SearchState => ({
  what,
  complete,
  because: complete ? null : { ja: '途中まで', en: 'in part' },
  at: at(what),
});

export const ALL_SEARCHED: readonly SearchState[] = ALL_KINDS.map((what) => state(what));

export const section = (more: Partial<DirectorySection> = {}): DirectorySection => ({
  soms: [],
  domains: [domain()],
  gpos: [],
  wmiFilters: [],
  accounts: [],
  groups: [],
  passwordSettings: [],
  trusts: [],
  subnets: [],
  searches: ALL_SEARCHED,
  sysvol: [],
  schemaHas: null,
  reader: null,
  readAt: null,
  at: at('example.test'),
  ...more,
});
