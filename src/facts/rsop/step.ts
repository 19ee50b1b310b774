/** What a GPO does to one setting, as steps that are carried out one after another. */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { AuditOption, AuditSetting } from '../audit.ts';
import type { RegistryData, RegistryWrite } from '../registry.ts';
import { showData } from '../registry.ts';
import { hidesSecret } from '../secrets.ts';
import type { PolicyStanding, Principal, ServiceStart, SystemAccess, UserRight } from '../security-policy.ts';
import type { ExtensionKind } from './extensions.ts';
import type { LoseReason, Statement } from './model.ts';

/** What a contribution says, without the GPO and its place in a list. */
export interface Said {
  readonly shown: string;
  readonly meaning: string;
  readonly extension: ExtensionKind;
  readonly statement: Statement;
  readonly at: Location;
}

export interface Step {
  /** `soft` writes only where nothing is; `undo` takes back what lower GPOs do. */
  readonly op: 'set' | 'delete' | 'soft' | 'undo';
  /** Why it is open whether it is carried out (item-level targeting, for one); null: it is, where its GPO applies. */
  readonly condition: Bilingual | null;
  /** What is to be said of it where it does not count. */
  readonly loses: LoseReason | null;
  readonly said: Said;
}

/** It is known to write the value, or to take it away, whatever was before. */
export const isFinal = (step: Step): boolean =>
  (step.op === 'set' || step.op === 'delete') && step.condition === null;

/** Nothing counts that stands before the last step that is carried out whatever was before. */
export function folded(steps: readonly Step[]): readonly Step[] {
  const last = steps.findLastIndex(isFinal);
  return last <= 0 ? steps : steps.slice(last);
}

function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

function dataMeaning(data: RegistryData): string {
  if (data instanceof Uint8Array) return hex(data);
  return Array.isArray(data) ? JSON.stringify(data) : String(data);
}

/** Secrets are never kept, so that two of them are not known to be the same. */
function writeMeaning(write: RegistryWrite): string {
  if (hidesSecret(write, write.data)) return `secret ${write.at.file}:${write.at.line}`;
  return `${write.type}:${dataMeaning(write.data)}`;
}

const DELETED = { shown: '(deleted)', meaning: 'deleted' } as const;

export function registryStep(write: RegistryWrite, extension: ExtensionKind): Step {
  const statement: Statement = { of: 'registry', write };
  const writes = write.op === 'set' || write.op === 'set-if-absent';
  const words = writes ? { shown: showData(write), meaning: writeMeaning(write) } : DELETED;
  return {
    op: write.op === 'set' ? 'set' : write.op === 'set-if-absent' ? 'soft' : 'delete',
    condition: write.condition,
    loses: write.appliesOnce ? 'written-once' : null,
    said: { ...words, extension, statement, at: write.at },
  };
}

/** What is the same principal however it is written: the SID, or the name without case. */
export const principalKey = (p: Principal): string => (p.sid ?? p.name ?? '').toUpperCase();

export const BUILT_IN_GROUPS: ReadonlyMap<string, string> = new Map([
  ['ADMINISTRATORS', 'S-1-5-32-544'],
  ['USERS', 'S-1-5-32-545'],
  ['GUESTS', 'S-1-5-32-546'],
  ['POWER USERS', 'S-1-5-32-547'],
  ['ACCOUNT OPERATORS', 'S-1-5-32-548'],
  ['SERVER OPERATORS', 'S-1-5-32-549'],
  ['PRINT OPERATORS', 'S-1-5-32-550'],
  ['BACKUP OPERATORS', 'S-1-5-32-551'],
  ['REMOTE DESKTOP USERS', 'S-1-5-32-555'],
  ['NETWORK CONFIGURATION OPERATORS', 'S-1-5-32-556'],
  ['DISTRIBUTED COM USERS', 'S-1-5-32-562'],
  ['EVENT LOG READERS', 'S-1-5-32-573'],
  ['HYPER-V ADMINISTRATORS', 'S-1-5-32-578'],
  ['REMOTE MANAGEMENT USERS', 'S-1-5-32-580'],
]);

/**
 * Which group a policy means. The names of built-in groups are the same in English and Japanese Windows, and a template
 * may write them in place of the SID ([MS-GPSB] 2.2.10); Preferences add `(built-in)`, in the language of their editor.
 */
export function groupKey(p: Principal): string {
  const key = principalKey(p);
  return (
    BUILT_IN_GROUPS.get(key.replace(/^BUILTIN\\/, '').replace(/ ?\((?:BUILT-IN|ビルトイン)\)$/, '')) ?? key
  );
}

export const showPrincipal = (p: Principal): string => p.name ?? p.sid ?? '';

/** The order and repetition of names in a list mean nothing. */
export const principalsMeaning = (list: readonly Principal[]): string =>
  [...new Set(list.map(principalKey))].sort().join(',');

export const showPrincipals = (list: readonly Principal[]): string =>
  list.length === 0 ? '(-)' : list.map(showPrincipal).join(', ');

const set = (standing: PolicyStanding, said: Said): Step => ({
  op: 'set',
  condition: standing.condition ?? null,
  loses: null,
  said,
});

export const rightStep = (right: UserRight): Step =>
  set(right, {
    shown: showPrincipals(right.principals),
    meaning: principalsMeaning(right.principals),
    extension: 'security',
    statement: { of: 'right', right },
    at: right.at,
  });

/** Numbers in templates are written with and without quotes and blanks. */
const valueMeaning = (text: string): string => text.trim().replace(/^"(.*)"$/, '$1');

export const valueStep = (value: SystemAccess): Step =>
  set(value, {
    shown: value.value,
    meaning: valueMeaning(value.value),
    extension: 'security',
    statement: { of: 'value', value },
    at: value.at,
  });

export const serviceStep = (service: ServiceStart, extension: ExtensionKind): Step =>
  set(service, {
    shown: String(service.start),
    meaning: String(service.start),
    extension,
    statement: { of: 'service', service },
    at: service.at,
  });

const AUDIT_SHOWN = ['0', '1', '2', '3'] as const;

export function auditStep(audit: AuditSetting): Step {
  const shown = AUDIT_SHOWN[(audit.success ? 1 : 0) + (audit.failure ? 2 : 0)] ?? '0';
  const statement: Statement = { of: 'audit', audit };
  return set(audit, { shown, meaning: shown, extension: 'audit', statement, at: audit.at });
}

export const auditOptionStep = ({ name, value, gpo, at, condition }: AuditOption): Step =>
  set(condition ? { condition } : {}, {
    shown: value,
    meaning: value,
    extension: 'audit',
    statement: { of: 'value', value: { name, value, gpo, at } },
    at,
  });
