/** Zones, interfaces and routers. */
import { each, entries, MANY, MARK, NOTE, node, ONE, partly, type Shape, SKIP } from './shape.ts';

export const ZONE: Shape = node({
  network: node({
    ...each('layer3 layer2 virtual-wire tap external', MANY),
    tunnel: MARK,
    ...each(
      'zone-protection-profile log-setting enable-packet-buffer-protection net-inspection enable-prenat-identification',
      NOTE,
    ),
  }),
  ...each('user-acl device-acl', SKIP),
  ...each(
    `enable-user-identification enable-device-identification enable-prenat-user-identification
     enable-prenat-device-identification enable-prenat-source-policy-lookup enable-prenat-source-ip-downstream`,
    NOTE,
  ),
  'prenat-identification': SKIP,
});

const IPV6 = partly({ address: entries(MARK), 'dhcp-client': MARK, inherited: MARK, enabled: ONE });

const LAYER3_UNIT = partly({
  ip: entries(MARK),
  ipv6: IPV6,
  ...each('dhcp-client pppoe', MARK),
  tag: NOTE,
});

const LAYER3 = partly({
  ip: entries(MARK),
  ipv6: IPV6,
  ...each('dhcp-client pppoe', MARK),
  units: entries(LAYER3_UNIT),
});

/** `layer3`, or another mode in which the interface has no address of its own. */
const PHYSICAL = partly({
  layer3: LAYER3,
  'link-state': ONE,
  ...each('layer2 virtual-wire tap ha aggregate-group', MARK),
});

const INTERFACES = partly({
  ...each('ethernet aggregate-ethernet', entries(PHYSICAL)),
  ...each('loopback vlan tunnel', LAYER3),
});

const STATIC_ROUTE = partly({
  ...each('destination interface metric admin-dist', ONE),
  nexthop: partly({
    ...each('ip-address ipv6-address next-vr next-lr fqdn', ONE),
    ...each('discard receive', MARK),
  }),
  'path-monitor': node({
    enable: ONE,
    'failure-condition': NOTE,
    'hold-time': NOTE,
    'monitor-destinations': SKIP,
  }),
  'route-table': partly({ multicast: MARK }),
});

const ROUTES = partly({ 'static-route': entries(STATIC_ROUTE) });
const TABLE = partly({ ip: ROUTES, ipv6: ROUTES });
const DYNAMIC = partly({ enable: ONE });

const ROUTER = partly({
  interface: MANY,
  'routing-table': TABLE,
  protocol: partly(each('bgp ospf ospfv3 rip', DYNAMIC)),
  ...each('bgp ospf ospfv3 rip', DYNAMIC),
  multicast: partly({ enable: ONE }),
});

const LOGICAL_ROUTER = partly({ vrf: entries(ROUTER) });

/** The rest is how interfaces, tunnels and protocols work, none of it what is let through. */
export const NETWORK: Shape = partly({
  interface: INTERFACES,
  'virtual-router': entries(ROUTER),
  'logical-router': entries(LOGICAL_ROUTER),
  'virtual-wire': entries(partly({ 'multicast-firewalling': partly({ enable: ONE }) })),
  'shared-gateway': entries(MARK),
});

export const IMPORT: Shape = partly({
  network: partly(each('interface virtual-router logical-router', MANY)),
  'visible-vsys': MANY,
});
