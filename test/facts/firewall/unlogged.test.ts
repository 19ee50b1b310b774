/** What is denied without a log: only what the device forwards at all. */
import { expect, test } from 'vitest';
import { ALL_ADDRESSES } from '../../../src/facts/address-set.ts';
import { denials } from '../../../src/facts/firewall/unlogged.ts';
import { ios } from '../../parse/cisco/read.ts';

const ASKED = {
  src: ALL_ADDRESSES,
  dst: ALL_ADDRESSES,
  service: [
    {
      protocols: [{ from: 0, to: 255 }],
      sport: null,
      dport: null,
      icmpType: null,
      icmpCode: null,
    },
  ],
  in: ['GigabitEthernet0/0'],
  out: ['GigabitEthernet0/1'],
};

const router = (last: string) =>
  ios(`version 15.2
hostname r1
interface GigabitEthernet0/0
 ip address 203.0.113.1 255.255.255.0
 ip access-group A in
interface GigabitEthernet0/1
 ip address 10.0.0.1 255.255.255.0
ip access-list extended A
 permit tcp any any eq 443
 ${last}
end
`);

const found = (last: string) => {
  const all = denials(router(last), ASKED, { asOf: null });
  return all && { deniers: all.deniers.map((d) => [d.rule?.id, d.logged]), open: all.open?.rule?.id };
};

test('IPv6 that is not routed is no denial that a log is missing for, and closes no list', () => {
  expect(found('deny ip any any log')).toEqual({ deniers: [['20', 'yes']], open: undefined });
  expect(found('permit ip any any')).toEqual({ deniers: [], open: '20' });
});
