/** What the operator tells that files cannot: the site, the address, which WMI filters hold. A slip here is refused. */
import type { SiteDirectory } from '../../facts/directory/site-directories.ts';
import { parseIpAddress } from '../../facts/ip-address.ts';
import type { RsopOptions } from '../../facts/rsop/model.ts';
import { EXIT } from '../../report/verdict.ts';
import { Failure } from '../failure.ts';

export interface ToldFlags {
  readonly site?: string;
  readonly address?: string;
  readonly wmi: readonly string[];
}

function addressOf(text: string | undefined): string | null {
  if (text === undefined || parseIpAddress(text)) return text ?? null;
  throw new Failure(EXIT.usage, {
    ja: `--address ${text}: IP アドレスではない`,
    en: `--address ${text}: is no IP address`,
  });
}

const bare = (id: string): string => id.toLowerCase().replace(/[{}]/g, '');

interface KnownFilters {
  /** Every spelling, lower case. */
  readonly spellings: ReadonlySet<string>;
  /** As they are shown. */
  readonly shown: readonly string[];
}

/** Filters of the domains, also those that a GPO names and the reader may not see. */
function filtersOf(domains: readonly SiteDirectory[]): KnownFilters {
  const names = new Map<string, string | null>();
  for (const { directory } of domains) {
    for (const { wmiFilter } of directory.gpos.values()) if (wmiFilter !== null) names.set(wmiFilter, null);
    for (const { id, name } of directory.wmiFilters.values()) names.set(id, name);
  }
  const spellings = [...names].flatMap(([id, name]) => [
    id.toLowerCase(),
    bare(id),
    ...(name === null ? [] : [name.trim().toLowerCase()]),
  ]);
  return { spellings: new Set(spellings), shown: [...names].map(([id, name]) => name ?? id).sort() };
}

const SHOWN = 20;

function noSuchFilter(word: string, { shown }: KnownFilters): Failure {
  const list = shown.slice(0, SHOWN).join(', ') + (shown.length > SHOWN ? ', …' : '');
  return new Failure(EXIT.usage, {
    ja: `--wmi ${word}: その WMI フィルターは証拠にない (${shown.length > 0 ? `あるもの: ${list}` : 'WMI フィルターは一つもない'})`,
    en: `--wmi ${word}: the evidence holds no such WMI filter (${shown.length > 0 ? `it holds: ${list}` : 'it holds none'})`,
  });
}

function wmiOf(domains: readonly SiteDirectory[], words: readonly string[]): RsopOptions['wmi'] {
  const known = filtersOf(domains);
  return new Map(
    words.map((word) => {
      const [, said, holds] = /^(.+)=(true|false)$/is.exec(word) ?? [];
      const name = said?.trim().toLowerCase();
      if (name === undefined || holds === undefined) {
        throw new Failure(EXIT.usage, {
          ja: `--wmi ${word}: 名前=true か 名前=false と書く`,
          en: `--wmi ${word}: write name=true or name=false`,
        });
      }
      if (!known.spellings.has(name)) throw noSuchFilter(word, known);
      return [name, holds.toLowerCase() === 'true'] as const;
    }),
  );
}

export const optionsOf = (domains: readonly SiteDirectory[], flags: ToldFlags): RsopOptions => ({
  site: flags.site ?? null,
  address: addressOf(flags.address),
  wmi: wmiOf(domains, flags.wmi),
});
