/** Finds the reader of a setting by the namespace of its extension, and counts how it was taken. */
import type { Cpassword } from '../facts/gpo.ts';
import type { Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { excerpt, locate, problem } from './parser.ts';
import type { Statement } from './report-draft.ts';
import { firewallSetting } from './report-firewall.ts';
import type { ReportNode } from './report-node.ts';
import { cpasswordsOf, preferenceItems, rsopRegistryItem } from './report-preferences.ts';
import { registrySetting } from './report-registry.ts';
import { auditSetting, type SettingReader, securitySetting, type Taken } from './report-security.ts';

const SETTINGS = 'http://www.microsoft.com/GroupPolicy/Settings/';

/** What these hold decides checks: a setting of theirs that is not understood may hide policy. */
const READERS: ReadonlyMap<string, SettingReader> = new Map([
  ['Security', securitySetting],
  ['Auditing', auditSetting],
  ['Registry', registrySetting],
  ['WindowsFirewall', firewallSetting],
  ['Windows/Registry', rsopRegistryItem],
]);

/** Extensions whose settings no check reads (Preferences among them may hold passwords, which are looked for). */
const OTHERS = new Set(
  `Lugs Services ScheduledTasks DataSources DriveMaps Printers PrinterConnections Environment Files Folders Ini
  Shortcuts NetworkShares FolderOptions PowerOptions RegionalOptions NetworkOptions Devices StartMenu
  FolderRedirection Scripts SoftwareInstallation PublicKey SRPV2 nrpt eqos IPSecurity Wireless WLanSvc LanSvc`.split(
    /\s+/,
  ),
);

/** Preferences whose items become facts. Their items count, one by one. */
const CONTAINERS = new Set(['RegistrySettings', 'InternetSettings', 'LocalUsersAndGroups', 'NTServices']);

/** One child of an Extension element, with the namespace that its xsi:type names. */
export interface Setting {
  readonly node: ReportNode;
  readonly ns: string;
  /** The node has more elements than are kept. */
  readonly overfull: boolean;
}

export interface Findings {
  readonly problems: Problem[];
  readonly cpasswords: Cpassword[];
  /** The first setting that may hide policy was reported; one is enough. */
  hidden: boolean;
}

const hidden = (name: string): Bilingual => ({
  ja: `設定 ${excerpt(name)} を解釈できない。ここに書かれるポリシーは分からない`,
  en: `setting ${excerpt(name)} is not understood; what policy it holds is not known`,
});

function count(s: Statement, node: ReportNode, taken: Taken): void {
  if (taken === 'understood' || taken === 'irrelevant') s.lines[taken]();
  else s.lines.notUnderstood(locate(s.evidence, node.line, node.name));
}

function hide(s: Statement, found: Findings, node: ReportNode): void {
  if (found.hidden) return;
  found.hidden = true;
  found.problems.push(problem(s.evidence, node.line, hidden(node.name), true));
}

function addPasswords(s: Statement, found: Findings, node: ReportNode): void {
  for (const stored of cpasswordsOf(node, s.evidence)) found.cpasswords.push(stored);
}

function takeContainer(s: Statement, found: Findings, node: ReportNode): void {
  addPasswords(s, found, node);
  for (const [item, taken] of preferenceItems(node, s)) {
    count(s, item, taken);
    if (taken === 'notUnderstood') hide(s, found, item);
  }
}

function readerOf({ node, ns }: Setting): SettingReader | null {
  const extension = ns || node.ns;
  return extension.startsWith(SETTINGS) ? (READERS.get(extension.slice(SETTINGS.length)) ?? null) : null;
}

const isOther = ({ node, ns }: Setting): boolean => OTHERS.has((ns || node.ns).slice(SETTINGS.length));

function takeOther(s: Statement, found: Findings, setting: Setting): void {
  addPasswords(s, found, setting.node);
  count(s, setting.node, isOther(setting) ? 'irrelevant' : 'notUnderstood');
}

/** Reads one setting into the draft of its statement. `Blocked` speaks of the extension and is no setting. */
export function takeSetting(s: Statement, found: Findings, setting: Setting): void {
  const { node } = setting;
  if (node.name === 'Blocked') return;
  if (setting.overfull) hide(s, found, node);
  const reader = readerOf(setting);
  if (CONTAINERS.has(node.name)) takeContainer(s, found, node);
  else if (reader) takeKnown(s, found, node, reader);
  else takeOther(s, found, setting);
}

function takeKnown(s: Statement, found: Findings, node: ReportNode, reader: SettingReader): void {
  const taken = reader(node, s);
  count(s, node, taken);
  if (taken === 'notUnderstood') hide(s, found, node);
}
