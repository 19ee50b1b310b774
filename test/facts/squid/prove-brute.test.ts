/** The prover beside all requests of small worlds, one by one. */
import { expect, test } from 'vitest';
import { compileSquid } from '../../../src/facts/squid/compile.ts';
import { findRequest } from '../../../src/facts/squid/prove.ts';
import { random } from '../../oracles/squid/random.ts';
import {
  finiteCase,
  finiteQuery,
  isLiteral,
  meets,
  NAMES,
  naive,
  type Point,
  pointOf,
  points,
  type Verdict,
  worlds,
} from './finite.ts';
import { sectionOf } from './section.ts';

const given = process.env.UCHIBORI_SEED;
const SEED = given ? Number(given) : Math.floor(Math.random() * 2 ** 31);
const SEEDS = 1000;
const QUERIES = 2;

/** undefined: the proof and the requests agree. */
function disagreement(seed: number): string | undefined {
  const r = random(seed);
  const made = finiteCase(r);
  const section = sectionOf(`${made.lines.join('\n')}\n`);
  const program = compileSquid(section, '5.7');
  if (program.gaps.some((g) => g.scope === 'text')) return undefined;
  const all = points(made);
  const of = (point: Point): readonly Verdict[] =>
    worlds(program, point.host).map((world) => naive(program, point, world));
  const verdicts = all.map(of);
  for (let i = 0; i < QUERIES; i += 1) {
    const query = finiteQuery(r, made);
    const asked = all.flatMap((point, at) =>
      meets(query, point) ? [{ point, said: verdicts[at] ?? [] }] : [],
    );
    const some = asked.some(({ said }) => said.includes(query.verdict));
    // The evaluator does not follow a request through a later gate while http_access is open.
    const later = program.rows.adapted_http_access.length > 0;
    const sure = asked.some(
      ({ point, said }) => !later && point.method !== 'PURGE' && said.every((v) => v === query.verdict),
    );
    const found = findRequest(section, query, { versions: ['5.7'] });
    const text = `seed ${seed}\n${made.lines.join('\n')}\n${JSON.stringify(query, (_, v) => (typeof v === 'bigint' ? String(v) : v))}\n${JSON.stringify(found)}`;
    if (found.answer === 'none' && some) return `none, though there is one\n${text}`;
    if (found.answer !== 'none' && !some) return `there is none\n${text}`;
    if (found.answer === 'undecided' && sure) return `undecided, though there is a sure one\n${text}`;
    if (found.answer === 'witness') {
      const point = pointOf(found.request);
      if (!meets(query, point)) return `not asked for\n${text}`;
      const said = worlds(program, point.host).map((w) => ({ w, verdict: naive(program, point, w) }));
      const assumed = found.decision.because.en.includes('of a destination that');
      const held = said.filter(
        ({ w }) => !assumed || (w.resolved.length === 0 && !NAMES.slice(1).includes(w.reverse)),
      );
      if (assumed && !isLiteral(point.host) && point.host !== 'www.example.com')
        return `not any host\n${text}`;
      if (!held.every((s) => s.verdict === query.verdict)) return `refuted\n${text}`;
    }
  }
  return undefined;
}

test(`${SEEDS} small worlds: proofs and witnesses agree with all requests (seed ${SEED})`, {
  timeout: 600_000,
}, () => {
  for (let i = 0; i < SEEDS; i += 1) {
    const found = disagreement(SEED + i * 7919);
    if (found !== undefined) expect.fail(found);
  }
});
