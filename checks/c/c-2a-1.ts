import { portsExcept, recordedPorts, standardPorts } from '../../src/check/connect-ports.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { becauseOfGap } from '../../src/check/squid.ts';
import { type Forbidden, judgeForbidden } from '../../src/check/squid-proof.ts';
import { decide, pass } from '../../src/check/verdict.ts';
import { limitConnect } from '../../src/facts/squid/change.ts';

const beyond = (accepted: ReadonlySet<number>): Forbidden => ({
  query: { method: { only: ['CONNECT'] }, port: portsExcept(accepted) },
  fault: {
    ja: `CONNECT で ${[...accepted].join(', ')} 以外のポートに届く`,
    en: `CONNECT reaches a port other than ${[...accepted].join(', ')}`,
  },
  change: (program) => limitConnect(program, accepted),
});

export default defineCheck({
  id: 'C-2a.1',
  control: 'C-2a',
  title: {
    ja: 'CONNECT で届くポートが 443 と届け出のあるものだけである',
    en: 'CONNECT reaches port 443 and recorded ports only',
  },
  reads: ['squid'],
  evidence: ['squid-conf'],
  evaluate({ squid, site, asOf }) {
    return decide(squid, (section) => {
      const accepted = new Set([...standardPorts(site), ...recordedPorts(site, asOf)]);
      const judged = judgeForbidden(section, site, beyond(accepted));
      if ('settled' in judged) return judged.settled;
      const gap = becauseOfGap(section);
      if (gap) return gap;
      const [first = section.at, ...rest] = judged.rows;
      return pass([first, ...rest], {
        ja: `CONNECT は ${[...accepted].join(', ')} 以外のポートに届かない (全要求について証明済み)`,
        en: `CONNECT reaches no port but ${[...accepted].join(', ')} (proved over all requests)`,
      });
    });
  },
});
