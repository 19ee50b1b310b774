import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSetting } from '../../src/check/setting.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import { notApplicable, undecided } from '../../src/check/verdict.ts';
import type { RegistryFacts } from '../../src/facts/registry.ts';
import { layersOf, setting, showData } from '../../src/facts/registry.ts';

/** Windows 10 brought Delivery Optimization. */
const FIRST_WITH_DELIVERY_OPTIMIZATION = 10240;

/** 3: peers on the Internet. */
const INTERNET = 3;

/** HTTP only, LAN, group, Internet, simple, bypass (Policy CSP - DeliveryOptimization, DODownloadMode). */
const MODES: readonly unknown[] = [0, 1, 2, INTERNET, 99, 100];

const KEY = 'SOFTWARE\\Policies\\Microsoft\\Windows\\DeliveryOptimization';
const NAME = 'DODownloadMode';

/** null: the value is one of those that are documented, or not there. */
function undocumented(registry: RegistryFacts): Verdict | null {
  const found = setting(registry, 'HKLM', KEY, NAME);
  const { stored } = found;
  if (stored.state !== 'set' || stored.write.type !== 'REG_DWORD') return null;
  if (MODES.includes(stored.write.data)) return null;
  const shown = `HKLM\\${KEY}\\${NAME} = ${showData(stored.write)}`;
  return undecided(
    {
      ja: `${shown}: 文書にない値で、Windows がどう扱うか分からない`,
      en: `${shown}: no documented value, and what Windows makes of it is not known`,
    },
    [],
    { witness: [stored.write.at], layers: [layersOf(found)] },
  );
}

export default defineCheck({
  id: 'A-1a2.3',
  control: 'A-1a2',
  title: {
    ja: '更新をインターネット上の PC とやり取りしない (配信の最適化)',
    en: 'Updates are not exchanged with PCs on the Internet (Delivery Optimization)',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate({ registry, os }) {
    if (os.build !== null && os.build < FIRST_WITH_DELIVERY_OPTIMIZATION) {
      return notApplicable(
        {
          ja: `この版の Windows (ビルド ${os.build}) に配信の最適化はない`,
          en: `this version of Windows (build ${os.build}) has no Delivery Optimization`,
        },
        { witness: os.at ? [os.at] : [] },
      );
    }
    const strange = undocumented(registry);
    if (strange) return strange;
    return judgeSetting(registry, os, {
      hive: 'HKLM',
      key: KEY,
      name: NAME,
      type: 'REG_DWORD',
      secure: (value) => value !== INTERNET,
      expected: { ja: '3 以外', en: 'other than 3' },
      whenAbsent: () => null,
      whenUnknown: {
        ja: 'エディションと「設定」での選択によって決まり、それを示す証拠がない',
        en: 'it then depends on the edition and on what was chosen in Settings, which is not shown',
      },
    });
  },
});
