import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSchemes } from '../../src/check/squid-basic.ts';
import { decide } from '../../src/check/verdict.ts';

/** The client picks among the schemes offered, so Basic as a fallback is Basic. */
export default defineCheck({
  id: 'B-3a-N1.1',
  control: 'B-3a-N1',
  title: {
    ja: 'Basic 認証を平文の待ち受けで提示しない',
    en: 'Basic authentication is not offered in clear text',
  },
  reads: ['squid'],
  evidence: ['squid-conf'],
  evaluate: ({ squid }) => decide(squid, (section) => judgeSchemes(section, 'clear-text')),
});
