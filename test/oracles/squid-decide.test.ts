/** Decisions held against the real Squid: random configurations and requests, no difference allowed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SquidRequest } from '../../src/facts/squid/request.ts';
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

type Single = readonly [name: string, lines: readonly string[], requests: readonly Partial<SquidRequest>[]];

/** What no random configuration asks: other ports, and answers that are only known where nobody is logged in. */
const SINGLE: readonly Single[] = [
  [
    'CONNECT on an accel port',
    ['http_port 127.0.0.1:3140 accel vhost', 'http_access allow all'],
    [{ method: 'CONNECT', url: '10.0.0.1:443', listener: { port: 3140 } }],
  ],
  [
    'a port that takes PROXY headers of nobody',
    ['http_port 127.0.0.1:3141 require-proxy-header', 'http_access allow all'],
    [{ listener: { port: 3141 } }],
  ],
  [
    'max_user_ip asks for credentials',
    ['auth_param basic program @AUTH@', 'acl m max_user_ip 2', 'http_access deny m', 'http_access allow all'],
    [{}],
  ],
  [
    'max_user_ip asks also where there is nobody to ask',
    ['acl m max_user_ip 2', 'http_access allow m', 'http_access deny all'],
    [{}],
  ],
  [
    'what is not forwarded is not asked of miss_access',
    ['acl p method PURGE', 'miss_access deny all', 'http_access allow all'],
    [
      { method: 'PURGE' },
      { method: 'TRACE', headers: { 'Max-Forwards': '0' } },
      { method: 'TRACE', headers: { 'Max-Forwards': '1' } },
      { method: 'OPTIONS', headers: { 'Max-Forwards': '0' } },
      { method: 'OPTIONS', url: 'FOO://10.0.0.1:80/' },
    ],
  ],
  [
    'bodies',
    ['http_access deny all'],
    ['-1', 'x', '+5', '5', '0', '0, 0'].flatMap((length) => [
      { headers: { 'Content-Length': length } },
      { method: 'DELETE', headers: { 'Content-Length': length } },
    ]),
  ],
  [
    'bodies of GET, where they are taken',
    ['request_entities on', 'http_access deny all'],
    [{ headers: { 'Content-Length': '5' } }, { headers: { 'Content-Length': 'x' } }],
  ],
  [
    'a name that append_domain makes too long',
    ['append_domain .one.test', 'acl d dstdomain .one.test', 'http_access deny d', 'http_access allow all'],
    [246, 247].map((n) => ({ method: 'CONNECT', url: `${'a'.repeat(n)}:443` })),
  ],
  [
    'no client has the address ::',
    ['acl a src ::/0', 'http_access allow a', 'http_access deny all'],
    [{}, { src: '2001:db8::7' }],
  ],
];

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

  test.each(SINGLE)('%s', async (_name, lines, requests) => {
    const asked = requests.map((r) => ({ src: '10.1.2.7', method: 'GET', url: 'http://10.0.0.1/', ...r }));
    const { pairs, differences } = await compare(oracle, { lines, files: {} }, asked, 'gates');
    expect(differences.map(showDifference)).toEqual([]);
    expect(pairs).toBe(requests.length);
  });

  test('20,000 pairs: the same verdict', () => expectSame(20_000, 100, 'verdict'), 240_000);

  test('2,000 pairs: the same row', () => expectSame(2_000, 35, 'row'), 120_000);

  test('3,000 pairs: the same behind http_access', () => expectSame(3_000, 60, 'gates'), 120_000);
});
