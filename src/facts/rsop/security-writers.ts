/** Settings of GptTmpl.inf ([MS-GPSB] 2.2), Services.xml and audit.csv ([MS-GPAC] 2.2.1) of one GPO, as steps by setting. */
import type { Bilingual } from '../../model/text.ts';
import type { AuditSection } from '../audit.ts';
import type { RestrictedGroup, SecurityPolicySection } from '../security-policy.ts';
import type { ExtensionKind } from './extensions.ts';
import type { SettingKind } from './model.ts';
import {
  auditOptionStep,
  auditStep,
  groupKey,
  principalKey,
  principalsMeaning,
  rightStep,
  type Said,
  type Step,
  serviceStep,
  showPrincipal,
  showPrincipals,
  valueStep,
} from './step.ts';

/** One setting that a GPO names. */
export interface Named {
  readonly kind: SettingKind;
  /** As it is shown. */
  readonly name: string;
  /** What names the same setting. */
  readonly id: string;
  readonly steps: readonly Step[];
}

export const ADDED_TO = ' ← ';

/** The setting `group ← member`: Restricted Groups add a member to a group without saying who else is in it. */
export const additionName = (group: string, member: string): string => `${group}${ADDED_TO}${member}`;

const groupSaid = (group: RestrictedGroup, shown: string, meaning: string): Said => ({
  shown,
  meaning,
  extension: 'security',
  statement: { of: 'group', groups: [group] },
  at: group.at,
});

const step = (group: RestrictedGroup, op: Step['op'], condition: Bilingual | null, said: Said): Step => ({
  op,
  condition: condition ?? group.condition ?? null,
  loses: null,
  said,
});

type Add = (kind: SettingKind, name: string, id: string, step: Step) => void;

function addMembers(add: Add, group: RestrictedGroup): void {
  const { principals } = group;
  const said = groupSaid(group, showPrincipals(principals), principalsMeaning(principals));
  add('restricted-group', showPrincipal(group.group), groupKey(group.group), step(group, 'set', null, said));
}

function addMemberOf(add: Add, group: RestrictedGroup): void {
  const member = showPrincipal(group.group);
  for (const target of group.principals) {
    const one: RestrictedGroup = { ...group, principals: [target] };
    const said = groupSaid(one, `+ ${member}`, `in ${principalKey(group.group)}`);
    const name = additionName(showPrincipal(target), member);
    add('restricted-group', name, additionId(target, group.group), step(group, 'set', null, said));
  }
}

export const additionId = (target: RestrictedGroup['group'], member: RestrictedGroup['group']): string =>
  additionName(groupKey(target), groupKey(member));

/**
 * Nothing documented says whether a `__Memberof` of a GPO stands beside that of a lower one for the same member, or in
 * its place. So what it does not repeat may be gone.
 */
const NOT_REPEATED: Bilingual = {
  ja: '優先順位の高い GPO が同じメンバーの __Memberof を別に定めており、両方が残るかは文書にない',
  en: 'a GPO of higher precedence has its own __Memberof of the same member, and whether both remain is not documented',
};

/** The step with which a GPO may take back what a lower one adds by `__Memberof`. */
export function takenBack(group: RestrictedGroup): Step {
  const said = groupSaid(group, `__Memberof = ${showPrincipals(group.principals)}`, 'out');
  return step(group, 'undo', NOT_REPEATED, said);
}

const TWICE: Bilingual = {
  ja: '同じファイルに二度あり、どちらが効くかは文書にない',
  en: 'it stands twice in the same file, and which of the two counts is not documented',
};

/** Two statements of one file on the same setting: either may hold. */
function withSecond(first: readonly Step[], next: Step): readonly Step[] {
  const same = first.every((s) => s.said.meaning === next.said.meaning && !s.condition);
  return same && !next.condition ? first : [...first, { ...next, condition: next.condition ?? TWICE }];
}

function collected(fill: (add: Add) => void): readonly Named[] {
  const named = new Map<string, { kind: SettingKind; name: string; id: string; steps: readonly Step[] }>();
  fill((kind, name, id, made) => {
    const key = `${kind}\0${id}`;
    const before = named.get(key);
    if (before) before.steps = withSecond(before.steps, made);
    else named.set(key, { kind, name, id, steps: [made] });
  });
  return [...named.values()];
}

function addSection(add: Add, section: SecurityPolicySection): void {
  for (const r of section.rights) add('user-right', r.constant, r.constant.toLowerCase(), rightStep(r));
  for (const v of section.systemAccess) add('system-access', v.name, v.name.toLowerCase(), valueStep(v));
  for (const v of section.kerberos ?? []) add('kerberos', v.name, v.name.toLowerCase(), valueStep(v));
  for (const v of section.eventAudit) add('event-audit', v.name, v.name.toLowerCase(), valueStep(v));
  for (const g of section.groups) {
    if (g.relation === 'members') addMembers(add, g);
    else addMemberOf(add, g);
  }
}

/** Everything a template names but registry values. */
export const securityWriters = (sections: readonly SecurityPolicySection[]): readonly Named[] =>
  collected((add) => {
    for (const section of sections) {
      addSection(add, section);
      addServices(add, section, 'security');
    }
  });

function addServices(add: Add, section: SecurityPolicySection, extension: ExtensionKind): void {
  for (const s of section.services) {
    add('service', s.name, s.name.toLowerCase(), serviceStep(s, extension));
  }
}

/** Items of Services.xml act in order: the last one that applies holds. */
export function serviceWriters(sections: readonly SecurityPolicySection[]): readonly Named[] {
  const named = new Map<string, { name: string; steps: Step[] }>();
  for (const s of sections.flatMap((section) => section.services)) {
    const id = s.name.toLowerCase();
    const before = named.get(id) ?? { name: s.name, steps: [] };
    named.set(id, before);
    before.steps.push(serviceStep(s, 'preferences'));
  }
  return [...named].map(([id, { name, steps }]) => ({ kind: 'service', name, id, steps }));
}

/** Setting Value 0 leaves a subcategory to other GPOs ([MS-GPAC] 2.2.1.3.1). */
export const auditWriters = (sections: readonly AuditSection[]): readonly Named[] =>
  collected((add) => {
    for (const section of sections) {
      for (const s of section.settings) {
        if (!s.unchanged) add('audit', s.subcategory, s.subcategory.toLowerCase(), auditStep(s));
      }
      for (const o of section.options ?? []) add('audit', o.name, o.name.toLowerCase(), auditOptionStep(o));
    }
  });
