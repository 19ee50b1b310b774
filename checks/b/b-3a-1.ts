import { defineCheck } from '../../src/check/define-check.ts';
import {
  becauseNobodyServed,
  becauseOfGap,
  becauseOfUndeclared,
  leftOpen,
  userRanges,
} from '../../src/check/squid.ts';
import { decide, fail, pass } from '../../src/check/verdict.ts';
import { unauthenticatedPath } from '../../src/facts/squid-access.ts';
import { squidAuthSchemes } from '../../src/facts/squid-listeners.ts';

/** Squid's helpers for tests, which accept any password. */
const FAKE = /(^|[/\\])(basic_fake_auth|ntlm_fake_auth|fakeauth_auth)(\.exe)?$/i;

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
  evaluate({ squid, site }) {
    return decide(squid, (section) => {
      const refused = becauseOfGap(section, true);
      if (refused) return refused;
      const schemes = squidAuthSchemes(section);
      const path = unauthenticatedPath(section, userRanges(site));
      if (path.answer === 'yes') {
        return fail([path.row ?? section.at], {
          ja: `認証なしで通る要求がある: ${path.example}${path.narrow ? ' (宛先を限った行)' : ''}`,
          en: `a request passes without credentials: ${path.example}${path.narrow ? ' (a row for named hosts)' : ''}`,
        });
      }
      const fake = schemes.find((s) => FAKE.test(s.helper));
      if (fake) {
        return fail([fake.at], {
          ja: '試験用の認証プログラムであり、どんなパスワードでも通る',
          en: 'the helper is one for tests and accepts any password',
        });
      }
      if (path.answer === 'unknown') return leftOpen(section, site, path.row);
      if (schemes.length === 0) {
        return fail([section.at], { ja: 'auth_param program がない', en: 'there is no auth_param program' });
      }
      const open =
        becauseNobodyServed(section, site) ??
        becauseOfUndeclared(site, (sources) => {
          const other = unauthenticatedPath(section, sources);
          if (other.answer === 'no') return null;
          return { row: other.row, example: other.answer === 'yes' ? other.example : '' };
        });
      if (open) return open;
      const [first = section.at, ...rest] = [...path.rows, ...schemes.map((s) => s.at)];
      return pass([first, ...rest], {
        ja: 'どの要求も認証を求められるか拒否される',
        en: 'every request is asked for credentials or denied',
      });
    });
  },
});
