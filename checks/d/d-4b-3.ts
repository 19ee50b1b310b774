import { defineCheck } from '../../src/check/define-check.ts';
import { endOf } from '../../src/check/management.ts';
import { addressesOf, endsOfRole, judgeWay, lacks, NETWORK_EVIDENCE } from '../../src/check/reach.ts';
import { anyOf, undecided } from '../../src/check/verdict.ts';
import { parseService, toPorts } from '../../src/facts/firewall/service-text.ts';

/** One of them is enough to administer a server by. */
const REMOTE = [toPorts('tcp', 22, 3389, [5985, 5986])];

export default defineCheck({
  id: 'D-4b.3',
  control: 'D-4b',
  title: {
    ja: '運用管理セグメントからサーバの管理ポートに届く',
    en: 'The admin segment reaches management ports of servers',
  },
  severity: 'low',
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate({ shared, site, asset, asOf }) {
    const to = endOf(site, asset);
    const admins = endsOfRole(site, 'admin');
    if (!to || admins.length === 0) {
      return undecided(
        to
          ? lacks('admin')
          : {
              ja: 'このサーバの segment がサイト ファイルにない',
              en: 'the site file does not say in which segment this server stands',
            },
      );
    }
    const own = asset && addressesOf(asset);
    const declared = (asset?.mgmtPorts ?? []).flatMap((text) => parseService(text) ?? []);
    return anyOf(
      admins.map((from) =>
        judgeWay(
          { shared, site, asOf },
          { from, to, service: [...REMOTE, ...declared], ...(own && { destinations: own }) },
        ),
      ),
    );
  },
});
