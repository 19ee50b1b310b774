/**
 * Names of objects by SID or GUID instead of a DN ([MS-ADTS] 3.1.1.3.1.2.4: `<SID=…>`, `<GUID=…>`), as collectors write
 * that know members and links only so. They become keys of DNs where any file tells the object.
 */
import type { DirectorySection, GpoLink, Group, Som } from './model.ts';

export const sidKey = (sid: string): string => `<sid=${sid.toLowerCase()}>`;
export const guidKey = (guid: string): string => `<guid=${guid.toLowerCase()}>`;

const isAlternative = (key: string): boolean => key.startsWith('<');

type Names = ReadonlyMap<string, string>;

function namesOf(sections: readonly DirectorySection[]): Names {
  const names = new Map<string, string>();
  for (const { accounts, groups, gpos } of sections) {
    for (const { sid, key } of [...accounts, ...groups]) if (sid !== null) names.set(sidKey(sid), key);
    for (const { guid, key } of gpos) if (guid !== null) names.set(guidKey(guid), key);
  }
  return names;
}

function gpoIds(sections: readonly DirectorySection[]): Names {
  return new Map(sections.flatMap((s) => s.gpos).map((gpo) => [gpo.key, gpo.id]));
}

const renamed = (keys: readonly string[], names: Names): readonly string[] =>
  keys.map((key) => names.get(key) ?? key);

const groupWith = (group: Group, names: Names): Group =>
  group.members?.some(isAlternative) ? { ...group, members: renamed(group.members, names) } : group;

function linkWith(link: GpoLink, names: Names, ids: Names): GpoLink {
  const gpo = names.get(link.gpo) ?? link.gpo;
  return { ...link, gpo, guid: link.guid ?? ids.get(gpo) ?? null };
}

const somWith = <T extends Som>(som: T, names: Names, ids: Names): T =>
  som.links?.some((l) => isAlternative(l.gpo))
    ? { ...som, links: som.links.map((l) => linkWith(l, names, ids)) }
    : som;

const hasAlternative = ({ groups, soms, domains }: DirectorySection): boolean =>
  groups.some((g) => g.members?.some(isAlternative)) ||
  [...soms, ...domains].some((s) => s.links?.some((l) => isAlternative(l.gpo)));

/** The sections with DNs in place of such names, as far as any of them tells. */
export function withoutAlternatives(sections: readonly DirectorySection[]): readonly DirectorySection[] {
  if (!sections.some(hasAlternative)) return sections;
  const names = namesOf(sections);
  const ids = gpoIds(sections);
  return sections.map((section) => ({
    ...section,
    groups: section.groups.map((g) => groupWith(g, names)),
    soms: section.soms.map((s) => somWith(s, names, ids)),
    domains: section.domains.map((d) => somWith(d, names, ids)),
  }));
}
