/** What the checks of a Squid share: whose requests count, and why nothing can be said. */
import { fromRanges, parseAddressSet, subtract, toRanges, union } from '../facts/address-set.ts';
import { type IpRange, parseCidr, showIpAddress } from '../facts/ip-address.ts';
import { squidPortGaps } from '../facts/squid/listeners.ts';
import { type SquidAccessLog, squidLogging } from '../facts/squid/log.ts';
import type { SquidSection } from '../facts/squid/section.ts';
import { mayServe } from '../facts/squid-access.ts';
import { ANY_CLIENT } from '../facts/squid-addresses.ts';
import { squidProgram } from '../facts/squid-program.ts';
import type { Location } from '../model/evidence.ts';
import type { Site } from '../model/site.ts';
import type { Bilingual } from '../model/text.ts';
import type { Verdict } from './verdict.ts';
import { fail, pass, undecided } from './verdict.ts';

/** The user segments; null where none is declared. */
export function userRanges(site: Site): readonly IpRange[] | null {
  const ranges = site.segments
    .filter((s) => s.role === 'user')
    .flatMap((s) => s.cidrs.map(parseCidr))
    .filter((r) => r !== null);
  return ranges.length > 0 ? ranges : null;
}

/**
 * Clients in no declared segment, except loopback. A proxy that lets them through may be letting users through whom the
 * site file forgot: that is not a pass. Empty where no user segment is declared (every client counts then).
 */
function undeclaredRanges(site: Site): readonly IpRange[] {
  if (userRanges(site) === null) return [];
  const declared = union(...site.segments.flatMap((s) => s.cidrs.map((c) => parseAddressSet(c) ?? [])));
  return toRanges(subtract(fromRanges(ANY_CLIENT), declared));
}

const showFirst = ([range]: readonly IpRange[]): string =>
  range ? showIpAddress({ version: range.version, value: range.from }) : '';

/** Undecided where clients of no declared segment get what users must not; null where they do not. */
export function becauseOfUndeclared(
  site: Site,
  isOpen: (sources: readonly IpRange[]) => { readonly row: Location | null; readonly example: string } | null,
): Verdict | null {
  const ranges = undeclaredRanges(site);
  const open = ranges.length > 0 ? isOpen(ranges) : null;
  if (!open) return null;
  const who = open.example || showFirst(ranges);
  return undecided(
    {
      ja: `サイト ファイルのどのセグメントにもない送信元が通る (${who})。その範囲を segments に書く`,
      en: `sources in no segment of the site file get through (${who}); declare their range in segments`,
    },
    [],
    { witness: open.row ? [open.row] : [] },
  );
}

/**
 * Undecided where no request of the user segments can be let through: a proxy that serves no user is not the one users
 * have, or they reach it through another program on its host. Null where it serves some.
 */
export function becauseNobodyServed(section: SquidSection, site: Site): Verdict | null {
  if (mayServe(section, userRanges(site))) return null;
  return undecided(
    {
      ja: '利用者セグメントからの要求をすべて拒否する設定で、端末が使うプロキシのものと言えない (同じホストの別のプログラムを経て使う構成もある)。segments と squid.conf を確かめる',
      en: 'every request of the user segments is denied, so this does not show the proxy that endpoints use (they may come through another program on its host); check segments and squid.conf',
    },
    [],
    { witness: [section.at] },
  );
}

/** Undecided, because of the first gap of the configuration; null where it has none. */
export function becauseOfGap(section: SquidSection, textOnly = false): Verdict | null {
  const gaps = [...squidProgram(section).gaps, ...squidPortGaps(section)];
  const gap = gaps.find((g) => !textOnly || g.scope === 'text');
  if (!gap) return null;
  const where = `${gap.at.file}:${gap.at.line}`;
  return undecided({ ja: `${where} ${gap.because.ja}`, en: `${where} ${gap.because.en}` }, ['squid-conf'], {
    witness: [gap.at],
  });
}

const NO_SEGMENT: Bilingual = {
  ja: 'サイト ファイルに利用者セグメント (role: user) がなく、どの端末からの要求か決められない',
  en: 'the site file declares no user segment (role: user), so whose requests these rows meet is not known',
};

const BEYOND: Bilingual = {
  ja: '時刻・正規表現・外部プログラムなど、要求ごとに変わる条件があり決められない',
  en: 'conditions such as time, regular expressions or external programs decide it from request to request',
};

/** Why the rows of http_access leave a question open. */
export function leftOpen(section: SquidSection, site: Site, row: Location | null): Verdict {
  const gap = becauseOfGap(section);
  if (gap) return gap;
  return undecided(userRanges(site) ? BEYOND : NO_SEGMENT, [], { witness: row ? [row] : [] });
}

export interface LogField {
  readonly name: Bilingual;
  /** Any of these codes will do. Header names are compared without case. */
  readonly codes: readonly string[];
}

const holds = (log: SquidAccessLog, field: LogField): boolean => {
  const own = new Set([...(log.codes ?? [])].map((c) => (c.startsWith('{') ? c.toLowerCase() : c)));
  return field.codes.some((c) => own.has(c.startsWith('{') ? c.toLowerCase() : c));
};

const isKept = (log: SquidAccessLog): boolean => !/(^|:)\/dev\/null$/.test(log.place);

const OWN_FORMAT: Bilingual = {
  ja: 'access_log の行がなく、組み込みの squid 形式で記録される',
  en: 'no access_log line: logged in the built-in squid format',
};

function judgeLogs(
  section: SquidSection,
  logs: readonly SquidAccessLog[],
  fields: readonly LogField[],
): Verdict {
  const full = logs.find((log) => !log.limited && fields.every((f) => holds(log, f)));
  if (full) {
    const because = {
      ja: `${full.place} に必要な項目がすべて記録される`,
      en: `${full.place} gets every field that is needed`,
    };
    return becauseOfGap(section) ?? pass([full.at], because);
  }
  const best = logs.find((log) => !log.limited) ?? logs[0];
  if (!best) {
    return fail([section.at], { ja: 'アクセス ログが残らない', en: 'no access log is kept' });
  }
  if (logs.some((log) => log.codes === null)) {
    return undecided(
      {
        ja: '定義のない logformat を使う access_log がある',
        en: 'an access_log uses a logformat that is not defined',
      },
      ['squid-conf'],
      { witness: [best.at] },
    );
  }
  if (best.limited) {
    return fail([best.at], {
      ja: 'access_log が acl で絞られ、一部の要求しか記録されない',
      en: 'acls on access_log keep requests out of the log',
    });
  }
  const missing = fields.filter((f) => !holds(best, f));
  return fail([best.at], {
    ja: `ログに ${missing.map((f) => f.name.ja).join('、')} がない (形式: ${best.format})`,
    en: `the log has no ${missing.map((f) => f.name.en).join(', ')} (format: ${best.format})`,
  });
}

/** Whether one log of every request has these fields. */
export function judgeLogFields(section: SquidSection, fields: readonly LogField[]): Verdict {
  const refused = becauseOfGap(section, true);
  if (refused) return refused;
  const logging = squidLogging(section);
  if (logging.none && logging.logs.length === 0) {
    return fail([logging.none], {
      ja: 'access_log none で記録を止めている',
      en: 'access_log none stops the log',
    });
  }
  if (!logging.byDefault) return judgeLogs(section, logging.logs.filter(isKept), fields);
  const verdict = judgeLogs(section, [logging.own], fields);
  return {
    ...verdict,
    because: { ja: `${OWN_FORMAT.ja}。${verdict.because.ja}`, en: `${OWN_FORMAT.en}; ${verdict.because.en}` },
  };
}
