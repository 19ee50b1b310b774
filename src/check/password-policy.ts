/** Judges [System Access] numbers of the host ([MS-GPSB] 2.2.1.1), with what templates intend beside them. */
import { systemAccess } from '../facts/rights-query.ts';
import type { SystemAccess } from '../facts/security-policy.ts';
import type { Domains } from '../facts/target-facts.ts';
import type { Location } from '../model/evidence.ts';
import type { LayerFact, Layers } from '../model/finding.ts';
import type { Bilingual } from '../model/text.ts';
import type { Verdict } from './verdict.ts';
import { fail, pass, undecided } from './verdict.ts';

export interface NumberRule {
  readonly name: string;
  readonly secure: (value: number) => boolean;
  readonly expected: Bilingual;
}

type Facts = Pick<Domains, 'effectiveSecurity' | 'intendedSecurity'>;

const NOT_COLLECTED: LayerFact = { state: 'not-collected', value: null, source: null, gpo: null };
const UNKNOWN: LayerFact = { ...NOT_COLLECTED, state: 'unknown' };

const set = (value: string, source: Location, gpo: SystemAccess['gpo']): LayerFact => ({
  state: 'set',
  value,
  source,
  gpo: gpo?.name ?? null,
});

/** Templates that differ, or apply on a condition, leave open what is intended. */
function intendedLayer({ intendedSecurity }: Facts, name: string): LayerFact {
  const said = intendedSecurity
    .flatMap((s) => s.systemAccess)
    .filter((a) => a.name.toLowerCase() === name.toLowerCase());
  const [first, ...rest] = said;
  if (!first || said.some((a) => a.condition) || rest.some((a) => a.value !== first.value)) return UNKNOWN;
  return set(first.value, first.at, first.gpo);
}

function layersFor(facts: Facts, name: string, effective: LayerFact): readonly Layers[] {
  const setting = `[System Access] ${name}`;
  return [{ setting, intended: intendedLayer(facts, name), stored: NOT_COLLECTED, effective }];
}

/** Only the host's own export decides: which of several policies reach it no template shows. */
export function judgeSystemAccess(facts: Facts, rule: NumberRule): Verdict {
  const found = systemAccess(facts.effectiveSecurity, rule.name);
  if (!found.known) {
    return undecided(found.because, found.missing, { layers: layersFor(facts, rule.name, UNKNOWN) });
  }
  const [at] = found.at;
  const text = found.value.trim();
  const extras = { layers: layersFor(facts, rule.name, set(text, at, null)) };
  if (!/^\d+$/.test(text)) {
    return undecided(
      { ja: `${rule.name} が数でない (${text})`, en: `${rule.name} is not a number (${text})` },
      [],
      { ...extras, witness: [at] },
    );
  }
  const because = {
    ja: `${rule.name} = ${text} (期待値: ${rule.expected.ja})`,
    en: `${rule.name} = ${text} (expected ${rule.expected.en})`,
  };
  return rule.secure(Number(text)) ? pass([at], because, extras) : fail([at], because, extras);
}
