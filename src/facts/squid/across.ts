/** One answer over all releases of Squid that may be running: theirs where they agree, else unknown. */
import type { Bilingual } from '../../model/text.ts';
import { oncePer } from '../once.ts';
import { candidateVersions, compileSquid } from './compile.ts';
import { decide } from './evaluate.ts';
import type { SquidProgram } from './program.ts';
import type { SquidDecision, SquidRequest } from './request.ts';
import type { SquidGap, SquidSection } from './section.ts';
import type { SquidVersion } from './version.ts';

/** The program as each release that may be running reads it; at least one. */
export const squidPrograms: (section: SquidSection) => readonly SquidProgram[] = oncePer((section) =>
  candidateVersions(section).map((version) => compileSquid(section, version)),
);

interface VersionedDecision {
  readonly version: SquidVersion;
  readonly decision: SquidDecision;
}

function groups(all: readonly VersionedDecision[]): ReadonlyMap<string, readonly SquidVersion[]> {
  const out = new Map<string, SquidVersion[]>();
  for (const { version, decision } of all) {
    const found = out.get(decision.verdict);
    if (found) found.push(version);
    else out.set(decision.verdict, [version]);
  }
  return out;
}

function differing(all: readonly VersionedDecision[]): Bilingual {
  const parts = [...groups(all)].map(([verdict, versions]) => `${versions.join(', ')}: ${verdict}`);
  return {
    ja: `Squid の版で異なる (${parts.join('; ')})。--squid-version で版を指定する`,
    en: `differs between releases of Squid (${parts.join('; ')}); give --squid-version`,
  };
}

const notInForce = ({ because, at }: SquidGap): SquidDecision => ({
  verdict: 'unknown',
  row: null,
  gate: 'http_access',
  because: {
    ja: `${at.file}:${at.line} ${because.ja}`,
    en: `${at.file}:${at.line} ${because.en}`,
  },
});

/** What Squid says to a request; unknown where directives are missing or the release refuses the file. */
export function decideAcross(section: SquidSection, request: SquidRequest): SquidDecision {
  const all = squidPrograms(section).map((program) => {
    const gap = program.gaps.find((g) => g.scope === 'text');
    const decision = gap ? notInForce(gap) : decide(program, request, { section });
    return { version: program.version, decision };
  });
  return agreed(all);
}

function agreed(all: readonly VersionedDecision[]): SquidDecision {
  const [first] = all;
  if (!first) throw new Error('no release of Squid');
  if (all.every((d) => d.decision.verdict === first.decision.verdict)) return first.decision;
  return { verdict: 'unknown', row: null, gate: first.decision.gate, because: differing(all) };
}
