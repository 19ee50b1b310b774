/** What of a GPO's folder is listed and what is copied. Names come from a server and are believed to be hostile. */
import { oneLine } from './words.ts';

/** The folder of one GPO, as it was copied. */
export interface SysvolFolder {
  /** Upper case GUID with braces. */
  readonly gpo: string;
  /** Paths below the folder with `/`, case as found, sorted; null: there is no such folder. */
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

/** What was found in a GPO's folder, before anything was copied. */
export interface SysvolTree {
  readonly gpo: string;
  /** Name of the folder as found. */
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

const WANTED =
  /^(?:gpt\.ini|(?:machine|user)\/(?:registry\.pol|comment\.cmtx|microsoft\/windows nt\/(?:secedit\/gpttmpl\.inf|audit\/audit\.csv)|preferences\/.+\.xml))$/i;

/** Names that mean the same to smbclient's command line and to every file system; no quotes, semicolons, colons. */
const PLAIN_PATH = /^[\p{L}\p{N}_{}()/ .-]+$/u;
const ODD_END = /[. ](?:\/|$)/;

/** False for a name that could lead elsewhere, or that was not text ([MS-FSCC] 2.1.5 forbids all of them). */
export const isName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !/[\u0000-\u001f\u007f-\u009f/\\\ufffd]/.test(name);

export const shown = (path: string): string => oneLine(JSON.stringify(path));

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

function problemOf({ path, kind, size }: SysvolNode, twice: ReadonlySet<string>): string | null {
  if (kind === 'link') return `${shown(path)} is a link, which is not followed`;
  if (kind === 'other') return `${shown(path)} is neither a file nor a folder`;
  if (twice.has(path.toLowerCase())) return `more than one name differs from ${shown(path)} only in case`;
  if (kind === 'folder' || !WANTED.test(path)) return null;
  if (size > MAX_FILE) return `${shown(path)} is larger than ${MAX_FILE} bytes`;
  return PLAIN_PATH.test(path) && !ODD_END.test(path) ? null : `${shown(path)} has a name that is not copied`;
}

export function planOf({ nodes, problems }: SysvolTree): SysvolPlan {
  const twice = collisions(nodes);
  const files: string[] = [];
  const wanted: SysvolNode[] = [];
  const why = [...problems];
  for (const node of nodes) {
    const problem = problemOf(node, twice);
    if (problem !== null) why.push(problem);
    if (node.kind === 'folder') continue;
    files.push(node.path);
    if (problem === null && WANTED.test(node.path) && !isBelow(node.path, twice)) wanted.push(node);
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

/** One tree for each GUID: where two folders have the same one, neither is believed. */
export function oneEach(trees: readonly SysvolTree[]): readonly SysvolTree[] {
  const byGpo = new Map<string, SysvolTree>();
  for (const tree of trees) {
    const twice = byGpo.has(tree.gpo);
    byGpo.set(
      tree.gpo,
      twice ? unknownTree(tree.gpo, 'two folders differ only in the case of the name') : tree,
    );
  }
  return [...byGpo.values()].toSorted((a, b) => (a.gpo < b.gpo ? -1 : 1));
}
