/** RegistrySettings of GPO and RSoP reports: administrative templates and registry values without a template. */
import type { RegistryData, RegistryType } from '../facts/registry.ts';
import type { Bilingual } from '../model/text.ts';
import { type AdmxData, type AdmxValue, admxPolicies, isFirewallPolicy, isUnder } from './admx-names.ts';
import { excerpt } from './parser.ts';
import { addWrite, hiveOf, type Statement } from './report-draft.ts';
import { child, children, childText, type ReportNode } from './report-node.ts';
import type { SettingReader, Taken } from './report-security.ts';

const deletion = { op: 'delete', type: 'REG_NONE', data: '' } as const;

const words = (name: string): Bilingual => ({
  ja: `レポートはポリシー「${name}」の選択を表示言語の語で示すだけで、書かれる値を示さない`,
  en: `the report shows the choice of policy '${name}' only in words, not the value it writes`,
});

const boxes = (node: ReportNode): readonly string[] =>
  children(node, 'EditText').map((box) => childText(box, 'Value') ?? '');

function choices(node: ReportNode): string {
  const lists = children(node, 'DropDownList').map((list) => childText(child(list, 'Value'), 'Name') ?? '');
  return excerpt(lists.join(' / '));
}

/** Rows of the list boxes: an explicit name, or the data itself as name. */
const rows = (node: ReportNode): readonly { readonly name: string; readonly data: string }[] =>
  children(node, 'ListBox')
    .flatMap((box) => children(child(box, 'Value'), 'Element'))
    .map((row) => {
      const data = childText(row, 'Data') ?? '';
      return { name: childText(row, 'Name') || data, data };
    });

interface AdmxContext {
  readonly node: ReportNode;
  readonly s: Statement;
  readonly policy: string;
}

/** A text box that is empty leaves its value out. */
function addText(context: AdmxContext, target: AdmxValue, box: number): void {
  const { node, s } = context;
  const where = { hive: hiveOf(s.half), key: target.key, name: target.name };
  const data = boxes(node)[box] ?? '';
  if (data !== '') addWrite(s, node.line, { ...where, op: 'set', type: 'REG_SZ', data });
}

function addList({ node, s }: AdmxContext, target: AdmxValue): void {
  for (const { name, data } of rows(node)) {
    const where = { hive: hiveOf(s.half), key: target.key, name };
    addWrite(s, node.line, { ...where, op: 'set', type: 'REG_SZ', data });
  }
}

type Fixed = Extract<AdmxData, { readonly op: 'dword' | 'sz' | 'delete' | 'choice' }>;

function fixedWrite({ node, policy }: AdmxContext, what: Fixed) {
  switch (what.op) {
    case 'dword':
      return { op: 'set', type: 'REG_DWORD', data: what.data } as const;
    case 'sz':
      return { op: 'set', type: 'REG_SZ', data: what.data } as const;
    case 'delete':
      return deletion;
    case 'choice':
      return { op: 'set', type: 'REG_OTHER', data: choices(node), condition: words(policy) } as const;
  }
}

function addAdmx(context: AdmxContext, target: AdmxValue, what: AdmxData): void {
  const { node, s } = context;
  if (what.op === 'text') addText(context, target, what.box);
  else if (what.op === 'list') addList(context, target);
  else {
    const where = { hive: hiveOf(s.half), key: target.key, name: target.name };
    addWrite(s, node.line, { ...where, ...fixedWrite(context, what) });
  }
}

const legacyFirewall = (name: string): Bilingual => ({
  ja: `従来の Windows ファイアウォールのポリシー「${excerpt(name)}」が開けるものはレポートから分からない`,
  en: `what the old Windows Firewall policy '${excerpt(name)}' opens cannot be told from the report`,
});

const sameName = (name: string, category: string): Bilingual => ({
  ja: `同名のポリシーがあり、レポートの分類「${excerpt(category)}」からどれか分からない (${name})`,
  en: `several policies are named '${name}' and the report's category '${excerpt(category)}' does not tell which`,
});

/** Policies of the same name elsewhere, whose values this program does not judge. */
const OTHER_CATEGORIES = new Set(['winrm client', 'winrm クライアント']);

function ambiguous(context: AdmxContext, category: string): Taken {
  const last = category.split('/').at(-1)?.normalize('NFKC').trim().toLowerCase() ?? '';
  if (OTHER_CATEGORIES.has(last)) return 'irrelevant';
  const { node, s, policy } = context;
  const condition = sameName(policy, category);
  for (const target of admxPolicies(policy).flatMap((p) => p.values)) {
    const where = { hive: hiveOf(s.half), key: target.key, name: target.name };
    addWrite(s, node.line, { ...where, op: 'set', type: 'REG_OTHER', data: '', condition });
  }
  return 'open';
}

/** `Policy`: known by its display name alone. One that is not in the table is of no check. */
const templatePolicy: SettingReader = (node, s) => {
  const name = childText(node, 'Name') ?? '';
  const state = childText(node, 'State');
  const context = { node, s, policy: name };
  if (isFirewallPolicy(name) && state !== 'Disabled') s.draft.firewallDoubts.push(legacyFirewall(name));
  const known = admxPolicies(name).filter((p) => p.halves.includes(s.half));
  if (known.length === 0) return 'irrelevant';
  if (state !== 'Enabled' && state !== 'Disabled')
    return state === 'Not Configured' ? 'irrelevant' : 'notUnderstood';
  const category = childText(node, 'Category') ?? '';
  const policy = known.find((p) => isUnder(p, category));
  if (!policy) return ambiguous(context, category);
  for (const target of policy.values) {
    const what = state === 'Enabled' ? target.enabled : target.disabled;
    if (what) addAdmx(context, target, what);
  }
  return 'understood';
};

interface Typed {
  readonly type: RegistryType;
  readonly data: RegistryData;
}

/** Number, String, and lists of strings; null for a form that is not known to be shown faithfully. */
function shownData(value: ReportNode): Typed | null {
  const number = childText(value, 'Number');
  if (number !== null) {
    const fits = /^\d{1,10}$/.test(number) && Number(number) <= 0xffffffff;
    return fits ? { type: 'REG_DWORD', data: Number(number) } : null;
  }
  const text = childText(value, 'String');
  return text === null ? null : { type: 'REG_SZ', data: text };
}

const UNSHOWN: Bilingual = {
  ja: 'レポートがこの値のデータを読める形で示していない',
  en: 'the report does not show the data of this value in a form that can be read',
};

/** Directives of Registry.pol keep their names in a report ([MS-GPREG] 3.2.5.1). */
function directive(name: string): { readonly name: string; readonly op: 'delete' | 'delete-values' } | null {
  const lower = name.toLowerCase();
  if (lower.startsWith('**del.')) return { name: name.slice(6), op: 'delete' };
  return lower === '**delvals.' || lower === '**delvals' ? { name: '', op: 'delete-values' } : null;
}

function addUnshown(node: ReportNode, s: Statement, key: string): Taken {
  const where = { hive: hiveOf(s.half), key, name: '' };
  addWrite(s, node.line, { ...where, ...deletion, op: 'delete-values', condition: UNSHOWN });
  return 'open';
}

function rawValue(node: ReportNode, s: Statement, key: string, value: ReportNode): Taken {
  const name = childText(value, 'Name') ?? '';
  const hive = hiveOf(s.half);
  const special = directive(name);
  if (special) {
    addWrite(s, node.line, { hive, key, ...deletion, ...special });
    return 'understood';
  }
  if (name.startsWith('**')) return addUnshown(node, s, key);
  const typed = shownData(value);
  const data = typed ?? ({ type: 'REG_OTHER', data: '' } as const);
  addWrite(s, node.line, { hive, key, name, op: 'set', ...data, condition: typed ? null : UNSHOWN });
  return typed ? 'understood' : 'open';
}

/** `RegistrySetting`: a value without a template. With neither Value nor Command it only makes its key exist. */
const rawSetting: SettingReader = (node, s) => {
  const key = childText(node, 'KeyPath');
  if (!key) return 'notUnderstood';
  if (child(node, 'Command')) return addUnshown(node, s, key);
  const values = children(node, 'Value');
  if (values.length === 0) return 'irrelevant';
  const taken = values.map((value) => rawValue(node, s, key, value));
  return taken.includes('open') ? 'open' : 'understood';
};

export const registrySetting: SettingReader = (node, s) => {
  if (node.name === 'Policy') return templatePolicy(node, s);
  return node.name === 'RegistrySetting' ? rawSetting(node, s) : 'notUnderstood';
};
