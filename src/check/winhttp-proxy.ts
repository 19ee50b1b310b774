/** Judges the proxy of services (WinHTTP), as netsh prints it and as the registry keeps it. */
import type { WinHttpProxy } from '../facts/proxy-settings.ts';
import type { Always, Domains } from '../facts/target-facts.ts';
import { storedWinHttp } from '../facts/winhttp-registry.ts';
import { agreed } from './agreed.ts';
import { judgeBypass, judgeProxyText } from './proxy-route.ts';
import type { Verdict } from './verdict.ts';
import { allOf, fail, undecided } from './verdict.ts';

type Facts = Pick<Domains, 'registry' | 'winhttp'> & Always;

function judgeOne({ site }: Facts, { proxy, bypass, at }: WinHttpProxy): Verdict {
  if (proxy === null) {
    return fail([at], {
      ja: 'WinHTTP は直接アクセスで、プロキシを名指ししていない',
      en: 'WinHTTP goes directly and names no proxy',
    });
  }
  return allOf([
    judgeProxyText({ site, label: 'WinHTTP', at: [at] }, proxy),
    ...judgeBypass({ site, label: 'WinHTTP', at: [at] }, bypass),
  ]);
}

const sameRoute = (a: WinHttpProxy, b: WinHttpProxy): boolean =>
  (a.proxy ?? '').toLowerCase() === (b.proxy ?? '').toLowerCase();

export function judgeWinHttp(facts: Facts): Verdict {
  const stored = storedWinHttp(facts.registry);
  const printed = facts.winhttp.known ? facts.winhttp.value : [];
  const all = [...printed, ...(stored.known ? [stored.value] : [])];
  const [first, ...rest] = all;
  if (!first) {
    return stored.known
      ? judgeOne(facts, stored.value)
      : undecided(stored.because, ['winhttp-proxy', 'reg-export'], { keys: stored.keys });
  }
  const what = { ja: 'WinHTTP のプロキシ設定', en: 'the WinHTTP proxy setting' };
  const other = rest.find((one) => !sameRoute(first, one));
  if (other) {
    return undecided(
      { ja: `${what.ja}が証拠の間で食い違う`, en: `the evidence disagrees on ${what.en}` },
      [],
      { witness: [first.at, other.at], annotations: ['conflicting-evidence'] },
    );
  }
  return agreed(
    all.map((one) => judgeOne(facts, one)),
    what,
  );
}
