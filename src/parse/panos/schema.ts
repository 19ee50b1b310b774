/**
 * The whole of a configuration, of a firewall or of Panorama. Both syntaxes share it: in XML, sections stand below
 * `devices/entry[localhost.localdomain]`; set commands leave that out, and on a firewall with one vsys the vsys too.
 */
import { IMPORT, NETWORK, ZONE } from './schema-network.ts';
import { OBJECTS, OTHER_SECTIONS } from './schema-objects.ts';
import { RULEBASE } from './schema-rules.ts';
import { each, entries, MANY, MARK, NOTE, node, ONE, partly, type Shape, SKIP } from './shape.ts';

const RULEBASES = {
  rulebase: RULEBASE,
  'pre-rulebase': RULEBASE,
  'post-rulebase': RULEBASE,
};

const VSYS_PARTS = {
  ...OTHER_SECTIONS,
  ...OBJECTS,
  ...RULEBASES,
  zone: entries(ZONE),
  import: IMPORT,
  'display-name': ONE,
  'user-id-agent-settings': SKIP,
};

const VSYS = node(VSYS_PARTS);

/** Of the management plane, only what says whose configuration it is and whether another machine adds to it. */
const DEVICECONFIG = partly({
  system: partly({
    hostname: ONE,
    panorama: MARK,
    ...each('panorama-server panorama-server-2', MARK),
  }),
  setting: partly({ session: partly({ 'ipv6-firewalling': ONE }) }),
});

const VARIABLES = entries(
  node({
    type: node({
      ...each('ip-netmask ip-range fqdn', ONE),
      ...each(`group-id device-priority device-id interface as-number qos-profile egress-max link-tag`, NOTE),
    }),
    description: NOTE,
  }),
);

const DEVICE_GROUP = node({
  ...VSYS_PARTS,
  devices: entries(node({ vsys: entries(MARK) })),
  ...each('reference-templates', MANY),
  'parent-dg': ONE,
  'master-device': SKIP,
});

const deviceParts = (template: boolean): Readonly<Record<string, Shape>> => ({
  deviceconfig: DEVICECONFIG,
  network: NETWORK,
  vsys: entries(VSYS),
  ...each(
    'platform plugins log-collector log-collector-group wildfire-appliance wildfire-appliance-cluster',
    SKIP,
  ),
  ...each('vm_info_source ztp container cloud-services', SKIP),
  ...(template ? {} : panoramaParts()),
});

const panoramaParts = (): Readonly<Record<string, Shape>> => ({
  'device-group': entries(DEVICE_GROUP),
  template: entries(
    node({
      variable: VARIABLES,
      config: root(true),
      ...each('settings description user-group-source', SKIP),
    }),
  ),
  'template-stack': entries(
    node({
      templates: MANY,
      devices: entries(node({ variable: VARIABLES, ...each('host-id', NOTE) })),
      variable: VARIABLES,
      config: root(true),
      ...each('settings description user-group-source', SKIP),
    }),
  ),
});

/** Rules and objects that Panorama pushed to a firewall, as the firewall keeps them. */
const PUSHED = partly({ ...VSYS_PARTS, vsys: entries(VSYS) });

const READONLY = partly({
  devices: entries(partly({ 'device-group': entries(partly({ 'parent-dg': ONE })) })),
  'device-group': entries(partly({ 'parent-dg': ONE })),
});

function root(template: boolean): Shape {
  const device = deviceParts(template);
  return node({
    ...VSYS_PARTS,
    ...device,
    devices: entries(node(device)),
    shared: node({ ...VSYS_PARTS, ...each('ca-certificate content-type profiles-group', SKIP) }),
    readonly: READONLY,
    ...(template ? {} : { panorama: PUSHED }),
    ...each('mgt-config predefined dirtyId', SKIP),
    ...each('sp-config cloud multi-config', SKIP),
  });
}

/** What stands below `<config>`, and after `set`. */
export const CONFIG: Shape = root(false);

/** What stands below `<policy>`: `show config pushed-shared-policy`. */
export const POLICY: Shape = node({ panorama: PUSHED });
