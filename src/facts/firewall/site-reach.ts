/** Who can reach what across the site: every declared way between two ends, through every firewall on it. */
import type { Location } from '../../model/evidence.ts';
import type { Site } from '../../model/site.ts';
import type { Bilingual } from '../../model/text.ts';
import {
  type AddressSet,
  ALL_IPV4,
  ALL_IPV6,
  intersect,
  isEmpty,
  parseAddressSet,
  unionOf,
} from '../address-set.ts';
import { oncePer } from '../once.ts';
import type { Service } from './model.ts';
import type { At, Hop, ReachAnswer, ReachLimits, ReachPiece, RuleAt } from './query.ts';
import { reachable } from './reach.ts';
import { whichPorts } from './routing.ts';
import { hopsOf, type SiteFirewall } from './site-firewalls.ts';
import type { PathStep, SegmentEnd } from './site-paths.ts';
import { waysBetween } from './site-paths.ts';

export interface SiteQuestion extends At {
  readonly from: SegmentEnd;
  readonly to: SegmentEnd;
  /** null: any. */
  readonly service: readonly Service[] | null;
  /** Narrower than the ends, e.g. one server's addresses. */
  readonly sources?: AddressSet;
  readonly destinations?: AddressSet;
  /** Families asked about; absent: both, of IPv6 any address where an end declares none. */
  readonly families?: readonly (4 | 6)[];
  /** The sources may stand anywhere on this side of the first firewall, not only where `from` does. */
  readonly anywhere?: boolean;
}

export type SiteAnswer =
  /** Proved for every way; `by` stops it. */
  | { readonly answer: 'none'; readonly by: readonly RuleAt[]; readonly at: readonly Location[] }
  /** `unfiltered`: a way on which nothing stands. */
  | {
      readonly answer: 'permitted';
      readonly pieces: readonly ReachPiece[];
      readonly complete: boolean;
      readonly unfiltered: boolean;
      readonly at: readonly Location[];
    }
  | {
      readonly answer: 'undetermined';
      readonly because: readonly Bilingual[];
      readonly pieces: readonly ReachPiece[];
      readonly at: readonly Location[];
    };

export const DEFAULT_LIMITS: ReachLimits = { pieces: 20, boxes: 4 };

const undetermined = (because: Bilingual, at: readonly Location[] = []): SiteAnswer => ({
  answer: 'undetermined',
  because: [because],
  pieces: [],
  at,
});

const noWay = (from: SegmentEnd, to: SegmentEnd): Bilingual => ({
  ja: `${from.name} から ${to.name} への経路がサイト ファイルの paths にない`,
  en: `paths in the site file holds no way from ${from.name} to ${to.name}`,
});

const NOBODY: Bilingual = {
  ja: '問われたアドレスがない',
  en: 'there are no addresses to ask about',
};

function asSite(answer: ReachAnswer, at: readonly Location[]): SiteAnswer {
  return answer.answer === 'permitted' ? { ...answer, unfiltered: false, at } : { ...answer, at };
}

interface Question extends SiteQuestion {
  readonly limits: ReachLimits;
}

/** Addresses that a host may give itself where its segment declares none of IPv6: global and unique local ones. */
const SOME_IPV6 = unionOf(['2000::/3', 'fc00::/7'].map((text) => parseAddressSet(text) ?? []));

interface Asked {
  readonly from: AddressSet;
  readonly to: AddressSet;
  /** Sides whose addresses are not declared in this family: they stand where those of IPv4 do. */
  readonly assumed: { readonly from: boolean; readonly to: boolean };
}

const FAMILIES = { 4: ALL_IPV4, 6: ALL_IPV6 } as const;

/** What is asked of one family; null: one of the ends has none of it. */
function askedOf(q: SiteQuestion, family: 4 | 6): Asked | null {
  const from = intersect(q.sources ?? q.from.addresses, FAMILIES[family]);
  const to = intersect(q.destinations ?? q.to.addresses, FAMILIES[family]);
  if (family === 4) {
    return isEmpty(from) || isEmpty(to) ? null : { from, to, assumed: { from: false, to: false } };
  }
  return {
    from: isEmpty(from) ? SOME_IPV6 : from,
    to: isEmpty(to) ? SOME_IPV6 : to,
    assumed: { from: isEmpty(from), to: isEmpty(to) },
  };
}

/** Where a device has the IPv4 addresses of an end, as far as its routes tell. */
function besides(hop: Hop, addresses: AddressSet): readonly string[] | null {
  const own = intersect(addresses, ALL_IPV4);
  const device = hop.devices.find((d) => d.families.includes(4));
  return device && !isEmpty(own) ? whichPorts(device, own) : null;
}

/** Ports of sides whose IPv6 addresses are not known: those of their IPv4 addresses. */
function placed(hop: Hop, q: SiteQuestion, { assumed }: Asked): Hop {
  if (!assumed.from && !assumed.to) return hop;
  return {
    ...hop,
    assumed: true,
    in: hop.in ?? (assumed.from && !q.anywhere ? besides(hop, q.from.addresses) : null),
    out: hop.out ?? (assumed.to ? besides(hop, q.to.addresses) : null),
  };
}

function alongHops(hops: readonly Hop[], q: Question, at: readonly Location[], asked: Asked): SiteAnswer {
  const { service, asOf } = q;
  const since = q.since === undefined ? {} : { since: q.since };
  const { from, to } = asked;
  const line = hops.map((hop) => placed(hop, q, asked));
  return asSite(reachable(line, { from, to, service, asOf, ...since }, q.limits), at);
}

const OPEN: SiteAnswer = { answer: 'permitted', pieces: [], complete: true, unfiltered: true, at: [] };

function alongWay(
  firewalls: readonly SiteFirewall[],
  steps: readonly PathStep[],
  q: Question,
  asked: readonly Asked[],
): readonly SiteAnswer[] {
  if (steps.length === 0) return [OPEN];
  const found = hopsOf(firewalls, q.anywhere ? steps.map((s) => ({ ...s, in: null })) : steps);
  if (!found.known) return [undetermined(found.because)];
  return asked.map((one) => alongHops(found.hops, q, found.at, one));
}

const places = (answers: readonly SiteAnswer[]): readonly Location[] => [
  ...new Set(answers.flatMap((a) => a.at)),
];

function permitted(answers: readonly SiteAnswer[]): SiteAnswer | null {
  const open = answers.filter((a) => a.answer === 'permitted');
  if (open.length === 0) return null;
  const rest = answers.filter((a) => a.answer === 'undetermined');
  return {
    answer: 'permitted',
    pieces: [...open.flatMap((a) => a.pieces), ...rest.flatMap((a) => a.pieces)],
    complete: rest.length === 0 && open.every((a) => a.complete),
    unfiltered: open.some((a) => a.unfiltered),
    at: places(open),
  };
}

/** Ways are alternatives, and so are families: what one of them lets through gets through. */
function together(answers: readonly SiteAnswer[]): SiteAnswer {
  const open = permitted(answers);
  if (open) return open;
  const doubtful = answers.filter((a) => a.answer === 'undetermined');
  if (doubtful.length > 0) {
    return {
      answer: 'undetermined',
      because: doubtful.flatMap((a) => a.because),
      pieces: doubtful.flatMap((a) => a.pieces),
      at: places(answers),
    };
  }
  const closed = answers.filter((a) => a.answer === 'none');
  return { answer: 'none', by: closed.flatMap((a) => a.by), at: places(closed) };
}

const answers = oncePer((_: readonly SiteFirewall[]) => new Map<string, SiteAnswer>());

const keyOf = (q: Question): string =>
  JSON.stringify(
    [
      q.from.name,
      q.to.name,
      q.service,
      q.asOf,
      q.since ?? null,
      q.sources ?? null,
      q.destinations ?? null,
      q.anywhere ?? false,
      q.families ?? null,
      q.limits,
    ],
    (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value),
  );

function ask(firewalls: readonly SiteFirewall[], site: Site, q: Question): SiteAnswer {
  const families = (q.families ?? [4, 6]).filter((f) => f === 4 || site.ipv6 !== 'absent');
  const asked = families.flatMap((family) => askedOf(q, family) ?? []);
  if (asked.length === 0) return undetermined(NOBODY);
  const ways = waysBetween(site, q.from, q.to);
  if (!ways) return undetermined(noWay(q.from, q.to));
  return together(ways.flatMap((steps) => alongWay(firewalls, steps, q, asked)));
}

/** Several checks ask the same: `firewalls` and `site` are those of one run. */
export function siteReach(
  firewalls: readonly SiteFirewall[],
  site: Site,
  question: SiteQuestion,
  limits: ReachLimits = DEFAULT_LIMITS,
): SiteAnswer {
  const q = { ...question, limits };
  const known = answers(firewalls);
  const key = keyOf(q);
  const before = known.get(key);
  if (before) return before;
  const answer = ask(firewalls, site, q);
  known.set(key, answer);
  return answer;
}
