/** Credentials of a request, and whether a port asks for them at all. */
import type { Entry } from './entry.ts';
import { squidAuthSchemes } from './listeners.ts';
import type { SquidSection } from './section.ts';

/** Intercepted requests are never asked (AuthenticateAcl): an ACL of users does not match there. */
export function credentialsOf(entry: Entry, user: string | null): 'none' | 'given' | 'off' {
  if (entry.mode === 'intercept' || entry.mode === 'tproxy') return 'off';
  return user === null ? 'none' : 'given';
}

function keepsCase(section: SquidSection): boolean {
  const said = section.directives.findLast(
    (d) => d.name === 'auth_param' && d.args[0] === 'basic' && d.args[1] === 'casesensitive',
  );
  return said?.args[2] === 'on';
}

/**
 * The name as Squid holds it: Basic folds it to lower case unless `casesensitive on`. Both forms where another scheme
 * is offered too.
 */
export function userNames(section: SquidSection, user: string | null): readonly string[] {
  if (user === null) return [];
  const schemes = new Set(squidAuthSchemes(section).map((s) => s.scheme));
  const lower = user.toLowerCase();
  if (!schemes.has('basic') || keepsCase(section)) return [user];
  return schemes.size === 1 || lower === user ? [lower] : [lower, user];
}
