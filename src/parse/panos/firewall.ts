/** Firewalls: one device for each vsys, with the rules that Panorama pushed where the file shows them. */
import type { DeviceSource, Rulebase } from './device.ts';
import { objectText } from './interfaces.ts';
import { interfacesOf } from './network.ts';
import type { ReadTree } from './read-tree.ts';
import { lookUp, type Scope, scope } from './scope.ts';
import { type ConfNode, child, find, nodesOf, valueAt } from './tree.ts';

/** The sections of one firewall, wherever they stand in the file. */
interface Firewall {
  readonly root: ConfNode;
  /** Sections that hold `network`, `vsys` and `deviceconfig`. */
  readonly devices: readonly ConfNode[];
}

/** Sections of a vsys that stand outside of one: those of the only vsys, in set commands and parts of a configuration. */
const OF_ONE_VSYS = [
  'rulebase',
  'zone',
  'address',
  'address-group',
  'service',
  'service-group',
  'import',
  'pre-rulebase',
  'post-rulebase',
];

const deviceSections = (root: ConfNode): readonly ConfNode[] => [root, ...nodesOf(child(root, 'devices'))];

/** Sections of each vsys, by name. */
function vsysSections(firewall: Firewall): ReadonlyMap<string, readonly ConfNode[]> {
  const out = new Map<string, ConfNode[]>();
  const add = (name: string, node: ConfNode): void => {
    const known = out.get(name);
    if (known) known.push(node);
    else out.set(name, [node]);
  };
  for (const device of firewall.devices) {
    for (const vsys of nodesOf(child(device, 'vsys'))) add(vsys.name, vsys);
    if (OF_ONE_VSYS.some((section) => child(device, section) !== null)) add('vsys1', device);
  }
  for (const vsys of nodesOf(find(firewall.root, 'panorama', 'vsys')))
    if (!out.has(vsys.name)) out.set(vsys.name, []);
  if (out.size === 0 && RULEBASES.some((base) => find(firewall.root, 'panorama', base) !== null))
    out.set('vsys1', []);
  return out;
}

const RULEBASES = ['pre-rulebase', 'post-rulebase'];

interface Scopes {
  readonly whole: Scope;
  /** What Panorama pushed for this vsys, and for all. */
  readonly pushed: readonly ConfNode[];
}

/** Objects of the vsys, then those that all share, then those that were pushed. */
function scopesOf(firewall: Firewall, name: string, vsys: readonly ConfNode[]): Scopes {
  const panorama = child(firewall.root, 'panorama');
  const own = nodesOf(child(panorama, 'vsys')).filter((v) => v.name === name);
  const pushedShared = scope('Panorama', [child(panorama, 'shared'), panorama], null, true);
  const pushed = scope(`Panorama ${name}`, own, pushedShared, true);
  const shared = scope('shared', [child(firewall.root, 'shared')], pushed, false);
  return { whole: scope(name, vsys, shared, false), pushed: [...own, ...(panorama ? [panorama] : [])] };
}

type Placed = Exclude<Rulebase, 'local'>;

const rulebases = (nodes: readonly ConfNode[], section: string, level: Scope): readonly Placed[] =>
  nodes.flatMap((node) => {
    const at = child(node, section);
    return at ? [{ at, level }] : [];
  });

const defaultsIn = (bases: readonly ConfNode[], name: string): readonly ConfNode[] =>
  bases
    .flatMap((base) => nodesOf(find(base, 'default-security-rules', 'rules')))
    .filter((r) => r.name === name);

function sourceOf(
  firewall: Firewall,
  tree: ReadTree,
  name: string,
  vsys: readonly ConfNode[],
  others: readonly ConfNode[] | null,
): DeviceSource {
  const { whole, pushed } = scopesOf(firewall, name, vsys);
  const local = rulebases(vsys, 'rulebase', whole);
  const pre = rulebases([...vsys, ...pushed], 'pre-rulebase', whole);
  const post = rulebases([...vsys, ...pushed], 'post-rulebase', whole);
  const first = vsys[0] ?? firewall.root;
  const foreign = new Set((others ?? []).flatMap((v) => nodesOf(child(v, 'zone'))).flatMap(interfacesOf));
  return {
    context: others ? name : '',
    hostname: hostnameOf(firewall.devices),
    version: tree.version,
    line: first.line,
    text: `vsys ${JSON.stringify(name)}`,
    scope: whole,
    rulebases: [...pre, ...local, ...post],
    overrides: (rule) => [
      ...defaultsIn(
        local.map((r) => r.at),
        rule,
      ).slice(-1),
      ...defaultsIn(
        post.map((r) => r.at),
        rule,
      ).slice(0, 1),
    ],
    network: {
      foreign,
      devices: firewall.devices,
      vsys,
      text: (of) => objectText(lookUp(whole, 'address', of)?.node ?? null),
      whole: vsys.some((v) => nodesOf(child(v, 'zone')).length > 0),
    },
    variables: new Map(),
    serials: null,
    ipv6: firewall.devices
      .map((d) => valueAt(d, 'deviceconfig', 'setting', 'session', 'ipv6-firewalling'))
      .reduce((a, b) => b ?? a, null),
  };
}

export const hostnameOf = (devices: readonly ConfNode[]): string | null =>
  devices.map((d) => valueAt(d, 'deviceconfig', 'system', 'hostname')).reduce((a, b) => b ?? a, null);

/** Whether Panorama manages the firewall: it may push rules that a local configuration does not show. */
export const isManaged = (root: ConfNode): boolean =>
  deviceSections(root).some((device) => {
    const system = find(device, 'deviceconfig', 'system');
    return ['panorama', 'panorama-server', 'panorama-server-2'].some((part) => child(system, part) !== null);
  });

export function firewallSources(tree: ReadTree): readonly DeviceSource[] {
  const firewall: Firewall = { root: tree.root, devices: deviceSections(tree.root) };
  const all = vsysSections(firewall);
  return [...all].map(([name, vsys]) => {
    const others = [...all].filter(([other]) => other !== name).flatMap(([, sections]) => sections);
    return sourceOf(firewall, tree, name, vsys, all.size > 1 ? others : null);
  });
}
