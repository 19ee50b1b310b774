/** Which places of the directory user policy comes from ([MS-GPOL] 3.2.5.1 "Policy Source Mode"). */
import { domainKeyOf } from '../directory/dn.ts';
import type { Directory } from '../directory/query.ts';
import * as text from './gpo-list-text.ts';
import type { GpoList, ListedGpo, RsopSubject, Standing } from './model.ts';
import { strictest } from './standing.ts';

export type Loopback = GpoList['loopback'];

/** TRUST_ATTRIBUTE_WITHIN_FOREST ([MS-ADTS] 6.1.6.7.9). */
const WITHIN_FOREST = 0x20;

const isBelow = (name: string, other: string): boolean => name === other || name.endsWith(`,${other}`);

/** A domain and one below it are of one forest; two trees of it trust each other within it. */
function sameForest(directory: Directory, a: string, b: string): boolean {
  if (isBelow(a, b) || isBelow(b, a)) return true;
  const names = new Map(directory.domains.map((d) => [d.dnsName.toLowerCase(), d.key]));
  return directory.sections.some((section) => {
    const ends = section.trusts
      .filter((t) => t.attributes !== null && (t.attributes & WITHIN_FOREST) !== 0)
      .map((t) => names.get(t.partner.toLowerCase()));
    const own = section.domains.map((d) => d.key);
    return (own.includes(a) && ends.includes(b)) || (own.includes(b) && ends.includes(a));
  });
}

/** A user of another forest gets policy as in replace mode; whether a domain is of the forest may not be known. */
export function sourceOf(directory: Directory, { user, computer }: RsopSubject, told: Loopback): Loopback {
  if (!user || !computer || told === 'replace') return told;
  return sameForest(directory, domainKeyOf(user.key), domainKeyOf(computer.key)) ? told : 'open';
}

const withStanding = (list: readonly ListedGpo[], extra: Standing): readonly ListedGpo[] =>
  list.map((gpo) => ({ ...gpo, standing: strictest([extra, gpo.standing]) }));

const REPLACED: Standing = { applies: 'no', reason: 'replaced-by-loopback', because: text.replaced };
const OPEN: Standing = { applies: 'open', reason: 'loopback', because: text.loopbackOpen };

/** Both lists with the one that wins first. In merge mode the computer's is applied after the user's whole list. */
export function looped(
  mode: Loopback,
  ofUser: readonly ListedGpo[],
  ofComputer: readonly ListedGpo[],
): readonly ListedGpo[] {
  if (mode === 'none') return ofUser;
  if (mode === 'merge') return [...ofComputer, ...ofUser];
  if (mode === 'replace') return [...ofComputer, ...withStanding(ofUser, REPLACED)];
  return [...withStanding(ofComputer, OPEN), ...withStanding(ofUser, OPEN)];
}
