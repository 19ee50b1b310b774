import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSetting } from '../../src/check/setting.ts';
import { COMMAND_LINE_IN_EVENTS } from '../../src/check/windows-settings.ts';

export default defineCheck({
  id: 'E-nV3a.4',
  control: 'E-nV3a',
  title: {
    ja: 'プロセス作成イベントにコマンド ラインが残る',
    en: 'Process creation events include the command line',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: ({ registry, os }) => judgeSetting(registry, os, COMMAND_LINE_IN_EVENTS),
});
