import { defineCheck } from '../../src/check/define-check.ts';
import { judgeEgress, WEB } from '../../src/check/egress.ts';
import { NETWORK_EVIDENCE } from '../../src/check/reach.ts';

export default defineCheck({
  id: 'A-1b.1',
  control: 'A-1b',
  title: {
    ja: 'ユーザ端末から Web (TCP 80, 443) で直接インターネットに出られない',
    en: 'Endpoints cannot reach the Internet on TCP 80 and 443',
  },
  roles: ['site'],
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate: (network) =>
    judgeEgress(network, {
      roles: ['user'],
      service: WEB,
      family: 4,
      fault: {
        ja: 'ユーザ端末が Web でインターネットに直接出られる',
        en: 'an endpoint gets straight to the web',
      },
    }),
});
