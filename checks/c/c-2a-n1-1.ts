import { portsBeyond, recordedPorts, standardPorts } from '../../src/check/connect-ports.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { becauseNobodyServed, becauseOfGap, leftOpen, userRanges } from '../../src/check/squid.ts';
import { decide, fail, pass } from '../../src/check/verdict.ts';
import { connectPorts } from '../../src/facts/squid-access.ts';

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
      const refused = becauseOfGap(section, true);
      if (refused) return refused;
      const standard = standardPorts(site);
      const recorded = new Set([...standard, ...recordedPorts(site, asOf)]);
      const extra = connectPorts(section, userRanges(site)).filter((p) => portsBeyond([p], standard) !== '');
      const open = extra.filter((p) => p.answer === 'yes');
      const unrecorded = portsBeyond(open, recorded);
      if (unrecorded !== '') {
        return fail([open.find((p) => portsBeyond([p], recorded) !== '')?.row ?? section.at], {
          ja: `届け出 (connect.extraPorts) のないポート: ${unrecorded}`,
          en: `ports without a record (connect.extraPorts): ${unrecorded}`,
        });
      }
      const wide = open.find((p) => p.anyHost);
      if (wide) {
        return fail([wide.row ?? section.at], {
          ja: `宛先を絞らずに許すポート: ${portsBeyond([wide], standard)}`,
          en: `allowed to any destination: port ${portsBeyond([wide], standard)}`,
        });
      }
      const unclear = extra.find((p) => p.answer === 'unknown');
      if (unclear) return leftOpen(section, site, unclear.row);
      const unsure = becauseOfGap(section) ?? becauseNobodyServed(section, site);
      if (unsure) return unsure;
      const [first = section.at, ...rest] = [...new Set(extra.flatMap((p) => (p.row ? [p.row] : [])))];
      return pass([first, ...rest], {
        ja: '届け出のない、または宛先を絞らない CONNECT ポートはない',
        en: 'no CONNECT port is unrecorded or open to any destination',
      });
    });
  },
});
