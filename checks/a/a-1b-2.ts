import { defineCheck } from '../../src/check/define-check.ts';
import { judgeEgress, NOT_WEB } from '../../src/check/egress.ts';
import { NETWORK_EVIDENCE } from '../../src/check/reach.ts';

export default defineCheck({
  id: 'A-1b.2',
  control: 'A-1b',
  title: {
    ja: 'ユーザ端末から Web 以外のポートやプロトコルでもインターネットに出られない',
    en: 'Endpoints cannot reach the Internet by any other port or protocol',
  },
  roles: ['site'],
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate: (network) =>
    judgeEgress(network, {
      roles: ['user'],
      service: NOT_WEB,
      family: 4,
      fault: {
        ja: 'ユーザ端末がインターネットに直接出られる',
        en: 'an endpoint gets straight to the Internet',
      },
    }),
});
