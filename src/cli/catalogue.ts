/** `uchibori explain` and `uchibori list`: what the program knows, without any evidence. */
import { CONTROLS } from '../../checks/controls/index.ts';
import { CHECKS } from '../../checks/index.ts';
import { howToCollect } from '../check/how-to-collect.ts';
import { EVIDENCE_KINDS } from '../model/evidence.ts';
import type { Language } from '../model/text.ts';
import { CUT_SIGNS } from '../parse/cut.ts';
import { explain } from '../report/explain.ts';
import type { Listing } from '../report/lists.ts';
import {
  listChecks,
  listControls,
  listEvidence,
  listFormats,
  listJson,
  renderList,
} from '../report/lists.ts';
import { EXIT } from '../report/verdict.ts';
import { suggestion } from './arguments.ts';
import { Failure } from './failure.ts';
import { FORMATS } from './formats.ts';

const LISTS: Readonly<Record<string, (language: Language) => Listing>> = {
  controls: (language) => listControls(CONTROLS, CHECKS, language),
  checks: (language) => listChecks(CONTROLS, CHECKS, language),
  evidence: (language) =>
    listEvidence(
      EVIDENCE_KINDS.map((kind) => ({
        kind,
        howToCollect: howToCollect(kind),
        showsCut: CUT_SIGNS[kind].shows,
      })),
      language,
    ),
  formats: (language) =>
    listFormats(
      Object.entries(FORMATS).map(([name, what]) => ({ name, what })),
      language,
    ),
};

function noSuch(word: string, known: readonly string[], what: { ja: string; en: string }): Failure {
  const near = suggestion(word, known);
  return new Failure(EXIT.usage, {
    ja: `${word}: そのような${what.ja}はない${near.ja}`,
    en: `${word}: no such ${what.en}${near.en}`,
  });
}

/** A control's id, or the id of one of its checks. */
export function explainControl(id: string, language: Language): number {
  const word = id.toLowerCase();
  const byCheck = CHECKS.find((c) => c.id.toLowerCase() === word)?.control.toLowerCase();
  const control = CONTROLS.find((c) => c.id.toLowerCase() === (byCheck ?? word));
  if (!control) {
    throw noSuch(
      id,
      CONTROLS.map((c) => c.id),
      { ja: '統制', en: 'control' },
    );
  }
  const checks = CHECKS.filter((c) => c.control === control.id);
  process.stdout.write(explain(control, checks, language));
  return EXIT.compliant;
}

export function listThings(what: string, format: string, language: Language): number {
  const make = LISTS[what];
  if (!make) throw noSuch(what, Object.keys(LISTS), { ja: '一覧', en: 'list' });
  if (format !== 'text' && format !== 'json')
    throw noSuch(format, ['text', 'json'], { ja: '形式', en: 'format' });
  const listing = make(language);
  process.stdout.write(format === 'json' ? listJson(listing) : renderList(listing));
  return EXIT.compliant;
}
