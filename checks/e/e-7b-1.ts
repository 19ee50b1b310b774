import { judgeAutoShare } from '../../src/check/administrative-shares.ts';
import { defineCheck } from '../../src/check/define-check.ts';

/** The registry alone. Whether the shares are gone is E-7b.2; the control needs both. */
export default defineCheck({
  id: 'E-7b.1',
  control: 'E-7b',
  title: {
    ja: '管理共有を作らない設定が保存されている',
    en: 'The value that stops administrative shares from being created is stored',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export', 'secedit-export'],
  evaluate: ({ registry, os }) => judgeAutoShare(registry, os),
});
