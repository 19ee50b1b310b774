/** Decisions held against the real Squid: random configurations and requests, no difference allowed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Compared, compare, showDifference, smallest } from './squid/compare.ts';
import { randomCase } from './squid/configurations.ts';
import { random } from './squid/random.ts';
import { noSquidOracle, openSquidOracle, type SquidOracle } from './squid.ts';

const given = process.env.UCHIBORI_SEED;
const SEED = given ? Number(given) : Math.floor(Math.random() * 2 ** 31);
const NO_ORACLE = noSquidOracle();

if (NO_ORACLE !== null) {
  test('the real Squid is here', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_ORACLE}`);
    skip(`skipped: ${NO_ORACLE}`);
  });
}

const minute = (): number => new Date().getUTCHours() * 60 + new Date().getUTCMinutes();

describe.skipIf(NO_ORACLE !== null)(`decisions of the real Squid (seed ${SEED})`, () => {
  let oracle: SquidOracle;
  beforeAll(async () => {
    oracle = await openSquidOracle();
  });
  afterAll(() => oracle?.stop());

  /** Configurations until there are so many pairs; the first difference of all ends it. */
  async function expectSame(pairs: number, count: number, compared: Compared): Promise<void> {
    let done = 0;
    for (let i = 0; done < pairs; i++) {
      const r = random(SEED + i * 7919 + compared.length);
      const made = randomCase(r, { count, now: minute(), gates: compared === 'gates' });
      const found = await compare(oracle, made, made.requests, compared);
      const [first] = found.differences;
      if (first) expect.fail(`seed ${SEED}\n${showDifference(await smallest(oracle, first, compared))}`);
      done += found.pairs;
    }
  }

  test('20,000 pairs: the same verdict', () => expectSame(20_000, 100, 'verdict'), 240_000);

  test('2,000 pairs: the same row', () => expectSame(2_000, 35, 'row'), 120_000);

  test('3,000 pairs: the same behind http_access', () => expectSame(3_000, 60, 'gates'), 120_000);
});
