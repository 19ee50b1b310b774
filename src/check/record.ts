/** Judges whether a practice is done: by the records that the site file declares, and by nothing else. */
import { isNonEmpty, type NonEmpty } from '../facts/known.ts';
import type { Always } from '../facts/target-facts.ts';
import type { Location } from '../model/evidence.ts';
import type { PracticeRecord, RecordType } from '../model/site.ts';
import { SITE_TARGET } from '../model/target.ts';
import type { Verdict } from './verdict.ts';
import { fail, pass, undecided } from './verdict.ts';

const DAY_MS = 86_400_000;

/** Full days since the start, in Japan, of the day it was done. */
const ageOf = (record: PracticeRecord, asOf: number): number =>
  Math.floor((asOf - Date.parse(`${record.date}T00:00:00+09:00`)) / DAY_MS);

/** What the record says nothing of is taken for closed. */
const openOf = (record: PracticeRecord): number => record.open ?? 0;

function stillOpen(records: NonEmpty<PracticeRecord>): Verdict {
  const [first, ...rest] = records;
  const count = records.reduce((sum, record) => sum + openOf(record), 0);
  const dates = records.map((record) => record.date).join(', ');
  return fail([quote(first), ...rest.map(quote)], {
    ja: `未解決の指摘が残っている: ${count} 件 (${dates} の記録の open)`,
    en: `findings still open: ${count} (open of the record of ${dates})`,
  });
}

/** Declarations have no line of evidence: the record itself is quoted. */
const quote = (record: PracticeRecord): Location => ({
  file: SITE_TARGET.name,
  line: 0,
  text: `records: ${record.type} ${record.date} ${record.reviewer}${record.open ? ` open: ${record.open}` : ''}`,
});

/** The newest record decides: too old fails. So do findings that any of them leaves open. None at all is undecided, as is one dated in the future. */
export function judgeRecord({ site, asOf }: Pick<Always, 'site' | 'asOf'>, type: RecordType): Verdict {
  const limit = site.parameters.recordMaxAgeDays[type];
  const done = site.records.filter((r) => r.type === type && ageOf(r, asOf) >= 0);
  const [newest] = [...done].sort((a, b) => ageOf(a, asOf) - ageOf(b, asOf));
  if (!newest) {
    return undecided({
      ja: `実施の記録がない (サイト ファイルの records、type: ${type})`,
      en: `no record of it (records in the site file, type: ${type})`,
    });
  }
  const age = ageOf(newest, asOf);
  const because = {
    ja: `最後の記録は ${newest.date}、${age} 日前 (上限: ${limit} 日)`,
    en: `last recorded on ${newest.date}, ${age} days ago (at most ${limit})`,
  };
  if (age > limit) return fail([quote(newest)], because);
  const open = done.filter((record) => openOf(record) > 0);
  return isNonEmpty(open) ? stillOpen(open) : pass([quote(newest)], because);
}
