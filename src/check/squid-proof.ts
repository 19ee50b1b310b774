/** What no user may be let do by a Squid, decided over all requests. */
import { type AddressSet, ALL_ADDRESSES, parseAddressSet, subtract, unionOf } from '../facts/address-set.ts';
import { oncePer } from '../facts/once.ts';
import { squidPrograms } from '../facts/squid/across.ts';
import type { SquidChange } from '../facts/squid/change.ts';
import { showChange, withChange } from '../facts/squid/change.ts';
import { unmappedSet } from '../facts/squid/mapped.ts';
import type { SquidProgram } from '../facts/squid/program.ts';
import { findRequest } from '../facts/squid/prove.ts';
import type { SquidAnswer, SquidQuery } from '../facts/squid/query.ts';
import type { SquidRequest } from '../facts/squid/request.ts';
import type { SquidSection } from '../facts/squid/section.ts';
import type { Location } from '../model/evidence.ts';
import type { SegmentRole, Site } from '../model/site.ts';
import type { Bilingual } from '../model/text.ts';
import { becauseOfGap } from './squid.ts';
import type { Preparation } from './squid-schemes.ts';
import { fail, undecided, type Verdict } from './verdict.ts';

/** Addresses of the segments of a role; null where none is declared. */
export function segmentAddresses(site: Site, role: SegmentRole): AddressSet | null {
  const sets = site.segments.filter((s) => s.role === role).map((s) => addressesOf(s.cidrs));
  return sets.length > 0 ? unionOf(sets) : null;
}

const addressesOf = (cidrs: readonly string[]): AddressSet =>
  unmappedSet(unionOf(cidrs.map((c) => parseAddressSet(c) ?? [])));

const LOOPBACK = addressesOf(['127.0.0.0/8', '::/127']);

/** Every address save loopback, which no endpoint has. */
const ANY_CLIENT = subtract(ALL_ADDRESSES, LOOPBACK);

const answers = oncePer((_: SquidSection) => new Map<string, SquidAnswer>());

const keyOf = (query: SquidQuery): string =>
  JSON.stringify(query, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));

/** Several checks ask the same of one proxy. */
function ask(section: SquidSection, query: SquidQuery): SquidAnswer {
  const known = answers(section);
  const key = keyOf(query);
  const before = known.get(key);
  if (before) return before;
  const answer = findRequest(section, query);
  known.set(key, answer);
  return answer;
}

/** Something that a request must not get, whoever of `src` sends it. */
export interface Forbidden {
  readonly query: Omit<SquidQuery, 'src' | 'verdict'>;
  /** What a witness shows. */
  readonly fault: Bilingual;
  readonly change: (program: SquidProgram) => SquidChange;
  /** What must be there before the change can be made; null where it is. */
  readonly first?: (section: SquidSection) => Preparation | null;
}

type Witness = Extract<SquidAnswer, { readonly answer: 'witness' }>;

const places = (section: SquidSection, answer: SquidAnswer): readonly Location[] => {
  if (answer.answer === 'witness') return [answer.decision.row?.at ?? section.at];
  return answer.answer === 'none' ? answer.rows.flatMap((r) => (r ? [r.at] : [])) : [];
};

const NO_LINE: Bilingual = {
  ja: '一か所に足すだけでは塞がらない。行の順と条件を見直す (uchibori squid find で確かめられる)',
  en: 'no addition in one place closes it; review the order of the rows and their conditions (uchibori squid find tells)',
};

const prepared = (section: SquidSection, ahead: Preparation | null): SquidSection =>
  ahead ? withChange(section, { lines: [ahead.line], before: section.directives[0]?.at ?? null }) : section;

/** A change is proposed only if it closes the way in every release that may be running. */
function remedyFor(section: SquidSection, query: SquidQuery, { change, first }: Forbidden): Bilingual {
  const ahead = first?.(section) ?? null;
  for (const program of squidPrograms(section)) {
    const proposed = change(program);
    const closed = withChange(prepared(section, ahead), proposed);
    if (findRequest(closed, query).answer !== 'none') continue;
    const shown = showChange(proposed);
    return ahead ? { ja: ahead.because.ja + shown.ja, en: ahead.because.en + shown.en } : shown;
  }
  return NO_LINE;
}

function failWith(section: SquidSection, found: Witness, query: SquidQuery, forbidden: Forbidden): Verdict {
  const request = JSON.stringify(found.request);
  const [at = section.at] = places(section, found);
  const { fault } = forbidden;
  const remedy = remedyFor(section, query, forbidden);
  const where = `${at.file}:${at.line}`;
  const end = found.decision.row === null;
  return fail([at], {
    ja: `${fault.ja}: ${request} (${end ? 'どの行にも当てはまらず、最後の行の反対になる' : `${where} が許す`})。直し方: ${remedy.ja}`,
    en: `${fault.en}: ${request} (${end ? 'no row matches, so it gets the opposite of the last one' : `allowed by ${where}`}). Remedy: ${remedy.en}`,
  });
}

const MAX_REASONS = 3;

const leftUndecided = (because: readonly Bilingual[], witness: readonly Location[] = []): Verdict =>
  undecided(
    {
      ja: because
        .slice(0, MAX_REASONS)
        .map((b) => b.ja)
        .join('; '),
      en: because
        .slice(0, MAX_REASONS)
        .map((b) => b.en)
        .join('; '),
    },
    [],
    { witness },
  );

const NO_SEGMENT: Bilingual = {
  ja: 'サイト ファイルに利用者セグメント (role: user) がなく、どの端末からの要求か決められない',
  en: 'the site file declares no user segment (role: user), so whose requests these rows meet is not known',
};

/** The host of a URL, as a query names a destination. */
function destinationOf({ method, url }: SquidRequest): SquidQuery['dst'] | null {
  const authority = method === 'CONNECT' ? url : (/^[a-z]+:\/\/([^/]*)/i.exec(url)?.[1] ?? '');
  const host = authority.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  const addresses = parseAddressSet(host);
  if (addresses) return { addresses };
  return host === '' ? null : { domain: host };
}

/** Whether every client gets what the witness gets: then it does not matter where the users are. */
function isForEverybody(section: SquidSection, { request }: Witness, query: Forbidden['query']): boolean {
  const dst = destinationOf(request);
  if (!dst) return false;
  const same = { ...query, dst, method: { only: [request.method] }, src: ANY_CLIENT };
  return (['deny', 'challenge'] as const).every(
    (verdict) => ask(section, { ...same, verdict }).answer === 'none',
  );
}

function judgeUndeclared(section: SquidSection, site: Site, query: Forbidden['query']): Verdict | null {
  // What is not ours is no place for our users, so that a segment for the Internet excuses nobody.
  const own = site.segments.filter((s) => s.role !== 'internet');
  const declared = unionOf(own.map((s) => addressesOf(s.cidrs)));
  const others = subtract(ANY_CLIENT, declared);
  if (others.length === 0) return null;
  const answer = ask(section, { ...query, verdict: 'allow', src: others });
  if (answer.answer === 'none') return null;
  if (answer.answer === 'undecided') return leftUndecided(answer.because);
  return undecided(
    {
      ja: `サイト ファイルのどのセグメントにもない送信元が通る (${answer.request.src})。その範囲を segments に書く`,
      en: `sources in no segment of the site file get through (${answer.request.src}); declare their range in segments`,
    },
    [],
    { witness: places(section, answer) },
  );
}

const servesNobody = (section: SquidSection, src: AddressSet): boolean =>
  ask(section, { verdict: 'allow', src }).answer === 'none';

const NOBODY: Bilingual = {
  ja: '利用者セグメントからの要求をすべて拒否する設定で、端末が使うプロキシのものと言えない (同じホストの別のプログラムを経て使う構成もある)。segments と squid.conf を確かめる',
  en: 'every request of the user segments is denied, so this does not show the proxy that endpoints use (they may come through another program on its host); check segments and squid.conf',
};

/** Undecided where no request of the users can be let through: it is then not the proxy that they use. */
const becauseNobodyServed = (section: SquidSection, site: Site): Verdict | null =>
  servesNobody(section, segmentAddresses(site, 'user') ?? ANY_CLIENT)
    ? undecided(NOBODY, [], { witness: [section.at] })
    : null;

/** A verdict that settles it, or the rows that show that nobody who is asked about gets it. */
export type Judged = { readonly settled: Verdict } | { readonly rows: readonly Location[] };

/** Several questions: the first that is not answered by "nobody" settles it. */
export function judgeEach(questions: readonly Forbidden[], judge: (forbidden: Forbidden) => Judged): Judged {
  const rows: Location[] = [];
  for (const forbidden of questions) {
    const judged = judge(forbidden);
    if ('settled' in judged) return judged;
    rows.push(...judged.rows);
  }
  return { rows: [...new Set(rows)] };
}

/** A question about any destination that the configuration does not name. */
export const toAnywhere = (forbidden: Forbidden): Forbidden => ({
  ...forbidden,
  query: { ...forbidden.query, dst: { unlisted: true } },
});

/** Of clients that are declared. */
export function judgeClients(section: SquidSection, src: AddressSet, forbidden: Forbidden): Judged {
  const refused = becauseOfGap(section, true);
  if (refused) return { settled: refused };
  const query: SquidQuery = { ...forbidden.query, verdict: 'allow', src };
  const answer = ask(section, query);
  if (answer.answer === 'undecided') return { settled: leftUndecided(answer.because) };
  if (answer.answer === 'witness') return { settled: failWith(section, answer, query, forbidden) };
  return { rows: places(section, answer) };
}

/** Without a declared user segment: what every client gets, users get; what nobody gets, users do not. */
function judgeAnyClient(section: SquidSection, forbidden: Forbidden): Judged {
  const judged = judgeClients(section, ANY_CLIENT, forbidden);
  if ('rows' in judged || judged.settled.status !== 'fail') return judged;
  const answer = ask(section, { ...forbidden.query, verdict: 'allow', src: ANY_CLIENT });
  const everybody = answer.answer === 'witness' && isForEverybody(section, answer, forbidden.query);
  return everybody ? judged : { settled: leftUndecided([NO_SEGMENT], judged.settled.witness) };
}

/**
 * Of the users, and of clients in no declared segment, who may be users that the site file forgot. `real`: the
 * configuration itself, where `section` is one made from it to ask a narrower question.
 */
export function judgeForbidden(
  section: SquidSection,
  site: Site,
  forbidden: Forbidden,
  real: SquidSection = section,
): Judged {
  const users = segmentAddresses(site, 'user');
  const judged = users ? judgeClients(section, users, forbidden) : judgeAnyClient(section, forbidden);
  if ('settled' in judged) return judged;
  const open =
    becauseNobodyServed(real, site) ?? (users ? judgeUndeclared(section, site, forbidden.query) : null);
  return open ? { settled: open } : judged;
}
