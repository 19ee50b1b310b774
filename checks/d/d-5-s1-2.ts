import { defineCheck } from '../../src/check/define-check.ts';
import { judgePrivileged, strongSettings } from '../../src/check/directory/administrators.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import type { EvidenceKind } from '../../src/model/evidence.ts';

/** Files of SharpHound hold no PSOs, so that they cannot decide it. */
const EVIDENCE: readonly EvidenceKind[] = ['ad-ndjson', 'ldif'];

const withPsos = (verdict: Verdict): Verdict => ({
  ...verdict,
  missing: verdict.missing.filter((kind) => EVIDENCE.includes(kind)),
});

/** A PSO takes the place of the domain's policy (D-5-S1.1) for those it is for. */
export default defineCheck({
  id: 'D-5-S1.2',
  control: 'D-5-S1',
  title: {
    ja: '特権アカウントに掛かる PSO が弱くない',
    en: 'No weak fine-grained password policy is in force for privileged accounts',
  },
  roles: ['domain'],
  reads: ['directory'],
  evidence: EVIDENCE,
  evaluate: (facts) =>
    withPsos(
      judgePrivileged(facts, strongSettings, {
        ja: '弱い PSO は掛かっていない',
        en: 'no weak PSO is in force',
      }),
    ),
});
