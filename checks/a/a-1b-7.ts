import { defineCheck } from '../../src/check/define-check.ts';
import { judgeEgress, TCP_AND_UDP } from '../../src/check/egress.ts';
import { NETWORK_EVIDENCE } from '../../src/check/reach.ts';

export default defineCheck({
  id: 'A-1b.7',
  control: 'A-1b',
  title: {
    ja: '運用管理セグメントからインターネットに出られない',
    en: 'The admin segment cannot reach the Internet',
  },
  roles: ['site'],
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate: (network) =>
    judgeEgress(network, {
      roles: ['admin'],
      service: TCP_AND_UDP,
      fault: {
        ja: '運用管理セグメントからインターネットに出られる',
        en: 'the admin segment gets to the Internet',
      },
    }),
});
