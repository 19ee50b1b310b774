import { defineCheck } from '../../src/check/define-check.ts';
import { becauseOfGap } from '../../src/check/squid.ts';
import { decide, fail, notApplicable, pass } from '../../src/check/verdict.ts';
import { squidAuthSchemes } from '../../src/facts/squid/listeners.ts';

/** Kerberos and NTLM take the credentials of the logon session, whoever in it asks. */
export default defineCheck({
  id: 'B-3a-N2.1',
  control: 'B-3a-N2',
  title: {
    ja: 'ログオンの資格情報で自動認証される方式 (SSO) を使わない',
    en: 'No scheme that authenticates by the logon session (single sign-on)',
  },
  reads: ['squid'],
  evidence: ['squid-conf'],
  evaluate({ squid }) {
    return decide(squid, (section) => {
      const refused = becauseOfGap(section, true);
      if (refused) return refused;
      const schemes = squidAuthSchemes(section);
      const sso = schemes.find((s) => /^(negotiate|ntlm)$/i.test(s.scheme));
      if (sso) {
        return fail([sso.at], {
          ja: `${sso.scheme} はマルウェアの通信も自動で認証する。直し方: auth_param をログオンの資格情報を使わない方式 (digest など) に替えるか、認証ログの監視 (B-V1a) で補う`,
          en: `${sso.scheme} authenticates malware as well; Remedy: use a scheme with credentials of its own (digest, for one), or make up for it by the watch on the log (B-V1a)`,
        });
      }
      const gap = becauseOfGap(section);
      if (gap) return gap;
      const [first, ...rest] = schemes.map((s) => s.at);
      if (!first) return notApplicable({ ja: '認証を行っていない', en: 'no authentication is configured' });
      return pass([first, ...rest], { ja: 'SSO の方式はない', en: 'no single sign-on scheme' });
    });
  },
});
