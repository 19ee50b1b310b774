import { defineCheck } from '../../src/check/define-check.ts';
import { WEB } from '../../src/check/egress.ts';
import {
  endsOfRole,
  judgeNoWay,
  judgeUndeclared,
  NETWORK_EVIDENCE,
  type Network,
  type NoWay,
  withoutProxies,
} from '../../src/check/reach.ts';
import { isEmpty } from '../../src/facts/address-set.ts';
import { declaredServices, servicesBeside } from '../../src/facts/firewall/flows.ts';
import type { Site } from '../../src/model/site.ts';

/** Every segment that holds no proxies: what may leave it by the web is what the matrix names. */
function ways({ site }: Network): readonly NoWay[] {
  const [internet] = endsOfRole(site, 'internet');
  const others = endsOfRole(site, 'user', 'admin', 'server', 'dmz', 'decoy', 'other');
  return others.flatMap((from) => {
    const sources = withoutProxies(site, from);
    if (!internet || isEmpty(sources)) return [];
    const service = servicesBeside(WEB, declaredServices(site, from, internet) ?? []);
    if (service.length === 0) return [];
    return [
      {
        question: { from, to: internet, service, sources },
        fault: {
          ja: 'プロキシでないものが Web でインターネットに出られる',
          en: 'what is no proxy gets to the web on the Internet',
        },
      },
    ];
  });
}

const noSegments = (site: Site) =>
  site.segments.length === 0
    ? { ja: 'サイト ファイルに segments がない', en: 'the site file declares no segments' }
    : {
        ja: 'プロキシでない送信元のセグメントがサイト ファイルにない',
        en: 'the site file declares no segment beside those of proxies',
      };

export default defineCheck({
  id: 'A-1b.3',
  control: 'A-1b',
  title: {
    ja: 'Web (TCP 80, 443) でインターネットに出られるのはプロキシだけ',
    en: 'Only the proxies reach the Internet on TCP 80 and 443',
  },
  roles: ['site'],
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate(network) {
    const asked = ways(network);
    const verdict = judgeNoWay(network, asked, noSegments(network.site));
    const [first] = asked;
    return (verdict.status === 'pass' && first && judgeUndeclared(network, first, WEB)) || verdict;
  },
});
