/** The merging of Registry.pol held against a registry in which every record is carried out in order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ResultantSetting } from '../../../src/facts/rsop/model.ts';
import { indexPolicies } from '../../../src/facts/rsop/policy-index.ts';
import { resultantSet, settingIn } from '../../../src/facts/rsop/resultant.ts';
import { type PolRecord, registryPol } from '../../estate/directory/registry-pol.ts';
import { containersOf, contents, type Entry, guid, inSysvol, list, MAYBE, NO, YES } from './policies.ts';
import { carryOut, type Registry, valueIn } from './registry-simulator.ts';

const KEYS = ['A', 'a\\B', 'A\\B\\c', 'A\\Bc', 'D'];
const NAMES = ['x', 'Y', ''];
const key = fc.constantFrom(...KEYS);
const name = fc.constantFrom(...NAMES);
const data = fc.constantFrom<PolRecord['data']>(0, 1, '1');

const record: fc.Arbitrary<PolRecord> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ key, name, data }) },
  { weight: 2, arbitrary: fc.record({ key, name: name.map((n) => `**del.${n}`), data: fc.constant(null) }) },
  { weight: 1, arbitrary: fc.record({ key, name: fc.constant('**delvals.'), data: fc.constant(null) }) },
  {
    weight: 1,
    arbitrary: fc.record({ key, name: fc.constant('**DeleteValues'), data: fc.constantFrom('x;y', ' Y ') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ key, name: fc.constant('**DeleteKeys'), data: fc.constantFrom('B', 'b;c') }),
  },
  { weight: 2, arbitrary: fc.record({ key, name: name.map((n) => `**soft.${n}`), data }) },
  { weight: 1, arbitrary: fc.record({ key, name: fc.constant('**SecureKey'), data: fc.constant(1) }) },
);

interface Gpo {
  readonly records: readonly PolRecord[];
  readonly standing: Entry['standing'];
}

const gpo: fc.Arbitrary<Gpo> = fc.record({
  records: fc.array(record, { maxLength: 6 }),
  standing: fc.constantFrom(YES, YES, MAYBE, NO),
});

/** What a value may be in the end: data, null for absent, HOST for what was there before. */
const HOST = 'of the host';

function after(applied: readonly Gpo[], path: string, value: string, before: string | null): string | null {
  const registry: Registry = new Map();
  if (before !== null) registry.set(path.toLowerCase(), new Map([[value.toLowerCase(), before]]));
  for (const g of applied) carryOut(registry, g.records);
  return valueIn(registry, path, value) ?? (before === null ? null : 'deleted');
}

/** Every choice of those that may apply, with those that do. */
function choices(gpos: readonly Gpo[]): readonly (readonly Gpo[])[] {
  const open = gpos.filter((g) => g.standing === MAYBE);
  return Array.from({ length: 2 ** open.length }, (_, choice) =>
    gpos.filter((g) => g.standing === YES || (g.standing === MAYBE && (choice >> open.indexOf(g)) % 2 === 1)),
  );
}

const possible = (gpos: readonly Gpo[], path: string, value: string): ReadonlySet<string | null> =>
  new Set(
    choices(gpos).flatMap((applied) => [null, HOST].map((before) => after(applied, path, value, before))),
  );

/** The end that the simulation says is the only one. */
function simulated(gpos: readonly Gpo[], path: string, value: string): string {
  const found = possible(gpos, path, value);
  if (found.has('deleted') && [...found].every((f) => f === null || f === 'deleted')) return 'deleted';
  if (found.size === 1) return `set ${[...found][0]}`;
  return found.size === 2 && found.has(null) && found.has(HOST) ? 'untouched' : 'open';
}

function told(setting: ResultantSetting | null): string {
  if (!setting) return 'untouched';
  if (setting.result.state !== 'set') return setting.result.state;
  const { statement } = setting.result.winner;
  return statement.of === 'registry' ? `set ${JSON.stringify(statement.write.data)}` : '?';
}

function world(gpos: readonly Gpo[]) {
  const ids = gpos.map((_, i) => guid(i));
  const files = Object.fromEntries(
    gpos.map((g, i) => [inSysvol(guid(i), 'Machine/Registry.pol'), registryPol(g.records)] as const),
  );
  const containers = containersOf(files, ids);
  const index = indexPolicies(contents(files, ids), containers);
  const entries = gpos.map((g, i): Entry => ({ id: guid(i), ...(g.standing && { standing: g.standing }) }));
  return {
    index,
    lists: { machine: list('machine', entries.toReversed(), containers), user: null, controller: false },
  };
}

const cases = fc.array(gpo, { maxLength: 5 });

/** Keys differ in case alone where they are the same. */
const PLACES = KEYS.flatMap((k) => NAMES.map((n) => [k, n] as const));

test('each value comes to what carrying out every record leaves', () => {
  fc.assert(
    fc.property(cases, (gpos) => {
      const { index, lists } = world(gpos);
      for (const [k, n] of PLACES) {
        const setting = settingIn(index, lists, 'registry', `HKLM\\${k}\\${n}`);
        expect([k, n, told(setting)]).toEqual([k, n, simulated(gpos, k, n)]);
      }
    }),
    { numRuns: 400 },
  );
});

test('the whole set holds the same answers as each setting asked alone', () => {
  fc.assert(
    fc.property(cases, (gpos) => {
      const { index, lists } = world(gpos);
      for (const setting of resultantSet(index, lists).settings) {
        expect(setting).toEqual(settingIn(index, lists, 'registry', setting.name));
      }
    }),
    { numRuns: 100 },
  );
});

test('every GPO that speaks of a setting is its winner, a candidate or a loser', () => {
  fc.assert(
    fc.property(cases, (gpos) => {
      const { index, lists } = world(gpos);
      for (const { result, losers, name } of resultantSet(index, lists).settings) {
        const heard = [
          ...(result.state === 'open' ? result.candidates : [result.winner]),
          ...losers.map((l) => l.contribution),
        ];
        const own = gpos.flatMap((g, i) => {
          const names = g.records.some(
            (r) => `HKLM\\${r.key}\\${r.name}`.toLowerCase() === name.toLowerCase(),
          );
          return names ? [guid(i)] : [];
        });
        expect(heard.map((c) => c.gpo.id)).toEqual(expect.arrayContaining(own));
        expect(new Set(heard).size).toBe(heard.length);
      }
    }),
    { numRuns: 100 },
  );
});
