import { defineCheck } from '../../src/check/define-check.ts';
import { judgeEventChannel } from '../../src/check/event-channel.ts';

/** 2004 to 2006, on Windows 11 also 2097: rules added, changed, deleted, with the program that did it. */
export default defineCheck({
  id: 'R-LSN.3',
  control: 'R-LSN',
  title: {
    ja: 'Windows ファイアウォールのイベント ログが有効',
    en: 'The event log of Windows Firewall is enabled',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: ({ registry, os }) =>
    judgeEventChannel(registry, os, 'Microsoft-Windows-Windows Firewall With Advanced Security/Firewall'),
});
