import { defineCheck } from '../../src/check/define-check.ts';
import { judgeDenyLog } from '../../src/check/deny-log.ts';
import { endsOfRole, lacks, NETWORK_EVIDENCE } from '../../src/check/reach.ts';
import { notApplicable, undecided } from '../../src/check/verdict.ts';
import { parseService, toPorts } from '../../src/facts/firewall/service-text.ts';

/** What a search for shares sends: RPC, NetBIOS, SMB, and a ping. */
const SEARCH = [toPorts('tcp', 135, 139, 445), toPorts('udp', 137), ...[parseService('icmp') ?? []].flat()];

export default defineCheck({
  id: 'R-237.1',
  control: 'R-237',
  title: {
    ja: '使っていないアドレスへの探索 (TCP 135, 139, 445、UDP 137、ICMP) がログに残る',
    en: 'Searches of unused addresses (TCP 135, 139, 445, UDP 137, ICMP) are logged',
  },
  roles: ['perimeter-fw', 'segment-fw'],
  neverPasses: {
    ja: 'ログから警報が出ることを示す証拠をこの版は読まない',
    en: 'this version reads no evidence that the log raises an alarm',
  },
  reads: ['devices'],
  evidence: NETWORK_EVIDENCE,
  evaluate({ devices, site, asset, asOf }) {
    const to = endsOfRole(site, 'unused');
    const from = endsOfRole(site, 'user');
    if (to.length === 0 && site.segments.length > 0) {
      return notApplicable({
        ja: '使っていないアドレス (role: unused) の宣言がない',
        en: 'no unused addresses (role: unused) are declared',
      });
    }
    if (to.length === 0 || from.length === 0) return undecided(lacks(to.length === 0 ? 'unused' : 'user'));
    const verdict = judgeDenyLog({ devices, asset, from, to, service: SEARCH }, site, asOf);
    if (verdict.status !== 'pass') return verdict;
    const { ja, en } = verdict.because;
    return undecided(
      { ja: `${ja}。警報が出るかは分からない`, en: `${en}; whether an alarm follows is not known` },
      [],
      { witness: verdict.witness },
    );
  },
});
