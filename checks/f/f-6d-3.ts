import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSetting, oneOf } from '../../src/check/setting.ts';
import { fail, undecided } from '../../src/check/verdict.ts';
import { isNonEmpty } from '../../src/facts/known.ts';
import { OS_KEYS } from '../../src/facts/os.ts';
import { setting } from '../../src/facts/registry.ts';

const KEY = 'SYSTEM\\CurrentControlSet\\Control\\Lsa';
const NAME = 'RunAsPPL';

/** Windows 8.1 and Server 2012 R2 brought the protected LSASS. */
const FIRST_WITH_PPL = 9600;
/** Windows 11 22H2 knows 2 (without UEFI lock) and may turn it on by itself. */
const FIRST_WITH_DEFAULT = 22621;

export default defineCheck({
  id: 'F-6d.3',
  control: 'F-6d',
  title: { ja: 'LSASS が保護されたプロセスとして動く', en: 'LSASS runs as a protected process' },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate({ registry, os }) {
    const { build } = os;
    const verdict = judgeSetting(registry, os, {
      hive: 'HKLM',
      key: KEY,
      name: NAME,
      type: 'REG_DWORD',
      secure: oneOf(1, 2),
      expected: { ja: '1 または 2', en: '1 or 2' },
      whenAbsent: () => (build !== null && build < FIRST_WITH_DEFAULT ? 0 : null),
      whenUnknown: {
        ja: '既定は OS の版と導入のしかた (Windows 11 22H2 以降の新規導入か) で決まり、証拠からは分からない',
        en: 'its default depends on the OS version and on how it was installed (anew, from Windows 11 22H2 on), which is not shown',
      },
    });
    if (verdict.status !== 'pass' || !isNonEmpty(verdict.witness)) return verdict;
    if (build !== null && build < FIRST_WITH_PPL) {
      return fail(
        verdict.witness,
        {
          ja: `${verdict.because.ja}。ただしこの版の Windows (ビルド ${build}) では効かない`,
          en: `${verdict.because.en}; but it has no effect on this version of Windows (build ${build})`,
        },
        { layers: verdict.layers },
      );
    }
    const stored = setting(registry, 'HKLM', KEY, NAME).stored;
    const needs22h2 = stored.state === 'set' && stored.write.data === 2;
    if (build !== null && (!needs22h2 || build >= FIRST_WITH_DEFAULT)) return verdict;
    return undecided(
      {
        ja: `${verdict.because.ja}。この値が効く OS の版だと示されていない`,
        en: `${verdict.because.en}; nothing shows that the OS version honours this value`,
      },
      ['reg-export'],
      { witness: verdict.witness, layers: verdict.layers, keys: OS_KEYS },
    );
  },
});
