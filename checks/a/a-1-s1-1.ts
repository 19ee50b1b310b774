import { defineCheck } from '../../src/check/define-check.ts';
import { judgeDenyLog } from '../../src/check/deny-log.ts';
import { WEB } from '../../src/check/egress.ts';
import { endsOfRole, lacks, NETWORK_EVIDENCE } from '../../src/check/reach.ts';
import { undecided } from '../../src/check/verdict.ts';

export default defineCheck({
  id: 'A-1-S1.1',
  control: 'A-1-S1',
  title: {
    ja: '端末からインターネットへの Web (TCP 80, 443) の拒否がログに残る',
    en: 'Denied web traffic of endpoints to the Internet (TCP 80 and 443) is logged',
  },
  roles: ['perimeter-fw'],
  reads: ['devices'],
  evidence: NETWORK_EVIDENCE,
  evaluate({ devices, site, asset, asOf }) {
    const from = endsOfRole(site, 'user');
    if (from.length === 0) return undecided(lacks('user'));
    return judgeDenyLog(
      { devices, asset, from, to: endsOfRole(site, 'internet'), service: WEB, closes: true },
      asOf,
    );
  },
});
