/** The result of a scan, piece by piece, as every reporter gets it. */
import type { Encoding, EvidenceKind, Intact, LineCounts, Location, Problem } from './evidence.ts';
import type { Status } from './status.ts';
import type { Bilingual } from './text.ts';

/** One evidence file in the result. */
export interface EvidenceRow {
  readonly file: string;
  /** Hex; '' when the file could not be read. */
  readonly sha256: string;
  readonly encoding: Encoding | null;
  /** null: not recognised. */
  readonly kind: EvidenceKind | null;
  readonly target: string;
  readonly lines: LineCounts;
  readonly intact: Intact;
  readonly verified: boolean;
  readonly problems: readonly { readonly line: number; readonly message: Bilingual }[];
}

export type Verdict = 'compliant' | 'non-compliant' | 'undecided';

export interface RunInfo {
  readonly tool: { readonly name: string; readonly version: string };
  /** Instant of the assessment, ISO 8601. */
  readonly asOf: string;
  readonly site: { readonly name: string; readonly file: string | null; readonly sha256: string | null };
  /** Controls asked for; null = all. */
  readonly selected: readonly string[] | null;
}

export interface ControlSummary {
  readonly control: string;
  readonly status: Status;
  readonly waived: boolean;
  readonly targets: Readonly<Record<Status, number>>;
}

/** Targets of one role with the same status in every control. */
export interface TargetGroup {
  readonly role: string;
  readonly roleSource: string;
  readonly targets: readonly string[];
  /** `policyOnly`: a pass by what policy wants, which over all targets counts as unknown. */
  readonly cells: Readonly<
    Record<
      string,
      { readonly status: Status; readonly waived: boolean; readonly policyOnly?: true | undefined }
    >
  >;
}

/** Something wrong that the evidence of a target shows and no verdict rests on: a GPO whose two parts disagree, for one. */
export interface Notice {
  readonly target: string;
  /** What kind of thing, e.g. `version-mismatch`. */
  readonly kind: string;
  readonly message: Bilingual;
  readonly at: Location | null;
}

export interface Summary {
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly controls: { readonly total: number; readonly decided: number; readonly undecided: number };
  readonly byStatus: Readonly<Record<Status, number>>;
  readonly rollup: readonly ControlSummary[];
  readonly groups: readonly TargetGroup[];
  readonly targets: number;
  readonly files: { readonly total: number; readonly recognised: number; readonly cannotShowCut: number };
  /** Findings in which policy, registry and what is in effect disagree. */
  readonly disagreements: number;
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
}
