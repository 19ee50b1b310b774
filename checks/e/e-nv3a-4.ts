import { defineCheck } from '../../src/check/define-check.ts';
import { always, equals, judgeSetting, plain } from '../../src/check/setting.ts';

export default defineCheck({
  id: 'E-nV3a.4',
  control: 'E-nV3a',
  title: {
    ja: 'プロセス作成イベントにコマンド ラインが残る',
    en: 'Process creation events include the command line',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: ({ registry, os }) =>
    judgeSetting(registry, os, {
      hive: 'HKLM',
      key: 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\Audit',
      name: 'ProcessCreationIncludeCmdLine_Enabled',
      type: 'REG_DWORD',
      secure: equals(1),
      expected: plain('1'),
      whenAbsent: always(0),
    }),
});
