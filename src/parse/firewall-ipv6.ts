/** IPv6 that a router does not forward, whatever its lists say: routing of it is off, or no interface has it. */
import { ALL_IPV6 } from '../facts/address-set.ts';
import type { FilterList, Match, Stage } from '../facts/firewall/model.ts';
import type { Location } from '../model/evidence.ts';

const SIX: Match = { kind: 'dst', set: ALL_IPV6 };

export interface Unrouted {
  /** What says so: `no ipv6 unicast-routing`. */
  readonly name: string;
  readonly at: Location;
  /** Which packets of IPv6. */
  readonly match: Match;
  /** False where the file may be a part of a configuration that says otherwise elsewhere. */
  readonly certain: boolean;
}

const maybe = (name: string): Match => ({
  kind: 'condition',
  condition: {
    id: name,
    choice: 'unknown',
    what: {
      ja: `IPv6 を中継しないこと (${name})。設定の全体がないと分からない`,
      en: `that IPv6 is not forwarded (${name}), which only a whole configuration tells`,
    },
  },
});

/** The first stage of the way through the device. */
export function unroutedIpv6({ name, at, match, certain }: Unrouted): {
  readonly list: FilterList;
  readonly stage: Stage;
} {
  const six: Match = { kind: 'all', of: certain ? [SIX, match] : [SIX, match, maybe(name)] };
  const list: FilterList = {
    id: name,
    name,
    rules: [
      {
        id: name,
        name,
        at,
        enabled: true,
        implicit: true,
        match: six,
        action: { do: 'deny' },
        log: null,
        hits: null,
        comment: null,
      },
    ],
    end: { do: 'permit' },
    endLog: null,
    unrouted: true,
    at,
  };
  return { list, stage: { kind: 'filter', list: name, when: SIX } };
}
