/** What is wrong with a GPO itself: its two parts disagree, something of it is missing, or nobody here can read it. */
import type { Bilingual } from '../../model/text.ts';
import type { GpoContainer, GpoLink, Som } from '../directory/model.ts';
import { oncePer } from '../once.ts';
import type { SubjectLists } from './acts.ts';
import { READ_EXTENSIONS, type ReadExtension, rankOf, unreadName } from './extensions.ts';
import type { GpoContent, GpoList, Half, HalfContent, RsopFinding, RsopFindingKind } from './model.ts';
import type { PolicyIndex } from './policy-index.ts';
import { HALF_WORDS, listedExtensions, versionsDiffer } from './run.ts';

/** Findings of one GPO: of both its parts, and of each half. */
export interface GpoFindings {
  readonly gpo: readonly RsopFinding[];
  readonly machine: readonly RsopFinding[];
  readonly user: readonly RsopFinding[];
}

interface Gpo {
  readonly id: string;
  readonly name: string;
  readonly container: GpoContainer | null;
  readonly content: GpoContent | null;
}

const HALVES = ['machine', 'user'] as const;

function found(gpo: Gpo, kind: RsopFindingKind, because: Bilingual): RsopFinding {
  const at = gpo.container?.at ?? gpo.content?.at ?? null;
  return {
    kind,
    gpo: gpo.id,
    because: { ja: `GPO「${gpo.name}」: ${because.ja}`, en: `GPO '${gpo.name}': ${because.en}` },
    at,
  };
}

/** Before both have replicated, a client may read either. */
function versions(gpo: Gpo): readonly RsopFinding[] {
  const { container, content } = gpo;
  const [ad, own] = [container?.version, content?.version];
  if (!ad || !content || !own) return [];
  return HALVES.filter((half) => ad[half] !== own[half]).map((half) =>
    found(gpo, 'version-mismatch', versionsDiffer(half, content.origin, ad[half], own[half])),
  );
}

const NO_FOLDER: Bilingual = { ja: 'SYSVOL にフォルダがない', en: 'it has no folder in SYSVOL' };
const NO_CONTENT: Bilingual = {
  ja: 'SYSVOL のフォルダが証拠にない',
  en: 'its folder in SYSVOL is not among the evidence',
};
const NO_CONTAINER: Bilingual = {
  ja: 'SYSVOL にフォルダがあるが、AD に GPO がない',
  en: 'it has a folder in SYSVOL and no object in AD',
};
const CONTAINER_UNSEEN: Bilingual = {
  ja: 'SYSVOL にフォルダがあるが、AD の GPO は証拠にない (読めなかった可能性がある)',
  en: 'it has a folder in SYSVOL, and its object in AD is not among the evidence (it may not have been readable)',
};

const NEITHER_SEEN: Bilingual = {
  ja: 'AD の GPO も SYSVOL のフォルダも証拠にない (読めなかった可能性がある)',
  en: 'neither its object in AD nor its folder in SYSVOL is among the evidence (they may not have been readable)',
};

/** A listing that failed shows no folder. */
const hasFolder = ({ listing, machine, user, gpos }: GpoContent): boolean =>
  listing === 'whole' || machine.files.length > 0 || user.files.length > 0 || gpos.length > 0;

function parts(gpo: Gpo, allGpos: boolean): readonly RsopFinding[] {
  const { container, content } = gpo;
  if (container && content?.listing === 'no-folder') return [found(gpo, 'sysvol-missing', NO_FOLDER)];
  if (container && !content) return [found(gpo, 'incomplete-evidence', NO_CONTENT)];
  const isBackup = content?.origin === 'backup';
  if (container || isBackup || !content) return [];
  if (!hasFolder(content)) return [found(gpo, 'incomplete-evidence', NEITHER_SEEN)];
  return [
    allGpos
      ? found(gpo, 'directory-missing', NO_CONTAINER)
      : found(gpo, 'incomplete-evidence', CONTAINER_UNSEEN),
  ];
}

const missingFile = (half: Half, file: string): Bilingual => ({
  ja: `${HALF_WORDS[half].ja}の拡張が登録されているが、ファイル ${file} がない`,
  en: `an extension of its ${HALF_WORDS[half].en} is listed and has no file ${file}`,
});

const unlistedFile = (half: Half, file: string): Bilingual => ({
  ja: `${HALF_WORDS[half].ja}の ${file} があるが、拡張が登録されていないので Windows は読まない`,
  en: `its ${HALF_WORDS[half].en} has ${file}, and the extension is not listed, so Windows does not read it`,
});

const unread = (half: Half, name: Bilingual): Bilingual => ({
  ja: `${HALF_WORDS[half].ja}の拡張「${name.ja}」の設定は読まない`,
  en: `settings of extension '${name.en}' in its ${HALF_WORDS[half].en} are not read`,
});

const hiddenNames = (half: Half): Bilingual => ({
  ja: `${HALF_WORDS[half].ja}で実行される拡張が読めていない`,
  en: `which extensions run for its ${HALF_WORDS[half].en} was not read`,
});

const extensionKey = (gpo: string | null, half: Half, rank: number): string => `${gpo} ${half} ${rank}`;

/** Extensions of halves of GPOs that write something. */
const writing = oncePer((index: PolicyIndex): ReadonlySet<string> => {
  const keys = new Set<string>();
  for (const entry of index.entries.values())
    for (const { gpo, half, rank } of entry.writers) keys.add(extensionKey(gpo, half, rank));
  return keys;
});

/** Editors leave a file without settings behind when the last of them is removed. */
const saysSomething = (index: PolicyIndex, id: string, half: Half, guid: string): boolean =>
  writing(index).has(extensionKey(id, half, rankOf(guid)));

function ofExtension(
  index: PolicyIndex,
  gpo: Gpo,
  half: Half,
  { guid, file }: ReadExtension,
  names: readonly string[],
): readonly RsopFinding[] {
  const listed = names.includes(guid);
  if (listed && !gpo.content?.[half].files.includes(file)) {
    const kind = gpo.content?.listing === 'whole' ? 'half-missing' : 'incomplete-evidence';
    return [found(gpo, kind, missingFile(half, file))];
  }
  if (listed || !saysSomething(index, gpo.id, half, guid)) return [];
  return [found(gpo, 'extension-not-listed', unlistedFile(half, file))];
}

const gapsOf = (gpo: Gpo, content: HalfContent, named: boolean): readonly RsopFinding[] =>
  content.gaps
    .filter((gap) => !(named && gap.of === 'all' && gap.absenceOnly))
    .map((gap) => ({ ...found(gpo, 'incomplete-evidence', gap.because), ...(gap.at && { at: gap.at }) }));

function halfFindings(index: PolicyIndex, gpo: Gpo, half: Half): readonly RsopFinding[] {
  const names = listedExtensions(gpo.container, half);
  const content = gpo.content ? gpo.content[half] : null;
  const gaps = content ? gapsOf(gpo, content, names !== null) : [];
  if (!names) return gpo.container ? [found(gpo, 'not-readable', hiddenNames(half)), ...gaps] : gaps;
  const others = names.flatMap((guid) => unreadName(guid) ?? []);
  // Without a folder nothing of it is there, which is told once.
  const hasFiles = content && gpo.content?.listing !== 'no-folder';
  const own = hasFiles ? READ_EXTENSIONS.flatMap((e) => ofExtension(index, gpo, half, e, names)) : [];
  return [...own, ...others.map((n) => found(gpo, 'extension-not-understood', unread(half, n))), ...gaps];
}

const NO_FINDINGS: GpoFindings = { gpo: [], machine: [], user: [] };

function ofGpo(index: PolicyIndex, id: string): GpoFindings {
  const container = index.gpos.get(id) ?? null;
  const content = index.contents.get(id) ?? null;
  // It was looked for and is not there: the link to it is the finding.
  if (!container && content?.listing === 'no-folder') return NO_FINDINGS;
  const name = container?.displayName ?? content?.gpos.find((g) => g.name)?.name ?? id;
  const gpo: Gpo = { id, name, container, content };
  return {
    gpo: [...parts(gpo, index.allGpos), ...versions(gpo)],
    machine: halfFindings(index, gpo, 'machine'),
    user: halfFindings(index, gpo, 'user'),
  };
}

/** Findings of every GPO of the directory and of SYSVOL, by id. */
export const gpoFindings = oncePer((index: PolicyIndex): ReadonlyMap<string, GpoFindings> => {
  const ids = new Set([...index.gpos.keys(), ...[...index.contents.keys()].filter((id) => id !== null)]);
  return new Map([...ids].sort().map((id) => [id, ofGpo(index, id)] as const));
});

/** A link that leads nowhere: Windows passes it over. */
export const linkOrphaned = (som: Som, { gpo, guid }: GpoLink): RsopFinding => ({
  kind: 'link-orphaned',
  gpo: guid,
  because: {
    ja: `${som.dn} のリンク先の GPO ${guid ?? gpo} が存在しない`,
    en: `${som.dn} links to GPO ${guid ?? gpo}, which does not exist`,
  },
  at: som.at,
});

function linksOf({ gpos }: GpoList): readonly RsopFinding[] {
  return gpos.flatMap(({ som, link, standing }) =>
    som && link && standing.applies === 'no' && standing.reason === 'not-found'
      ? [linkOrphaned(som, link)]
      : [],
  );
}

const ofReached = (index: PolicyIndex, list: GpoList): readonly RsopFinding[] =>
  list.gpos.flatMap(({ id, standing }) => {
    const own = id === null || standing.applies === 'no' ? undefined : gpoFindings(index).get(id);
    return own ? [...own.gpo, ...own[list.half]] : [];
  });

/** Findings of the GPOs that reach a subject, or may, and of links to none, each once. */
export function findingsFor(index: PolicyIndex, lists: SubjectLists): readonly RsopFinding[] {
  const shown = [lists.machine, lists.user].filter((list): list is GpoList => list !== null);
  const links = shown.flatMap(linksOf).map((one) => [one.because.en, one] as const);
  return [...new Set(shown.flatMap((list) => ofReached(index, list))), ...new Map(links).values()];
}
