/**
 * A resultant set as facts of its computer. `intended`: beside the host's own evidence, as what policy wants of it.
 * `applied`: as though the host held what policy says, so that checks can be asked of policy alone; what policy does not
 * name, or what it leaves open, is then not known.
 */
import type { AuditSection, AuditSetting } from '../audit.ts';
import type { GroupMember, LocalGroup, LocalGroupSection } from '../local-groups.ts';
import type { GpoRef, RegistrySection, RegistryWrite } from '../registry.ts';
import type { Sections } from '../sections.ts';
import type {
  PolicyStanding,
  Principal,
  RestrictedGroup,
  SecurityPolicySection,
  ServiceStart,
  SystemAccess,
  UserRight,
} from '../security-policy.ts';
import type { Contribution, ResultantSetting, Rsop } from './model.ts';
import { ADDED_TO } from './security-writers.ts';
import { SERVICES } from './service-start.ts';
import { groupKey } from './step.ts';

export type Projection = 'intended' | 'applied';

const refOf = ({ gpo }: Contribution): GpoRef => ({ name: gpo.name, guid: gpo.id });

/** Who is shown as the one that sets it: the winner, or the first of those that may. */
const leader = ({ result }: ResultantSetting): Contribution | null =>
  result.state === 'open' ? (result.candidates[0] ?? null) : result.winner;

/** What a reader is told beside the value. */
function standing(setting: ResultantSetting): PolicyStanding {
  const losers = setting.losers.map((l) => ({ gpo: refOf(l.contribution), at: l.contribution.at }));
  return {
    ...(setting.result.state === 'open' ? { condition: setting.result.because } : {}),
    ...(losers.length > 0 ? { losers } : {}),
  };
}

/** The settings that a projection tells, with who sets each. Applied, only what is sure counts. */
function told(
  settings: readonly ResultantSetting[],
  as: Projection,
): readonly (readonly [ResultantSetting, Contribution])[] {
  return settings.flatMap((setting) => {
    const by = leader(setting);
    return by && (as === 'intended' || setting.result.state === 'set') ? [[setting, by] as const] : [];
  });
}

function writeOf(setting: ResultantSetting, by: Contribution, as: Projection): readonly RegistryWrite[] {
  const { statement } = by;
  const { condition = null, losers } = standing(setting);
  const common = {
    layer: as === 'intended' ? ('intended' as const) : ('stored' as const),
    gpo: refOf(by),
    condition,
    ...(losers ? { losers } : {}),
  };
  if (statement.of === 'registry') {
    const op = as === 'applied' ? ('set' as const) : statement.write.op;
    return [{ ...statement.write, ...common, op }];
  }
  if (statement.of !== 'service') return [];
  const { name, start, at } = statement.service;
  return [
    {
      ...common,
      hive: 'HKLM',
      key: `${SERVICES}${name}`,
      name: 'Start',
      op: 'set',
      type: 'REG_DWORD',
      data: start,
      source: 'security-template',
      strength: 'policy',
      at,
    },
  ];
}

interface Security {
  readonly rights: UserRight[];
  readonly groups: RestrictedGroup[];
  readonly systemAccess: SystemAccess[];
  readonly eventAudit: SystemAccess[];
  readonly services: ServiceStart[];
}

function addSecurity(into: Security, setting: ResultantSetting, by: Contribution): void {
  const { statement } = by;
  const extra = { ...standing(setting), gpo: refOf(by) };
  if (statement.of === 'right') into.rights.push({ ...statement.right, ...extra });
  else if (statement.of === 'group') {
    into.groups.push(...statement.groups.map((g) => ({ ...g, ...extra })));
  } else if (statement.of === 'service') into.services.push({ ...statement.service, ...standing(setting) });
  else if (statement.of === 'value' && setting.kind === 'system-access') {
    into.systemAccess.push({ ...statement.value, ...extra });
  } else if (statement.of === 'value' && setting.kind === 'event-audit') {
    into.eventAudit.push({ ...statement.value, ...extra });
  }
}

function securityOf(list: ReturnType<typeof told>, as: Projection): SecurityPolicySection | null {
  const into: Security = { rights: [], groups: [], systemAccess: [], eventAudit: [], services: [] };
  for (const [setting, by] of list) addSecurity(into, setting, by);
  const first = [
    ...into.rights,
    ...into.groups,
    ...into.systemAccess,
    ...into.eventAudit,
    ...into.services,
  ][0];
  if (!first) return null;
  return {
    ...into,
    layer: as === 'intended' ? 'intended' : 'effective',
    sections: ['privilege rights', 'system access', 'event audit'],
    onlyNamed: true,
    at: first.at,
  };
}

function auditOf(list: ReturnType<typeof told>, as: Projection): AuditSection | null {
  const settings = list.flatMap(([setting, { statement, ...by }]): readonly AuditSetting[] =>
    statement.of === 'audit'
      ? [{ ...statement.audit, ...standing(setting), gpo: refOf({ statement, ...by }) }]
      : [],
  );
  const [first] = settings;
  if (!first) return null;
  const layer = as === 'intended' ? ('intended' as const) : ('effective' as const);
  return { layer, settings, complete: false, at: first.at };
}

/** The SID of a group of this Windows; null: a name that may be any group's, in the language of the computer. */
function sidOf(group: Principal): string | null {
  const key = groupKey(group);
  return key.startsWith('S-1-') ? key : null;
}

const memberOf = (p: Principal, at: GroupMember['at']): GroupMember => ({
  sid: p.sid,
  name: p.name ?? p.sid ?? '',
  kind: 'unknown',
  origin: 'unknown',
  at,
});

const isOfGroup = ({ kind }: ResultantSetting): boolean =>
  kind === 'restricted-group' || kind === 'group-preference';

const heard = ({ result }: ResultantSetting): readonly Contribution[] =>
  result.state === 'open' ? result.candidates : [result.winner];

const targets = ({ statement }: Contribution): readonly Principal[] =>
  statement.of === 'group'
    ? statement.groups.flatMap((g) => (g.relation === 'members' ? [g.group] : g.principals))
    : [];

/** Groups that a setting is of: those that its statements name, or, where nobody is known to speak, that of its name. */
function groupsIn(setting: ResultantSetting): readonly Principal[] {
  const named = heard(setting).flatMap(targets);
  const [group = setting.name] = setting.name.split(ADDED_TO);
  return named.length > 0 ? named : [{ sid: null, name: group }];
}

interface Doubts {
  /** A name could not be resolved: any group may be meant. */
  readonly all: boolean;
  /** SIDs of groups of which something is open. */
  readonly groups: ReadonlySet<string | null>;
}

function doubtsIn(settings: readonly ResultantSetting[]): Doubts {
  const own = settings.filter(isOfGroup);
  const open = own.filter((s) => s.result.state === 'open');
  return {
    all: own.flatMap(groupsIn).some((group) => sidOf(group) === null),
    groups: new Set(open.flatMap(groupsIn).map(sidOf)),
  };
}

/** Restricted Groups replace a membership: only then is the list whole, and only while nothing else may add to it. */
function groupsOf({ groups }: SecurityPolicySection, doubts: Doubts): readonly LocalGroup[] {
  return groups
    .filter((g) => g.relation === 'members')
    .map((g): LocalGroup => {
      const sid = sidOf(g.group);
      const added = groups.filter(
        (other) => other.relation === 'memberOf' && other.principals.some((p) => sidOf(p) === sid),
      );
      return {
        sid,
        name: g.group.name ?? g.group.sid ?? '',
        members: [
          ...g.principals.map((p) => memberOf(p, g.at)),
          ...added.map((a) => memberOf(a.group, a.at)),
        ],
        complete: !doubts.all && !doubts.groups.has(sid),
        at: g.at,
      };
    });
}

function localGroupsOf(rsop: Rsop, security: SecurityPolicySection | null): LocalGroupSection | null {
  const groups = security ? groupsOf(security, doubtsIn(rsop.settings)) : [];
  return groups.length > 0 ? { groups, users: null } : null;
}

/** What the files of a host would say. The firewall's rules are among the registry values. */
export function projected(rsop: Rsop, as: Projection): Sections {
  const list = told(rsop.settings, as);
  const writes = list.flatMap(([setting, by]) => writeOf(setting, by, as));
  const security = securityOf(list, as);
  const audit = auditOf(list, as);
  const localGroups = as === 'applied' ? localGroupsOf(rsop, security) : null;
  const registry: RegistrySection = { exported: [], writes };
  return {
    registry,
    ...(security ? { security } : {}),
    ...(audit ? { audit } : {}),
    ...(localGroups ? { localGroups } : {}),
  };
}

/** Values that are surely written, as though the host held them. */
export const appliedWrites = (settings: readonly ResultantSetting[]): readonly RegistryWrite[] =>
  told(settings, 'applied').flatMap(([setting, by]) => writeOf(setting, by, 'applied'));
