/** The filters of an ASA in the order a packet meets them: lists going in, security levels, lists going out. */
import { ALL_IPV4, ALL_IPV6 } from '../../facts/address-set.ts';
import {
  type Action,
  ANY,
  type FilterList,
  type FilterRule,
  type Match,
  type Stage,
} from '../../facts/firewall/model.ts';
import type { Draft } from '../cisco/draft.ts';
import type { ConfigLine } from '../cisco/lines.ts';
import { every } from '../cisco/matches.ts';
import type { AccessGroup } from './access-groups.ts';
import type { AsaConfig } from './config.ts';
import type { AsaInterface } from './interfaces.ts';
import { listId } from './lists.ts';
import type { Dictionary } from './names.ts';

export interface StageInput {
  readonly config: AsaConfig;
  readonly draft: Draft;
  readonly names: Dictionary;
  readonly interfaces: readonly AsaInterface[];
  readonly groups: readonly AccessGroup[];
  /** Whether a list has rules at all. */
  readonly hasRules: (group: AccessGroup) => boolean;
  /** Packets out of tunnels into an interface, which its lists do not see; null: none. */
  readonly tunnels: (nameif: string) => Match | null;
}

export interface Filters {
  readonly lists: readonly FilterList[];
  readonly goingIn: readonly Stage[];
  readonly levels: readonly Stage[];
  readonly goingOut: readonly Stage[];
}

const implicit = (s: StageInput, id: string, line: ConfigLine, match: Match, action: Action): FilterRule => ({
  id,
  name: null,
  at: s.draft.at(line),
  enabled: true,
  implicit: true,
  match,
  action,
  log: null,
  hits: null,
  comment: null,
});

const list = (
  s: StageInput,
  id: string,
  rules: readonly FilterRule[],
  end: Action,
  line: ConfigLine,
): FilterList => ({
  id,
  name: id,
  rules,
  end,
  endLog: null,
  at: s.draft.at(line),
});

const unknownList = (name: string): Action => ({
  do: 'unknown',
  what: {
    ja: `アクセス リスト ${name} が証拠にない`,
    en: `the access list ${name} is not in the evidence`,
  },
});

function callOf(s: StageInput, group: AccessGroup): FilterRule {
  const known = s.hasRules(group);
  const action: Action = known
    ? { do: 'call', list: listId(group.list, group.six) }
    : unknownList(group.list);
  if (!known)
    s.draft.note(
      'undefined-reference',
      group.line,
      `適用されているアクセス リスト ${group.list} に規則がない`,
      `the applied access list ${group.list} has no rules`,
    );
  return implicit(s, `access-group ${group.list}`, group.line, ANY, action);
}

/** Lists of users who log on stand before the interface's, and are not in the configuration. */
function perUserRule(s: StageInput, group: AccessGroup): readonly FilterRule[] {
  if (!group.perUser) return [];
  const open = s.names.conditions.unknown(
    `per-user lists ${group.nameif}`,
    '利用者ごとのアクセス リスト (per-user-override)',
    'access lists of logged-on users (per-user-override)',
  );
  return [implicit(s, 'per-user-override', group.line, open, { do: 'permit' })];
}

function tunnelRule(s: StageInput, i: AsaInterface): readonly FilterRule[] {
  const match = s.tunnels(i.name);
  return match ? [implicit(s, 'permit-vpn', i.at, match, { do: 'permit' })] : [];
}

const FAMILY: Readonly<Record<'4' | '6' | 'both', Match>> = {
  4: { kind: 'dst', set: ALL_IPV4 },
  6: { kind: 'dst', set: ALL_IPV6 },
  both: ANY,
};

type Family = keyof typeof FAMILY;

/** Since 9.0 a list is of both families; before, each family has its own. */
const familiesOf = (config: AsaConfig): readonly Family[] =>
  config.version !== null && config.version.number < 9 ? ['4', '6'] : ['both'];

const ofFamily = (group: AccessGroup, family: Family): boolean =>
  family === 'both' || group.six === (family === '6');

const suffix = (family: Family): string => (family === '6' ? ' (ipv6)' : '');

interface Guarded {
  readonly interface: AsaInterface;
  readonly family: Family;
  /** The lists that apply, the interface's before the global one; empty: the security levels decide. */
  readonly groups: readonly AccessGroup[];
}

function guardedOf(s: StageInput, where: 'in' | 'out'): readonly Guarded[] {
  const global = where === 'in' ? s.groups.filter((g) => g.where === 'global') : [];
  return s.interfaces.flatMap((i) =>
    familiesOf(s.config).map((family) => ({
      interface: i,
      family,
      groups: [...s.groups.filter((g) => g.where === where && g.nameif === i.name), ...global].filter((g) =>
        ofFamily(g, family),
      ),
    })),
  );
}

function listStages(s: StageInput, where: 'in' | 'out'): { lists: FilterList[]; stages: Stage[] } {
  const lists: FilterList[] = [];
  const stages: Stage[] = [];
  for (const { interface: i, family, groups } of guardedOf(s, where)) {
    const [first] = groups;
    if (!first) continue;
    const id = `${where} ${i.name}${suffix(family)}`;
    const rules = [
      ...(where === 'in' ? tunnelRule(s, i) : []),
      ...groups.flatMap((g) => perUserRule(s, g)),
      ...groups.map((g) => callOf(s, g)),
    ];
    lists.push(list(s, id, rules, { do: 'deny' }, first.line));
    stages.push({ kind: 'filter', list: id, when: every({ kind: where, ports: [i.name] }, FAMILY[family]) });
  }
  return { lists, stages };
}

/** Ports that a packet from `i` may not leave by, whatever lists say. */
function forbidden(s: StageInput, i: AsaInterface): readonly string[] {
  return s.interfaces
    .filter((o) =>
      o.managementOnly || i.managementOnly
        ? true
        : o.name === i.name
          ? !s.config.hairpins
          : o.level === i.level && !s.config.interfacesMeet,
    )
    .map((o) => o.name);
}

/** Where nothing is applied: to lower levels, and to equal ones where that is allowed at all. */
const lower = (s: StageInput, i: AsaInterface): readonly string[] =>
  s.interfaces.filter((o) => o.level < i.level || o.level === i.level).map((o) => o.name);

function levelRules(s: StageInput, g: Guarded): readonly FilterRule[] {
  const i = g.interface;
  const closed = forbidden(s, i);
  const open = lower(s, i).filter((name) => !closed.includes(name));
  return [
    ...(closed.length > 0
      ? [implicit(s, 'same-security-traffic', i.at, { kind: 'out', ports: closed }, { do: 'deny' })]
      : []),
    ...(g.groups.length === 0 ? tunnelRule(s, i) : []),
    ...(g.groups.length === 0 && open.length > 0
      ? [implicit(s, `security-level ${i.level}`, i.at, { kind: 'out', ports: open }, { do: 'permit' })]
      : []),
  ];
}

function levelStages(s: StageInput): { lists: FilterList[]; stages: Stage[] } {
  const lists: FilterList[] = [];
  const stages: Stage[] = [];
  for (const g of guardedOf(s, 'in')) {
    const i = g.interface;
    const id = `security levels ${i.name}${suffix(g.family)}`;
    const end: Action = g.groups.length > 0 ? { do: 'permit' } : { do: 'deny' };
    lists.push(list(s, id, levelRules(s, g), end, i.at));
    stages.push({ kind: 'filter', list: id, when: every({ kind: 'in', ports: [i.name] }, FAMILY[g.family]) });
  }
  return { lists, stages };
}

/** Each stage is for the packets of one interface, so their order among each other is of no account. */
export function filterStages(s: StageInput): Filters {
  const goingIn = listStages(s, 'in');
  const levels = levelStages(s);
  const goingOut = listStages(s, 'out');
  return {
    lists: [...goingIn.lists, ...levels.lists, ...goingOut.lists],
    goingIn: goingIn.stages,
    levels: levels.stages,
    goingOut: goingOut.stages,
  };
}
