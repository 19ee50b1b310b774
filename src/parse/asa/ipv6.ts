/**
 * IPv6 runs on no interface of an ASA as delivered: each needs an address or `ipv6 enable` (ASA General Operations guide).
 * A bridge may pass it all the same, so that of a transparent firewall it is not certain.
 */
import { ANY, type FilterList, type Stage } from '../../facts/firewall/model.ts';
import type { Draft } from '../cisco/draft.ts';
import { unroutedIpv6 } from '../firewall-ipv6.ts';
import type { AsaConfig } from './config.ts';
import type { AsaInterface } from './interfaces.ts';

export function ipv6Stages(
  config: AsaConfig,
  draft: Draft,
  interfaces: readonly AsaInterface[],
): { readonly lists: readonly FilterList[]; readonly stages: readonly Stage[] } {
  if (interfaces.some((i) => i.six)) return { lists: [], stages: [] };
  const made = unroutedIpv6({
    name: 'no ipv6 enable',
    at: draft.at(config.at),
    match: ANY,
    certain: config.ended && !config.transparent && interfaces.length > 0,
  });
  return { lists: [made.list], stages: [made.stage] };
}
