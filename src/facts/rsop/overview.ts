/** Every GPO of a domain: whether it is enabled, its versions, where it is linked, and what is wrong with it. */
import type { Bilingual } from '../../model/text.ts';
import { wholeness } from '../directory/directory.ts';
import type { GpoContainer, GpoLink, Som } from '../directory/model.ts';
import type { Directory } from '../directory/query.ts';
import type { GpoVersion } from '../gpo.ts';
import { type DomainPolicy, indexOfPolicy } from './compose.ts';
import { gpoFindings, linkOrphaned } from './findings.ts';
import * as text from './gpo-list-text.ts';
import type { RsopFinding, RsopFindingKind } from './model.ts';
import { absentOf, linkedGpo } from './standing.ts';

/** `flags` of the container ([MS-GPOL] 2.2.4); `no-object`: there is none in the evidence. */
export type GpoState =
  | 'enabled'
  | 'user-disabled'
  | 'machine-disabled'
  | 'disabled'
  | 'not-shown'
  | 'no-object';

export interface GpoOverview {
  /** Upper case GUID with braces, or the name of a backup's folder. */
  readonly id: string;
  readonly name: string;
  readonly state: GpoState;
  /** Versions in the directory and in GPT.INI; null: not in the evidence. */
  readonly inDirectory: GpoVersion | null;
  readonly inSysvol: GpoVersion | null;
  readonly links: readonly { readonly som: Som; readonly link: GpoLink }[];
}

export interface DomainOverview {
  readonly gpos: readonly GpoOverview[];
  readonly findings: readonly RsopFinding[];
  /** Why links may be missing above; empty: they are all there. */
  readonly linksOpen: readonly Bilingual[];
}

function stateOf(gpo: GpoContainer | null): GpoState {
  if (!gpo) return 'no-object';
  const { userDisabled: user, machineDisabled: machine } = gpo;
  if (user === null || machine === null) return 'not-shown';
  if (user && machine) return 'disabled';
  if (user) return 'user-disabled';
  return machine ? 'machine-disabled' : 'enabled';
}

interface Linked {
  readonly som: Som;
  readonly link: GpoLink;
}

const linksIn = (directory: Directory): readonly Linked[] =>
  [...directory.soms.values()].flatMap((som) => (som.links ?? []).map((link) => ({ som, link })));

const NOT_SHOWN = (som: Som, id: string): Bilingual => ({
  ja: `${som.dn} のリンク先の GPO ${id}: ${text.notInEvidence.ja}`,
  en: `${som.dn} links to GPO ${id}: ${text.notInEvidence.en}`,
});

/** A link to a GPO that is not in the evidence, and why. */
function danglingOf(directory: Directory, { som, link }: Linked): readonly RsopFinding[] {
  if (linkedGpo(directory, link)) return [];
  if (absentOf(directory, link).applies === 'no') return [linkOrphaned(som, link)];
  const because = NOT_SHOWN(som, link.guid ?? link.gpo);
  return [{ kind: 'incomplete-evidence', gpo: link.guid, because, at: som.at }];
}

/** What is wrong with a GPO stands before what was not read. */
const ORDER: readonly RsopFindingKind[] = [
  'directory-missing',
  'sysvol-missing',
  'link-orphaned',
  'version-mismatch',
  'half-missing',
  'extension-not-listed',
  'conflicting-writers',
  'extension-not-understood',
  'not-readable',
  'incomplete-evidence',
];

const byKind = (a: RsopFinding, b: RsopFinding): number => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind);

function linksOpen(directory: Directory): readonly Bilingual[] {
  const searches = (['domain', 'ous', 'sites'] as const).flatMap(
    (what) => wholeness(directory, what)?.because ?? [],
  );
  const hidden = [...directory.soms.values()]
    .filter((som) => som.links === null)
    .map((som) => text.linksHidden(som.name));
  return [...searches, ...hidden];
}

const byName = (a: GpoOverview, b: GpoOverview): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1;

/** Findings of all GPOs of the domain and of all links, whomever they reach. */
export function domainFindings(policy: DomainPolicy): readonly RsopFinding[] {
  const own = [...gpoFindings(indexOfPolicy(policy)).values()].flatMap((f) => [
    ...f.gpo,
    ...f.machine,
    ...f.user,
  ]);
  const dangling = linksIn(policy.directory).flatMap((linked) => danglingOf(policy.directory, linked));
  return [...own, ...dangling].sort(byKind);
}

export function overviewOf(policy: DomainPolicy): DomainOverview {
  const { directory, contents } = policy;
  const links = linksIn(directory);
  const inFiles = [...contents.values()].flatMap(({ id, listing }) =>
    id === null || listing === 'no-folder' ? [] : [id],
  );
  const ids = new Set([...directory.gpos.keys(), ...inFiles]);
  const gpos = [...ids].map((id): GpoOverview => {
    const container = directory.gpos.get(id) ?? null;
    const content = contents.get(id) ?? null;
    return {
      id,
      name: container?.displayName ?? content?.gpos.find((g) => g.name)?.name ?? id,
      state: stateOf(container),
      inDirectory: container?.version ?? null,
      inSysvol: content?.version ?? null,
      links: links.filter(({ link }) => link.guid === id),
    };
  });
  return { gpos: gpos.sort(byName), findings: domainFindings(policy), linksOpen: linksOpen(directory) };
}
