import { defineCheck } from '../../src/check/define-check.ts';
import { judgePowerShellLog, POWERSHELL } from '../../src/check/powershell-log.ts';
import { always, equals, plain } from '../../src/check/setting.ts';

/** Windows 10 brought PowerShell 5. Without the policy it logs only blocks that it finds suspicious. */
const FIRST_WITH_SCRIPT_BLOCKS = 10_240;

export default defineCheck({
  id: 'R-CMD.2',
  control: 'R-CMD',
  title: {
    ja: 'PowerShell のスクリプト ブロックが記録される',
    en: 'PowerShell script blocks are logged',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: ({ registry, os }) =>
    judgePowerShellLog(registry, os, {
      since: FIRST_WITH_SCRIPT_BLOCKS,
      rules: [
        {
          key: `${POWERSHELL}\\ScriptBlockLogging`,
          name: 'EnableScriptBlockLogging',
          type: 'REG_DWORD',
          secure: equals(1),
          expected: plain('1'),
          whenAbsent: always(0),
        },
      ],
    }),
});
