/** Whether the GPO material in the evidence is all there is of a backup, as far as passwords in Preferences go. */
import type { Location } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { wholeness } from './directory/directory.ts';
import type { SysvolListing } from './directory/model.ts';
import type { Directory } from './directory/query.ts';
import type { GpoSection } from './gpo.ts';
import type { Fact } from './known.ts';
import { isNonEmpty, known, unknown } from './known.ts';

/** Files of Preferences in which an item may hold a cpassword ([MS-GPPREF]; MS14-025), and copies of them under other names. */
const CARRIER = /\/(groups|scheduledtasks|services|datasources|drives|printers)[^/]*\.xml[^/]*$/i;

/** Any of them may hold one in a comment, for whoever may read it. */
const PREFERENCES = /(?:^|\/)preferences\/./i;

const mayHoldPassword = (path: string): boolean => CARRIER.test(`/${path}`) || PREFERENCES.test(path);

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/') + 1);

const missing = (file: string) =>
  unknown(
    {
      ja: `バックアップにあるはずの ${file} が証拠にないか、最後まで読めない`,
      en: `${file} belongs to the backup and is not among the evidence, or was not read to its end`,
    },
    ['gpo-backup-xml', 'gpp-xml'],
  );

const noInventory = unknown(
  {
    ja: 'GPO のファイルが全部揃っていることを示す manifest.xml (Backup-GPO -All の出力) が証拠にない',
    en: 'no manifest.xml (made by Backup-GPO -All) shows that these are all the files of the GPOs',
  },
  ['gpo-backup-xml', 'gpp-xml'],
);

/** The lines that show one backup to be whole, or the path of the file that is missing from it. */
function backupParts(gpos: readonly GpoSection[], folder: string): readonly Location[] | string {
  const backup = gpos.find((g) => g.preferenceFiles && same(g.at.file, `${folder}Backup.xml`));
  if (!backup?.preferenceFiles) return `${folder}Backup.xml`;
  const parts: Location[] = [backup.at];
  for (const path of backup.preferenceFiles.filter(mayHoldPassword)) {
    const read = gpos.find((g) => g.preferencesRead && same(g.at.file, `${folder}${path}`));
    if (!read) return `${folder}${path}`;
    parts.push(read.at);
  }
  return parts;
}

/** The two GPOs that every domain has: a backup of all GPOs holds them. */
const DEFAULT_GPOS = ['{31B2F340-016D-11D2-945F-00C04FB984F9}', '{6AC1786C-016F-11D2-945F-00C04FB984F9}'];

const notAll = (at: Location) =>
  unknown(
    {
      ja: `${at.file} のバックアップに既定の GPO (Default Domain Policy など) がなく、GPO の一部だけのバックアップである`,
      en: `the backup of ${at.file} lacks the default GPOs of a domain (Default Domain Policy), so it is one of some GPOs only`,
    },
    ['gpo-backup-xml', 'gpp-xml'],
  );

interface WholeBackup {
  readonly count: number;
  readonly at: readonly Location[];
}

/** What one manifest.xml names, where all of it is here; the reason where it is not. */
function wholeManifest(gpos: readonly GpoSection[], manifest: GpoSection): Fact<WholeBackup> {
  const ids = manifest.backups ?? [];
  const folders = ids.map((id) => `${folderOf(manifest.at.file)}${id}/`);
  const at: Location[] = [manifest.at];
  for (const folder of folders) {
    const parts = backupParts(gpos, folder);
    if (typeof parts === 'string') return missing(parts);
    at.push(...parts);
  }
  const named = gpos.filter((g) => folders.some((f) => same(g.at.file, `${f}Backup.xml`)));
  const all = DEFAULT_GPOS.every((guid) => named.some((g) => same(g.guid ?? '', guid)));
  return all ? known({ count: ids.length, at }, [manifest.at]) : notAll(manifest.at);
}

/**
 * Known where every manifest.xml names the default GPOs (so that it is one of Backup-GPO -All), each backup it names has
 * its Backup.xml, and every file listed there that may hold a password was read to its end. Without such an inventory a
 * file with a password may simply not have been collected.
 */
export function wholeBackups(gpos: readonly GpoSection[]): Fact<number> {
  const found = gpos.filter((g) => g.backups !== undefined).map((g) => wholeManifest(gpos, g));
  const open = found.find((f) => !f.known);
  if (open) return open;
  const whole = found.flatMap((f) => (f.known ? [f.value] : []));
  const at = whole.flatMap((w) => w.at);
  return isNonEmpty(at)
    ? known(
        whole.reduce((n, w) => n + w.count, 0),
        at,
      )
    : noInventory;
}

const SYSVOL_KINDS = ['ad-ndjson', 'gpp-xml'] as const;

const notListed = (gpo: string): Bilingual => ({
  ja: `GPO ${gpo} のフォルダの一覧が証拠にないか、全部でない`,
  en: `the folder of GPO ${gpo} is not listed in the evidence, or not wholly`,
});

const notAllGpos: Bilingual = {
  ja: 'ドメインの GPO の全件が証拠にない',
  en: 'not all GPOs of the domain are in the evidence',
};

/** The lines of one GPO's folder, where each listed file that may hold a password was read to its end; else why not. */
function folderParts(gpos: readonly GpoSection[], listing: SysvolListing): readonly Location[] | Bilingual {
  const parts: Location[] = [listing.at];
  for (const path of (listing.files ?? []).filter(mayHoldPassword)) {
    const end = `${listing.gpo}/${path}`.toLowerCase();
    const read = gpos.find((g) => g.preferencesRead && g.at.file.toLowerCase().endsWith(`/${end}`));
    if (!read) {
      return {
        ja: `SYSVOL にあるはずの ${listing.gpo}/${path} が証拠にないか、最後まで読めない`,
        en: `${listing.gpo}/${path} of SYSVOL is not among the evidence, or was not read to its end`,
      };
    }
    parts.push(read.at);
  }
  return parts;
}

const isLines = (parts: readonly Location[] | Bilingual): parts is readonly Location[] =>
  Array.isArray(parts);

const TWO_DOMAINS: Bilingual = {
  ja: '複数のドメインに同じ ID の GPO があり、SYSVOL のどのフォルダーがどのドメインのものか分からない',
  en: 'several domains have GPOs of the same id, so that which folder of SYSVOL is of which domain is not known',
};

const hasTwoOfOneId = (directory: Directory): boolean =>
  new Set(directory.sections.flatMap((s) => s.gpos.map((gpo) => gpo.key))).size > directory.gpos.size;

/**
 * Known where every GPO of the domain is in the directory, its folder and every other one in SYSVOL, whose GPO may be
 * deleted, was listed whole when it was copied, and every listed file that may hold a password was read to its end. A
 * folder that does not exist holds none.
 */
export function wholeSysvol(gpos: readonly GpoSection[], directory: Directory): Fact<number> {
  const lacking = wholeness(directory, 'gpos');
  if (lacking) return unknown(lacking.because ?? notAllGpos, SYSVOL_KINDS);
  if (hasTwoOfOneId(directory)) return unknown(TWO_DOMAINS, SYSVOL_KINDS);
  const at: Location[] = [];
  for (const id of new Set([...directory.gpos.keys(), ...directory.sysvol.keys()])) {
    const listing = directory.sysvol.get(id);
    if (!listing?.complete) return unknown(listing?.because ?? notListed(id), SYSVOL_KINDS);
    const parts = folderParts(gpos, listing);
    if (!isLines(parts)) return unknown(parts, SYSVOL_KINDS);
    at.push(...parts);
  }
  return isNonEmpty(at) ? known(directory.gpos.size, at) : unknown(notAllGpos, SYSVOL_KINDS);
}
