/** GPOs as files, containers and lists for tests of what they hold and come to. */

import type { GpoContainer, Som, SysvolListing } from '../../../src/facts/directory/model.ts';
import { gpoVersion } from '../../../src/facts/gpo.ts';
import { contentsOf } from '../../../src/facts/rsop/content.ts';
import type { FileState } from '../../../src/facts/rsop/content-gaps.ts';
import { READ_EXTENSIONS } from '../../../src/facts/rsop/extensions.ts';
import type { GpoContent, GpoList, Half, ListedGpo, Standing } from '../../../src/facts/rsop/model.ts';
import type { FileSections } from '../../../src/facts/target-facts.ts';
import { recognise } from '../../../src/parse/index.ts';
import type { Parsed } from '../../../src/parse/parser.ts';
import { CONTEXT, fromBytes } from '../../evidence.ts';
import { at } from '../builders.ts';

export type Files = Readonly<Record<string, Uint8Array | string>>;

export interface Read {
  readonly files: readonly FileSections[];
  readonly states: ReadonlyMap<string, FileState>;
}

const bytesOf = (content: Uint8Array | string): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

/** Files of one target through their parsers. */
export function read(files: Files, verified = true): Read {
  const sections: FileSections[] = [];
  const states = new Map<string, FileState>();
  for (const [file, content] of Object.entries(files)) {
    const bytes = bytesOf(content);
    const evidence = fromBytes(file, bytes, verified);
    const parser = recognise(evidence);
    const parsed = parser ? (parser.parse(evidence, CONTEXT) as Parsed) : null;
    if (parsed) sections.push({ kind: parsed.kind, file, sections: parsed.sections });
    states.set(file, {
      file,
      kind: parsed?.kind ?? null,
      intact: parsed?.intact ?? 'cannot-tell',
      problems: parsed?.problems ?? [],
      verified,
      size: bytes.length,
    });
  }
  return { files: sections, states };
}

export const guid = (n: number): string =>
  `{0000${n.toString(16).padStart(4, '0').toUpperCase()}-1111-4222-8333-444444444444}`;

/** A file of a GPO in SYSVOL. */
export const inSysvol = (id: string, path: string): string => `corp.example/sysvol/Policies/${id}/${path}`;

const NO_OBJECT = { dn: '', key: '', guid: null, hidden: [], descriptor: null, at: at() } as const;

/** Lists as extensions what its files need, unless told otherwise. */
export function container(
  id: string,
  extensions: { readonly machine?: readonly string[] | null; readonly user?: readonly string[] | null } = {},
  version = 65537,
): GpoContainer {
  return {
    ...NO_OBJECT,
    id,
    displayName: `GPO ${id.slice(5, 9)}`,
    userDisabled: false,
    machineDisabled: false,
    version: gpoVersion(version),
    functionality: 2,
    sysvolPath: null,
    machineExtensions: extensions.machine === undefined ? [] : extensions.machine,
    userExtensions: extensions.user === undefined ? [] : extensions.user,
    wmiFilter: null,
  };
}

/** Extensions whose files a GPO's folder has. */
export function extensionsIn(files: Files, id: string, half: Half): readonly string[] {
  const folder = inSysvol(id, `${half}/`).toLowerCase();
  const own = Object.keys(files).map((file) => file.toLowerCase());
  return READ_EXTENSIONS.filter((e) => own.includes(`${folder}${e.file}`)).map((e) => e.guid);
}

/** Containers of the GPOs that files speak of, listing the extensions that these files need. */
export function containersOf(files: Files, ids: readonly string[]): ReadonlyMap<string, GpoContainer> {
  const of = (id: string): GpoContainer =>
    container(id, {
      machine: extensionsIn(files, id, 'machine'),
      user: extensionsIn(files, id, 'user'),
    });
  return new Map(ids.map((id) => [id, of(id)] as const));
}

export function listing(id: string, files: readonly string[] | null, complete = true): SysvolListing {
  return { gpo: id, files, complete, because: null, at: at(3, 'corp.example/directory.ndjson') };
}

/** Listings that name exactly the files there are. */
export function listingsOf(files: Files, ids: readonly string[]): ReadonlyMap<string, SysvolListing> {
  return new Map(
    ids.map((id) => {
      const folder = inSysvol(id, '');
      const own = Object.keys(files).filter((file) => file.startsWith(folder));
      return [
        id,
        listing(
          id,
          own.map((file) => file.slice(folder.length)),
        ),
      ] as const;
    }),
  );
}

/** With a GPT.INI for each GPO, of the version that `container` gives it. */
export const withVersions = (files: Files, ids: readonly string[]): Files => ({
  ...Object.fromEntries(ids.map((id) => [inSysvol(id, 'GPT.INI'), '[General]\r\nVersion=65537\r\n'])),
  ...files,
});

export const contents = (
  given: Files,
  ids: readonly string[],
  verified = true,
): ReadonlyMap<string | null, GpoContent> => {
  const files = withVersions(given, ids);
  const { files: sections, states } = read(files, verified);
  return contentsOf(sections, listingsOf(files, ids), states);
};

const som = (kind: Som['kind']): Som => ({
  ...NO_OBJECT,
  kind,
  name: kind,
  key: kind,
  links: [],
  blocksInheritance: false,
});

export const YES: Standing = { applies: 'yes' };
export const NO: Standing = {
  applies: 'no',
  reason: 'security-filter',
  because: { ja: 'なし', en: 'filtered' },
};
export const MAYBE: Standing = { applies: 'open', reason: 'wmi-filter', because: { ja: '不明', en: 'WMI' } };

export interface Entry {
  readonly id: string;
  readonly standing?: Standing;
  readonly som?: Som['kind'];
}

const listed = (
  { id, standing = YES, som: kind = 'ou' }: Entry,
  gpos: ReadonlyMap<string, GpoContainer>,
): ListedGpo => ({
  id,
  name: id,
  gpo: gpos.get(id) ?? null,
  som: som(kind),
  link: { gpo: id, guid: id, disabled: false, enforced: false },
  enforced: false,
  standing,
});

/** `entries`: the one that wins first. */
export const list = (
  half: Half,
  entries: readonly Entry[],
  gpos: ReadonlyMap<string, GpoContainer>,
): GpoList => ({ half, gpos: entries.map((e) => listed(e, gpos)), open: [], loopback: 'none' });
