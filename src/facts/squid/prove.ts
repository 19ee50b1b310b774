/** Questions over all requests: a request that answers, a proof that there is none, or why neither can be said. */
import type { Bilingual } from '../../model/text.ts';
import { FALSE } from '../bdd.ts';
import { oncePer } from '../once.ts';
import { candidateVersions, compileSquid } from './compile.ts';
import type { GatePiece } from './gate-sets.ts';
import type { SquidProgram } from './program.ts';
import { acrossReleases, type ReleaseProof } from './prove-releases.ts';
import type { SquidAnswer, SquidQuery } from './query.ts';
import type { SquidDecision } from './request.ts';
import { sameProgram } from './same-program.ts';
import { extrasFor } from './sample-texts.ts';
import type { SquidSection } from './section.ts';
import { spaceOf } from './space.ts';
import { attempts, openPatterns, reasons } from './uncertainty.ts';
import { hasOverflow, questionSet, setOf, verdictSets } from './verdict-sets.ts';
import type { SquidVersion } from './version.ts';
import { confirm, findWitness } from './witness.ts';

export interface ProveOptions {
  /** Releases that may be running; absent: all that the file fits. */
  readonly versions?: readonly SquidVersion[];
  /** Nodes of the diagram, 18 bytes each. */
  readonly limit?: number;
}

const TOO_LARGE: Bilingual = {
  ja: '規則の組み合わせが多すぎて、すべてのリクエストを調べきれない',
  en: 'the rules combine in more ways than can be looked at for all requests',
};

/** Rows at which requests of the question end, in the order in which they are asked. */
const settling = (pieces: readonly GatePiece[]): readonly SquidDecision['row'][] => [
  ...new Set(pieces.map((p) => p.row)),
];

/** Nothing is proved of nothing. */
const NO_SUCH_REQUEST: Bilingual = {
  ja: 'この条件に当てはまる要求はありえない',
  en: 'there is no request of this kind at all',
};

/** One release. */
export function proveProgram(
  program: SquidProgram,
  section: SquidSection,
  query: SquidQuery,
  limit?: number,
): SquidAnswer {
  const gaps = program.gaps.filter((g) => g.scope === 'text');
  if (gaps.length > 0) return { answer: 'undecided', because: gaps.map((g) => g.because) };
  const space = spaceOf(program, section, query, limit);
  const asked = questionSet(space, query);
  if (asked === FALSE && space.universe !== FALSE) {
    return { answer: 'undecided', because: [NO_SUCH_REQUEST] };
  }
  const pieces = verdictSets(space, asked);
  if (hasOverflow(pieces)) return { answer: 'undecided', because: [TOO_LARGE] };
  const target = setOf(space, pieces, query.verdict);
  if (target === FALSE) return { answer: 'none', rows: settling(pieces) };
  const witness = findWitness(
    space,
    query,
    attempts(space, asked, target),
    extrasFor(openPatterns(space, target)),
  );
  return witness ?? { answer: 'undecided', because: reasons(space, target) };
}

/** Releases whose programs say the same are proved once. */
const families = oncePer((programs: readonly SquidProgram[]): readonly (readonly SquidProgram[])[] => {
  const out: SquidProgram[][] = [];
  for (const program of programs) {
    const family = out.find(([first]) => first && sameProgram(first, program));
    if (family) family.push(program);
    else out.push([program]);
  }
  return out;
});

/** All that the file fits, as one list, so that they are compared only once. */
const candidates = oncePer((section: SquidSection) =>
  candidateVersions(section).map((v) => compileSquid(section, v)),
);

/** A family's proof holds for all of its releases, but not every release reads the URL of a witness alike. */
function proveFamily(
  family: readonly SquidProgram[],
  section: SquidSection,
  query: SquidQuery,
  limit?: number,
): readonly ReleaseProof[] {
  const [first, ...others] = family;
  if (!first) return [];
  const proof = proveProgram(first, section, query, limit);
  const same = others.map((program) => {
    const read = proof.answer !== 'witness' || confirm(program, section, query, proof.request, true) !== null;
    return { program, proof: read ? proof : proveProgram(program, section, query, limit) };
  });
  return [{ program: first, proof }, ...same];
}

/**
 * Answers for every release that may be running: `none` where all of them prove it, a witness where each has one, and
 * otherwise undecided. Nothing is concluded from a section with a gap of scope `text`.
 */
export function findRequest(
  section: SquidSection,
  query: SquidQuery,
  { versions, limit }: ProveOptions = {},
): SquidAnswer {
  const programs = versions?.map((v) => compileSquid(section, v)) ?? candidates(section);
  const proofs = families(programs).flatMap((family) => proveFamily(family, section, query, limit));
  return acrossReleases(section, query, proofs);
}
