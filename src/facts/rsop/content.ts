/**
 * What each GPO of the evidence holds: the sections of its files put together by the folder they stand in.
 *
 * A GPO is told by its folder in SYSVOL, a backup by the Backup.xml, bkupInfo.xml or manifest.xml beside it. A backup
 * whose GPO is not told keeps the name of its folder for an id.
 */
import type { Location } from '../../model/evidence.ts';
import type { SysvolListing } from '../directory/model.ts';
import { isFolderOfGpo } from '../directory/sysvol.ts';
import type { GpoSection, GpoVersion } from '../gpo.ts';
import type { RegistrySection } from '../registry.ts';
import type { FileSections } from '../target-facts.ts';
import {
  ambiguousGap,
  type FileState,
  fileGap,
  isEmpty,
  isOfKind,
  lackingGaps,
  unlistedGap,
} from './content-gaps.ts';
import { READ_EXTENSIONS, type ReadExtension } from './extensions.ts';
import type { ContentGap, GpoContent, Half, HalfContent } from './model.ts';
import { backupFolder, type GpoPlace, placeOf } from './place.ts';

interface Found {
  readonly file: string;
  readonly place: GpoPlace;
  /** null: the file was not recognised. */
  readonly read: FileSections | null;
}

/** One copy of a GPO's folder. */
interface Root {
  readonly root: string;
  readonly origin: GpoPlace['origin'];
  readonly id: string | null;
  readonly found: readonly Found[];
  /** Files that speak of the GPO itself: GPT.INI, Backup.xml, bkupInfo.xml. */
  readonly about: readonly GpoSection[];
}

type States = ReadonlyMap<string, FileState>;

const lower = (text: string): string => text.toLowerCase();

/** Which GPO the backup in a folder holds, as files beside it say; null where they do not, or contradict each other. */
function backedUp(folder: string, about: readonly GpoSection[]): string | null {
  const own = about.filter((g) => /^(?:backup|bkupinfo)\.xml$/i.test(g.at.file.slice(folder.length)));
  const name = folder.slice(0, -1).split('/').at(-1) ?? '';
  const manifests = about.flatMap((g) => g.instances ?? []).filter((i) => lower(i.folder) === lower(name));
  const guids = [...own.map((g) => g.guid), ...manifests.map((i) => i.guid)].flatMap((guid) => guid ?? []);
  const [first, ...more] = new Set(guids.map((guid) => guid.toUpperCase()));
  return first !== undefined && more.length === 0 ? first : null;
}

/** Sections about the backup in a folder: of files in it, and of a manifest.xml in the folder above. */
function aboutBackup(
  folder: string,
  sections: ReadonlyMap<string, readonly GpoSection[]>,
): readonly GpoSection[] {
  const above = folder.replace(/[^/]+\/$/, '');
  return [...(sections.get(lower(folder)) ?? []), ...(sections.get(lower(above)) ?? [])];
}

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/') + 1);

function grouped<T>(list: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

function rootOf(found: readonly Found[], sections: ReadonlyMap<string, readonly GpoSection[]>): Root | null {
  const [first] = found;
  if (!first) return null;
  const { root, origin, folder } = first.place;
  const own = found.flatMap((f) => (f.place.half === null ? (f.read?.sections.gpo ?? []) : []));
  if (origin !== 'backup') return { root, origin, id: folder, found, about: own };
  const at = backupFolder(first.place);
  const about = aboutBackup(at, sections);
  const mine = about.filter((g) => lower(folderOf(g.at.file)) === lower(at));
  return { root, origin, id: backedUp(at, about) ?? folder, found, about: [...own, ...mine] };
}

/** Every copy of a GPO's folder among the files, in the order of their paths. */
function rootsOf(files: readonly FileSections[], states: States): readonly Root[] {
  const reads = new Map(files.map((read) => [read.file, read]));
  const names = [...new Set([...reads.keys(), ...states.keys()])].sort();
  const found = names.flatMap((file): readonly Found[] => {
    const place = placeOf(file);
    return place ? [{ file, place, read: reads.get(file) ?? null }] : [];
  });
  const sections = grouped(
    files.flatMap((read) => read.sections.gpo ?? []),
    (section) => lower(folderOf(section.at.file)),
  );
  const roots = grouped(found, (f) => lower(f.place.root));
  return [...roots.values()].flatMap((list) => rootOf(list, sections) ?? []);
}

/** A template that is an export of a host by its content is a template all the same where a GPO keeps it. */
function asTemplate(read: FileSections, gpo: RegistrySection['writes'][number]['gpo']): FileSections {
  const { registry, security } = read.sections;
  const writes = registry?.writes.map(
    (w) => ({ ...w, layer: 'intended', strength: 'policy', source: 'security-template', gpo }) as const,
  );
  return {
    ...read,
    sections: {
      ...(writes && { registry: { exported: [], writes } }),
      ...(security && { security: { ...security, layer: 'intended' } }),
    },
  };
}

const usable = (extension: ReadExtension, { read }: Found): FileSections | null => {
  if (!read || !isOfKind(extension, read.kind)) return null;
  return read.kind === 'secedit-export' ? asTemplate(read, null) : read;
};

const EMPTY: HalfContent = {
  registry: [],
  preferences: [],
  security: [],
  groupsOfPreferences: [],
  audit: [],
  firewall: [],
  files: [],
  gaps: [],
};

const listOf = <T>(item: T | undefined): readonly T[] => (item === undefined ? [] : [item]);

/** The half with what one file says. */
function withFile(half: HalfContent, extension: ReadExtension, read: FileSections): HalfContent {
  const { registry, security, audit, firewall } = read.sections;
  const preferences = extension.kind === 'preferences';
  return {
    ...half,
    registry: preferences ? half.registry : [...half.registry, ...listOf(registry)],
    preferences: preferences ? [...half.preferences, ...listOf(registry)] : half.preferences,
    security: preferences ? half.security : [...half.security, ...listOf(security)],
    groupsOfPreferences: preferences
      ? [...half.groupsOfPreferences, ...listOf(security)]
      : half.groupsOfPreferences,
    audit: [...half.audit, ...listOf(audit)],
    firewall: [...half.firewall, ...listOf(firewall)],
    files: [...half.files, extension.file],
  };
}

function withGaps(half: HalfContent, gaps: readonly ContentGap[]): HalfContent {
  return gaps.length === 0 ? half : { ...half, gaps: [...half.gaps, ...gaps] };
}

/** What a root's files say of one half, in the order in which Windows runs the extensions. */
function halfOf(root: Root, half: Half, states: States): HalfContent {
  let content = EMPTY;
  for (const extension of READ_EXTENSIONS) {
    if (!extension.halves.includes(half)) continue;
    const own = root.found.filter((f) => f.place.half === half && f.place.path === extension.file);
    const [first] = own;
    if (!first) continue;
    const read = usable(extension, first);
    if (read) content = withFile(content, extension, read);
    else if (isEmpty(states.get(first.file))) {
      content = { ...content, files: [...content.files, extension.file] };
    }
    content = withGaps(content, listOf(fileGap(extension, first.file, states.get(first.file)) ?? undefined));
    if (own.length > 1)
      content = withGaps(content, [
        ambiguousGap(
          own.map((f) => f.file),
          null,
        ),
      ]);
  }
  return content;
}

interface Listing {
  readonly state: GpoContent['listing'];
  /** From the GPO's folder, with `/`. */
  readonly files: readonly string[];
  readonly at: Location | null;
}

const BACKED_UP = /^DomainSysvol\/GPO\//i;

/** Backup.xml names all files of a backup; a listing of SYSVOL those of a GPO. */
function listingOf(root: Root, listing: SysvolListing | null): Listing {
  if (root.origin !== 'backup') {
    if (!listing) return { state: 'none', files: [], at: null };
    const state = listing.complete && listing.files !== null ? 'whole' : 'partial';
    return { state, files: listing.files ?? [], at: listing.at };
  }
  const told = root.about.find((g) => g.backup);
  if (!told?.backup) return { state: 'none', files: [], at: null };
  const files = told.backup.files.filter((f) => BACKED_UP.test(f)).map((f) => f.replace(BACKED_UP, ''));
  return { state: 'whole', files, at: told.at };
}

function completed(
  half: Half,
  content: HalfContent,
  listed: Listing,
  listing: SysvolListing | null,
): HalfContent {
  const here = new Set(content.files);
  for (const gap of content.gaps) {
    const extension = READ_EXTENSIONS.find((e) => e.guid === gap.extension);
    if (extension) here.add(extension.file);
  }
  const lacking = listed.at ? lackingGaps(half, listed.files, here, listed.at) : [];
  const unlisted = listed.state === 'whole' ? [] : [unlistedGap(listing)];
  return withGaps(content, [...lacking, ...unlisted]);
}

function versionOf(about: readonly GpoSection[]): GpoVersion | null {
  return (
    about.find((g) => g.version)?.version ?? about.find((g) => g.backup?.version)?.backup?.version ?? null
  );
}

function contentOf(root: Root, listing: SysvolListing | null, states: States): GpoContent {
  const listed = listingOf(root, listing);
  const half = (which: Half): HalfContent => {
    const content = halfOf(root, which, states);
    return root.origin === 'local' ? content : completed(which, content, listed, listing);
  };
  const [first] = root.found;
  return {
    id: root.id,
    origin: root.origin,
    machine: half('machine'),
    user: half('user'),
    version: versionOf(root.about),
    listing: listed.state,
    gpos: root.about,
    at: first ? { file: first.file, line: 1, text: '' } : null,
  };
}

/** False where it is not known whether there is a folder, and for what is of no GPO. */
const tellsOfGpo = (listing: SysvolListing): boolean =>
  isFolderOfGpo(listing) && (listing.files !== null || listing.complete);

/** A GPO of which the listing alone is here. */
function fromListing(listing: SysvolListing): GpoContent {
  const root: Root = { root: '', origin: 'sysvol', id: listing.gpo, found: [], about: [] };
  const content = contentOf(root, listing, new Map());
  if (listing.files !== null) return { ...content, at: listing.at };
  return { ...content, listing: 'no-folder', at: listing.at };
}

/** SYSVOL is what computers read; a backup of the same GPO may be older. Copies of the same kind cannot be told apart. */
function chosen(roots: readonly Root[]): { readonly root: Root; readonly rivals: readonly Root[] } | null {
  const live = roots.filter((r) => r.origin !== 'backup');
  const [root, ...rivals] = live.length > 0 ? live : roots;
  return root ? { root, rivals } : null;
}

function ofRoots(roots: readonly Root[], listing: SysvolListing | null, states: States): GpoContent | null {
  const pick = chosen(roots);
  if (!pick) return null;
  const content = contentOf(pick.root, listing, states);
  if (pick.rivals.length === 0) return content;
  const gap = ambiguousGap(
    [pick.root, ...pick.rivals].map((r) => r.root),
    content.at,
  );
  return { ...content, machine: withGaps(content.machine, [gap]), user: withGaps(content.user, [gap]) };
}

/**
 * What the GPOs of one target's files hold, by id; null is the computer's own policy.
 *
 * @param listings by GPO id: the files of its folder as the collector found them
 * @param states of all files, also of those that were not recognised; a file without a state may be cut
 */
export function contentsOf(
  files: readonly FileSections[],
  listings: ReadonlyMap<string, SysvolListing>,
  states: ReadonlyMap<string, FileState>,
): ReadonlyMap<string | null, GpoContent> {
  const byId = new Map<string | null, Root[]>();
  for (const root of rootsOf(files, states)) byId.set(root.id, [...(byId.get(root.id) ?? []), root]);
  const contents = new Map<string | null, GpoContent>();
  for (const [id, roots] of byId) {
    const content = ofRoots(roots, id === null ? null : (listings.get(id) ?? null), states);
    if (content) contents.set(id, content);
  }
  for (const [id, listing] of listings)
    if (!contents.has(id) && tellsOfGpo(listing)) contents.set(id, fromListing(listing));
  return contents;
}
