import type { Severity, Stage } from './status.ts';
import type { Role } from './target.ts';
import type { Bilingual } from './text.ts';

/** Countermeasure sets A-F of the guide, R its reference items, X checks added by this project. */
export const CONTROL_SETS = ['A', 'B', 'C', 'D', 'E', 'F', 'R', 'X'] as const;
export type ControlSet = (typeof CONTROL_SETS)[number];

/** How sure the wording is: read in the guide, its title only, recovered from another source, or inferred by us. */
export type Provenance = 'guide' | 'guide-title' | 'recovered' | 'inferred';

/**
 * How the verdicts of a control's parts on one target make the control's verdict (Kleene logic: unknown stays unknown).
 * A leaf is a check id, or another control's id.
 */
export type Combine = string | { readonly all: readonly Combine[] } | { readonly any: readonly Combine[] };

export interface Mappings {
  readonly attack?: readonly string[];
  readonly mitigations?: readonly string[];
  readonly nist80053?: readonly string[];
  readonly cisControlsV8?: readonly string[];
  readonly cisBenchmark?: readonly string[];
}

/**
 * Something a control has and this version cannot read. It keeps the control from passing where `combine` names it,
 * or where there is no `combine`; a part that a check decides by half is listed too, and cannot pass.
 */
export interface Unread {
  /** Machine-check id of the catalogue, e.g. `D-4a.2`. */
  readonly part: string;
  readonly what: Bilingual;
  /** No export can show it: a person must look. */
  readonly manual?: true;
}

export interface Control {
  /** `<set>-<number><item>`, permanent. */
  readonly id: string;
  readonly set: ControlSet;
  /** The guide's own label, e.g. 断7 実装事項ア. */
  readonly label: string;
  readonly title: Bilingual;
  /** The guide has the item but gives it no title, or its title is lost: the Japanese title is ours. */
  readonly titleIsOurs?: true;
  readonly objective: Bilingual;
  /** Printed page of the guide (of its tables, for `guide-title`); null where the page is lost or the control is ours. */
  readonly page: number | null;
  readonly provenance: Provenance;
  readonly stage: Stage;
  readonly severity: Severity;
  /** Roles it is about. `site` alone: decided once for the organisation. */
  readonly roles: readonly Role[];
  /** Absent: every part must pass. */
  readonly combine?: Combine;
  /** The control that offers this one as a choice: the overall verdict counts that one, not this. */
  readonly partOf?: string;
  /** It informs, as the guide's reference items do: the overall verdict does not count it. */
  readonly informs?: true;
  readonly unread: readonly Unread[];
  /** What settings and evidence decide it, for `explain`. */
  readonly settings: readonly Bilingual[];
  readonly evidence: readonly Bilingual[];
  readonly remediation: Bilingual;
  readonly mappings: Mappings;
}
