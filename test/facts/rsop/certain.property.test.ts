/** The short way to an answer, where nothing is open, against the weighing of all ends. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actsOf, sourcesOf } from '../../../src/facts/rsop/acts.ts';
import { endsOf, settingOf } from '../../../src/facts/rsop/ends.ts';
import { indexPolicies, writersOf } from '../../../src/facts/rsop/policy-index.ts';
import { resultantSet } from '../../../src/facts/rsop/resultant.ts';
import { containersOf, contents, type Entry, guid, list, MAYBE, NO, YES } from './policies.ts';
import { allFiles, randomGpo } from './random-gpos.ts';

test('both ways give the same winner, losers and reasons', () => {
  const drawn = fc.array(fc.tuple(randomGpo, fc.constantFrom(YES, YES, YES, NO, MAYBE)), { maxLength: 4 });
  fc.assert(
    fc.property(drawn, (gpos) => {
      const ids = gpos.map((_, i) => guid(i));
      const files = allFiles(gpos.map(([gpo]) => gpo));
      const containers = containersOf(files, ids);
      const index = indexPolicies(contents(files, ids), containers);
      const entries = ids.map((id, i): Entry => ({ id, standing: gpos[i]?.[1] ?? YES }));
      const lists = { machine: list('machine', entries, containers), user: null, controller: false };
      const answers = new Map(resultantSet(index, lists).settings.map((s) => [`${s.kind} ${s.name}`, s]));
      for (const entry of index.entries.values()) {
        if (/group/.test(entry.kind)) continue;
        const asked = { kind: entry.kind, id: entry.id, controller: false };
        const ends = endsOf(index, lists, sourcesOf(entry), (view, { rank }) =>
          actsOf(view, rank, writersOf(index, entry), asked),
        );
        const weighed = settingOf(entry, ends);
        const named = entry.writers.some((w) => w.gpo && gpos[ids.indexOf(w.gpo)]?.[1] !== NO);
        if (named) expect(answers.get(`${entry.kind} ${entry.name}`) ?? null).toEqual(weighed);
      }
    }),
    { numRuns: 300 },
  );
});
