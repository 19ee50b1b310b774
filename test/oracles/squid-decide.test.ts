/** Decisions held against the real Squid: random configurations and requests, no difference allowed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, type Difference, showDifference, smallest } from './squid/compare.ts';
import { randomCase } from './squid/configurations.ts';
import { random } from './squid/random.ts';
import { noSquidOracle, openSquidOracle, type SquidOracle } from './squid.ts';

const given = process.env.UCHIBORI_SEED;
const SEED = given ? Number(given) : Math.floor(Math.random() * 2 ** 31);
const NO_ORACLE = noSquidOracle();

const CONFIGURATIONS = 210;
const REQUESTS = 100;
const EXPLAINED = 60;
const EXPLAINED_REQUESTS = 35;

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

  async function differences(
    count: number,
    requests: number,
    withRow: boolean,
  ): Promise<readonly Difference[]> {
    const found: Difference[] = [];
    for (let i = 0; i < count && found.length === 0; i++) {
      const made = randomCase(random(SEED + i * 7919 + (withRow ? 1 : 0)), minute(), requests);
      found.push(...(await compare(oracle, made, made.requests, withRow)));
    }
    return found;
  }

  async function expectNone(count: number, requests: number, withRow: boolean): Promise<void> {
    const [first] = await differences(count, requests, withRow);
    if (!first) return;
    expect.fail(`seed ${SEED}\n${showDifference(await smallest(oracle, first, withRow))}`);
  }

  test(`${CONFIGURATIONS * REQUESTS} pairs: the same verdict`, () =>
    expectNone(CONFIGURATIONS, REQUESTS, false));

  test(`${EXPLAINED * EXPLAINED_REQUESTS} pairs: the same row`, () =>
    expectNone(EXPLAINED, EXPLAINED_REQUESTS, true));
});
