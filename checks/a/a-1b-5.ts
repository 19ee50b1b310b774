import { defineCheck } from '../../src/check/define-check.ts';
import { ELSEWHERE, isBetween, judgeDenyLog } from '../../src/check/deny-log.ts';
import { TCP_AND_UDP } from '../../src/check/egress.ts';
import { endsOfRole, lacks, NETWORK_EVIDENCE } from '../../src/check/reach.ts';
import { notApplicable, undecided } from '../../src/check/verdict.ts';

export default defineCheck({
  id: 'A-1b.5',
  control: 'A-1b',
  title: {
    ja: 'ユーザ端末からインターネットへの通信を、境界がログを残して拒否する',
    en: 'The boundary denies what endpoints send to the Internet, and logs it',
  },
  roles: ['perimeter-fw', 'segment-fw'],
  reads: ['devices'],
  evidence: NETWORK_EVIDENCE,
  evaluate({ devices, site, asset, target, asOf }) {
    const ends = { from: endsOfRole(site, 'user'), to: endsOfRole(site, 'internet') };
    if (ends.from.length === 0) return undecided(lacks('user'));
    const closes = target.role === 'perimeter-fw';
    if (!closes && !isBetween(site, asset, ends)) return notApplicable(ELSEWHERE);
    return judgeDenyLog({ devices, asset, ...ends, service: TCP_AND_UDP, closes }, site, asOf);
  },
});
