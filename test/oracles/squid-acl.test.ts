/** What Squid makes of the values of ACLs, odd ones above all: random lists of them, no difference allowed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as odd from './squid/acl-values.ts';
import { compare, showDifference } from './squid/compare.ts';
import { type Random, random } from './squid/random.ts';
import { noSquidOracle, openSquidOracle, type SquidOracle } from './squid.ts';

const given = process.env.UCHIBORI_SEED;
const SEED = given ? Number(given) : Math.floor(Math.random() * 2 ** 31);
const LISTS = Number(process.env.UCHIBORI_LISTS ?? 60);
const NO_ORACLE = noSquidOracle();

if (NO_ORACLE !== null) {
  test('the real Squid is here', ({ skip }) => {
    if (process.env.UCHIBORI_NO_SKIP === '1') expect.fail(`skipped: ${NO_ORACLE}`);
    skip(`skipped: ${NO_ORACLE}`);
  });
}

const ROWS = ['http_access allow a', 'http_access deny all'];

describe.skipIf(NO_ORACLE !== null)(`values of ACLs (seed ${SEED})`, () => {
  let oracle: SquidOracle;
  beforeAll(async () => {
    oracle = await openSquidOracle();
  });
  afterAll(() => oracle?.stop());

  test.each([
    ['addresses', odd.oddAddresses],
    ['methods', odd.oddMethods],
    ['domains', odd.oddDomains],
    ['ports', odd.oddPorts],
    ['times', odd.oddTimes],
    ['users', odd.oddUsers],
    ['options and types', odd.oddLines],
  ] as const)(
    '%s',
    async (_, make: (r: Random) => odd.OddAcl) => {
      for (let i = 0; i < LISTS; i++) {
        const { lines, requests } = make(random(SEED + i * 7919));
        const configuration = { lines: [...lines, ...ROWS], files: {} };
        const { differences } = await compare(oracle, configuration, requests, 'verdict');
        const [first] = differences;
        if (first) expect.fail(`seed ${SEED}\n${showDifference(first)}`);
      }
    },
    120_000,
  );
});
