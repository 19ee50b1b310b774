/** No proof against a request that the evaluator knows: over every type of ACL, regular expressions included. */
import { expect, test } from 'vitest';
import { parseAddressSet } from '../../../src/facts/address-set.ts';
import { candidateVersions, compileSquid } from '../../../src/facts/squid/compile.ts';
import { decideThroughGates } from '../../../src/facts/squid/gates.ts';
import { findRequest } from '../../../src/facts/squid/prove.ts';
import type { SquidQuery } from '../../../src/facts/squid/query.ts';
import type { SquidRequest } from '../../../src/facts/squid/request.ts';
import { readRequest } from '../../../src/facts/squid/request-parse.ts';
import type { SquidSection } from '../../../src/facts/squid/section.ts';
import { randomCase } from '../../oracles/squid/configurations.ts';
import { random } from '../../oracles/squid/random.ts';
import { ORACLE_PORTS } from '../../oracles/squid.ts';
import { sectionOf } from './section.ts';

const given = process.env.UCHIBORI_SEED;
const SEED = given ? Number(given) : Math.floor(Math.random() * 2 ** 31);
const CONFIGURATIONS = 150;
const REQUESTS = 12;
/** Monday at ten. */
const NOW = 600;
const TIME = '2026-11-02T10:00:00Z';

/** The narrowest question that means a request. */
function around(section: SquidSection, request: SquidRequest): Omit<SquidQuery, 'verdict'> | null {
  const read = readRequest(request, section, '5.7', null);
  const src = parseAddressSet(request.src);
  if (!read.ok || !src) return null;
  const { url, method, user } = read.request;
  const literal = url.literal ? parseAddressSet(url.host.replace(/^\[(.*)\]$/, '$1')) : null;
  return {
    src,
    method: { only: [method] },
    port: [{ from: url.port, to: url.port }],
    unauthenticated: user === null,
    dst: literal ? { addresses: literal } : { domain: url.host },
    minute: 1440 + NOW,
  };
}

/** undefined: no request of the configuration is proved away. */
function refuted(seed: number): string | undefined {
  const made = randomCase(random(seed), { now: NOW, count: REQUESTS });
  const files = Object.fromEntries(Object.entries(made.files).map(([name, text]) => [`@DIR@/${name}`, text]));
  const section = sectionOf(`${ORACLE_PORTS}${made.lines.join('\n')}\n`, files);
  if (!candidateVersions(section).includes('5.7')) return undefined;
  const program = compileSquid(section, '5.7');
  for (const one of made.requests) {
    const request = { ...one, time: TIME };
    const { verdict, gate } = decideThroughGates(program, request, { section });
    const query = around(section, request);
    if (verdict === 'unknown' || gate === 'request' || !query) continue;
    const found = findRequest(section, { ...query, verdict }, { versions: ['5.7'] });
    if (found.answer === 'none') {
      return `seed ${seed}\n${made.lines.join('\n')}\n${JSON.stringify(request)} is ${verdict}\nfound ${JSON.stringify(found)}`;
    }
  }
  return undefined;
}

test(`${CONFIGURATIONS} configurations: what the evaluator knows is never proved away (seed ${SEED})`, {
  timeout: 300_000,
}, () => {
  for (let i = 0; i < CONFIGURATIONS; i += 1) {
    const found = refuted(SEED + i * 7919);
    if (found !== undefined) expect.fail(found);
  }
});
