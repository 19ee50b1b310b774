/** Segments as the ends of a question, and the ways between them that the site file declares. */
import type { Asset, SegmentRole, Site } from '../../model/site.ts';
import { type AddressSet, ALL_ADDRESSES, parseAddressSet, subtract, unionOf } from '../address-set.ts';
import { SPECIAL_NETWORKS } from '../address-space.ts';
import { oncePer } from '../once.ts';

/** A segment, or the Internet: whatever is neither the organisation's nor special (RFC 6890). */
export interface SegmentEnd {
  readonly name: string;
  readonly role: SegmentRole;
  readonly addresses: AddressSet;
}

/** One firewall on a way, and by what name of its interfaces or zones the two ends are reached; null: not declared. */
export interface PathStep {
  /** Hostname as the asset has it. */
  readonly host: string;
  /** Of a VDOM, vsys or context; null: the only one. */
  readonly context: string | null;
  readonly in: readonly string[] | null;
  readonly out: readonly string[] | null;
}

const INTERNET = 'internet';

const setOf = (texts: readonly string[]): AddressSet => unionOf(texts.map((t) => parseAddressSet(t) ?? []));

function internet(site: Site): SegmentEnd {
  const own = site.segments.filter((s) => s.role !== INTERNET).flatMap((s) => s.cidrs);
  return {
    name: site.segments.find((s) => s.role === INTERNET)?.name ?? INTERNET,
    role: INTERNET,
    addresses: subtract(ALL_ADDRESSES, setOf([...SPECIAL_NETWORKS, ...own])),
  };
}

/** The Internet first, then the segments in the order of the site file. */
export const segmentEnds = oncePer((site: Site): readonly SegmentEnd[] => [
  internet(site),
  ...site.segments
    .filter((s) => s.role !== INTERNET)
    .map((s) => ({ name: s.name, role: s.role, addresses: setOf(s.cidrs) })),
]);

/** `FW01/dmz` names the context `dmz` of the asset `FW01`. */
export function hostOfStep(name: string, assets: readonly Asset[]): { host: string; context: string | null } {
  const whole = assets.find((a) => a.hostname.toLowerCase() === name.toLowerCase());
  if (whole) return { host: whole.hostname, context: null };
  const [host = '', ...rest] = name.split('/');
  const asset = assets.find((a) => a.hostname.toLowerCase() === host.toLowerCase());
  return { host: asset?.hostname ?? host, context: rest.join('/') };
}

/** Ends that a name stands for: the segment of that name, else all of that role. */
export function endsNamed(site: Site, name: string): readonly SegmentEnd[] {
  const ends = segmentEnds(site);
  const named = ends.filter((e) => e.name === name);
  return named.length > 0 ? named : ends.filter((e) => e.role === name);
}

const names = (site: Site, list: readonly string[], end: SegmentEnd): boolean =>
  list.some((name) => endsNamed(site, name).includes(end));

/** What the site file says of where a firewall has a segment; null: nothing. */
export function portsTowards(asset: Asset | undefined, end: SegmentEnd): readonly string[] | null {
  const declared = new Map(Object.entries(asset?.interfaces ?? {}));
  return declared.get(end.name) ?? declared.get(end.role) ?? null;
}

function step(site: Site, name: string, from: SegmentEnd, to: SegmentEnd): PathStep {
  const { host, context } = hostOfStep(name, site.assets);
  const asset = site.assets.find((a) => a.hostname === host);
  return { host, context, in: portsTowards(asset, from), out: portsTowards(asset, to) };
}

/** The ways from one end to another, each a list of firewalls in order; null: none is declared, so nothing is known. */
export function waysBetween(
  site: Site,
  from: SegmentEnd,
  to: SegmentEnd,
): readonly (readonly PathStep[])[] | null {
  const ways = site.paths.flatMap((p) => {
    if (names(site, p.from, from) && names(site, p.to, to)) return [p.through];
    const back = !p.oneWay && names(site, p.from, to) && names(site, p.to, from);
    return back ? [p.through.toReversed()] : [];
  });
  return ways.length === 0 ? null : ways.map((through) => through.map((name) => step(site, name, from, to)));
}
