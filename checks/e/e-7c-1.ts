import { defineCheck } from '../../src/check/define-check.ts';
import {
  FIREWALL_EVIDENCE,
  type InboundPort,
  judgeInbound,
  LINK_LOCAL,
  userAddresses,
} from '../../src/check/inbound.ts';
import { askSite, endsOfRole, type Network } from '../../src/check/reach.ts';
import { undecided } from '../../src/check/verdict.ts';
import {
  type AddressSet,
  ALL_IPV4,
  ALL_IPV6,
  intersect,
  isEmpty,
  subtract,
  toText,
  union,
} from '../../src/facts/address-set.ts';
import type { Service } from '../../src/facts/firewall/model.ts';
import { toPorts } from '../../src/facts/firewall/service-text.ts';
import { endsNamed, type SegmentEnd } from '../../src/facts/firewall/site-paths.ts';
import type { Asset } from '../../src/model/site.ts';
import type { Bilingual } from '../../src/model/text.ts';

/** SMB and NetBIOS (guide p. 80; the numbers are lost there and known from the protocols). */
const PORTS: readonly InboundPort[] = [
  { protocol: 6, port: 139 },
  { protocol: 6, port: 445 },
  { protocol: 17, port: 137 },
  { protocol: 17, port: 138 },
];

const FAMILIES = [
  [4, ALL_IPV4],
  [6, ALL_IPV6],
] as const;

/** Addresses of one end from which the firewalls between surely let nothing through, each family by itself. */
function closed(network: Network, from: SegmentEnd, to: SegmentEnd, service: readonly Service[]): AddressSet {
  const families = FAMILIES.map(([family, all]) => {
    const sources = intersect(from.addresses, all);
    const destinations = intersect(to.addresses, all);
    if (isEmpty(sources) || isEmpty(destinations)) return [];
    const question = { from, to, service, sources, destinations, families: [family] };
    return askSite(network, question).answer === 'none' ? sources : [];
  });
  return subtract(union(...families), to.addresses);
}

/** Addresses of other user segments that do not get as far as this host. */
function stopped(network: Network, asset: Asset | null, { protocol, port }: InboundPort): AddressSet {
  const [to] = asset?.segment === undefined ? [] : endsNamed(network.site, asset.segment);
  if (!to) return [];
  const service = [toPorts(protocol === 6 ? 'tcp' : 'udp', port)];
  const others = endsOfRole(network.site, 'user').filter((from) => from !== to);
  return union(...others.map((from) => closed(network, from, to, service)));
}

const NO_SEGMENTS: Bilingual = {
  ja: 'サイト ファイルにユーザ セグメント (role: user) の cidrs がない',
  en: 'the site file names no cidrs of user segments (role: user)',
};

/** Whom the firewall in effect lets in from the user segments and from the link itself, in all three profiles. */
export default defineCheck({
  id: 'E-7c.1',
  control: 'E-7c',
  title: {
    ja: 'ユーザ セグメントから SMB / NetBIOS に届かない',
    en: 'User segments cannot reach SMB and NetBIOS',
  },
  reads: ['firewall', 'shared'],
  evidence: FIREWALL_EVIDENCE,
  evaluate({ firewall, shared, site, asset, asOf }) {
    const users = userAddresses(site);
    if (isEmpty(users)) return undecided(NO_SEGMENTS);
    const all = union(users, LINK_LOCAL);
    const asks = PORTS.map((port) => ({
      ...port,
      sources: subtract(all, stopped({ shared, site, asOf }, asset, port)),
    }));
    const elsewhere = subtract(
      all,
      asks.reduce((left, a) => intersect(left, a.sources), all),
    );
    const from = toText(all);
    const between = isEmpty(elsewhere) ? '' : toText(elsewhere);
    return judgeInbound({ firewall, site, asset }, asks, {
      ja: `三つのプロファイルとも、${from} から SMB / NetBIOS (TCP 139, 445、UDP 137, 138) に届かない${between === '' ? '' : ` (${between} からは途中のファイアウォールが止める)`}`,
      en: `in all three profiles ${from} cannot reach SMB and NetBIOS (TCP 139, 445, UDP 137, 138)${between === '' ? '' : ` (from ${between} firewalls between stop it)`}`,
    });
  },
});
