/** Random GPOs with settings of every extension, few enough names that they meet each other. */
import fc from 'fast-check';
import { auditCsv, securityTemplate } from '../../estate/directory/gpo-files.ts';
import { type PolRecord, registryPol } from '../../estate/directory/registry-pol.ts';
import { type Files, guid, inSysvol } from './policies.ts';

export const KEYS = ['A', 'A\\B'];
export const NAMES = ['x', 'y'];
export const GROUPS = ['S-1-5-32-544', 'S-1-5-32-555'];
export const PEOPLE = ['S-1-5-21-1-2-3-1001', 'S-1-5-21-1-2-3-1002', 'S-1-5-21-1-2-3-1003'];

const key = fc.constantFrom(...KEYS);
const name = fc.constantFrom(...NAMES);
const number = fc.constantFrom(0, 1);

/** How a key is written: with a backslash too many, or with a variable in place of a part. */
export const SPELLINGS = ['plain', 'doubled', 'leading', 'variable'] as const;

/** An item of Registry.xml. `name` null: the key itself. */
export interface RegistryItem {
  readonly action: 'C' | 'R' | 'U' | 'D';
  readonly key: string;
  readonly spelling?: (typeof SPELLINGS)[number];
  readonly name: string | null;
  readonly data: number;
  readonly targeted: boolean;
}

export interface GroupsItem {
  readonly group: string;
  readonly action: 'C' | 'R' | 'U' | 'D';
  readonly users: boolean;
  readonly groups: boolean;
  readonly members: readonly { readonly sid: string; readonly action: 'ADD' | 'REMOVE' }[];
  readonly targeted: boolean;
}

export interface RandomGpo {
  readonly registry: readonly PolRecord[] | null;
  readonly values: readonly { readonly key: string; readonly name: string; readonly data: number }[] | null;
  readonly right: readonly string[] | null;
  readonly members: { readonly group: string; readonly list: readonly string[] } | null;
  readonly memberOf: { readonly member: string; readonly group: string } | null;
  readonly items: readonly RegistryItem[] | null;
  readonly groups: readonly GroupsItem[] | null;
  readonly audit: number | null;
  /** Of the user half. */
  readonly userItems: readonly RegistryItem[] | null;
  readonly userGroups: readonly GroupsItem[] | null;
}

const record: fc.Arbitrary<PolRecord> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ key, name, data: number }) },
  { weight: 1, arbitrary: fc.record({ key, name: name.map((n) => `**del.${n}`), data: fc.constant(null) }) },
  { weight: 1, arbitrary: fc.record({ key, name: fc.constant('**delvals.'), data: fc.constant(null) }) },
  { weight: 1, arbitrary: fc.record({ key, name: fc.constant('**DeleteKeys'), data: fc.constant('B') }) },
  { weight: 1, arbitrary: fc.record({ key, name: name.map((n) => `**soft.${n}`), data: number }) },
);

const action = fc.constantFrom<RegistryItem['action']>('C', 'R', 'U', 'U', 'D');
const seldom = fc.integer({ min: 0, max: 4 }).map((n) => n === 0);
const people = fc.uniqueArray(fc.constantFrom(...PEOPLE), { maxLength: 2 });

const item: fc.Arbitrary<RegistryItem> = fc.record({
  action,
  key,
  spelling: fc.oneof(
    { weight: 9, arbitrary: fc.constant('plain' as const) },
    { weight: 1, arbitrary: fc.constantFrom(...SPELLINGS) },
  ),
  name: fc.option(name, { freq: 5 }),
  data: number,
  targeted: seldom,
});

const groupsItem: fc.Arbitrary<GroupsItem> = fc.record({
  group: fc.constantFrom(...GROUPS),
  action,
  users: seldom,
  groups: seldom,
  members: fc.uniqueArray(
    fc.record({
      sid: fc.constantFrom(...PEOPLE),
      action: fc.constantFrom<'ADD' | 'REMOVE'>('ADD', 'REMOVE'),
    }),
    { maxLength: 2, selector: (m) => m.sid },
  ),
  targeted: seldom,
});

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 2 });

/** Mostly null. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.integer({ min: 0, max: 7 }).chain((n) => (n === 0 ? arbitrary : fc.constant(null)));

export const randomGpo: fc.Arbitrary<RandomGpo> = fc.record({
  registry: maybe(fc.array(record, { maxLength: 3 })),
  values: maybe(
    fc.uniqueArray(fc.record({ key, name, data: number }), {
      maxLength: 2,
      selector: (v) => `${v.key}\\${v.name}`,
    }),
  ),
  right: maybe(people),
  members: maybe(fc.record({ group: fc.constantFrom(...GROUPS), list: people })),
  memberOf: maybe(fc.record({ member: fc.constantFrom(...PEOPLE), group: fc.constantFrom(...GROUPS) })),
  items: maybe(fc.array(item, { maxLength: 3 })),
  groups: maybe(fc.array(groupsItem, { maxLength: 2 })),
  audit: maybe(fc.integer({ min: 0, max: 4 })),
  userItems: rarely(fc.array(item, { minLength: 1, maxLength: 2 })),
  userGroups: rarely(fc.array(groupsItem, { minLength: 1, maxLength: 1 })),
});

const FILTERS = '<Filters><FilterOs bool="AND"/></Filters>';

const written = ({ key, spelling }: RegistryItem): string => {
  if (spelling === 'doubled') return `${key.replaceAll('\\', '\\\\')}\\`;
  return spelling === 'leading' ? `\\${key}` : spelling === 'variable' ? '%x%' : key;
};

export function registryXml(items: readonly RegistryItem[]): string {
  const rows = items.map((item) => {
    const { action, name, data, targeted } = item;
    const value = name === null ? 'name="" default="0"' : `name="${name}" default="0"`;
    const properties = `<Properties action="${action}" hive="HKEY_LOCAL_MACHINE" key="${written(item)}" ${value} type="REG_DWORD" value="0000000${data}"/>`;
    return `<Registry clsid="{9CD4B2F4-923D-47f5-A062-E897DD1DAD50}" name="${name ?? ''}">${properties}${targeted ? FILTERS : ''}</Registry>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>\r\n<RegistrySettings clsid="{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}">${rows.join('')}</RegistrySettings>`;
}

const flag = (on: boolean): string => (on ? '1' : '0');

export function groupsXml(items: readonly GroupsItem[]): string {
  const rows = items.map(({ group, action, users, groups, members, targeted }) => {
    const own = members.map((m) => `<Member name="" sid="${m.sid}" action="${m.action}"/>`).join('');
    const head = `action="${action}" groupSid="${group}" groupName="" deleteAllUsers="${flag(users)}" deleteAllGroups="${flag(groups)}"`;
    return `<Group clsid="{6D4A79E4-529C-4481-ABD0-F5BD7EA93BA7}" name="g"><Properties ${head}><Members>${own}</Members></Properties>${targeted ? FILTERS : ''}</Group>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>\r\n<Groups clsid="{3125E937-EB16-4b4c-9934-544FC6D24D26}">${rows.join('')}</Groups>`;
}

const sids = (list: readonly string[]): string => list.map((sid) => `*${sid}`).join(',');

function template({ values, right, members, memberOf }: RandomGpo): Uint8Array | null {
  if (!values && !right && !members && !memberOf) return null;
  return securityTemplate({
    ...(values && { 'Registry Values': values.map((v) => `MACHINE\\${v.key}\\${v.name}=4,${v.data}`) }),
    ...(right && { 'Privilege Rights': [`SeDenyNetworkLogonRight = ${sids(right)}`] }),
    ...((members || memberOf) && {
      'Group Membership': [
        ...(members ? [`*${members.group}__Members = ${sids(members.list)}`] : []),
        ...(memberOf ? [`*${memberOf.member}__Memberof = *${memberOf.group}`] : []),
      ],
    }),
  });
}

/** The files of a GPO's folder, from SYSVOL. */
export function filesOf(gpo: RandomGpo, id: string): Files {
  const inf = template(gpo);
  const files: readonly (readonly [string, Uint8Array | string | null])[] = [
    ['Machine/Registry.pol', gpo.registry && registryPol(gpo.registry)],
    ['Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf', inf],
    ['Machine/Microsoft/Windows NT/Audit/audit.csv', gpo.audit === null ? null : auditCsv({ 15: gpo.audit })],
    ['Machine/Preferences/Registry/Registry.xml', gpo.items && registryXml(gpo.items)],
    ['Machine/Preferences/Groups/Groups.xml', gpo.groups && groupsXml(gpo.groups)],
    ['User/Preferences/Registry/Registry.xml', gpo.userItems && registryXml(gpo.userItems)],
    ['User/Preferences/Groups/Groups.xml', gpo.userGroups && groupsXml(gpo.userGroups)],
  ];
  return Object.fromEntries(
    files.flatMap(([path, content]) => (content === null ? [] : [[inSysvol(id, path), content] as const])),
  );
}

export const allFiles = (gpos: readonly RandomGpo[]): Files =>
  Object.assign({}, ...gpos.map((gpo, i) => filesOf(gpo, guid(i))));

/** Every name that some of them may set, as `settingIn` takes it. */
export const QUESTIONS: readonly (readonly [
  'registry' | 'user-right' | 'restricted-group' | 'group-preference' | 'audit',
  string,
])[] = [
  ...KEYS.flatMap((k) => NAMES.map((n) => ['registry', `HKLM\\${k}\\${n}`] as const)),
  ['user-right', 'SeDenyNetworkLogonRight'],
  ...GROUPS.map((g) => ['restricted-group', g] as const),
  ...GROUPS.map((g) => ['group-preference', g] as const),
  ...GROUPS.flatMap((g) => PEOPLE.map((p) => ['restricted-group', `${g} ← ${p}`] as const)),
  ['audit', '{0CCE9215-69AE-11D9-BED3-505054503030}'],
];
