import { defineCheck } from '../../src/check/define-check.ts';
import { plain } from '../../src/check/setting.ts';
import { judgeLogFields, type LogField } from '../../src/check/squid.ts';
import { decide } from '../../src/check/verdict.ts';

const FIELDS: readonly LogField[] = [
  { name: { ja: '端末の IP (%>a)', en: 'client address (%>a)' }, codes: ['>a', '>A'] },
  { name: { ja: '利用者 (%un)', en: 'user (%un)' }, codes: ['un', 'ul'] },
  { name: { ja: '時刻 (%tl)', en: 'time (%tl)' }, codes: ['tl', 'tg', 'ts'] },
  { name: { ja: 'メソッド (%rm)', en: 'method (%rm)' }, codes: ['rm', '>rm'] },
  { name: plain('URL (%ru)'), codes: ['ru', '>ru'] },
  { name: { ja: '状態 (%>Hs)', en: 'status (%>Hs)' }, codes: ['>Hs', 'Hs'] },
  { name: { ja: 'Squid の結果 (%Ss)', en: "Squid's result (%Ss)" }, codes: ['Ss'] },
  { name: plain('User-Agent'), codes: ['{User-Agent}>h'] },
  { name: plain('Referer'), codes: ['{Referer}>h'] },
];

export default defineCheck({
  id: 'B-V1a.1',
  control: 'B-V1a',
  title: {
    ja: '認証ログの分析に要る項目がすべての要求について記録される',
    en: 'The fields that the analysis needs are logged for every request',
  },
  reads: ['squid'],
  evidence: ['squid-conf'],
  evaluate: ({ squid }) => decide(squid, (section) => judgeLogFields(section, FIELDS)),
});
