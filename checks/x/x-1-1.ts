import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSecurityLogSize } from '../../src/check/log-size.ts';

export default defineCheck({
  id: 'X-1.1',
  control: 'X-1',
  title: { ja: 'セキュリティ ログの容量が足りる', en: 'The Security log is large enough' },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: ({ registry, os, site }) => judgeSecurityLogSize(registry, os, site.parameters.securityLogMinKb),
});
