/** Single requests that the evaluator confirms. */
import type { Bdd } from '../bdd.ts';
import { pointsIn } from './choose-point.ts';
import { type Point, requestsOf } from './concrete.ts';
import { decideThroughGates } from './gates.ts';
import { holdsAddress, holdsDomain } from './match.ts';
import type { SquidProgram } from './program.ts';
import type { SquidAnswer, SquidQuery } from './query.ts';
import type { SquidDecision, SquidRequest } from './request.ts';
import { readRequest, type SeenRequest } from './request-parse.ts';
import type { Extras } from './sample-texts.ts';
import type { SquidSection } from './section.ts';
import type { Space } from './space.ts';

type Witness = Extract<SquidAnswer, { answer: 'witness' }>;

const MAX_POINTS = 24;
/** Rows walked in all attempts together. */
const MAX_ROWS = 500_000;
const MAX_DECISIONS = 2_000;
const MIN_DECISIONS = 60;

function meetsDestination({ dst }: SquidQuery, { url }: SeenRequest): boolean {
  if (!dst || 'unlisted' in dst) return true;
  if ('addresses' in dst) return url.literal !== null && holdsAddress(dst.addresses, url.literal);
  const name = dst.domain.toLowerCase().replace(/^\./, '');
  if (!dst.domain.startsWith('.')) return url.host === name;
  return holdsDomain({ exact: new Set(), below: new Set([name]) }, url.host);
}

function meetsMethod({ method }: SquidQuery, { method: word }: SeenRequest): boolean {
  if (!method) return true;
  return 'only' in method ? method.only.includes(word) : !method.but.includes(word);
}

function meetsTime({ minute }: SquidQuery, { clock }: SeenRequest): boolean {
  if (minute === null || minute === undefined) return true;
  return clock !== null && clock.minute !== null && clock.day * 1440 + clock.minute === minute;
}

/** Whether a question means a request, told from the request alone. */
function meets(query: SquidQuery, seen: SeenRequest): boolean {
  return (
    (!query.src || holdsAddress(query.src, seen.client)) &&
    (!query.port || query.port.some((r) => r.from <= seen.url.port && seen.url.port <= r.to)) &&
    (query.unauthenticated === undefined || query.unauthenticated === (seen.user === null)) &&
    meetsMethod(query, seen) &&
    meetsTime(query, seen) &&
    meetsDestination(query, seen)
  );
}

/** What the evaluator says, where the request is one of the question and gets the verdict that was asked for. */
export function confirm(
  program: SquidProgram,
  section: SquidSection,
  query: SquidQuery,
  request: SquidRequest,
  usual: boolean,
): SquidDecision | null {
  const read = readRequest(request, section, program.version, null);
  if (!read.ok || !meets(query, read.request)) return null;
  const decision = decideThroughGates(program, request, { section });
  if (decision.verdict === query.verdict) return decision;
  if (!usual || decision.verdict !== 'unknown') return null;
  const there = decideThroughGates(program, request, { section, resolve: () => [], noReverse: true });
  return there.verdict === query.verdict ? assuming(there) : null;
}

/** Of all hosts of the world some are in none of the lists. */
const assuming = (decision: SquidDecision): SquidDecision => ({
  ...decision,
  because: {
    ja: `${decision.because.ja} (宛先が dst のどのアドレスにも解決されず、その逆引き名もリストにない場合)`,
    en: `${decision.because.en} (of a destination that resolves to no address of a dst ACL and has no listed name by reverse look-up)`,
  },
});

/** Points to be tried. `usual`: the destination may be taken for one that no list knows. */
export interface Attempt {
  readonly set: Bdd;
  readonly usual: boolean;
}

/** Fewer addresses than that may all be known by name. */
const MANY_ADDRESSES = 64n;

/** An address out of a few, and a name that some list holds, are not any destination. */
function isAnywhere(space: Space, point: Point): boolean {
  const members = space.host.partition.members[point.host];
  if (members) return members.below.includes('');
  const spans = space.dst.partition.members[point.dst] ?? [];
  return spans.reduce((sum, s) => sum + s.to - s.from + 1n, 0n) >= MANY_ADDRESSES;
}

/** A budget of decisions that all attempts share. */
interface Budget {
  left: number;
}

function tryPoint(
  { program, section }: Space,
  query: SquidQuery,
  requests: Iterable<SquidRequest>,
  usual: boolean,
  budget: Budget,
): Witness | null {
  for (const request of requests) {
    budget.left -= 1;
    if (budget.left < 0) return null;
    const decision = confirm(program, section, query, request, usual);
    if (decision) return { answer: 'witness', request, decision };
  }
  return null;
}

/** From the first attempt to the last. null: no request was confirmed. */
export function findWitness(
  space: Space,
  query: SquidQuery,
  attempts: readonly Attempt[],
  extras: Extras,
): Witness | null {
  const most = MAX_ROWS / (space.program.rows.http_access.length + 1);
  const budget = { left: Math.max(MIN_DECISIONS, Math.min(MAX_DECISIONS, most)) };
  for (const { set, usual } of attempts) {
    for (const point of pointsIn(space, set, MAX_POINTS)) {
      if (usual && !isAnywhere(space, point)) continue;
      const found = tryPoint(space, query, requestsOf(space, point, extras), usual, budget);
      if (found) return found;
    }
  }
  return null;
}
