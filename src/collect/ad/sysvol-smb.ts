/** SYSVOL by Samba's smbclient, where that is installed: listed in one run, then fetched file by file in a few more. */
import { statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CollectFault, errorCode } from './fault.ts';
import {
  folderOf,
  LOOSE,
  MAX_FILE,
  oneEach,
  planOf,
  type SysvolFolder,
  type SysvolNode,
  type SysvolSource,
  type SysvolTarget,
  type SysvolTree,
  shown,
} from './sysvol-plan.ts';
import { readListing, type SmbListing } from './sysvol-smb-list.ts';
import {
  failureOf,
  findSmbclient,
  runSmbclient,
  type SmbOptions,
  type SmbRun,
  type SmbSession,
  statusIn,
} from './sysvol-smb-run.ts';
import { absent, copyTree } from './sysvol-write.ts';

const usage = (ja: string, en: string): CollectFault => new CollectFault('usage', { ja, en });

const HOST = /^[\p{L}\p{N}_][\p{L}\p{N}_.:-]*$/u;

/** The file of credentials has a line for each, and smbclient takes spaces away at the ends. */
function checkOptions({ server, dnsName, user, password, address }: SmbOptions): void {
  if (![server, dnsName, address ?? server].every((name) => HOST.test(name)))
    throw usage(
      'SYSVOL のサーバー名かドメイン名が正しくない',
      'the name of the server or the domain of SYSVOL is not one',
    );
  if (/[\u0000-\u001f]/.test(user) || user.trim() === '')
    throw usage('SYSVOL を読む利用者名が正しくない', 'the user name for SYSVOL is not one');
  if (/[\u0000-\u001f]/.test(password) || password.trim() !== password)
    throw usage(
      '制御文字を含むパスワードと空白で始まるか終わるパスワードは、smbclient に渡せない',
      'a password with control characters, or with a space at its start or end, cannot be given to smbclient',
    );
}

/** A name without its domain is taken for one of this domain. */
const nameOf = ({ user, dnsName }: SmbOptions): string => (/[@\\]/.test(user) ? user : `${user}@${dnsName}`);

const policiesOf = ({ dnsName }: SmbOptions): string => `${dnsName}\\Policies`;

interface Fetch {
  readonly node: SysvolNode;
  /** As smbclient takes it. */
  readonly remote: string;
  readonly local: string;
}

const sizeOf = (file: string): number => {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
};

function fetchedOf(batch: readonly Fetch[]): number | null {
  const sizes = batch.map(({ local }) => sizeOf(local));
  return sizes.some((size) => size > MAX_FILE) ? null : sizes.reduce((sum, size) => sum + size, 0);
}

const MAX_FILES = 50;
/** Characters of a command; Linux takes 131,072 bytes in one argument. */
const MAX_COMMAND = 30_000;

const commandOf = ({ remote, local }: Fetch): string => `get "${remote}" "${path.basename(local)}"`;

function batchesOf(fetches: readonly Fetch[]): readonly (readonly Fetch[])[] {
  const batches: Fetch[][] = [];
  let length = 0;
  for (const fetch of fetches) {
    const last = batches.at(-1);
    length += commandOf(fetch).length;
    if (last && last.length < MAX_FILES && length < MAX_COMMAND) last.push(fetch);
    else {
      batches.push([fetch]);
      length = commandOf(fetch).length;
    }
  }
  return batches;
}

/** Why a file did not come. */
function lostBecause({ node, remote }: Fetch, run: SmbRun): string {
  const said = (run.out + run.err)
    .split('\n')
    .find((line) => line.includes('NT_STATUS_') && line.includes(remote));
  const why = (said === undefined ? null : statusIn(said)) ?? failureOf(run);
  return `${shown(node.path)} was not copied${why === null ? '' : `: ${why}`}`;
}

/** @returns why a file did not come, by the file's place in the stage */
async function fetchAll(
  session: SmbSession,
  fetches: readonly Fetch[],
): Promise<ReadonlyMap<string, string>> {
  const lost = new Map<string, string>();
  let ended: string | null = null;
  for (const batch of batchesOf(fetches)) {
    const run: SmbRun =
      ended === null
        ? await runSmbclient(session, batch.map(commandOf).join(';'), () => fetchedOf(batch))
        : { code: null, out: '', err: '', stopped: ended };
    ended = run.stopped;
    for (const fetch of batch)
      if (statSync(fetch.local, { throwIfNoEntry: false })?.size !== fetch.node.size)
        lost.set(fetch.local, lostBecause(fetch, run));
  }
  return lost;
}

/** A failure that no line of the listing accounts for leaves all of it in doubt. */
function doubtOf(run: SmbRun, { trees, listed }: SmbListing): string | null {
  const failed = failureOf(run);
  if (!listed) return `SYSVOL was not listed: ${failed ?? 'smbclient showed no Policies folder'}`;
  const accounted = run.stopped === null && run.code === 1 && trees.some((tree) => tree.problems.length > 0);
  return failed === null || accounted ? null : `SYSVOL was not listed to its end: ${failed}`;
}

const doubted = (tree: SysvolTree, doubt: string | null): SysvolTree =>
  doubt === null ? tree : { ...tree, problems: [doubt, ...tree.problems] };

async function copyListed(
  session: SmbSession,
  trees: readonly SysvolTree[],
  target: SysvolTarget,
): Promise<readonly SysvolFolder[]> {
  const root = policiesOf(session.options);
  const fetches = new Map<SysvolNode, Fetch>();
  for (const tree of trees)
    for (const node of planOf(tree).wanted) {
      const at = tree.name === LOOSE ? [] : [tree.name];
      const remote = [root, ...at, ...node.path.split('/')].join('\\');
      fetches.set(node, { node, remote, local: path.join(session.stage, String(fetches.size)) });
    }
  const lost = await fetchAll(session, [...fetches.values()]);
  const folders: SysvolFolder[] = [];
  for (const tree of trees) {
    const folder = await copyTree(tree, target, (node) => {
      const file = fetches.get(node)?.local ?? '';
      const because = lost.get(file);
      return because === undefined ? { file } : { because };
    });
    folders.push(folder);
  }
  return folders;
}

async function copyAll(session: SmbSession, target: SysvolTarget): Promise<readonly SysvolFolder[]> {
  const root = policiesOf(session.options);
  const run = await runSmbclient(session, `recurse; ls "${root}\\*"`, () => 0);
  const listing = readListing(run.out, root);
  const doubt = doubtOf(run, listing);
  // Nothing found and nothing asked for would look like a SYSVOL without GPOs.
  if (doubt !== null && listing.trees.length + target.gpos.length === 0)
    throw new CollectFault('connection', { ja: `SYSVOL を読めない (${doubt})`, en: doubt });
  const trees = oneEach(listing.trees.map((tree) => doubted(tree, doubt)));
  const folders =
    run.stopped === null
      ? await copyListed(session, trees, target)
      : trees.map((tree) => folderOf(tree.gpo, planOf(tree).files, tree.problems));
  return [...folders, ...absent(target.gpos, folders, doubt)];
}

async function privateFolder(): Promise<string> {
  try {
    return await mkdtemp(path.join(tmpdir(), 'uchibori-smb-'));
  } catch (thrown) {
    const code = errorCode(thrown);
    throw new CollectFault('output', {
      ja: `一時フォルダを作れない (${code})`,
      en: `a temporary folder cannot be made (${code})`,
    });
  }
}

async function copyWith(program: string, options: SmbOptions, target: SysvolTarget) {
  const folder = await privateFolder();
  const credentials = path.join(folder, 'credentials');
  const stage = path.join(folder, 'stage');
  try {
    const text = `username = ${nameOf(options)}\npassword = ${options.password}\n`;
    await writeFile(credentials, text, { mode: 0o600, flag: 'wx' });
    await mkdir(stage, { mode: 0o700 });
    return await copyAll({ program, options, credentials, stage, signal: target.signal }, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * null: smbclient is not installed.
 *
 * @throws {CollectFault} kind usage where smbclient cannot be given these options
 */
export function sysvolFromSmbclient(options: SmbOptions): SysvolSource | null {
  checkOptions(options);
  const program = findSmbclient();
  return program === null ? null : { copy: (target) => copyWith(program, options, target) };
}
