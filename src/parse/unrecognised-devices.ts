/** What configurations of firewalls and routers look like, which this version does not read. */
import type { Bilingual } from '../model/text.ts';

export interface Shape {
  /** Asked of the head of the text, without blanks before it. */
  readonly shape: RegExp;
  readonly reason: Bilingual;
}

const deviceReason = (name: string): Bilingual => ({
  ja: `${name} の設定はこの版では読まない`,
  en: `the configuration of ${name} is not read by this version`,
});

const DEVICES: readonly (readonly [name: string, shape: RegExp])[] = [
  ['Cisco FWSM', /^FWSM Version /m],
  ['Cisco ASA', /^: Saved/m],
  ['EdgeOS / VyOS', /^(?:firewall|interfaces) \{/m],
  ['ScreenOS', /^set (?:ike|policy id|interface|zone|user|address) ["\w]/m],
  ['Cisco IOS XR', /^!! IOS XR|^ipv4 access-list |^[ \t]+ipv4 address /m],
  ['Arista EOS', /^! device: .*EOS-|^! boot system flash:\S*EOS/m],
  ['Cisco NX-OS', /^(?:feature \S|vdc \S|vrf context |switchname )/m],
];

/** Rules of netfilter in a form that does not say all that is in force, and the command that does. */
const NETFILTER: readonly Shape[] = [
  {
    shape:
      /^(?:#!.*\bnft\b|flush ruleset\b|table (?:(?:inet|ip|ip6|arp|bridge|netdev) )?\S+ \{|(?:add|create) (?:table|chain|rule|set) )/m,
    reason: {
      ja: 'nftables の文字形式の規則は読まない。nft -j list ruleset の出力を集める',
      en: 'rules of nftables as text are not read; collect the output of nft -j list ruleset',
    },
  },
  {
    shape:
      /^[ \t]*(?:(?:sudo|\$\{?\w+\}?|\S*\/sbin\/ip6?tables|ip6?tables)(?:-nft|-legacy)?[ \t]+)+(?:-[tw] \S+ )?-[AIPNF] |^(?:-A |:)(?:INPUT|FORWARD|OUTPUT)\b|^Chain (?:INPUT|FORWARD|OUTPUT) \(policy /m,
    reason: {
      ja: 'iptables を呼ぶスクリプトや iptables -L の出力は読まない。iptables-save と ip6tables-save の出力を集める',
      en: 'scripts that call iptables and output of iptables -L are not read; collect the output of iptables-save and ip6tables-save',
    },
  },
];

/** Others write some of the words of IOS and mean something else. */
const LIKE_IOS: Shape = {
  shape:
    /^(?:ip access-list \S|access-list \S+ (?:permit|deny|remark)|interface (?:\w*Ethernet|Vlan|Loopback)|router (?:bgp|ospf|eigrp))/im,
  reason: {
    ja: 'Cisco IOS に似た機器の設定だが、IOS の設定としては読めない',
    en: 'looks like the configuration of a device akin to Cisco IOS, but cannot be read as one of IOS',
  },
};

/** In order: the first that fits. */
export const DEVICE_SHAPES: readonly Shape[] = [
  ...NETFILTER,
  ...DEVICES.map(([name, shape]) => ({ shape, reason: deviceReason(name) })),
  LIKE_IOS,
];
