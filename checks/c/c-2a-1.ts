import { portsBeyond, recordedPorts, standardPorts } from '../../src/check/connect-ports.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import {
  becauseNobodyServed,
  becauseOfGap,
  becauseOfUndeclared,
  leftOpen,
  userRanges,
} from '../../src/check/squid.ts';
import { decide, fail, pass } from '../../src/check/verdict.ts';
import { connectPorts, type PortAnswer } from '../../src/facts/squid-access.ts';

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
      const refused = becauseOfGap(section, true);
      if (refused) return refused;
      const accepted = new Set([...standardPorts(site), ...recordedPorts(site, asOf)]);
      const pieces = connectPorts(section, userRanges(site));
      const open = pieces.filter((p) => p.answer === 'yes' && portsBeyond([p], accepted) !== '');
      if (open.length > 0) {
        const ports = portsBeyond(open, accepted);
        return fail([open[0]?.row ?? section.at], {
          ja: `CONNECT が許されるポート: ${ports}`,
          en: `CONNECT is allowed to ports ${ports}`,
        });
      }
      const unclear = pieces.find((p) => p.answer === 'unknown' && portsBeyond([p], accepted) !== '');
      if (unclear) return leftOpen(section, site, unclear.row);
      const gap = becauseOfGap(section);
      if (gap) return gap;
      const unsure =
        becauseNobodyServed(section, site) ??
        becauseOfUndeclared(site, (sources) => {
          const beyond = (p: PortAnswer): boolean => p.answer !== 'no' && portsBeyond([p], accepted) !== '';
          const other = connectPorts(section, sources).find(beyond);
          return other ? { row: other.row, example: '' } : null;
        });
      if (unsure) return unsure;
      const rows = pieces.flatMap((p) => (p.row ? [p.row] : []));
      const [first = section.at, ...rest] = [...new Set(rows)];
      return pass([first, ...rest], {
        ja: `CONNECT は ${[...accepted].join(', ')} 以外のポートに届かない`,
        en: `CONNECT reaches no port but ${[...accepted].join(', ')}`,
      });
    });
  },
});
