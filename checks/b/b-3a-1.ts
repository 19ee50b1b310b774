import { defineCheck } from '../../src/check/define-check.ts';
import {
  becauseNobodyServed,
  becauseOfGap,
  becauseOfUndeclared,
  leftOpen,
  userRanges,
} from '../../src/check/squid.ts';
import { decide, fail, pass, type Verdict } from '../../src/check/verdict.ts';
import type { SquidSection } from '../../src/facts/squid.ts';
import { type UnauthenticatedPath, unauthenticatedPath } from '../../src/facts/squid-access.ts';
import { type SquidAuthScheme, squidAuthSchemes } from '../../src/facts/squid-listeners.ts';
import type { Site } from '../../src/model/site.ts';

/** Squid's helpers for tests, which accept any password. */
const FAKE = /(^|[/\\])(basic_fake_auth|ntlm_fake_auth|fakeauth_auth)(\.exe)?$/i;

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
  const fake = schemes.find((s) => FAKE.test(s.helper));
  if (!fake) return null;
  return fail([fake.at], {
    ja: '試験用の認証プログラムであり、どんなパスワードでも通る',
    en: 'the helper is one for tests and accepts any password',
  });
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
  const open = others(section, site);
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
