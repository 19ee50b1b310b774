import { describe, expect, test } from 'vitest';
import type { AuditSection, AuditSetting } from '../../src/facts/audit.ts';
import { auditState, intendedAudit, SUBCATEGORY } from '../../src/facts/audit-query.ts';
import { at, gathered } from './builders.ts';

const row = (subcategory: string, success: boolean, failure: boolean, unchanged = false): AuditSetting => ({
  subcategory,
  success,
  failure,
  unchanged,
  gpo: null,
  at: at(3),
});

const section = (...settings: AuditSetting[]): AuditSection => ({
  layer: 'effective',
  settings,
  complete: true,
  at: at(),
});

describe('the audit of a subcategory', () => {
  test('is told by GUID', () => {
    const state = auditState(gathered([section(row(SUBCATEGORY.logon, true, false))]), 'logon');
    expect(state).toMatchObject({ known: true, value: { success: true, failure: false } });
  });

  test('is not known where the list leaves it out, even a complete one', () => {
    const state = auditState(gathered([section(row(SUBCATEGORY.logon, true, true))]), 'fileShare');
    expect(state).toMatchObject({ known: false, missing: ['auditpol-report'] });
  });

  test('is not known where lists differ, and known where they agree', () => {
    const one = section(row(SUBCATEGORY.logon, true, true));
    const other = section(row(SUBCATEGORY.logon, true, false));
    expect(auditState(gathered([one, other]), 'logon').known).toBe(false);
    expect(auditState(gathered([one, one]), 'logon').known).toBe(true);
  });

  test('is not known without evidence', () => {
    expect(auditState(gathered<AuditSection>([]), 'logon').known).toBe(false);
  });
});

describe('the audit that policy intends', () => {
  test('leaves out what a GPO leaves unchanged', () => {
    const unchanged = section(row(SUBCATEGORY.logon, false, false, true));
    expect(intendedAudit([unchanged], 'logon')).toBeNull();
    expect(intendedAudit([unchanged, section(row(SUBCATEGORY.logon, true, true))], 'logon')).toMatchObject({
      success: true,
    });
  });

  test('is open where policies differ', () => {
    const differ = [
      section(row(SUBCATEGORY.logon, true, true)),
      section(row(SUBCATEGORY.logon, false, false)),
    ];
    expect(intendedAudit(differ, 'logon')).toBeNull();
  });
});
