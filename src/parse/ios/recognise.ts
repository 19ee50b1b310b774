/** Whether a file is the configuration of IOS or IOS-XE. Others share its words and not their meaning. */
import type { Evidence } from '../../model/evidence.ts';
import { isCountFile } from '../cisco/lines.ts';
import { isListing } from './hits.ts';

const HEAD = 16_384;

/** Signs of NX-OS, IOS XR, EOS, A10, ASA and others whose files look alike. */
const OTHERS =
  /^(?:feature \S|vdc \S|vrf context |switchname |!Command: |ipv4 access-list |hw-module profile|!! IOS XR|! device: .*EOS-|! boot system flash:\S*EOS|!BATFISH_FORMAT|!?64-bit Advanced Core OS|[ \t]*(?:ASA|PIX|NGFW|FWSM) Version |transceiver qsfp|daemon \S|management api|set \S+ \S|hostname\S+ "|access-group \S+ (?:in|out) interface)|^version \d+\.\d+\(\d|^[ \t]+ipv4 address |^ nameif \S|^;|^Startup-config|!version \d/m;

/** What every IOS prints, or commands that only it has. */
const OWN = [
  /^(?:Building configuration\.\.\.|Current configuration ?: \d+ bytes|boot-start-marker)/m,
  // With a semicolon it is Junos.
  /^version 1[0-9]\.\d[^;\n]*$/m,
  /^service timestamps /m,
  /^ip access-list (?:standard|extended) \S/m,
  /^access-list \d{1,4} (?:permit|deny|remark|dynamic) /m,
  /^[ \t]+ip access-group \S+ (?:in|out)\b/m,
  /^[ \t]+ipv6 traffic-filter \S+ (?:in|out)\b/m,
  /^ip nat (?:inside|outside) source /m,
  /^zone-pair security /m,
  /^(?:class-map|policy-map) type inspect /m,
  /^mac access-list (?:extended )?\S/m,
];

/** An interface as IOS names it, with an address as IOS writes it. */
const ROUTER =
  /^interface (?:FastEthernet|GigabitEthernet|TenGigabitEthernet|Serial|Vlan|Ethernet|Loopback|Tunnel|Dialer|BVI|Port-channel)[ \d/.:]*[ \t]*\r?$[\s\S]*^[ \t]+ip address \d+\.\d+\.\d+\.\d+ 255\./m;

export function isIosConfig({ encoding, text }: Evidence): boolean {
  if (encoding === 'binary') return false;
  const head = text.slice(0, HEAD);
  if (OTHERS.test(head)) return false;
  if (isCountFile(text, isListing)) return false;
  return OWN.some((sign) => sign.test(head)) || ROUTER.test(head);
}
