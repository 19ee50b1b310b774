/**
 * What `recurse; ls` of smbclient prints: the entries of the first folder, then for each folder below, an empty line,
 * its path, and its entries; `NT_STATUS_… listing \path\*` where one could not be listed (source3/client/client.c,
 * do_list and display_finfo: `"  %-30s%7.7s %8.0f  %s\n"`).
 */
import {
  GUID_NAME,
  idOf,
  isName,
  LOOSE,
  MAX_DEPTH,
  MAX_NODES,
  oddName,
  type SysvolNode,
  type SysvolTree,
  shown,
} from './sysvol-plan.ts';
import { statusIn } from './sysvol-smb-run.ts';

interface Entry {
  readonly name: string;
  /** Letters of source3/client/client.c, attrib_string: D a folder, r a reparse point. */
  readonly attributes: string;
  readonly size: number;
}

const DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d +\d+$/;
const DATE_WIDTH = 24;
const NAME_WIDTH = 30;
const ATTRIBUTES_WIDTH = 7;
const SIZE_WIDTH = 8;

/** Read from the right, where all widths are known: a name may hold anything. null: not an entry. */
function entryOf(line: string): Entry | null {
  const head = line.slice(0, -DATE_WIDTH - 2);
  const digits = /\d+$/.exec(head)?.[0];
  if (!DATE.test(line.slice(-DATE_WIDTH)) || !line.startsWith('  ') || digits === undefined) return null;
  const right = ATTRIBUTES_WIDTH + 1 + Math.max(SIZE_WIDTH, digits.length);
  const attributes = head.slice(-right, -right + ATTRIBUTES_WIDTH).trim();
  const padded = head.slice(2, -right);
  const name = Buffer.byteLength(padded) <= NAME_WIDTH ? padded.trimEnd() : padded;
  return /^[A-Za-z]*$/.test(attributes) && name !== '' ? { name, attributes, size: Number(digits) } : null;
}

interface Folder {
  readonly nodes: SysvolNode[];
  readonly problems: string[];
  /** Paths of folders, and whether what is in them was listed. */
  readonly folders: Map<string, boolean>;
}

export interface SmbListing {
  readonly trees: readonly SysvolTree[];
  /** Whether Policies itself was listed. */
  readonly listed: boolean;
}

interface Reading {
  /** By name as found. */
  readonly gpos: Map<string, Folder>;
  /** What stands in Policies itself, and is no folder. */
  readonly loose: Folder;
  /** Lower case, with backslashes: what the paths of folders begin with. */
  readonly root: string;
  /** Below Policies; empty: Policies itself; null: nothing that was announced. */
  at: readonly string[] | null;
  listed: boolean;
  /** Of Policies itself. */
  odd: boolean;
}

const DOTS = new Set(['.', '..']);

function kindOf(attributes: string): SysvolNode['kind'] {
  if (attributes.includes('r')) return 'link';
  return attributes.includes('D') ? 'folder' : 'file';
}

/** Names below Policies; null: the path is elsewhere. */
function partsOf(path: string, root: string): readonly string[] | null {
  if (!path.toLowerCase().startsWith(`${root}\\`)) return null;
  return path.slice(root.length + 1).split('\\');
}

/** The GPO in whose folder a path is, and the path below it. */
function placeIn(reading: Reading, parts: readonly string[] | null) {
  const gpo = reading.gpos.get(parts?.[0] ?? '');
  return gpo && parts ? { gpo, below: parts.slice(1).join('/') } : null;
}

function takeTop(reading: Reading, { name, attributes, size }: Entry): void {
  if (name === '.') reading.listed = true;
  if (DOTS.has(name)) return;
  const isFolder = attributes.includes('D') && !attributes.includes('r');
  if (!isName(name)) reading.loose.problems.push(oddName(name));
  else if (!isFolder && !GUID_NAME.test(name))
    reading.loose.nodes.push({ path: name, kind: kindOf(attributes), size });
  if (!isName(name) || !(isFolder || GUID_NAME.test(name))) return;
  reading.gpos.set(name, {
    nodes: [],
    problems: isFolder ? [] : [`${name} is not a folder, or a link to one`],
    folders: new Map(isFolder ? [['', false]] : []),
  });
}

function takeNode(gpo: Folder, below: string, { name, attributes, size }: Entry): void {
  const path = below === '' ? name : `${below}/${name}`;
  const kind = kindOf(attributes);
  if (path.split('/').length > MAX_DEPTH) gpo.problems.push(`the folder ${shown(below)} is too deep`);
  else if (gpo.nodes.length >= MAX_NODES) gpo.problems.push(`it holds ${MAX_NODES} names or more`);
  else {
    gpo.nodes.push({ path, kind, size: kind === 'file' ? size : 0 });
    if (kind === 'folder') gpo.folders.set(path, false);
  }
}

function takeEntry(reading: Reading, entry: Entry): void {
  if (reading.at?.length === 0) {
    takeTop(reading, entry);
    return;
  }
  const place = placeIn(reading, reading.at);
  // Of a folder that was not announced, or that is behind a link, nothing is taken.
  if (!place?.gpo.folders.has(place.below)) return;
  place.gpo.folders.set(place.below, true);
  if (DOTS.has(entry.name)) return;
  if (isName(entry.name)) takeNode(place.gpo, place.below, entry);
  else place.gpo.problems.push(oddName(entry.name));
}

const folderShown = (below: string): string => (below === '' ? 'its folder' : `the folder ${shown(below)}`);

const FAILED = /^(NT_STATUS_\w+) listing (.*)\\\*$/;

function takeFailure(reading: Reading, status: string, path: string): void {
  if (path.toLowerCase() === reading.root) reading.odd = true;
  const place = placeIn(reading, partsOf(path, reading.root));
  if (!place) return;
  const { gpo, below } = place;
  // Behind a link, or too deep to be taken.
  if (!gpo.folders.delete(below)) return;
  gpo.problems.push(`${folderShown(below)} cannot be listed: ${statusIn(status)}`);
}

const FOOTER = /^\t\t\d+ blocks of size \d+\. \d+ blocks available$/;

function takeOther(reading: Reading): void {
  const place = placeIn(reading, reading.at);
  if (place) place.gpo.problems.push(`a line of the listing of ${shown(place.below)} was not understood`);
  else if (reading.at?.length === 0) reading.odd = true;
}

function takeLine(reading: Reading, line: string): void {
  const failed = FAILED.exec(line);
  const entry = entryOf(line);
  if (failed) takeFailure(reading, failed[1] ?? '', failed[2] ?? '');
  else if (entry) takeEntry(reading, entry);
  else if (line.startsWith('\\')) reading.at = partsOf(line, reading.root);
  else if (line !== '' && !FOOTER.test(line)) takeOther(reading);
}

function treeOf(name: string, { nodes, problems, folders }: Folder): SysvolTree {
  const unlisted = [...folders].filter(([, listed]) => !listed).map(([at]) => at);
  const why = unlisted.slice(0, 1).map((at) => `${folderShown(at)} was not listed`);
  return { gpo: idOf(name), name, nodes, problems: [...problems, ...why] };
}

/** @param root `domain\Policies` */
export function readListing(out: string, root: string): SmbListing {
  const reading: Reading = {
    loose: { nodes: [], problems: [], folders: new Map() },
    ...{ gpos: new Map(), root: `\\${root.toLowerCase()}`, at: [], listed: false, odd: false },
  };
  for (const line of out.split('\n')) takeLine(reading, line);
  const trees = [...reading.gpos].map(([name, folder]) => treeOf(name, folder));
  const { loose } = reading;
  if (loose.nodes.length + loose.problems.length > 0) trees.push(treeOf(LOOSE, loose));
  return { trees, listed: reading.listed && !reading.odd };
}
