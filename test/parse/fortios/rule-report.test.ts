/** Faults of rules, as the policies of a FortiGate stand beside those of multicast. */
import { expect, test } from 'vitest';
import { ruleReport } from '../../../src/facts/firewall/rule-report.ts';
import { deviceIn, read } from './ask.ts';

const device = (service: string) =>
  deviceIn(
    read(`#config-version=FGT60F-7.4.5-FW-build1-240101:opmode=0:vdom=0:user=admin
config system interface
    edit "lan"
        set ip 10.1.0.1 255.255.0.0
    next
    edit "wan1"
        set ip 198.51.100.2 255.255.255.0
    next
end
config firewall address
    edit "all"
    next
end
config firewall service custom
    edit "ALL"
        set protocol IP
    next
    edit "HTTPS"
        set tcp-portrange 443
    next
end
config firewall policy
    edit 1
        set name "kari"
        set srcintf "lan"
        set dstintf "wan1"
        set srcaddr "all"
        set dstaddr "all"
        set action accept
        set schedule "always"
        set service "${service}"
        set logtraffic all
    next
    edit 2
        set name "owari"
        set srcintf "any"
        set dstintf "any"
        set srcaddr "all"
        set dstaddr "all"
        set schedule "always"
        set service "ALL"
        set logtraffic all
    next
end
`),
  );

const faults = (service: string) =>
  ruleReport(device(service), { asOf: null }).map((f) => `${f.rule.id} ${f.fault}`);

test('a policy of all hosts and services is any-any, though multicast has policies of its own', () => {
  expect(faults('ALL')).toEqual(['1 any-any']);
  expect(faults('HTTPS')).toEqual([]);
});
