import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSchemes } from '../../src/check/squid-basic.ts';
import { decide } from '../../src/check/verdict.ts';

/** Within TLS the password is not read on the LAN, but malware that has it uses it all the same. */
export default defineCheck({
  id: 'B-3a-N1.2',
  control: 'B-3a-N1',
  severity: 'low',
  title: {
    ja: 'Basic 認証を TLS の待ち受けでも提示しない',
    en: 'Basic authentication is not offered within TLS either',
  },
  reads: ['squid'],
  evidence: ['squid-conf'],
  evaluate: ({ squid }) => decide(squid, (section) => judgeSchemes(section, 'tls')),
});
