import { defineCheck } from '../../src/check/define-check.ts';
import { always, judgeSetting } from '../../src/check/setting.ts';

/** A decimal number written as text (REG_SZ); Windows counts more than 50 as 50. */
const count = (value: unknown): number =>
  typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : Infinity;

export default defineCheck({
  id: 'F-6d.1',
  control: 'F-6d',
  title: {
    ja: 'キャッシュされるログオンの数が上限以下',
    en: 'The number of cached logons is within the limit',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export', 'secedit-export'],
  evaluate({ registry, os, site }) {
    const limit = site.parameters.cachedLogonsMax;
    return judgeSetting(registry, os, {
      hive: 'HKLM',
      key: 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon',
      name: 'CachedLogonsCount',
      type: 'REG_SZ',
      secure: (value) => count(value) <= limit,
      expected: { ja: `${limit} 以下`, en: `${limit} or fewer` },
      whenAbsent: always('10'),
    });
  },
});
