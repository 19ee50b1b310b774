/** What holds of every configuration and request. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileSquid } from '../../../src/facts/squid/compile.ts';
import { decide } from '../../../src/facts/squid/evaluate.ts';
import { decideThroughGates } from '../../../src/facts/squid/gates.ts';
import type { SquidRequest } from '../../../src/facts/squid/request.ts';
import { SQUID_VERSIONS } from '../../../src/facts/squid/version.ts';
import { type RandomCase, randomCase } from '../../oracles/squid/configurations.ts';
import { random } from '../../oracles/squid/random.ts';
import { ORACLE_PORTS } from '../../oracles/squid.ts';
import { sectionOf } from './section.ts';

const made = (seed: number): RandomCase => randomCase(random(seed), { now: 600, count: 30, gates: true });

function sectionWith({ lines, files }: RandomCase, kept: (name: string) => boolean) {
  const named = Object.entries(files).filter(([name]) => kept(name));
  const text = `${ORACLE_PORTS}${lines.join('\n')}\n`;
  return sectionOf(text, Object.fromEntries(named.map(([name, values]) => [`@DIR@/${name}`, values])));
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

describe('laws of decisions', () => {
  test('without a value file, or what is known of the world, an answer stays or becomes unknown', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...SQUID_VERSIONS), (seed, version) => {
        const one = made(seed);
        const whole = sectionWith(one, () => true);
        const part = sectionWith(one, (name) => name.length % 2 === seed % 2);
        if (compileSquid(whole, version).gaps.some((g) => g.scope === 'text')) return;
        for (const request of one.requests) {
          const world = { asOf: '2026-11-02T10:00', resolve: () => [], noReverse: true };
          const all = decide(compileSquid(whole, version), request, { section: whole, ...world });
          const less = decide(compileSquid(part, version), request, { section: part });
          expect([all.verdict, 'unknown'], JSON.stringify([one, request])).toContain(less.verdict);
        }
      }),
      { numRuns: 80 },
    );
  });

  test('gates only ever take an allow back', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const one = made(seed);
        const section = sectionWith(one, () => true);
        const program = compileSquid(section, '6');
        for (const request of one.requests) {
          const first = decide(program, request, { section });
          if (first.verdict === 'allow') continue;
          expect(decideThroughGates(program, request, { section })).toEqual(first);
        }
      }),
      { numRuns: 30 },
    );
  });

  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('GET', 'CONNECT', '10.1.2.3'),
  );
  const url = fc.oneof(text, fc.webUrl(), fc.string({ unit: fc.constantFrom(...'ht:/.[]%@?#0x1a') }));

  test('no request makes it throw', () => {
    const one = made(7);
    const section = sectionWith(one, () => true);
    const anything: fc.Arbitrary<SquidRequest> = fc.record(
      {
        src: fc.oneof(text, fc.ipV4(), fc.ipV6()),
        method: text,
        url,
        user: text,
        time: text,
        headers: fc.dictionary(text, text),
        listener: fc.record({ ip: text, port: fc.integer(), name: text }, { requiredKeys: [] }),
      },
      { requiredKeys: ['src', 'method', 'url'] },
    );
    fc.assert(
      fc.property(anything, fc.constantFrom(...SQUID_VERSIONS), (request, version) => {
        const { verdict, because } = decideThroughGates(compileSquid(section, version), request, { section });
        expect(['allow', 'deny', 'challenge', 'unknown']).toContain(verdict);
        expect(because.en).not.toBe('');
      }),
      { numRuns: 2_000 },
    );
  });
});
