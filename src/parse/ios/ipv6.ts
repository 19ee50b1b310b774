/** Packets of IPv6 that IOS does not forward: routing of it is off, or an interface has none (IOS IPv6 guide). */
import { ANY, type FilterList, type Stage } from '../../facts/firewall/model.ts';
import { either } from '../cisco/matches.ts';
import { unroutedIpv6 } from '../firewall-ipv6.ts';
import type { IosInterface } from './interfaces.ts';
import type { StageInput } from './stages.ts';

/** Interfaces made from a template may get IPv6 from elsewhere, and labels carry it where there is none. */
const mayHaveIpv6 = (i: IosInterface): boolean => i.six || i.labelled || /^virtual/i.test(i.name);

export function ipv6Stages({ config, draft, interfaces }: StageInput): {
  readonly lists: readonly FilterList[];
  readonly stages: readonly Stage[];
} {
  const without = interfaces.filter((i) => !i.switched && !mayHaveIpv6(i)).map((i) => i.name);
  if (config.ipv6Routing && without.length === 0) return { lists: [], stages: [] };
  const made = unroutedIpv6({
    name: config.ipv6Routing ? 'no ipv6 address' : 'no ipv6 unicast-routing',
    at: draft.at(config.at),
    match: config.ipv6Routing
      ? either([
          { kind: 'in', ports: without },
          { kind: 'out', ports: without },
        ])
      : ANY,
    certain: config.ended,
  });
  return { lists: [made.list], stages: [made.stage] };
}
