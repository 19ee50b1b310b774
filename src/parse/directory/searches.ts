/**
 * Whether a search that ended well found everything: what its reader may not list does not show in its results, and the
 * server says nothing of it ([MS-ADTS] 3.1.1.3.1.3, 5.1.3.2: List Contents).
 */
import { access, RIGHT } from '../../facts/directory/access.ts';
import { domainKeyOf } from '../../facts/directory/dn.ts';
import type { GpoContainer, SearchState, Som } from '../../facts/directory/model.ts';
import type { Token } from '../../facts/directory/query.ts';
import { ridOf } from '../../facts/well-known.ts';
import type { Bilingual } from '../../model/text.ts';
import type { Entry } from './entry.ts';
import { type Places, rightsReason, type Sweep, sweepReason } from './reach.ts';
import { sentinelReason } from './sentinels.ts';

const POLICIES = 'cn=policies,cn=system,';

/** Domain Admins, Enterprise Admins: a GPO that these do not see is as good as none. */
const ADMIN_RIDS: ReadonlySet<number> = new Set([512, 519]);
const ADMINISTRATORS = 'S-1-5-32-544';

const PSO_CONTAINER = 'cn=password settings container,cn=system,';

const NO_PSO_CONTAINER: Bilingual = {
  ja: '採取した利用者が Password Settings Container の中を一覧できることが分からない (既定では管理者だけ)',
  en: 'it does not show that the reader can list the Password Settings Container (by default only administrators can)',
};

const unseenGpo = (gpo: string): Bilingual => ({
  ja: `リンクされた GPO ${gpo} が見えない。削除されたのか、採取した利用者に読めないのか分からない。管理者で採取すれば分かる`,
  en: `the linked GPO ${gpo} is not shown: it may be deleted or not readable to the reader; an administrator's collection would tell`,
});

/** What `collect ad` tells of its searches, besides what they found. */
export interface Collected {
  readonly places: Places;
  readonly sweep: Sweep;
}

export interface SearchContext {
  readonly entries: readonly Entry[];
  /** null: it is not known who read it, so that nothing tells what he may list. */
  readonly token: Token | null;
  /** null: a format that tells nothing of containers. */
  readonly collected: Collected | null;
}

/** What links mean is known only when they are read. */
export interface LinkContext {
  readonly soms: readonly Som[];
  readonly gpos: readonly GpoContainer[];
}

const isAdmin = (token: Token): boolean =>
  token.sids.has(ADMINISTRATORS) || [...token.sids].some((sid) => ADMIN_RIDS.has(ridOf(sid) ?? 0));

/** A link to a GPO of the same domain that no result shows. */
function unseenLink({ soms, gpos }: LinkContext): string | null {
  const known = new Set(gpos.map((g) => g.key));
  const domains = new Set(soms.filter((s) => s.kind === 'domain').map((s) => s.key));
  const links = soms.flatMap((s) => s.links ?? []);
  const unseen = links.find(
    (l) => l.gpo.includes(`,${POLICIES}`) && domains.has(domainKeyOf(l.gpo)) && !known.has(l.gpo),
  );
  return unseen ? (unseen.guid ?? unseen.gpo) : null;
}

function psoReason({ entries, token }: SearchContext): Bilingual | null {
  const container = entries.find((e) => e.key.startsWith(PSO_CONTAINER));
  const listable = container && token && access(container.descriptor, token, RIGHT.listContents) === 'yes';
  return listable ? null : NO_PSO_CONTAINER;
}

function linkReason(token: Token | null, links: LinkContext): Bilingual | null {
  if (token && isAdmin(token)) return null;
  const unseen = unseenLink(links);
  return unseen === null ? null : unseenGpo(unseen);
}

/** The states with what the reader's rights, and what every domain has, take from them. */
export function assessSearches(
  states: readonly SearchState[],
  context: SearchContext,
): readonly SearchState[] {
  const { entries, token, collected } = context;
  const swept = collected && sweepReason(entries, collected.places, collected.sweep);
  const rights = collected && rightsReason(entries, token, collected.places);
  const sentinels = collected && sentinelReason(entries, collected.places);
  return states.map((state) => {
    if (!state.complete) return state;
    const { what } = state;
    const because =
      (what === 'psos' ? psoReason(context) : null) ??
      swept?.(what) ??
      rights?.(what) ??
      sentinels?.(what) ??
      null;
    return because ? { ...state, complete: false, because } : state;
  });
}

/** The states with what links tell: one to a GPO that is not shown leaves open how many there are. */
export const assessLinks = (
  states: readonly SearchState[],
  token: Token | null,
  links: LinkContext,
): readonly SearchState[] =>
  states.map((state) => {
    const because = state.complete && state.what === 'gpos' ? linkReason(token, links) : null;
    return because ? { ...state, complete: false, because } : state;
  });
