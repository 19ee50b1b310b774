import { defineCheck } from '../../src/check/define-check.ts';
import { judgeLogFields, type LogField } from '../../src/check/squid.ts';
import { decide } from '../../src/check/verdict.ts';

/** Squid logs a CONNECT when its tunnel ends; `combined` has no duration. */
const FIELDS: readonly LogField[] = [
  { name: { ja: '所要時間 (%tr)', en: 'duration (%tr)' }, codes: ['tr', '<tt'] },
  { name: { ja: '時刻 (%tl)', en: 'time (%tl)' }, codes: ['tl', 'tg', 'ts'] },
  { name: { ja: '端末の IP (%>a)', en: 'client address (%>a)' }, codes: ['>a', '>A'] },
];

export default defineCheck({
  id: 'C-V2a.1',
  control: 'C-V2a',
  title: { ja: 'セッションの長さがログから分かる', en: 'The log shows how long a session lasted' },
  reads: ['squid'],
  evidence: ['squid-conf'],
  evaluate: ({ squid }) => decide(squid, (section) => judgeLogFields(section, FIELDS)),
});
