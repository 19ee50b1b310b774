import { defineCheck } from '../../src/check/define-check.ts';
import { judgeEgress, TCP_AND_UDP } from '../../src/check/egress.ts';
import { NETWORK_EVIDENCE } from '../../src/check/reach.ts';

export default defineCheck({
  id: 'D-4a.9',
  control: 'D-4a',
  title: {
    ja: '運用管理セグメントからファイアウォールを越えてインターネットに出られない',
    en: 'No firewall lets the admin segment out to the Internet',
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
