import { defineCheck } from '../../src/check/define-check.ts';
import { betweenRoles, judgeNoWay, NETWORK_EVIDENCE } from '../../src/check/reach.ts';
import { NOBODYS_SERVICE } from '../../src/facts/firewall/service-text.ts';

export default defineCheck({
  id: 'D-5a.3',
  control: 'D-5a',
  title: {
    ja: '役割の違うセグメントの間に「全サービス許可」がない',
    en: 'No rule permits any service between segments of different roles',
  },
  roles: ['site'],
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  // A protocol that no rule names on purpose passes only where any service does.
  evaluate: (network) =>
    judgeNoWay(
      network,
      betweenRoles(network.site, [NOBODYS_SERVICE], {
        ja: '役割の違うセグメントの間で全サービスが許されている',
        en: 'any service passes between segments of different roles',
      }),
      {
        ja: '役割の違うセグメントがサイト ファイルにない',
        en: 'the site file declares no segments of different roles',
      },
    ),
});
