/** Questions about what leaves for the Internet without passing the proxy. */
import { type AddressSet, ALL_IPV4, ALL_IPV6, intersect, isEmpty } from '../facts/address-set.ts';
import type { Service } from '../facts/firewall/model.ts';
import { toPorts } from '../facts/firewall/service-text.ts';
import type { SegmentEnd } from '../facts/firewall/site-paths.ts';
import type { SegmentRole } from '../model/site.ts';
import type { Bilingual } from '../model/text.ts';
import { endsOfRole, judgeNoWay, lacks, type Network, type NoWay, withoutProxies } from './reach.ts';
import type { Verdict } from './verdict.ts';

export const WEB: readonly Service[] = [toPorts('tcp', 80, 443)];

export const NOT_WEB: readonly Service[] = [
  toPorts('tcp', [0, 79], [81, 442], [444, 65535]),
  toPorts('udp', [0, 65535]),
];

export const TCP_AND_UDP: readonly Service[] = [toPorts('tcp', [0, 65535]), toPorts('udp', [0, 65535])];

/** IPv4 where the segment has any; what it has of IPv6 is asked about apart. */
const sources4 = (network: Network, end: SegmentEnd): AddressSet =>
  intersect(withoutProxies(network.site, end), ALL_IPV4);

/** Addresses of IPv6 that a segment declares; any at all where it declares none, as hosts give themselves some. */
function sources6(network: Network, end: SegmentEnd): AddressSet {
  const own = intersect(withoutProxies(network.site, end), ALL_IPV6);
  return isEmpty(own) ? ALL_IPV6 : own;
}

export interface Egress {
  readonly roles: readonly SegmentRole[];
  readonly service: readonly Service[];
  readonly fault: Bilingual;
  readonly family?: 6;
}

const way = (network: Network, e: Egress, from: SegmentEnd, to: SegmentEnd): NoWay => ({
  question: {
    from,
    to,
    service: e.service,
    sources: e.family === 6 ? sources6(network, from) : sources4(network, from),
  },
  fault: e.fault,
});

/** No packet of these segments may get to the Internet. */
export function judgeEgress(network: Network, egress: Egress): Verdict {
  const [internet] = endsOfRole(network.site, 'internet');
  const own = endsOfRole(network.site, ...egress.roles);
  const asked = egress.family === 6 ? own : own.filter((end) => !isEmpty(sources4(network, end)));
  const [role = 'user'] = egress.roles;
  const ways = internet ? asked.map((from) => way(network, egress, from, internet)) : [];
  return judgeNoWay(network, ways, lacks(role));
}
