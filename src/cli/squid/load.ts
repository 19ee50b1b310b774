/** The squid.conf a user names, with the releases of Squid it is to be read for. */
import type { SquidSection } from '../../facts/squid/section.ts';
import { squidReleases } from '../../facts/squid/version.ts';
import { EXIT } from '../../report/verdict.ts';
import { Failure } from '../failure.ts';
import { readOne } from '../read-one.ts';

export interface SquidFlags {
  readonly config: string;
  readonly squidVersion?: string;
  readonly wholeFolder?: boolean;
}

/** With the release that the user names. */
function asNamed(section: SquidSection, { squidVersion }: SquidFlags): SquidSection {
  if (squidVersion === undefined) return section;
  const named = squidReleases(squidVersion);
  if (named.length > 0) return { ...section, declared: named };
  throw new Failure(EXIT.usage, {
    ja: `--squid-version ${squidVersion}: 3.5 から 7 までを、5.7 のように書く`,
    en: `--squid-version ${squidVersion}: give a release from 3.5 to 7, as in 5.7`,
  });
}

export async function loadSquid(flags: SquidFlags): Promise<SquidSection> {
  const read = await readOne(flags.config, { whole: flags.wholeFolder === true, asSquid: true });
  const section = read.sections.squid;
  if (section) return asNamed(section, flags);
  throw new Failure(EXIT.badInput, {
    ja: `${flags.config}: squid.conf と認められない (${read.kind ?? '種類不明'})`,
    en: `${flags.config}: is not recognised as a squid.conf (${read.kind ?? 'unknown kind'})`,
  });
}
