/** SYSVOL that is a folder here: mounted, a UNC path on Windows, or a copy. */
import { readdirSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { CollectFault, errorCode } from './fault.ts';
import {
  GUID_NAME,
  idOf,
  isName,
  LOOSE,
  MAX_DEPTH,
  MAX_NODES,
  oddName,
  oneEach,
  type SysvolFolder,
  type SysvolNode,
  type SysvolSource,
  type SysvolTarget,
  type SysvolTree,
  shown,
  unknownTree,
} from './sysvol-plan.ts';
import { absent, copyTree, orAborted, throwIfAborted } from './sysvol-write.ts';

const usage = (given: string, why: { readonly ja: string; readonly en: string }): CollectFault =>
  new CollectFault('usage', { ja: `${given}: ${why.ja}`, en: `${given}: ${why.en}` });

function namesIn(folder: string, given: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (thrown) {
    const code = errorCode(thrown);
    throw usage(given, { ja: `フォルダを読めない (${code})`, en: `the folder cannot be read (${code})` });
  }
}

/** The name below a folder, without case; null: none. */
function childOf(names: readonly string[], wanted: string, given: string): string | null {
  const found = names.filter((name) => name.toLowerCase() === wanted.toLowerCase());
  if (found.length > 1)
    throw usage(given, {
      ja: `大文字と小文字だけが違う ${wanted} が複数ある`,
      en: `there is more than one ${wanted}, different only in case`,
    });
  return found[0] ?? null;
}

/** Where Policies may stand below what is given: SYSVOL, its domain's folder, the share above; a bundle of `collect ad`. */
const waysTo = (dnsName: string): readonly (readonly string[])[] => [
  ['Policies'],
  [dnsName, 'Policies'],
  ['sysvol', 'Policies'],
  [dnsName, 'sysvol', 'Policies'],
  ['sysvol', dnsName, 'Policies'],
];

/** A folder below another one, name by name without case; null: there is none. */
function folderBelow(given: string, way: readonly string[]): string | null {
  let at = given;
  for (const wanted of way) {
    const name = childOf(namesIn(at, given), wanted, given);
    if (name === null) return null;
    at = path.join(at, name);
  }
  return at;
}

/** The Policies folder at or below a given one. */
function policiesAt(given: string, dnsName: string): string {
  const names = namesIn(given, given);
  for (const way of waysTo(dnsName)) {
    const found = folderBelow(given, way);
    if (found !== null) return found;
  }
  const isPolicies = path.basename(path.resolve(given)).toLowerCase() === 'policies';
  if (isPolicies || names.some((name) => GUID_NAME.test(name))) return given;
  throw usage(given, {
    ja: `SYSVOL ではない (Policies も ${dnsName} もない)`,
    en: `this is not SYSVOL (there is neither Policies nor ${dnsName} in it)`,
  });
}

interface Walk {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly nodes: SysvolNode[];
  readonly problems: string[];
}

async function look(walk: Walk, at: string): Promise<SysvolNode | null> {
  try {
    const stat = await lstat(path.join(walk.root, at));
    if (stat.isSymbolicLink()) return { path: at, kind: 'link', size: 0 };
    if (stat.isDirectory()) return { path: at, kind: 'folder', size: 0 };
    return stat.isFile() ? { path: at, kind: 'file', size: stat.size } : { path: at, kind: 'other', size: 0 };
  } catch (thrown) {
    walk.problems.push(`${shown(at)} cannot be read (${errorCode(thrown)})`);
    return null;
  }
}

async function namesBelow(walk: Walk, at: string): Promise<readonly string[]> {
  try {
    return await readdir(path.join(walk.root, at));
  } catch (thrown) {
    const folder = at === '' ? 'its folder' : `the folder ${shown(at)}`;
    walk.problems.push(`${folder} cannot be read (${errorCode(thrown)})`);
    return [];
  }
}

/** Folders among what one folder holds. */
async function walkFolder(walk: Walk, at: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const name of await namesBelow(walk, at)) {
    throwIfAborted(walk.signal);
    if (!isName(name)) {
      walk.problems.push(oddName(name));
      continue;
    }
    if (walk.nodes.length >= MAX_NODES) return [];
    const node = await look(walk, at === '' ? name : `${at}/${name}`);
    if (node) walk.nodes.push(node);
    if (node?.kind === 'folder') folders.push(node.path);
  }
  return folders;
}

async function walkGpo(root: string, name: string, signal: AbortSignal): Promise<SysvolTree> {
  const gpo = idOf(name);
  const walk: Walk = { root, signal, nodes: [], problems: [] };
  const top = await look(walk, '');
  if (top?.kind !== 'folder')
    return unknownTree(gpo, walk.problems[0] ?? `${shown(name)} is not a folder, or a link to one`);
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (folder !== '' && folder.split('/').length >= MAX_DEPTH)
      walk.problems.push(`the folder ${shown(folder)} is too deep`);
    else folders.push(...(await walkFolder(walk, folder)));
    if (walk.nodes.length >= MAX_NODES) {
      walk.problems.push(`it holds ${MAX_NODES} names or more`);
      break;
    }
  }
  return { gpo, name, nodes: walk.nodes, problems: walk.problems };
}

/** What stands in Policies: folders, and files, links and unspeakable names in a tree of their own. */
async function treesOf(policies: string, signal: AbortSignal): Promise<readonly SysvolTree[]> {
  const trees: SysvolTree[] = [];
  const loose: Walk = { root: policies, signal, nodes: [], problems: [] };
  const names = namesIn(policies, policies);
  for (const name of names.filter((one) => !isName(one))) loose.problems.push(oddName(name));
  for (const name of names.filter(isName)) {
    const node = GUID_NAME.test(name) ? null : await look(loose, name);
    if (GUID_NAME.test(name) || node?.kind === 'folder')
      trees.push(await walkGpo(path.join(policies, name), name, signal));
    else if (node) loose.nodes.push(node);
  }
  const { nodes, problems } = loose;
  if (nodes.length + problems.length > 0) trees.push({ gpo: LOOSE, name: LOOSE, nodes, problems });
  return trees;
}

async function copyAll(policies: string, target: SysvolTarget): Promise<readonly SysvolFolder[]> {
  const { gpos, signal } = target;
  const trees = await treesOf(policies, signal);
  const folders: SysvolFolder[] = [];
  for (const tree of oneEach(trees)) {
    const root = path.join(policies, tree.name);
    folders.push(await copyTree(tree, target, ({ path: at }) => ({ file: path.join(root, at) })));
  }
  return [...folders, ...absent(gpos, folders, null)];
}

/**
 * @param given the Policies folder, the domain's folder, the share's root (UNC or mounted), or a bundle; without case
 * @throws {CollectFault} kind usage where it is none
 */
export function sysvolFromFolder(given: string, dnsName: string): SysvolSource {
  const policies = policiesAt(given, dnsName);
  return { copy: (target) => orAborted(copyAll(policies, target), target.signal) };
}
