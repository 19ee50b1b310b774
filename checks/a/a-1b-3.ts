import { defineCheck } from '../../src/check/define-check.ts';
import { WEB } from '../../src/check/egress.ts';
import {
  askSite,
  endsOfRole,
  judgeNoWay,
  NETWORK_EVIDENCE,
  type Network,
  type NoWay,
  withoutProxies,
} from '../../src/check/reach.ts';
import { undecided, type Verdict } from '../../src/check/verdict.ts';
import { isEmpty, parseAddressSet, subtract, union } from '../../src/facts/address-set.ts';
import { PRIVATE_IPV4 } from '../../src/facts/address-space.ts';
import { declaredServices, servicesBeside } from '../../src/facts/firewall/flows.ts';
import { segmentEnds } from '../../src/facts/firewall/site-paths.ts';
import { showIpAddress } from '../../src/facts/ip-address.ts';
import type { Site } from '../../src/model/site.ts';

const privateAddresses = union(...PRIVATE_IPV4.map((text) => parseAddressSet(text) ?? []));

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

/** Private addresses that no segment holds: what gets out from there may be anybody's. */
function undeclared(network: Network, { question }: NoWay): Verdict | null {
  const own = segmentEnds(network.site).flatMap((e) => (e.role === 'internet' ? [] : [e.addresses]));
  const sources = subtract(privateAddresses, union(...own));
  if (isEmpty(sources)) return null;
  const answer = askSite(network, { ...question, sources, service: WEB, anywhere: true });
  if (answer.answer === 'none') return null;
  const [piece] = answer.pieces;
  const from = piece ? ` (${showIpAddress(piece.witness.src)})` : '';
  return undecided(
    {
      ja: `サイト ファイルのどのセグメントにもない送信元が Web に出られるかもしれない${from}。その範囲を segments に書く`,
      en: `sources in no segment of the site file may get to the web${from}; declare their range in segments`,
    },
    [],
    { witness: answer.at },
  );
}

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
    return (verdict.status === 'pass' && first && undeclared(network, first)) || verdict;
  },
});
