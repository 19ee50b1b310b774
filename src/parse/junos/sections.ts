/** Sections of a configuration that bear on no traffic through the device, and those that do and are not read. */
import type { Bilingual } from '../../model/text.ts';
import { type Build, gap } from './build.ts';
import { ignore, type JunosNode, kid, kids, loosen, refuse } from './tree.ts';

/** Management, routing protocols, switching and quality of service. What they do to routes is read where routes are. */
const IRRELEVANT: ReadonlySet<string> = new Set([
  'version',
  'system',
  'snmp',
  'chassis',
  'protocols',
  'policy-options',
  'class-of-service',
  'event-options',
  'access',
  'access-profile',
  'accounting-options',
  'virtual-chassis',
  'vlans',
  'bridge-domains',
  'switch-options',
  'ethernet-switching-options',
  'poe',
  'wlan',
  'smtp',
  'diameter',
  'jsrc',
  'session-limit-group',
  'multi-chassis',
  'fabric',
  'multicast-snooping-options',
  'redundant-power-system',
  'unified-edge',
  'apply-macro',
  'apply-flags',
  'rcsid',
  'schedulers',
  'applications',
  'routing-options',
  'interfaces',
  'firewall',
  'routing-instances',
  'logical-systems',
  'tenants',
  'security',
  'groups',
  'apply-groups',
  'apply-groups-except',
  'services',
  'forwarding-options',
]);

/** Read by their own readers: what those leave unseen is not understood. */
const READ: ReadonlySet<string> = new Set([
  'applications',
  'interfaces',
  'firewall',
  'routing-instances',
  'logical-systems',
  'tenants',
  'security',
  'schedulers',
  'services',
  'forwarding-options',
]);

/** Sections of `security` that only ever drop more, look deeper or set up tunnels and keys. */
const IRRELEVANT_SECURITY: ReadonlySet<string> = new Set([
  'screen',
  'ike',
  'ipsec',
  'group-vpn',
  'flow',
  'alg',
  'log',
  'idp',
  'utm',
  'pki',
  'certificates',
  'ssh-known-hosts',
  'application-firewall',
  'application-tracking',
  'application-traffic-control',
  'advanced-policy-based-routing',
  'firewall-authentication',
  'authentication-key-chains',
  'user-identification',
  'dynamic-application',
  'dynamic-vpn',
  'remote-access',
  'analysis',
  'traceoptions',
  'datapath-debug',
  'forwarding-process',
  'gprs',
  'tcp-encap',
  'resource-manager',
  'dynamic-address',
  'address-book',
  'alarms',
  'anti-virus',
  'security-intelligence',
  'advance-policy-based-routing',
  'macsec',
  'distribution-profile',
  'fips',
  'keychain',
  'monitoring',
  'softwires',
  'advanced-services',
]);

const READ_SECURITY: ReadonlySet<string> = new Set([
  'zones',
  'policies',
  'nat',
  'forwarding-options',
  'address-book',
]);

/** Of `services`: what looks into, names or counts traffic. Stateful firewalls and NAT of service cards are not read. */
const IRRELEVANT_SERVICES =
  /^(?:application-identification|user-identification|flow-monitoring|rpm|ssl|advanced-anti-malware|security-intelligence|icap-redirect|web-filter|analytics|dns-filtering|host-gateway|unified-access-control|screen|ip-monitoring|captive-portal|subscriber-management|logging|anti-virus|security-metadata-streaming|web-proxy|sdwan|app-qoe|rtlog|l2tp|ipsec-vpn|adaptive-services-pics|hosted-services|netflow|inline-monitoring|service-interface-pools|dhcp-client)$/;

const SERVICE_CARDS: Bilingual = {
  ja: 'サービスカードのステートフルファイアウォールか NAT の設定があり、この版では読まない',
  en: 'holds a stateful firewall or NAT of service cards, which this version does not read',
};

const UNKNOWN_SECTION: Bilingual = {
  ja: '読めない節で、通信の可否に関わるかもしれない',
  en: 'a section that is not understood and may bear on what passes',
};

const PATH_FILTER: Bilingual = {
  ja: '転送テーブルのフィルタがあり、この版では読まない',
  en: 'holds filters of the forwarding table, which this version does not read',
};

function refused(build: Build, node: JunosNode, because: Bilingual): void {
  refuse(node);
  gap(build, node, 'not-understood', because);
}

function services(build: Build): void {
  for (const n of kids(kid(build.root, 'services'))) {
    if (IRRELEVANT_SERVICES.test(n.word)) ignore(n);
    else refused(build, n, SERVICE_CARDS);
  }
}

function hasFilter(node: JunosNode): boolean {
  return kids(kid(node, 'family')).some((f) => kid(f, 'filter') !== null);
}

function forwarding(build: Build): void {
  const node = kid(build.root, 'forwarding-options');
  if (node && hasFilter(node)) gap(build, node, 'not-understood', PATH_FILTER);
  for (const n of kids(node)) ignore(n);
}

/** VLANs and bridge domains may carry filters of frames between ports of a switch, and so of what is routed by them. */
function frames(build: Build): void {
  for (const section of ['vlans', 'bridge-domains']) {
    for (const vlan of kids(kid(build.root, section))) {
      const found = [kid(vlan, 'filter'), kid(kid(vlan, 'forwarding-options'), 'filter')].find(
        (n) => n !== null,
      );
      if (!found) continue;
      gap(build, found, 'not-understood', {
        ja: `VLAN ${vlan.word} のフィルタは読まない`,
        en: `the filter of the VLAN ${vlan.word} is not read`,
      });
    }
  }
}

/** Counts what no reader needs. Called last: what stands unseen in a section that is read was not understood. */
export function settleSections(build: Build): void {
  services(build);
  forwarding(build);
  frames(build);
  for (const n of kids(build.root)) {
    if (!IRRELEVANT.has(n.word)) refused(build, n, UNKNOWN_SECTION);
    else if (!READ.has(n.word)) loosen(n);
  }
  for (const n of kids(kid(build.root, 'security'))) {
    if (IRRELEVANT_SECURITY.has(n.word) && !READ_SECURITY.has(n.word)) ignore(n);
    else if (!READ_SECURITY.has(n.word)) refused(build, n, UNKNOWN_SECTION);
  }
}
