/**
 * Preferences in reports. A GPO report holds the items as Preferences files do ([MS-GPPREF]); an RSoP holds WMI
 * instances of the items that were processed, as PROPERTY elements.
 */
import type { Cpassword } from '../facts/gpo.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { type GppItem, groupsOf, registryOf, servicesOf } from './gpp-items.ts';
import { locate } from './parser.ts';
import { addWrite, type Statement, standing } from './report-draft.ts';
import { child, children, childText, type ReportNode } from './report-node.ts';
import type { SettingReader, Taken } from './report-security.ts';

const TARGETED: Bilingual = {
  ja: '項目レベルのターゲット指定があり、適用されるかどうかはファイルから決められない',
  en: 'it has item-level targeting, and files cannot decide whether it applies',
};

const isDisabled = (node: ReportNode): boolean => node.attributes.get('disabled') === '1';

const isTargeted = (node: ReportNode): boolean => (child(node, 'Filters')?.children.length ?? 0) > 0;

interface Item {
  readonly node: ReportNode;
  readonly properties: ReportNode;
  readonly condition: Bilingual | null;
  readonly disabled: boolean;
}

/** Items below a container, with what its collections say of them. */
function items(node: ReportNode, condition: Bilingual | null, disabled: boolean): readonly Item[] {
  return node.children.flatMap((c) => {
    if (c.name === 'Filters') return [];
    const open = isTargeted(c) ? TARGETED : condition;
    const off = disabled || isDisabled(c);
    const properties = child(c, 'Properties');
    if (properties) return [{ node: c, properties, condition: open, disabled: off }];
    return items(c, open, off);
  });
}

const isSubProp = (node: ReportNode): boolean => child(node, 'SubProp') !== undefined;

const toItem = (s: Statement, item: ReportNode, properties: ReportNode): GppItem => ({
  item: item.attributes,
  properties: properties.attributes,
  values: children(child(properties, 'Values'), 'Value').map((v) => v.text),
  members: children(child(properties, 'Members'), 'Member').map((m) => m.attributes),
  bits: properties.attributes.get('bitfield') === '1' || isSubProp(properties),
  half: s.half === 'computer' ? 'machine' : 'user',
});

function addRegistry(s: Statement, line: number, item: GppItem, condition: Bilingual | null): Taken {
  const writes = registryOf(item);
  if (writes === null) return 'notUnderstood';
  for (const write of writes) addWrite(s, line, { ...write, condition: condition ?? write.condition });
  return writes.length > 0 ? 'understood' : 'irrelevant';
}

function addGroups(s: Statement, line: number, item: GppItem, condition: Bilingual | null): Taken {
  const groups = groupsOf(item);
  if (groups === null) return 'notUnderstood';
  for (const made of groups) {
    const shown = made.group.sid ?? made.group.name ?? '';
    const at = locate(s.evidence, line, `${shown} ${made.relation}`);
    s.draft.groups.push({ ...made, gpo: s.gpo, at, ...standing(condition ?? s.condition) });
  }
  return groups.length > 0 ? 'understood' : 'irrelevant';
}

function addServices(s: Statement, line: number, item: GppItem, condition: Bilingual | null): Taken {
  const name = item.properties.get('serviceName') ?? '';
  const services = servicesOf(
    item,
    locate(s.evidence, line, `${name} ${item.properties.get('startupType')}`),
  );
  if (services === null) return 'notUnderstood';
  for (const made of services) s.draft.services.push({ ...made, ...standing(condition ?? s.condition) });
  return services.length > 0 ? 'understood' : 'irrelevant';
}

/** Items of Internet Settings hold one `<Reg>` for each field of their dialog. */
function takeFields(s: Statement, { node, properties, condition }: Item): Taken {
  const taken = children(properties, 'Reg')
    .filter((field) => !isDisabled(field))
    .map((field) => addRegistry(s, field.line, toItem(s, node, field), condition));
  return taken.includes('notUnderstood') ? 'notUnderstood' : 'understood';
}

function takeItem(s: Statement, item: Item): Taken {
  const { node, properties, condition, disabled } = item;
  if (disabled) return 'irrelevant';
  if (child(properties, 'Reg')) return takeFields(s, item);
  const content = toItem(s, node, properties);
  if (node.name === 'Registry') return addRegistry(s, node.line, content, condition);
  if (node.name === 'Group') return addGroups(s, node.line, content, condition);
  return node.name === 'NTService' ? addServices(s, node.line, content, condition) : 'irrelevant';
}

/** How each item of the container was taken. */
export const preferenceItems = (node: ReportNode, s: Statement): readonly (readonly [ReportNode, Taken])[] =>
  items(node, isTargeted(node) ? TARGETED : null, isDisabled(node)).map((item) => [
    item.node,
    takeItem(s, item),
  ]);

/** Properties of an instance and of those inside it, by lower-case name; the inner ones win. */
function properties(node: ReportNode, into: Map<string, string> = new Map()): ReadonlyMap<string, string> {
  for (const p of children(node, 'PROPERTY')) {
    into.set((p.attributes.get('NAME') ?? '').toLowerCase(), childText(p, 'VALUE') ?? '');
  }
  for (const instance of children(node, 'INSTANCE')) properties(instance, into);
  return into;
}

const RSOP_FORM: Bilingual = {
  ja: '基本設定のレジストリ項目の値を RSoP レポートから確かには読み取れない',
  en: 'the data of a Preferences registry item cannot be read from an RSoP report for certain',
};

/** Only the place of the value is believed: how the instance writes numbers is nowhere documented. */
export const rsopRegistryItem: SettingReader = (node, s) => {
  const found = properties(child(node, 'BaseInstanceXml') ?? node);
  const get = (name: string): string =>
    found.get(`polmkr${name}resolved`) ?? found.get(`polmkr${name}`) ?? '';
  const item: GppItem = {
    item: new Map(),
    properties: new Map(['hive', 'key', 'name', 'value'].map((name) => [name, get(name)])),
    values: [],
    members: [],
    bits: false,
    half: s.half === 'computer' ? 'machine' : 'user',
  };
  return addRegistry(s, node.line, item, RSOP_FORM) === 'understood' ? 'open' : 'notUnderstood';
};

const USER_NAMES = ['userName', 'runAs', 'accountName'];
const firstOf = (get: (name: string) => string | undefined, names: readonly string[]): string =>
  names.map(get).find((v) => v !== undefined && v !== '') ?? '';

function storedPassword(node: ReportNode, item: string, evidence: Evidence): readonly Cpassword[] {
  if (!node.attributes.get('cpassword')) return [];
  const userName = firstOf((name) => node.attributes.get(name), USER_NAMES);
  return [{ item, userName, at: locate(evidence, node.line, `${item} cpassword=********`) }];
}

function instancePassword(node: ReportNode, evidence: Evidence): readonly Cpassword[] {
  const found = properties(node);
  if (!found.get('polmkrcpassword')) return [];
  const item = found.get('polmkrclassname') ?? '';
  const userName = firstOf((name) => found.get(`polmkr${name.toLowerCase()}`), USER_NAMES);
  return [{ item, userName, at: locate(evidence, node.line, `${item} polmkrCpassword=********`) }];
}

/** Stored passwords of the Preferences items in a setting; their values are never kept ([MS-GPPREF] 2.2.1.1.4). */
export function cpasswordsOf(node: ReportNode, evidence: Evidence, item = node.name): readonly Cpassword[] {
  if (node.name === 'BaseInstanceXml') return instancePassword(node, evidence);
  const name = node.attributes.get('name') || item;
  return [
    ...storedPassword(node, item, evidence),
    ...node.children.flatMap((c) => cpasswordsOf(c, evidence, node.name === 'Properties' ? item : name)),
  ];
}
