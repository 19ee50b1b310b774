/** What of a GPO's folder is listed and what is copied. Names come from a server and are believed to be hostile. */
import { oneLine } from './words.ts';

/** A folder of Policies, as it was copied. */
export interface SysvolFolder {
  /** Upper case GUID with braces; of what is no GPO's the name as found; `.`: files in Policies itself. */
  readonly gpo: string;
  /** Paths below the folder with `/`, case as found, sorted; null: there is none, or, not complete, none is known. */
  readonly files: readonly string[] | null;
  readonly complete: boolean;
  /** English, one line, no secrets; left out where complete. */
  readonly because?: string;
}

export interface SysvolTarget {
  /** Existing private folder into which `{GUID}/…` is written (the bundle's sysvol/Policies). */
  readonly folder: string;
  /** GUIDs (upper case with braces) to look for beside those found: of GPOs and of links. */
  readonly gpos: readonly string[];
  readonly signal: AbortSignal;
}

export interface SysvolSource {
  /** @throws {CollectFault} where nothing at all can be said, where the target cannot be written, and when interrupted */
  copy(target: SysvolTarget): Promise<readonly SysvolFolder[]>;
}

export interface SysvolNode {
  /** Below the GPO's folder, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes; 0 for what is no file. */
  readonly size: number;
}

/** What was found in a folder of Policies, before anything was copied. */
export interface SysvolTree {
  readonly gpo: string;
  /** Name of the folder as found; `.`: Policies itself, with the files in it alone. */
  readonly name: string;
  readonly nodes: readonly SysvolNode[];
  /** Why the nodes are not all there are; empty: they are. */
  readonly problems: readonly string[];
}

export interface SysvolPlan {
  readonly files: readonly string[];
  /** Files that an extension reads and that can be copied. */
  readonly wanted: readonly SysvolNode[];
  readonly problems: readonly string[];
}

export const MAX_FILE = 64 * 1024 * 1024;
export const MAX_NODES = 20_000;
/** Names below the GPO's folder in one path. */
export const MAX_DEPTH = 16;

export const GUID_NAME = /^\{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}$/i;

/** What the folder of no GPO is called by. */
export const LOOSE = '.';

/** What is called by a GUID is of a GPO, whatever its case. */
export const idOf = (name: string): string => (GUID_NAME.test(name) ? name.toUpperCase() : name);

/** What an extension reads: of the folders of GPOs alone. */
const READ =
  /^(?:gpt\.ini|(?:machine|user)\/(?:registry\.pol|comment\.cmtx|microsoft\/windows nt\/(?:secedit\/gpttmpl\.inf|audit\/audit\.csv)|preferences\/.+\.xml))$/i;

/**
 * What no extension reads and every user of the domain may: files of Preferences under another name or in another place,
 * which may hold a cpassword all the same ([MS-GPPREF]; MS14-025).
 */
const LEFT_BEHIND =
  /(?:^|\/)(?:preferences\/.+|(?:groups|scheduledtasks|services|datasources|drives|printers)[^/]*\.xml[^/]*)$/i;

/** Bytes: Preferences are far smaller. */
const MAX_LEFT_BEHIND = 4 * 1024 * 1024;

/** The largest size at which a file is copied; null: it is not. */
function limitOf(gpo: string, path: string): number | null {
  if (GUID_NAME.test(gpo) && READ.test(path)) return MAX_FILE;
  return LEFT_BEHIND.test(path) ? MAX_LEFT_BEHIND : null;
}

/** Names that mean the same to smbclient's command line and to every file system; no quotes, semicolons, colons. */
const PLAIN_PATH = /^[\p{L}\p{N}_{}()/ .-]+$/u;
const ODD_END = /[. ](?:\/|$)/;

/** False for a name that could lead elsewhere, or that was not text ([MS-FSCC] 2.1.5 forbids all of them). */
export const isName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !/[\u0000-\u001f\u007f-\u009f/\\\ufffd]/.test(name);

export const shown = (path: string): string => oneLine(JSON.stringify(path));

const isCopied = (name: string): boolean => name === LOOSE || (PLAIN_PATH.test(name) && !ODD_END.test(name));

export const oddName = (name: string): string => `the name ${shown(name)} is not one of SYSVOL`;

/** Paths, lower case, under which more than one name stands: only one of them can be asked for by name. */
function collisions(nodes: readonly SysvolNode[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { path } of nodes) {
    const lower = path.toLowerCase();
    if (seen.has(lower)) twice.add(lower);
    seen.add(lower);
  }
  return twice;
}

const isBelow = (path: string, folders: ReadonlySet<string>): boolean => {
  const parts = path.toLowerCase().split('/');
  return parts.some((_, i) => folders.has(parts.slice(0, i + 1).join('/')));
};

function problemOf(gpo: string, node: SysvolNode, twice: ReadonlySet<string>): string | null {
  const { path, kind, size } = node;
  if (kind === 'link') return `${shown(path)} is a link, which is not followed`;
  if (kind === 'other') return `${shown(path)} is neither a file nor a folder`;
  if (twice.has(path.toLowerCase())) return `more than one name differs from ${shown(path)} only in case`;
  const limit = kind === 'folder' ? null : limitOf(gpo, path);
  if (limit === null) return null;
  if (size > limit) return `${shown(path)} is larger than ${limit} bytes`;
  return isCopied(path) && isCopied(gpo) ? null : `${shown(path)} has a name that is not copied`;
}

export function planOf({ gpo, nodes, problems }: SysvolTree): SysvolPlan {
  const twice = collisions(nodes);
  const files: string[] = [];
  const wanted: SysvolNode[] = [];
  const why = [...problems];
  for (const node of nodes) {
    const problem = problemOf(gpo, node, twice);
    if (problem !== null) why.push(problem);
    if (node.kind === 'folder') continue;
    files.push(node.path);
    const isWanted = problem === null && limitOf(gpo, node.path) !== null;
    if (isWanted && !isBelow(node.path, twice)) wanted.push(node);
  }
  return { files: files.toSorted(), wanted, problems: why };
}

/** The first reason, and how many more there are. */
export function folderOf(
  gpo: string,
  files: readonly string[] | null,
  problems: readonly string[],
): SysvolFolder {
  const [first] = problems;
  if (first === undefined) return { gpo, files, complete: true };
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return { gpo, files, complete: false, because: oneLine(first) + more };
}

/** A folder of which nothing is known. */
export const unknownTree = (gpo: string, because: string): SysvolTree => ({
  ...{ gpo, name: gpo, nodes: [] },
  problems: [because],
});

/** One tree for each name: where two folders have the same one but for its case, neither is believed. */
export function oneEach(trees: readonly SysvolTree[]): readonly SysvolTree[] {
  const byGpo = new Map<string, SysvolTree>();
  for (const tree of trees) {
    const key = tree.gpo.toUpperCase();
    const twice = byGpo.has(key);
    byGpo.set(key, twice ? unknownTree(tree.gpo, 'two folders differ only in the case of the name') : tree);
  }
  return [...byGpo.values()].toSorted((a, b) => (a.gpo < b.gpo ? -1 : 1));
}
