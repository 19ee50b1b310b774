/** The fields of each kind of record: those that are read, and those that say nothing of which packets match. */
import type { RecordPath } from './paths.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((w) => w !== ''));

const END = ['source', 'destination'].flatMap((side) =>
  ['', '.any', '.network', '.address', '.port', '.not'].map((part) => side + part),
);

const ends = (text: string): ReadonlySet<string> => new Set([...words(text), ...END]);

const LEGACY_RULE =
  ends(`type interface ipprotocol protocol descr disabled log quick floating direction icmptype icmp6type
  statetype sched gateway tag tagged os tcpflags1 tcpflags2 tcpflags_any tracker dscp tos vlanprio prio
  separator interfacenot`);

const MVC_RULE =
  words(`enabled sequence action quick interface interfacenot direction ipprotocol protocol icmptype icmp6type
  source_net source_not source_port destination_net destination_not destination_port gateway statetype sched tag tagged
  tcpflags1 tcpflags2 tcpflags_any log description prio tos`);

/** Bounds on states and queues, and who wrote the rule: of no account for the first packet of a flow. */
const RULE_ASIDE =
  words(`id max max-src-nodes max-src-conn max-src-states max-src-conn-rate max-src-conn-rates statetimeout
  statepolicy state-policy source-track nopfsync nosync allowopts disablereplyto reply-to replyto defaultqueue ackqueue dnpipe
  pdnpipe vlanprioset set-prio set-prio-low associated-rule-id category categories updated created bridgeto seq
  overload adaptivestart adaptiveend udp-first udp-multiple udp-single shaper1 shaper2 sort_order prio_group
  updated.time updated.username updated.description created.time created.username created.description label`);

const NAT_ASIDE =
  words(`associated-rule-id natreflection_comment category categories tracker updated created nosync
  updated.time updated.username updated.description created.time created.username created.description sequence
  source_hash_key poolopts poolopts_sourcehashkey log source_hash_key tag vipflags`);

const READ: Readonly<Record<RecordPath, ReadonlySet<string>>> = {
  'filter/rule': LEGACY_RULE,
  'OPNsense/Firewall/Filter/rules/rule': MVC_RULE,
  'nat/rule':
    ends(`interface ipprotocol protocol target local-port descr disabled nordr natreflection associated-rule-id
    tagged`),
  'nat/onetoone': ends(
    'interface ipprotocol external subnet type descr disabled nobinat natreflection internal',
  ),
  'nat/npt': ends('interface descr disabled source.prefix'),
  'nat/outbound/rule':
    ends(`interface ipprotocol protocol sourceport dstport target targetip targetip_subnet natport nonat
    staticnatport descr disabled tagged`),
  'aliases/alias': words('name type address descr url aliasurl content enabled'),
  'schedules/schedule': words('name descr'),
  'schedules/schedule/timerange': words('month day hour position'),
  'gateways/gateway_item': words('name interface gateway ipprotocol defaultgw disabled priority descr'),
  'OPNsense/Gateways/gateway_item': words(
    'name interface gateway ipprotocol defaultgw disabled priority descr',
  ),
  'staticroutes/route': words('network gateway disabled descr'),
  'virtualip/vip': words('mode interface subnet subnet_bits descr type'),
  'ifgroups/ifgroupentry': words('ifname members sequence descr'),
  'ipsec/phase1': words('disabled remote-gateway interface mobile descr nat_traversal'),
  'openvpn/openvpn-server': words(
    'disable tunnel_network tunnel_networkv6 remote_network remote_networkv6 description',
  ),
  'openvpn/openvpn-client': words(
    'disable tunnel_network tunnel_networkv6 remote_network remote_networkv6 description',
  ),
  'interfaces/*':
    words(`enable if descr ipaddr subnet ipaddrv6 subnetv6 gateway gatewayv6 blockpriv blockbogons type
    alias-address alias-subnet gateway-6rd virtual networks`),
  'OPNsense/Firewall/Alias/aliases/alias': words(
    'enabled name type content proto interface description descr',
  ),
  'OPNsense/Firewall/Filter/snatrules/rule':
    words(`enabled interface ipprotocol protocol source_net source_not source_port
    destination_net destination_not destination_port target target_port nonat staticnatport description tagged sequence
    interfacenot`),
  'OPNsense/Firewall/Filter/npt/rule': words(
    'enabled interface source_net destination_net trackif description sequence log',
  ),
  'OPNsense/Firewall/Filter/onetoone/rule':
    words(`enabled interface type source_net source_not destination_net
    destination_not external natreflection description sequence log`),
};

const RULES: ReadonlySet<RecordPath> = new Set(['filter/rule', 'OPNsense/Firewall/Filter/rules/rule']);

/** Records whose other fields (tunnels, timers, keys) say nothing of filtering; a rule's or alias's unknown field does. */
const LOOSE: ReadonlySet<RecordPath> = new Set([
  'interfaces/*',
  'gateways/gateway_item',
  'OPNsense/Gateways/gateway_item',
  'virtualip/vip',
  'ipsec/phase1',
  'openvpn/openvpn-server',
  'openvpn/openvpn-client',
  'schedules/schedule',
  'schedules/schedule/timerange',
  'ifgroups/ifgroupentry',
  'staticroutes/route',
  'aliases/alias',
  'OPNsense/Firewall/Alias/aliases/alias',
]);

export const isField = (path: RecordPath, key: string): boolean => READ[path].has(key);

export const isIgnoredField = (path: RecordPath, key: string): boolean =>
  RULES.has(path)
    ? RULE_ASIDE.has(key)
    : LOOSE.has(path)
      ? !isField(path, key)
      : NAT_ASIDE.has(key) && !isField(path, key);
