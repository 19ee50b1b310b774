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

/** `5.3` is among those that 5.7 stands for, `6.14` is 6, `5` may be either; empty for what is no release of 3.5 to 7. */
export function squidReleases(text: string): readonly SquidVersion[] {
  const [, major, minor] = /^(\d+)(?:\.(\d+))?(?:\.\d+)*$/.exec(text) ?? [];
  if (major === '3') return Number(minor) >= 5 ? ['3.5'] : [];
  if (major === '5' && minor === undefined) return ['5.7', '5.9'];
  if (major === '5') return [Number(minor) < 9 ? '5.7' : '5.9'];
  return SQUID_VERSIONS.filter((v) => v === major);
}
