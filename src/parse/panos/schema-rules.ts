/** Rule bases. What a rule matches and does; what it does to sessions that already pass is read past. */
import { each, entries, MANY, MARK, NOTE, node, ONE, partly, type Shape, SKIP } from './shape.ts';

const TARGET = node({
  devices: entries(node({ vsys: entries(MARK) })),
  negate: ONE,
  tags: MANY,
});

const BOOKKEEPING = {
  ...each('audit-comment group-tag uuid disable-override tag', NOTE),
  ...each('disabled schedule description', ONE),
  target: TARGET,
};

const ENDS = {
  ...each('from to source destination source-user category application service', MANY),
  ...each('negate-source negate-destination', ONE),
};

/** Host information, devices and subscribers: what the endpoint is, beside its address. */
const ENDPOINT = each(
  `hip-profiles source-hip destination-hip source-device destination-device source-imsi source-imei source-nw-slice
   saas-user-list saas-tenant-list`,
  MANY,
);

const PROFILES = node({
  group: NOTE,
  profiles: node(
    each(
      `virus spyware vulnerability url-filtering file-blocking data-filtering wildfire-analysis gtp sctp ai-security
       dns-security`,
      NOTE,
    ),
  ),
  none: MARK,
});

const SECURITY = node({
  ...ENDS,
  ...ENDPOINT,
  ...BOOKKEEPING,
  ...each('action rule-type log-start log-end icmp-unreachable', ONE),
  ...each('log-setting disable-inspect', NOTE),
  'profile-setting': PROFILES,
  option: node(each('disable-server-response-inspection', NOTE)),
  qos: node({ marking: SKIP }),
});

const DEFAULT_SECURITY = node({
  ...BOOKKEEPING,
  ...each('action log-start log-end icmp-unreachable', ONE),
  ...each('log-setting', NOTE),
  'profile-setting': PROFILES,
});

const INTERFACE_ADDRESS = node({ ...each('interface ip floating-ip', ONE) });

const SOURCE_TRANSLATION = node({
  'dynamic-ip-and-port': node({ 'translated-address': MANY, 'interface-address': INTERFACE_ADDRESS }),
  'dynamic-ip': node({
    'translated-address': MANY,
    fallback: node({ 'translated-address': MANY, 'interface-address': INTERFACE_ADDRESS }),
  }),
  'static-ip': node(each('translated-address bi-directional', ONE)),
});

const DESTINATION_TRANSLATION = node({
  ...each('translated-address translated-port', ONE),
  distribution: NOTE,
  'dns-rewrite': node({ direction: NOTE }),
});

const NAT = node({
  ...ENDS,
  ...BOOKKEEPING,
  ...each('nat-type to-interface active-active-device-binding', ONE),
  'source-translation': SOURCE_TRANSLATION,
  'destination-translation': DESTINATION_TRANSLATION,
  'dynamic-destination-translation': DESTINATION_TRANSLATION,
});

/** Where a rule of DoS protection or policy-based forwarding is about. */
const PLACES = node({ ...each('zone interface', MANY) });

const PBF = partly({
  ...ENDS,
  ...BOOKKEEPING,
  ...each('active-active-device-binding', NOTE),
  from: PLACES,
  action: node({
    forward: MARK,
    'forward-to-vsys': MARK,
    discard: MARK,
    'no-pbf': MARK,
  }),
});

const DOS = partly({
  ...ENDS,
  ...BOOKKEEPING,
  from: PLACES,
  to: PLACES,
  action: node({ deny: MARK, allow: MARK, protect: MARK }),
});

/** Names an application for traffic by ports, so that the application's own ports and protocols do not bind. */
const APPLICATION_OVERRIDE = node({
  ...ENDS,
  ...BOOKKEEPING,
  ...each('protocol application', ONE),
  port: MANY,
});

const rules = (of: Shape): Shape => node({ rules: entries(of) });

/**
 * Authentication, decryption and tunnel inspection act on sessions that security rules permit, QoS and packet brokers
 * shape and copy them: by none of these passes what a security rule denies.
 */
export const RULEBASE: Shape = node({
  security: rules(SECURITY),
  'default-security-rules': rules(DEFAULT_SECURITY),
  nat: rules(NAT),
  pbf: rules(PBF),
  dos: rules(DOS),
  'application-override': rules(APPLICATION_OVERRIDE),
  sdwan: node({ rules: entries(MARK) }),
  ...each('qos decryption captive-portal authentication tunnel-inspect network-packet-broker', SKIP),
});
