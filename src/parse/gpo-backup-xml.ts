/**
 * Backup.xml, bkupInfo.xml and manifest.xml of GPO backup folders: which GPO a backup holds. Its settings are in the
 * files beside them. A WMI filter or a disabled half named here limits those, and is noted.
 */
import { type GpoBackup, type GpoSection, gpoVersion } from '../facts/gpo.ts';
import type { Evidence, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import type { Parsed, Parser } from './parser.ts';
import { excerpt, locate, problem, tally } from './parser.ts';
import { childText, type ReportNode } from './report-node.ts';
import { readSmallXml, type SmallNode } from './small-xml.ts';
import { rootName, type XmlEnd } from './xml.ts';

const ROOTS = new Set(['GroupPolicyBackupScheme', 'BackupInst', 'Backups']);

interface Backup {
  readonly guid: string | null;
  readonly name: string | null;
  readonly line: number;
  readonly wmiFilter: string | null;
  /** GPO options ([MS-GPOL] 2.2.3 flags): 1 user half disabled, 2 computer half disabled. */
  readonly options: string | null;
  readonly backup: Omit<GpoBackup, 'files'> | null;
}

const fromInstance = (node: ReportNode): Backup => ({
  guid: childText(node, 'GPOGuid')?.toUpperCase() || null,
  name: childText(node, 'GPODisplayName') || null,
  line: node.line,
  wmiFilter: null,
  options: null,
  backup: null,
});

/** `[{CSE}{tool}…][{CSE}…]` ([MS-GPOL] 2.2): the first of each group. null without the element. */
function extensions(node: ReportNode, name: string): readonly string[] | null {
  const text = childText(node, name);
  if (text === null) return null;
  return [...text.matchAll(/\[(\{[0-9a-f-]{36}\})/gi)].map(([, guid = '']) => guid.toUpperCase());
}

const halfVersion = (node: ReportNode, name: string): number | null => {
  const text = childText(node, name) ?? '';
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
};

/** Each half has its own number here, in both halves of the 32 bits (`65537` is version 1). */
function coreSettings(node: ReportNode): Omit<GpoBackup, 'files'> {
  const machine = halfVersion(node, 'MachineVersionNumber');
  const user = halfVersion(node, 'UserVersionNumber');
  return {
    version:
      machine === null || user === null
        ? null
        : { machine: gpoVersion(machine).machine, user: gpoVersion(user).machine },
    machineExtensions: extensions(node, 'MachineExtensionGuids'),
    userExtensions: extensions(node, 'UserExtensionGuids'),
  };
}

const fromSettings = (node: ReportNode): Backup => ({
  guid: childText(node, 'ID')?.toUpperCase() || null,
  name: childText(node, 'DisplayName') || null,
  line: node.line,
  wmiFilter: childText(node, 'WMIFilter') || null,
  options: childText(node, 'Options'),
  backup: coreSettings(node),
});

/** What is collected: the core settings of Backup.xml, and each instance of the other two. */
const WANTED: ReadonlyMap<string, (node: ReportNode) => Backup> = new Map([
  ['GroupPolicyCoreSettings', fromSettings],
  ['BackupInst', fromInstance],
]);

const nameOf = (backup: Backup): string => excerpt(backup.name ?? backup.guid ?? '?');

const filtered = (backup: Backup): Bilingual => ({
  ja: `GPO「${nameOf(backup)}」には WMI フィルターがあり、バックアップの設定がどのホストに適用されるかは分からない`,
  en: `GPO '${nameOf(backup)}' has a WMI filter; to which hosts the settings of this backup apply is not known`,
});

const disabled = (backup: Backup): Bilingual => ({
  ja: `GPO「${nameOf(backup)}」は一部または全部が無効にされている (Options ${backup.options})`,
  en: `GPO '${nameOf(backup)}' is disabled in part or whole (Options ${backup.options})`,
});

const broken = (end: XmlEnd): Bilingual => ({
  ja: `${end.message?.ja ?? ''}。バックアップを取り直す`,
  en: `${end.message?.en ?? ''}; make the backup again`,
});

function notes(evidence: Evidence, backups: readonly Backup[]): readonly Problem[] {
  const filters = backups.filter((b) => b.wmiFilter);
  const off = backups.filter((b) => b.options !== null && /^[1-9]/.test(b.options));
  return [
    ...filters.map((b) => problem(evidence, b.line, filtered(b), false)),
    ...off.map((b) => problem(evidence, b.line, disabled(b), false)),
  ];
}

function manifestOf(evidence: Evidence, state: Walk): GpoSection {
  const at = locate(evidence, 1, '<Backups>');
  const { folders: backups, instances } = state;
  return { guid: null, name: null, cpasswords: [], preferencesRead: false, backups, instances, at };
}

function sectionOf(evidence: Evidence, state: Walk, whole: boolean): GpoSection | null {
  const root = rootName(evidence.text) ?? '';
  const [only, ...more] = state.backups;
  const named = state.folders.length === state.backups.length;
  if (whole && root === 'Backups' && named) return manifestOf(evidence, state);
  if (!only || more.length > 0) return null;
  const { guid, name, line, backup } = only;
  const own = whole && root === 'GroupPolicyBackupScheme';
  return {
    guid,
    name,
    cpasswords: [],
    preferencesRead: false,
    ...(own && { preferenceFiles: state.files.filter((file) => PREFERENCES.test(file)) }),
    ...(own && backup && { backup: { ...backup, files: state.files } }),
    at: locate(evidence, line, name ?? guid ?? ''),
  };
}

interface Walk {
  readonly backups: Backup[];
  readonly folders: string[];
  readonly instances: { folder: string; guid: string; name: string | null }[];
  readonly files: string[];
  /** Elements that were passed over. */
  passed: number;
}

/** `bkp:Location` is where the backup holds a file; an entry without it is a pattern that matched nothing. */
const LOCATION = '{http://www.microsoft.com/GroupPolicy/GPOOperations}Location';

const PREFERENCES = /\/Preferences\/.*\.xml$/i;

function noteFile(node: ReportNode, state: Walk): void {
  const path = node.name === 'FSObjectFile' ? node.attributes.get(LOCATION) : undefined;
  if (path) state.files.push(path.replaceAll('\\', '/'));
}

function take(node: ReportNode, backup: Backup, state: Walk): void {
  state.backups.push(backup);
  const folder = node.name === 'BackupInst' ? childText(node, 'ID') : null;
  if (folder) state.folders.push(folder);
  if (folder && backup.guid) state.instances.push({ folder, guid: backup.guid, name: backup.name });
}

/** An instance that the damage cut in two is not taken. */
function walk(node: SmallNode, depth: number, state: Walk): void {
  const wanted = WANTED.get(node.name);
  if (wanted) {
    if (node.whole) take(node, wanted(node), state);
    return;
  }
  noteFile(node, state);
  if (depth > 1) state.passed += 1;
  for (const child of node.children) walk(child, depth + 1, state);
}

function parse(evidence: Evidence): Parsed {
  const state: Walk = { backups: [], folders: [], instances: [], files: [], passed: 0 };
  const { root, end } = readSmallXml(evidence.text);
  if (root) walk(root, 1, state);
  const lines = tally();
  lines.irrelevant(state.passed);
  for (const backup of state.backups) {
    if (backup.guid) lines.understood();
    else lines.notUnderstood(locate(evidence, backup.line, ''));
  }
  const gpo = sectionOf(evidence, state, end.state === 'whole');
  const damage = end.state === 'whole' ? [] : [problem(evidence, end.line, broken(end), false)];
  return {
    kind: 'gpo-backup-xml',
    sections: gpo ? { gpo } : {},
    lines: lines.counts(),
    notUnderstood: lines.listed(),
    intact: end.state === 'whole' ? 'yes' : 'cut',
    problems: [...notes(evidence, state.backups), ...damage],
  };
}

const recognise = ({ text }: Evidence): boolean =>
  ROOTS.has(rootName(text) ?? '') && text.slice(0, 4096).includes('microsoft.com/GroupPolicy/GPOOperations');

export const gpoBackupXml: Parser = { kind: 'gpo-backup-xml', recognise, parse };
