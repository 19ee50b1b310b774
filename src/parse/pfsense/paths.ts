/** Which elements of a config.xml carry packet policy, which are read for it, and which are knowingly left aside. */

/** Elements that make one record each; what stands in them are its fields. */
export const RECORD_PATHS = [
  'filter/rule',
  'nat/rule',
  'nat/onetoone',
  'nat/npt',
  'nat/outbound/rule',
  'aliases/alias',
  'schedules/schedule',
  'schedules/schedule/timerange',
  'gateways/gateway_item',
  'staticroutes/route',
  'virtualip/vip',
  'ifgroups/ifgroupentry',
  'ipsec/phase1',
  'openvpn/openvpn-server',
  'openvpn/openvpn-client',
  'interfaces/*',
  'OPNsense/Firewall/Alias/aliases/alias',
  'OPNsense/Firewall/Filter/rules/rule',
  'OPNsense/Firewall/Filter/snatrules/rule',
  'OPNsense/Firewall/Filter/npt/rule',
  'OPNsense/Firewall/Filter/onetoone/rule',
  'OPNsense/Gateways/gateway_item',
] as const;
export type RecordPath = (typeof RECORD_PATHS)[number];

/** Single values that are read, by path; `*` is one element of any name. */
export const SETTING_PATHS: ReadonlySet<string> = new Set([
  'version',
  'system/hostname',
  'system/domain',
  'system/disablefilter',
  'system/ipv6allow',
  'system/no_apipa_block',
  'system/disablenatreflection',
  'system/disablevpnrules',
  'system/enablesshd',
  'system/ssh/enable',
  'system/ssh/enabled',
  'system/ssh/port',
  'system/webgui/protocol',
  'system/webgui/port',
  'system/webgui/noantilockout',
  'system/webgui/disablehttpredirect',
  'syslog/nologdefaultblock',
  'nat/outbound/mode',
  'filter/bypassstaticroutes',
  'bridges/bridged/members',
  'gateways/defaultgw4',
  'gateways/defaultgw6',
  'ipsec/enable',
  'dhcpd/*/enable',
  'captiveportal/*/enable',
  'OPNsense/wireguard/general/enabled',
  'OPNsense/IPsec/general/enabled',
  'OPNsense/quagga/general/enabled',
  'OPNsense/captiveportal/zones/zone/enabled',
  'installedpackages/frr/config/enable',
  'installedpackages/miniupnpd/config/enable',
  'installedpackages/wireguard/config/enable',
]);

/** Sections in which nothing but the values above bears on which packets pass. */
const BESIDE_THE_POINT: ReadonlySet<string> = new Set(
  `system syslog sysctl theme lastchange revision rrd widgets diag cron wol ntpd snmpd unbound dnsmasq dhcpd dhcpdv6
  dhcpbackend dhcrelay dhcrelay6 dyndnses dnsupdates cert ca crl shaper ezshaper dnshaper proxyarp notifications hasync laggs
  vlans qinqs gifs gres wireless ppps voucher captiveportal kea sshdata trigger_initial_wizard igmpproxy dhcp6relay
  l2tp pptpd pppoes interfaces gateways staticroutes virtualip ifgroups ipsec openvpn schedules aliases bridges ovpnserver
  load_balancer/monitor_type load_balancer/lbpool load_balancer/setting nat/ipsecpassthru nat/separator filter/separator
  nat/outbound/separator`.split(/\s+/),
);

/** Plug-ins of OPNsense and packages of pfSense that put no rule of their own between networks. */
const HARMLESS_PARTS: ReadonlySet<string> = new Set(
  `OPNsense/captiveportal OPNsense/cron OPNsense/DHCRelay OPNsense/Netflow OPNsense/IDS OPNsense/Interfaces OPNsense/Kea
  OPNsense/monit OPNsense/OpenVPNExport OPNsense/OpenVPN OPNsense/Syslog OPNsense/TrafficShaper OPNsense/trust
  OPNsense/unboundplus OPNsense/dnsmasq OPNsense/IPsec OPNsense/Swanctl OPNsense/wireguard OPNsense/quagga OPNsense/Gateways
  OPNsense/proxy OPNsense/HAProxy OPNsense/Nginx OPNsense/AcmeClient OPNsense/bind OPNsense/clamav OPNsense/redis
  OPNsense/telegraf OPNsense/netsnmp OPNsense/NodeExporter OPNsense/zabbixagent OPNsense/MDNSRepeater OPNsense/freeradius
  OPNsense/postfix OPNsense/ntopng OPNsense/iperf OPNsense/Nut OPNsense/apcupsd OPNsense/lldpd OPNsense/Smart OPNsense/tor
  OPNsense/DynDNS OPNsense/DynamicDNS OPNsense/wol OPNsense/Hostdiscovery OPNsense/Auth OPNsense/backup
  OPNsense/Firewall/Lvtemplate OPNsense/Firewall/Category OPNsense/Firewall/Alias OPNsense/Firewall/Filter
  installedpackages/menu installedpackages/service installedpackages/package installedpackages/tab
  installedpackages/openvpnclientexport installedpackages/nut installedpackages/sudo installedpackages/cron
  installedpackages/ntopng installedpackages/darkstat installedpackages/softflowd installedpackages/avahi
  installedpackages/acme installedpackages/zabbixagentlts installedpackages/systempatches installedpackages/lldpd
  installedpackages/frr installedpackages/miniupnpd installedpackages/wireguard installedpackages/pfblockerng
  installedpackages/pfblockerngglobal installedpackages/suricata installedpackages/snortglobal`.split(/\s+/),
);

export type Role = 'container' | 'record' | 'field' | 'setting' | 'irrelevant' | 'unknown';

const RECORDS: ReadonlySet<string> = new Set(RECORD_PATHS);

export const asRecordPath = (path: string): RecordPath | null => RECORD_PATHS.find((p) => p === path) ?? null;

/** Parts of RECORD_PATHS and SETTING_PATHS that lead to one, and of elements that are not known among known ones. */
const WAYS: ReadonlySet<string> = new Set(
  [...RECORD_PATHS, ...SETTING_PATHS, 'load_balancer/virtual_server'].flatMap((path) => {
    const parts = path.split('/');
    return parts.map((_, i) => parts.slice(0, i).join('/'));
  }),
);

/** The path with `*` where a table has it: names of interfaces. */
const general = (path: string): string =>
  path.replace(/^(interfaces|dhcpd|captiveportal)\/[^/]+/, (_, section: string) => `${section}/*`);

const under = (path: string, table: ReadonlySet<string>): boolean =>
  path.split('/').some((_, i, parts) => table.has(parts.slice(0, i + 1).join('/')));

/** What an element outside every record is, by its path below the root. */
export function roleOf(path: string): { readonly role: Role; readonly path: string } {
  const known = general(path);
  if (RECORDS.has(known)) return { role: 'record', path: known };
  if (SETTING_PATHS.has(known)) return { role: 'setting', path: known };
  if (WAYS.has(known)) return { role: 'container', path: known };
  if (under(path, BESIDE_THE_POINT) || under(path, HARMLESS_PARTS)) return { role: 'irrelevant', path };
  return { role: 'unknown', path };
}
