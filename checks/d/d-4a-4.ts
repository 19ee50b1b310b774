import { defineCheck } from '../../src/check/define-check.ts';
import { judgeEgress } from '../../src/check/egress.ts';
import { NETWORK_EVIDENCE } from '../../src/check/reach.ts';
import { toPorts } from '../../src/facts/firewall/service-text.ts';

/** SMTP, POP3, IMAP, submission, and the same over TLS. */
const MAIL = [toPorts('tcp', 25, 110, 143, 465, 587, 993, 995)];

export default defineCheck({
  id: 'D-4a.4',
  control: 'D-4a',
  title: {
    ja: '運用管理セグメントからメールのポートでインターネットに出られない',
    en: 'The admin segment cannot reach mail ports on the Internet',
  },
  roles: ['site'],
  reads: ['shared'],
  evidence: NETWORK_EVIDENCE,
  evaluate: (network) =>
    judgeEgress(network, {
      roles: ['admin'],
      service: MAIL,
      fault: {
        ja: '運用管理セグメントからメールを使える',
        en: 'the admin segment reaches mail on the Internet',
      },
    }),
});
