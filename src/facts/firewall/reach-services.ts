/** Which services still lead to those of a question, seen from before each device: NAT makes other ports of them. */
import { and, type Bdd, exists, FALSE, or, TRUE } from '../bdd.ts';
import { type Bounds, boundsOf } from './bounds.ts';
import { contextOf } from './effective.ts';
import { numbers, PORT_PROTOCOLS } from './encode.ts';
import { listNamed, listsReached } from './evaluate-lists.ts';
import type { FilterRule, NumberSpan, Stage, Translation } from './model.ts';
import { betweenFamilies, type Passage } from './reach-translate.ts';
import { fieldCube, type Space } from './space.ts';

const PORTS = 65536;

/** Packets of protocols with ports within the bounds. */
function portedWithin(space: Space, service: Bounds['service']): Bdd {
  const { arena } = space;
  const all = service ?? [{ from: 0, to: 256 * PORTS - 1 }];
  const ofProtocol = (p: number, { from, to }: NumberSpan): Bdd => {
    const [low, high] = [Math.max(from - p * PORTS, 0), Math.min(to - p * PORTS, PORTS - 1)];
    if (low > high) return FALSE;
    const protocol = numbers(space, 'protocol', [{ from: p, to: p }]);
    return and(arena, protocol, numbers(space, 'dport', [{ from: low, to: high }]));
  };
  const parts = PORT_PROTOCOLS.flatMap((p) => all.map((span) => ofProtocol(p, span)));
  return parts.reduce((set, part) => or(arena, set, part), FALSE as Bdd);
}

/** Packets of which a translation may make some of the set, by their ports alone. */
function beforeTranslation(space: Space, to: Translation, wanted: Bdd): Bdd {
  const { arena } = space;
  let set = wanted;
  if (to.sport || to.src) set = exists(arena, set, fieldCube(space, ['sport']));
  if (to.dport?.to === 'ports') set = and(arena, set, numbers(space, 'dport', to.dport.set));
  return to.dport ? exists(arena, set, fieldCube(space, ['dport'])) : set;
}

/** null: the rule changes nothing in what leads there. */
function leadingBy(passage: Passage, stage: Stage, rule: FilterRule, wanted: Bdd): Bdd | null {
  const { space, device, version } = passage;
  const { enabled, match, action } = rule;
  if (!enabled || (action.do !== 'translate' && action.do !== 'unknown')) return null;
  if (action.do === 'unknown' && stage.kind !== 'nat') return null;
  const follows = action.do === 'translate' && !betweenFamilies(version, action.to);
  const before = follows ? beforeTranslation(space, action.to, wanted) : TRUE;
  if (before === wanted || before === FALSE) return null;
  const service = stage.sees === 'original' ? null : boundsOf(contextOf(device), match).service;
  return and(space.arena, before, portedWithin(space, service));
}

function beforeStage(passage: Passage, stage: Stage, wanted: Bdd): Bdd {
  const { space, device } = passage;
  if (stage.kind === 'nat' && !listNamed(device, stage.list)) return TRUE;
  let all = wanted;
  for (const { rules } of listsReached(device, stage.list)) {
    for (const rule of rules) {
      const more = leadingBy(passage, stage, rule, wanted);
      if (more !== null) all = or(space.arena, all, more);
    }
  }
  return all;
}

/** Packets before a device that may be some of the wanted behind it, as far as services tell; more rather than fewer. */
export const leadingServices = (passage: Passage, wanted: Bdd): Bdd =>
  wanted === TRUE
    ? TRUE
    : passage.device.forward.reduceRight((set, stage) => beforeStage(passage, stage, set), wanted);
