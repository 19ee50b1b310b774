/** Pages that a denied request gets instead of Squid's own (deny_info, ErrorDynamicPageInfo). */
import { oncePer } from '../once.ts';
import type { SquidAcl } from './acl.ts';
import { directivesOf, type SquidSection } from './section.ts';

export type DenyPage =
  /** The connection is cut, without an answer. */
  | 'reset'
  /** A page under Squid's own status. */
  | 'page'
  /** A status of its own, or a redirection. */
  | { readonly status: number };

function pageOf(text: string): DenyPage {
  if (text === 'TCP_RESET') return 'reset';
  const status = /^(\d{3}):/.exec(text)?.[1];
  if (status !== undefined) return { status: Number(status) };
  return text.includes(':') ? { status: 302 } : 'page';
}

/** The first name that each ACL was given: deny_info compares names with their case, unlike everything else. */
const firstNames = (section: SquidSection): ReadonlyMap<string, string> =>
  new Map(
    directivesOf(section, 'acl')
      .map(({ args: [name = ''] }) => [name.toLowerCase(), name] as const)
      .reverse(),
  );

const pages = oncePer((section: SquidSection): ReadonlyMap<string, readonly DenyPage[]> => {
  const names = firstNames(section);
  const out = new Map<string, DenyPage[]>();
  for (const { args } of directivesOf(section, 'deny_info')) {
    const [page = '', ...acls] = args;
    for (const acl of acls) {
      const lower = acl.toLowerCase();
      if ((names.get(lower) ?? lower) === acl) out.set(lower, [...(out.get(lower) ?? []), pageOf(page)]);
    }
  }
  return out;
});

/**
 * The page of the ACL that was asked last; null: Squid's own. `asking`: for a client without credentials, which only
 * gets pages that keep the status.
 */
export function denyPage(section: SquidSection, acl: SquidAcl | null, asking = false): DenyPage | null {
  const all = (acl && pages(section).get(acl.name)) ?? [];
  return all.find((page) => !asking || typeof page !== 'object') ?? null;
}

/** 401 and 407 are how a client is asked for credentials. */
export const asksByPage = (page: DenyPage | null): boolean =>
  page !== null && typeof page === 'object' && (page.status === 401 || page.status === 407);

/** Whether a deny by this ACL has an answer that is not to ask for credentials, even where it is one of users. */
export function redirects(section: SquidSection, acl: SquidAcl): boolean {
  const page = denyPage(section, acl);
  return page !== null && page !== 'page' && !asksByPage(page);
}
