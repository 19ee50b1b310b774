/** One answer over the releases of Squid that may be running. */
import type { Bilingual } from '../../model/text.ts';
import type { SquidProgram } from './program.ts';
import type { SquidAnswer, SquidQuery } from './query.ts';
import type { SquidRequest } from './request.ts';
import type { SquidSection } from './section.ts';
import { confirm } from './witness.ts';

/** What is proved of one release. */
export interface ReleaseProof {
  readonly program: SquidProgram;
  readonly proof: SquidAnswer;
}

const words: Readonly<Record<SquidAnswer['answer'], Bilingual>> = {
  witness: { ja: 'あり', en: 'there is one' },
  none: { ja: 'なし', en: 'there is none' },
  undecided: { ja: '決まらない', en: 'undecided' },
};

function differing(all: readonly ReleaseProof[]): Bilingual {
  const of = (answer: SquidAnswer['answer']): string =>
    all
      .filter((s) => s.proof.answer === answer)
      .map((s) => s.program.version)
      .join(', ');
  const part = (language: 'ja' | 'en'): string =>
    (['witness', 'none', 'undecided'] as const)
      .filter((answer) => of(answer) !== '')
      .map((answer) => `${of(answer)}: ${words[answer][language]}`)
      .join('; ');
  return {
    ja: `該当するリクエストの有無が Squid の版で異なる (${part('ja')})。--squid-version で版を指定する`,
    en: `releases of Squid differ on whether there is such a request (${part('en')}); give --squid-version`,
  };
}

/** A request of another release counts for a release that confirms it. */
function withWitness(
  section: SquidSection,
  query: SquidQuery,
  one: ReleaseProof,
  requests: readonly SquidRequest[],
): ReleaseProof {
  if (one.proof.answer !== 'undecided' || one.program.gaps.some((g) => g.scope === 'text')) return one;
  for (const request of requests) {
    const decision = confirm(one.program, section, query, request, true);
    if (decision) return { ...one, proof: { answer: 'witness', request, decision } };
  }
  return one;
}

/** Of several witnesses the one that most releases confirm. */
function mostConfirmed(
  section: SquidSection,
  query: SquidQuery,
  all: readonly ReleaseProof[],
): SquidAnswer | null {
  const count = (request: SquidRequest): number =>
    all.filter((s) => confirm(s.program, section, query, request, true)).length;
  const witnesses = all.flatMap((s) => (s.proof.answer === 'witness' ? [s.proof] : []));
  const counted = witnesses.map((proof) => ({ proof, count: count(proof.request) }));
  return counted.sort((a, b) => b.count - a.count)[0]?.proof ?? null;
}

const reasonsOf = (all: readonly ReleaseProof[]): readonly Bilingual[] => {
  const texts = all.flatMap((s) => (s.proof.answer === 'undecided' ? s.proof.because : []));
  return [...new Map(texts.map((t) => [t.en, t])).values()];
};

export function acrossReleases(
  section: SquidSection,
  query: SquidQuery,
  proofs: readonly ReleaseProof[],
): SquidAnswer {
  const requests = proofs.flatMap((s) => (s.proof.answer === 'witness' ? [s.proof.request] : []));
  const all = proofs.map((s) => withWitness(section, query, s, requests));
  const answers = new Set(all.map((s) => s.proof.answer));
  if (answers.size > 1) return { answer: 'undecided', because: [differing(all), ...reasonsOf(all)] };
  if (answers.has('undecided')) return { answer: 'undecided', because: reasonsOf(all) };
  return mostConfirmed(section, query, all) ?? all[0]?.proof ?? { answer: 'undecided', because: [] };
}
