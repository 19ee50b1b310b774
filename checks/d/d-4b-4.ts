import { defineCheck } from '../../src/check/define-check.ts';
import { FIREWALL_EVIDENCE, type InboundPort, judgeInbound, userAddresses } from '../../src/check/inbound.ts';
import { lacks } from '../../src/check/reach.ts';
import { undecided } from '../../src/check/verdict.ts';
import { isEmpty, toText } from '../../src/facts/address-set.ts';
import type { Role } from '../../src/model/target.ts';

const tcp = (port: number): InboundPort => ({ protocol: 6, port });

/** RDP (by UDP as well) and WinRM. */
const REMOTE: readonly InboundPort[] = [tcp(3389), { protocol: 17, port: 3389 }, tcp(5985), tcp(5986)];
/** RPC: tasks, services, event logs, WMI. A DC must offer it to its users. */
const RPC: readonly InboundPort[] = [tcp(135), tcp(49152)];

const portsOf = (role: Role): readonly InboundPort[] => (role === 'dc' ? REMOTE : [...REMOTE, ...RPC]);

export default defineCheck({
  id: 'D-4b.4',
  control: 'D-4b',
  title: {
    ja: 'サーバの Windows ファイアウォールがユーザ セグメントから管理ポートを拒む',
    en: 'The Windows Firewall of servers refuses management ports to user segments',
  },
  reads: ['firewall'],
  evidence: FIREWALL_EVIDENCE,
  evaluate({ firewall, site, asset, target }) {
    const sources = userAddresses(site);
    if (isEmpty(sources)) return undecided(lacks('user'));
    const asks = portsOf(target.role).map((port) => ({ ...port, sources }));
    const ports = [...new Set(asks.map((a) => a.port))].join(', ');
    return judgeInbound({ firewall, site, asset }, asks, {
      ja: `三つのプロファイルとも、${toText(sources)} から管理ポート (${ports}) に届かない`,
      en: `in all three profiles ${toText(sources)} cannot reach the management ports (${ports})`,
    });
  },
});
