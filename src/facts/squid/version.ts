/** The releases of Squid that differ in what they let through. */

/**
 * Each stands for the releases up to the next: `5.7` is 5.0 to 5.8, `5.9` the rest of 5. Differences (cf.data.pre, acl
 * sources and release notes of each): the ACL CONNECT is built in from 5.0, to_linklocal from 5.9; until 6 a value that
 * overlaps an earlier one of its ACL is dropped whole, from 7 they are merged; the words `ipv4` and `ipv6` work from 7.
 */
export const SQUID_VERSIONS = ['3.5', '4', '5.7', '5.9', '6', '7'] as const;
export type SquidVersion = (typeof SQUID_VERSIONS)[number];

export const isFrom = (version: SquidVersion, since: SquidVersion): boolean =>
  SQUID_VERSIONS.indexOf(version) >= SQUID_VERSIONS.indexOf(since);
