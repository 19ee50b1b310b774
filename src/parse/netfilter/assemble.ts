/**
 * Chains become lists and stages: a stage for each base chain on the way, in the order of priorities. A packet that one
 * base chain accepts goes on to the next; what one drops is gone.
 */
import type {
  Action,
  FilterList,
  FilterRule,
  FirewallNote,
  Match,
  Stage,
} from '../../facts/firewall/model.ts';
import type { Location } from '../../model/evidence.ts';
import { type Chain, type Hook, listId, PRIORITY } from './chain.ts';
import { allOf, not } from './matches.ts';
import { cyclicCalls, dangling } from './notes.ts';
import { type Untracking, untrackedBy } from './untracked.ts';
import { addTraits, hookPorts, rewrite, type Traits, type Variant, variantKey } from './variant.ts';

export interface Assembled {
  readonly lists: readonly FilterList[];
  readonly forward: readonly Stage[];
  readonly input: readonly Stage[];
  readonly notes: readonly FirewallNote[];
}

interface BaseChain extends Chain {
  readonly base: NonNullable<Chain['base']>;
}

interface Assembly {
  readonly chains: ReadonlyMap<string, Chain>;
  readonly traits: Map<string, Traits>;
  /** By chain and what the variant changes in it. */
  readonly lists: Map<string, FilterList>;
  /** How many lists a chain has become. */
  readonly copies: Map<string, number>;
  readonly notes: FirewallNote[];
}

/** Deeper calls are taken for damage: nftables allows 16, and no rule base of people comes near. */
const MAX_DEPTH = 200;

const isBase = (chain: Chain): chain is BaseChain => chain.base !== null;

/** Of chains of one priority the kernel asks the one that came later first (nf_hook_entries_grow). */
const inOrder = (chains: readonly BaseChain[], hook: Hook): readonly BaseChain[] =>
  chains
    .filter((c) => c.base.hook === hook)
    .reverse()
    .sort((a, b) => a.base.priority - b.base.priority);

const targetOf = (action: Action): string | null =>
  action.do === 'call' || action.do === 'goto' ? action.list : null;

function traitsOf(assembly: Assembly, id: string, path: readonly string[] = []): Traits {
  const known = assembly.traits.get(id);
  if (known) return known;
  const traits: Traits = { state: false, in: false, out: false, condition: false };
  const targets = new Set<string>();
  for (const rule of assembly.chains.get(id)?.rules ?? []) {
    addTraits(rule.match, traits);
    const target = targetOf(rule.action);
    if (target !== null) targets.add(target);
  }
  const below = [...path, id];
  for (const target of targets) {
    if (below.includes(target) || below.length > MAX_DEPTH) continue;
    const of = traitsOf(assembly, target, below);
    for (const key of ['state', 'in', 'out', 'condition'] as const) traits[key] ||= of[key];
  }
  assembly.traits.set(id, traits);
  return traits;
}

/** What a call becomes here: of the list that the chain is at this place, or unknown where there is no way to follow it. */
function followed(assembly: Assembly, rule: FilterRule, variant: Variant, path: readonly string[]): Action {
  const target = targetOf(rule.action);
  if (target === null) return rule.action;
  const fault = !assembly.chains.has(target)
    ? dangling(target, rule.at)
    : path.includes(target) || path.length > MAX_DEPTH
      ? cyclicCalls(target, rule.at)
      : null;
  if (fault) {
    assembly.notes.push(fault);
    return { do: 'unknown', what: fault.because };
  }
  const list = listAt(assembly, target, variant, path).id;
  return list === target ? rule.action : { do: rule.action.do === 'goto' ? 'goto' : 'call', list };
}

function placed(assembly: Assembly, rule: FilterRule, variant: Variant, path: readonly string[]): FilterRule {
  const match = rewrite(rule.match, variant);
  const action = followed(assembly, rule, variant, path);
  return match === rule.match && action === rule.action ? rule : { ...rule, match, action };
}

/** The list that a chain is at one place of the way. */
function listAt(assembly: Assembly, id: string, variant: Variant, above: readonly string[]): FilterList {
  const key = `${id}\n${variantKey(variant, traitsOf(assembly, id))}`;
  const known = assembly.lists.get(key);
  if (known) return known;
  const chain = assembly.chains.get(id) as Chain;
  const copies = assembly.copies.get(id) ?? 0;
  assembly.copies.set(id, copies + 1);
  const path = [...above, id];
  const rules = chain.rules.map((rule) => placed(assembly, rule, variant, path));
  const list: FilterList = {
    id: copies === 0 ? id : `${id} @${copies + 1}`,
    name: id,
    rules,
    end: chain.end,
    endLog: chain.endLog,
    at: chain.at,
  };
  assembly.lists.set(key, list);
  return list;
}

/** Packets that NAT of these stages is asked of: new ones that no earlier chain of NAT has changed. */
function natWhen(base: BaseChain['base'], second: boolean, untracked: Match | null): Match {
  const side = base.hook === 'prerouting' || base.hook === 'output' ? 'dst' : 'src';
  return allOf([
    base.when,
    { kind: 'state', of: ['new'] },
    ...(untracked ? [not(untracked)] : []),
    ...(second ? [not({ kind: 'translated', side })] : []),
  ]);
}

/** How many base chains of its table and how many of NAT, of whatever table, come before at the same hook. */
interface Place {
  readonly ofTable: number;
  readonly nats: number;
}

function variantOf(chain: BaseChain, place: Place, { untracked, before }: Untracking): Variant {
  const { base } = chain;
  const early = base.hook === 'prerouting' && base.priority < PRIORITY.conntrack;
  const near = base.hook === 'prerouting' || base.hook === 'postrouting' ? ` @${base.hook}` : '';
  return {
    state: early ? { early, untracked: before(chain) } : untracked ? { early, untracked } : null,
    ...hookPorts(base.hook),
    suffix: `${near}${place.ofTable > 0 ? ` #${place.ofTable + 1}` : ''}${place.nats > 0 ? ` nat ${place.nats}` : ''}`,
    rewritten: new Map(),
  };
}

function stagesOf(
  assembly: Assembly,
  bases: readonly BaseChain[],
  hook: Hook,
  untracking: Untracking,
): readonly Stage[] {
  const places = new Map<string, number>();
  let nats = 0;
  return inOrder(bases, hook).map((chain) => {
    const place = places.get(chain.table) ?? 0;
    places.set(chain.table, place + 1);
    const variant = variantOf(chain, { ofTable: place, nats }, untracking);
    const list = listAt(assembly, listId(chain.table, chain.name), variant, []).id;
    if (!chain.base.nat) return { kind: 'filter', list, when: chain.base.when };
    nats += 1;
    return { kind: 'nat', list, when: natWhen(chain.base, nats > 1, untracking.untracked) };
  });
}

/** Chains that nothing on the way calls stay for reports. */
function addUncalled(assembly: Assembly): void {
  const plain: Variant = { state: null, in: true, out: true, suffix: '', rewritten: new Map() };
  for (const id of assembly.chains.keys()) {
    if (!assembly.copies.has(id)) listAt(assembly, id, plain, []);
  }
}

const once = (notes: readonly FirewallNote[]): readonly FirewallNote[] => {
  const seen = new Set<Location>();
  return notes.filter((n) => !seen.has(n.at) && seen.add(n.at));
};

/** `live`: the chains in force; those of a dormant table, e.g., are lists and no stages. */
export function assemble(chains: readonly Chain[], live: (chain: Chain) => boolean = () => true): Assembled {
  const untracking = untrackedBy(inOrder(chains.filter(live).filter(isBase), 'prerouting'), chains);
  const all = untracking.chains;
  const assembly: Assembly = {
    chains: new Map(all.map((c) => [listId(c.table, c.name), c])),
    traits: new Map(),
    lists: new Map(),
    copies: new Map(),
    notes: [],
  };
  const bases = all.filter(isBase).filter(live);
  const stages = (hook: Hook) => stagesOf(assembly, bases, hook, untracking);
  const before = stages('prerouting');
  const [forward, input, , after] = [
    stages('forward'),
    stages('input'),
    stages('output'),
    stages('postrouting'),
  ];
  addUncalled(assembly);
  return {
    lists: [...assembly.lists.values()],
    forward: [...before, ...forward, ...after],
    input: [...before, ...input],
    notes: once(assembly.notes),
  };
}
