/** Credentials of a request, and whether a port asks for them at all. */
import { oncePer } from '../once.ts';
import type { Entry } from './entry.ts';
import { squidAuthSchemes } from './listeners.ts';
import { directivesOf, type SquidSection } from './section.ts';
import { isOn } from './switches.ts';

/** Intercepted requests are never asked (AuthenticateAcl): an ACL of users does not match there. */
export function credentialsOf(entry: Entry, user: string | null): 'none' | 'given' | 'off' {
  if (entry.mode === 'intercept' || entry.mode === 'tproxy') return 'off';
  return user === null ? 'none' : 'given';
}

function keepsCase(section: SquidSection): boolean {
  const said = directivesOf(section, 'auth_param').findLast(
    ({ args }) => args[0] === 'basic' && args[1] === 'casesensitive',
  );
  return isOn(said?.args[2]);
}

const schemes = oncePer((section: SquidSection) => ({
  offered: new Set(squidAuthSchemes(section).map((s) => s.scheme)),
  keepsCase: keepsCase(section),
}));

/**
 * The name as Squid holds it: Basic folds it to lower case unless `casesensitive on`. Both forms where another scheme
 * is offered too.
 */
export function userNames(section: SquidSection, user: string | null): readonly string[] {
  if (user === null) return [];
  const { offered, keepsCase: kept } = schemes(section);
  const lower = user.toLowerCase();
  if (!offered.has('basic') || kept) return [user];
  return offered.size === 1 || lower === user ? [lower] : [lower, user];
}
