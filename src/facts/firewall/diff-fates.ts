/** What becomes of some packets at one device: parts of them, each with its fate and what decided it. */
import type { Bilingual } from '../../model/text.ts';
import { ALL_IPV4, ALL_IPV6 } from '../address-set.ts';
import { and, type Bdd, diff, FALSE, OVERFLOW } from '../bdd.ts';
import { type Bounds, UNBOUNDED } from './bounds.ts';
import { type Effective, effectiveSets, prepare } from './effective.ts';
import { addressSide, matchSet } from './encode.ts';
import { listNamed } from './evaluate-lists.ts';
import { alongLine } from './line.ts';
import type { FirewallDevice, Stage } from './model.ts';
import type { RuleAt } from './query.ts';
import { TOO_LARGE } from './reach-text.ts';
import type { Space } from './space.ts';

export interface Fate {
  readonly fate: 'permit' | 'deny' | 'unknown';
  readonly set: Bdd;
  readonly by: RuleAt;
  /** Of `unknown`: why. */
  readonly because: Bilingual | null;
}

export interface Packets {
  readonly bounds: Bounds;
  readonly set: Bdd;
}

export const nameOf = ({ hostname, context }: FirewallDevice): string =>
  [hostname ?? '', context].filter((part) => part !== '').join('/');

export const hasNat = ({ forward }: FirewallDevice): boolean => forward.some((s) => s.kind === 'nat');

const MISSING: Bilingual = { ja: '通り道のリストが定義されていない', en: 'a list on the way is not defined' };

/** What one entry decides. `null`: its packets go on to the next stage. */
function entryFate(hop: string, { entry, set }: Effective): Fate | null {
  const by = { hop, rule: entry.rule, list: entry.list.id };
  if (set === OVERFLOW) return { fate: 'unknown', set, by, because: TOO_LARGE };
  if (entry.does === 'permit') return null;
  if (entry.does === 'deny') return { fate: 'deny', set, by, because: null };
  return { fate: 'unknown', set, by, because: entry.because };
}

const decides = ({ does }: Effective['entry']): boolean => does !== 'pass' && does !== 'return';

/** From stage `index` on; `last`: what permitted them so far. */
function* fromStage(
  space: Space,
  device: FirewallDevice,
  packets: Packets,
  index: number,
  last: RuleAt,
): Generator<Fate> {
  const stage: Stage | undefined = device.forward[index];
  const { set, bounds } = packets;
  if (set === FALSE) return;
  if (!stage) {
    yield { fate: 'permit', set, by: last, because: null };
    return;
  }
  const when = matchSet(space, stage.when);
  const past = { bounds, set: diff(space.arena, set, when) };
  yield* fromStage(space, device, past, index + 1, last);
  const list = listNamed(device, stage.list);
  const asked = { bounds, set: and(space.arena, set, when) };
  if (!list) {
    if (asked.set !== FALSE) yield { fate: 'unknown', set: asked.set, by: last, because: MISSING };
    return;
  }
  for (const found of effectiveSets(space, prepare(device, list, stage.when), asked, decides)) {
    const by = { hop: last.hop, rule: found.entry.rule, list: found.entry.list.id };
    const fate = entryFate(last.hop, found);
    if (fate) yield fate;
    else yield* fromStage(space, device, { bounds, set: found.set }, index + 1, by);
  }
}

/** Through filters alone: packets stay what they are. */
const filtered = (space: Space, device: FirewallDevice, packets: Packets): Generator<Fate> =>
  fromStage(space, device, packets, 0, { hop: nameOf(device), rule: null, list: null });

const ENDS = { through: 'permit', lost: 'deny', open: 'unknown' } as const;

/** Through NAT and filters, as packets that come in: what hangs on a choice of NAT is not known. */
function* rewritten(space: Space, device: FirewallDevice, { set }: Packets, version: 4 | 6): Generator<Fate> {
  const all = version === 4 ? ALL_IPV4 : ALL_IPV6;
  const hop = { name: nameOf(device), devices: [device], in: null, out: null };
  const spaces = { space, scopes: new Map([[device, space]]) };
  const line = { space, spaces, hops: [hop], version, to: all, tells: true, state: () => 'new' as const };
  const start = and(space.arena, set, addressSide(space, 'src', all));
  const nowhere: RuleAt = { hop: hop.name, rule: null, list: null };
  for (const found of alongLine(line, { set: start, from: all })) {
    if (found === 'overflow') yield { fate: 'unknown', set: OVERFLOW, by: nowhere, because: TOO_LARGE };
    else {
      const [because] = found.maybe;
      const sure = !found.choice && because === undefined;
      const fate = sure ? ENDS[found.end] : 'unknown';
      yield { fate, set: found.raw, by: found.by.at(-1) ?? nowhere, because: because ?? null };
    }
  }
}

/** The parts of some packets by their fate; together they are all of them. */
export function* fatesOf(space: Space, device: FirewallDevice, packets: Packets): Generator<Fate> {
  if (!hasNat(device)) yield* filtered(space, device, packets);
  else for (const version of device.families) yield* rewritten(space, device, packets, version);
}

/** All packets that can be. */
export const everything = (space: Space): Packets => ({ bounds: UNBOUNDED, set: space.sane });
