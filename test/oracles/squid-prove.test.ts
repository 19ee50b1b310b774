/** Requests that the prover finds, asked of the real Squid: each must get the verdict that was looked for. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAddressSet } from '../../src/facts/address-set.ts';
import { decideThroughGates } from '../../src/facts/squid/gates.ts';
import { findRequest } from '../../src/facts/squid/prove.ts';
import type { SquidQuery } from '../../src/facts/squid/query.ts';
import type { SquidRequest } from '../../src/facts/squid/request.ts';
import { type Ours, ours } from './squid/compare.ts';
import { randomCase } from './squid/configurations.ts';
import { type Random, random } from './squid/random.ts';
import {
  noSquidOracle,
  ORACLE_VERSION,
  type OracleAnswer,
  openSquidOracle,
  type SquidOracle,
} from './squid.ts';

const given = process.env.UCHIBORI_SEED;
const SEED = given ? Number(given) : Math.floor(Math.random() * 2 ** 31);
const NO_ORACLE = noSquidOracle();
const CONFIGURATIONS = 150;
const QUESTIONS = 12;
/** So many witnesses at least are to be asked, lest the test should ask none. */
const LEAST = 600;

if (NO_ORACLE !== null) {
  test('the real Squid is here', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_ORACLE}`);
    skip(`skipped: ${NO_ORACLE}`);
  });
}

const SOURCES = ['10.0.0.0/8', '10.1.0.0/16', '192.168.0.0/16', '10.1.2.7', '2001:db8::/32'];
const HOSTS = ['.one.test', 'www.one.test', 'two.test', '.lone'];

/** The oracle keeps UTC. */
function minuteNow(): number {
  const now = new Date();
  return now.getUTCDay() * 1440 + now.getUTCHours() * 60 + now.getUTCMinutes();
}

function question(r: Random): SquidQuery {
  return {
    verdict: r.pick(['allow', 'deny', 'challenge'] as const),
    ...(r.once(3) ? { src: parseAddressSet(r.pick(SOURCES)) ?? [] } : {}),
    ...(r.once(3) ? { method: r.pick([{ only: ['CONNECT'] }, { but: ['GET', 'CONNECT'] }]) } : {}),
    ...(r.once(3)
      ? {
          port: [
            { from: 1, to: 442 },
            { from: 444, to: 65535 },
          ],
        }
      : {}),
    ...(r.once(3) ? { unauthenticated: r.once(2) } : {}),
    ...(r.once(4) ? { dst: { domain: r.pick(HOSTS) } } : {}),
    minute: minuteNow(),
  };
}

interface Found {
  readonly verdict: SquidQuery['verdict'];
  readonly request: SquidRequest;
}

function witnesses(r: Random, { section, refused }: Ours): readonly Found[] {
  if (refused !== null) return [];
  return r
    .some(QUESTIONS, QUESTIONS, () => question(r))
    .flatMap((query) => {
      const found = findRequest(section, query, { versions: [ORACLE_VERSION] });
      return found.answer === 'witness' ? [{ verdict: query.verdict, request: found.request }] : [];
    });
}

const heard = ({ verdict }: OracleAnswer): string =>
  verdict === 'reply-deny' || verdict === 'miss-deny' ? 'deny' : verdict;

describe.skipIf(NO_ORACLE !== null)(`witnesses and the real Squid (seed ${SEED})`, () => {
  let oracle: SquidOracle;
  beforeAll(async () => {
    oracle = await openSquidOracle();
  });
  afterAll(() => oracle?.stop());

  /** Witnesses that were asked; those of another minute than that of the question are left out. */
  async function confirmed(seed: number): Promise<number> {
    const r = random(seed);
    const made = randomCase(r, { now: minuteNow() % 1440, count: 1 });
    const mine = ours(made);
    const { program, section } = mine;
    const found = witnesses(r, mine);
    if (found.length === 0) return 0;
    const result = await oracle.run({
      conf: made.lines.join('\n'),
      files: made.files,
      requests: found.map((f) => f.request),
    });
    if (!result.ok)
      return expect.fail(`seed ${seed}: Squid refuses it: ${result.error}\n${made.lines.join('\n')}`);
    const at = (request: SquidRequest, time: string): string =>
      decideThroughGates(program, { ...request, time }, { section, resolve: () => [], noReverse: true })
        .verdict;
    const asked = found.flatMap((f, i) => {
      const answer = result.answers[i];
      const same = [result.from, result.to].every((time) => at(f.request, time) === f.verdict);
      return answer && same ? [{ ...f, said: heard(answer) }] : [];
    });
    for (const { request, verdict, said } of asked) {
      expect(said, `seed ${seed}\n${made.lines.join('\n')}\n${JSON.stringify(request)}`).toBe(verdict);
    }
    return asked.length;
  }

  test(`${CONFIGURATIONS} configurations: Squid confirms every witness`, { timeout: 300_000 }, async () => {
    let asked = 0;
    for (let i = 0; i < CONFIGURATIONS; i += 1) asked += await confirmed(SEED + i * 7919);
    expect(asked).toBeGreaterThan(LEAST);
  });
});
