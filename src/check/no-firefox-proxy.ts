/** Judges that no policy gives Firefox a proxy. */
import { installed } from '../facts/browsers.ts';
import type { FirefoxProxy } from '../facts/firefox-proxy.ts';
import { FIREFOX_PROXY, FIREFOX_PROXY_POLICIES, firefoxProxy } from '../facts/firefox-proxy.ts';
import type { NonEmpty } from '../facts/known.ts';
import { withoutUser } from '../facts/proxy-text.ts';
import type { RegistryFacts } from '../facts/registry.ts';
import { layersOfKey } from '../facts/setting-layers.ts';
import type { Always, Domains } from '../facts/target-facts.ts';
import type { Location } from '../model/evidence.ts';
import { judgeBrowser } from './browser-setting.ts';
import { judgeEveryUser } from './user-setting.ts';
import type { Verdict } from './verdict.ts';
import { decide, fail, pass, undecided } from './verdict.ts';

type Facts = Pick<Domains, 'registry' | 'os'> & Always;

/** What the mode makes of the names beside it; '' where it names nothing. */
function named({ mode, http, https, socks, pacUrl }: FirefoxProxy): string {
  if (mode === 'autoConfig') return pacUrl;
  return mode === 'manual' ? [http, https, socks].filter((proxy) => proxy !== '').join(' ') : '';
}

/** Locked to none, or to Windows' settings, which are judged by themselves, it adds no proxy. */
function judgePolicy(hive: string, proxy: FirefoxProxy, at: NonEmpty<Location>): Verdict {
  const label = `${hive}\\${FIREFOX_PROXY}`;
  const shown = named(proxy);
  const mode = proxy.mode ?? '';
  if (shown !== '') {
    return fail(at, {
      ja: `${label} がプロキシを指定する: ${mode} ${withoutUser(shown)}`,
      en: `${label} names a proxy: ${mode} ${withoutUser(shown)}`,
    });
  }
  if (proxy.locked && (mode === 'none' || mode === 'system')) {
    return pass(at, {
      ja: `${label} はプロキシを指定しない (${mode})`,
      en: `${label} names no proxy (${mode})`,
    });
  }
  return undecided(
    {
      ja: `${label}: プロキシを使わないように固定されておらず、利用者自身の設定は証拠にない`,
      en: `${label}: it is not locked to no proxy, and the user's own setting is not among the evidence`,
    },
    [],
    { witness: at },
  );
}

const judgeHive = ({ registry }: Facts, hive: string, orElse: () => Verdict): Verdict =>
  decide(firefoxProxy(registry, hive), (proxy, at) =>
    proxy === null ? orElse() : judgePolicy(hive, proxy, at),
  );

const OWN = {
  ja: 'Firefox: プロキシのポリシーがなく、利用者自身の設定は証拠にない',
  en: "Firefox: no proxy policy, and the user's own setting is not among the evidence",
};

/** Some value of the policy is in the evidence, for the machine or a user; also where exports differ about it. */
const isShown = (registry: RegistryFacts): boolean =>
  ['HKLM', ...registry.userHives].some((hive) => {
    const values = registry.keys.get(`${hive}\\${FIREFOX_PROXY}`.toLowerCase())?.values;
    return FIREFOX_PROXY_POLICIES.some((name) =>
      values?.get(name.toLowerCase())?.some((write) => write.layer === 'stored' && write.op === 'set'),
    );
  });

/** Nothing to judge where neither Firefox nor a policy for it is to be seen. */
export function judgeNoFirefoxProxy(facts: Facts): readonly Verdict[] {
  const { registry, os, asset } = facts;
  if (installed(registry, os, asset, 'firefox').state === null && !isShown(registry)) return [];
  const users = (): Verdict =>
    judgeEveryUser(registry, `HKCU\\${FIREFOX_PROXY}`, (hive) =>
      judgeHive(facts, hive, () => undecided(OWN)),
    );
  const policy = judgeHive(facts, 'HKLM', users);
  const layers = layersOfKey(registry, 'HKLM', FIREFOX_PROXY, FIREFOX_PROXY_POLICIES);
  return [judgeBrowser(facts, 'firefox', { ...policy, layers })];
}
