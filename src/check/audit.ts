/** Judges the audit policy in effect on a host against what a control needs. */
import type { Audited, Subcategory } from '../facts/audit-query.ts';
import { auditState, intendedAudit, SUBCATEGORY, SUBCATEGORY_NAMES } from '../facts/audit-query.ts';
import type { Domains } from '../facts/target-facts.ts';
import type { LayerFact, Layers } from '../model/finding.ts';
import type { Bilingual } from '../model/text.ts';
import type { Verdict } from './verdict.ts';
import { allOf, fail, pass, undecided } from './verdict.ts';

export type AuditNeed = 'success' | 'failure' | 'both';
export type AuditNeeds = Readonly<Partial<Record<Subcategory, AuditNeed>>>;

type AuditFacts = Pick<Domains, 'effectiveAudit' | 'intendedAudit'>;

const NOT_COLLECTED: LayerFact = { state: 'not-collected', value: null, source: null, gpo: null };
const UNKNOWN: LayerFact = { ...NOT_COLLECTED, state: 'unknown' };

const WORDS = {
  both: { ja: '成功と失敗', en: 'success and failure' },
  success: { ja: '成功', en: 'success' },
  failure: { ja: '失敗', en: 'failure' },
  none: { ja: '監査なし', en: 'none' },
} as const;

const wordOf = (a: Audited): keyof typeof WORDS =>
  a.success ? (a.failure ? 'both' : 'success') : a.failure ? 'failure' : 'none';

const meets = (a: Audited, need: AuditNeed): boolean =>
  (need === 'failure' || a.success) && (need === 'success' || a.failure);

function intendedLayer(facts: AuditFacts, which: Subcategory): LayerFact {
  const found = intendedAudit(facts.intendedAudit, which);
  if (!found) return UNKNOWN;
  return {
    state: 'set',
    value: WORDS[wordOf(found)].en,
    source: found.at,
    gpo: found.gpo?.name ?? null,
  };
}

function layersFor(facts: AuditFacts, which: Subcategory, effective: LayerFact): readonly Layers[] {
  const setting = `${SUBCATEGORY_NAMES[which].en} ${SUBCATEGORY[which]}`;
  return [{ setting, intended: intendedLayer(facts, which), stored: NOT_COLLECTED, effective }];
}

function because(which: Subcategory, has: Audited, need: AuditNeed): Bilingual {
  const seen = WORDS[wordOf(has)];
  const name = SUBCATEGORY_NAMES[which];
  return {
    ja: `監査「${name.ja}」= ${seen.ja} (期待値: ${WORDS[need].ja})`,
    en: `audit of "${name.en}" = ${seen.en} (expected ${WORDS[need].en})`,
  };
}

function judgeOne(facts: AuditFacts, which: Subcategory, need: AuditNeed): Verdict {
  const state = auditState(facts.effectiveAudit, which);
  if (!state.known) {
    return undecided(state.because, state.missing, { layers: layersFor(facts, which, UNKNOWN) });
  }
  const effective: LayerFact = {
    state: 'set',
    value: WORDS[wordOf(state.value)].en,
    source: state.at[0],
    gpo: null,
  };
  const text = because(which, state.value, need);
  const extras = { layers: layersFor(facts, which, effective) };
  return meets(state.value, need) ? pass(state.at, text, extras) : fail(state.at, text, extras);
}

/** Every subcategory named must be audited as needed. Only `auditpol` of the host decides; policy is shown beside it. */
export const judgeAudit = (facts: AuditFacts, needs: AuditNeeds): Verdict =>
  allOf(
    (Object.entries(needs) as [Subcategory, AuditNeed][]).map(([which, need]) =>
      judgeOne(facts, which, need),
    ),
  );
