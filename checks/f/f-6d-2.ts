import { defineCheck } from '../../src/check/define-check.ts';
import { equals, judgeSetting, plain } from '../../src/check/setting.ts';

/** Windows 8.1 and Server 2012 R2: from here on WDigest keeps no password unless told to. */
const FIRST_WITHOUT_WDIGEST = 9600;

export default defineCheck({
  id: 'F-6d.2',
  control: 'F-6d',
  title: {
    ja: 'WDigest が平文のパスワードを保持しない',
    en: 'WDigest keeps no plain-text password',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: ({ registry, os }) =>
    judgeSetting(registry, os, {
      hive: 'HKLM',
      key: 'SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\WDigest',
      name: 'UseLogonCredential',
      type: 'REG_DWORD',
      secure: equals(0),
      expected: plain('0'),
      whenAbsent: ({ build }) => (build === null ? null : build >= FIRST_WITHOUT_WDIGEST ? 0 : 1),
    }),
});
