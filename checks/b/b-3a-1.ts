import { defineCheck } from '../../src/check/define-check.ts';
import {
  becauseNobodyServed,
  becauseOfGap,
  becauseOfUndeclared,
  leftOpen,
  userRanges,
} from '../../src/check/squid.ts';
import { decide, fail, pass, undecided, type Verdict } from '../../src/check/verdict.ts';
import { helperKind, helperName } from '../../src/facts/squid/helpers.ts';
import { type SquidAuthScheme, squidAuthSchemes } from '../../src/facts/squid/listeners.ts';
import type { SquidSection } from '../../src/facts/squid/section.ts';
import { type UnauthenticatedPath, unauthenticatedPath } from '../../src/facts/squid-access.ts';
import type { Site } from '../../src/model/site.ts';

/** A fail, where some request passes unasked or any password will do; null otherwise. */
function failure(
  section: SquidSection,
  path: UnauthenticatedPath,
  schemes: readonly SquidAuthScheme[],
): Verdict | null {
  if (path.answer === 'yes') {
    return fail([path.row ?? section.at], {
      ja: `認証なしで通る要求がある: ${path.example}${path.narrow ? ' (宛先を限った行)' : ''}`,
      en: `a request passes without credentials: ${path.example}${path.narrow ? ' (a row for named hosts)' : ''}`,
    });
  }
  const fake = schemes.find((s) => helperKind(s) === 'fake');
  if (!fake) return null;
  return fail([fake.at], {
    ja: '試験用の認証プログラムであり、どんなパスワードでも通る',
    en: 'the helper is one for tests and accepts any password',
  });
}

/** A helper of the site's own, which may accept anything. */
function becauseOfHelper(schemes: readonly SquidAuthScheme[]): Verdict | null {
  const unknown = schemes.filter((s) => helperKind(s) === 'unknown');
  if (unknown.length === 0) return null;
  const names = unknown.map((s) => helperName(s.helper)).join(', ');
  return undecided(
    {
      ja: `認証プログラム ${names} は Squid や Samba に付属するものでなく、パスワードを確かめるかどうか分からない`,
      en: `the helper ${names} is none of those of Squid or Samba, and whether it checks passwords is not known`,
    },
    [],
    { witness: unknown.map((s) => s.at) },
  );
}

/** Clients beside the declared users for whom nothing is settled. */
const others = (section: SquidSection, site: Site): Verdict | null =>
  becauseNobodyServed(section, site) ??
  becauseOfUndeclared(site, (sources) => {
    const other = unauthenticatedPath(section, sources);
    if (other.answer === 'no') return null;
    return { row: other.row, example: other.answer === 'yes' ? other.example : '' };
  });

function judge(section: SquidSection, site: Site): Verdict {
  const schemes = squidAuthSchemes(section);
  const path = unauthenticatedPath(section, userRanges(site));
  const failed = becauseOfGap(section, true) ?? failure(section, path, schemes);
  if (failed) return failed;
  if (path.answer !== 'no') return leftOpen(section, site, path.answer === 'unknown' ? path.row : null);
  if (schemes.length === 0) {
    return fail([section.at], { ja: 'auth_param program がない', en: 'there is no auth_param program' });
  }
  const open = becauseOfHelper(schemes) ?? others(section, site);
  if (open) return open;
  const [first = section.at, ...rest] = [...path.rows, ...schemes.map((s) => s.at)];
  return pass([first, ...rest], {
    ja: 'どの要求も認証を求められるか拒否される',
    en: 'every request is asked for credentials or denied',
  });
}

/** Every way to an allow asks for credentials first. */
export default defineCheck({
  id: 'B-3a.1',
  control: 'B-3a',
  title: {
    ja: '認証なしで http_access の allow に届く要求がない',
    en: 'No request reaches an allow of http_access without credentials',
  },
  reads: ['squid'],
  evidence: ['squid-conf'],
  evaluate: ({ squid, site }) => decide(squid, (section) => judge(section, site)),
});
