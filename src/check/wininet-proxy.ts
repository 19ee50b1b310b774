/** Judges the proxy of Windows for its users (WinINET). Internet Explorer goes by it, and Edge and Chrome without policy. */
import type { NonEmpty } from '../facts/known.ts';
import { bypassEntries } from '../facts/proxy-text.ts';
import { setting } from '../facts/registry.ts';
import { layersOfKey } from '../facts/setting-layers.ts';
import type { Always, Domains } from '../facts/target-facts.ts';
import type { ConnectionFlags } from '../facts/wininet.ts';
import { connectionFlags, INTERNET_SETTINGS, isProxyPerUser } from '../facts/wininet.ts';
import type { WinInetValues } from '../facts/wininet-values.ts';
import { WININET_PROXY_VALUES, winInetProxy } from '../facts/wininet-values.ts';
import type { Location } from '../model/evidence.ts';
import { judgeWithOthers } from './browser-setting.ts';
import { judgePacName, judgePacUrl } from './pac-route.ts';
import type { Named } from './proxy-route.ts';
import { judgeBypass, judgeProxyNames, judgeProxyText } from './proxy-route.ts';
import { judgeEveryUser } from './user-setting.ts';
import type { Verdict } from './verdict.ts';
import { allOf, anyOf, decide, fail, pass, undecided } from './verdict.ts';
import { judgeOverridden } from './wininet-browsers.ts';

export type WinInetFacts = Pick<Domains, 'registry' | 'os' | 'shared'> & Always;

/** A proxy by name counts where ProxyEnable is 1 and ProxyServer not empty. */
const isNamed = ({ enabled, server }: WinInetValues): boolean => enabled.value && server.value !== '';

const serverOf = ({ site }: WinInetFacts, hive: string, { server }: WinInetValues): Named => ({
  site,
  label: `${hive} ProxyServer`,
  at: [server.at],
});

const pacOf = ({ site }: WinInetFacts, hive: string, { pacUrl }: WinInetValues): Named => ({
  site,
  label: `${hive} AutoConfigURL`,
  at: [pacUrl.at],
});

function judgeNamed(facts: WinInetFacts, hive: string, values: WinInetValues): readonly Verdict[] {
  if (!isNamed(values)) return [];
  const { site } = facts;
  const { server, bypass } = values;
  return [
    judgeProxyText(serverOf(facts, hive, values), server.value),
    ...judgeBypass({ site, label: `${hive} ProxyOverride`, at: [bypass.at] }, bypassEntries(bypass.value)),
  ];
}

function judgePac(facts: WinInetFacts, hive: string, values: WinInetValues): readonly Verdict[] {
  const url = values.pacUrl.value;
  return url === '' ? [] : [judgePacUrl(pacOf(facts, hive, values), facts.shared, url)];
}

/** What Windows acts on is the binary value; where it says otherwise than those beside it, neither is believed. */
const contradicts = (flags: ConnectionFlags | null, values: WinInetValues): boolean =>
  flags !== null && (flags.manual !== values.enabled.value || flags.pac !== (values.pacUrl.value !== ''));

function judgeNone(hive: string, values: WinInetValues, flags: ConnectionFlags | null): Verdict {
  const auto = flags?.autoDetect ?? false;
  const empty = values.enabled.value;
  const at: NonEmpty<Location> = [values.enabled.at, values.server.at, values.pacUrl.at];
  return fail(
    at,
    {
      ja: `${hive}: ${empty ? 'ProxyEnable は 1 だが ProxyServer が空で、' : ''}プロキシも PAC も名指ししていない${auto ? ' (自動検出 WPAD だけ)' : ''}`,
      en: `${hive}: ${empty ? 'ProxyEnable is 1 but ProxyServer is empty: ' : ''}neither a proxy nor a PAC is named${auto ? ' (automatic detection, WPAD, alone)' : ''}`,
    },
    { annotations: values.mistyped ? ['type-mismatch'] : [] },
  );
}

/** Detection goes before a PAC and a named proxy: whoever answers it first decides. */
const detects = (hive: string, at: NonEmpty<Location>): Verdict =>
  undecided(
    {
      ja: `${hive}: 自動検出 (WPAD) も有効で、ネットワークが応えればそちらが先に使われる`,
      en: `${hive}: automatic detection (WPAD) is on as well and goes first wherever the network answers it`,
    },
    [],
    { witness: at },
  );

const disagree = (hive: string, values: WinInetValues, at: NonEmpty<Location>): Verdict =>
  undecided(
    {
      ja: `${hive}: DefaultConnectionSettings と ProxyEnable / AutoConfigURL が食い違う`,
      en: `${hive}: DefaultConnectionSettings disagrees with ProxyEnable or AutoConfigURL`,
    },
    [],
    { witness: [...at, values.enabled.at, values.pacUrl.at], annotations: ['conflicting-evidence'] },
  );

function judgeValues(facts: WinInetFacts, hive: string, values: WinInetValues): Verdict {
  return decide(connectionFlags(facts.registry, hive), (flags, at) => {
    if (contradicts(flags, values)) return disagree(hive, values, at);
    const parts = [...judgeNamed(facts, hive, values), ...judgePac(facts, hive, values)];
    if (parts.length === 0) return judgeNone(hive, values, flags);
    return allOf(flags?.autoDetect ? [...parts, detects(hive, at)] : parts);
  });
}

function judgeHive(facts: WinInetFacts, hive: string): Verdict {
  const { values, layers } = winInetProxy(facts.registry, hive);
  return { ...decide(values, (known) => judgeValues(facts, hive, known)), layers };
}

/** Whose the proxy and the PAC are that it names, if it names any. */
function judgeOwners(facts: WinInetFacts, hive: string): Verdict {
  return decide(winInetProxy(facts.registry, hive).values, (values) =>
    decide(connectionFlags(facts.registry, hive), (flags, at) => {
      if (contradicts(flags, values)) return disagree(hive, values, at);
      const url = values.pacUrl.value;
      const none = {
        ja: `${hive}: 社外のプロキシを名指ししていない`,
        en: `${hive}: no foreign proxy is named`,
      };
      return allOf([
        pass([values.server.at, values.pacUrl.at], none),
        ...(isNamed(values) ? judgeProxyNames(serverOf(facts, hive, values), values.server.value) : []),
        ...(url === '' ? [] : [judgePacName(pacOf(facts, hive, values), url)]),
      ]);
    }),
  );
}

/**
 * That no browser goes by Windows (`overridden`) excuses a proxy that is missing, or does not take everything, but
 * none that is not the organisation's: whatever else goes by Windows uses it.
 */
function judgeExcused(facts: WinInetFacts, hive: string, overridden: Verdict): Verdict {
  const own = judgeHive(facts, hive);
  const verdict = anyOf([own, overridden]);
  if (own.status === 'pass' || verdict.status === 'fail') return verdict;
  const owners = judgeOwners(facts, hive);
  const stands = owners.status === 'fail' || (owners.status !== 'pass' && verdict.status === 'pass');
  return stands ? { ...owners, layers: own.layers } : verdict;
}

/** Services that run as SYSTEM have settings of their own; they are no browser's. */
const SYSTEM = 'HKU\\S-1-5-18';

function noteSystem(facts: WinInetFacts, verdict: Verdict): Verdict {
  const { stored } = setting(facts.registry, SYSTEM, INTERNET_SETTINGS, 'ProxyEnable');
  if (stored.state !== 'set' || judgeHive(facts, SYSTEM).status === 'pass') return verdict;
  const { ja, en } = verdict.because;
  return {
    ...verdict,
    because: {
      ja: `${ja} (参考: SYSTEM アカウント (S-1-5-18) の設定は社内プロキシを示していない)`,
      en: `${en} (note: the settings of the SYSTEM account, S-1-5-18, do not show an in-house proxy)`,
    },
  };
}

/** What policy intends for users is shown even where the hive of none of them is. */
function withIntended({ registry }: WinInetFacts, verdict: Verdict): Verdict {
  if (verdict.layers.length > 0) return verdict;
  return { ...verdict, layers: layersOfKey(registry, 'HKCU', INTERNET_SETTINGS, WININET_PROXY_VALUES) };
}

/** It goes by Windows unless it has a setting of its own. */
const MAY_DIFFER = {
  ja: '自分のプロキシ設定を持つか、Windows の設定に従うか分からない',
  en: 'whether it goes by the settings of Windows or has a proxy setting of its own is not known',
};

/** Per user, unless the computer's settings are everybody's. Where no browser goes by them, they need name no proxy. */
export const judgeWinInet = (facts: WinInetFacts): Verdict =>
  decide(isProxyPerUser(facts.registry), (perUser) => {
    const every = (judge: (hive: string) => Verdict): Verdict =>
      judgeEveryUser(facts.registry, `HKCU\\${INTERNET_SETTINGS}`, judge);
    const overridden = (hive: string): Verdict => judgeOverridden(facts, hive);
    const verdict = perUser
      ? every((hive) => judgeExcused(facts, hive, overridden(hive)))
      : judgeExcused(facts, 'HKLM', every(overridden));
    return withIntended(facts, judgeWithOthers(facts, noteSystem(facts, verdict), MAY_DIFFER));
  });
