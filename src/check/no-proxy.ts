/** Judges that a host has no way to the Internet by proxy: WinINET, WinHTTP, and the policies of Edge and Chrome. */
import type { ChromiumProxy } from '../facts/chromium-proxy.ts';
import { chromiumProxy } from '../facts/chromium-proxy.ts';
import { withoutUser } from '../facts/proxy-text.ts';
import type { RegistryFacts } from '../facts/registry.ts';
import { layersOf, setting } from '../facts/registry.ts';
import type { Domains } from '../facts/target-facts.ts';
import {
  connectionFlags,
  INTERNET_SETTINGS,
  INTERNET_SETTINGS_POLICY,
  isProxyPerUser,
} from '../facts/wininet.ts';
import type { Bilingual } from '../model/text.ts';
import { agreed } from './agreed.ts';
import { always, judgeSetting } from './setting.ts';
import { judgeEveryUser } from './user-setting.ts';
import type { Verdict } from './verdict.ts';
import { allOf, anyOf, decide, fail, pass, undecided } from './verdict.ts';

type Facts = Pick<Domains, 'registry' | 'os' | 'winhttp'>;

/** A value that must be absent or empty; one that is no text has no effect. */
function judgeEmpty(registry: RegistryFacts, hive: string, key: string, name: string): Verdict {
  const found = setting(registry, hive, key, name);
  const layers = [layersOf(found)];
  const label = `${hive}\\${key}\\${name}`;
  const { stored } = found;
  if (stored.state === 'unknown') return undecided(stored.because, ['reg-export'], { layers });
  const text =
    stored.state === 'set' && typeof stored.write.data === 'string' ? stored.write.data.trim() : '';
  if (stored.state === 'absent' || text === '') {
    const at = stored.state === 'absent' ? stored.at : stored.write.at;
    return pass([at], { ja: `${label} がないか空`, en: `${label} is absent or empty` }, { layers });
  }
  const shown = `${label} = ${withoutUser(text)}`;
  return fail(
    [stored.write.at],
    { ja: `プロキシが設定されている: ${shown}`, en: `a proxy is configured: ${shown}` },
    { layers },
  );
}

/** ProxyEnable = 1 without a ProxyServer is no proxy. */
const judgeNamed = ({ registry, os }: Facts, hive: string, key: string): Verdict =>
  allOf([
    anyOf([
      judgeSetting(registry, os, {
        hive,
        key,
        name: 'ProxyEnable',
        type: 'REG_DWORD',
        secure: (value) => value !== 1,
        expected: { ja: '0 または値なし', en: '0 or absent' },
        whenAbsent: always(0),
      }),
      judgeEmpty(registry, hive, key, 'ProxyServer'),
    ]),
    judgeEmpty(registry, hive, key, 'AutoConfigURL'),
  ]);

const AUTO_DETECT: Bilingual = {
  ja: 'プロキシの自動検出 (WPAD) が有効で、ネットワークが教えるプロキシを使う',
  en: 'proxies are detected automatically (WPAD): whichever the network names is used',
};

/** What WinINET goes by in the end; the values beside it are copies. */
const judgeFlags = (registry: RegistryFacts, hive: string): Verdict =>
  decide(connectionFlags(registry, hive), (flags, at) => {
    const label = `${hive}\\${INTERNET_SETTINGS}\\Connections\\DefaultConnectionSettings`;
    if (flags?.manual || flags?.pac) {
      return fail(at, {
        ja: `プロキシか PAC が有効: ${label}`,
        en: `a proxy or a PAC file is in use: ${label}`,
      });
    }
    if (!flags || flags.autoDetect) {
      return undecided({ ja: `${AUTO_DETECT.ja} (${label})`, en: `${AUTO_DETECT.en} (${label})` }, [], {
        witness: at,
      });
    }
    return pass(at, { ja: `自動検出も無効 (${label})`, en: `automatic detection is off (${label})` });
  });

const judgeHive = (facts: Facts, hive: string): Verdict =>
  allOf([
    judgeNamed(facts, hive, INTERNET_SETTINGS),
    judgeNamed(facts, hive, INTERNET_SETTINGS_POLICY),
    judgeFlags(facts.registry, hive),
  ]);

/** Settings of Windows for users: of the machine where policy says so, else those of every user. */
export const judgeNoWinInetProxy = (facts: Facts): Verdict =>
  decide(isProxyPerUser(facts.registry), (perUser) =>
    perUser
      ? judgeEveryUser(facts.registry, `HKCU\\${INTERNET_SETTINGS}`, (hive) => judgeHive(facts, hive))
      : judgeHive(facts, 'HKLM'),
  );

/** Settings of services, by `netsh winhttp show proxy`. */
export const judgeNoWinHttpProxy = ({ winhttp }: Facts): Verdict =>
  decide(winhttp, (list) =>
    agreed(
      list.map(({ proxy, at }) =>
        proxy === null
          ? pass([at], { ja: 'WinHTTP は直接アクセス', en: 'WinHTTP goes directly' })
          : fail([at], {
              ja: `WinHTTP にプロキシが設定されている: ${withoutUser(proxy)}`,
              en: `a WinHTTP proxy is configured: ${withoutUser(proxy)}`,
            }),
      ),
      { ja: 'WinHTTP のプロキシ設定', en: 'the WinHTTP proxy setting' },
    ),
  );

const isOff = (proxy: ChromiumProxy | null): boolean =>
  proxy === null || proxy.mode === 'direct' || proxy.mode === 'system';

const describe = ({ mode, server, pacUrl }: ChromiumProxy): string =>
  [mode, server, pacUrl].filter((part) => part !== null).join(' ');

/** A policy that says nothing, or refers to Windows' settings, which are judged by themselves, adds no proxy. */
function judgePolicyKey(registry: RegistryFacts, hive: string, key: string): Verdict {
  const label = `${hive}\\${key}`;
  return decide(chromiumProxy(registry, hive, key), (proxy, at) => {
    if (proxy === null || isOff(proxy)) {
      const mode = proxy?.mode ?? '';
      return pass(at, {
        ja: `${label} はプロキシを指定しない${mode && ` (${mode})`}`,
        en: `${label} names no proxy${mode && ` (${mode})`}`,
      });
    }
    const shown = withoutUser(describe(proxy));
    return fail(at, {
      ja: `${label} がプロキシを指定する: ${shown}`,
      en: `${label} names a proxy: ${shown}`,
    });
  });
}

/** `key`: where the browser reads its policies. Mandatory `direct` of the machine goes before everything else. */
export function judgeNoChromiumProxy({ registry }: Facts, key: string): Verdict {
  const machine = chromiumProxy(registry, 'HKLM', key);
  const both = (hive: string): Verdict =>
    allOf([judgePolicyKey(registry, hive, key), judgePolicyKey(registry, hive, `${key}\\Recommended`)]);
  if (machine.known && machine.value !== null) return judgePolicyKey(registry, 'HKLM', key);
  return allOf([both('HKLM'), judgeEveryUser(registry, `HKCU\\${key}`, both)]);
}
