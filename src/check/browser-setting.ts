/** Judges what a policy makes a browser do, where that browser is installed. */
import { installed, otherBrowsers } from '../facts/browsers.ts';
import type { Always, Domains } from '../facts/target-facts.ts';
import type { Browser } from '../model/site.ts';
import type { Bilingual } from '../model/text.ts';
import type { Verdict } from './verdict.ts';
import { notApplicable, undecided } from './verdict.ts';

type Facts = Pick<Domains, 'registry' | 'os'> & Always;

const NAMES: Readonly<Record<Browser, Bilingual>> = {
  ie: { ja: 'Internet Explorer', en: 'Internet Explorer' },
  edge: { ja: 'Microsoft Edge', en: 'Microsoft Edge' },
  'edge-legacy': { ja: '従来の Microsoft Edge', en: 'Microsoft Edge Legacy' },
  chrome: { ja: 'Google Chrome', en: 'Google Chrome' },
  firefox: { ja: 'Firefox', en: 'Firefox' },
};

/** A setting that is secure passes whether or not the browser is there; one that is not fails only where it is. */
export function judgeBrowser(facts: Facts, browser: Browser, policy: Verdict): Verdict {
  const { state, at } = installed(facts.registry, facts.os, facts.asset, browser);
  const name = NAMES[browser];
  if (state === false) {
    return notApplicable(
      { ja: `${name.ja} は入っていない`, en: `${name.en} is not installed` },
      { witness: at ? [at] : [] },
    );
  }
  if (state === true || policy.status !== 'fail') return policy;
  return undecided(
    {
      ja: `${policy.because.ja}。${name.ja} が入っているかどうか分からない (サイト ファイルの browsers でも示せる)`,
      en: `${policy.because.en}; whether ${name.en} is installed is not known (browsers in the site file can say so)`,
    },
    ['reg-export'],
    { witness: policy.witness, layers: policy.layers, annotations: policy.annotations },
  );
}

/**
 * A browser whose settings are not known keeps what is said of every browser from passing; `doubt`: what it may do.
 */
export function judgeWithOthers({ registry }: Facts, verdict: Verdict, doubt: Bilingual): Verdict {
  const others = verdict.status === 'pass' ? otherBrowsers(registry) : [];
  if (others.length === 0) return verdict;
  const names = others.map((o) => o.name).join(', ');
  return undecided(
    {
      ja: `${verdict.because.ja}。ただしこのツールの知らないブラウザ (${names}) が入っていて、${doubt.ja}`,
      en: `${verdict.because.en}; but a browser unknown to this program is installed (${names}), and ${doubt.en}`,
    },
    [],
    {
      witness: [...others.map((o) => o.at), ...verdict.witness],
      layers: verdict.layers,
      annotations: verdict.annotations,
    },
  );
}
