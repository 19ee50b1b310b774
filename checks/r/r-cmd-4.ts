import { agreed } from '../../src/check/agreed.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import { decide, fail, notApplicable, pass, undecided } from '../../src/check/verdict.ts';
import type { Service } from '../../src/facts/host-activity.ts';
import { findServices } from '../../src/facts/services-query.ts';

/** Sysmon's service bears the name of its program: Sysmon.exe, Sysmon64.exe, Sysmon64a.exe. */
const isSysmon = (name: string): boolean => /^sysmon(?:64a?)?$/i.test(name);

function judgeService({ name, state, at }: Service): Verdict {
  if (state === 'running') return pass([at], { ja: `${name} が動いている`, en: `${name} runs` });
  if (state === 'stopped') {
    return fail([at], {
      ja: `${name} は入っているが止まっている`,
      en: `${name} is installed but has stopped`,
    });
  }
  return undecided({ ja: `${name} の状態が分からない`, en: `the state of ${name} is not known` }, [], {
    witness: [at],
  });
}

/** Sysmon adds to what Windows itself records and is not required: where it is not installed there is nothing to judge. */
export default defineCheck({
  id: 'R-CMD.4',
  control: 'R-CMD',
  title: { ja: '入っている Sysmon が動いている', en: 'Sysmon runs where it is installed' },
  reads: ['services'],
  evidence: ['services-json', 'services-csv'],
  evaluate: ({ services }) =>
    decide(findServices(services, isSysmon), (found, at) =>
      found.length > 0
        ? agreed(found.map(judgeService), { ja: 'Sysmon の状態', en: 'whether Sysmon runs' })
        : notApplicable(
            { ja: 'Sysmon は入っていない (任意)', en: 'Sysmon is not installed; it is optional' },
            { witness: at },
          ),
    ),
});
