/**
 * Panorama: one device for each device group that has firewalls, or no group below it. Rules stand in the order
 * shared, outer groups, inner groups before the local ones, and in reverse after them (Panorama Administrator's Guide,
 * Device Group Policies); what firewalls have of their own, in between, Panorama does not know.
 */
import type { DeviceSource, Rulebase } from './device.ts';
import { type NetworkSource, objectText } from './interfaces.ts';
import type { ReadTree } from './read-tree.ts';
import { lookUp, type Scope, scope } from './scope.ts';
import { type ConfNode, child, find, nodesOf, valueAt, values } from './tree.ts';

interface Group {
  readonly node: ConfNode;
  readonly name: string;
  readonly parent: string | null;
}

interface Panorama {
  readonly root: ConfNode;
  readonly devices: readonly ConfNode[];
  readonly groups: ReadonlyMap<string, Group>;
  readonly shared: Scope;
}

const panoramaSections = (root: ConfNode): readonly ConfNode[] => [root, ...nodesOf(child(root, 'devices'))];

/** Whether the file is of Panorama. */
export const isPanorama = (root: ConfNode): boolean =>
  panoramaSections(root).some((d) => ['device-group', 'template', 'template-stack'].some((s) => child(d, s)));

/** Groups as Panorama itself lists them, each with the one it stands in. */
function listedGroups(root: ConfNode): readonly ConfNode[] {
  const readonly = child(root, 'readonly');
  const sections = [readonly, ...nodesOf(child(readonly, 'devices'))];
  return sections.flatMap((section) => nodesOf(child(section, 'device-group')));
}

function parentsOf(root: ConfNode): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const group of listedGroups(root)) {
    const parent = valueAt(group, 'parent-dg');
    if (parent !== null) out.set(group.name, parent);
  }
  return out;
}

/** Of several groups, one that is not listed: the groups in which it stands, and their rules, are not known. */
export function unplacedGroup(root: ConfNode): ConfNode | null {
  const groups = panoramaSections(root).flatMap((d) => nodesOf(child(d, 'device-group')));
  const listed = new Set(listedGroups(root).map((g) => g.name));
  const unplaced = groups.find((g) => !listed.has(g.name) && valueAt(g, 'parent-dg') === null);
  return groups.length > 1 ? (unplaced ?? null) : null;
}

function groupsOf(root: ConfNode, devices: readonly ConfNode[]): ReadonlyMap<string, Group> {
  const parents = parentsOf(root);
  const nodes = devices.flatMap((d) => nodesOf(child(d, 'device-group')));
  return new Map(
    nodes.map((node) => [
      node.name,
      { node, name: node.name, parent: parents.get(node.name) ?? valueAt(node, 'parent-dg') },
    ]),
  );
}

/** From the group outwards; a circle ends where it closes. */
function ancestry(panorama: Panorama, name: string): readonly Group[] {
  const out: Group[] = [];
  const seen = new Set<string>();
  for (
    let at = panorama.groups.get(name);
    at && !seen.has(at.name);
    at = panorama.groups.get(at.parent ?? '')
  ) {
    seen.add(at.name);
    out.push(at);
  }
  return out;
}

function isCircular(panorama: Panorama, group: Group): boolean {
  const outermost = ancestry(panorama, group.name).at(-1);
  return outermost !== undefined && panorama.groups.has(outermost.parent ?? '');
}

/** Scopes of a group and those around it, from inner to outer, without shared. */
function scopesOf(panorama: Panorama, groups: readonly Group[]): readonly Scope[] {
  const out: Scope[] = [];
  let parent = panorama.shared;
  for (const group of [...groups].reverse()) {
    parent = scope(group.name, [group.node], parent, true);
    out.unshift(parent);
  }
  return out;
}

type Placed = Exclude<Rulebase, 'local'>;

const baseOf = (places: readonly ConfNode[], section: string, level: Scope): readonly Placed[] =>
  places.flatMap((place) => {
    const at = child(place, section);
    return at ? [{ at, level }] : [];
  });

function rulebasesOf(scopes: readonly Scope[], shared: Scope): readonly Rulebase[] {
  const inward = [shared, ...[...scopes].reverse()];
  const outward = [...scopes, shared];
  return [
    ...inward.flatMap((s) => baseOf(s.places, 'pre-rulebase', s)),
    'local',
    ...outward.flatMap((s) => baseOf(s.places, 'post-rulebase', s)),
  ];
}

/** The override that is nearest to the firewall. */
const overrideOf = (scopes: readonly Scope[], name: string): readonly ConfNode[] =>
  scopes
    .flatMap((s) => baseOf(s.places, 'post-rulebase', s))
    .flatMap((base) => nodesOf(find(base.at, 'default-security-rules', 'rules')))
    .filter((rule) => rule.name === name)
    .slice(0, 1);

const serialsOf = (node: ConfNode): readonly string[] => nodesOf(child(node, 'devices')).map((d) => d.name);

/** The template stack of the firewalls of a group and its templates, nearer ones first; null where they have not one. */
function stackOf(panorama: Panorama, serials: readonly string[]): readonly ConfNode[] | null {
  const stacks = panorama.devices.flatMap((d) => nodesOf(child(d, 'template-stack')));
  const templates = panorama.devices.flatMap((d) => nodesOf(child(d, 'template')));
  const used = stacks.filter((stack) => serialsOf(stack).some((s) => serials.includes(s)));
  const [stack] = used;
  if (!stack || used.length > 1 || !serials.every((s) => serialsOf(stack).includes(s))) return null;
  const names = values(child(stack, 'templates'));
  const found = names.map((name) => templates.find((t) => t.name === name));
  return found.every((t) => t !== undefined) ? [stack, ...found] : null;
}

function variablesOf(stack: readonly ConfNode[], serials: readonly string[]): ReadonlyMap<string, ConfNode> {
  const out = new Map<string, ConfNode>();
  const [first] = stack;
  const own = nodesOf(child(first ?? null, 'devices')).filter((d) => serials.includes(d.name));
  const overridden = new Set(own.flatMap((d) => nodesOf(child(d, 'variable'))).map((v) => v.name));
  for (const place of stack) {
    for (const variable of nodesOf(child(place, 'variable'))) {
      if (!out.has(variable.name) && !overridden.has(variable.name)) out.set(variable.name, variable);
    }
  }
  // A value of one firewall is that of the group only where it is the group's only one.
  if (serials.length === 1)
    for (const d of own) for (const v of nodesOf(child(d, 'variable'))) out.set(v.name, v);
  return out;
}

function variableText(variables: ReadonlyMap<string, ConfNode>, name: string): string | null {
  const type = find(variables.get(name) ?? null, 'type');
  return objectText(type);
}

function networkOf(
  stack: readonly ConfNode[] | null,
  variables: ReadonlyMap<string, ConfNode>,
  from: Scope,
  group: ConfNode,
): NetworkSource {
  const configs = (stack ?? []).flatMap((place) => {
    const config = child(place, 'config');
    return config ? [config, ...nodesOf(child(config, 'devices'))] : [];
  });
  const all = configs.flatMap((c) => nodesOf(child(c, 'vsys')));
  const wanted = new Set(
    nodesOf(child(group, 'devices')).flatMap((d) => nodesOf(child(d, 'vsys')).map((v) => v.name)),
  );
  const named = all.filter((v) => wanted.size === 0 || wanted.has(v.name));
  const names = new Set(named.map((v) => v.name));
  return {
    foreign: new Set(),
    devices: configs,
    // With several vsys, the file does not say here which of them the group is for.
    vsys: names.size <= 1 ? [...named, ...configs] : [],
    text: (name) => variableText(variables, name) ?? objectText(lookUp(from, 'address', name)?.node ?? null),
    // Firewalls may have zones, interfaces and routes of their own.
    whole: false,
  };
}

function sourceOf(panorama: Panorama, tree: ReadTree, group: Group): DeviceSource {
  const scopes = scopesOf(panorama, ancestry(panorama, group.name));
  const own = scopes[0] ?? panorama.shared;
  const serials = serialsOf(group.node);
  const stack = stackOf(panorama, serials);
  const variables = variablesOf(stack ?? [], serials);
  return {
    context: group.name,
    hostname: null,
    version: tree.version,
    line: group.node.line,
    text: `device-group ${JSON.stringify(group.name)}`,
    scope: own,
    rulebases: rulebasesOf(scopes, panorama.shared),
    overrides: (name) => overrideOf([...scopes, panorama.shared], name),
    network: networkOf(stack, variables, own, group.node),
    variables,
    serials: serials.length > 0 ? serials : null,
    ipv6: null,
  };
}

/** Where there is no device group: what all firewalls would be given. */
const everyFirewall = (root: ConfNode): Group => ({
  node: { name: 'shared', line: child(root, 'shared')?.line ?? root.line, kids: [] },
  name: 'shared',
  parent: null,
});

export function panoramaSources(tree: ReadTree): readonly DeviceSource[] {
  const devices = panoramaSections(tree.root);
  const shared = scope('shared', [child(tree.root, 'shared')], null, true);
  const panorama: Panorama = { root: tree.root, devices, groups: groupsOf(tree.root, devices), shared };
  const known = [...panorama.groups.values()];
  const groups = known.length > 0 ? known : [everyFirewall(tree.root)];
  const parents = new Set(groups.map((g) => g.parent));
  return groups
    .filter((g) => serialsOf(g.node).length > 0 || !parents.has(g.name) || isCircular(panorama, g))
    .map((g) => sourceOf(panorama, tree, g));
}
