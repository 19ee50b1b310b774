import { defineCheck } from '../../src/check/define-check.ts';
import { judgeEgress } from '../../src/check/egress.ts';
import { NETWORK_EVIDENCE } from '../../src/check/reach.ts';
import { toPorts } from '../../src/facts/firewall/service-text.ts';

const QUIC = [toPorts('udp', 443)];

export default defineCheck({
  id: 'A-1b.9',
  control: 'A-1b',
  title: {
    ja: 'ユーザ端末から QUIC (UDP 443) でインターネットに出られない',
    en: 'Endpoints cannot reach the Internet by QUIC (UDP 443)',
  },
  roles: ['site'],
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate: (network) =>
    judgeEgress(network, {
      roles: ['user'],
      service: QUIC,
      family: 4,
      fault: {
        ja: 'ユーザ端末が QUIC でインターネットに直接出られる',
        en: 'an endpoint gets straight to the Internet by QUIC',
      },
    }),
});
