import { judgeAdministrators } from '../../src/check/administrators.ts';
import { defineCheck } from '../../src/check/define-check.ts';

export default defineCheck({
  id: 'F-6a.1',
  control: 'F-6a',
  title: {
    ja: 'Administrators に一般の利用者がいない',
    en: 'No ordinary user belongs to Administrators',
  },
  reads: ['localGroups', 'registry', 'shared'],
  evidence: ['net-localgroup', 'localgroup-json'],
  evaluate: judgeAdministrators,
});
