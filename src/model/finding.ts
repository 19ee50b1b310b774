import type { EvidenceKind, Location } from './evidence.ts';
import type { Severity, Status } from './status.ts';
import type { Bilingual } from './text.ts';

/** One of the three facts per Windows setting: what policy intends, what is stored, what is in effect. */
export interface LayerFact {
  readonly state: 'set' | 'absent' | 'unknown' | 'not-collected';
  /** Shown value, without secrets; null unless `set`. */
  readonly value: string | null;
  readonly source: Location | null;
  /** Name or GUID of the GPO that set it, where the evidence says. */
  readonly gpo: string | null;
}

export interface Layers {
  /** What is asked about, e.g. `HKLM\…\AutoShareWks`. */
  readonly setting: string;
  readonly intended: LayerFact;
  readonly stored: LayerFact;
  readonly effective: LayerFact;
}

/** Marks beside a status; none of them changes it. */
export const ANNOTATIONS = [
  'pending-reboot',
  'type-mismatch',
  'policy-not-applied',
  'set-locally',
  'leftover-of-policy',
  'policy-only',
  'unusual-carrier',
  'os-default',
  'role-inferred',
  'conflicting-evidence',
  'capability-only',
  'fail-open',
  'cannot-show-cut',
] as const;
export type Annotation = (typeof ANNOTATIONS)[number];

export interface Waiver {
  readonly kind: 'exception' | 'compensation';
  readonly reason: string;
  readonly owner: string;
  /** End of validity, ISO 8601 with zone. */
  readonly until: string;
}

export interface Finding {
  readonly control: string;
  readonly check: string;
  readonly target: string;
  readonly status: Status;
  readonly severity: Severity;
  readonly because: Bilingual;
  readonly evidence: readonly Location[];
  /** Evidence kinds whose absence keeps this undecided. */
  readonly missing: readonly EvidenceKind[];
  readonly howToCollect: readonly Bilingual[];
  readonly layers: readonly Layers[];
  readonly annotations: readonly Annotation[];
  readonly waived: Waiver | null;
}
