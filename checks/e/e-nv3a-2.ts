import { defineCheck } from '../../src/check/define-check.ts';
import { judgeEventChannel } from '../../src/check/event-channel.ts';

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
    judgeEventChannel(registry, os, 'Microsoft-Windows-TaskScheduler/Operational'),
});
