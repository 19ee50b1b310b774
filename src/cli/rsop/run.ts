/** `uchibori rsop`: which GPOs win for a computer or a user, and why; and what is wrong with the GPOs of a domain. */
import type { SiteDirectory } from '../../facts/directory/site-directories.ts';
import { inquire } from '../../facts/rsop/inquiry.ts';
import type { RsopFindingKind } from '../../facts/rsop/model.ts';
import { overviewOf } from '../../facts/rsop/overview.ts';
import { partialReasons } from '../../facts/rsop/partial.ts';
import type { Language } from '../../model/text.ts';
import { printable, safeJson } from '../../report/escape.ts';
import { rsopJson } from '../../report/rsop/json.ts';
import { overviewJson, overviewText, type ToldDomain } from '../../report/rsop/overview.ts';
import { rsopText } from '../../report/rsop/text.ts';
import { isSure, whyText } from '../../report/rsop/why.ts';
import { EXIT } from '../../report/verdict.ts';
import { Failure } from '../failure.ts';
import { loadDomains } from './load.ts';
import { type AskedSubject, subjectOf } from './subject.ts';
import { optionsOf, type ToldFlags } from './told.ts';
import { whyOf } from './why.ts';

export interface RsopFlags extends ToldFlags {
  readonly bundle: string;
  readonly computer?: string;
  readonly user?: string;
  readonly why: readonly string[];
  readonly format: 'text' | 'json';
  readonly language: Language;
}

const print = (lines: readonly string[]): void => {
  process.stdout.write(lines.map((line) => `${printable(line)}\n`).join(''));
};

function answer(asked: AskedSubject, options: ReturnType<typeof optionsOf>, flags: RsopFlags): number {
  const { language } = flags;
  const inquiry = inquire(asked.domain, asked.subject, options);
  const partial = partialReasons(asked.domain);
  const answers = flags.why.map((name) => whyOf(asked, inquiry, name));
  if (flags.format === 'json') process.stdout.write(`${safeJson(rsopJson({ inquiry, partial, answers }))}\n`);
  else if (answers.length > 0) print(whyText({ inquiry, partial, answers }, language));
  else print(rsopText({ inquiry, partial }, language));
  return isSure(inquiry, answers) ? EXIT.compliant : EXIT.undecided;
}

/** What says that something was not read, and not that something is wrong. */
const UNREAD: ReadonlySet<RsopFindingKind> = new Set<RsopFindingKind>([
  'incomplete-evidence',
  'not-readable',
]);

function isWhole({ overview, partial }: ToldDomain): boolean {
  const { linksOpen, findings } = overview;
  return partial.length === 0 && linksOpen.length === 0 && !findings.some((f) => UNREAD.has(f.kind));
}

/** Nobody is named: the GPOs of every domain, with what is wrong with them. */
function overview(domains: readonly SiteDirectory[], { format, language }: RsopFlags): number {
  const told = domains.map(
    (domain): ToldDomain => ({
      name: domain.target,
      overview: overviewOf(domain),
      partial: partialReasons(domain),
    }),
  );
  if (format === 'json') process.stdout.write(`${safeJson({ domains: told.map(overviewJson) })}\n`);
  else print(told.flatMap((one) => overviewText(one, language)));
  return told.every(isWhole) ? EXIT.compliant : EXIT.undecided;
}

/** Exit code 0: all that was asked for is sure; 2: something of it is not. */
export async function rsop(flags: RsopFlags): Promise<number> {
  const domains = await loadDomains(flags.bundle);
  const options = optionsOf(domains, flags);
  const asked = subjectOf(domains, flags);
  if (asked) return answer(asked, options, flags);
  const { why, wmi, site, address } = flags;
  if (why.length + wmi.length > 0 || site !== undefined || address !== undefined) {
    throw new Failure(EXIT.usage, {
      ja: '--why、--site、--address、--wmi には、--computer か --user (または両方) を添える',
      en: '--why, --site, --address and --wmi go with a --computer, a --user, or both',
    });
  }
  return overview(domains, flags);
}
