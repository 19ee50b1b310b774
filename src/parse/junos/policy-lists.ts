/** The lists of a device's security policies and the stage that asks them. */
import type { Action, FilterList, FilterRule, Match, Stage } from '../../facts/firewall/model.ts';
import { ANY } from '../../facts/firewall/model.ts';
import type { Books } from './addresses.ts';
import type { Applications } from './applications.ts';
import { type Build, condition, gap, located, note } from './build.ts';
import { all } from './match.ts';
import { globalRules, type PolicyReader, pairRules } from './policies.ts';
import { at, consume, ignore, type JunosNode, kid, kids, lose, newest, refuse } from './tree.ts';
import { inZone, SELF, type Zone } from './zones.ts';

export interface Pair {
  readonly from: string;
  readonly to: string;
  readonly node: JunosNode;
}

/** Pairs of zones that have policies, in the order of the file. */
export const policyPairs = (policies: JunosNode | null): readonly Pair[] =>
  kids(kid(policies, 'from-zone')).flatMap((from) =>
    kids(kid(from, 'to-zone')).map((to) => ({ from: from.word, to: to.word, node: to })),
  );

/** Every zone that a policy names. */
export function namedZones(policies: JunosNode | null): readonly string[] {
  const global = kids(at(policies, 'global', 'policy'));
  const lists = global.flatMap((p) => ['from-zone', 'to-zone'].flatMap((w) => kids(at(p, 'match', w))));
  return [...policyPairs(policies).flatMap((p) => [p.from, p.to]), ...lists.map((n) => n.word)];
}

const IRRELEVANT: ReadonlySet<string> = new Set([
  'policy-rematch',
  'policy-stats',
  'traceoptions',
  'pre-id-default-policy',
  'unified-policy-explain',
  'lookup-intra-zone',
]);

const KNOWN: ReadonlySet<string> = new Set([
  'from-zone',
  'global',
  'default-policy',
  'stateful-firewall-rule',
]);

function defaultAction(build: Build, policies: JunosNode): Action {
  const values = kids(kid(policies, 'default-policy'));
  const word = newest(values);
  if (!word || word.word === 'deny-all') return { do: 'deny' };
  if (word.word === 'permit-all') return { do: 'permit' };
  refuse(word);
  gap(build, word, 'not-understood', {
    ja: `default-policy ${word.word} は読めない`,
    en: `default-policy ${word.word} is not understood`,
  });
  return { do: 'unknown', what: { ja: 'default-policy', en: 'default-policy' } };
}

export interface PolicyLists {
  readonly lists: readonly FilterList[];
  readonly forward: Stage;
  readonly input: Stage | null;
}

const implicit = (at: FilterRule['at'], id: string, match: Match, action: Action): FilterRule => ({
  id,
  name: null,
  at,
  enabled: true,
  implicit: true,
  match,
  action,
  log: null,
  hits: null,
  comment: null,
});

export interface PolicyParts {
  readonly build: Build;
  readonly policies: JunosNode;
  readonly zones: readonly Zone[];
  readonly books: Books;
  readonly applications: Applications;
}

function zoneFinder({ build, zones }: PolicyParts): PolicyReader['zone'] {
  const byName = new Map(zones.map((z) => [z.name, z]));
  return (name, way, by) => {
    const zone = byName.get(name);
    if (zone) return inZone(zone, way);
    if (name !== SELF) {
      note(build, by, 'undefined-reference', {
        ja: `ゾーン ${name} は定義されていない`,
        en: `the zone ${name} is not defined`,
      });
    }
    return name === SELF
      ? { kind: 'never' }
      : condition(build, `zone ${name} (undefined)`, 'unknown', {
          ja: `定義のないゾーン ${name}`,
          en: `the zone ${name}, which is not defined`,
        });
  };
}

/** To the device itself: what no policy of the pair decides, the default does; with none for the zone, all is permitted. */
function selfStage(
  parts: PolicyParts,
  pairs: readonly (Pair & { readonly rules: readonly FilterRule[] })[],
  end: Action,
  global: boolean,
): { readonly lists: readonly FilterList[]; readonly stage: Stage | null } {
  const { build, zones, policies } = parts;
  const to = pairs.filter((p) => p.to === SELF);
  if (to.length === 0) return { lists: [], stage: null };
  const doubt: Action = {
    do: 'unknown',
    what: {
      ja: '装置自身への通信にグローバルポリシーが及ぶかどうか',
      en: 'whether the global policies bear on traffic to the device itself',
    },
  };
  const lists = to.map((p) => ({
    id: `policies ${p.from} -> ${SELF}`,
    name: `${p.from} -> ${SELF}`,
    rules: p.rules,
    end: global ? doubt : end,
    endLog: null,
    at: located(build, p.node),
  }));
  const byName = new Map(zones.map((z) => [z.name, z]));
  const rules = to.flatMap((p) => {
    const list = `policies ${p.from} -> ${SELF}`;
    return [implicit(located(build, p.node), list, zoned(byName, p.from, 'in'), { do: 'goto', list })];
  });
  const list = `policies -> ${SELF}`;
  lists.push({
    id: list,
    name: list,
    rules,
    end: { do: 'permit' },
    endLog: null,
    at: located(build, policies),
  });
  return { lists, stage: { kind: 'filter', list, when: ANY } };
}

/** A zone of a pair, every one of which is known; `any` is all of them. */
function zoned(byName: ReadonlyMap<string, Zone>, name: string, way: 'in' | 'out'): Match {
  const zone = byName.get(name);
  return zone ? inZone(zone, way) : { kind: way, ports: [...byName.values()].flatMap((z) => z.ports) };
}

const GLOBAL = 'policies global';
const ZONES = 'policies';

/** Policies of the pairs, then the global ones. A packet by an interface of no zone is dropped. */
export function policyLists(parts: PolicyParts): PolicyLists {
  const { build, policies, zones, books, applications } = parts;
  const reader: PolicyReader = { build, books, applications, zone: zoneFinder(parts) };
  for (const n of kids(policies)) {
    if (IRRELEVANT.has(n.word)) ignore(n);
    else if (!KNOWN.has(n.word)) lose(n);
  }
  const pairs = policyPairs(policies).map((p) => ({ ...p, rules: pairRules(reader, p.from, p.to, p.node) }));
  for (const p of pairs) for (const n of kids(p.node)) if (n.word !== 'policy') consume(n);
  const global = kid(policies, 'global');
  const globals = globalRules(reader, global);
  const end = defaultAction(build, policies);
  consume(kid(policies, 'default-policy'));
  const byName = new Map(zones.map((z) => [z.name, z]));
  const transit = pairs.filter((p) => p.from !== SELF && p.to !== SELF);
  const heads = transit.flatMap((p): readonly FilterRule[] => {
    const list = `policies ${p.from} -> ${p.to}`;
    const match = all(zoned(byName, p.from, 'in'), zoned(byName, p.to, 'out'));
    return [implicit(located(build, p.node), list, match, { do: 'goto', list })];
  });
  const ports = [...new Set(zones.flatMap((z) => z.ports))];
  const inZones: Match = all({ kind: 'in', ports }, { kind: 'out', ports });
  const where = located(build, policies);
  const lists: FilterList[] = [
    {
      id: ZONES,
      name: 'security policies',
      rules: [...heads, implicit(where, 'global', inZones, { do: 'goto', list: GLOBAL })],
      end: { do: 'deny' },
      endLog: null,
      at: where,
    },
    ...transit.map((p) => ({
      id: `policies ${p.from} -> ${p.to}`,
      name: `${p.from} -> ${p.to}`,
      rules: p.rules,
      end: { do: 'goto' as const, list: GLOBAL },
      endLog: null,
      at: located(build, p.node),
    })),
    {
      id: GLOBAL,
      name: 'global',
      rules: globals,
      end,
      endLog: null,
      at: global ? located(build, global) : where,
    },
  ];
  const self = selfStage(parts, pairs, end, globals.length > 0);
  return {
    lists: [...lists, ...self.lists],
    forward: { kind: 'filter', list: ZONES, when: ANY },
    input: self.stage,
  };
}
