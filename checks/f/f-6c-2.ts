import { defineCheck } from '../../src/check/define-check.ts';
import { judgeLapsOf, type LapsKind } from '../../src/check/directory/laps.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import { decide, fail, pass, undecided } from '../../src/check/verdict.ts';
import type { NonEmpty } from '../../src/facts/known.ts';
import { LEGACY_LAPS_ROOT, lapsRoot } from '../../src/facts/laps-query.ts';
import type { RegistryFacts } from '../../src/facts/registry.ts';
import { layersOf, setting } from '../../src/facts/registry.ts';
import type { Always, Domains } from '../../src/facts/target-facts.ts';
import type { Location } from '../../src/model/evidence.ts';
import type { Layers } from '../../src/model/finding.ts';
import type { Bilingual } from '../../src/model/text.ts';

type Facts = Pick<Domains, 'registry' | 'shared'> & Always;

const IN_ENTRA: Bilingual = {
  ja: 'パスワードは Microsoft Entra ID にあり、効いているかどうかは AD のデータからは分からない',
  en: 'passwords are kept in Microsoft Entra ID, so that the directory does not show whether it works',
};

/** Policy is no proof of LAPS at work: the computer's object in the directory is. */
function judgeAtWork(
  facts: Facts,
  kind: LapsKind,
  policy: Bilingual,
  witness: NonEmpty<Location>,
  layers: readonly Layers[],
): Verdict {
  const found = judgeLapsOf(facts, kind);
  const because = {
    ja: `${policy.ja}。${found.because.ja}`,
    en: `${policy.en}; ${found.because.en}`,
  };
  const lines: NonEmpty<Location> = [...witness, ...found.witness];
  if (found.status === 'pass') return pass(lines, because, { layers });
  if (found.status === 'fail') return fail(lines, because, { layers });
  return undecided(because, found.missing, { witness: lines, layers });
}

/** A number that the value holds; 0 where it is absent or of a type that has no effect; null where it is not known. */
function numberOf(registry: RegistryFacts, key: string, name: string) {
  const found = setting(registry, 'HKLM', key, name);
  const { stored } = found;
  if (stored.state === 'unknown') return { value: null, because: stored.because, layers: [layersOf(found)] };
  const data = stored.state === 'set' && stored.write.type === 'REG_DWORD' ? stored.write.data : 0;
  return { value: Number(data), because: null, layers: [layersOf(found)] };
}

function judgeLegacy(facts: Facts, off: NonEmpty<Location>, windows: Bilingual): Verdict {
  const { value, because, layers } = numberOf(facts.registry, LEGACY_LAPS_ROOT, 'AdmPwdEnabled');
  if (because) return undecided(because, ['reg-export'], { witness: off, layers });
  if (value === 1) {
    return judgeAtWork(
      facts,
      'legacy',
      { ja: '従来の LAPS が有効 (AdmPwdEnabled = 1)', en: 'legacy LAPS is on (AdmPwdEnabled = 1)' },
      off,
      layers,
    );
  }
  return fail(
    off,
    {
      ja: `${windows.ja}。従来の LAPS も有効でない`,
      en: `${windows.en}; legacy LAPS is not on either`,
    },
    { layers },
  );
}

function judgeWindows(facts: Facts, root: string | null, at: NonEmpty<Location>): Verdict {
  if (root === null) {
    return judgeLegacy(facts, at, {
      ja: 'Windows LAPS の設定がどこにもない',
      en: 'no root holds a setting of Windows LAPS',
    });
  }
  const { value, because, layers } = numberOf(facts.registry, root, 'BackupDirectory');
  if (because) return undecided(because, ['reg-export'], { witness: at, layers });
  const shown = `HKLM\\${root}\\BackupDirectory = ${value}`;
  if (value === 2) return judgeAtWork(facts, 'windows', { ja: shown, en: shown }, at, layers);
  if (value === 1) {
    return undecided({ ja: `${shown}。${IN_ENTRA.ja}`, en: `${shown}; ${IN_ENTRA.en}` }, [], {
      witness: at,
      layers,
    });
  }
  return judgeLegacy(facts, at, {
    ja: `${shown} (パスワードを管理しない)`,
    en: `${shown} (passwords are not managed)`,
  });
}

export default defineCheck({
  id: 'F-6c.2',
  control: 'F-6c',
  title: {
    ja: 'LAPS がローカル管理者のパスワードを管理する',
    en: 'LAPS manages the password of the local administrator',
  },
  reads: ['registry', 'shared'],
  evidence: ['reg-export'],
  evaluate: (facts) => decide(lapsRoot(facts.registry), (root, at) => judgeWindows(facts, root, at)),
});
