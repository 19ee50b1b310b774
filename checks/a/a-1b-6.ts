import { defineCheck } from '../../src/check/define-check.ts';
import { judgeEgress, TCP_AND_UDP } from '../../src/check/egress.ts';
import { NETWORK_EVIDENCE } from '../../src/check/reach.ts';

export default defineCheck({
  id: 'A-1b.6',
  control: 'A-1b',
  title: {
    ja: 'IPv6 でもユーザ端末からインターネットに出られない',
    en: 'Endpoints cannot reach the Internet by IPv6 either',
  },
  roles: ['site'],
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate: (network) =>
    judgeEgress(network, {
      roles: ['user'],
      service: TCP_AND_UDP,
      fault: {
        ja: 'ユーザ端末が IPv6 でインターネットに直接出られる',
        en: 'an endpoint gets straight to the Internet by IPv6',
      },
      family: 6,
    }),
});
