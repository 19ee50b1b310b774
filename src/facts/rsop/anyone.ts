/**
 * The user half as it may reach a computer of which no user is told. Preferences of that half run as SYSTEM unless an item
 * says otherwise ([MS-GPPREF] 2.2: userContext), so that they write HKLM and the members of local groups of every computer
 * on which somebody whom the GPO reaches logs on. Who does is nothing that the evidence shows: users of every OU may, and
 * by loopback the GPOs of the computer reach all of them. Users of domains that are not in the evidence are not counted.
 */
import { wholeness } from '../directory/directory.ts';
import type { GpoContainer, GpoLink, Som } from '../directory/model.ts';
import type { Directory } from '../directory/query.ts';
import * as text from './gpo-list-text.ts';
import type { GpoList, ListedGpo, Standing } from './model.ts';
import { absentOf, type FileVersion, isGpo, linkedGpo, ownOf, strictest } from './standing.ts';

const REACHES: Standing = { applies: 'open', reason: 'loopback', because: text.whoeverLogsOn };

const NO_LINK: Pick<ListedGpo, 'som' | 'enforced'> = { som: null, enforced: false };

const linkTo = (gpo: GpoContainer): GpoLink => ({
  gpo: gpo.key,
  guid: gpo.id,
  disabled: false,
  enforced: false,
});

const listOf = (gpos: readonly ListedGpo[], open: GpoList['open']): GpoList => ({
  half: 'user',
  gpos,
  open,
  loopback: 'open',
});

const nameOf = (gpo: GpoContainer): string => gpo.displayName ?? gpo.id;

function linked(directory: Directory, som: Som, link: GpoLink, fileVersion: FileVersion): ListedGpo {
  const gpo = linkedGpo(directory, link);
  const own = gpo ? ownOf(gpo, 'user', fileVersion) : [absentOf(directory, link)];
  return {
    id: link.guid,
    name: gpo ? nameOf(gpo) : (link.guid ?? link.gpo),
    gpo,
    som,
    link,
    enforced: link.enforced,
    standing: strictest([REACHES, ...own]),
  };
}

/** Every link is known, so that a GPO without one reaches nobody. */
const knowsLinks = (directory: Directory): boolean =>
  wholeness(directory, 'ous') === null &&
  wholeness(directory, 'sites') === null &&
  [...directory.soms.values()].every((som) => som.links !== null);

function unlinked(
  directory: Directory,
  seen: ReadonlySet<string>,
  fileVersion: FileVersion,
): readonly ListedGpo[] {
  const gpos = [...directory.byKey.values()].filter(isGpo).filter((gpo) => !seen.has(gpo.key));
  return gpos.map((gpo) => {
    const standing = strictest([REACHES, ...ownOf(gpo, 'user', fileVersion)]);
    return { ...NO_LINK, id: gpo.id, name: nameOf(gpo), gpo, link: linkTo(gpo), standing };
  });
}

/** GPOs that reach a user of the domains in the evidence, each once. None surely applies. */
export function anyoneIn(directory: Directory, fileVersion: FileVersion): GpoList {
  const found = new Map<string, ListedGpo>();
  for (const som of directory.soms.values()) {
    for (const link of som.links ?? []) {
      if (!link.disabled && !found.has(link.gpo)) {
        found.set(link.gpo, linked(directory, som, link, fileVersion));
      }
    }
  }
  if (knowsLinks(directory)) return listOf([...found.values()], []);
  const more = unlinked(directory, new Set(found.keys()), fileVersion);
  const open = wholeness(directory, 'gpos') === null ? [] : [text.linksUnknown];
  return listOf([...found.values(), ...more], open);
}

/** Every GPO, where no directory tells which of them are linked. */
export const anyoneOf = (gpos: ReadonlyMap<string, GpoContainer>): GpoList =>
  listOf(
    [...gpos].map(([id, gpo]) => {
      const standing = strictest([REACHES, ...ownOf(gpo, 'user', () => null)]);
      return { ...NO_LINK, id, name: nameOf(gpo), gpo, link: linkTo(gpo), standing };
    }),
    [],
  );
