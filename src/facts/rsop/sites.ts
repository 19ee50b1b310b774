/** The AD site of a computer: told, or by the subnet of its address ([MS-ADTS] 6.1.1.2.2.2: the longest prefix that matches). */
import type { Bilingual } from '../../model/text.ts';
import { SUBNET_FIELDS } from '../directory/attributes.ts';
import { together, wholeness } from '../directory/directory.ts';
import type { Som, Subnet } from '../directory/model.ts';
import type { Directory } from '../directory/query.ts';
import { parseCidr, parseIpAddress } from '../ip-address.ts';
import { oncePer } from '../once.ts';
import * as text from './gpo-list-text.ts';

export interface Sites {
  /** Those it may be in that have links. */
  readonly sites: readonly Som[];
  /** It is the only one, and the computer is in it. */
  readonly certain: boolean;
  readonly open: readonly Bilingual[];
}

const allSites = oncePer((directory: Directory): readonly Som[] =>
  [...directory.soms.values()].filter((som) => som.kind === 'site'),
);

/** One that two files give to different sites is of none. */
const allSubnets = oncePer((directory: Directory): readonly Subnet[] => [
  ...together(directory.sections, (s) => s.subnets, SUBNET_FIELDS).values(),
]);

const hiddenLinks = (site: Som): readonly Bilingual[] =>
  site.links === null ? [text.linksHidden(site.name)] : [];

const inOne = (site: Som): Sites => ({ sites: [site], certain: true, open: hiddenLinks(site) });

/** Any: nothing is open where none has links. */
function anywhere(directory: Directory): Sites {
  const sites = allSites(directory);
  return {
    sites: sites.filter((site) => (site.links?.length ?? 0) > 0),
    certain: false,
    open: [
      ...sites.flatMap(hiddenLinks),
      ...(wholeness(directory, 'sites') === null ? [] : [text.sitesMissing]),
    ],
  };
}

function named(directory: Directory, name: string): Sites {
  const found = allSites(directory).filter((site) => site.name.toLowerCase() === name.toLowerCase());
  const [only] = found;
  if (only && found.length === 1) return inOne(only);
  const any = anywhere(directory);
  return found.length > 1 ? any : { ...any, open: [...any.open, text.noSuchSite(name)] };
}

function longestOf(subnets: readonly Subnet[], address: string): Subnet | null {
  const parsed = parseIpAddress(address);
  let best: { readonly subnet: Subnet; readonly length: number } | null = null;
  for (const subnet of parsed ? subnets : []) {
    const range = parseCidr(subnet.cidr);
    if (!parsed || !range || range.version !== parsed.version) continue;
    if (parsed.value < range.from || parsed.value > range.to) continue;
    if (!best || range.length > best.length) best = { subnet, length: range.length };
  }
  return best?.subnet ?? null;
}

function ofAddress(directory: Directory, address: string): Som | null {
  // A subnet that is not here may be longer than those that are.
  if (wholeness(directory, 'subnets') !== null) return null;
  const subnet = longestOf(allSubnets(directory), address);
  const site = directory.soms.get(subnet?.site ?? '');
  return site?.kind === 'site' ? site : null;
}

export function sitesOf(
  directory: Directory,
  { site, address }: { readonly site: string | null; readonly address: string | null },
): Sites {
  if (site !== null) return named(directory, site);
  const found = address === null ? null : ofAddress(directory, address);
  return found ? inOne(found) : anywhere(directory);
}
