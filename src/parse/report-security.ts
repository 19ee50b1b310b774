/**
 * SecuritySettings and AuditSettings of GPO and RSoP reports: what a security template and audit.csv hold, as elements.
 * Names there are constants (SeDenyNetworkLogonRight, MinimumPasswordLength), SIDs and GUIDs; display names are not read.
 */
import type { RegistryData, RegistryType } from '../facts/registry.ts';
import type { Principal } from '../facts/security-policy.ts';
import type { Bilingual } from '../model/text.ts';
import { valuePath } from './inf-value.ts';
import { locate } from './parser.ts';
import { addWrite, type Statement, standing } from './report-draft.ts';
import { child, children, childText, type ReportNode, xmlBoolean } from './report-node.ts';

/** How a setting was taken. `open`: not understood, but what it writes is known and marked as not shown. */
export type Taken = 'understood' | 'irrelevant' | 'notUnderstood' | 'open';

export type SettingReader = (node: ReportNode, s: Statement) => Taken;

const UNSHOWN: Bilingual = {
  ja: 'レポートが値を示していない',
  en: 'the report does not show its value',
};

/** Security options that are strings though a report may show them as numbers (sceregvl.inf type 1). */
const STRING_OPTIONS = new Set([
  'cachedlogonscount',
  'scremoveoption',
  'allocatecdroms',
  'allocatedasd',
  'allocatefloppies',
]);

const unquoted = (text: string): string => /^"([\s\S]*)"$/.exec(text)?.[1] ?? text;

interface Typed {
  readonly type: RegistryType;
  readonly data: RegistryData;
}

function numberData(name: string, text: string): Typed | null {
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffffffff) return null;
  if (STRING_OPTIONS.has(name.toLowerCase())) return { type: 'REG_SZ', data: text };
  return { type: 'REG_DWORD', data: Number(text) };
}

/** SettingNumber, SettingBoolean, SettingString or SettingStrings; null when none is there or readable. */
function optionData(node: ReportNode, name: string): Typed | null {
  const number = childText(node, 'SettingNumber');
  if (number !== null) return numberData(name, number);
  const bool = xmlBoolean(childText(node, 'SettingBoolean'));
  if (bool !== null) return numberData(name, bool ? '1' : '0');
  const text = childText(node, 'SettingString');
  if (text !== null) return { type: 'REG_SZ', data: unquoted(text) };
  const list = child(node, 'SettingStrings');
  return list ? { type: 'REG_MULTI_SZ', data: list.children.map((c) => unquoted(c.text)) } : null;
}

function registryOption(node: ReportNode, s: Statement, keyName: string): Taken {
  const path = valuePath(keyName);
  if (!path) return 'notUnderstood';
  const typed = optionData(node, path.name);
  const data = typed ?? ({ type: 'REG_OTHER', data: '' } as const);
  addWrite(s, node.line, { ...path, op: 'set', ...data, condition: typed ? null : UNSHOWN });
  return typed ? 'understood' : 'open';
}

/** -1 (until an administrator unlocks) is shown as an unsigned number. */
const accountNumber = (text: string): string => (text === '4294967295' ? '-1' : text);

function settingText(node: ReportNode): string | null {
  const number = childText(node, 'SettingNumber');
  if (number !== null) return accountNumber(number);
  const bool = xmlBoolean(childText(node, 'SettingBoolean'));
  if (bool !== null) return bool ? '1' : '0';
  const text = childText(node, 'SettingString');
  return text === null ? null : unquoted(text);
}

function addAccess(node: ReportNode, s: Statement, name: string): Taken {
  const value = settingText(node);
  if (value === null || value === '') return 'notUnderstood';
  const at = locate(s.evidence, node.line, `${name} = ${value}`);
  s.draft.systemAccess.push({ name, value, gpo: s.gpo, at, ...standing(s.condition) });
  return 'understood';
}

const securityOption: SettingReader = (node, s) => {
  const keyName = childText(node, 'KeyName');
  if (keyName) return registryOption(node, s, keyName);
  const access = childText(node, 'SystemAccessPolicyName');
  return access ? addAccess(node, s, access) : 'notUnderstood';
};

/** Kerberos policy is of no check; the others are [System Access]. */
const account: SettingReader = (node, s) => {
  const name = childText(node, 'Name');
  if (!name) return 'notUnderstood';
  return childText(node, 'Type') === 'Kerberos' ? 'irrelevant' : addAccess(node, s, name);
};

const legacyAudit: SettingReader = (node, s) => {
  const name = childText(node, 'Name');
  const success = xmlBoolean(childText(node, 'SuccessAttempts'));
  const failure = xmlBoolean(childText(node, 'FailureAttempts'));
  if (!name || success === null || failure === null) return 'notUnderstood';
  const value = String((success ? 1 : 0) + (failure ? 2 : 0));
  const at = locate(s.evidence, node.line, `${name} = ${value}`);
  s.draft.eventAudit.push({ name, value, gpo: s.gpo, at, ...standing(s.condition) });
  return 'understood';
};

const SID = /^S-1-[\d-]+$/i;

function principal(node: ReportNode | undefined): Principal | null {
  const sid = childText(node, 'SID');
  const name = childText(node, 'Name') || null;
  if (sid && SID.test(sid)) return { sid: sid.toUpperCase(), name };
  return name === null ? null : { sid: null, name };
}

/** null when one of them names nobody readable: a list that lacks a member must not be taken for the whole. */
function principals(nodes: readonly ReportNode[]): readonly Principal[] | null {
  const list = nodes.map(principal);
  const known = list.filter((p) => p !== null);
  return known.length === list.length ? known : null;
}

const shown = (list: readonly Principal[]): string => list.map((p) => p.sid ?? p.name).join(', ');

const userRight: SettingReader = (node, s) => {
  const constant = childText(node, 'Name');
  const list = principals(children(node, 'Member'));
  if (!constant || !list) return 'notUnderstood';
  const at = locate(s.evidence, node.line, `${constant} = ${shown(list)}`);
  s.draft.rights.push({ constant, principals: list, gpo: s.gpo, at, ...standing(s.condition) });
  return 'understood';
};

function addGroup(
  node: ReportNode,
  s: Statement,
  relation: 'members' | 'memberOf',
  nodes: readonly ReportNode[],
): boolean {
  const group = principal(child(node, 'GroupName'));
  const list = principals(nodes);
  if (!group || !list) return false;
  const at = locate(s.evidence, node.line, `${group.sid ?? group.name} ${relation}: ${shown(list)}`);
  s.draft.groups.push({ group, relation, principals: list, gpo: s.gpo, at, ...standing(s.condition) });
  return true;
}

/** With neither Member nor Memberof it empties the group, or says nothing of its membership: the report does not tell. */
const restrictedGroup: SettingReader = (node, s) => {
  const members = children(node, 'Member');
  const memberOf = children(node, 'Memberof');
  if (members.length + memberOf.length === 0) return 'notUnderstood';
  const first = members.length === 0 || addGroup(node, s, 'members', members);
  const second = memberOf.length === 0 || addGroup(node, s, 'memberOf', memberOf);
  return first && second ? 'understood' : 'notUnderstood';
};

const START_MODES: ReadonlyMap<string, number> = new Map([
  ['Automatic', 2],
  ['Manual', 3],
  ['Disabled', 4],
]);

const systemService: SettingReader = (node, s) => {
  const name = childText(node, 'Name');
  const start = START_MODES.get(childText(node, 'StartupMode') ?? '');
  if (!name || start === undefined) return 'notUnderstood';
  const at = locate(s.evidence, node.line, `${name}: ${start}`);
  s.draft.services.push({ name, start, at, ...standing(s.condition) });
  return 'understood';
};

const irrelevant: SettingReader = () => 'irrelevant';

const SECURITY: ReadonlyMap<string, SettingReader> = new Map([
  ['SecurityOptions', securityOption],
  ['Account', account],
  ['Audit', legacyAudit],
  ['UserRightsAssignment', userRight],
  ['RestrictedGroups', restrictedGroup],
  ['SystemServices', systemService],
  ['File', irrelevant],
  ['Registry', irrelevant],
  ['EventLog', irrelevant],
]);

export const securitySetting: SettingReader = (node, s) =>
  SECURITY.get(node.name)?.(node, s) ?? 'notUnderstood';

const GUID = /^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/;

/** SettingValue: 0 unchanged, 1 success, 2 failure, 3 both, 4 none ([MS-GPAC] 2.2.1.3.1). */
const VALUES: ReadonlyMap<string, { readonly success: boolean; readonly failure: boolean }> = new Map([
  ['0', { success: false, failure: false }],
  ['1', { success: true, failure: false }],
  ['2', { success: false, failure: true }],
  ['3', { success: true, failure: true }],
  ['4', { success: false, failure: false }],
]);

/** Rows of users (PolicyTarget is then a SID), of options and of global object access are not subcategories. */
export const auditSetting: SettingReader = (node, s) => {
  if (node.name !== 'AuditSetting') return 'notUnderstood';
  const target = childText(node, 'PolicyTarget') || 'System';
  const subcategory = childText(node, 'SubcategoryGuid')?.toUpperCase() ?? '';
  if (target !== 'System' || subcategory === '') return 'irrelevant';
  const value = childText(node, 'SettingValue') ?? '';
  const what = VALUES.get(value);
  if (!GUID.test(subcategory) || !what) return 'notUnderstood';
  const at = locate(s.evidence, node.line, `${subcategory} = ${value}`);
  const unchanged = value === '0';
  s.draft.audit.push({ subcategory, ...what, unchanged, gpo: s.gpo, at, ...standing(s.condition) });
  return 'understood';
};
