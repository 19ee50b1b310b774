/** Which CONNECT ports a site accepts, and which ones its proxy lets through beside them. */
import type { PortAnswer } from '../facts/squid-access.ts';
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

const MAX_LISTED = 8;

/** The ports of these pieces that are not accepted, as `1-442, 444-65535`; '' where there are none. */
export function portsBeyond(pieces: readonly PortAnswer[], accepted: ReadonlySet<number>): string {
  const spans: { from: number; to: number }[] = [];
  for (const { from, to } of pieces) {
    let start = from;
    const inside = [...accepted].filter((p) => p >= from && p <= to).sort((a, b) => a - b);
    for (const stop of [...inside, to + 1]) {
      const last = spans.at(-1);
      if (start < stop && last && last.to === start - 1) last.to = stop - 1;
      else if (start < stop) spans.push({ from: start, to: stop - 1 });
      start = stop + 1;
    }
  }
  const texts = spans.map((s) => (s.from === s.to ? `${s.from}` : `${s.from}-${s.to}`));
  return texts.length > MAX_LISTED ? `${texts.slice(0, MAX_LISTED).join(', ')}, …` : texts.join(', ');
}
