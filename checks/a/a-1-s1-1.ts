import { defineCheck } from '../../src/check/define-check.ts';
import { ELSEWHERE, isBetween, judgeDenyLog } from '../../src/check/deny-log.ts';
import { WEB } from '../../src/check/egress.ts';
import { endsOfRole, lacks, NETWORK_EVIDENCE } from '../../src/check/reach.ts';
import { notApplicable, undecided } from '../../src/check/verdict.ts';

export default defineCheck({
  id: 'A-1-S1.1',
  control: 'A-1-S1',
  title: {
    ja: '端末からインターネットへの Web (TCP 80, 443) の拒否がログに残る',
    en: 'Denied web traffic of endpoints to the Internet (TCP 80 and 443) is logged',
  },
  roles: ['perimeter-fw', 'segment-fw'],
  reads: ['devices'],
  evidence: NETWORK_EVIDENCE,
  evaluate({ devices, site, asset, target, asOf }) {
    const ends = { from: endsOfRole(site, 'user'), to: endsOfRole(site, 'internet') };
    if (ends.from.length === 0) return undecided(lacks('user'));
    const closes = target.role === 'perimeter-fw';
    if (!closes && !isBetween(site, asset, ends)) return notApplicable(ELSEWHERE);
    return judgeDenyLog({ devices, asset, ...ends, service: WEB, closes }, site, asOf);
  },
});
