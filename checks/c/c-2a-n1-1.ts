import { portsExcept, recordedPorts, standardPorts } from '../../src/check/connect-ports.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { becauseOfGap } from '../../src/check/squid.ts';
import { type Forbidden, judgeEach, judgeForbidden, toAnywhere } from '../../src/check/squid-proof.ts';
import { decide, pass } from '../../src/check/verdict.ts';
import { limitConnect } from '../../src/facts/squid/change.ts';

const CONNECT = { only: ['CONNECT'] } as const;

const unrecorded = (recorded: ReadonlySet<number>): Forbidden => ({
  query: { method: CONNECT, port: portsExcept(recorded) },
  fault: {
    ja: '届け出 (connect.extraPorts) のないポートに CONNECT で届く',
    en: 'CONNECT reaches a port without a record (connect.extraPorts)',
  },
  change: (program) => limitConnect(program, recorded),
});

const unlimited = (standard: ReadonlySet<number>): Forbidden => ({
  query: { method: CONNECT, port: portsExcept(standard) },
  fault: {
    ja: '届け出のあるポートに、宛先を絞らずに CONNECT で届く',
    en: 'CONNECT reaches a recorded port of any destination',
  },
  change: (program) => limitConnect(program, standard),
});

export default defineCheck({
  id: 'C-2a-N1.1',
  control: 'C-2a-N1',
  title: {
    ja: '443 以外の CONNECT ポートは届け出があり、宛先が絞られている',
    en: 'CONNECT ports other than 443 are recorded and limited to named destinations',
  },
  reads: ['squid'],
  evidence: ['squid-conf'],
  evaluate({ squid, site, asOf }) {
    return decide(squid, (section) => {
      const standard = standardPorts(site);
      const recorded = new Set([...standard, ...recordedPorts(site, asOf)]);
      const questions = [unrecorded(recorded), toAnywhere(unlimited(standard))];
      const judged = judgeEach(questions, (q) => judgeForbidden(section, site, q));
      if ('settled' in judged) return judged.settled;
      const gap = becauseOfGap(section);
      if (gap) return gap;
      const [first = section.at, ...rest] = judged.rows;
      return pass([first, ...rest], {
        ja: '届け出のない、または宛先を絞らない CONNECT ポートはない (全要求について証明済み)',
        en: 'no CONNECT port is unrecorded or open to any destination (proved over all requests)',
      });
    });
  },
});
