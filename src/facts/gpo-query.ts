/** Whether the GPO material in the evidence is all there is of a backup, as far as passwords in Preferences go. */
import type { Location } from '../model/evidence.ts';
import type { GpoSection } from './gpo.ts';
import type { Fact } from './known.ts';
import { isNonEmpty, known, unknown } from './known.ts';

/** Files of Preferences in which an item may hold a cpassword ([MS-GPPREF]; MS14-025). */
const CARRIER = /\/(groups|scheduledtasks|services|datasources|drives|printers)\.xml$/i;

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
  for (const path of backup.preferenceFiles.filter((file) => CARRIER.test(file))) {
    const read = gpos.find((g) => g.preferencesRead && same(g.at.file, `${folder}${path}`));
    if (!read) return `${folder}${path}`;
    parts.push(read.at);
  }
  return parts;
}

/**
 * Known where manifest.xml names the backups, each has its Backup.xml, and every file it lists that may hold a password
 * was read to its end. Without such an inventory a file with a password may simply not have been collected.
 */
export function wholeBackups(gpos: readonly GpoSection[]): Fact<number> {
  const at: Location[] = [];
  let count = 0;
  for (const manifest of gpos) {
    for (const id of manifest.backups ?? []) {
      const parts = backupParts(gpos, `${folderOf(manifest.at.file)}${id}/`);
      if (typeof parts === 'string') return missing(parts);
      at.push(manifest.at, ...parts);
      count += 1;
    }
  }
  return isNonEmpty(at) ? known(count, at) : noInventory;
}
