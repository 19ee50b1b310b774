import { defineCheck } from '../../src/check/define-check.ts';
import { endsOfRole, judgeNoWay, lacks, NETWORK_EVIDENCE, pairs } from '../../src/check/reach.ts';
import { notApplicable } from '../../src/check/verdict.ts';
import { toPorts } from '../../src/facts/firewall/service-text.ts';

/** What one endpoint takes over another by: RPC, NetBIOS and SMB, RDP, WinRM. */
const PEER = [toPorts('tcp', 135, 139, 445, 3389, [5985, 5986])];

export default defineCheck({
  id: 'D-5a.6',
  control: 'D-5a',
  title: {
    ja: 'ユーザ セグメントどうしで TCP 135, 139, 445, 3389, 5985, 5986 に届かない',
    en: 'User segments do not reach one another on TCP 135, 139, 445, 3389, 5985 and 5986',
  },
  roles: ['site'],
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate(network) {
    const users = endsOfRole(network.site, 'user');
    if (users.length === 1) {
      return notApplicable({
        ja: 'ユーザ セグメントは一つと宣言されている (同じセグメントの端末どうしは E-7c で見る)',
        en: 'one user segment is declared (peers within one segment are the matter of E-7c)',
      });
    }
    const fault = {
      ja: 'ほかのユーザ セグメントの端末に届く',
      en: 'an endpoint of another user segment is reached',
    };
    return judgeNoWay(network, pairs(users, users, PEER, fault), lacks('user'));
  },
});
