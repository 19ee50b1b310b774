/** Single requests that the evaluator confirms. */
import type { Bdd } from '../bdd.ts';
import { pointsIn } from './choose-point.ts';
import { type Extras, NO_EXTRAS, type Point, requestsOf } from './concrete.ts';
import { decide } from './evaluate.ts';
import { holdsAddress, holdsDomain } from './match.ts';
import type { SquidProgram } from './program.ts';
import type { SquidAnswer, SquidQuery } from './query.ts';
import type { SquidDecision, SquidRequest } from './request.ts';
import { readRequest, type SeenRequest } from './request-parse.ts';
import type { SquidSection } from './section.ts';
import type { Space } from './space.ts';

type Witness = Extract<SquidAnswer, { answer: 'witness' }>;

const MAX_CERTAIN = 8;
const MAX_POSSIBLE = 40;
const MAX_DECISIONS = 2_000;

function meetsDestination({ dst }: SquidQuery, { url }: SeenRequest): boolean {
  if (!dst) return true;
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
): SquidDecision | null {
  const read = readRequest(request, section, program.version, null);
  if (!read.ok || !meets(query, read.request)) return null;
  const decision = decide(program, request, { section });
  return decision.verdict === query.verdict ? decision : null;
}

/** A budget of decisions that all attempts share. */
interface Budget {
  left: number;
}

function tryPoint(
  space: Space,
  query: SquidQuery,
  point: Point,
  extras: Extras,
  budget: Budget,
): Witness | null {
  for (const request of requestsOf(space, point, extras)) {
    budget.left -= 1;
    if (budget.left < 0) return null;
    const decision = confirm(space.program, space.section, query, request);
    if (decision) return { answer: 'witness', request, decision };
  }
  return null;
}

/** From sets that hold whatever is not known first, then from those that may hold. null: none was confirmed. */
export function findWitness(space: Space, query: SquidQuery, sure: Bdd, possible: Bdd): Witness | null {
  const budget = { left: MAX_DECISIONS };
  for (const point of pointsIn(space, sure, MAX_CERTAIN)) {
    const found = tryPoint(space, query, point, NO_EXTRAS, budget);
    if (found) return found;
  }
  for (const point of pointsIn(space, possible, MAX_POSSIBLE)) {
    const found = tryPoint(space, query, point, NO_EXTRAS, budget);
    if (found) return found;
  }
  return null;
}
