/**
 * Registry keys that a policy writes and that may be another key than their text says. What it writes there counts, with
 * a condition, for the key that it may be: then nothing that contradicts it is sure.
 */
import type { Bilingual } from '../../model/text.ts';
import type { RegistryWrite } from '../registry.ts';

/** Of a write whose key or name holds a variable: what stands around the variables, lower case, in order. */
export type Around = readonly string[];

/** A doubled backslash is refused or taken for one, as the cache of keys happens to be filled (R. Chen, 2012-10-04). */
const SEPARATORS: Bilingual = {
  ja: 'キーの \\ が余分にあり、Windows がそれを除いて書くか、書かないかは決まらない',
  en: 'the key has a backslash too many, and whether Windows writes without it or not at all is not certain',
};

/** `Select\Current` says which of them it is; nearly always the first. */
const CONTROL_SET: Bilingual = {
  ja: 'ControlSet001 などは、たいてい CurrentControlSet と同じキーである',
  en: 'ControlSet001 and the like are mostly the same key as CurrentControlSet',
};

/** Keys that both views share, such as Software\Policies ("Registry Keys Affected by WOW64"). */
const OTHER_VIEW: Bilingual = {
  ja: 'Wow6432Node のキーは、32 ビットと 64 ビットで共有されていれば、それのないキーと同じものである',
  en: 'a key of Wow6432Node is that without it where both views share it',
};

/** HKCR is a view of HKLM\Software\Classes and of what the user has. */
const CLASSES: Bilingual = {
  ja: 'HKCR への書き込みは HKLM\\Software\\Classes に入ることがある',
  en: 'what is written to HKCR may go to HKLM\\Software\\Classes',
};

/** HKCU is the hive of the user who is logged on (`HKU\%LogonUserSid%`). */
const OF_ONE_USER: Bilingual = {
  ja: 'HKU の下のユーザーのハイブであり、そのユーザーの HKCU と同じものである',
  en: 'it is the hive of a user below HKU, which is the HKCU of that user',
};

const VARIABLES: Bilingual = {
  ja: 'キーか値の名前に変数 (%…%) があり、コンピューターごとに違うところへ書く',
  en: 'the key or name holds a variable (%…%), so that each computer is written to at another place',
};

/** Of accounts; the rest are of the machine. */
const USER_HIVE = /^HKU\\(?:S-1-5-21-|S-1-12-|%)/i;

const VARIABLE = /%[^%\\]+%/;

/** Nothing of it needs a second look. */
const PLAIN = /^(?!\\)(?!.*(?:\\\\|\\$|%|controlset\d|wow6432node))/is;

const conditional = (write: RegistryWrite, condition: Bilingual): RegistryWrite => ({
  ...write,
  condition: write.condition ?? condition,
});

/** There is no key with an empty part in its path. */
function separated(write: RegistryWrite): RegistryWrite {
  const key = write.key.replace(/\\{2,}/g, '\\').replace(/^\\|\\$/g, '');
  return key === write.key ? write : conditional({ ...write, key }, SEPARATORS);
}

function otherKey(write: RegistryWrite): RegistryWrite | null {
  const { hive, key } = write;
  if (hive === 'HKCR')
    return conditional({ ...write, hive: 'HKLM', key: `Software\\Classes\\${key}` }, CLASSES);
  if (USER_HIVE.test(hive)) return conditional({ ...write, hive: 'HKCU' }, OF_ONE_USER);
  if (hive !== 'HKLM') return null;
  const current = key.replace(/^(system)\\controlset\d{3}(?=\\|$)/i, '$1\\CurrentControlSet');
  if (current !== key) return conditional({ ...write, key: current }, CONTROL_SET);
  const shared = key.replace(/^(software)\\wow6432node\\/i, '$1\\');
  return shared === key ? null : conditional({ ...write, key: shared }, OTHER_VIEW);
}

/** Preferences expand variables; Registry.pol and templates write `%` as it stands. */
const hasVariable = ({ source, hive, key, name }: RegistryWrite): boolean =>
  source === 'gpp-xml' && [hive, key, name].some((part) => VARIABLE.test(part));

/** The write, at each key that it may be. */
export function placedWrites(write: RegistryWrite): readonly RegistryWrite[] {
  const isLocal = write.hive === 'HKLM' || write.hive === 'HKCU';
  if (isLocal && PLAIN.test(write.key) && !write.name.includes('%')) return [write];
  const own = separated(write);
  const other = otherKey(own);
  const all = other ? [own, other] : [own];
  return hasVariable(write) ? all.map((w) => conditional(w, VARIABLES)) : all;
}

/** null: it holds no variable. A deletion of a key reaches what stands below it. */
export function aroundVariables(write: RegistryWrite): Around | null {
  if (!hasVariable(write)) return null;
  const { hive, key, name, op } = write;
  const isWide = op === 'delete-key' || op === 'delete-values';
  const parts = `${hive}\\${key}\\${isWide ? '' : name}`.toLowerCase().split(/%[^%\\]+%/);
  return isWide ? [...parts, ''] : parts;
}

/** Whether something can stand in place of the variables so that the path comes out. */
export function fits(around: Around, path: string): boolean {
  const [first = '', ...rest] = around;
  const last = rest.pop() ?? '';
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return path.length - last.length >= at && path.endsWith(last);
}
