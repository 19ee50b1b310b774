import { defineCheck } from '../../src/check/define-check.ts';
import { judgeEgress } from '../../src/check/egress.ts';
import { NETWORK_EVIDENCE } from '../../src/check/reach.ts';
import { toPorts } from '../../src/facts/firewall/service-text.ts';

const DNS = [toPorts('udp', 53), toPorts('tcp', 53, 853)];

export default defineCheck({
  id: 'A-1b.8',
  control: 'A-1b',
  title: {
    ja: 'ユーザ端末からインターネットの DNS (UDP/TCP 53、TCP 853) を使えない',
    en: 'Endpoints cannot reach DNS on the Internet (UDP and TCP 53, TCP 853)',
  },
  roles: ['site'],
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate: (network) =>
    judgeEgress(network, {
      roles: ['user'],
      service: DNS,
      family: 4,
      fault: { ja: 'ユーザ端末がインターネットの DNS に届く', en: 'an endpoint reaches DNS on the Internet' },
    }),
});
