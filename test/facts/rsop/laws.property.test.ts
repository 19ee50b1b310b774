/** Evidence taken away may only open what was sure. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GpoContainer } from '../../../src/facts/directory/model.ts';
import type { SubjectLists } from '../../../src/facts/rsop/acts.ts';
import { contentsOf } from '../../../src/facts/rsop/content.ts';
import type { GpoList, ResultantSetting } from '../../../src/facts/rsop/model.ts';
import { indexPolicies, type PolicyIndex } from '../../../src/facts/rsop/policy-index.ts';
import { settingIn } from '../../../src/facts/rsop/resultant.ts';
import {
  containersOf,
  type Entry,
  type Files,
  guid,
  list,
  listingsOf,
  MAYBE,
  NO,
  read,
  withVersions,
  YES,
} from './policies.ts';
import { allFiles, QUESTIONS, type RandomGpo, randomGpo } from './random-gpos.ts';

interface Case {
  readonly gpos: readonly RandomGpo[];
  readonly standings: readonly (typeof YES | typeof MAYBE | typeof NO)[];
}

const cases: fc.Arbitrary<Case> = fc.array(randomGpo, { minLength: 1, maxLength: 4 }).chain((gpos) =>
  fc.record({
    gpos: fc.constant(gpos),
    standings: fc.array(fc.constantFrom(YES, YES, YES, MAYBE, NO), {
      minLength: gpos.length,
      maxLength: gpos.length,
    }),
  }),
);

interface World {
  readonly files: Files;
  readonly verified: boolean;
  readonly listed: boolean;
  readonly containers: ReadonlyMap<string, GpoContainer>;
  readonly machine: GpoList;
  readonly controller: boolean | null;
}

const ids = ({ gpos }: Case): readonly string[] => gpos.map((_, i) => guid(i));

function worldOf(drawn: Case): World {
  const files = withVersions(allFiles(drawn.gpos), ids(drawn));
  const containers = containersOf(files, ids(drawn));
  const entries = ids(drawn).map((id, i): Entry => ({ id, standing: drawn.standings[i] ?? YES }));
  const machine = list('machine', entries.toReversed(), containers);
  return { files, verified: true, listed: true, containers, machine, controller: false };
}

function indexOf(drawn: Case, world: World, whole: Files): PolicyIndex {
  const { files, states } = read(world.files, world.verified);
  const listings = world.listed ? listingsOf(whole, ids(drawn)) : new Map();
  return indexPolicies(contentsOf(files, listings, states), world.containers);
}

/** `open`, or what it is sure to be: a set value, deleted, or left alone. */
function told(setting: ResultantSetting | null): string {
  if (!setting) return 'untouched';
  const { result } = setting;
  return result.state === 'open' ? 'open' : `${result.state} ${result.winner.meaning}`;
}

function answers(drawn: Case, world: World, whole: Files): ReadonlyMap<string, string> {
  const index = indexOf(drawn, world, whole);
  const lists: SubjectLists = { machine: world.machine, user: null, controller: world.controller };
  return new Map(
    QUESTIONS.map(([kind, name]) => [`${kind} ${name}`, told(settingIn(index, lists, kind, name))]),
  );
}

/** Nothing is sure afterwards that was not sure, and the same, before. */
function opensOnly(drawn: Case, less: World): void {
  const whole = worldOf(drawn);
  const before = answers(drawn, whole, whole.files);
  for (const [question, after] of answers(drawn, less, whole.files)) {
    if (after !== 'open') expect([question, before.get(question)]).toEqual([question, after]);
  }
}

const anyFile = (files: Files, n: number): string | undefined => {
  const names = Object.keys(files);
  return names[n % Math.max(1, names.length)];
};

const holds = (less: (world: World, n: number, m: number) => World | null): void => {
  fc.assert(
    fc.property(cases, fc.nat(), fc.nat(), (drawn, n, m) => {
      const taken = less(worldOf(drawn), n, m);
      if (taken) opensOnly(drawn, taken);
    }),
    { numRuns: 300 },
  );
};

test('a file that is taken away', () => {
  holds((world, n) => {
    const gone = anyFile(world.files, n);
    if (gone === undefined) return null;
    const { [gone]: _, ...files } = world.files;
    return { ...world, files };
  });
});

const cutTo = (content: Uint8Array | string, m: number): Uint8Array => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return bytes.subarray(0, m % Math.max(1, bytes.length));
};

test('a file that is cut, and so no longer what SHA256SUMS says', () => {
  holds((world, n, m) => {
    const cut = anyFile(world.files, n);
    const content = cut === undefined ? undefined : world.files[cut];
    if (cut === undefined || content === undefined) return null;
    return { ...world, verified: false, files: { ...world.files, [cut]: cutTo(content, m) } };
  });
});

test('SHA256SUMS', () => {
  holds((world) => ({ ...world, verified: false }));
});

test('the listings of SYSVOL, and a file with them', () => {
  holds((world, n) => {
    const gone = anyFile(world.files, n);
    const { [gone ?? '']: _, ...files } = world.files;
    return { ...world, files, listed: false };
  });
});

test('which extensions run for a GPO, and a file with it', () => {
  holds((world, n, m) => {
    const gone = anyFile(world.files, n);
    const { [gone ?? '']: _, ...files } = world.files;
    const hidden = [...world.containers].map(([id, gpo], i) => {
      const machineExtensions = i === m % world.containers.size ? null : gpo.machineExtensions;
      return [id, { ...gpo, machineExtensions }] as const;
    });
    return { ...world, files, listed: m % 2 === 0, containers: new Map(hidden) };
  });
});

test('whether a GPO applies', () => {
  holds((world, n) => {
    const gpos = world.machine.gpos.map((g, i) =>
      i === n % world.machine.gpos.length ? { ...g, standing: MAYBE } : g,
    );
    return { ...world, machine: { ...world.machine, gpos } };
  });
});

test('whether GPOs are missing from the list', () => {
  holds((world) => ({ ...world, machine: { ...world.machine, open: [{ ja: '不明', en: 'a parent' }] } }));
});

test('whether the computer is a domain controller', () => {
  holds((world) => ({ ...world, controller: null }));
});

test('a GPO that does not apply changes nothing when it is gone', () => {
  let sure = 0;
  fc.assert(
    fc.property(cases, (drawn) => {
      const whole = worldOf(drawn);
      const gpos = whole.machine.gpos.filter((g) => g.standing.applies !== 'no');
      const less = { ...whole, machine: { ...whole.machine, gpos } };
      const before = answers(drawn, whole, whole.files);
      expect(answers(drawn, less, whole.files)).toEqual(before);
      sure += [...before.values()].filter((told) => told.startsWith('set ')).length;
    }),
    { numRuns: 100 },
  );
  expect(sure).toBeGreaterThan(100);
});
