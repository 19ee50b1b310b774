import { defineCheck } from '../../src/check/define-check.ts';
import { equals, judgeSetting, plain } from '../../src/check/setting.ts';

export default defineCheck({
  id: 'E-nV3a.2',
  control: 'E-nV3a',
  title: {
    ja: 'タスク スケジューラの Operational ログが有効',
    en: 'The Task Scheduler operational log is enabled',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: ({ registry, os }) =>
    judgeSetting(registry, os, {
      hive: 'HKLM',
      key: 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WINEVT\\Channels\\Microsoft-Windows-TaskScheduler/Operational',
      name: 'Enabled',
      type: 'REG_DWORD',
      secure: equals(1),
      expected: plain('1'),
      whenAbsent: () => null,
      whenUnknown: {
        ja: '既定は Windows のビルドによって違う',
        en: 'its default differs between builds of Windows',
      },
    }),
});
