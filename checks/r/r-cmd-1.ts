import { judgeAudit } from '../../src/check/audit.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSetting } from '../../src/check/setting.ts';
import { allOf } from '../../src/check/verdict.ts';
import { COMMAND_LINE_IN_EVENTS } from '../../src/check/windows-settings.ts';

/** Either half alone records nothing of use: no event, or events without the command. */
export default defineCheck({
  id: 'R-CMD.1',
  control: 'R-CMD',
  title: {
    ja: '実行されたコマンドがコマンド ラインごと監査ログに残る',
    en: 'Commands are audited together with their command line',
  },
  reads: ['effectiveAudit', 'intendedAudit', 'registry', 'os'],
  evidence: ['auditpol-report', 'reg-export'],
  evaluate: (facts) =>
    allOf([
      judgeAudit(facts, { processCreation: 'success' }),
      judgeSetting(facts.registry, facts.os, COMMAND_LINE_IN_EVENTS),
    ]),
});
