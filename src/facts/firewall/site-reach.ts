/** Who can reach what across the site: every declared way between two ends, through every firewall on it. */
import type { Location } from '../../model/evidence.ts';
import type { Site } from '../../model/site.ts';
import type { Bilingual } from '../../model/text.ts';
import { type AddressSet, ALL_IPV4, ALL_IPV6, intersect, isEmpty, unionOf } from '../address-set.ts';
import { oncePer } from '../once.ts';
import type { Service } from './model.ts';
import type { At, Hop, ReachAnswer, ReachLimits, ReachPiece, RuleAt } from './query.ts';
import { reachable } from './reach.ts';
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

/** A packet has one family: what only one of the two ends has is not asked about. */
function inCommon(a: AddressSet, b: AddressSet): AddressSet {
  const families = [ALL_IPV4, ALL_IPV6].filter((f) => !isEmpty(intersect(a, f)) && !isEmpty(intersect(b, f)));
  return unionOf(families);
}

function endsOf(q: SiteQuestion): { readonly from: AddressSet; readonly to: AddressSet } {
  const from = q.sources ?? q.from.addresses;
  const to = q.destinations ?? q.to.addresses;
  const families = inCommon(from, to);
  return { from: intersect(from, families), to: intersect(to, families) };
}

function alongHops(hops: readonly Hop[], q: Question, at: readonly Location[]): SiteAnswer {
  const { service, asOf } = q;
  const since = q.since === undefined ? {} : { since: q.since };
  const { from, to } = endsOf(q);
  return asSite(reachable(hops, { from, to, service, asOf, ...since }, q.limits), at);
}

const OPEN: SiteAnswer = { answer: 'permitted', pieces: [], complete: true, unfiltered: true, at: [] };

function alongWay(firewalls: readonly SiteFirewall[], steps: readonly PathStep[], q: Question): SiteAnswer {
  if (steps.length === 0) return OPEN;
  const found = hopsOf(firewalls, q.anywhere ? steps.map((s) => ({ ...s, in: null })) : steps);
  return found.known ? alongHops(found.hops, q, found.at) : undetermined(found.because);
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

/** Ways are alternatives: what one of them lets through gets through. */
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
      q.limits,
    ],
    (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value),
  );

function ask(firewalls: readonly SiteFirewall[], site: Site, q: Question): SiteAnswer {
  if (isEmpty(endsOf(q).from)) return undetermined(NOBODY);
  const ways = waysBetween(site, q.from, q.to);
  if (!ways) return undetermined(noWay(q.from, q.to));
  return together(ways.map((steps) => alongWay(firewalls, steps, q)));
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
