import { defineCheck } from '../../src/check/define-check.ts';
import { judgePowerShellLog, POWERSHELL } from '../../src/check/powershell-log.ts';
import { always, equals, plain } from '../../src/check/setting.ts';

/** Windows 8 and Server 2012 brought PowerShell 3. */
const FIRST_WITH_MODULES = 9200;

/** The policy logs the modules it lists: without a list, none; names of some leave the others out. */
export default defineCheck({
  id: 'R-CMD.3',
  control: 'R-CMD',
  title: {
    ja: 'PowerShell の全モジュールの実行が記録される',
    en: 'What all PowerShell modules run is logged',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: ({ registry, os }) =>
    judgePowerShellLog(registry, os, {
      since: FIRST_WITH_MODULES,
      rules: [
        {
          key: `${POWERSHELL}\\ModuleLogging`,
          name: 'EnableModuleLogging',
          type: 'REG_DWORD',
          secure: equals(1),
          expected: plain('1'),
          whenAbsent: always(0),
        },
        {
          key: `${POWERSHELL}\\ModuleLogging\\ModuleNames`,
          name: '*',
          type: 'REG_SZ',
          secure: equals('*'),
          expected: plain('*'),
          whenAbsent: always('""'),
        },
      ],
    }),
});
