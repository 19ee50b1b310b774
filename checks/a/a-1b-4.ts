import { defineCheck } from '../../src/check/define-check.ts';
import { endOf } from '../../src/check/management.ts';
import {
  addressesOf,
  endsOfRole,
  judgeWay,
  lacks,
  NETWORK_EVIDENCE,
  type Network,
} from '../../src/check/reach.ts';
import { allOf, undecided, type Verdict } from '../../src/check/verdict.ts';
import { toPorts } from '../../src/facts/firewall/service-text.ts';
import type { SegmentEnd } from '../../src/facts/firewall/site-paths.ts';
import type { Asset } from '../../src/model/site.ts';

const incomplete = ({ hostname }: Asset): Verdict =>
  undecided({
    ja: `プロキシ ${hostname} の segment、ports、アドレス (aliases) のどれかがサイト ファイルにない`,
    en: `the site file lacks the segment, the ports or the address (aliases) of the proxy ${hostname}`,
  });

function judgeProxy(network: Network, proxy: Asset, users: readonly SegmentEnd[]): Verdict {
  const to = endOf(network.site, proxy);
  const destinations = addressesOf(proxy);
  const ports = proxy.ports ?? [];
  if (!to || !destinations || ports.length === 0) return incomplete(proxy);
  const service = [toPorts('tcp', ...ports)];
  return allOf(
    users.filter((from) => from !== to).map((from) => judgeWay(network, { from, to, destinations, service })),
  );
}

/** Sanity: where endpoints cannot reach the proxy, the egress rules were not meant for them. */
export default defineCheck({
  id: 'A-1b.4',
  control: 'A-1b',
  title: {
    ja: 'ユーザ端末からプロキシの待受ポートに届く',
    en: 'Endpoints reach the listener of the proxy',
  },
  roles: ['site'],
  severity: 'low',
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate(network) {
    const users = endsOfRole(network.site, 'user');
    const proxies = network.site.assets.filter((a) => a.role === 'proxy');
    if (users.length === 0) return undecided(lacks('user'));
    if (proxies.length === 0) {
      return undecided({
        ja: 'サイト ファイルにプロキシ (role: proxy) がない',
        en: 'the site file declares no proxy (role: proxy)',
      });
    }
    return allOf(proxies.map((proxy) => judgeProxy(network, proxy, users)));
  },
});
