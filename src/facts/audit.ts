import type { Location } from '../model/evidence.ts';
import type { GpoRef } from './registry.ts';
import type { PolicyStanding } from './security-policy.ts';

export interface AuditSetting extends PolicyStanding {
  /** Upper case GUID with braces: {0CCE92xx-69AE-11D9-BED3-505054503030}. */
  readonly subcategory: string;
  readonly success: boolean;
  readonly failure: boolean;
  /** Setting Value 0 of a GPO's audit.csv: the GPO does not contribute ([MS-GPAC] 2.2.1.3.1). */
  readonly unchanged: boolean;
  readonly gpo: GpoRef | null;
  readonly at: Location;
}

/** A row of audit.csv that is no subcategory: `Option:CrashOnAuditFail` ([MS-GPAC] 2.2.1.2). */
export interface AuditOption extends PolicyStanding {
  readonly name: string;
  readonly value: string;
  readonly gpo: GpoRef | null;
  readonly at: Location;
}

export interface AuditSection {
  /** `effective`: auditpol on the host. `intended`: a GPO or RSoP. */
  readonly layer: 'intended' | 'effective';
  readonly settings: readonly AuditSetting[];
  /** Of audit.csv. */
  readonly options?: readonly AuditOption[];
  /** For auditpol: true when every subcategory of the host is listed. */
  readonly complete: boolean;
  readonly at: Location;
}
