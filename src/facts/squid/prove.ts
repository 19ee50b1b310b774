/** Questions over all requests: a request that answers, a proof that there is none, or why neither can be said. */
import type { Bilingual } from '../../model/text.ts';
import { diff, exists, FALSE, or } from '../bdd.ts';
import { support } from '../bdd-sets.ts';
import { candidateVersions, compileSquid } from './compile.ts';
import type { SquidProgram } from './program.ts';
import { acrossReleases, type ReleaseProof } from './prove-releases.ts';
import type { SquidAnswer, SquidQuery } from './query.ts';
import type { SquidDecision } from './request.ts';
import { sameProgram } from './same-program.ts';
import type { SquidSection } from './section.ts';
import { type Space, spaceOf, worldCube } from './space.ts';
import type { GatePiece } from './verdict-sets.ts';
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

const NOT_CONFIRMED: Bilingual = {
  ja: '該当するはずの組み合わせはあるが、具体的なリクエストで確かめられなかった',
  en: 'some combination should do, but no single request could be confirmed',
};

/** Rows at which requests of the question end, in the order in which they are asked. */
const settling = (pieces: readonly GatePiece[]): readonly SquidDecision['row'][] => [
  ...new Set(pieces.map((p) => p.row)),
];

/** Why it hangs: the conditions on which the set depends. */
function reasons(space: Space, pieces: readonly GatePiece[], query: SquidQuery): readonly Bilingual[] {
  const variables = new Set(support(space.arena, setOf(space, pieces, query.verdict)));
  const conditions = [...space.conditions.values()].filter((c) => variables.has(c.variable));
  const texts = new Map(conditions.map((c) => [c.because.en, c.because]));
  const { rdns, localip } = space;
  const asks = (first: number, bits: number): boolean =>
    [...variables].some((v) => v >= first && v < first + bits);
  if (asks(rdns.first, rdns.bits)) texts.set(REVERSE.en, REVERSE);
  if (asks(localip.first, localip.bits)) texts.set(OWN_ADDRESS.en, OWN_ADDRESS);
  return texts.size > 0 ? [...texts.values()] : [NOT_CONFIRMED];
}

const REVERSE: Bilingual = {
  ja: '宛先がアドレスのとき、その逆引き名は分からない (dstdomain、dstdom_regex は -n がなければ逆引きする)',
  en: 'of a destination that is an address the name is not known (dstdomain and dstdom_regex look it up without -n)',
};

const OWN_ADDRESS: Bilingual = {
  ja: 'プロキシ自身のアドレスが設定からは分からない (localip)',
  en: 'the proxy’s own address is not in the file (localip)',
};

/** Requests of which the verdict holds whatever is not known. */
function certain(space: Space, query: SquidQuery, target: number): number {
  const { arena } = space;
  const world = worldCube(space);
  const asked = questionSet(space, query);
  return diff(arena, exists(arena, asked, world), exists(arena, diff(arena, asked, target), world));
}

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
  const pieces = verdictSets(space, questionSet(space, query));
  if (hasOverflow(pieces)) return { answer: 'undecided', because: [TOO_LARGE] };
  const target = setOf(space, pieces, query.verdict);
  if (target === FALSE) return { answer: 'none', rows: settling(pieces) };
  const sure = certain(space, query, target);
  const witness = findWitness(space, query, sure, or(space.arena, sure, target));
  return witness ?? { answer: 'undecided', because: reasons(space, pieces, query) };
}

/** Releases whose programs say the same are proved once. */
function families(programs: readonly SquidProgram[]): readonly (readonly SquidProgram[])[] {
  const out: SquidProgram[][] = [];
  for (const program of programs) {
    const family = out.find(([first]) => first && sameProgram(first, program));
    if (family) family.push(program);
    else out.push([program]);
  }
  return out;
}

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
    const read = proof.answer !== 'witness' || confirm(program, section, query, proof.request) !== null;
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
  const programs = (versions ?? candidateVersions(section)).map((v) => compileSquid(section, v));
  const proofs = families(programs).flatMap((family) => proveFamily(family, section, query, limit));
  return acrossReleases(section, query, proofs);
}
