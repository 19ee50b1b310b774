/** Judges the proxy that policy gives to Edge and Chrome. */
import type { ChromiumProxy } from '../facts/chromium-proxy.ts';
import { CHROMIUM_POLICIES, CHROMIUM_PROXY_POLICIES, chromiumProxy } from '../facts/chromium-proxy.ts';
import type { NonEmpty } from '../facts/known.ts';
import { bypassEntries } from '../facts/proxy-text.ts';
import { layersOfKey } from '../facts/setting-layers.ts';
import type { Always, Domains } from '../facts/target-facts.ts';
import type { Location } from '../model/evidence.ts';
import { judgePacUrl } from './pac-route.ts';
import { judgeBypass, judgeProxyText } from './proxy-route.ts';
import { judgeEveryUser } from './user-setting.ts';
import type { Verdict } from './verdict.ts';
import { allOf, decide, fail, pass, undecided } from './verdict.ts';

type Facts = Pick<Domains, 'registry' | 'shared'> & Always;

function judgePolicy(facts: Facts, label: string, proxy: ChromiumProxy, at: NonEmpty<Location>): Verdict {
  const { site } = facts;
  const named = { site, label: `${label} ${proxy.mode}`, at };
  if (proxy.mode === 'system') {
    return pass(at, {
      ja: `${label}: Windows の設定に従う (A-1a.1)`,
      en: `${label}: it goes by the settings of Windows (A-1a.1)`,
    });
  }
  if (proxy.mode === 'fixed_servers') {
    return allOf([
      judgeProxyText(named, proxy.server ?? ''),
      ...judgeBypass({ site, label: `${label} ProxyBypassList`, at }, bypassEntries(proxy.bypass ?? '')),
    ]);
  }
  if (proxy.mode === 'pac_script') return judgePacUrl(named, facts.shared, proxy.pacUrl ?? '');
  return fail(at, {
    ja:
      proxy.mode === 'direct'
        ? `${label}: ProxyMode が direct で、プロキシを通らない`
        : `${label}: ProxyMode が auto_detect で、プロキシを名指ししていない (WPAD)`,
    en:
      proxy.mode === 'direct'
        ? `${label}: ProxyMode is direct, past every proxy`
        : `${label}: ProxyMode is auto_detect (WPAD), which names no proxy`,
  });
}

/** What is only recommended the user may change; with nothing at all the browser goes by Windows. */
function judgeRecommended({ registry }: Facts, hive: string, key: string): Verdict {
  const label = `${hive}\\${key}\\Recommended`;
  return decide(chromiumProxy(registry, hive, `${key}\\Recommended`), (proxy, at) =>
    proxy === null
      ? pass(at, {
          ja: `${hive}\\${key}: プロキシのポリシーがなく、Windows の設定に従う (A-1a.1)`,
          en: `${hive}\\${key}: no proxy policy, so it goes by the settings of Windows (A-1a.1)`,
        })
      : undecided(
          {
            ja: `${label}: 推奨でしかなく、利用者が変えられる (${proxy.mode})`,
            en: `${label}: only recommended, and the user may change it (${proxy.mode})`,
          },
          [],
          { witness: at },
        ),
  );
}

/** Mandatory policy of the machine, else that of each user, else what either recommends. */
export function judgeChromiumProxy(facts: Facts, browser: keyof typeof CHROMIUM_POLICIES): Verdict {
  const key = CHROMIUM_POLICIES[browser];
  const { registry } = facts;
  const verdict = decide(chromiumProxy(registry, 'HKLM', key), (machine, at) => {
    if (machine !== null) return judgePolicy(facts, `HKLM\\${key}`, machine, at);
    return judgeEveryUser(registry, `HKCU\\${key}`, (hive) =>
      decide(chromiumProxy(registry, hive, key), (own, where) =>
        own !== null
          ? judgePolicy(facts, `${hive}\\${key}`, own, where)
          : allOf([judgeRecommended(facts, 'HKLM', key), judgeRecommended(facts, hive, key)]),
      ),
    );
  });
  return { ...verdict, layers: layersOfKey(registry, 'HKLM', key, CHROMIUM_PROXY_POLICIES) };
}
