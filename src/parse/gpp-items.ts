/**
 * Items of Group Policy Preferences that become facts: registry values, members of local groups, services
 * ([MS-GPPREF] 2.2). An item comes here as its attributes and those of its Properties.
 */
import type { RegistryOp, RegistryWrite } from '../facts/registry.ts';
import { withoutSecret } from '../facts/secrets.ts';
import type {
  GroupItem,
  Principal,
  RestrictedGroup,
  SecurityPolicySection,
} from '../facts/security-policy.ts';
import type { Location } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import type { GpoHalf } from './gpo-path.ts';
import { keyPath, type TypedData } from './registry-data.ts';

type Attributes = ReadonlyMap<string, string>;

/** What is known of an item when its Properties (or its Reg) closes. */
export interface GppItem {
  /** Attributes of the item; for `Reg` of InternetSettings, of that element itself. */
  readonly item: Attributes;
  readonly properties: Attributes;
  /** `<Values><Value>` of a REG_MULTI_SZ. */
  readonly values: readonly string[];
  /** `<Members><Member>` of a local group. */
  readonly members: readonly Attributes[];
  /** Only some bits of the number are written (`bitfield`, `<SubProp>`). */
  readonly bits: boolean;
  readonly half: GpoHalf | null;
}

export type GppRegistry = Omit<RegistryWrite, 'gpo' | 'at'>;

const of = (attributes: Attributes, name: string): string => attributes.get(name) ?? '';

function dword(value: string): TypedData | null {
  return /^[0-9a-f]{1,8}$/i.test(value) ? { type: 'REG_DWORD', data: Number.parseInt(value, 16) } : null;
}

function hexBytes(value: string): TypedData | null {
  if (!/^(?:[0-9a-f]{2})*$/i.test(value)) return null;
  return {
    type: 'REG_BINARY',
    data: Uint8Array.from(value.match(/../g) ?? [], (b) => Number.parseInt(b, 16)),
  };
}

function multi(item: GppItem): TypedData | null {
  const value = of(item.properties, 'value');
  if (item.values.length > 0 || value === '') return { type: 'REG_MULTI_SZ', data: item.values };
  return null;
}

/** REG_DWORD and REG_QWORD are hexadecimal whatever displayDecimal says. */
function dataOf(item: GppItem): TypedData | null {
  const value = of(item.properties, 'value');
  switch (of(item.properties, 'type').toUpperCase()) {
    case '':
    case 'REG_SZ':
      return { type: 'REG_SZ', data: value };
    case 'REG_EXPAND_SZ':
      return { type: 'REG_EXPAND_SZ', data: value };
    case 'REG_DWORD':
      return dword(value);
    case 'REG_QWORD':
      return /^[0-9a-f]{1,16}$/i.test(value) ? { type: 'REG_QWORD', data: BigInt(`0x${value}`) } : null;
    case 'REG_BINARY':
      return hexBytes(value);
    case 'REG_MULTI_SZ':
      return multi(item);
    default:
      return null;
  }
}

const NOTHING: TypedData = { type: 'REG_NONE', data: new Uint8Array(0) };

/** `name=""` with `default="0"` is the key itself; with `default="1"` its default value. */
const isKeyItem = (properties: Attributes): boolean =>
  of(properties, 'name') === '' && of(properties, 'default') !== '1';

const VALUE_OPS: ReadonlyMap<string, RegistryOp> = new Map<string, RegistryOp>([
  ['C', 'set-if-absent'],
  ['R', 'set'],
  ['U', 'set'],
  ['D', 'delete'],
]);

/** On a key, C and U only make it exist: nothing to say. R takes away its values and subkeys. */
const KEY_OPS: ReadonlyMap<string, RegistryOp | null> = new Map<string, RegistryOp | null>([
  ['C', null],
  ['R', 'delete-key'],
  ['U', null],
  ['D', 'delete-key'],
]);

const BITS: Bilingual = {
  ja: '値の一部のビットだけを書く基本設定である',
  en: 'the preference writes only some bits of the value',
};
const AS_USER: Bilingual = {
  ja: '利用者の権限で書く基本設定であり (userContext)、HKLM に書けるとは限らない',
  en: "the preference writes with the user's rights (userContext), which need not suffice for HKLM",
};
const NO_HALF: Bilingual = {
  ja: 'コンピューターの基本設定かユーザーの基本設定かがパスから分からず、どの利用者の HKCU か決まらない',
  en: 'the path does not tell whether this is a computer or a user preference, so whose HKCU it is remains open',
};

function condition(item: GppItem, hive: string): Bilingual | null {
  if (item.bits) return BITS;
  if (hive === 'HKCU' && item.half === null) return NO_HALF;
  return hive === 'HKLM' && of(item.item, 'userContext') === '1' ? AS_USER : null;
}

/** A computer preference runs as SYSTEM, whose HKCU is the default user's hive. */
const hiveFor = (hive: string, half: GpoHalf | null): string =>
  hive === 'HKCU' && half === 'machine' ? 'HKU\\.DEFAULT' : hive;

/** null: an action, hive or datum that is not understood. `[]`: it says nothing about a value. */
export function registryOf(item: GppItem): readonly GppRegistry[] | null {
  const { properties } = item;
  const action = of(properties, 'action').toUpperCase() || 'U';
  const path = keyPath(of(properties, 'hive'), of(properties, 'key'));
  const op = (isKeyItem(properties) ? KEY_OPS : VALUE_OPS).get(action);
  if (path === null || op === undefined) return null;
  if (op === null) return [];
  const typed = op.startsWith('set') && !item.bits ? dataOf(item) : NOTHING;
  if (typed === null) return null;
  const name = of(properties, 'name');
  const hive = hiveFor(path.hive, item.half);
  return [
    {
      hive,
      key: path.key,
      name,
      op,
      type: typed.type,
      data: withoutSecret({ key: path.key, name }, typed.data),
      layer: 'intended',
      source: 'gpp-xml',
      strength: 'preference',
      condition: condition(item, path.hive),
    },
  ];
}

const principal = (sid: string, name: string): Principal => ({
  sid: /^S-1-[\d-]+$/i.test(sid) ? sid.toUpperCase() : null,
  name: name === '' ? null : name,
});

type Group = Omit<RestrictedGroup, 'gpo' | 'at'>;

/** Added members, or with both delete switches the whole membership. Removals alone cannot be said in these terms. */
export function groupsOf(item: GppItem): readonly Group[] | null {
  const { properties } = item;
  const action = of(properties, 'action').toUpperCase() || 'U';
  if (!VALUE_OPS.has(action)) return null;
  if (action === 'D') return [];
  const group = principal(of(properties, 'groupSid'), of(properties, 'groupName'));
  const added = membersWith(item, 'ADD');
  const emptied = of(properties, 'deleteAllUsers') === '1' && of(properties, 'deleteAllGroups') === '1';
  if (emptied) return [{ group, relation: 'members', principals: added }];
  return added.map((member) => ({ group: member, relation: 'memberOf', principals: [group] }));
}

const GROUP_ACTIONS: ReadonlyMap<string, GroupItem['action']> = new Map<string, GroupItem['action']>([
  ['C', 'create'],
  ['R', 'replace'],
  ['U', 'update'],
  ['D', 'delete'],
]);

const CURRENT_USER: ReadonlyMap<string, GroupItem['currentUser']> = new Map<string, GroupItem['currentUser']>(
  [
    ['', null],
    ['ADD', 'add'],
    ['REMOVE', 'remove'],
  ],
);

const membersWith = (item: GppItem, action: string): readonly Principal[] =>
  item.members
    .filter((m) => (of(m, 'action').toUpperCase() || 'ADD') === action)
    .map((m) => principal(of(m, 'sid'), of(m, 'name')));

const isKnownMember = (member: Attributes): boolean =>
  /^(?:ADD|REMOVE|)$/i.test(of(member, 'action')) && of(member, 'sid') + of(member, 'name') !== '';

/** null: an action that is not understood, no group, or a member that names nobody. */
export function groupItemOf(item: GppItem): Omit<GroupItem, 'gpo' | 'at'> | null {
  const { properties } = item;
  const action = GROUP_ACTIONS.get(of(properties, 'action').toUpperCase() || 'U');
  const currentUser = CURRENT_USER.get(of(properties, 'userAction').toUpperCase());
  const group = principal(of(properties, 'groupSid'), of(properties, 'groupName'));
  if (action === undefined || currentUser === undefined || !item.members.every(isKnownMember)) return null;
  if (group.sid === null && group.name === null) return null;
  return {
    group,
    action,
    newName: of(properties, 'newName') || null,
    clearsUsers: of(properties, 'deleteAllUsers') === '1',
    clearsGroups: of(properties, 'deleteAllGroups') === '1',
    added: membersWith(item, 'ADD'),
    removed: membersWith(item, 'REMOVE'),
    currentUser,
  };
}

/** Start mode as in [Service General Setting]. */
const START: ReadonlyMap<string, number> = new Map([
  ['BOOT', 0],
  ['SYSTEM', 1],
  ['AUTOMATIC', 2],
  ['AUTODELAYED', 2],
  ['MANUAL', 3],
  ['DISABLED', 4],
]);

type Service = SecurityPolicySection['services'][number];

/** null: a start mode that is not understood. */
export function servicesOf(item: GppItem, at: Location): readonly Service[] | null {
  const type = of(item.properties, 'startupType').toUpperCase();
  const name = of(item.properties, 'serviceName');
  if (type === 'NOCHANGE' || type === '') return [];
  const start = START.get(type);
  return start === undefined || name === '' ? null : [{ name, start, at }];
}
