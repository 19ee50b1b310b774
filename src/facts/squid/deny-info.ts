/** Pages that a denied request gets instead of Squid's own (deny_info). */
import type { SquidAcl } from './acl.ts';
import type { SquidSection } from './section.ts';

/** `3xx:URL` or a bare URL: the client is sent elsewhere. */
const ELSEWHERE = /^(?:3\d\d:|https?:\/\/|ftp:\/\/)/i;

/** Whether a deny by this ACL is answered with a redirection. */
export const redirects = (section: SquidSection, acl: SquidAcl): boolean =>
  section.directives.some(
    ({ name, args: [page = '', ...acls] }) =>
      name === 'deny_info' && ELSEWHERE.test(page) && acls.some((a) => a.toLowerCase() === acl.name),
  );
