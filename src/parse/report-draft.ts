/** What the settings of one GPO, or of one half of an RSoP, amount to while its report is being read. */
import type { AuditSetting } from '../facts/audit.ts';
import type { GpoSection } from '../facts/gpo.ts';
import type { GpoRef, PolicyLoser, RegistryWrite } from '../facts/registry.ts';
import { showData } from '../facts/registry.ts';
import { withoutSecret } from '../facts/secrets.ts';
import type { Sections } from '../facts/sections.ts';
import type {
  PolicyStanding,
  RestrictedGroup,
  ServiceStart,
  SystemAccess,
  UserRight,
} from '../facts/security-policy.ts';
import type { FirewallProfileSettings, FirewallRule } from '../facts/windows-firewall/model.ts';
import type { Evidence, EvidenceKind, Location } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { locate, type Tally } from './parser.ts';

export interface Draft {
  readonly writes: RegistryWrite[];
  readonly rights: UserRight[];
  readonly groups: RestrictedGroup[];
  readonly systemAccess: SystemAccess[];
  readonly eventAudit: SystemAccess[];
  readonly services: ServiceStart[];
  readonly audit: AuditSetting[];
  readonly rules: FirewallRule[];
  readonly profiles: FirewallProfileSettings[];
  /** Policies that touch the firewall and that the report does not show as rules or settings. */
  readonly firewallDoubts: Bilingual[];
}

export const emptyDraft = (): Draft => ({
  writes: [],
  rights: [],
  groups: [],
  systemAccess: [],
  eventAudit: [],
  services: [],
  audit: [],
  rules: [],
  profiles: [],
  firewallDoubts: [],
});

/** Which half of Group Policy a setting belongs to. */
export type Half = 'computer' | 'user';

/** Everything a reader of one setting needs beside the setting. */
export interface Statement {
  readonly evidence: Evidence;
  readonly kind: EvidenceKind;
  readonly half: Half;
  readonly gpo: GpoRef | null;
  /** The report leaves open whether this setting is in force. */
  readonly condition: Bilingual | null;
  /** True for RSoP, whose firewall values carry a precedence each. */
  readonly ranked: boolean;
  readonly draft: Draft;
  readonly lines: Tally;
}

export const hiveOf = (half: Half): string => (half === 'computer' ? 'HKLM' : 'HKCU');

export const standing = (condition: Bilingual | null): PolicyStanding => (condition ? { condition } : {});

type WriteParts = Pick<RegistryWrite, 'hive' | 'key' | 'name' | 'op' | 'type' | 'data'> &
  Partial<Pick<RegistryWrite, 'strength' | 'condition' | 'source' | 'layer'>>;

/** One registry write of a setting, with secrets left out of data and excerpt. */
export function addWrite(s: Statement, line: number, parts: WriteParts): void {
  const write = {
    ...parts,
    data: withoutSecret(parts, parts.data),
    layer: 'intended',
    source: s.kind,
    gpo: s.gpo,
    strength: parts.strength ?? 'policy',
    condition: parts.condition ?? s.condition,
    at: locate(s.evidence, line, ''),
  } as const;
  const value = parts.op === 'set' || parts.op === 'set-if-absent' ? showData(write) : parts.op;
  const at = locate(s.evidence, line, `${parts.hive}\\${parts.key}\\${parts.name} = ${value}`);
  s.draft.writes.push({ ...write, at });
}

interface Owned {
  readonly gpo: GpoRef | null;
  readonly losers?: readonly PolicyLoser[];
  readonly at: Location;
}

function withLosers<T extends Owned>(won: readonly T[], lost: readonly T[], id: (item: T) => string): T[] {
  const byId = new Map<string, PolicyLoser[]>();
  for (const item of lost) {
    if (!item.gpo) continue;
    const list = byId.get(id(item)) ?? [];
    list.push({ gpo: item.gpo, at: item.at });
    byId.set(id(item), list);
  }
  return won.map((item) => {
    const losers = byId.get(id(item));
    return losers ? { ...item, losers } : item;
  });
}

const byName = (item: SystemAccess): string => item.name.toLowerCase();

/** The winners, each with the policies that lost to it (RSoP). What has losers only is left out. */
export const rank = (won: Draft, lost: Draft): Draft => ({
  ...won,
  writes: withLosers(won.writes, lost.writes, (w) => `${w.hive}\\${w.key}\\${w.name}`.toLowerCase()),
  rights: withLosers(won.rights, lost.rights, (r) => r.constant.toLowerCase()),
  systemAccess: withLosers(won.systemAccess, lost.systemAccess, byName),
  eventAudit: withLosers(won.eventAudit, lost.eventAudit, byName),
  audit: withLosers(won.audit, lost.audit, (a) => a.subcategory),
});

/** What is known of the GPO or GPOs only after their settings were read. */
export interface Stamp {
  name(gpo: GpoRef): GpoRef;
  /** Leaves open whether any of it is in force. */
  readonly condition: Bilingual | null;
}

/** A rule cannot carry a condition, so it is kept among the parts that may narrow it. */
const openRule = (rule: FirewallRule, condition: Bilingual | null): FirewallRule =>
  condition ? { ...rule, notUnderstood: [...rule.notUnderstood, condition.en] } : rule;

export function stamped(draft: Draft, { name, condition }: Stamp): Draft {
  const owned = <T extends Owned>(item: T): T => ({
    ...item,
    gpo: item.gpo && name(item.gpo),
    ...(item.losers ? { losers: item.losers.map((l) => ({ ...l, gpo: name(l.gpo) })) } : {}),
  });
  const open = <T extends PolicyStanding & Owned>(item: T): T => ({ ...standing(condition), ...owned(item) });
  return {
    writes: draft.writes.map((w) => ({ ...owned(w), condition: w.condition ?? condition })),
    rights: draft.rights.map(open),
    groups: draft.groups.map(open),
    systemAccess: draft.systemAccess.map(open),
    eventAudit: draft.eventAudit.map(open),
    services: draft.services.map((s) => ({ ...standing(condition), ...s })),
    audit: draft.audit.map(open),
    rules: draft.rules.map((rule) => openRule(rule, condition)),
    profiles: condition ? [] : draft.profiles,
    firewallDoubts:
      condition && draft.profiles.length > 0 ? [...draft.firewallDoubts, condition] : draft.firewallDoubts,
  };
}

const joined = <K extends keyof Draft>(drafts: readonly Draft[], name: K): Draft[K][number][] =>
  drafts.flatMap((d) => d[name] as Draft[K][number][]);

function securitySection(evidence: Evidence, drafts: readonly Draft[]): Pick<Sections, 'security'> {
  const lists = {
    rights: joined(drafts, 'rights'),
    groups: joined(drafts, 'groups'),
    systemAccess: joined(drafts, 'systemAccess'),
    eventAudit: joined(drafts, 'eventAudit'),
    services: joined(drafts, 'services'),
  };
  if (Object.values(lists).every((list) => list.length === 0)) return {};
  return { security: { layer: 'intended', ...lists, sections: [], at: locate(evidence, 1, '') } };
}

/** A report never lists the whole policy store: rules of MDM are not in it. */
function firewallSection(evidence: Evidence, drafts: readonly Draft[]): Pick<Sections, 'firewall'> {
  const rules = joined(drafts, 'rules');
  const profiles = joined(drafts, 'profiles');
  const problems = joined(drafts, 'firewallDoubts');
  if (rules.length + profiles.length + problems.length === 0) return {};
  const at = locate(evidence, 1, '');
  return {
    firewall: { layer: 'intended', rules, filters: [], profiles, completeStores: [], problems, at },
  };
}

/** The facts of a report. A domain of which it says nothing is left out. */
export function sectionsOf(evidence: Evidence, drafts: readonly Draft[], gpo: GpoSection | null): Sections {
  const writes = joined(drafts, 'writes');
  const settings = joined(drafts, 'audit');
  const at = locate(evidence, 1, '');
  return {
    ...(writes.length > 0 ? { registry: { exported: [], writes } } : {}),
    ...securitySection(evidence, drafts),
    ...(settings.length > 0 ? { audit: { layer: 'intended' as const, settings, complete: false, at } } : {}),
    ...firewallSection(evidence, drafts),
    ...(gpo ? { gpo } : {}),
  };
}
