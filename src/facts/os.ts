import type { Location } from '../model/evidence.ts';

/** Windows product type: WinNT = client, ServerNT = server, LanmanNT = domain controller (ProductOptions\ProductType). */
export type ProductType = 'client' | 'server' | 'dc';

/** What the evidence (or, failing that, the site file) says the host runs. Any part may be unknown. */
export interface OsFacts {
  readonly productName: string | null;
  /** CurrentBuildNumber: 7601 = 7/2008 R2, 9200 = 8/2012, 9600 = 8.1/2012 R2, 10240… = 10/11/2016+, 26100 = 24H2/2025. */
  readonly build: number | null;
  readonly productType: ProductType | null;
  /** EditionID, e.g. `Enterprise`, `Professional`, `ServerStandard`. */
  readonly edition: string | null;
  readonly at: Location | null;
  readonly source: 'evidence' | 'site-file' | 'none';
}
