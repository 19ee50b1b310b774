/** Whether an account of a domain is one that the site file declares. */
import { wholeness } from './directory.ts';
import { domainKeyOf } from './dn.ts';
import type { Account, Domain } from './model.ts';
import type { Directory } from './query.ts';

export interface DeclaredName {
  readonly name: string;
  readonly sid?: string;
}

/** `maybe`: the name fits, and whether the domain does is not said. */
export type Match = 'yes' | 'maybe' | 'no';

const lower = (text: string): string => text.toLowerCase();

interface Parts {
  readonly domain: string | null;
  readonly name: string;
  /** Of a user principal name: any suffix may be one of this domain too ([MS-ADTS] 5.1.1.1.1, userPrincipalName). */
  readonly isSuffix: boolean;
}

/** `DOMAIN\name` and `name@domain` in their parts; a bare name has no domain. */
function partsOf(name: string): Parts {
  const cut = name.indexOf('\\');
  if (cut >= 0)
    return { domain: lower(name.slice(0, cut)), name: lower(name.slice(cut + 1)), isSuffix: false };
  const at = name.lastIndexOf('@');
  if (at > 0) return { domain: lower(name.slice(at + 1)), name: lower(name.slice(0, at)), isSuffix: true };
  return { domain: null, name: lower(name), isSuffix: false };
}

function isDomain({ domain: written, isSuffix }: Parts, domain: Domain): Match {
  if (written === null) return 'maybe';
  if (written === lower(domain.dnsName) || written === lower(domain.netbiosName ?? '')) return 'yes';
  if (isSuffix) return 'maybe';
  return domain.netbiosName === null && !written.includes('.') ? 'maybe' : 'no';
}

/**
 * By SID where both have one, else by name with its domain. A name without a domain may be that of a local account, or
 * of another domain.
 */
export function matchOf(declared: DeclaredName, account: Account, domain: Domain): Match {
  if (domainKeyOf(account.key) !== domain.key) return 'no';
  if (declared.sid && account.sid) return lower(declared.sid) === lower(account.sid) ? 'yes' : 'no';
  const parts = partsOf(declared.name);
  return parts.name === lower(account.name) ? isDomain(parts, domain) : 'no';
}

/** The best match among several declarations. */
export function declaredAmong(list: readonly DeclaredName[], account: Account, domain: Domain): Match {
  const all = list.map((declared) => matchOf(declared, account, domain));
  if (all.includes('yes')) return 'yes';
  return all.includes('maybe') ? 'maybe' : 'no';
}

/** Whether a declaration is about this domain at all: it names it, or by its SID is of it. */
export function concerns(declared: DeclaredName, domain: Domain): Match {
  if (declared.sid && domain.sid)
    return lower(declared.sid).startsWith(`${lower(domain.sid)}-`) ? 'yes' : 'no';
  return isDomain(partsOf(declared.name), domain);
}

/** Whether the evidence of the site knows one domain alone, and none that this one trusts: a bare name is then one of it. */
export const isOnlyDomain = (directories: readonly Directory[]): boolean =>
  new Set(directories.flatMap((d) => d.domains.map((domain) => domain.key))).size === 1 &&
  directories.every((d) => wholeness(d, 'trusts') === null && d.sections.every((s) => s.trusts.length === 0));
