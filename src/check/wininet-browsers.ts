/** Judges whether any browser of a host goes by the proxy settings of Windows. */
import { installed } from '../facts/browsers.ts';
import { CHROMIUM_POLICIES, chromiumProxy } from '../facts/chromium-proxy.ts';
import { isNonEmpty } from '../facts/known.ts';
import type { Always, Domains } from '../facts/target-facts.ts';
import type { Location } from '../model/evidence.ts';
import type { Verdict } from './verdict.ts';
import { fail, pass, undecided } from './verdict.ts';

type Facts = Pick<Domains, 'registry' | 'os'> & Always;

/** `at`: what shows it; a declaration has no line. */
interface Follows {
  readonly state: 'yes' | 'no' | 'unknown';
  readonly at: readonly Location[];
}

const UNKNOWN: Follows = { state: 'unknown', at: [] };

/** Mandatory policy of the machine, then of the user, then what either recommends; all but `system` overrides Windows. */
function byPolicy({ registry }: Facts, hive: string, key: string): Follows {
  const at: Location[] = [];
  for (const k of [key, `${key}\\Recommended`]) {
    for (const h of ['HKLM', hive]) {
      const policy = chromiumProxy(registry, h, k);
      if (!policy.known) return UNKNOWN;
      at.push(...policy.at);
      if (policy.value === null) continue;
      if (k !== key) return UNKNOWN;
      return { state: policy.value.mode === 'system' ? 'yes' : 'no', at: policy.at };
    }
  }
  return { state: 'yes', at };
}

function chromium(facts: Facts, hive: string, browser: 'edge' | 'chrome'): Follows {
  const { state, at } = installed(facts.registry, facts.os, facts.asset, browser);
  if (state === false) return { state: 'no', at: at ? [at] : [] };
  const policy = byPolicy(facts, hive, CHROMIUM_POLICIES[browser]);
  return policy.state === 'yes' && state === null ? UNKNOWN : policy;
}

function older(facts: Facts, browser: 'ie' | 'edge-legacy'): Follows {
  const { state, at } = installed(facts.registry, facts.os, facts.asset, browser);
  const lines = at ? [at] : [];
  return state === null ? UNKNOWN : { state: state ? 'yes' : 'no', at: lines };
}

/** Passes where every browser has a proxy policy of its own, which A-1a.2 judges; fails where one goes by Windows. */
export function judgeOverridden(facts: Facts, hive: string): Verdict {
  const each = [
    older(facts, 'ie'),
    older(facts, 'edge-legacy'),
    chromium(facts, hive, 'edge'),
    chromium(facts, hive, 'chrome'),
  ];
  const follower = each.find((f) => f.state === 'yes');
  const at = (follower ? [follower] : each).flatMap((f) => f.at);
  if (follower && isNonEmpty(at)) {
    return fail(at, {
      ja: `${hive}: Windows の設定に従うブラウザが入っている`,
      en: `${hive}: a browser that goes by the settings of Windows is installed`,
    });
  }
  if (follower || each.some((f) => f.state === 'unknown') || !isNonEmpty(at)) {
    return undecided(
      {
        ja: `${hive}: Windows の設定に従うブラウザがあるかどうか分からない`,
        en: `${hive}: whether a browser goes by the settings of Windows is not known`,
      },
      ['reg-export'],
      { keys: Object.values(CHROMIUM_POLICIES).map((key) => `HKLM\\${key}`) },
    );
  }
  return pass(at, {
    ja: `${hive}: どのブラウザもポリシーで自分のプロキシを持ち、Windows の設定に従わない`,
    en: `${hive}: every browser has a proxy by policy, and none goes by the settings of Windows`,
  });
}
