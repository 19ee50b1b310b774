import { defineCheck } from '../../src/check/define-check.ts';
import { always, equals, judgeSetting, plain } from '../../src/check/setting.ts';

export default defineCheck({
  id: 'X-2.2',
  control: 'X-2',
  title: {
    ja: 'NTLMv2 だけを使い、LM と NTLMv1 を拒む',
    en: 'NTLMv2 alone is used; LM and NTLMv1 are refused',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export', 'secedit-export'],
  evaluate: ({ registry, os }) =>
    judgeSetting(registry, os, {
      hive: 'HKLM',
      key: 'SYSTEM\\CurrentControlSet\\Control\\Lsa',
      name: 'LmCompatibilityLevel',
      type: 'REG_DWORD',
      secure: equals(5),
      expected: plain('5'),
      whenAbsent: always(3),
    }),
});
