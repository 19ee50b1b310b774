import { describe, expect, it } from 'vitest';
import type { AuditSection, AuditSetting } from '../../src/facts/audit.ts';
import { intendedAudit, SUBCATEGORY, type Subcategory } from '../../src/facts/audit-query.ts';

const which = Object.keys(SUBCATEGORY)[0] as Subcategory;
const at = { file: 'gpo.xml', line: 1, text: '' };

const statement = (success: boolean, more: Partial<AuditSetting> = {}): AuditSetting => ({
  subcategory: SUBCATEGORY[which],
  success,
  failure: false,
  unchanged: false,
  gpo: null,
  at,
  ...more,
});

const section = (...settings: readonly AuditSetting[]): AuditSection => ({
  layer: 'intended',
  settings,
  complete: false,
  at,
});

describe('what policy intends to audit', () => {
  const open = { condition: { ja: 'WMI フィルター', en: 'WMI filter' } };

  it('is said by one statement, or by several that agree', () => {
    expect(intendedAudit([section(statement(true))], which)?.success).toBe(true);
    expect(intendedAudit([section(statement(true)), section(statement(true))], which)?.success).toBe(true);
    expect(intendedAudit([section(statement(true), statement(false))], which)).toBeNull();
  });

  it('is open where a statement that may apply is', () => {
    expect(intendedAudit([section(statement(true, open))], which)).toBeNull();
    expect(intendedAudit([section(statement(true)), section(statement(false, open))], which)).toBeNull();
  });

  it('is not said by a statement that changes nothing', () => {
    expect(intendedAudit([section(statement(false, { unchanged: true }))], which)).toBeNull();
  });
});
