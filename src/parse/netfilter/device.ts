/** The rule base as a device of the model. */
import type {
  Action,
  FilterRule,
  FirewallDevice,
  FirewallNote,
  FirewallPort,
  FirewallVendor,
  Match,
} from '../../facts/firewall/model.ts';
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { Assembled } from './assemble.ts';

function collect(match: Match, names: Set<string>, seen: Set<Match>): void {
  if (match.kind === 'in' || match.kind === 'out') for (const p of match.ports) names.add(p);
  if (match.kind !== 'all' && match.kind !== 'any' && match.kind !== 'not') return;
  if (match.kind !== 'all') {
    if (seen.has(match)) return;
    seen.add(match);
  }
  if (match.kind === 'not') collect(match.of, names, seen);
  else for (const m of match.of) collect(m, names, seen);
}

const portOf = (name: string): FirewallPort => ({
  name,
  aliases: [],
  addresses: [],
  connected: [],
  enabled: true,
});

/** Interfaces that rules name; which others there are, and their addresses, the rules do not say. */
function portsIn({ lists }: Assembled): readonly FirewallPort[] {
  const names = new Set<string>();
  const seen = new Set<Match>();
  for (const { rules } of lists) for (const { match } of rules) collect(match, names, seen);
  return [...names].filter((name) => !name.endsWith('*')).map(portOf);
}

export interface DeviceHead {
  readonly vendor: FirewallVendor;
  readonly version: string | null;
  readonly families: readonly (4 | 6)[];
  readonly gaps: readonly FirewallNote[];
  readonly notes: readonly FirewallNote[];
  readonly at: Location;
}

/** netfilter passes replies by rules alone (`ct state established`), so `stateful` is false. */
export const netfilterDevice = (head: DeviceHead, assembled: Assembled): FirewallDevice => ({
  context: '',
  vendor: head.vendor,
  hostname: null,
  version: head.version,
  families: head.families,
  stateful: false,
  ports: portsIn(assembled),
  routes: [],
  routesComplete: false,
  lists: assembled.lists,
  forward: assembled.forward,
  input: assembled.input,
  gaps: head.gaps,
  notes: [...head.notes, ...assembled.notes],
  at: head.at,
});

/** In the place of rules that this file does not hold. */
export const unknownRule = (id: string, at: Location, what: Bilingual): FilterRule => ({
  id,
  name: null,
  at,
  enabled: true,
  implicit: true,
  match: { kind: 'always' },
  action: { do: 'unknown', what } satisfies Action,
  log: null,
  hits: null,
  comment: null,
});
