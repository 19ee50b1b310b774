/** Objects that rules name: addresses, services, applications, schedules. Names of elements as PAN-OS 8.1-11.1 writes them. */
import { each, entries, MANY, MARK, NOTE, node, ONE, partly, type Shape, SKIP } from './shape.ts';

const COMMON = { ...each('description disable-override color comments', NOTE), tag: MANY };

const ADDRESS = node({ ...each('ip-netmask ip-range ip-wildcard fqdn', ONE), ...COMMON });

const ADDRESS_GROUP = node({ static: MANY, dynamic: node({ filter: ONE }), ...COMMON });

/** Session timeouts only. */
const OVERRIDE = node({ no: MARK, yes: SKIP });

const PORTS = node({ ...each('port source-port', MANY), override: OVERRIDE });

const SERVICE = node({ protocol: node(each('tcp udp sctp', PORTS)), ...COMMON });

const SERVICE_GROUP = node({ members: MANY, ...COMMON });

const ICMP = node(each('type code', ONE));

/** An application of one's own; what it recognises is its own affair, its ports and protocol are ours. */
const APPLICATION = partly({
  default: node({
    port: MANY,
    'ident-by-ip-protocol': ONE,
    'ident-by-icmp-type': ICMP,
    'ident-by-icmp6-type': ICMP,
  }),
  ...each(
    `category subcategory technology risk description timeout tcp-timeout udp-timeout tcp-half-closed-timeout
     tcp-time-wait-timeout parent-app evasive-behavior consume-big-bandwidth used-by-malware able-to-transfer-file
     has-known-vulnerability tunnel-other-application tunnel-applications prone-to-misuse pervasive-use file-type-ident
     virus-ident data-ident spyware-ident no-appid-caching alg-disable-capability disable-override`,
    NOTE,
  ),
});

const APPLICATION_GROUP = node({ members: MANY, ...COMMON });

const WEEK = each('monday tuesday wednesday thursday friday saturday sunday', MANY);
const RECURRING = node({ daily: MANY, weekly: node(WEEK) });
const TIMES = { recurring: RECURRING, 'non-recurring': MANY };

const SCHEDULE = node({ 'schedule-type': node(TIMES), ...TIMES, ...COMMON });

const REGION = partly({ address: MANY });

/** Sections of vsys, device groups and shared that hold objects which decide packets. */
export const OBJECTS: Readonly<Record<string, Shape>> = {
  address: entries(ADDRESS),
  'address-group': entries(ADDRESS_GROUP),
  service: entries(SERVICE),
  'service-group': entries(SERVICE_GROUP),
  application: entries(APPLICATION),
  'application-group': entries(APPLICATION_GROUP),
  'application-filter': entries(MARK),
  region: entries(REGION),
  'external-list': entries(MARK),
  schedule: entries(SCHEDULE),
};

/**
 * Sections beside them that narrow no rule by addresses, ports or zones: names for tags and users, inspection profiles,
 * logging, authentication, certificates, reports, GlobalProtect and the like. A profile may drop a session that a rule
 * permits; nothing passes by one.
 */
export const OTHER_SECTIONS: Readonly<Record<string, Shape>> = each(
  `tag profiles profile-group log-settings reports report-group custom-report pdf-summary-report email-scheduler
   application-status application-tag botnet certificate certificate-profile ssl-tls-service-profile ssl-decrypt
   ssl-exclude-cert ssl-ssh-profile local-user-database authentication-profile authentication-sequence authentication-object
   server-profile radius tacplus ldap kerberos saml-idp-profile mfa-server-profile global-protect group-mapping
   captive-portal dns-proxy ts-agent user-id-agent user-id-agent-sequence user-id-collector user-id-ssl-auth
   user-id-hub redistribution-agent redistribution-client redistribution-collector vm-info-source dynamic-user-group
   threats content-preview admin-role response-page scp-server-profile http-server-profile email-server-profile
   netflow-server-profile snmp-trap syslog-server-profile ocsp-responder lawful-intercept setting display-name
   description device-object iot-settings quarantine cloud-identity-engine cloud-user-id alg-override
   hip-objects hip-profiles override custom-url-category url-admin-override decryption-exclusion
   authorization-code to-sw-version devices-settings geo-location`,
  SKIP,
);
