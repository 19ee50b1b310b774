/** What must not get from one segment to another, decided over all packets and every declared way. */
import {
  type AddressSet,
  fromRanges,
  isEmpty,
  parseAddressSet,
  subtract,
  union,
} from '../facts/address-set.ts';
import { PRIVATE_IPV4 } from '../facts/address-space.ts';
import { tellingRules } from '../facts/firewall/blame.ts';
import { matrixEnds } from '../facts/firewall/matrix.ts';
import type { Service } from '../facts/firewall/model.ts';
import { showPacket } from '../facts/firewall/packet-text.ts';
import type { ReachPiece, RuleAt } from '../facts/firewall/query.ts';
import { type SegmentEnd, segmentEnds } from '../facts/firewall/site-paths.ts';
import { type SiteAnswer, type SiteQuestion, siteReach } from '../facts/firewall/site-reach.ts';
import { parseIpAddress, showIpAddress } from '../facts/ip-address.ts';
import { isNonEmpty } from '../facts/known.ts';
import type { SharedFacts } from '../facts/target-facts.ts';
import { DEVICE_KINDS, type EvidenceKind, type Location } from '../model/evidence.ts';
import type { Asset, SegmentRole, Site } from '../model/site.ts';
import { SITE_TARGET } from '../model/target.ts';
import type { Bilingual } from '../model/text.ts';
import { allOf, fail, pass, undecided, type Verdict } from './verdict.ts';

/** Evidence that decides questions of this kind. */
export const NETWORK_EVIDENCE = [...DEVICE_KINDS] as readonly EvidenceKind[];

export interface Network {
  readonly shared: SharedFacts;
  readonly site: Site;
  /** Epoch milliseconds: what ended before is over. */
  readonly asOf: number;
}

export interface NoWay {
  readonly question: Omit<SiteQuestion, 'asOf'>;
  /** What is wrong where a packet gets through: `端末からインターネットへ直接出られる`. */
  readonly fault: Bilingual;
}

export const endsOfRole = (site: Site, ...roles: readonly SegmentRole[]): readonly SegmentEnd[] =>
  segmentEnds(site).filter((e) => roles.includes(e.role));

/** Addresses of an asset, each one host, where its name or aliases are some; null where none is. */
export function addressesOf({ hostname, aliases }: Asset): AddressSet | null {
  const hosts = [hostname, ...(aliases ?? [])].flatMap((name) => parseIpAddress(name) ?? []);
  return hosts.length === 0
    ? null
    : fromRanges(hosts.map(({ version, value }) => ({ version, from: value, to: value })));
}

/** Addresses by which the site file names its proxies. */
const proxyAddresses = (site: Site): AddressSet =>
  union(...site.assets.filter((a) => a.role === 'proxy').map((a) => addressesOf(a) ?? []));

/** A segment's addresses without those of proxies that stand in it. */
export const withoutProxies = (site: Site, end: SegmentEnd): AddressSet =>
  subtract(end.addresses, proxyAddresses(site));

const ruleText = ({ hop, rule, list }: RuleAt): Bilingual => {
  if (!rule) return { ja: `${hop}: ${list ?? '?'} の末尾`, en: `${hop}: the end of ${list ?? '?'}` };
  const name = rule.name === null || rule.name === rule.id ? rule.id : `${rule.id} ${rule.name}`;
  const text = `${hop}: ${name} (${rule.at.file}:${rule.at.line})`;
  return { ja: text, en: text };
};

const rulesText = (by: readonly RuleAt[], language: keyof Bilingual): string =>
  tellingRules(by)
    .map((r) => ruleText(r)[language])
    .join(', ');

function conditionsText({ conditions }: ReachPiece): Bilingual {
  if (conditions.length === 0) return { ja: '', en: '' };
  return {
    ja: `。条件: ${conditions.map((c) => c.what.ja).join('、')}`,
    en: `; when ${conditions.map((c) => c.what.en).join(', ')}`,
  };
}

const between = ({ from, to }: NoWay['question']): string => `${from.name} → ${to.name}`;

const placesOf = (pieces: readonly ReachPiece[]): readonly Location[] =>
  pieces.flatMap((p) => p.by.flatMap((b) => (b.rule ? [b.rule.at] : [])));

const NO_FIREWALL: Bilingual = {
  ja: '経路上にファイアウォールがないと宣言されている (paths の through が空)',
  en: 'the site file declares that no firewall stands between (through of paths is empty)',
};

const declared = (text: string): Location => ({ file: SITE_TARGET.name, line: 0, text });

type Permitted = Extract<SiteAnswer, { readonly answer: 'permitted' }>;

function failed({ question, fault }: NoWay, found: Permitted): Verdict {
  const certain = found.pieces.filter((p) => p.permitted === 'yes');
  const [piece] = certain;
  const where = between(question);
  if (!piece) {
    return fail([declared(`paths: ${where} through: []`)], {
      ja: `${fault.ja} (${where}): ${NO_FIREWALL.ja}`,
      en: `${fault.en} (${where}): ${NO_FIREWALL.en}`,
    });
  }
  const at = [...new Set([...placesOf(certain), ...found.at])];
  const packet = showPacket(piece.witness);
  const when = conditionsText(piece);
  const because = {
    ja: `${fault.ja} (${where}): ${packet} を ${rulesText(piece.by, 'ja')} が通す${when.ja}`,
    en: `${fault.en} (${where}): ${packet} passes by ${rulesText(piece.by, 'en')}${when.en}`,
  };
  return isNonEmpty(at) ? fail(at, because) : undecided(because);
}

const MAX_REASONS = 3;

const joined = (because: readonly Bilingual[], language: keyof Bilingual): string =>
  [...new Set(because.map((b) => b[language]))].slice(0, MAX_REASONS).join('; ');

function left({ question }: NoWay, because: readonly Bilingual[], witness: readonly Location[]): Verdict {
  const where = between(question);
  return undecided(
    { ja: `${where}: ${joined(because, 'ja')}`, en: `${where}: ${joined(because, 'en')}` },
    NETWORK_EVIDENCE,
    { witness },
  );
}

function proved({ question }: NoWay, { by, at }: Extract<SiteAnswer, { readonly answer: 'none' }>): Verdict {
  const places = [...new Set([...by.flatMap((b) => (b.rule ? [b.rule.at] : [])), ...at])];
  const where = between(question);
  const stops = by.slice(0, MAX_REASONS);
  if (!isNonEmpty(places)) return left({ question, fault: { ja: '', en: '' } }, [], []);
  return pass(places, {
    ja: `${where}: どのパケットも通らない (全パケットについて証明済み。止めるのは ${rulesText(stops, 'ja')})`,
    en: `${where}: no packet gets through (proved over all packets; stopped by ${rulesText(stops, 'en')})`,
  });
}

/** At any time: an intruder can wait for a schedule. */
export const askSite = ({ shared, site, asOf }: Network, question: NoWay['question']): SiteAnswer =>
  siteReach(shared.firewalls, site, { ...question, asOf: null, since: asOf });

function judgeOne(network: Network, way: NoWay): Verdict {
  const answer = askSite(network, way.question);
  if (answer.answer === 'permitted') return failed(way, answer);
  return answer.answer === 'none' ? proved(way, answer) : left(way, answer.because, answer.at);
}

/** None of them may be; `nobody` says why nothing is asked. */
export function judgeNoWay(network: Network, ways: readonly NoWay[], nobody: Bilingual): Verdict {
  return ways.length === 0 ? undecided(nobody) : allOf(ways.map((w) => judgeOne(network, w)));
}

/** Every pair of ends, one kind of question. */
export const pairs = (
  from: readonly SegmentEnd[],
  to: readonly SegmentEnd[],
  service: readonly Service[] | null,
  fault: Bilingual,
): readonly NoWay[] =>
  from.flatMap((f) =>
    to.filter((t) => t !== f).map((t) => ({ question: { from: f, to: t, service }, fault })),
  );

export const lacks = (role: SegmentRole): Bilingual => ({
  ja: `サイト ファイルに role: ${role} のセグメントがない`,
  en: `the site file declares no segment of role ${role}`,
});

/** Every pair of segments whose roles differ, the Internet among them. */
export function betweenRoles(site: Site, service: readonly Service[], fault: Bilingual): readonly NoWay[] {
  const ends = matrixEnds(site);
  return pairs(ends, ends, service, fault).filter(({ question: q }) => q.from.role !== q.to.role);
}

/** Whether something passes only because no rule stops it: a rule that permits it is not meant here. */
export function judgeDefault(network: Network, way: NoWay): Verdict {
  const answer = askSite(network, way.question);
  if (answer.answer !== 'permitted') {
    return answer.answer === 'none' ? proved(way, answer) : left(way, answer.because, answer.at);
  }
  const pieces = answer.pieces.filter((p) => p.by.every((b) => b.rule === null || b.rule.implicit === true));
  if (answer.unfiltered || pieces.some((p) => p.permitted === 'yes'))
    return failed(way, { ...answer, pieces });
  const rules = placesOf(answer.pieces);
  if (!answer.complete || !isNonEmpty(rules)) return left(way, [MORE_PIECES], answer.at);
  return pass(rules, {
    ja: `${between(way.question)}: 通るのは規則が許すものだけ`,
    en: `${between(way.question)}: only what rules permit passes`,
  });
}

const MORE_PIECES: Bilingual = {
  ja: '通るものをすべては挙げられない',
  en: 'not everything that passes could be listed',
};

/** Something must get through: a question of use, not of safety. */
export function judgeWay(network: Network, question: NoWay['question']): Verdict {
  const way = { question, fault: { ja: '', en: '' } };
  const answer = askSite(network, question);
  const where = between(question);
  if (answer.answer === 'undetermined') return left(way, answer.because, answer.at);
  const at = answer.answer === 'permitted' ? placesOf(answer.pieces) : answer.at;
  const [first = declared(`paths: ${where} through: []`), ...rest] = [...new Set([...at, ...answer.at])];
  return answer.answer === 'permitted'
    ? pass([first, ...rest], { ja: `${where}: 届く`, en: `${where}: gets through` })
    : fail([first, ...rest], { ja: `${where}: 何も届かない`, en: `${where}: nothing gets through` });
}

const PRIVATE = union(...PRIVATE_IPV4.map((text) => parseAddressSet(text) ?? []));

/** Private addresses that no segment holds, and that may get where a question says: they may be anybody's. Null: none do. */
export function judgeUndeclared(
  network: Network,
  { question }: NoWay,
  service: readonly Service[] | null,
): Verdict | null {
  const own = segmentEnds(network.site).flatMap((e) => (e.role === 'internet' ? [] : [e.addresses]));
  const sources = subtract(PRIVATE, union(...own));
  if (isEmpty(sources)) return null;
  const answer = askSite(network, { ...question, sources, service, anywhere: true, families: [4] });
  if (answer.answer === 'none') return null;
  const [piece] = answer.pieces;
  const from = piece ? ` (${showIpAddress(piece.witness.src)})` : '';
  return undecided(
    {
      ja: `サイト ファイルのどのセグメントにもない送信元が ${question.to.name} に届くかもしれない${from}。その範囲を segments に書く`,
      en: `sources in no segment of the site file may get to ${question.to.name}${from}; declare their range in segments`,
    },
    [],
    { witness: answer.at },
  );
}
