/** What the checks of a Squid share: why nothing can be said, and what its logs hold. */
import { squidPrograms } from '../facts/squid/across.ts';
import { type SquidAccessLog, squidLogging } from '../facts/squid/log.ts';
import { directivesOf, type SquidSection } from '../facts/squid/section.ts';
import type { Bilingual } from '../model/text.ts';
import type { Verdict } from './verdict.ts';
import { fail, pass, undecided } from './verdict.ts';

/**
 * Undecided, because of the first gap of the configuration; null where it has none. A release that refuses the file is
 * not the one that runs it, so that one which takes it whole is enough.
 */
export function becauseOfGap(section: SquidSection, textOnly = false): Verdict | null {
  const gap = squidPrograms(section)[0]?.gaps.find((g) => !textOnly || g.scope === 'text');
  if (!gap) return null;
  const where = `${gap.at.file}:${gap.at.line}`;
  return undecided({ ja: `${where} ${gap.because.ja}`, en: `${where} ${gap.because.en}` }, ['squid-conf'], {
    witness: [gap.at],
  });
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

/** Every field that the checks of logs ask for, in one format. */
export const FULL_LOG: readonly string[] = [
  'logformat uchibori %>a %un [%tl] %6tr "%rm %ru HTTP/%rv" %>Hs %<st "%{Referer}>h" "%{User-Agent}>h" %Ss:%Sh',
  'access_log daemon:/var/log/squid/access.log logformat=uchibori',
];

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
    ja: `ログに ${missing.map((f) => f.name.ja).join('、')} がない (形式: ${best.format})。直し方: ${FULL_LOG.map((l) => `「${l}」`).join('')}を加える`,
    en: `the log has no ${missing.map((f) => f.name.en).join(', ')} (format: ${best.format}). Remedy: add ${FULL_LOG.map((l) => `"${l}"`).join(', ')}`,
  });
}

/** Squid writes addresses of clients with the bits of client_netmask only (cf.data.pre of 3.5 to 7). */
function becauseOfMask(section: SquidSection, fields: readonly LogField[]): Verdict | null {
  const mask = directivesOf(section, 'client_netmask').at(-1);
  if (!mask || mask.args[0] === '255.255.255.255') return null;
  if (!fields.some((f) => f.codes.includes('>a'))) return null;
  return fail([mask.at], {
    ja: `${mask.at.text}: ログの送信元アドレスが丸められ、端末を特定できない。直し方: この行を除く`,
    en: `${mask.at.text}: addresses of clients are masked in the log, so that no endpoint can be told. Remedy: remove the line`,
  });
}

/** Whether one log of every request has these fields. */
export function judgeLogFields(section: SquidSection, fields: readonly LogField[]): Verdict {
  const refused = becauseOfGap(section, true);
  if (refused) return refused;
  const masked = becauseOfMask(section, fields);
  if (masked) return masked;
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
