import { describe, expect, test } from 'vitest';
import { CONTROLS } from '../../checks/controls/index.ts';
import { CHECKS } from '../../checks/index.ts';
import type { Combine, Control } from '../../src/model/control.ts';
import type { Bilingual } from '../../src/model/text.ts';

/** The index of the catalogue, in its order; E-7 derives from the three before it, X-4 is what a proxy adds, X-5 a domain. */
const CATALOGUE = `
  A-1a A-1a2 A-1a-N1 A-1b A-1-S1 A-1-S2 A-1-S3
  B-3a B-3a-N1 B-3a-N2 B-3b B-V1a B-V1-N1 B-S1
  C-2a C-2a-N1 C-2-S1 C-V2a C-V2-N1
  D-4a D-4a-N1 D-4b D-4b2 D-4b-N1 D-5a D-5-S1 D-5-S2
  E-7a E-7b E-7c E-7 E-V5a E-nV3a
  F-6a F-6b F-6c F-6d F-6e F-nV4a
  R-237 R-238 R-BRW R-LSN R-CMD
  X-1 X-2 X-4 X-5`
  .trim()
  .split(/\s+/);

const JAPANESE = /[ぁ-んァ-ヶ一-龠]/;
const LAST_PAGE = 80;

const controlIds = new Set(CONTROLS.map((c) => c.id));

function leaves(rule: Combine): readonly string[] {
  if (typeof rule === 'string') return [rule];
  return ('all' in rule ? rule.all : rule.any).flatMap(leaves);
}

const isPartOf = (part: string, control: string): boolean =>
  part.startsWith(`${control}.`) && /^\d+$/.test(part.slice(control.length + 1));

const sentences = (c: Control): Bilingual[] => [
  c.title,
  c.objective,
  c.remediation,
  ...c.unread.map((u) => u.what),
];

const texts = (c: Control): Bilingual[] => [...sentences(c), ...c.settings, ...c.evidence];

/** Follows combine through controls; a control that needs itself can never be decided. */
function needsItself(id: string, path: readonly string[] = []): boolean {
  if (path.includes(id)) return true;
  const rule = CONTROLS.find((c) => c.id === id)?.combine;
  const next = rule ? leaves(rule).filter((leaf) => controlIds.has(leaf)) : [];
  return next.some((leaf) => needsItself(leaf, [...path, id]));
}

test('the inventory is the catalogue, in its order', () => {
  expect(CONTROLS.map((c) => c.id)).toEqual(CATALOGUE);
});

test('the letter of an id is its set', () => {
  for (const c of CONTROLS) expect(c.id[0]).toBe(c.set);
});

describe.each(CONTROLS.map((c) => [c.id, c] as const))('%s', (_, c) => {
  test('speaks both languages, and the Japanese is Japanese', () => {
    for (const t of texts(c)) {
      expect(t.ja.trim()).not.toBe('');
      expect(t.en.trim()).not.toBe('');
      if (t.ja !== t.en) expect(t.ja, t.en).toMatch(JAPANESE);
      expect(t.en).not.toMatch(JAPANESE);
    }
    for (const t of sentences(c)) expect(t.ja).not.toBe(t.en);
  });

  test('says itself whose words it uses', () => {
    expect(JSON.stringify(c)).not.toMatch(/[〔〕]/);
    expect(c.label).not.toBe('');
    if (c.provenance === 'inferred') expect(c.page).toBeNull();
    if (c.provenance === 'guide') expect(c.page).not.toBeNull();
    if (c.page !== null) {
      expect(Number.isInteger(c.page)).toBe(true);
      expect(c.page).toBeGreaterThanOrEqual(1);
      expect(c.page).toBeLessThanOrEqual(LAST_PAGE);
    }
  });

  test('has well-formed mappings', () => {
    for (const id of c.mappings.attack ?? []) expect(id).toMatch(/^T\d{4}(\.\d{3})?$/);
    for (const id of c.mappings.mitigations ?? []) expect(id).toMatch(/^M\d{4}$/);
    for (const id of c.mappings.nist80053 ?? []) expect(id).toMatch(/^[A-Z]{2}-\d+(\(\d+\))?(\([a-z]\))?$/);
    for (const id of c.mappings.cisControlsV8 ?? []) expect(id).toMatch(/^\d{1,2}\.\d{1,2}$/);
    for (const list of Object.values(c.mappings)) expect(new Set(list).size).toBe(list.length);
  });

  test('is about some role, once each', () => {
    expect(c.roles.length).toBeGreaterThan(0);
    expect(new Set(c.roles).size).toBe(c.roles.length);
  });

  test('combines its own parts and other controls only', () => {
    for (const leaf of c.combine ? leaves(c.combine) : []) {
      expect(controlIds.has(leaf) || isPartOf(leaf, c.id), leaf).toBe(true);
      const decided = CHECKS.some((k) => k.id === leaf);
      const admitted = c.unread.some((u) => u.part === leaf);
      expect(controlIds.has(leaf) || decided || admitted, `${leaf} is neither checked nor unread`).toBe(true);
    }
    expect(needsItself(c.id)).toBe(false);
  });

  test('names each part it cannot read once', () => {
    const parts = c.unread.map((u) => u.part);
    for (const part of parts) expect(isPartOf(part, c.id), part).toBe(true);
    expect(new Set(parts).size).toBe(parts.length);
  });

  test('is decided by something, or says what it would need', () => {
    const checked = CHECKS.some((k) => k.control === c.id);
    const derived = c.combine !== undefined && leaves(c.combine).every((leaf) => controlIds.has(leaf));
    expect(checked || derived || c.unread.length > 0).toBe(true);
  });

  test('is a choice of a control that combines it', () => {
    if (c.partOf === undefined) return;
    const parent = CONTROLS.find((p) => p.id === c.partOf);
    expect(parent?.combine && leaves(parent.combine)).toContain(c.id);
  });
});
