/** Judges what an endpoint names as its proxies, and what it sends past them. */
import type { NonEmpty } from '../facts/known.ts';
import type { PacHop } from '../facts/proxy-settings.ts';
import { schemeRoutes, withoutUser } from '../facts/proxy-text.ts';
import { placeOfBypass } from '../facts/site-names.ts';
import { matchProxy } from '../facts/site-proxies.ts';
import type { Location } from '../model/evidence.ts';
import type { Site } from '../model/site.ts';
import type { Bilingual } from '../model/text.ts';
import type { Verdict } from './verdict.ts';
import { allOf, fail, pass, undecided } from './verdict.ts';

/** What is judged, for the reader, and the lines that say it. */
export interface Named {
  readonly site: Site;
  readonly label: string;
  readonly at: NonEmpty<Location>;
}

export const NO_PROXY_DECLARED: Bilingual = {
  ja: 'サイト ファイルにプロキシ (role: proxy の assets) の宣言がない',
  en: 'the site file declares no proxy (assets with role: proxy)',
};

export const showHop = ({ kind, host, port }: PacHop): string =>
  host === null ? kind : port === null ? host : `${host}:${port}`;

const AS_SOCKS: Bilingual = {
  ja: '宣言されたプロキシだが SOCKS サーバーとして指定されており、HTTP プロキシを通るとは言えない',
  en: 'it is a declared proxy but named as a SOCKS server, and whether its rules for http apply is not shown',
};

const BY_NAME: Bilingual = {
  ja: '宣言されたプロキシと同じものか、名前からは決まらない (aliases に書けば決まる)',
  en: 'whether it is a declared proxy does not follow from the names (aliases would tell)',
};

const OPEN: Readonly<Record<'maybe' | 'socks' | 'undeclared', Bilingual>> = {
  maybe: BY_NAME,
  socks: AS_SOCKS,
  undeclared: NO_PROXY_DECLARED,
};

function judgeHop({ site, label, at }: Named, hop: PacHop): Verdict {
  const shown = showHop(hop);
  const match = matchProxy(site, hop);
  if (match === 'yes') {
    return pass(at, {
      ja: `${label} は社内プロキシ ${shown}`,
      en: `${label} is the in-house proxy ${shown}`,
    });
  }
  if (match === 'no') {
    return fail(at, {
      ja: `${label} の ${shown} は宣言された社内プロキシではない`,
      en: `${label} names ${shown}, which is no declared proxy`,
    });
  }
  const why = OPEN[match];
  return undecided({ ja: `${label} は ${shown}。${why.ja}`, en: `${label} names ${shown}; ${why.en}` }, [], {
    witness: at,
  });
}

/** Every proxy of a route must be the organisation's. DIRECT after them is used when they do not answer. */
function judgeHops(named: Named, hops: readonly PacHop[]): Verdict {
  const { label, at } = named;
  if (hops[0]?.kind === 'DIRECT') {
    return fail(at, { ja: `${label} はプロキシを通らない`, en: `${label} goes past every proxy` });
  }
  const verdict = allOf(hops.filter((hop) => hop.kind !== 'DIRECT').map((hop) => judgeHop(named, hop)));
  if (!hops.some((hop) => hop.kind === 'DIRECT')) return verdict;
  return { ...verdict, annotations: [...verdict.annotations, 'fail-open'] };
}

const notUnderstood = ({ label, at }: Named, text: string): Verdict =>
  undecided(
    {
      ja: `${label} (${withoutUser(text)}) が読み取れない`,
      en: `${label} (${withoutUser(text)}) cannot be understood`,
    },
    [],
    { witness: at },
  );

/** Only whose the proxies are that it names for http and https; what goes past them is not judged. */
export function judgeProxyNames(named: Named, text: string): readonly Verdict[] {
  const routes = schemeRoutes(text);
  if (!routes) return [notUnderstood(named, text)];
  const hops = [...(routes.http ?? []), ...(routes.https ?? [])].filter((hop) => hop.kind !== 'DIRECT');
  return hops.map((hop) => judgeHop(named, hop));
}

/** `host:port`, or a list by scheme in which a scheme that is not named goes directly. */
export function judgeProxyText(named: Named, text: string): Verdict {
  const routes = schemeRoutes(text);
  const { label, at } = named;
  if (!routes) return notUnderstood(named, text);
  if (routes.http && JSON.stringify(routes.http) === JSON.stringify(routes.https)) {
    return judgeHops(named, routes.http);
  }
  return allOf(
    (['http', 'https'] as const).map((scheme) => {
      const hops = routes[scheme];
      if (hops) return judgeHops({ ...named, label: `${label} (${scheme})` }, hops);
      return fail(at, {
        ja: `${label} に ${scheme} のプロキシがなく、${scheme} はプロキシを通らない`,
        en: `${label} names no proxy for ${scheme}, which goes directly`,
      });
    }),
  );
}

/** Entries that let public names or addresses go past the proxy fail; a name nobody declares is left open. */
export function judgeBypass({ site, label, at }: Named, entries: readonly string[]): readonly Verdict[] {
  const outside = entries.filter((entry) => placeOfBypass(site, entry) === 'outside');
  const open = entries.filter((entry) => placeOfBypass(site, entry) === 'unknown');
  if (outside.length > 0) {
    return [
      fail(at, {
        ja: `${label} が社外をプロキシの対象外にする: ${outside.join(' ')}`,
        en: `${label} lets the outside go past the proxy: ${outside.join(' ')}`,
      }),
    ];
  }
  if (open.length === 0) return [];
  return [
    undecided(
      {
        ja: `${label} の ${open.join(' ')} が社内かどうか、宣言からは決まらない`,
        en: `whether ${open.join(' ')} of ${label} is inside does not follow from what is declared`,
      },
      [],
      { witness: at },
    ),
  ];
}
