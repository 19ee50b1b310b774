/** `collect ad`: a domain by LDAP and SYSVOL, written as evidence. What could not be read whole is written down as such. */
import { join } from 'node:path';
import type { BundleHead, BundleSysvol } from '../../model/directory-bundle.ts';
import { DIRECTORY_FORMAT, DIRECTORY_FORMAT_VERSION } from '../../model/directory-bundle.ts';
import type { Bilingual } from '../../model/text.ts';
import type { Address } from './address.ts';
import {
  type Bundle,
  DIRECTORY_FILE,
  type LineFile,
  leave,
  openBundle,
  openLines,
  refuseFile,
  settle,
  sysvolFolder,
  writeSums,
} from './bundle.ts';
import { type Connection, connect } from './connection.ts';
import { askedNames, type EntryWriter, entryWriter, type OpenRange, openRanges } from './entry.ts';
import { CollectFault } from './fault.ts';
import type { SearchEntryMessage } from './message.ts';
import { type Root, readerOf, rootOf } from './place.ts';
import { readRanges } from './ranges.ts';
import {
  type AskedKind,
  DESCRIPTOR,
  isLeaf,
  isNeverEmpty,
  SEARCH_ORDER,
  SWEEP,
  searchLine,
} from './searches.ts';
import { bind, type Ended, search } from './session.ts';
import type { SysvolFolder, SysvolSource } from './sysvol.ts';
import { GUID_NAME } from './sysvol-plan.ts';

export interface CollectOptions {
  readonly address: Address;
  /** PEM, besides the authorities that Node trusts. */
  readonly ca: string | null;
  readonly servername: string | null;
  /** Milliseconds for the answer to each request. */
  readonly timeout: number;
  readonly pageSize: number;
  readonly user: string;
  readonly password: string;
  readonly out: string;
  readonly force: boolean;
  /** null: nothing is there that could read SYSVOL. */
  readonly sysvol: (root: Root) => SysvolSource | 'left-out' | null;
  readonly signal: AbortSignal;
  /** ISO 8601, UTC. */
  readonly now: string;
  readonly progress: (what: string, entries: number) => void;
}

export interface Collected {
  readonly folder: string;
  readonly entries: number;
  readonly pages: number;
  readonly files: number;
  /** Why the bundle is partial; none: it is whole. */
  readonly partial: readonly Bilingual[];
  /** GPOs whose folders were copied; null: SYSVOL was not asked for. */
  readonly gpos: number | null;
  /** Whether this one was dropped, since it ended early and there is an earlier one. */
  readonly kept: boolean;
}

/** A run under way. */
interface Run {
  readonly options: CollectOptions;
  readonly connection: Connection;
  readonly root: Root;
  readonly lines: LineFile;
  readonly partial: Bilingual[];
  /** GUIDs of GPOs: of containers and of links. */
  readonly gpos: Set<string>;
  /** DNs of what was found, lower case. */
  readonly found: Set<string>;
  entries: number;
  pages: number;
}

const GUID = /\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}/gi;

/** What an entry tells of GPOs. */
function noteGpos(run: Run, kind: AskedKind, { dn, attributes }: SearchEntryMessage): void {
  const links = attributes.filter(([name]) => name.toLowerCase() === 'gplink');
  const texts = links.flatMap(([, values]) => values.map((v) => v.toString('utf8')));
  if (kind === 'gpos') texts.push(dn.split(',')[0] ?? '');
  for (const guid of texts.flatMap((text) => text.match(GUID) ?? [])) run.gpos.add(guid.toUpperCase());
}

const classesOf = ({ attributes }: SearchEntryMessage): readonly string[] =>
  attributes.flatMap(([name, values]) =>
    name.toLowerCase() === 'objectclass' ? values.map((v) => v.toString('utf8')) : [],
  );

/** Whether the sweep came upon something that another search should have found, or that nobody sought. */
const isNew = (run: Run, entry: SearchEntryMessage): boolean =>
  !run.found.has(entry.dn.toLowerCase()) && !isLeaf(classesOf(entry));

const NOTHING: Bilingual = {
  ja: 'どのドメインにもあるはずのものが一つも返らなかった',
  en: 'nothing was found, where every domain has something',
};

async function searched(run: Run, kind: AskedKind, write: EntryWriter): Promise<Ended> {
  const line = searchLine(kind, run.root.domain);
  const asked = askedNames(line.attributes);
  const ranges: OpenRange[] = [];
  let entries = 0;
  const take = (entry: SearchEntryMessage): void => {
    if (kind === SWEEP && !isNew(run, entry)) return;
    run.found.add(entry.dn.toLowerCase());
    entries += 1;
    run.entries += 1;
    noteGpos(run, kind, entry);
    for (const one of write(entry, asked)) run.lines.write(one);
    if (run.entries % 100 === 0) run.options.progress(kind, run.entries);
  };
  run.lines.write(line);
  const descriptors = line.attributes.includes(DESCRIPTOR);
  try {
    const ended = await search(run.connection, { ...line, descriptors }, run.options.pageSize, (entry) => {
      take(entry);
      ranges.push(...openRanges(entry));
    });
    const because = ended.because ?? (await readRanges(run.connection, run.options.pageSize, ranges, take));
    const nothing = entries === 0 && isNeverEmpty(kind) ? NOTHING : null;
    return { entries, pages: ended.pages, because: because ?? nothing };
  } catch (thrown) {
    if (endsHere(thrown)) writeEnd(run, kind, { entries, pages: 0, because: thrown.text });
    throw thrown;
  }
}

/** A part of the directory that need not be there: WMI filters, for one. */
const isAbsent = ({ entries, because }: Ended): boolean =>
  entries === 0 && / \(LDAP 32\b/.test(because?.en ?? '');

const OPTIONAL: ReadonlySet<AskedKind> = new Set(['wmi-filters', 'psos']);

/** A server may say back what it was sent. */
const masked = ({ options }: Run, text: string): string => text.replaceAll(options.password, '********');

function writeEnd(run: Run, kind: AskedKind, { entries, pages, because }: Ended): void {
  run.pages += pages;
  run.lines.write({
    searched: kind,
    entries,
    pages,
    complete: because === null,
    ...(because ? { because: masked(run, because.en) } : {}),
  });
}

function close(run: Run, kind: AskedKind, ended: Ended): void {
  const { because } = ended;
  writeEnd(run, kind, ended);
  if (because && !(OPTIONAL.has(kind) && isAbsent(ended))) {
    run.partial.push({ ja: `${kind}: ${because.ja}`, en: `${kind}: ${because.en}` });
  }
}

const NO_SYSVOL: Bilingual = {
  ja: 'SYSVOL は採取していない (--sysvol でフォルダを指定するか、smbclient を入れる)',
  en: 'SYSVOL was not collected (give its folder with --sysvol, or install smbclient)',
};

const LEFT_OUT: Bilingual = {
  ja: 'SYSVOL は指定 (--no-sysvol) により採取していない',
  en: 'SYSVOL was left out, as --no-sysvol asks',
};

/** A source that cannot be used takes nothing from the directory that was read. */
async function copied(run: Run, folder: string): Promise<readonly SysvolFolder[] | null> {
  try {
    const source = run.options.sysvol(run.root);
    if (source === null || source === 'left-out') {
      run.partial.push(source === null ? NO_SYSVOL : LEFT_OUT);
      return null;
    }
    run.options.progress('SYSVOL', run.entries);
    return await source.copy({
      folder: sysvolFolder(folder),
      gpos: [...run.gpos].sort(),
      signal: run.options.signal,
    });
  } catch (thrown) {
    const isOurs =
      thrown instanceof CollectFault && thrown.kind !== 'interrupted' && thrown.kind !== 'output';
    if (!isOurs) throw thrown;
    run.partial.push({ ja: `SYSVOL: ${thrown.text.ja}`, en: `SYSVOL: ${thrown.text.en}` });
    return null;
  }
}

async function copySysvol(run: Run, folder: string): Promise<number | null> {
  const found = await copied(run, folder);
  if (!found) return null;
  for (const { gpo, files, complete, because } of found) {
    const line: BundleSysvol = { sysvol: gpo, files, complete, ...(because ? { because } : {}) };
    run.lines.write(line);
    if (!complete) {
      const why = because ?? '';
      run.partial.push({ ja: `SYSVOL ${gpo}: ${why}`, en: `SYSVOL ${gpo}: ${why}` });
    }
  }
  return found.filter(({ gpo, files }) => files !== null && GUID_NAME.test(gpo)).length;
}

const headOf = (options: CollectOptions, root: Root, reader: BundleHead['reader']): BundleHead => ({
  format: DIRECTORY_FORMAT,
  version: DIRECTORY_FORMAT_VERSION,
  collectedAt: options.now,
  server: root.server,
  transport: options.address.transport,
  domain: root.domain,
  reader,
});

const NO_TOKEN: Bilingual = {
  ja: '採取した利用者のグループが分からない。見えない属性と無い属性を区別できない',
  en: 'the groups of the reader are not known, so that hidden attributes cannot be told from absent ones',
};

function finish(run: Run): void {
  const [because] = run.partial;
  run.lines.write({
    end: true,
    lines: run.lines.count(),
    complete: run.partial.length === 0,
    ...(because ? { because: masked(run, because.en) } : {}),
  });
  run.lines.close();
}

async function collected(run: Run, folder: string): Promise<number | null> {
  const write = entryWriter();
  for (const kind of SEARCH_ORDER) {
    run.options.progress(kind, run.entries);
    close(run, kind, await searched(run, kind, write));
  }
  return copySysvol(run, folder);
}

/** Faults after which what there is says that it is partial. Without a first answer nothing is written. */
const endsHere = (thrown: unknown): thrown is CollectFault =>
  thrown instanceof CollectFault && thrown.kind !== 'output' && thrown.kind !== 'usage';

/**
 * Connects, reads, writes. A connection that is lost on the way leaves a bundle that says it is partial.
 * @throws {CollectFault} where nothing could be collected, or a file could not be written
 */
export async function collectAd(options: CollectOptions): Promise<Collected> {
  const { address, ca, servername, timeout, signal } = options;
  refuseFile(options.out);
  const connection = await connect({ address, ca, servername, timeout, signal });
  try {
    await bind(connection, options.user, options.password);
    const root = await rootOf(connection);
    const reader = await readerOf(connection, root, options.user);
    const bundle = openBundle(options.out, root.domain.dnsName, options.force);
    const lines = openLines(join(bundle.work, DIRECTORY_FILE));
    const run: Run = {
      options,
      connection,
      root,
      lines,
      partial: [],
      gpos: new Set(),
      found: new Set(),
      entries: 0,
      pages: 0,
    };
    try {
      lines.write(headOf(options, root, reader));
      if (reader.sids === null) run.partial.push(NO_TOKEN);
      return await toTheEnd(run, bundle);
    } finally {
      lines.close();
      leave(bundle);
    }
  } finally {
    connection.close();
  }
}

async function toTheEnd(run: Run, bundle: Bundle): Promise<Collected> {
  let gpos: number | null = null;
  let ended: CollectFault | null = null;
  try {
    gpos = await collected(run, bundle.work);
  } catch (thrown) {
    if (!endsHere(thrown)) throw thrown;
    ended = thrown;
    run.partial.unshift(thrown.text);
  }
  finish(run);
  const kept = ended !== null && bundle.replaces;
  if (!kept) settle(bundle);
  // Sums vouch for a collection that came to its end.
  const files = ended === null ? await writeSums(run.options.out, bundle) : 0;
  const { entries, pages, partial } = run;
  return { folder: bundle.folder, entries, pages, files, partial, gpos, kept };
}
