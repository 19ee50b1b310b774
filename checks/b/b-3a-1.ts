import { defineCheck } from '../../src/check/define-check.ts';
import { becauseOfGap } from '../../src/check/squid.ts';
import { type Forbidden, judgeForbidden } from '../../src/check/squid-proof.ts';
import { schemeNeeded } from '../../src/check/squid-schemes.ts';
import { decide, fail, pass, undecided, type Verdict } from '../../src/check/verdict.ts';
import { requireUser } from '../../src/facts/squid/change.ts';
import { helperKind, helperName } from '../../src/facts/squid/helpers.ts';
import { type SquidAuthScheme, squidAuthSchemes } from '../../src/facts/squid/listeners.ts';
import type { SquidSection } from '../../src/facts/squid/section.ts';
import type { Site } from '../../src/model/site.ts';

const UNASKED: Forbidden = {
  query: { unauthenticated: true },
  fault: { ja: '認証なしで通る要求がある', en: 'a request passes without credentials' },
  change: requireUser,
  first: schemeNeeded,
};

/** Any password will do. */
function becauseOfFake(schemes: readonly SquidAuthScheme[]): Verdict | null {
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

function judge(section: SquidSection, site: Site): Verdict {
  const schemes = squidAuthSchemes(section);
  const fake = becauseOfGap(section, true) ?? becauseOfFake(schemes);
  if (fake) return fake;
  const judged = judgeForbidden(section, site, UNASKED);
  if ('settled' in judged) return judged.settled;
  if (schemes.length === 0) {
    return fail([section.at], { ja: 'auth_param program がない', en: 'there is no auth_param program' });
  }
  const open = becauseOfHelper(schemes) ?? becauseOfGap(section);
  if (open) return open;
  const [first = section.at, ...rest] = [...judged.rows, ...schemes.map((s) => s.at)];
  return pass([first, ...rest], {
    ja: '利用者のどの要求も認証を求められるか拒否される (全要求について証明済み)',
    en: 'every request of users is asked for credentials or denied (proved over all requests)',
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
