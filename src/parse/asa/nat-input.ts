/** What NAT of an ASA is read from, and what each of its commands comes to. */
import type { FilterList, FilterRule } from '../../facts/firewall/model.ts';
import type { Draft } from '../cisco/draft.ts';
import type { AsaConfig } from './config.ts';
import type { AsaInterface } from './interfaces.ts';
import type { Dictionary } from './names.ts';

export interface NatInput {
  readonly config: AsaConfig;
  readonly draft: Draft;
  readonly names: Dictionary;
  readonly interfaces: readonly AsaInterface[];
  readonly lists: ReadonlyMap<string, FilterList>;
}

export interface NatRules {
  readonly destination: readonly FilterRule[];
  readonly source: readonly FilterRule[];
}
