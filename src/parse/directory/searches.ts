/**
 * Whether a search that ended well found everything: what its reader may not list does not show in its results, and the
 * server says nothing of it ([MS-ADTS] 3.1.1.3.1.3, 5.1.3.2: List Contents).
 */
import { access, RIGHT } from '../../facts/directory/access.ts';
import { domainKeyOf, isBelow } from '../../facts/directory/dn.ts';
import type { GpoContainer, SearchKind, SearchState, Som } from '../../facts/directory/model.ts';
import type { Token } from '../../facts/directory/query.ts';
import { ridOf } from '../../facts/well-known.ts';
import type { Bilingual } from '../../model/text.ts';
import type { Entry } from './entry.ts';
import { isContainer } from './shapes.ts';

/** Kinds whose objects may stand in any container or OU. */
const ANYWHERE: ReadonlySet<SearchKind> = new Set(['ous', 'users', 'computers', 'groups', 'foreign']);

const PSO_CONTAINER = 'cn=password settings container,cn=system,';
const POLICIES = 'cn=policies,cn=system,';

/** Domain Admins, Enterprise Admins: a GPO that these do not see is as good as none. */
const ADMIN_RIDS: ReadonlySet<number> = new Set([512, 519]);
const ADMINISTRATORS = 'S-1-5-32-544';

const cannotList = (entry: Entry): Bilingual => ({
  ja: `採取した利用者は ${entry.dn} の中を一覧できない、または、できるか分からない`,
  en: `the reader cannot list what is in ${entry.dn}, or it does not show that he can`,
});

const NO_PSO_CONTAINER: Bilingual = {
  ja: '採取した利用者が Password Settings Container の中を一覧できることが分からない (既定では管理者だけ)',
  en: 'it does not show that the reader can list the Password Settings Container (by default only administrators can)',
};

const unseenGpo = (gpo: string): Bilingual => ({
  ja: `リンクされた GPO ${gpo} が見えない。削除されたのか、採取した利用者に読めないのか分からない。管理者で採取すれば分かる`,
  en: `the linked GPO ${gpo} is not shown: it may be deleted or not readable to the reader; an administrator's collection would tell`,
});

export interface SearchContext {
  readonly entries: readonly Entry[];
  /** null: it is not known who read it, so that nothing tells what he may list. */
  readonly token: Token | null;
  readonly soms: readonly Som[];
  readonly gpos: readonly GpoContainer[];
}

/**
 * Containers that hold other things than principals: the halves of GPOs, which security filtering closes, zones of DNS,
 * and PSOs, whose own search answers for them.
 */
const OF_OTHER_THINGS =
  /(?:^|,)cn=(?:policies|wmipolicy|microsoftdns|password settings container),cn=system,dc=/;

const listable = (entry: Entry, token: Token): boolean =>
  access(entry.descriptor, token, RIGHT.listContents) === 'yes';

const isAdmin = (token: Token): boolean =>
  token.sids.has(ADMINISTRATORS) || [...token.sids].some((sid) => ADMIN_RIDS.has(ridOf(sid) ?? 0));

/** A link to a GPO of the same domain that no result shows. */
function unseenLink({ soms, gpos }: SearchContext): string | null {
  const known = new Set(gpos.map((g) => g.key));
  const domains = new Set(soms.filter((s) => s.kind === 'domain').map((s) => s.key));
  const links = soms.flatMap((s) => s.links ?? []);
  const unseen = links.find(
    (l) => l.gpo.includes(`,${POLICIES}`) && domains.has(domainKeyOf(l.gpo)) && !known.has(l.gpo),
  );
  return unseen ? (unseen.guid ?? unseen.gpo) : null;
}

function psoReason(context: SearchContext, token: Token | null): Bilingual | null {
  const container = context.entries.find((e) => e.key.startsWith(PSO_CONTAINER));
  return container && token && listable(container, token) ? null : NO_PSO_CONTAINER;
}

function gpoReason(context: SearchContext, token: Token | null): Bilingual | null {
  if (token && isAdmin(token)) return null;
  const unseen = unseenLink(context);
  return unseen === null ? null : unseenGpo(unseen);
}

/** Why, by kind, more may exist than was found. */
function reasons(context: SearchContext, token: Token | null): (what: SearchKind) => Bilingual | null {
  const domains = context.soms.filter((s) => s.kind === 'domain').map((s) => s.key);
  const closed = context.entries.find(
    (e) =>
      token &&
      isContainer(e) &&
      !OF_OTHER_THINGS.test(e.key) &&
      domains.some((d) => isBelow(e.key, d)) &&
      !listable(e, token),
  );
  const anywhere = closed ? cannotList(closed) : null;
  return (what) => {
    if (what === 'psos') return psoReason(context, token);
    if (what === 'gpos') return gpoReason(context, token);
    return ANYWHERE.has(what) ? anywhere : null;
  };
}

/** The states with what the reader's rights take from them. */
export function assessSearches(
  states: readonly SearchState[],
  context: SearchContext,
): readonly SearchState[] {
  const why = reasons(context, context.token);
  return states.map((state) => {
    const because = state.complete ? why(state.what) : null;
    return because ? { ...state, complete: false, because } : state;
  });
}
