/** Judges the PAC file that an endpoint loads. */
import type { PacReading } from '../facts/pac-query.ts';
import { readPac } from '../facts/pac-query.ts';
import type { PacDecision, PacSection } from '../facts/proxy-settings.ts';
import { withoutUser } from '../facts/proxy-text.ts';
import { placeOfHost } from '../facts/site-names.ts';
import { declaredPac, declaredProxies, matchProxy } from '../facts/site-proxies.ts';
import type { SharedFacts } from '../facts/target-facts.ts';
import type { Bilingual } from '../model/text.ts';
import { type Named, NO_PROXY_DECLARED, showHop } from './proxy-route.ts';
import type { Verdict } from './verdict.ts';
import { fail, pass, undecided } from './verdict.ts';

const routeOf = ({ url, route }: PacDecision): string => `${url} -> ${route.map(showHop).join('; ')}`;

/** What is wrong whatever the names that the site file leaves open may be. */
function fault({ direct, foreign, listed }: PacReading): Bilingual | null {
  if (direct) {
    return {
      ja: `社外がプロキシを通らない: ${routeOf(direct)}`,
      en: `the outside is reached past every proxy: ${routeOf(direct)}`,
    };
  }
  if (foreign) {
    return {
      ja: `宣言されていないプロキシへ送る: ${routeOf(foreign.decision)}`,
      en: `it sends to a proxy that is not declared: ${routeOf(foreign.decision)}`,
    };
  }
  if (!listed || listed.conditional) return null;
  return {
    ja: `列挙された社外の宛先が社内プロキシを通らない: ${routeOf(listed)}`,
    en: `a listed address outside is reached past the proxies: ${routeOf(listed)}`,
  };
}

/** Why it is not shown that everything outside goes to the proxies. */
function gap({ depends, foreign, listed, conclusive }: PacReading, section: PacSection): Bilingual | null {
  if (depends) {
    return {
      ja: `DNS や端末のアドレスによってはプロキシを通らない: ${routeOf(depends)}`,
      en: `depending on DNS or the client's address: ${routeOf(depends)}`,
    };
  }
  if (foreign) {
    return {
      ja: `${foreign.hop.kind} ${showHop(foreign.hop)} が宣言されたプロキシかどうか、宣言からは決まらない`,
      en: `whether ${foreign.hop.kind} ${showHop(foreign.hop)} is a declared proxy does not follow from what is declared`,
    };
  }
  if (listed) {
    return {
      ja: `プロキシを通らない ${listed.host} が社内かどうか、宣言からは決まらない`,
      en: `whether ${listed.host}, which goes past the proxies, is inside does not follow from what is declared`,
    };
  }
  if (conclusive) return null;
  const doubts = section.doubts.slice(0, 3);
  return {
    ja: `PAC を最後まで確かめられない: ${doubts.map((d) => d.ja).join('、')}`,
    en: `the PAC cannot be read to the end: ${doubts.map((d) => d.en).join(', ')}`,
  };
}

function judgeSection({ site, label, at }: Named, section: PacSection): Verdict {
  const [first, ...rest] = at;
  const witness = [first, ...rest, section.at] as const;
  const say = ({ ja, en }: Bilingual): Bilingual => ({ ja: `${label}: ${ja}`, en: `${label}: ${en}` });
  const wrong = fault(
    readPac(
      section,
      (hop) => matchProxy(site, hop) !== 'no',
      (host) => placeOfHost(site, host) !== 'outside',
    ),
  );
  if (wrong) return fail(witness, say(wrong));
  if (declaredProxies(site).length === 0) return undecided(say(NO_PROXY_DECLARED), [], { witness });
  const strict = readPac(
    section,
    (hop) => matchProxy(site, hop) === 'yes',
    (host) => placeOfHost(site, host) === 'inside',
  );
  const open = gap(strict, section);
  if (open) return undecided(say(open), [], { witness });
  const done = {
    ja: '社外への通信はすべて社内プロキシへ送る',
    en: 'everything outside goes to in-house proxies',
  };
  return pass(witness, say(done), { annotations: strict.failOpen ? ['fail-open'] : [] });
}

const samePath = (a: string, b: string): boolean =>
  a.replace(/\\/g, '/').toLowerCase() === b.replace(/\\/g, '/').toLowerCase();

const labelOf = (named: Named, url: string): string => `${named.label} (${withoutUser(url)})`;

/** Only whether the URL is one that the site file declares. */
export function judgePacName(named: Named, url: string): Verdict {
  const { site, at } = named;
  const label = labelOf(named, url);
  if (site.pacFiles.length === 0) {
    return undecided(
      {
        ja: `${label}: 社内の PAC ファイルの宣言がない (サイト ファイルの pacFiles)`,
        en: `${label}: no PAC file is declared (pacFiles in the site file)`,
      },
      [],
      { witness: at },
    );
  }
  return declaredPac(site, url)
    ? pass(at, { ja: `${label} は社内の PAC`, en: `${label} is an in-house PAC` })
    : fail(at, {
        ja: `${label} は pacFiles に宣言されていない`,
        en: `${label} is not declared under pacFiles`,
      });
}

/** The URL must be one that the site file declares, and the text of that PAC among the evidence. */
export function judgePacUrl(named: Named, shared: SharedFacts, url: string): Verdict {
  const { site, at } = named;
  const label = labelOf(named, url);
  const declared = declaredPac(site, url);
  if (!declared) return judgePacName(named, url);
  const pac = shared.pacs.find((p) => samePath(p.file, declared.file));
  if (pac) return judgeSection({ ...named, label }, pac.section);
  return undecided(
    {
      ja: `${label}: その内容 ${declared.file} が PAC として証拠にない`,
      en: `${label}: its text, ${declared.file}, is not among the evidence as a PAC`,
    },
    ['pac'],
    { witness: at },
  );
}
