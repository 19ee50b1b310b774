import { defineCheck } from '../../src/check/define-check.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import { decide, fail, undecided } from '../../src/check/verdict.ts';
import type { NonEmpty } from '../../src/facts/known.ts';
import { LEGACY_LAPS_ROOT, lapsRoot } from '../../src/facts/laps-query.ts';
import type { RegistryFacts } from '../../src/facts/registry.ts';
import { layersOf, setting } from '../../src/facts/registry.ts';
import type { Location } from '../../src/model/evidence.ts';
import type { Bilingual } from '../../src/model/text.ts';

const ONLY_AD_CAN_SHOW: Bilingual = {
  ja: '実際に効いているかどうかは AD 上の有効期限の属性でしか分からない',
  en: 'whether it works only the expiry attribute in AD can show',
};

/** A number that the value holds; 0 where it is absent or of a type that has no effect; null where it is not known. */
function numberOf(registry: RegistryFacts, key: string, name: string) {
  const found = setting(registry, 'HKLM', key, name);
  const { stored } = found;
  if (stored.state === 'unknown') return { value: null, because: stored.because, layers: [layersOf(found)] };
  const data = stored.state === 'set' && stored.write.type === 'REG_DWORD' ? stored.write.data : 0;
  return { value: Number(data), because: null, layers: [layersOf(found)] };
}

function judgeLegacy(registry: RegistryFacts, off: NonEmpty<Location>, windows: Bilingual): Verdict {
  const { value, because, layers } = numberOf(registry, LEGACY_LAPS_ROOT, 'AdmPwdEnabled');
  if (because) return undecided(because, ['reg-export'], { witness: off, layers });
  if (value === 1) {
    return undecided(
      {
        ja: `従来の LAPS が有効 (AdmPwdEnabled = 1)。${ONLY_AD_CAN_SHOW.ja}`,
        en: `legacy LAPS is on (AdmPwdEnabled = 1); ${ONLY_AD_CAN_SHOW.en}`,
      },
      [],
      { witness: off, layers },
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

function judgeWindows(registry: RegistryFacts, root: string | null, at: NonEmpty<Location>): Verdict {
  if (root === null) {
    return judgeLegacy(registry, at, {
      ja: 'Windows LAPS の設定がどこにもない',
      en: 'no root holds a setting of Windows LAPS',
    });
  }
  const { value, because, layers } = numberOf(registry, root, 'BackupDirectory');
  if (because) return undecided(because, ['reg-export'], { witness: at, layers });
  const shown = `HKLM\\${root}\\BackupDirectory = ${value}`;
  if (value === 1 || value === 2) {
    return undecided({ ja: `${shown}。${ONLY_AD_CAN_SHOW.ja}`, en: `${shown}; ${ONLY_AD_CAN_SHOW.en}` }, [], {
      witness: at,
      layers,
    });
  }
  return judgeLegacy(registry, at, {
    ja: `${shown} (パスワードを管理しない)`,
    en: `${shown} (passwords are not managed)`,
  });
}

/** Policy is no proof of LAPS at work, so that its lack is all that the registry can show. */
export default defineCheck({
  id: 'F-6c.2',
  control: 'F-6c',
  title: {
    ja: 'LAPS がローカル管理者のパスワードを管理する',
    en: 'LAPS manages the password of the local administrator',
  },
  neverPasses: ONLY_AD_CAN_SHOW,
  reads: ['registry'],
  evidence: ['reg-export'],
  evaluate: ({ registry }) => decide(lapsRoot(registry), (root, at) => judgeWindows(registry, root, at)),
});
