/** Which CONNECT ports a site accepts. */
import type { NumberRange } from '../facts/squid/acl.ts';
import { otherPorts } from '../facts/squid/ports.ts';
import type { Site } from '../model/site.ts';

/** The end of a declared day, in Japan unless it names a zone. */
const endOf = (expires: string): number =>
  Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(expires) ? `${expires}T23:59:59+09:00` : expires);

/** Recorded ports whose record has not run out. */
export const recordedPorts = (site: Site, asOf: number): ReadonlySet<number> =>
  new Set(site.connect.extraPorts.filter((p) => endOf(p.expires) >= asOf).map((p) => p.port));

/** 443, and 80 where the site says so (the guide's text names both, its example 443 alone). */
export const standardPorts = (site: Site): ReadonlySet<number> =>
  new Set(site.connect.allow80 ? [443, 80] : [443]);

export const portsExcept = (accepted: ReadonlySet<number>): readonly NumberRange[] =>
  otherPorts([...accepted].map((port) => ({ from: port, to: port })));
