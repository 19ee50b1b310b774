/** Judges the proxy that policy gives to Firefox. */
import type { FirefoxProxy } from '../facts/firefox-proxy.ts';
import { FIREFOX_PROXY, FIREFOX_PROXY_POLICIES, firefoxProxy } from '../facts/firefox-proxy.ts';
import type { NonEmpty } from '../facts/known.ts';
import { bypassEntries } from '../facts/proxy-text.ts';
import { layersOfKey } from '../facts/setting-layers.ts';
import type { Always, Domains } from '../facts/target-facts.ts';
import type { Location } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { judgePacUrl } from './pac-route.ts';
import { judgeBypass, judgeProxyText } from './proxy-route.ts';
import { judgeEveryUser } from './user-setting.ts';
import type { Verdict } from './verdict.ts';
import { allOf, decide, fail, pass, undecided } from './verdict.ts';

type Facts = Pick<Domains, 'registry' | 'shared'> & Always;

/** As one text in the manner of Windows, in which what is not named goes directly as well. */
const listOf = ({ http, https, socks }: FirefoxProxy): string =>
  [
    ['http', http],
    ['https', https],
    ['socks', socks],
  ]
    .flatMap(([scheme, proxy]) => (proxy === '' ? [] : [`${scheme}=${proxy}`]))
    .join(';');

const OWN: Bilingual = {
  ja: '固定されておらず (Locked が 1 でない)、利用者自身の設定は証拠にない',
  en: "not locked (Locked is not 1), and the user's own setting is not among the evidence",
};

function judgeMode(facts: Facts, label: string, proxy: FirefoxProxy, at: NonEmpty<Location>): Verdict {
  const { site } = facts;
  if (proxy.mode === 'system') {
    return pass(at, {
      ja: `${label}: Windows の設定に従う (A-1a.1)`,
      en: `${label}: it goes by the settings of Windows (A-1a.1)`,
    });
  }
  if (proxy.mode === 'autoConfig' && proxy.pacUrl !== '') {
    return judgePacUrl({ site, label: `${label} AutoConfigURL`, at }, facts.shared, proxy.pacUrl);
  }
  if (proxy.mode === 'manual' && listOf(proxy) !== '') {
    return allOf([
      judgeProxyText({ site, label, at }, listOf(proxy)),
      ...judgeBypass({ site, label: `${label} Passthrough`, at }, bypassEntries(proxy.bypass)),
    ]);
  }
  const mode = proxy.mode ?? '';
  return fail(at, {
    ja: `${label}: Mode が ${mode} で、プロキシも PAC も名指ししていない`,
    en: `${label}: Mode is ${mode}, and neither a proxy nor a PAC is named`,
  });
}

/** Without a mode, or unlocked, the setting of the user's own profile may stand. */
function judgePolicy(facts: Facts, hive: string, proxy: FirefoxProxy, at: NonEmpty<Location>): Verdict {
  const label = `${hive}\\${FIREFOX_PROXY}`;
  const open = (why: Bilingual): Verdict =>
    undecided({ ja: `${label}: ${why.ja}`, en: `${label}: ${why.en}` }, [], { witness: at });
  if (proxy.mode === null) {
    return open({ ja: 'Mode がないか、知られた値でない', en: 'Mode is missing or none that is known' });
  }
  const verdict = judgeMode(facts, label, proxy, at);
  return proxy.locked || verdict.status !== 'pass' ? verdict : allOf([verdict, open(OWN)]);
}

const noPolicy = (hive: string, at: NonEmpty<Location>): Verdict =>
  undecided(
    {
      ja: `${hive}\\${FIREFOX_PROXY}: プロキシのポリシーがなく、利用者自身の設定や distribution\\policies.json は証拠にない`,
      en: `${hive}\\${FIREFOX_PROXY}: no proxy policy, and neither the user's own setting nor distribution\\policies.json is among the evidence`,
    },
    [],
    { witness: at },
  );

/** Policy of the machine, else that of each user. */
export function judgeFirefoxProxy(facts: Facts): Verdict {
  const { registry } = facts;
  const verdict = decide(firefoxProxy(registry, 'HKLM'), (machine, at) => {
    if (machine !== null) return judgePolicy(facts, 'HKLM', machine, at);
    return judgeEveryUser(registry, `HKCU\\${FIREFOX_PROXY}`, (hive) =>
      decide(firefoxProxy(registry, hive), (own, where) =>
        own === null ? noPolicy(hive, where) : judgePolicy(facts, hive, own, where),
      ),
    );
  });
  return { ...verdict, layers: layersOfKey(registry, 'HKLM', FIREFOX_PROXY, FIREFOX_PROXY_POLICIES) };
}
