/** Questions about what leaves for the Internet without passing the proxy. */
import { isEmpty } from '../facts/address-set.ts';
import { otherServices } from '../facts/firewall/flows.ts';
import type { Service } from '../facts/firewall/model.ts';
import { toPorts } from '../facts/firewall/service-text.ts';
import type { SegmentEnd } from '../facts/firewall/site-paths.ts';
import type { SegmentRole } from '../model/site.ts';
import type { Bilingual } from '../model/text.ts';
import { endsOfRole, judgeNoWay, lacks, type Network, type NoWay, withoutProxies } from './reach.ts';
import { notApplicable, type Verdict } from './verdict.ts';

export const WEB: readonly Service[] = [toPorts('tcp', 80, 443)];

/** Every other protocol and port; a ping alone carries little, and is left out. */
export const NOT_WEB: readonly Service[] = otherServices(['tcp/80', 'tcp/443', 'icmp', 'icmpv6']);

export const TCP_AND_UDP: readonly Service[] = [toPorts('tcp', [0, 65535]), toPorts('udp', [0, 65535])];

export interface Egress {
  readonly roles: readonly SegmentRole[];
  readonly service: readonly Service[];
  readonly fault: Bilingual;
  /** Absent: both. */
  readonly family?: 4 | 6;
}

const way = (network: Network, e: Egress, from: SegmentEnd, to: SegmentEnd): NoWay => ({
  question: {
    from,
    to,
    service: e.service,
    sources: withoutProxies(network.site, from),
    ...(e.family && { families: [e.family] }),
  },
  fault: e.fault,
});

const NO_IPV6: Bilingual = {
  ja: 'サイト ファイルに IPv6 を使っていないと宣言されている (ipv6: absent)',
  en: 'the site file declares that there is no IPv6 (ipv6: absent)',
};

/** No packet of these segments may get to the Internet. */
export function judgeEgress(network: Network, egress: Egress): Verdict {
  const { site } = network;
  if (egress.family === 6 && site.ipv6 === 'absent') return notApplicable(NO_IPV6);
  const [internet] = endsOfRole(site, 'internet');
  const own = endsOfRole(site, ...egress.roles).filter((end) => !isEmpty(withoutProxies(site, end)));
  const [role = 'user'] = egress.roles;
  const ways = internet ? own.map((from) => way(network, egress, from, internet)) : [];
  return judgeNoWay(network, ways, lacks(role));
}
