import { defineCheck } from '../../src/check/define-check.ts';
import { managementServices } from '../../src/check/management.ts';
import {
  endsOfRole,
  judgeNoWay,
  judgeUndeclared,
  lacks,
  NETWORK_EVIDENCE,
  type NoWay,
} from '../../src/check/reach.ts';
import type { Site } from '../../src/model/site.ts';

/** Segments from which nobody administers: every one but the admin segment and those of the servers themselves. */
function ways(site: Site): readonly NoWay[] {
  const others = endsOfRole(site, 'internet', 'dmz', 'proxy', 'user', 'decoy', 'other');
  return endsOfRole(site, 'server').flatMap((to) =>
    others.map((from) => ({
      // What a DC does not offer to its users, no server need offer: which server stands where is D-4b.2's matter.
      question: { from, to, service: managementServices(site, 'dc', null, from, to) },
      fault: {
        ja: '運用管理セグメントでないところからサーバの管理ポートに届く',
        en: 'a management port of servers is reached from outside the admin segment',
      },
    })),
  );
}

export default defineCheck({
  id: 'D-4a.7',
  control: 'D-4a',
  title: {
    ja: 'サーバの管理ポートに届くのは運用管理セグメントだけ',
    en: 'Only the admin segment reaches management ports of servers',
  },
  roles: ['site'],
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate(network) {
    const asked = ways(network.site);
    const verdict = judgeNoWay(network, asked, lacks('server'));
    const [first] = asked.filter((w) => w.question.from.role === 'user');
    const open =
      first && verdict.status === 'pass' && judgeUndeclared(network, first, first.question.service);
    return open || verdict;
  },
});
