/** The release a squid.conf was written for, by the words of the documented file alone. */
import type { SquidVersion } from '../../facts/squid/version.ts';

const HEAD = 4096;

/**
 * How the documented file of each release begins: `WELCOME TO SQUID 5.7` and a line of dashes under it. Anywhere else,
 * or with other words beside it, a person may have written it of another file.
 */
const WELCOME =
  /^(?:#?[ \t]*\r?\n)*#[ \t]+WELCOME TO SQUID (\d+)\.(\d+)[.\w-]*[ \t]*\r?\n#[ \t]+-{4,}[ \t]*\r?\n/;

/** null: no such words, or a release older or newer than those that are told apart here. */
export function hintedVersions(text: string): readonly SquidVersion[] | null {
  const [, major = '', minor = ''] = WELCOME.exec(text.slice(0, HEAD)) ?? [];
  if (major === '3') return minor === '5' ? ['3.5'] : null;
  if (major === '4' || major === '6' || major === '7') return [major];
  if (major !== '5') return null;
  return [Number(minor) <= 8 ? '5.7' : '5.9'];
}
